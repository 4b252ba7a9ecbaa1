package demo

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// files defines giveFiles in the page: it sets an input's files, as if chosen.
const files = `window.giveFiles = function (input, files) {
	const chosen = new DataTransfer()
	files.forEach(function (file) { chosen.items.add(file) })
	input.files = chosen.files
	input.dispatchEvent(new Event('change', { bubbles: true }))
}`

// typeText enters text without sending it.
func (v *visitor) typeText(text string) { v.t.Helper(); v.fill("#message_text", text) }

func TestChatFeaturesReachPeer(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, _ *stack.Server, alice, bob *visitor) {
		alice.openChat("bob")
		bob.openChat("alice")

		// The typing notice is shown until the message arrives; it is not a message itself.
		for _, pair := range [][2]*visitor{{alice, bob}, {bob, alice}} {
			pair[0].typeText("写到一半")
			pair[1].WaitFor(`document.getElementById('chat_subtitle').textContent === '对方正在输入…'`)
			pair[0].sendText("写完了")
			pair[1].WaitFor(`document.getElementById('chat_subtitle').textContent !== '对方正在输入…'`)
		}
		// Read receipts are sent by 1.7 only; 1.3 shows messages as delivered.
		for _, v := range []*visitor{alice, bob} {
			var version string
			v.Eval(`page.address.version`, &version)
			v.waitVisible(fmt.Sprintf(`.message.mine[data-state=%q]`, map[string]string{"1.7": "read", "1.3": "sent"}[version]))
		}

		// URLs become links, and nothing else does.
		alice.sendText("看 https://example.com/a(b)?c=1，或者 www.example.org。不是 javascript:alert(1) <a href=x>")
		bob.WaitFor(`[...document.querySelectorAll('.message:last-child .bubble a')].map(function (e) { return e.getAttribute('href') + e.target + e.rel }).join() ===
			'https://example.com/a(b)?c=1_blanknoopener noreferrer nofollow,https://www.example.org/_blanknoopener noreferrer nofollow'`)
		// After an emoticon is clicked, Enter sends.
		alice.typeText("好")
		alice.click("#emotion_toggle", "")
		alice.Eval(`document.querySelector('#emotion_picker [data-face-name="[微笑]"]').dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }))`, nil)
		alice.Press("\r")
		bob.WaitFor(`document.querySelector('.message:last-child .bubble img').alt === '[微笑]'`)

		// Cards: a location, a contact, and custom messages with three fields.
		alice.click("#attach_place", "")
		for field, value := range map[string]string{"name": "三楼 <i>会议室", "latitude": "22.54", "longitude": "113.93"} {
			alice.fill("#send_place [name="+field+"]", value)
		}
		alice.click("#send_place .primary", "")
		bob.WaitFor(`document.querySelector('.place-card').textContent.includes('三楼 <i>会议室') && document.querySelector('.place-card').href.includes('mlat=22.54')`)
		bob.click("#attach_contact", "")
		bob.click(`#contact_choices [value="carol"]`, "")
		bob.click("#send_contact .primary", "")
		alice.WaitFor(`document.querySelector('.contact-card').getAttribute('href') === '#/c2c/carol' && document.querySelector('.contact-card').textContent.includes('苏晴')`)
		alice.click("#attach_custom", "")
		for field, value := range map[string]string{"desc": "订单", "data": `{"id": 7}`, "ext": "急"} {
			alice.fill("#send_custom [name="+field+"]", value)
		}
		alice.click("#send_custom .primary", "")
		bob.WaitFor(`document.querySelector('.custom-card').textContent === '订单{"id": 7}急'`)

		// Messages copied, found, deleted locally.
		bob.Eval(`navigator.clipboard.writeText = function (text) { window.copied = text; return Promise.resolve() }`, nil)
		bob.Eval(`document.querySelector('.message.theirs .message-more').click()`, nil)
		bob.click("#message_menu button", "复制")
		bob.WaitFor(`window.copied === '写完了'`)
		bob.click("#search_toggle", "")
		bob.fill("#chat_search_text", "写完")
		bob.WaitFor(`document.getElementById('chat_search_count').textContent === '2 / 2' && document.querySelectorAll('.message.found').length === 1`)
		bob.click("#chat_search_older", "")
		bob.WaitFor(`document.getElementById('chat_search_count').textContent === '1 / 2'`)
		bob.click("#chat_search_close", "")
		bob.Eval(`document.querySelector('.message.theirs .message-more').click()`, nil)
		bob.click("#message_menu button", "删除")
		bob.click("#question_yes", "")
		bob.WaitFor(`document.querySelector('.message').textContent.includes('写完了') === true && document.querySelector('.message').matches('.mine')`)

		// A draft survives a reload.
		alice.typeText("还没想好")
		alice.WaitFor(`page.drafts.draftOf(page.open_conversation.openConversation) === '还没想好'`)
		alice.reload()
		alice.WaitFor(`document.getElementById('message_text').value === '还没想好'`)
		alice.typeText("")
	})
}

