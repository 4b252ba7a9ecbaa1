package demo

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// tabTo presses Tab until an element that matches the selector has the focus, and
// checks that the focus is visible.
func (v *visitor) tabTo(selector string) {
	v.t.Helper()
	for range 60 {
		var there bool
		v.Eval(fmt.Sprintf(`document.activeElement.matches(%q)`, selector), &there)
		if there {
			v.WaitFor(`(function (e) { const style = getComputedStyle(e.matches('input[type=radio]') ? e.nextElementSibling : e); return style.outlineStyle !== 'none' && style.outlineWidth !== '0px' })(document.activeElement)`)
			return
		}
		v.Press(kb.Tab)
	}
	v.t.Fatalf("%s: the Tab key does not reach %s", v.name, selector)
}

// Everything without a mouse: choosing a user and a version, finding a user,
// writing, moving through messages, a menu and a dialog. It is not parallel: Firefox
// shows the focus in its active window only.
func TestChatNeedsNoMouse(t *testing.T) {
	for _, w := range []window{{browser.Chromium, desktop}, {browser.Firefox, tablet}, {browser.Chromium, phone}} {
		t.Run(w.String(), func(t *testing.T) { useKeyboardOnly(stack.Start(t), w.open(t, "keyboard")) })
	}
}

func useKeyboardOnly(s *stack.Server, v *visitor) {
	v.Goto(s.URL + "demo/?lang=zh")
	v.waitVisible(".person-card")
	v.tabTo("#version_choice summary")
	v.Press(kb.Enter)
	v.tabTo(`[name="version"]`)
	v.Press(kb.ArrowRight)
	v.Eval(`document.querySelector('#welcome [data-language]').focus()`, nil) // Firefox leaves the page after its end
	v.tabTo(`[data-user="alice"]`)
	v.Press(kb.Enter)
	v.waitReady()
	v.WaitFor(`location.search === '?user=alice&v=1.3'`)

	v.tabTo("#tab_sessions")
	v.Press(kb.ArrowDown)
	v.WaitFor(`document.activeElement.id === 'tab_contacts' && !document.getElementById('panel_contacts').hidden`)
	v.tabTo("#contact_search")
	v.Press("晴")
	v.tabTo(`[data-contact="carol"]`)
	v.Press(kb.Enter)
	v.WaitFor(`document.activeElement.id === 'message_text'`)
	v.Press("你好" + kb.Enter)
	v.WaitFor(`document.querySelectorAll('.message').length === 1`)
	v.waitDelivered()
	v.Press("再见" + kb.Enter)
	v.WaitFor(`document.querySelectorAll('.message').length === 2`)
	v.waitDelivered()

	// An emoticon: open the panel, move in the grid, choose one, close.
	v.Eval(`document.getElementById('search_toggle').focus()`, nil)
	v.tabTo("#emotion_toggle")
	v.Press(kb.Enter)
	v.WaitFor(`document.activeElement.dataset.faceName`)
	v.Press(kb.ArrowRight + kb.ArrowDown + kb.Enter)
	v.WaitFor(`/^\[.+\]$/.test(document.getElementById('message_text').value)`)
	v.Press(kb.Escape)
	v.WaitFor(`document.activeElement.id === 'message_text' && document.getElementById('emotion_picker').hidden`)

	// The messages are one tab stop; the menu opens on one and returns the focus.
	v.Eval(`document.getElementById('details_toggle').focus()`, nil)
	v.tabTo(".message")
	v.Press(kb.ArrowUp)
	v.WaitFor(`document.activeElement.textContent.includes('你好')`)
	v.Press(kb.Enter)
	v.WaitFor(`document.activeElement.closest('#message_menu')`)
	v.Press(kb.ArrowUp + kb.Enter) // the last: delete
	v.WaitFor(`document.getElementById('question').open`)
	v.tabTo("#question_yes")
	v.Press(kb.Enter)
	v.WaitFor(`document.querySelectorAll('.message').length === 1`)

	// The details, and closing them with Escape.
	v.Eval(`document.getElementById('message_text').focus()`, nil)
	v.Eval(`document.getElementById('search_toggle').focus()`, nil)
	v.tabTo("#details_toggle")
	v.Press(kb.Enter)
	v.WaitFor(`document.activeElement.id === 'details_close'`)
	v.Press(kb.Escape)
	v.WaitFor(`document.activeElement.id === 'details_toggle' && document.getElementById('details').hidden`)
	v.checkPage()
}
