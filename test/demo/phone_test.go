package demo

import (
	"fmt"
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// On a phone: Enter sends, a long press opens the menu, and Back closes the topmost
// layer before it leaves the chat.
func TestPhoneKeysAndTouchWork(t *testing.T) {
	t.Parallel()
	s := stack.Start(t, "-samples")
	v := visit(t, s, browser.Chromium, touchPhone, "1.7", "alice")
	v.selectChat("陈默")
	v.Eval(`document.getElementById('message_text').focus()`, nil)
	v.Press("好\r")
	v.WaitFor(`document.getElementById('message_text').value === '' && document.querySelector('.message.mine:last-child').textContent.includes('好')`)
	v.waitDelivered()

	// There is no hint about a keyboard, and no button that needs a mouse.
	v.WaitFor(`!document.getElementById('composer_hint').checkVisibility() && !document.querySelector('.message-more').checkVisibility()`)

	// A long press opens the menu on every kind of message.
	v.waitVisible(".bubble.photo img")
	press := func(kind, event string) {
		v.Eval(fmt.Sprintf(`document.querySelector('.message %s').dispatchEvent(new PointerEvent(%q, { bubbles: true, isPrimary: true, pointerType: 'touch' }))`, kind, event), nil)
	}
	for _, kind := range []string{".file-card", ".contact-card", ".place-card", ".sound", ".custom-card", ".bubble > a", ".bubble.photo img"} {
		press(kind, "pointerdown")
		v.waitVisible("#message_menu")
		v.Eval(`history.back()`, nil)
		v.WaitFor(`!document.querySelector(':popover-open') && location.hash === '#/c2c/bob'`)
		press(kind, "pointerup")
	}

	v.Eval(`imageClick(document.querySelector('.bubble.photo img'))`, nil)
	v.WaitFor(`document.getElementById('picture_count').textContent === '1 / 2'`)
	v.WaitFor(`fetch(document.getElementById('picture_download').href).then((r) => r.ok && r.headers.get('Content-Type') === 'image/png' && document.getElementById('picture_download').hasAttribute('download'))`)
	v.Eval(`(function (stage) {
		const touch = function (x) { return new Touch({ identifier: 1, target: stage, clientX: x, clientY: 300 }) }
		stage.dispatchEvent(new TouchEvent('touchstart', { touches: [touch(300)], changedTouches: [touch(300)] }))
		stage.dispatchEvent(new TouchEvent('touchend', { touches: [], changedTouches: [touch(100)] }))
	})(document.getElementById('picture_stage'))`, nil)
	v.WaitFor(`document.getElementById('picture_count').textContent === '2 / 2'`)
	v.Eval(`history.back()`, nil)
	v.WaitFor(`!document.getElementById('picture').open && location.hash === '#/c2c/bob' && !document.getElementById('chat').hidden`)
	v.click(`[data-opens="send_place"]`, "")
	v.Eval(`history.back()`, nil)
	v.WaitFor(`!document.getElementById('send_place').open && location.hash === '#/c2c/bob'`)
	v.Eval(`history.back()`, nil)
	v.WaitFor(`location.hash !== '#/c2c/bob' && document.getElementById('chat').hidden`)
	v.Eval(`location.hash = '#/c2c/%E0%A4%A'`, nil) // not a valid name
	v.WaitFor(`document.getElementById('chat').hidden`)
	v.checkPage()
}