// New messages have a line above them; the end is one click away.
func TestChatOpensAtFirstUnread(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, _ *stack.Server, alice, bob *visitor) {
		bob.openChat("alice")
		alice.openChat("bob")
		alice.sendText("读过了")
		bob.WaitFor(`document.querySelectorAll('.message').length === 1`)
		bob.leaveChat()
		alice.Eval(`(function () { for (let i = 1; i <= 30; i++) page.outbox.sendContent({ kind: 'text', text: '第 ' + i + ' 条' }) })()`, nil)
		bob.waitUnread("林小夏", 30, "第 30 条")
		bob.selectChat("林小夏")
		bob.WaitFor(`document.querySelector('.new-line').nextElementSibling.textContent.includes('第 1 条') && document.getElementById('to_newest').checkVisibility()`)
		var seen bool
		bob.Eval(`(function () {
			const line = document.querySelector('.new-line').getBoundingClientRect(), box = document.getElementById('messages_scroll').getBoundingClientRect()
			return line.top >= box.top - 1 && line.bottom <= box.bottom
		})()`, &seen)
		assert.True(t, seen, "the line is visible")
		alice.sendText("又一条")
		bob.WaitFor(`document.getElementById('to_newest_text').textContent === '1 条新消息'`)
		bob.click("#to_newest", "")
		bob.WaitFor(`!document.getElementById('to_newest').checkVisibility() && page.message_scroll.isAtNewest`)
		bob.sendText("都看到了")
		bob.WaitFor(`!document.querySelector('.new-line')`)
	})
}

