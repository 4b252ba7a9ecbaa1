package demo

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// createGroup creates a group of a type and returns its id.
func (v *visitor) createGroup(kind, name string, members ...string) (id string) {
	v.t.Helper()
	v.openTab("sessions")
	v.click(`#panel_sessions [data-opens="create_group"]`, "")
	v.fill("#create_group_name", name)
	v.click(`#create_group_types [value="`+kind+`"]`, "")
	for _, member := range members {
		v.click(`#create_group_members [value="`+member+`"]`, "")
	}
	v.click("#create_group_ok", "")
	v.WaitFor(fmt.Sprintf(`/^#\/(group|room)\//.test(location.hash) && (document.getElementById('chat_title').textContent === %[1]q || document.getElementById('room_title').textContent === %[1]q)`, name))
	v.Eval(`decodeURIComponent(location.hash.split('/')[2])`, &id)
	return id
}

// joinGroup applies for a group by its id.
func (v *visitor) joinGroup(id string) {
	v.t.Helper()
	v.openTab("contacts")
	v.click(`[data-opens="join_group"]`, "加入群")
	v.fill("#join_group_id", id)
	v.click("#join_group_find", "")
	v.click("#join_group_found button", "加入")
}

func TestGroupChangesReachMembers(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *stack.Server, alice, bob *visitor) {
		id := alice.createGroup("Public", "前端")
		alice.Eval(`(function () {
			const { getGroupMemberInfo } = webim
			webim.getGroupMemberInfo = (options, cbOk, cbErr) => getGroupMemberInfo.call(webim, options, function (resp) { window.releaseMembers = () => cbOk(resp) }, cbErr)
		})()`, nil)
		alice.click("#details_toggle", "")
		alice.WaitFor(`window.releaseMembers`)

		// Bob applied and was accepted, not invited. The open panel shows him, although the
		// list that it fetched is older.
		bob.joinGroup(id)
		alice.click("#tab_notices", "")
		alice.click(".notice-answers button", "同意")
		alice.WaitFor(`[...document.querySelectorAll('.tip')].some(function (e) { return e.textContent === '陈默加入了群聊' })`)
		alice.Eval(`releaseMembers()`, nil)
		alice.waitVisible(`[data-member="bob"]`)
		alice.WaitFor(`document.querySelectorAll('.member').length === 2`)

		// The profile: picture and texts (guide 8.10).
		alice.click(`.details [aria-label="修改群资料"]`, "")
		alice.waitVisible("#edit_group[open]")
		alice.Eval(`Promise.resolve(`+drawing+`).then(function (blob) { giveFiles(document.querySelector('#edit_group input[type=file]'), [new File([blob], 'face.png', { type: 'image/png' })]) })`, nil)
		alice.waitVisible("#edit_group_face .avatar img")
		alice.fill("#edit_group_notification", "周五 <i>评审")
		alice.fill("#edit_group_introduction", "有问 <b>必答")
		alice.click("#edit_group .primary", "")
		bob.selectChat("前端")
		bob.click("#details_toggle", "")
		tip := `[...document.querySelectorAll('.tip')].some((e) => e.textContent === %q)`
		alice.WaitFor(fmt.Sprintf(tip, "你更换了群头像，将群公告改为「周五 <i>评审」，将群简介改为「有问 <b>必答」"))
		bob.WaitFor(fmt.Sprintf(tip, "林小夏更换了群头像，将群公告改为「周五 <i>评审」，将群简介改为「有问 <b>必答」"))
		bob.WaitFor(`document.querySelector('.facts').textContent.includes('有问 <b>必答') && document.querySelector('.details-card .avatar img').complete`)

		// The announcement is shown above the messages until the user dismisses it.
		bob.WaitFor(`document.getElementById('announcement_text').textContent === '周五 <i>评审'`)
		bob.Eval(`document.getElementById('announcement_close').click()`, nil)
		bob.WaitFor(`document.getElementById('announcement').hidden`)

		alice.click(`[data-member="bob"] .icon-button`, "")
		alice.click("#message_menu button", "设为管理员")
		alice.WaitFor(fmt.Sprintf(tip, "你将陈默设为管理员"))
		alice.WaitFor(`document.querySelector('[data-member="bob"] .tag')?.textContent === '管理员'`)
		alice.click(`[data-member="bob"] .icon-button`, "")
		alice.click("#message_menu button", "取消管理员")
		alice.WaitFor(fmt.Sprintf(tip, "你取消了陈默的管理员身份"))

		// Messages without notice (9.3).
		bob.Eval(`(function (e) { e.value = 'AcceptNotNotify'; e.dispatchEvent(new Event('change')) })(document.getElementById('message_flag'))`, nil)
		bob.WaitFor(`page.session_marks.isMuted(page.open_conversation.openConversation)`)
		bob.leaveChat()
		alice.sendText("有人吗")
		bob.waitUnread("前端", 1, "林小夏：有人吗")
		bob.WaitFor(`document.getElementById('badge_sessions').hidden && document.querySelector('.badge.quiet')`)

		// Muted for a chosen time, and no longer (9.5).
		alice.click(`[data-member="bob"] .icon-button`, "")
		alice.click("#message_menu button", "禁言")
		alice.click(`#mute [value="other"]`, "")
		alice.fill("#mute_minutes", "90")
		alice.click("#mute .primary", "")
		alice.WaitFor(`document.querySelector('[data-member="bob"] .tag.muted')`)
		alice.WaitFor(`[...document.querySelectorAll('.tip')].some(function (e) { return e.textContent === '你将陈默禁言 90 分钟' })`)
		bob.click("#tab_sessions", "")
		bob.click("#session_list .row", "前端")
		bob.WaitFor(`document.getElementById('chat_closed').textContent.includes('你已被禁言，还剩') && !document.getElementById('composer').checkVisibility()`)
		// A message that is refused keeps its place, and the list shows newer ones.
		bob.Eval(`page.outbox.sendContent({ kind: 'text', text: '我说' })`, nil)
		bob.waitVisible(`[data-state="failed"] .resend`)
		alice.sendText("大家继续")
		bob.WaitFor(`(function (list) { return list.at(-1).textContent.includes('大家继续') && list.at(-2).dataset.state === 'failed' })([...document.querySelectorAll('.message')]) && document.querySelector('[data-conversation^="GROUP"] .row-preview').textContent === '林小夏：大家继续'`)
		alice.click(`[data-member="bob"] .icon-button`, "")
		alice.click("#message_menu button", "解除禁言")
		alice.WaitFor(`!document.querySelector('[data-member="bob"] .tag.muted')`)
		bob.click(".resend", "重发")
		bob.waitDelivered()

		// Where the details cover the chat, a click outside or Escape closes them.
		var covers bool
		if bob.Eval(`innerWidth > 720`, &covers); covers {
			bob.click("#details_toggle", "")
			bob.click("#details_scrim", "")
			bob.WaitFor(`document.getElementById('details').hidden && !document.getElementById('chat').hidden`)
			bob.click("#details_toggle", "")
			bob.waitVisible("#details")
			bob.Eval(`document.activeElement.blur()`, nil)
			bob.Press(kb.Escape)
			bob.WaitFor(`document.getElementById('details').hidden && !document.getElementById('chat').hidden`)
		}
		// Back closes the details first, then the chat.
		bob.click("#details_toggle", "")
		bob.waitVisible("#details")
		bob.Eval(`history.back()`, nil)
		bob.WaitFor(`document.getElementById('details').hidden && !document.getElementById('chat').hidden`)
		// Bob leaves. An older list that arrives afterwards does not bring him back.
		alice.Eval(`(delete window.releaseMembers, page.group_members.getGroupMemberInfo(`+fmt.Sprintf("%q", id)+`))`, nil)
		alice.WaitFor(`window.releaseMembers`)
		bob.click("#details_toggle", "")
		bob.click(".details .danger", "退出群聊")
		bob.click("#question_yes", "")
		alice.WaitFor(`!document.querySelector('[data-member="bob"]')`)
		alice.Eval(`releaseMembers()`, nil)
		alice.WaitFor(`document.querySelectorAll('.member').length === 1 && !document.querySelector('[data-member="bob"]')`)
	})
}

