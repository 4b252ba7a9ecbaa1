package demo

import (
	"net/url"
	"strings"
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

// Every view of the demo, in each width, version and browser, with the conversations
// that a new server has; in English and in dark colors, too. axe-core checks each view in
// both versions, and its contrast in both colors.
func TestViewsAreAccessible(t *testing.T) {
	t.Parallel()
	for _, look := range []struct {
		name, version, settings string
		kind                    browser.Kind
		size                    browser.Options
		axe                     string
	}{
		{"1.7-desktop", "1.7", `{ language: 'zh' }`, browser.Chromium, desktop, allRules},
		{"1.3-phone", "1.3", `{ language: 'zh' }`, browser.Chromium, touchPhone, noContrast},
		{"1.7-tablet-en-dark", "1.7", `{ language: 'en' }`, browser.Chromium, darkTablet, contrast},
		{"1.3-desktop-en", "1.3", `{ language: 'en' }`, browser.Firefox, desktop, ""},
		{"1.7-phone-dark", "1.7", `{ language: 'zh', theme: 'dark' }`, browser.Firefox, phone, ""},
		{"1.7-phone-en", "1.7", `{ language: 'en' }`, browser.Chromium, phone, ""},
		{"1.3-tablet", "1.3", `{ language: 'zh' }`, browser.Firefox, tablet, ""},
	} {
		t.Run(look.name, func(t *testing.T) {
			t.Parallel()
			s := stack.Start(t, "-samples") // not shared, since unread counts depend on earlier visits
			v := &visitor{Tab: browser.Open(t, look.kind, look.size), t: t, name: look.name, axe: look.axe}
			v.Goto(s.URL + "nowhere")
			v.checkView("not-found")
			v.Goto(s.URL + "docs/en/quickstart")
			v.WaitFor(`[...document.querySelectorAll('pre')].every((e) => e.scrollWidth <= e.clientWidth || e.tabIndex === 0)`)
			v.Screenshot(picturePath(t, v.name+"-docs"))
			v.checkAxe("docs")
			v.checkPage()
			v.Goto(s.URL)
			v.Eval(`localStorage.setItem('webim.settings', JSON.stringify(`+look.settings+`))`, nil)
			v.Goto(s.URL + "demo/?v=" + look.version)
			v.checkViews(look.version, s)
		})
	}
}

func (v *visitor) checkViews(version string, s *stack.Server) {
	v.t.Helper()
	v.waitVisible(".room-card")
	v.Eval(`document.querySelectorAll('#welcome details').forEach(function (e) { e.open = true })`, nil)
	v.checkView("welcome")
	v.Goto(s.URL + "demo/?" + url.Values{"user": {"alice"}, "v": {version}}.Encode())
	v.waitReady()
	v.WaitFor(`document.querySelectorAll('#session_list li').length >= 3`)
	v.checkView("sessions")

	// A conversation with every kind of message.
	v.selectChat("陈默")
	v.WaitFor(`document.querySelectorAll('.bubble.photo img').length === 2 && [...document.querySelectorAll('.bubble.photo img')].every(function (e) { return e.complete })`)
	v.checkView("chat")
	v.click("#emotion_toggle", "")
	v.checkView("emotions")
	v.click("#emotion_toggle", "")
	v.click("#search_toggle", "")
	v.fill("#chat_search_text", "周五")
	v.WaitFor(`document.querySelector('#messages .found')`)
	v.checkView("search")
	v.click("#chat_search_close", "")
	v.Eval(`document.querySelector('.message:last-child').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))`, nil)
	v.waitVisible("#message_menu")
	v.WaitFor(`(function (menu, line) { return menu.left < line.right && menu.right > line.left })(document.getElementById('message_menu').getBoundingClientRect(), document.querySelector('.message:last-child .message-line').getBoundingClientRect())`)
	v.checkView("message-menu")
	v.Eval(`document.getElementById('message_menu').hidePopover()`, nil)
	v.click(".bubble.photo img", "")
	v.WaitFor(`document.getElementById('picture_large').complete`)
	v.checkDialog("picture")
	for _, dialog := range []string{"send_place", "send_contact", "send_custom"} {
		v.click(`[data-opens="`+dialog+`"]`, "")
		v.checkDialog(dialog)
	}
	v.chooseFile("picture", "图.png", drawing)
	v.checkDialog("preview")
	v.click(".message.theirs .message-face", "")
	v.checkDialog("person")
	choose := func(entry string) {
		v.Eval(`document.querySelector('.message:last-child .message-more').click()`, nil)
		v.click("#message_menu "+entry, "")
	}
	choose("button:nth-child(1)")
	v.waitVisible("#reply")
	v.checkView("reply")
	v.click("#reply_close", "")
	choose("button:nth-child(2)")
	v.checkDialog("forward")
	choose(".danger")
	v.checkDialog("question")
	v.click("#details_toggle", "")
	v.checkView("person")
	v.closeDetails()

	// A group.
	v.leaveChat()
	v.selectChat("接口评审小组")
	v.WaitFor(`document.querySelectorAll('#messages .message').length >= 6`)
	v.checkView("group")
	v.click("#details_toggle", "")
	v.WaitFor(`document.querySelectorAll('.member').length === 4`)
	v.checkView("group-details")
	v.click(`.facts [aria-label]:not([aria-label*="ID"])`, "")
	v.checkDialog("edit_group")
	v.click(".details .button.wide:not(.danger)", "")
	v.checkDialog("invite")
	v.closeDetails()
	v.Eval(`page.group_mute.openMute({ GroupId: 'x', Name: 'x' }, 'bob')`, nil)
	v.checkDialog("mute")

	// The lists.
	v.leaveChat()
	v.click("#tab_contacts", "")
	v.checkView("contacts")
	v.click(`#panel_contacts [data-opens="add_friend"]`, "")
	v.fill("#add_friend_account", "frank")
	v.click("#add_friend_find", "")
	v.waitVisible("#add_friend_found .avatar")
	v.checkDialog("add_friend")
	v.click(`#panel_contacts [data-opens="create_group"]`, "")
	v.checkDialog("create_group")
	v.click(`[data-opens="join_group"]`, "")
	v.checkDialog("join_group")
	v.click("#tab_notices", "")
	v.waitVisible(`[data-request="ComeIn"]`)
	v.WaitFor(`!document.querySelector('.toast')`)
	v.checkView("notices")
	v.click("#my_face", "")
	v.checkView("my-menu")
	v.click(`[data-opens="profile"]`, "")
	v.checkDialog("profile")
	v.click("#my_face", "")
	v.click("#my_menu [data-settings]", "")
	v.checkDialog("settings")

	if version == "1.7" {
		v.Goto(s.URL + "demo/?v=1.7&room=live")
		v.WaitFor(`document.getElementById('room_title').textContent === '周五技术直播'`)
		v.checkView("room-visitor")
		v.Goto(s.URL + "demo/?user=bob&v=1.7#/room/live")
		v.waitReady()
		v.waitVisible("#room_form")
		for _, text := range []string{"大家好[微笑]", "议程在 https://example.com/agenda，" + strings.Repeat("今晚讲登录、会话和群组。", 6)} {
			v.fill("#room_text", text)
			v.click("#room_form .primary", "")
		}
		v.WaitFor(`document.querySelectorAll('.room-line.mine').length === 2`)
		v.checkView("room")
	}
}
