// Package demo tests the demo as its visitors use it: in browser windows of
// different sizes and both dialects, against the real server.
package demo

import (
	"fmt"
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

func TestUserSelection(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	v := &visitor{Tab: browser.Open(t, browser.Chromium, phone), t: t, name: "nobody yet"}
	// The language is the browser's until one is chosen.
	v.Goto(s.URL + "demo/")
	v.WaitFor(`document.documentElement.lang === 'en' && document.querySelector('.person-card').textContent.includes('Olivia')`)
	v.clicks(`#welcome [data-language="zh"]`, "")
	v.WaitFor(`document.documentElement.lang === 'zh-CN' && document.querySelector('.person-card')?.textContent.includes('林小夏')`)
	v.clicks("#version_choice summary", "")
	v.clicks(`#welcome input[value="1.3"]`, "")
	// Choosing a user does not load the page again.
	v.Eval(`window.samePage = true`, nil)
	v.clicks(".person-card", "bob")
	v.settled()
	v.WaitFor(`window.samePage && document.title.startsWith('陈默') && location.search === '?user=bob&v=1.3'`)
	v.clicks("#my_face", "")
	v.clicks("#sign_out", "")
	v.shows(".person-card")
	v.calm()
}

func TestChatAcrossDialects(t *testing.T) {
	t.Parallel()
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) {
			s := stack.Start(t)
			alice := visit(t, s, kind, desktop, "1.7", "alice")
			bob := visit(t, s, kind, phone, "1.3", "bob")

			alice.opens("bob")
			alice.types("两\n行") // the field fits its lines, without a scrollbar
			alice.WaitFor(`(function (e) { return e.scrollHeight <= e.clientHeight })(document.getElementById('message_text'))`)
			alice.says(`你好 <img src=x onerror="alert(1)"> & "在吗"[微笑]`)
			alice.says("第二行")
			bob.unread("林小夏", 2, "第二行")
			bob.picks("林小夏")
			bob.sees(`林小夏: 你好 <img src=x onerror="alert(1)"> & "在吗"(face)`, "林小夏: 第二行")
			bob.clicks("#emotion_toggle", "")
			bob.clicks(`[data-face-name="[玫瑰]"]`, "") // 1.7 does not have this emoticon
			bob.clicks(`[data-face-name="😀"]`, "")    // an emoji is text
			bob.clicks("#send", "")
			alice.sees(`林小夏: 你好 <img src=x onerror="alert(1)"> & "在吗"(face)`, "林小夏: 第二行", "陈默: (face)😀")

			// Messages on the screen are read: nothing is unread afterwards.
			bob.leaves()
			bob.unread("林小夏", 0, "[玫瑰]😀")
			alice.says("三")
			bob.unread("林小夏", 1, "三")

			alice.reload()
			alice.sees(`林小夏: 你好 <img src=x onerror="alert(1)"> & "在吗"(face)`, "林小夏: 第二行", "陈默: (face)😀", "林小夏: 三")
			alice.unread("陈默", 0, "三")
			alice.calm()
			bob.calm()
		})
	}
}

func TestGroupChat(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	alice := visit(t, s, browser.Chromium, desktop, "1.7", "alice")
	bob := visit(t, s, browser.Chromium, phone, "1.3", "bob")
	carol := visit(t, s, browser.Chromium, desktop, "1.7", "carol")

	alice.clicks(`#panel_sessions [data-opens="create_group"]`, "")
	alice.fills("#create_group_name", "周五评审")
	alice.clicks(`#create_group_members [value="bob"]`, "")
	alice.clicks(`#create_group_members [value="carol"]`, "")
	alice.clicks("#create_group_ok", "")
	alice.shows("#composer")

	alice.says("大家好，周五的评审在三楼会议室[微笑]")
	bob.unread("周五评审", 1, "林小夏：大家好，周五的评审在三楼会议室[微笑]")
	bob.picks("周五评审")
	bob.says("收到[可爱]")
	bob.says("接口文档今天下班前发")
	carol.unread("周五评审", 3, "陈默：接口文档今天下班前发")
	carol.picks("周五评审")
	carol.says("我来带投影仪")

	alice.clicks("#details_toggle", "")
	alice.clicks(".details button", "邀请成员")
	alice.clicks(`#invite_people [value="dave"]`, "")
	alice.clicks("#invite footer button", "邀请")
	talk := []string{
		"林小夏: 大家好，周五的评审在三楼会议室(face)", "陈默: 收到(face)", "陈默: 接口文档今天下班前发", "苏晴: 我来带投影仪",
	}
	alice.sees(append(talk, "[你邀请周远加入了群聊]")...)
	bob.sees(append(talk, "[林小夏邀请周远加入了群聊]")...)
	carol.sees(append(talk, "[林小夏邀请周远加入了群聊]")...)
	alice.shows(`[data-member="dave"]`)

	bob.reload()
	bob.sees(append(talk, "[林小夏邀请周远加入了群聊]")...)

	carol.clicks("#details_toggle", "")
	carol.clicks(".details .danger", "退出群聊")
	carol.clicks("#question_yes", "")
	bob.sees(append(talk, "[林小夏邀请周远加入了群聊]", "[苏晴退出了群聊]")...)
	carol.WaitFor(`document.getElementById('chat').hidden`)
	carol.shows("#session_empty")
	for _, v := range []*visitor{alice, bob, carol} {
		v.calm()
	}
}

