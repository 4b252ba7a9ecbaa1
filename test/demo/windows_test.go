package demo

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// One user in two browsers: a conversation answered in one is read in the other,
// notices survive a reload, and a disabled account is notified. Form errors are
// shown at their field.
func TestBrowsersOfUserShareState(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	here, there := visit(t, s, browser.Chromium, desktop, "1.7", "alice"), visit(t, s, browser.Firefox, phone, "1.7", "alice")
	bob := visit(t, s, browser.Chromium, tablet, "1.3", "bob")
	bob.openChat("alice")
	bob.sendText("在吗")
	here.waitUnread("陈默", 1, "在吗")
	there.waitUnread("陈默", 1, "在吗")
	here.selectChat("陈默")
	here.sendText("在")
	there.waitUnread("陈默", 0, "在")

	// A browser that has no receipt stored shows what was read, too.
	erin := visit(t, s, browser.Firefox, desktop, "1.7", "erin")
	erin.openChat("alice")
	here.openChat("erin")
	here.sendText("看到了吗")
	here.waitVisible(`.message.mine[data-state="read"]`)
	there.Eval(`localStorage.removeItem('webim.read.alice')`, nil)
	there.reload()
	there.selectChat("何雨桐")
	there.waitVisible(`.message.mine[data-state="read"]`)

	var shared []string
	here.Eval(`Object.keys(localStorage).filter((key) => key.startsWith('webim.') && key !== 'webim.settings' && !key.endsWith('.alice'))`, &shared)
	assert.Empty(t, shared, "what is stored belongs to a user")

	for _, v := range []*visitor{there, bob, erin} {
		v.openTab("sessions")
		v.click(`#panel_sessions [data-opens="create_group"]`, "")
		v.click("#create_group_ok", "")
		v.WaitFor(`document.querySelector('#create_group .field-error').textContent === '请填写群名称' && document.getElementById('create_group_name').getAttribute('aria-invalid') === 'true'`)
		v.fill("#create_group_name", "一二三四五六七八九十一")
		v.WaitFor(`!document.querySelector('#create_group .field-error') && document.querySelector('#create_group .field-count.over').textContent === '33 / 30 字节'`)
		v.Eval(`document.getElementById('create_group').close()`, nil)
	}

	here.Eval(`(function (toasts) {
		window.announced = []
		new MutationObserver(() => announced.push(toasts.textContent)).observe(toasts, { childList: true })
	})(document.getElementById('toasts'))`, nil)
	bob.createGroup("Private", "值班", "alice")
	here.WaitFor(`announced.some((text) => text.includes('陈默邀请你加入了「值班」'))`)
	there.WaitFor(`document.getElementById('badge_notices').dataset.count === '1'`)
	there.reload()
	there.openTab("notices")
	there.WaitFor(`document.querySelectorAll('.notice').length === 1 && document.querySelector('.notice').textContent.includes('陈默邀请你加入了「值班」')`)

	admin := openAdmin(t, s, window{browser.Firefox, desktop})
	for user, pages := range map[string][]*visitor{"alice": {here, there}, "bob": {bob}} { // 1.7 and 1.3
		admin.click("nav a", "用户")
		admin.WaitFor(`document.title.startsWith('用户') && document.querySelectorAll('tbody tr').length > 1`)
		admin.fill("[name=q]", user)
		admin.click(".search button", "")
		admin.WaitFor(`document.querySelectorAll('tbody tr').length === 1`)
		admin.click(".confirm summary", "停用")
		admin.click(".confirm button", "确认停用 "+user)
		admin.WaitFor(`document.querySelector('.said').textContent === '用户已停用'`)
		for _, page := range pages {
			page.WaitFor(`document.getElementById('question').open && document.getElementById('question_text').textContent.includes('停用')`)
		}
	}
	bob.checkPage()

	// Without a reason the account has signed in elsewhere.
	for _, end := range [][2]string{{"", "在别处登录"}, {"revoked", "网站后台已结束"}} {
		erin.Eval(fmt.Sprintf(`(page.connection.onSessionEnd(%q), page.connection.onKicked())`, end[0]), nil)
		erin.WaitFor(fmt.Sprintf(`document.getElementById('question').open && document.getElementById('question_text').textContent.includes(%q)`, end[1]))
		erin.reload()
	}
}