// Messages written during an outage are sent once and in order after it, also from a
// page that was closed meanwhile. A message that the server refuses fails after some
// retries and does not delay others.
func TestOutboxSendsOnceInOrder(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, s *stack.Server, alice, bob *visitor) {
		bob.openChat("alice")
		alice.openChat("bob")
		alice.sendText("一")
		alice.Eval(`(function () {
			const { sendMsg } = webim
			webim.sendMsg = function (msg, cbOk, cbErr) {
				if (!msg.toHtml().includes('坏')) return sendMsg.call(webim, msg, cbOk, cbErr)
				setTimeout(function () { cbErr({ ErrorCode: -2, ErrorInfo: '请求服务器失败' }) })
			}
			page.outbox.sendContent({ kind: 'text', text: '坏' })
			page.outbox.sendContent({ kind: 'text', text: '好' })
		})()`, nil)
		alice.waitVisible(`[data-state="failed"] .resend`)
		bob.waitLines("林小夏: 一", "林小夏: 好")
		alice.WaitFor(`document.getElementById('connection').textContent === '已连接'`)

		s.Kill()
		for _, text := range []string{"二", "三", "四"} {
			alice.typeText(text)
			alice.click("#send", "")
		}
		alice.WaitFor(`document.querySelectorAll('[data-state="waiting"]').length === 3 && document.getElementById('connection').textContent === '已断开'`)
		alice.waitVisible("#connection_banner")
		var covered bool
		alice.Eval(`(page.toasts.toast('一句话'), document.querySelector('.toast').getBoundingClientRect().top < document.getElementById('connection_banner').getBoundingClientRect().bottom)`, &covered)
		assert.False(t, covered, "no toast covers the banner")
		var icons int
		alice.Eval(`[...document.querySelectorAll('[data-state="waiting"] use')].filter(function (e) { return e.getBBox().width > 0 }).length`, &icons)
		assert.GreaterOrEqual(t, icons, 3, "icons are shown without a server")

		// Browsers write local storage to disk with a delay.
		alice.WaitFor(`new Promise(function (ok) {
			const request = indexedDB.open('webim-demo')
			request.onsuccess = function () { request.result.transaction('outbox').objectStore('outbox').count().onsuccess = function (event) { ok(event.target.result === 4) } }
		})`)
		var address string
		alice.Eval(`location.href`, &address)
		alice.Goto("about:blank")
		s.Restart()
		alice.Goto(address)
		alice.waitReady()
		bob.WaitFor(`(dispatchEvent(new Event('online')), ` + lines + `.length >= 5)`)
		bob.waitLines("林小夏: 一", "林小夏: 好", "林小夏: 二", "林小夏: 三", "林小夏: 四")
		alice.click(".resend", "") // its state was restored, too
		bob.waitLines("林小夏: 一", "林小夏: 好", "林小夏: 二", "林小夏: 三", "林小夏: 四", "林小夏: 坏")
		alice.waitDelivered()

		// A window takes over another window's messages when that window closes, which
		// may be after this one has opened.
		alice.Eval(`new Promise(function (ok) {
			navigator.locks.request('webim.outbox.other', () => new Promise(function (release) { window.closeOther = release }))
			indexedDB.open('webim-demo').onsuccess = function ({ target }) {
				const transaction = target.result.transaction('outbox', 'readwrite')
				transaction.objectStore('outbox').put({ id: Date.now(), user: 'alice', type: 'C2C', to: 'bob', content: { kind: 'text', text: '五' }, owner: 'other' })
				transaction.oncomplete = ok
			}
		})`, nil)
		alice.Eval(`page.outbox.restoreOutbox()`, nil)
		alice.WaitFor(`navigator.locks.query().then(({ pending }) => pending.some((lock) => lock.name === 'webim.outbox.other'))`)
		bob.waitLines("林小夏: 一", "林小夏: 好", "林小夏: 二", "林小夏: 三", "林小夏: 四", "林小夏: 坏")
		alice.Eval(`closeOther()`, nil)
		bob.waitLines("林小夏: 一", "林小夏: 好", "林小夏: 二", "林小夏: 三", "林小夏: 四", "林小夏: 坏", "林小夏: 五")
		alice.waitDelivered()
	})
}

// goOnline makes a page retry at once instead of after a pause.
func (v *visitor) goOnline() { v.t.Helper(); v.Eval(`dispatchEvent(new Event('online'))`, nil) }

