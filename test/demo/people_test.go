package demo

import (
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// eachWay runs a test with alice in one version and bob in the other, and vice
// versa.
func eachWay(t *testing.T, test func(t *testing.T, s *stack.Server, alice, bob *visitor)) {
	for _, way := range []struct {
		name, alice, bob string
		size             browser.Options
	}{{"alice 1.7, bob 1.3", "1.7", "1.3", phone}, {"alice 1.3, bob 1.7", "1.3", "1.7", tablet}} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			s := stack.Start(t)
			alice, bob := visit(t, s, browser.Chromium, desktop, way.alice, "alice"), visit(t, s, browser.Chromium, way.size, way.bob, "bob")
			test(t, s, alice, bob)
			alice.calm()
			bob.calm()
		})
	}
}

// tab opens one of the lists.
func (v *visitor) tab(name string) {
	v.t.Helper()
	v.Eval(`location.hash = '#/'`, nil)
	v.clicks("#tab_"+name, "")
}

// looksUp searches for an account in the dialog for new friends.
func (v *visitor) looksUp(account string) {
	v.t.Helper()
	v.tab("contacts")
	v.clicks(`#panel_contacts [data-opens="add_friend"]`, "")
	v.fills("#add_friend_account", account)
	v.clicks("#add_friend_find", "")
}

// asks sends a friend request.
func (v *visitor) asks(account, wording string) {
	v.t.Helper()
	v.looksUp(account)
	v.fills("#add_friend_found input", wording)
	v.clicks("#add_friend_found .button.primary", "")
	v.WaitFor(`!document.getElementById('add_friend').open`)
}

func TestProfilesAndFriends(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, _ *stack.Server, alice, bob *visitor) {
		// Bob changes every field of his profile (guide 6.1).
		bob.clicks("#my_face", "")
		bob.clicks("#edit_me", "")
		bob.shows("#profile[open]")
		bob.Eval(`Promise.resolve(`+drawing+`).then(function (blob) { giveFiles(document.querySelector('#profile input[type=file]'), [new File([blob], 'face.png', { type: 'image/png' })]) })`, nil)
		bob.shows("#profile_face .avatar img")
		bob.fills("#profile [name=nick]", "陈小默")
		bob.clicks(`#profile [value="Gender_Type_Male"]`, "")
		bob.clicks(`#profile [value="AllowType_Type_NeedConfirm"]`, "")
		bob.clicks("#profile_ok", "")
		bob.WaitFor(`document.getElementById('app_title').textContent.includes('陈小默')`)

		// Alice, whose users.json has the old name, finds him by account and sends a request.
		alice.looksUp("nobody")
		alice.WaitFor(`document.getElementById('add_friend_found').textContent.includes('没有这个帐号')`)
		alice.Eval(`document.getElementById('add_friend').close()`, nil)
		alice.looksUp("bob")
		alice.WaitFor(`document.querySelector('#add_friend_found strong').textContent === '陈小默' && document.querySelector('#add_friend_found .avatar img').complete`)
		alice.fills("#add_friend_found input", "我是 <b>小夏</b>")
		alice.clicks("#add_friend_found .button.primary", "")
		alice.tab("notices")
		alice.shows(`[data-request="SendOut"][data-from="bob"]`)

		// He accepts the request: both are friends.
		bob.tab("notices")
		bob.WaitFor(`document.querySelector('[data-request="ComeIn"][data-from="alice"]').textContent.includes('我是 <b>小夏</b>')`)
		bob.clicks(`[data-from="alice"] .button`, "同意")
		bob.WaitFor(`!document.querySelector('[data-request]')`)
		for _, v := range []*visitor{alice, bob} {
			v.tab("contacts")
			v.WaitFor(`document.querySelectorAll('#friend_list [data-contact]').length === 1`)
		}

		// Deleted by one side, the friendship ends on both.
		alice.clicks(`#friend_list [data-contact="bob"]`, "")
		alice.clicks("#details_toggle", "")
		alice.WaitFor(`document.querySelector('.details-card').textContent.includes('男')`)
		alice.clicks(".details .danger", "删除好友")
		alice.clicks("#question_yes", "")
		for _, v := range []*visitor{alice, bob} {
			v.tab("contacts")
			v.shows("#friend_empty")
		}

		// Refused, deleted, withdrawn requests.
		for _, end := range []struct {
			who    *visitor
			from   string
			button string
		}{{bob, "alice", "拒绝"}, {bob, "alice", "删除"}, {alice, "bob", "撤回"}} {
			alice.asks("bob", "")
			end.who.tab("notices")
			end.who.clicks(`[data-from="`+end.from+`"] .button`, end.button)
			end.who.WaitFor(`!document.querySelector('[data-request]')`)
		}

		// On the blacklist: messages are refused until the user is removed from it.
		bob.opens("alice")
		bob.clicks("#details_toggle", "")
		bob.clicks(".details .danger", "加入黑名单")
		bob.clicks("#question_yes", "")
		bob.shows(".details .hint")
		bob.tab("contacts")
		bob.shows(`#black_list [data-blocked="alice"]`)
		alice.opens("bob")
		alice.fills("#message_text", "在吗")
		alice.clicks("#send", "")
		alice.WaitFor(`document.querySelector('[data-state="failed"] .resend').title.includes('黑名单')`)
		bob.clicks(`[data-blocked="alice"] .button`, "移出")
		bob.WaitFor(`!document.querySelector('[data-blocked]')`)
		alice.clicks(".resend", "重发")
		alice.delivered()
		bob.unread("林小夏", 1, "在吗")

		// The contacts' search filters the list.
		alice.tab("contacts")
		alice.fills("#contact_search", "苏")
		alice.WaitFor(`[...document.querySelectorAll('#panel_contacts .rows > li')].filter(function (e) { return e.checkVisibility() }).length === 1`)
		alice.fills("#contact_search", "没有")
		alice.shows("#contact_none")
	})
}
