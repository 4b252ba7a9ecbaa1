package demo

import (
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// Replies, mentions, forwarding, profiles and conversation menus, with three users.
func TestRepliesAndMarksReachOthers(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]window{{{browser.Chromium, desktop}, {browser.Firefox, tablet}}, {{browser.Firefox, phone}, {browser.Chromium, desktop}}} {
		t.Run(pair[0].String(), func(t *testing.T) {
			t.Parallel()
			s := stack.Start(t)
			replyAndMark(visit(t, s, pair[0].kind, pair[0].size, "1.7", "alice"), visit(t, s, pair[1].kind, pair[1].size, "1.3", "bob"))
		})
	}
}

func replyAndMark(alice, bob *visitor) {
	alice.createGroup("Private", "评审", "bob", "carol")
	alice.sendText("周五三点可以吗")
	bob.selectChat("评审")

	// A reply shows the message it replies to, also in 1.3.
	bob.chooseMessageAction(".message.theirs", "回复")
	bob.waitVisible("#reply")
	bob.sendText("可以 @")
	for _, v := range []*visitor{alice, bob} {
		v.WaitFor(`document.querySelector('.quote')?.textContent === '林小夏周五三点可以吗' && document.querySelector('.quote').parentElement.lastChild.textContent === '可以 @'`)
	}
	bob.WaitFor(`document.getElementById('reply').hidden`)

	// The member list by keyboard; the mentioned user is notified.
	bob.Eval(`document.getElementById('message_text').focus()`, nil)
	bob.Press("@")
	bob.waitVisible("#mentions [data-account=alice]")
	bob.Press("小夏\r")
	bob.WaitFor(`document.getElementById('message_text').value === '@林小夏 ' && document.getElementById('mentions').hidden`)
	bob.Press("看这里\r")
	bob.waitDelivered()
	alice.WaitFor(`document.querySelector('.for-me')?.textContent.includes('@林小夏 看这里')`)

	// Forwarded to carol, with whom there was no conversation.
	alice.chooseMessageAction(".message.theirs:last-child", "转发")
	alice.click(`#forward_choices [value="C2Ccarol"]`, "")
	alice.click("#forward .primary", "")
	alice.WaitFor(`[...document.querySelectorAll('#session_list .row')].some(function (e) { return e.dataset.conversation === 'C2Ccarol' && e.textContent.includes('看这里') && e.querySelector('.row-sign .icon') })`)

	// A click on an avatar shows the user's profile.
	alice.click(".message.theirs .message-face", "")
	alice.WaitFor(`document.getElementById('person').open && document.getElementById('person_body').textContent.includes('陈默')`)
	alice.click("#person button", "发消息")
	alice.WaitFor(`location.hash === '#/c2c/bob' && !document.getElementById('person').open`)

	// Pinned, muted, removed; found by the text of a message.
	const names = `[...document.querySelectorAll('#session_list .row-name')].map(function (e) { return e.textContent }).join()`
	alice.WaitFor(names + ` === '苏晴,评审,陈默' || ` + names + ` === '评审,苏晴,陈默'`)
	alice.chooseChatAction("评审", "置顶")
	alice.sendText("一")
	alice.WaitFor(names + `.startsWith('评审,陈默')`)
	alice.openTab("sessions")
	alice.chooseChatAction("陈默", "消息免打扰")
	alice.waitVisible(`[data-conversation="C2Cbob"] .row-line:last-child .icon:not([hidden])`)
	alice.fill("#session_search", "周五三点")
	alice.WaitFor(names + ` === '评审'`)
	alice.fill("#session_search", "")
	alice.chooseChatAction("评审", "取消置顶")
	alice.chooseChatAction("评审", "从会话列表移除")
	alice.WaitFor(`!` + names + `.includes('评审')`)
	bob.sendText("还在")
	alice.WaitFor(names + `.includes('评审')`)
	alice.reload()
	alice.WaitFor(`document.querySelector('[data-conversation="C2Cbob"] .row-line:last-child .icon:not([hidden])')`)

	// The owner transfers the group.
	alice.openTab("sessions")
	alice.selectChat("评审")
	alice.click("#details_toggle", "")
	alice.click(`[data-member="bob"] .icon-button`, "")
	alice.click("#message_menu button", "转让群主")
	alice.click("#question_yes", "")
	alice.WaitFor(`[...document.querySelectorAll('.tip')].some(function (e) { return e.textContent === '你将群主转让给了陈默' }) && document.querySelector('[data-member="bob"] .tag')?.textContent === '群主'`)
	alice.checkPage()
	bob.checkPage()
}

// chooseMessageAction chooses an entry in the menu of the first message that matches.
func (v *visitor) chooseMessageAction(selector, entry string) {
	v.t.Helper()
	v.waitVisible(selector)
	v.Eval(`document.querySelector('`+selector+` .message-more').click()`, nil)
	v.click("#message_menu button", entry)
}

// chooseChatAction chooses an entry in the menu of a conversation.
func (v *visitor) chooseChatAction(name, entry string) {
	v.t.Helper()
	v.Eval(`[...document.querySelectorAll('#session_list .row')].find(function (e) { return e.querySelector('.row-name').textContent === '`+name+`' })
		.dispatchEvent(new PointerEvent('contextmenu', { bubbles: true, cancelable: true, pointerType: 'mouse' }))`, nil)
	v.click("#message_menu button", entry)
}