// A live room: two signed-in users and anonymous visitors.
func TestLiveRoomServesUsersAndVisitors(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	alice, bob := visit(t, s, browser.Chromium, desktop, "1.7", "alice"), visit(t, s, browser.Chromium, tablet, "1.7", "bob")
	id := alice.createGroup("AVChatRoom", "周五直播")
	alice.waitVisible("#room_form")
	bob.openTab("contacts")
	bob.click(`[data-room="`+id+`"]`, "")
	bob.waitVisible("#room_form")
	guests := []*visitor{}
	for _, w := range []window{{browser.Firefox, desktop}, {browser.Chromium, phone}} {
		guest := w.open(t, "guest")
		guest.Goto(s.URL + "demo/?lang=zh")
		guest.click(".room-card", "周五直播")
		guest.WaitFor(`document.getElementById('room_title').textContent === '周五直播' && document.getElementById('room_closed').textContent.includes('匿名围观')`)
		guest.WaitFor(`document.title === '周五直播 · webim.js 演示' && document.getElementById('app_title').textContent === 'webim.js 演示'`)
		guests = append(guests, guest)
	}
	everyone := append([]*visitor{alice, bob}, guests...)
	// The user's own entry is announced once, as a line like the others.
	bob.WaitFor(`document.querySelector('.room-line.event')?.textContent === '你进入了直播间'`)
	alice.WaitFor(`[...document.querySelectorAll('.room-line.event')].some((e) => e.textContent.includes('陈默'))`)

	bob.fill("#room_text", "大家好 <b>x</b> https://example.com/a ")
	bob.click("#room_emotion_toggle", "")
	bob.click(`#room_emotion_picker [data-face-name="[微笑]"]`, "")
	bob.click("#room_form .primary", "")
	for _, v := range everyone {
		v.WaitFor(`[...document.querySelectorAll('.room-line')].some(function (e) { return e.textContent.includes('大家好 <b>x</b>') && e.querySelector('img')?.alt === '[微笑]' && e.querySelector('a[href="https://example.com/a"][target=_blank]') })`)
	}
	bob.WaitFor(`[...document.querySelectorAll('.room-line.event')].filter((e) => /你|陈默/.test(e.textContent)).length === 1`)
	bob.WaitFor(`new Set([...document.querySelectorAll('.room-line')].map((e) => [e.offsetLeft, getComputedStyle(e).borderTopWidth].join())).size === 1`)
	for _, guest := range guests {
		guest.Eval(`new MutationObserver(() => { window.liked = true }).observe(document.getElementById('room_hearts'), { childList: true })`, nil)
	}
	alice.click("#room_like", "")
	for _, guest := range guests {
		guest.WaitFor(`window.liked`)
	}

	// The page does not grow with the number of messages.
	for v, word := range map[*visitor]string{alice: "第", bob: "接"} {
		v.Eval(fmt.Sprintf(`(function () {
			const sess = new webim.Session('GROUP', %q, '', '', 0)
			for (let i = 0; i < 60; i++) {
				const msg = new webim.Msg(sess, true, -1, -1, -1, %q, 0, '')
				msg.addText(new webim.Msg.Elem.Text(%q + ' ' + i + ' 条'))
				webim.sendMsg(msg, function () {}, function (err) { console.error(JSON.stringify(err)) })
			}
		})()`, id, v.name, word), nil)
	}
	guest := guests[1]
	guest.WaitFor(`document.getElementById('room_messages').textContent.includes('第 59 条') && document.getElementById('room_messages').textContent.includes('接 59 条')`)
	guest.Eval(modules, nil)
	guest.Eval(`page.room_lines.addRoomLines(Array.from({ length: 400 }, function (_, i) { return page.room_lines.roomLine('', 'x' + i, 'n', 'n') }))`, nil)
	guest.WaitFor(`document.querySelector('.room-line:last-child').textContent === 'nx399'`)
	var rows int
	guest.Eval(`document.getElementById('room_messages').childElementCount`, &rows)
	assert.Equal(t, 150, rows)

	// After an outage visitors continue, with the earlier messages.
	earlier := map[*visitor]int{}
	for _, guest := range guests {
		var n int
		guest.Eval(`document.querySelectorAll('.room-line').length`, &n)
		earlier[guest] = n
	}
	s.Kill()
	for _, guest := range guests {
		guest.waitVisible("#connection_banner")
	}
	s.Restart()
	for _, v := range everyone {
		v.goOnline()
	}
	for _, guest := range guests {
		guest.WaitFor(fmt.Sprintf(`!document.getElementById('connection_banner').checkVisibility() && document.querySelectorAll('.room-line').length >= %d`, earlier[guest]))
	}
	bob.WaitFor(`document.getElementById('connection').textContent === '已连接'`)
	bob.fill("#room_text", "还在")
	bob.click("#room_form .primary", "")
	for _, guest := range guests {
		guest.WaitFor(`[...document.querySelectorAll('.room-line')].some((e) => e.textContent.includes('还在'))`)
	}

	// Visitors sign in and are in the room again.
	for i, user := range []struct{ account, nick string }{{"carol", "苏晴"}, {"dave", "周远"}} {
		guest := guests[i]
		guest.click("#room_closed a", "选一位用户登录")
		guest.click(".person-card", user.account)
		guest.waitReady()
		guest.waitVisible("#room_form")
		guest.WaitFor(`document.getElementById('room_title').textContent === '周五直播' && document.title.startsWith('` + user.nick + `')`)
	}

	alice.click("#room_destroy", "")
	alice.click("#question_yes", "")
	alice.WaitFor(`location.hash === '#/'`)
	guest.Goto("about:blank")
	guest.Goto(s.URL + "demo/?v=1.7&room=" + url.QueryEscape(id))
	guest.WaitFor(`document.getElementById('room_closed').textContent.includes('不存在')`)
	for _, v := range everyone {
		v.checkPage()
	}
}

