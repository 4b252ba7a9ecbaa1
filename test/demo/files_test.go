package demo

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// sendFile chooses a file and sends it.
func (v *visitor) sendFile(kind, name, content string) {
	v.t.Helper()
	v.chooseFile(kind, name, content)
	v.click("#preview .primary", "")
}

// chooseFile chooses a file with one of the composer's buttons. content is a JavaScript
// expression for a Blob, or a promise of one.
func (v *visitor) chooseFile(kind, name, content string) {
	v.t.Helper()
	v.click("#attach_"+kind, "")
	v.Eval(fmt.Sprintf(`Promise.resolve(%s).then(function (blob) {
		const chosen = new DataTransfer()
		chosen.items.add(new File([blob], %q, { type: blob.type }))
		const input = document.getElementById(%q)
		input.files = chosen.files
		input.dispatchEvent(new Event('change'))
	})`, content, name, kind+"_input"), nil)
}

// drawing is a picture of 1600 by 1000 pixels.
const drawing = `new Promise(function (ok) {
	const canvas = document.createElement('canvas')
	canvas.width = 1600
	canvas.height = 1000
	const ink = canvas.getContext('2d')
	ink.fillStyle = '#0b7d64'
	ink.fillRect(0, 0, 1600, 1000)
	canvas.toBlob(ok, 'image/png')
})`

func TestPicturesAndFilesKeepOrder(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	alice := visit(t, s, browser.Chromium, desktop, "1.7", "alice")
	bob := visit(t, s, browser.Firefox, phone, "1.3", "bob")

	alice.openChat("bob")
	alice.sendFile("picture", "大纲.png", drawing)
	bob.waitUnread("林小夏", 1, "[图片]")
	bob.selectChat("林小夏")
	const shown = `[...document.querySelectorAll('.bubble.photo img')].map(function (e) { return { loaded: e.complete && e.naturalWidth > 0, width: e.clientWidth, height: e.clientHeight } })`
	for _, v := range []*visitor{alice, bob} {
		v.WaitFor(`document.querySelector('.bubble.photo img')?.complete`)
		var photos []struct {
			Loaded        bool
			Width, Height int
		}
		v.Eval(shown, &photos)
		if assert.Len(t, photos, 1) {
			assert.True(t, photos[0].Loaded)
			assert.Equal(t, 220, photos[0].Width)
			assert.InDelta(t, 137, photos[0].Height, 1, "the thumbnail must keep its proportions")
		}
	}

	// A click opens the large picture through the page's imageClick.
	bob.click(".bubble.photo img", "")
	bob.WaitFor(`document.getElementById('picture_large').complete && document.getElementById('picture_large').naturalHeight === 720`)
	bob.click("#picture [data-close]", "")

	alice.sendFile("file", "接口 <文档>.txt", `new Blob(['第一章'])`)
	bob.WaitFor(`document.querySelector('.file-card')?.textContent.includes('接口 <文档>.txt')`)
	var text string
	bob.Eval(`fetch(document.querySelector('.file-card').href).then(function (r) { return r.text() })`, &text)
	assert.Equal(t, "第一章", text)

	// A click downloads the file, in this window and without leaving the page.
	bob.Eval(`(function () { window.opened = 0; window.open = function () { opened++ }; window.before = location.href })()`, nil)
	bob.click(".file-card", "")
	var stays, attached bool
	bob.Eval(`fetch(document.querySelector('.file-card').href).then(function (r) { return r.headers.get('Content-Disposition').startsWith('attachment') })`, &attached)
	assert.True(t, attached, "the browser must download the file")
	bob.Eval(`opened === 0 && location.href === before && document.querySelector('.file-card').target === ''`, &stays)
	assert.True(t, stays, "no window may be opened")

	alice.sendFile("file", "大.bin", `new Blob([new Uint8Array(1.5 * 1024 * 1024)])`)
	bob.WaitFor(`[...document.querySelectorAll('.file-card')].pop().textContent === '大.bin1.5 MB'`)
	// A caption is written before the picture is sent, and goes with it.
	bob.chooseFile("picture", "竖.png", drawing)
	bob.fill("#preview_caption", "这是竖的")
	bob.click("#preview .primary", "")
	alice.waitLines("林小夏: (picture)", "林小夏: 接口 <文档>.txt9 B", "林小夏: 大.bin1.5 MB", "陈默: (picture)这是竖的")
	// Pictures that are sent together, and a text written while they are uploaded, arrive
	// in this order on both sides.
	alice.Eval(`Promise.all([`+drawing+`, new Blob(['第二章'])]).then(function ([picture, text]) {
		giveFiles(document.getElementById('file_input'), [new File([picture], '图.png', { type: 'image/png' }), new File([text], '文.txt')])
	})`, nil)
	alice.click("#preview .primary", "")
	alice.fill("#message_text", "都在这里")
	alice.click("#send", "")
	for _, v := range []*visitor{alice, bob} {
		v.WaitFor(fmt.Sprintf(`%s.slice(4).join() === '林小夏: (picture),林小夏: 文.txt9 B,林小夏: 都在这里'`, lines))
	}
	var buttons bool
	bob.Eval(`document.getElementById('attach_file').checkVisibility()`, &buttons)
	assert.False(t, buttons, "1.3 must have no button to send files")
	alice.checkPage()
	bob.checkPage()
}
