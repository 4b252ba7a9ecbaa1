package demo

import (
	"net/url"
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// Options of axe-core. Contrast takes half of its time.
const (
	allRules   = `{ rules: {} }`
	noContrast = `{ rules: { 'color-contrast': { enabled: false } } }`
	contrast   = `{ runOnly: { type: 'rule', values: ['color-contrast'] }, rules: {} }`
)

// Every view of the demo, in each width and version, with the conversations that a new
// server has; in English and in dark colors, too. axe-core checks each view in
// both versions, and its contrast in both colors.
func TestViews(t *testing.T) {
	t.Parallel()
	for _, look := range []struct {
		name, version, settings string
		size                    browser.Options
		axe                     string
	}{
		{"1.7-desktop", "1.7", `{ language: 'zh' }`, desktop, allRules},
		{"1.3-phone", "1.3", `{ language: 'zh' }`, phone, noContrast},
		{"1.7-tablet-en-dark", "1.7", `{ language: 'en', theme: 'dark' }`, tablet, contrast},
		{"1.3-desktop-en", "1.3", `{ language: 'en' }`, desktop, ""},
		{"1.7-phone-dark", "1.7", `{ language: 'zh', theme: 'dark' }`, phone, ""},
		{"1.3-tablet", "1.3", `{ language: 'zh' }`, tablet, ""},
	} {
		t.Run(look.name, func(t *testing.T) {
			t.Parallel()
			s := stack.Start(t, "-samples") // not shared, since unread counts depend on earlier visits
			v := &visitor{Tab: browser.Open(t, browser.Chromium, look.size), t: t, name: look.name, axe: look.axe}
			v.Goto(s.URL + "nowhere")
			v.looks("not-found")
			v.Goto(s.URL)
			v.Eval(`localStorage.setItem('webim.settings', JSON.stringify(`+look.settings+`))`, nil)
			v.Goto(s.URL + "demo/?v=" + look.version)
			v.views(look.version, s)
		})
	}
}

func (v *visitor) views(version string, s *stack.Server) {
	v.t.Helper()
	v.shows(".room-card")
	v.Eval(`document.querySelectorAll('#welcome details').forEach(function (e) { e.open = true })`, nil)
	v.looks("welcome")
	v.Goto(s.URL + "demo/?" + url.Values{"user": {"alice"}, "v": {version}}.Encode())
	v.settled()
	v.WaitFor(`document.querySelectorAll('#session_list li').length >= 3`)
	v.looks("sessions")

	// A conversation with every kind of message.
	v.picks("陈默")
	v.WaitFor(`document.querySelectorAll('.bubble.photo img').length === 2 && [...document.querySelectorAll('.bubble.photo img')].every(function (e) { return e.complete })`)
	v.looks("chat")
	v.clicks("#emotion_toggle", "")
	v.looks("emotions")
	v.clicks("#emotion_toggle", "")
	v.clicks("#search_toggle", "")
	v.fills("#chat_search_text", "周五")
	v.WaitFor(`document.querySelector('#messages .found')`)
	v.looks("search")
	v.clicks("#chat_search_close", "")
	v.Eval(`document.querySelector('.message:last-child').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))`, nil)
	v.shows("#message_menu")
	v.looks("message-menu")
	v.Eval(`document.getElementById('message_menu').hidePopover()`, nil)
	v.clicks(".bubble.photo img", "")
	v.WaitFor(`document.getElementById('picture_large').complete`)
	v.dialog("picture")
	for _, dialog := range []string{"send_place", "send_contact", "send_custom"} {
		v.clicks(`[data-opens="`+dialog+`"]`, "")
		v.dialog(dialog)
	}
	v.clicks("#details_toggle", "")
	v.looks("person")
	v.clicks("#details_close", "")

	// A group.
	v.leaves()
	v.picks("接口评审小组")
	v.WaitFor(`document.querySelectorAll('#messages .message').length >= 6`)
	v.looks("group")
	v.clicks("#details_toggle", "")
	v.WaitFor(`document.querySelectorAll('.member').length === 4`)
	v.looks("group-details")
	v.clicks(`.facts [aria-label]:not([aria-label*="ID"])`, "")
	v.dialog("edit_group")
	v.clicks(".details .button.wide:not(.danger)", "")
	v.dialog("invite")
	v.clicks("#details_close", "")
	v.Eval(`page.group_mute.openMute({ GroupId: 'x', Name: 'x' }, 'bob')`, nil)
	v.dialog("mute")

	// The lists.
	v.leaves()
	v.clicks("#tab_contacts", "")
	v.looks("contacts")
	v.clicks(`#panel_contacts [data-opens="add_friend"]`, "")
	v.fills("#add_friend_account", "frank")
	v.clicks("#add_friend_find", "")
	v.shows("#add_friend_found .avatar")
	v.dialog("add_friend")
	v.clicks(`#panel_contacts [data-opens="create_group"]`, "")
	v.dialog("create_group")
	v.clicks(`[data-opens="join_group"]`, "")
	v.dialog("join_group")
	v.clicks("#tab_notices", "")
	v.shows(`[data-request="ComeIn"]`)
	v.WaitFor(`!document.querySelector('.toast')`)
	v.looks("notices")
	v.clicks("#my_face", "")
	v.looks("my-menu")
	v.clicks(`[data-opens="profile"]`, "")
	v.dialog("profile")
	v.clicks("#my_face", "")
	v.clicks("#my_menu [data-settings]", "")
	v.dialog("settings")

	if version == "1.7" {
		v.Goto(s.URL + "demo/?v=1.7&room=live")
		v.WaitFor(`document.getElementById('room_title').textContent === '周五技术直播'`)
		v.looks("room-visitor")
		v.Goto(s.URL + "demo/?user=bob&v=1.7#/room/live")
		v.settled()
		v.shows("#room_form")
		v.looks("room")
	}
}