// Files: dropped and pasted, canceled, sent again; a file that is not a picture is
// sent as a file.
func TestUploadsCanBeResent(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, _ *stack.Server, alice, bob *visitor) {
		sender := alice
		var version string
		if alice.Eval(`page.address.version`, &version); version == "1.3" {
			sender = bob // the side that can send files
		}
		receiver := map[*visitor]*visitor{alice: bob, bob: alice}[sender]
		sender.openChat(receiver.name)
		receiver.openChat(sender.name)
		give := func(event, target, content string) {
			sender.Eval(fmt.Sprintf(`Promise.resolve(%s).then(function (blob) {
				const data = new DataTransfer()
				data.items.add(new File([blob], 'a.png', { type: 'image/png' }))
				const event = new Event(%q, { bubbles: true, cancelable: true })
				event.dataTransfer = event.clipboardData = data
				document.querySelector(%q).dispatchEvent(event)
			})`, content, event, target), nil)
			if event != "dragenter" {
				sender.click("#preview .primary", "")
			}
		}
		give("dragenter", "#messages", drawing)
		sender.waitVisible("#drop_hint")
		give("drop", "#messages", drawing)
		receiver.WaitFor(`document.querySelectorAll('.bubble.photo img').length === 1`)
		sender.WaitFor(`!document.getElementById('drop_hint').checkVisibility()`)
		give("paste", "#message_text", drawing)
		receiver.WaitFor(`document.querySelectorAll('.bubble.photo img').length === 2`)

		// One after the other, full size.
		receiver.WaitFor(`[...document.querySelectorAll('.bubble.photo img')].every(function (e) { return e.complete })`)
		receiver.Eval(`document.querySelectorAll('.bubble.photo img')[1].click()`, nil)
		receiver.WaitFor(`document.getElementById('picture_count').textContent === '2 / 2'`)
		receiver.click("#picture_previous", "")
		receiver.WaitFor(`document.getElementById('picture_count').textContent === '1 / 2' && document.getElementById('picture_large').complete`)
		receiver.click("#picture_zoom", "")
		receiver.WaitFor(`document.getElementById('picture_large').clientWidth > innerWidth`)
		receiver.click("#picture [data-close]", "")

		// Not a picture, although its type says so.
		give("paste", "#message_text", `new Blob(['GIF? no'])`)
		receiver.WaitFor(`document.querySelector('.file-card')?.textContent === 'a.png7 B'`)

		// While in flight, an upload shows its progress and can be canceled.
		sender.Eval(`(function () { window.realUpload = webim.uploadPic; webim.uploadPic = function (options) { options.onProgressCallBack(3, 4) } })()`, nil)
		give("paste", "#message_text", drawing)
		sender.WaitFor(`document.querySelector('[data-state="uploading"] progress').value === 75 && document.querySelector('[data-state="uploading"] img')?.naturalWidth > 0`)
		// It is as large as the picture that takes its place.
		var sizes [][]int
		sender.Eval(`[...document.querySelectorAll('.bubble.photo > img')].map((e) => [e.clientWidth, e.clientHeight])`, &sizes)
		if assert.Len(t, sizes, 3) {
			for i := range 2 {
				assert.InDelta(t, sizes[0][i], sizes[2][i], 1, "sizes of a sent picture and of one in flight: %v", sizes)
			}
		}
		sender.click(".upload-bar button", "")
		sender.WaitFor(`!document.querySelector('.uploading')`)
		// A failed upload can be retried.
		sender.Eval(`void (webim.uploadPic = function (options, cbOk, cbErr) { setTimeout(function () { cbErr({ ErrorCode: -3, ErrorInfo: 'x' }) }) })`, nil)
		give("paste", "#message_text", drawing)
		sender.waitVisible(`[data-state="failed"] .resend`)
		sender.Eval(`void (webim.uploadPic = realUpload)`, nil)
		sender.click(".resend", "")
		receiver.WaitFor(`document.querySelectorAll('.bubble.photo img').length === 3`)
		sender.waitDelivered()

		// A picture whose file is missing is shown as a missing file.
		receiver.Eval(`document.querySelector('.bubble.photo img').src = '/nowhere.png'`, nil)
		receiver.WaitFor(`document.querySelector('.bubble.carded .file-card').textContent.includes('无法显示')`)

		// 1.3 reports what it does not support.
		receiver.Eval(`(function () {
			const event = new Event('paste', { bubbles: true, cancelable: true })
			event.clipboardData = new DataTransfer()
			event.clipboardData.items.add(new File(['x'], 'a.txt'))
			document.getElementById('message_text').dispatchEvent(event)
		})()`, nil)
		receiver.WaitFor(`document.querySelector('.toast.error').textContent.includes('1.3')`)
	})
}

// A removed conversation is removed on the server too, until a new message arrives.
func TestRemovedConversationReturns(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	alice := visit(t, s, browser.Firefox, tablet, "1.7", "alice")
	bob := visit(t, s, browser.Chromium, phone, "1.3", "bob")
	alice.openChat("bob")
	alice.sendText("一")
	bob.waitUnread("林小夏", 1, "一")
	alice.click("#details_toggle", "")
	alice.click("#details button", "从会话列表移除")
	const listed = `document.querySelectorAll('#session_list li').length`
	alice.WaitFor(listed + ` === 0`)
	alice.Eval(`location.hash = '#/'`, nil)
	alice.reload()
	alice.waitVisible("#session_empty")
	bob.selectChat("林小夏")
	bob.sendText("二")
	alice.waitUnread("陈默", 1, "二")
	alice.checkPage()
	bob.checkPage()
}
