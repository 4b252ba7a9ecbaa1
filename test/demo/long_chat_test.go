package demo

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// With 2,000 messages loaded a conversation opens and handles keys as fast as a
// short one: most of them are not in the DOM. A message that cannot be rendered
// becomes one line.
func TestLongAndHostileChats(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	v := visit(t, s, browser.Chromium, desktop, "1.7", "alice")
	v.openChat("bob")
	v.sendText("最新的")
	v.Eval(`(function () {
		const c = page.open_conversation.openConversation
		const sess = webim.MsgStore.sessByTypeId('C2C', 'bob')
		const texts = ['在吗 https://example.com/a', '好的，明天见', 'ok '.repeat(40)]
		const list = []
		for (let i = 0; i < 2000; i++) {
			const msg = new webim.Msg(sess, i % 3 === 0, i, i, 1700000000 + i * 60, i % 3 === 0 ? 'alice' : 'bob', 0, '')
			msg.addText(new webim.Msg.Elem.Text(i + ' ' + texts[i % 3]))
			list.push(msg)
		}
		page.rows.addHistory(c, list)
		c.history.finished = true
		page.messages.showMessages()
	})()`, nil)
	v.WaitFor(`page.open_conversation.openConversation.rows.length === 2001 && document.querySelectorAll('.message').length < 200`)

	var took struct{ Key, Open float64 }
	v.Eval(`(async function () {
		const box = document.getElementById('message_text')
		const scroll = document.getElementById('messages_scroll')
		const least = function (times, run) {
			let best = Infinity
			for (let i = 0; i < times; i++) {
				const start = performance.now()
				run(i)
				scroll.scrollTop // has the layout done
				best = Math.min(best, performance.now() - start)
			}
			return best
		}
		const Key = least(20, function (i) { box.value = 'x'.repeat(i); box.dispatchEvent(new Event('input', { bubbles: true })) })
		const Open = least(5, function () { page.chat.closeChat(); page.chat.openChat('C2C', 'bob') })
		return { Key, Open }
	})()`, &took)
	assert.Less(t, took.Key, 16.0, "ms for a key")
	assert.Less(t, took.Open, 500.0, "ms to open")

	// A search finds messages that are not in the DOM.
	v.click("#search_toggle", "")
	v.fill("#chat_search_text", "17 ok")
	v.WaitFor(`document.querySelector('.message.found')?.textContent.includes('17 ok')`)
	v.click("#chat_search_close", "")

	// No field of another user's message is trusted to have its type.
	var shown []string
	v.Eval(`(function () {
		const odd = { toString: 1, valueOf: 1 }
		const content = function (fields) { return new Proxy({}, { get: function (_, name) { return function () { return fields[name] ?? odd } } }) }
		const message = function (type, fields) { return { time: 1, elems: [{ type, content: content(fields), toHtml: function () { return 'html' } }] } }
		const types = ['TIMFaceElem', 'TIMFileElem', 'TIMSoundElem', 'TIMLocationElem', 'TIMCustomElem', 'TIMImageElem', 'TIMTextElem', odd]
		const cards = [{ card: 'place', name: odd, address: odd, latitude: 1, longitude: 1 }, { card: 'contact', account: '\ud800' }, { card: 'place', latitude: odd, longitude: [] }]
		const all = types.map(function (type) { return message(type, {}) }).concat(cards.map(function (card) { return message('TIMCustomElem', { getData: JSON.stringify(card) }) }))
		return all.map(function (msg) { return page.message_text.previewOf(msg) + page.elements.bubble(msg).className })
	})()`, &shown)
	assert.Len(t, shown, 11)

	var slow float64
	v.Eval(`(function () {
		const texts = ['http://a' + ')'.repeat(60000), 'http://a/' + '('.repeat(60000) + ')'.repeat(60000), 'www.'.repeat(20000)]
		const start = performance.now()
		texts.forEach(function (text) { const part = document.createDocumentFragment(); part.append(text); page.elements.withLinks(part) })
		return performance.now() - start
	})()`, &slow)
	assert.Less(t, slow, 500.0, "ms for links in 240,000 characters")
	v.checkPage()
}