// The ways to sign in: hosted login, a pasted signature where there are no demo
// users, and an address with an unknown user.
func TestEachSignInMethodOpensChat(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	inWindows(t, allWindows, func(t *testing.T, w window) {
		v := w.open(t, "carol-"+w.String())
		if w == allWindows[0] {
			v.axe = allRules
		}
		signInByHostedLogin(s, v)
	})

	private := stack.Start(t, "-private")
	zoe := window{browser.Firefox, tablet}.open(t, "zoe")
	zoe.Goto(private.URL + "demo/?lang=zh")
	zoe.WaitFor(`document.getElementById('welcome_note').textContent.includes('UserSig') && !document.querySelector('.person-card')`)
	zoe.fill("#sig_login [name=identifier]", "zoe")
	zoe.fill("#sig_login [name=userSig]", private.Signature("zoe"))
	zoe.click("#sig_login .button", "")
	zoe.waitReady()
	// The account has no contacts; an account name is enough.
	zoe.requestFriend("alice", "")
	zoe.openTab("contacts")
	zoe.waitVisible(`#friend_list [data-contact="alice"]`)
	zoe.checkPage()

	res, err := http.Get(s.URL + "demo/nothing")
	if assert.NoError(t, err) {
		res.Body.Close()
		assert.Equal(t, http.StatusNotFound, res.StatusCode)
	}
}

