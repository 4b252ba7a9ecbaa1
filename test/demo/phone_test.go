package demo

import (
	"fmt"
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// Enter sends, Back closes the topmost layer before it leaves the chat, and on touch
// screens a long press opens the menu.
func TestPhoneKeysAndTouchWork(t *testing.T) {
	t.Parallel()
	for _, look := range []struct {
		window
		version string
	}{{window{browser.Chromium, touchPhone}, "1.7"}, {window{browser.Chromium, touchTablet}, "1.7"}, {window{browser.Firefox, phone}, "1.7"}, {window{browser.Firefox, desktop}, "1.3"}} {
		t.Run(look.String(), func(t *testing.T) {
			t.Parallel()
			useKeysAndTouch(visit(t, stack.Start(t, "-samples"), look.kind, look.size, look.version, "alice"), look.size)
		})
	}
}

func useKeysAndTouch(v *visitor, size browser.Options) {
	v.selectChat("陈默")
	v.Eval(`document.getElementById('message_text').focus()`, nil)
	v.Press("好\r")
	v.WaitFor(`document.getElementById('message_text').value === '' && document.querySelector('.message.mine:last-child').textContent.includes('好')`)
	v.waitDelivered()

	// A touch screen has no hint about a keyboard, and no button that needs a mouse.
	v.WaitFor(fmt.Sprintf(`document.getElementById('composer_hint').checkVisibility() === %t && document.querySelector('.message-more').checkVisibility() === %t`, size == desktop, !size.Touch))

	// A long press opens the menu on every kind of message.
	v.waitVisible(".bubble.photo img")
	menuCloses := func() {
		v.waitVisible("#message_menu")
		v.Eval(`history.back()`, nil)
		v.WaitFor(`!document.querySelector(':popover-open') && location.hash === '#/c2c/bob'`)
	}
	press := func(kind, event string) {
		v.Eval(fmt.Sprintf(`document.querySelector('.message %s').dispatchEvent(new PointerEvent(%q, { bubbles: true, isPrimary: true, pointerType: 'touch' }))`, kind, event), nil)
	}
	kinds := []string{".file-card", ".contact-card", ".place-card", ".sound", ".custom-card", ".bubble > a", ".bubble.photo img"}
	if !size.Touch {
		kinds = nil
		v.click(".message-more", "")
		menuCloses()
	}
	for _, kind := range kinds {
		press(kind, "pointerdown")
		menuCloses()
		press(kind, "pointerup")
	}

	v.Eval(`imageClick(document.querySelector('.bubble.photo img'))`, nil)
	v.WaitFor(`document.getElementById('picture_count').textContent === '1 / 2'`)
	v.WaitFor(`fetch(document.getElementById('picture_download').href).then((r) => r.ok && r.headers.get('Content-Type') === 'image/png' && document.getElementById('picture_download').hasAttribute('download'))`)
	swipe := `(function (stage) {
		const touch = function (x) { return new Touch({ identifier: 1, target: stage, clientX: x, clientY: 300 }) }
		stage.dispatchEvent(new TouchEvent('touchstart', { touches: [touch(300)], changedTouches: [touch(300)] }))
		stage.dispatchEvent(new TouchEvent('touchend', { touches: [], changedTouches: [touch(100)] }))
	})(document.getElementById('picture_stage'))`
	if !size.Touch {
		swipe = `document.getElementById('picture_next').click()`
	}
	v.Eval(swipe, nil)
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
