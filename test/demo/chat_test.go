// Package demo tests the demo as its visitors use it: in browser windows of
// different sizes and both dialects, against the real server.
package demo

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

func TestUserSelectionSignsIn(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	inWindows(t, allWindows, func(t *testing.T, w window) { selectUser(t, s, w.open(t, w.String())) })
}

func selectUser(t *testing.T, s *stack.Server, v *visitor) {
	// The language is the browser's until one is chosen.
	v.Goto(s.URL + "demo/")
	v.WaitFor(`document.documentElement.lang === 'en' && document.querySelector('.person-card').textContent.includes('Olivia')`)
	v.waitVisible(`#welcome a[href="/docs/"]`)
	// Its sentences are made of parts, which are separated by spaces.
	var joined []string
	v.Eval(`[...document.querySelectorAll('#welcome p :is(code, a)')].filter(function (e) {
		const before = e.previousSibling?.data ?? '', after = e.nextSibling?.data ?? ''
		return before.trim() && !/\s$/.test(before) || after.trim() && !/^(\s+\w|[.,;])/.test(after)
	}).map((e) => e.parentElement.textContent)`, &joined)
	assert.Empty(t, joined)
	v.click(`#welcome [data-language="zh"]`, "")
	v.WaitFor(`document.documentElement.lang === 'zh-CN' && document.querySelector('.person-card')?.textContent.includes('林小夏')`)
	v.click("#version_choice summary", "")
	v.click(`#welcome input[value="1.3"]`, "")
	// Choosing a user does not load the page again.
	v.Eval(`window.samePage = true`, nil)
	v.click(".person-card", "bob")
	v.waitReady()
	v.WaitFor(`window.samePage && document.title.startsWith('陈默') && location.search === '?user=bob&v=1.3'`)
	v.click("#my_face", "")
	v.click("#sign_out", "")
	v.waitVisible(".person-card")
	v.checkPage()
}

func TestDialectsExchangeMessages(t *testing.T) {
	t.Parallel()
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox, browser.WebKit} {
		t.Run(string(kind), func(t *testing.T) {
			s := stack.Start(t)
			wide, narrow := desktop, phone
			switch kind {
			case browser.Firefox:
				wide = tablet
			case browser.WebKit:
				narrow.Width = 450 // its windows are no narrower
			}
			alice := visit(t, s, kind, wide, "1.7", "alice")
			bob := visit(t, s, kind, narrow, "1.3", "bob")

			alice.openChat("bob")
			alice.typeText("两\n行") // the field fits its lines, without a scrollbar
			alice.WaitFor(`(function (e) { return e.scrollHeight <= e.clientHeight })(document.getElementById('message_text'))`)
			alice.sendText(`你好 <img src=x onerror="alert(1)"> & "在吗"[微笑]`)
			alice.sendText("第二行")
			bob.waitUnread("林小夏", 2, "第二行")
			bob.selectChat("林小夏")
			bob.waitLines(`林小夏: 你好 <img src=x onerror="alert(1)"> & "在吗"(face)`, "林小夏: 第二行")
			bob.click("#emotion_toggle", "")
			bob.click(`[data-face-name="[玫瑰]"]`, "") // 1.7 does not have this emoticon
			bob.click(`[data-face-name="😀"]`, "")    // an emoji is text
			bob.click("#send", "")
			alice.waitLines(`林小夏: 你好 <img src=x onerror="alert(1)"> & "在吗"(face)`, "林小夏: 第二行", "陈默: (face)😀")

			// Messages on the screen are read: nothing is unread afterwards.
			bob.leaveChat()
			bob.waitUnread("林小夏", 0, "[玫瑰]😀")
			alice.sendText("三")
			bob.waitUnread("林小夏", 1, "三")

			alice.reload()
			alice.waitLines(`林小夏: 你好 <img src=x onerror="alert(1)"> & "在吗"(face)`, "林小夏: 第二行", "陈默: (face)😀", "林小夏: 三")
			alice.waitUnread("陈默", 0, "三")
			alice.checkPage()
			bob.checkPage()
		})
	}
}

func TestGroupChatReachesMembers(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	alice := visit(t, s, browser.Chromium, desktop, "1.7", "alice")
	bob := visit(t, s, browser.Chromium, phone, "1.3", "bob")
	carol := visit(t, s, browser.Firefox, tablet, "1.7", "carol")

	alice.click(`#panel_sessions [data-opens="create_group"]`, "")
	alice.fill("#create_group_name", "周五评审")
	alice.click(`#create_group_members [value="bob"]`, "")
	alice.click(`#create_group_members [value="carol"]`, "")
	alice.click("#create_group_ok", "")
	alice.waitVisible("#composer")

	alice.sendText("大家好，周五的评审在三楼会议室[微笑]")
	alice.waitUnread("周五评审", 0, "你：大家好，周五的评审在三楼会议室[微笑]")
	bob.waitUnread("周五评审", 1, "林小夏：大家好，周五的评审在三楼会议室[微笑]")
	bob.selectChat("周五评审")
	bob.sendText("收到[可爱]")
	bob.sendText("接口文档今天下班前发")
	carol.waitUnread("周五评审", 3, "陈默：接口文档今天下班前发")
	carol.selectChat("周五评审")
	carol.sendText("我来带投影仪")

	alice.click("#details_toggle", "")
	alice.click(".details button", "邀请成员")
	alice.click(`#invite_people [value="dave"]`, "")
	alice.click("#invite footer button", "邀请")
	talk := []string{
		"林小夏: 大家好，周五的评审在三楼会议室(face)", "陈默: 收到(face)", "陈默: 接口文档今天下班前发", "苏晴: 我来带投影仪",
	}
	alice.waitLines(append(talk, "[你邀请周远加入了群聊]")...)
	bob.waitLines(append(talk, "[林小夏邀请周远加入了群聊]")...)
	carol.waitLines(append(talk, "[林小夏邀请周远加入了群聊]")...)
	alice.waitVisible(`[data-member="dave"]`)

	bob.reload()
	bob.waitLines(append(talk, "[林小夏邀请周远加入了群聊]")...)

	carol.click("#details_toggle", "")
	carol.click(".details .danger", "退出群聊")
	carol.click("#question_yes", "")
	bob.waitLines(append(talk, "[林小夏邀请周远加入了群聊]", "[苏晴退出了群聊]")...)
	carol.WaitFor(`document.getElementById('chat').hidden`)
	carol.waitVisible("#session_empty")
	for _, v := range []*visitor{alice, bob, carol} {
		v.checkPage()
	}
}