func signInByHostedLogin(s *stack.Server, v *visitor) {
	v.Goto(s.URL)
	v.WaitFor(`location.pathname === '/demo/'`)
	v.Goto(s.URL + "demo/?lang=zh")
	// The hosted login has the avatars of the demo.
	avatars := func(selector string) (all []string) {
		v.waitVisible(selector)
		v.Eval(`[...document.querySelectorAll('`+selector+`')].map((e) => e.textContent + ' ' + getComputedStyle(e).backgroundColor).sort()`, &all)
		return all
	}
	shown := avatars(".person-card .avatar")
	v.click("#other_ways summary", "")
	v.click("#version_choice summary", "")
	v.click(`#welcome input[value="1.3"]`, "")
	v.click("#hosted_login_go", "")
	v.WaitFor(`location.pathname === '/tls/login'`)
	v.checkView("hosted-login")
	assert.Equal(v.t, shown, avatars(".face"))
	v.click("li a", "苏晴")
	v.waitReady()
	v.WaitFor(`document.title.startsWith('苏晴') && location.search === '?user=carol&v=1.3'`)
	v.reload() // the login is in the window's storage, the ticket is not in the address
	v.WaitFor(`document.title.startsWith('苏晴')`)
	v.Goto(s.URL + "demo/?tmpsig=forged&identifier=alice&sdkappid=1400000001")
	v.waitVisible("#question[open]")
	v.checkPage()
}
