package demo

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/stack"
)

// Of 2,000 loaded messages only those near the view are in the DOM, which keeps a long
// conversation as fast as a short one (make bench). A message that cannot be rendered
// becomes one line.
func TestLongChatStaysUsable(t *testing.T) {
	t.Parallel()
	inWindows(t, otherAllWindows, func(t *testing.T, w window) {
		useLongChat(t, visit(t, stack.Start(t), w.kind, w.size, "1.7", "alice"))
	})
}

func useLongChat(t *testing.T, v *visitor) {
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

	// Links are found in linear time: a quadratic search would take hours.
	v.Eval(`(function () {
		const texts = ['http://a' + ')'.repeat(1e6), 'http://a/' + '('.repeat(1e6) + ')'.repeat(1e6), 'www.'.repeat(3e5)]
		texts.forEach(function (text) { const part = document.createDocumentFragment(); part.append(text); page.elements.withLinks(part) })
	})()`, nil)
	v.checkPage()
}
