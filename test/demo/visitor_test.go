package demo

import (
	"fmt"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// visitor is a page of the demo, signed in as one of its users.
type visitor struct {
	*browser.Tab
	t    *testing.T
	name string
	axe  string // options of axe-core; "" does not run it
}

// The window sizes that the demo supports.
var (
	desktop = browser.Options{Width: 1440, Height: 900}
	tablet  = browser.Options{Width: 820, Height: 1180}
	phone   = browser.Options{Width: 390, Height: 844}

	darkDesktop = browser.Options{Width: 1440, Height: 900, Dark: true}
	darkTablet  = browser.Options{Width: 820, Height: 1180, Touch: true, Dark: true}
	touchPhone  = browser.Options{Width: 390, Height: 844, Touch: true}
	touchTablet = browser.Options{Width: 820, Height: 1180, Touch: true}
)

// window is a browser and the size of its window.
type window struct {
	kind browser.Kind
	size browser.Options
}

// String returns a name for subtests, such as "firefox-820".
func (w window) String() string { return fmt.Sprintf("%s-%d", w.kind, w.size.Width) }

// open opens an empty window.
func (w window) open(t *testing.T, name string) *visitor {
	t.Helper()
	return &visitor{Tab: browser.Open(t, w.kind, w.size), t: t, name: name}
}

// Windows of every width, in both browsers, for tests with one user.
var (
	allWindows      = []window{{browser.Chromium, phone}, {browser.Firefox, tablet}, {browser.Chromium, desktop}}
	otherAllWindows = []window{{browser.Firefox, phone}, {browser.Chromium, tablet}, {browser.Firefox, desktop}}
)

// inWindows runs a test in each window.
func inWindows(t *testing.T, windows []window, test func(t *testing.T, w window)) {
	for _, w := range windows {
		t.Run(w.String(), func(t *testing.T) {
			t.Parallel()
			test(t, w)
		})
	}
}

// visit opens the demo as a user and waits for the session list.
func visit(t *testing.T, s *stack.Server, kind browser.Kind, size browser.Options, version, user string) *visitor {
	t.Helper()
	v := &visitor{Tab: browser.Open(t, kind, size), t: t, name: user}
	v.Goto(s.URL + "demo/?" + url.Values{"lang": {"zh"}, "user": {user}, "v": {version}}.Encode())
	v.waitReady()
	return v
}

func (v *visitor) waitReady() {
	v.t.Helper()
	v.WaitFor(`document.readyState === 'complete' && document.documentElement.dataset.start === 'complete'`)
	v.waitVisible("#app:not(.signing-in)")
	v.Eval(files, nil)
	v.Eval(modules, nil)
}

// modules exposes the page's modules to tests: page.chat is js/view/chat.js.
const modules = `(async function () {
	const { href } = new URL('.', document.querySelector('script[type=module]').src)
	window.page = {}
	await Promise.all(['page/address', 'page/alerts', 'page/i18n', 'page/settings', 'page/toasts', 'model/connection', 'model/drafts', 'model/group_members', 'model/message_text',
		'model/open_conversation', 'model/outbox', 'model/rows', 'model/session_marks', 'view/avatars', 'view/chat', 'view/elements', 'view/group_mute', 'view/message_scroll', 'view/messages', 'view/room_lines']
		.map(async function (name) { page[name.split('/')[1]] = await import(href + name + '.js') }))
})()`

// reload reloads the page with the open conversation.
func (v *visitor) reload() {
	v.t.Helper()
	var address string
	v.Eval(`location.href`, &address)
	v.Goto("about:blank") // navigating to the same address would only change the fragment
	v.Goto(address)
	v.waitReady()
}

// waitVisible waits until an element that matches the selector is visible.
func (v *visitor) waitVisible(selector string) {
	v.t.Helper()
	v.WaitFor(fmt.Sprintf(`[...document.querySelectorAll(%q)].some(function (e) { return e.checkVisibility() })`, selector))
}

// click waits for an element that matches the selector and, unless text is "",
// contains text, and clicks it.
func (v *visitor) click(selector, text string) {
	v.t.Helper()
	found := fmt.Sprintf(`[...document.querySelectorAll(%q)].find(function (e) { return e.checkVisibility() && !e.disabled && e.textContent.includes(%q) })`, selector, text)
	v.WaitFor(`!!` + found)
	v.Eval(found+`.click()`, nil)
}

// fill sets a field's value as if it had been typed.
func (v *visitor) fill(selector, text string) {
	v.t.Helper()
	v.waitVisible(selector)
	v.Eval(fmt.Sprintf(`(function (e) { e.focus(); e.value = %q; e.dispatchEvent(new Event('input', { bubbles: true })) })(document.querySelector(%q))`, text, selector), nil)
}

// openChat opens a conversation from the address book.
func (v *visitor) openChat(user string) {
	v.t.Helper()
	v.click("#tab_contacts", "")
	v.click(fmt.Sprintf(`[data-contact=%q]`, user), "")
	v.waitVisible("#composer")
}

// closeDetails closes the details and waits until the address is that of the chat again,
// which the browser changes later.
func (v *visitor) closeDetails() {
	v.t.Helper()
	v.click("#details_close", "")
	v.WaitFor(`document.getElementById('details').hidden`)
}

// leaveChat returns to the list, as a phone's back button does.
func (v *visitor) leaveChat() {
	v.t.Helper()
	v.Eval(`location.hash = '#/'`, nil)
	v.waitVisible("#tab_sessions")
	v.click("#tab_sessions", "")
}

// sendText sends a text and waits until the server has acknowledged it.
func (v *visitor) sendText(text string) {
	v.t.Helper()
	v.fill("#message_text", text)
	v.click("#send", "")
	v.waitDelivered()
}

// waitDelivered waits until no message is in flight.
func (v *visitor) waitDelivered() {
	v.t.Helper()
	v.WaitFor(allDelivered)
}

const allDelivered = `[...document.querySelectorAll('.message.mine')].every(function (e) { return ['sent', 'read'].includes(e.dataset.state) })`

// lines describes the open conversation: sender and text of messages, emoticons as
// (face), tips in brackets.
const lines = `[...document.querySelectorAll('#messages > .message, #messages > .tip')].map(function (e) {
	if (e.className === 'tip') return '[' + e.textContent + ']'
	const bubble = e.querySelector('.bubble').cloneNode(true)
	for (const img of bubble.querySelectorAll('img')) img.replaceWith(img.getAttribute('src').startsWith('data:image/svg') ? '(face)' : '(picture)')
	return e.querySelector('.message-from').textContent + ': ' + bubble.textContent
})`

// waitLines waits until the open conversation shows exactly these lines.
func (v *visitor) waitLines(want ...string) {
	v.t.Helper()
	v.WaitFor(fmt.Sprintf(`%s.length >= %d`, lines, len(want)))
	var got []string
	v.Eval(lines, &got)
	assert.Equal(v.t, want, got, "lines of %s", v.name)
}

// waitUnread waits until the session list shows a conversation with the given name,
// number of unread messages and last line.
func (v *visitor) waitUnread(name string, n int, last string) {
	v.t.Helper()
	v.WaitFor(fmt.Sprintf(`[...document.querySelectorAll('#session_list .row')].some(function (e) {
		const badge = e.querySelector('.badge')
		return e.querySelector('.row-name').textContent === %q && Number(badge.hidden ? 0 : badge.dataset.count) === %d && e.querySelector('.row-preview').textContent === %q
	})`, name, n, last))
}

// selectChat opens the conversation with the given name from the session list.
func (v *visitor) selectChat(name string) {
	v.t.Helper()
	v.click("#tab_sessions", "")
	row := fmt.Sprintf(`[...document.querySelectorAll('#session_list .row')].find((e) => e.checkVisibility() && e.querySelector('.row-name').textContent === %q)`, name)
	v.WaitFor(`!!` + row)
	v.Eval(row+`.click()`, nil)
	v.waitVisible("#composer")
}

// checkPage checks for problems that a visitor would not see: exceptions, violations of the
// content security policy, and content wider than the window.
func (v *visitor) checkPage() {
	v.t.Helper()
	for _, m := range v.Console() {
		assert.NotContains(v.t, []string{"exception", "dialog"}, m.Source, "%s: %s", v.name, m)
		assert.NotContains(v.t, m.Text, "Content Security Policy", v.name)
	}
	var wider bool
	v.Eval(`document.documentElement.scrollWidth > innerWidth`, &wider)
	assert.False(v.t, wider, "%s can scroll sideways", v.name)
}
