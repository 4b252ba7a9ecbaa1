package demo

import (
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// eachWay runs a test with alice in one version and bob in the other, and vice versa:
// once with bob on a phone, once in Firefox on a tablet.
func eachWay(t *testing.T, test func(t *testing.T, s *stack.Server, alice, bob *visitor)) {
	for _, way := range []struct {
		name, alice, bob string
		kind             browser.Kind
		size             browser.Options
	}{{"alice 1.7, bob 1.3", "1.7", "1.3", browser.Chromium, phone}, {"alice 1.3, bob 1.7", "1.3", "1.7", browser.Firefox, tablet}} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := stack.Start(t)
			alice, bob := visit(t, s, browser.Chromium, desktop, way.alice, "alice"), visit(t, s, way.kind, way.size, way.bob, "bob")
			test(t, s, alice, bob)
			alice.checkPage()
			bob.checkPage()
		})
	}
}

// openTab opens one of the lists.
func (v *visitor) openTab(name string) {
	v.t.Helper()
	v.Eval(`location.hash = '#/'`, nil)
	v.click("#tab_"+name, "")
}

// findUser searches for an account in the dialog for new friends.
func (v *visitor) findUser(account string) {
	v.t.Helper()
	v.openTab("contacts")
	v.click(`#panel_contacts [data-opens="add_friend"]`, "")
	v.fill("#add_friend_account", account)
	v.click("#add_friend_find", "")
}

// requestFriend sends a friend request.
func (v *visitor) requestFriend(account, wording string) {
	v.t.Helper()
	v.findUser(account)
	v.fill("#add_friend_found input", wording)
	v.click("#add_friend_found .button.primary", "")
	v.WaitFor(`!document.getElementById('add_friend').open`)
}

func TestProfileChangesReachFriends(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, _ *stack.Server, alice, bob *visitor) {
		// Bob changes every field of his profile (guide 6.1).
		bob.click("#my_face", "")
		bob.click("#edit_me", "")
		bob.waitVisible("#profile[open]")
		bob.Eval(`Promise.resolve(`+drawing+`).then(function (blob) { giveFiles(document.querySelector('#profile input[type=file]'), [new File([blob], 'face.png', { type: 'image/png' })]) })`, nil)
		bob.waitVisible("#profile_face .avatar img")
		bob.fill("#profile [name=nick]", "陈小默")
		bob.click(`#profile [value="Gender_Type_Male"]`, "")
		bob.click(`#profile [value="AllowType_Type_NeedConfirm"]`, "")
		bob.click("#profile_ok", "")
		bob.WaitFor(`document.getElementById('app_title').textContent.includes('陈小默')`)

		// Alice, whose users.json has the old name, finds him by account and sends a request.
		alice.findUser("nobody")
		alice.WaitFor(`document.getElementById('add_friend_found').textContent.includes('没有这个帐号')`)
		alice.Eval(`document.getElementById('add_friend').close()`, nil)
		alice.findUser("bob")
		alice.WaitFor(`document.querySelector('#add_friend_found strong').textContent === '陈小默' && document.querySelector('#add_friend_found .avatar img').complete`)
		alice.fill("#add_friend_found input", "我是 <b>小夏</b>")
		alice.click("#add_friend_found .button.primary", "")
		alice.openTab("notices")
		alice.waitVisible(`[data-request="SendOut"][data-from="bob"]`)

		// He accepts the request: both are friends.
		bob.openTab("notices")
		bob.WaitFor(`document.querySelector('[data-request="ComeIn"][data-from="alice"]').textContent.includes('我是 <b>小夏</b>')`)
		bob.click(`[data-from="alice"] .button`, "同意")
		bob.WaitFor(`!document.querySelector('[data-request]')`)
		for _, v := range []*visitor{alice, bob} {
			v.openTab("contacts")
			v.WaitFor(`document.querySelectorAll('#friend_list [data-contact]').length === 1`)
		}

		// Deleted by one side, the friendship ends on both.
		alice.click(`#friend_list [data-contact="bob"]`, "")
		alice.click("#details_toggle", "")
		alice.WaitFor(`document.querySelector('.details-card').textContent.includes('男')`)
		alice.click(".details .danger", "删除好友")
		alice.click("#question_yes", "")
		for _, v := range []*visitor{alice, bob} {
			v.openTab("contacts")
			v.waitVisible("#friend_empty")
		}

		// Refused, deleted, withdrawn requests.
		for _, end := range []struct {
			who    *visitor
			from   string
			button string
		}{{bob, "alice", "拒绝"}, {bob, "alice", "删除"}, {alice, "bob", "撤回"}} {
			alice.requestFriend("bob", "")
			end.who.openTab("notices")
			end.who.click(`[data-from="`+end.from+`"] .button`, end.button)
			end.who.WaitFor(`!document.querySelector('[data-request]')`)
		}

		// On the blacklist: messages are refused until the user is removed from it.
		bob.openChat("alice")
		bob.click("#details_toggle", "")
		bob.click(".details .danger", "加入黑名单")
		bob.click("#question_yes", "")
		bob.waitVisible(".details .hint")
		bob.openTab("contacts")
		bob.waitVisible(`#black_list [data-blocked="alice"]`)
		alice.openChat("bob")
		alice.fill("#message_text", "在吗")
		alice.click("#send", "")
		alice.WaitFor(`document.querySelector('[data-state="failed"] .resend').title.includes('黑名单')`)
		bob.click(`[data-blocked="alice"] .button`, "移出")
		bob.WaitFor(`!document.querySelector('[data-blocked]')`)
		alice.click(".resend", "重发")
		alice.waitDelivered()
		bob.waitUnread("林小夏", 1, "在吗")

		// The contacts' search filters the list.
		alice.openTab("contacts")
		alice.fill("#contact_search", "苏")
		alice.WaitFor(`[...document.querySelectorAll('#panel_contacts .rows > li')].filter(function (e) { return e.checkVisibility() }).length === 1`)
		alice.fill("#contact_search", "没有")
		alice.waitVisible("#contact_none")
	})
}