func TestJoinRequestsReachOwner(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T, s *stack.Server) (bob, carol *visitor){
		"owner 1.3": func(t *testing.T, s *stack.Server) (bob, carol *visitor) {
			return visit(t, s, browser.Firefox, phone, "1.3", "bob"), visit(t, s, browser.Chromium, desktop, "1.7", "carol")
		},
		"owner 1.7": func(t *testing.T, s *stack.Server) (bob, carol *visitor) {
			return visit(t, s, browser.Chromium, desktop, "1.7", "bob"), visit(t, s, browser.Firefox, tablet, "1.3", "carol")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bob, carol := open(t, stack.Start(t))
			joinByRequest(bob, carol)
		})
	}
}

// joinByRequest tests a group of bob's that carol joins.
func joinByRequest(bob, carol *visitor) {
	bob.click(`#panel_sessions [data-opens="create_group"]`, "")
	bob.fill("#create_group_name", "接口答疑")
	bob.click(`#create_group_types [value="Public"]`, "")
	bob.click("#create_group_ok", "")
	bob.waitVisible("#composer")
	var id string
	bob.Eval(`decodeURIComponent(location.hash.split('/')[2])`, &id)
	bob.leaveChat()

	carol.click("#tab_contacts", "")
	carol.click(`[data-opens="join_group"]`, "加入群")
	carol.fill("#join_group_id", id)
	carol.click("#join_group_find", "")
	carol.fill("#join_group_found input", "我是 <b>苏晴</b>")
	carol.click("#join_group_found button", "加入")

	bob.WaitFor(`document.getElementById('badge_notices').dataset.count === '1'`)
	bob.click("#tab_notices", "")
	bob.WaitFor(`document.querySelector('.notice').textContent.includes('苏晴申请加入「接口答疑」附言：我是 <b>苏晴</b>')`)
	bob.click(".notice-answers button", "同意")
	bob.WaitFor(`document.querySelector('.notice-state').textContent === '已同意'`)

	carol.click("#tab_notices", "")
	carol.WaitFor(`document.querySelector('.notice').textContent.includes('你加入「接口答疑」的申请已通过')`)
	carol.selectChat("接口答疑")
	carol.sendText("谢谢")
	bob.waitUnread("接口答疑", 2, "苏晴：谢谢") // and the tip that carol joined

	// The owner dismisses the group: its window says so and disables the composer.
	bob.selectChat("接口答疑")
	bob.click("#details_toggle", "")
	bob.click(".details .danger", "解散群")
	bob.click("#question_yes", "")
	carol.waitVisible("#chat_closed")
	carol.WaitFor(`!document.getElementById('composer').checkVisibility()`)
	carol.reload() // the name is still known
	carol.WaitFor(`document.getElementById('chat_title').textContent === '接口答疑'`)
	bob.checkPage()
	carol.checkPage()
}

func TestPageReconnectsAfterOutage(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	alice := visit(t, s, browser.Chromium, desktop, "1.7", "alice")
	alice.openChat("bob")
	alice.sendText("一")
	// 1.3 does not report a lost connection. An idle page checks it every 5 s.
	bob := visit(t, s, browser.Firefox, phone, "1.3", "bob")
	bob.waitUnread("林小夏", 1, "一")

	s.Kill()
	killed := time.Now()
	alice.waitVisible("#connection_banner")
	bob.WaitFor(`document.getElementById('connection').textContent === '已断开'`)
	assert.Less(t, time.Since(killed), 10*time.Second, "until both pages know")
	alice.fill("#message_text", "二")
	alice.click("#send", "")
	alice.waitVisible(`.message[data-state="waiting"]`)
	s.Restart()
	alice.goOnline()
	alice.WaitFor(`document.getElementById('connection').textContent === '已连接' && !document.getElementById('connection_banner').checkVisibility()`)
	alice.waitDelivered()
	bob.goOnline()
	bob.waitUnread("林小夏", 2, "二")
	alice.checkPage()
	bob.checkPage()
}

// The admin page opens the demo as any user: the login is in the window's storage,
// not in the address.
func TestAdminPageSignsUserIn(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	v := window{browser.Firefox, phone}.open(t, "zoe")
	v.Goto(s.URL + "demo/?lang=zh&user=zoe")
	v.waitVisible(".person-card") // the account has no contacts
	v.Eval(fmt.Sprintf(`sessionStorage.setItem('webim.login', JSON.stringify({identifier: 'zoe', nick: '佐伊', sdkAppID: 1400000001, accountType: 1, userSig: %q}))`, s.Signature("zoe")), nil)
	v.reload()
	v.WaitFor(`document.title.startsWith('佐伊')`)
	v.openChat("alice")
	v.sendText("你好")
	v.checkPage()
}