func TestJoinRequests(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	bob := visit(t, s, browser.Chromium, phone, "1.3", "bob")
	carol := visit(t, s, browser.Chromium, desktop, "1.7", "carol")

	bob.clicks(`#panel_sessions [data-opens="create_group"]`, "")
	bob.fills("#create_group_name", "接口答疑")
	bob.clicks(`#create_group_types [value="Public"]`, "")
	bob.clicks("#create_group_ok", "")
	bob.shows("#composer")
	var id string
	bob.Eval(`decodeURIComponent(location.hash.split('/')[2])`, &id)
	bob.leaves()

	carol.clicks("#tab_contacts", "")
	carol.clicks(`[data-opens="join_group"]`, "加入群")
	carol.fills("#join_group_id", id)
	carol.clicks("#join_group_find", "")
	carol.fills("#join_group_found input", "我是 <b>苏晴</b>")
	carol.clicks("#join_group_found button", "加入")

	bob.WaitFor(`document.getElementById('badge_notices').dataset.count === '1'`)
	bob.clicks("#tab_notices", "")
	bob.WaitFor(`document.querySelector('.notice').textContent.includes('苏晴申请加入「接口答疑」附言：我是 <b>苏晴</b>')`)
	bob.clicks(".notice-answers button", "同意")
	bob.WaitFor(`document.querySelector('.notice-state').textContent === '已同意'`)

	carol.clicks("#tab_notices", "")
	carol.WaitFor(`document.querySelector('.notice').textContent.includes('你加入「接口答疑」的申请已通过')`)
	carol.picks("接口答疑")
	carol.says("谢谢")
	bob.unread("接口答疑", 2, "苏晴：谢谢") // and the tip that carol joined

	// The owner dismisses the group: its window says so and disables the composer.
	bob.picks("接口答疑")
	bob.clicks("#details_toggle", "")
	bob.clicks(".details .danger", "解散群")
	bob.clicks("#question_yes", "")
	carol.shows("#chat_closed")
	carol.WaitFor(`!document.getElementById('composer').checkVisibility()`)
	bob.calm()
	carol.calm()
}

func TestReconnectAfterOutage(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	alice := visit(t, s, browser.Chromium, desktop, "1.7", "alice")
	alice.opens("bob")
	alice.says("一")

	s.Kill()
	alice.shows("#connection_banner")
	alice.fills("#message_text", "二")
	alice.clicks("#send", "")
	alice.shows(`.message[data-state="waiting"]`)
	s.Restart()
	alice.wakes()
	alice.WaitFor(`document.getElementById('connection').textContent === '已连接' && !document.getElementById('connection_banner').checkVisibility()`)
	alice.delivered()

	bob := visit(t, s, browser.Chromium, phone, "1.3", "bob")
	bob.unread("林小夏", 2, "二")
	alice.calm()
}

// The admin page opens the demo as any user: the login is in the window's storage,
// not in the address.
func TestLoginFromAdminPage(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	v := &visitor{Tab: browser.Open(t, browser.Chromium, desktop), t: t, name: "zoe"}
	v.Goto(s.URL + "demo/?lang=zh&user=zoe")
	v.shows(".person-card") // the account has no contacts
	v.Eval(fmt.Sprintf(`sessionStorage.setItem('webim.login', JSON.stringify({identifier: 'zoe', nick: '佐伊', sdkAppID: 1400000001, accountType: 1, userSig: %q}))`, s.Signature("zoe")), nil)
	v.reload()
	v.WaitFor(`document.title.startsWith('佐伊')`)
	v.opens("alice")
	v.says("你好")
	v.calm()
}
