package demo

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// The conversation with every kind of message, as a user sees it after the sign-in.
func TestSampleConversationIsRendered(t *testing.T) {
	t.Parallel()
	for _, look := range []struct {
		version string
		window
	}{{"1.7", window{browser.Chromium, desktop}}, {"1.3", window{browser.Firefox, tablet}}, {"1.7", window{browser.Firefox, phone}}} {
		t.Run(look.version+"-"+look.String(), func(t *testing.T) {
			t.Parallel()
			s := stack.Start(t, "-samples")
			v := visit(t, s, look.kind, look.size, look.version, "alice")
			// Pending requests are counted on the tab. They are not announced at every sign-in.
			const pending = `document.getElementById('badge_notices').dataset.count === '2' && !document.querySelector('.toast')`
			v.WaitFor(pending)
			v.reload()
			v.WaitFor(pending)

			// The user's own messages are not unread.
			v.WaitFor(`document.querySelector('[data-conversation="C2Cbob"] .badge').dataset.count === '9'`)
			v.selectChat("陈默")
			v.WaitFor(`document.querySelectorAll('.bubble.photo img').length === 2 && [...document.querySelectorAll('.bubble.photo img')].every((e) => e.complete)`)
			v.WaitFor(`document.querySelector('.new-line').nextElementSibling.textContent.includes('新会议室布置好了')`)

			// The list is one tab stop, and so is the session list, which a phone hides now.
			var stops []int
			v.Eval(`['messages', 'session_list'].map((id) => [...document.querySelectorAll('#' + id + ' *')].filter((e) => e.tabIndex >= 0).length)`, &stops)
			assert.Equal(t, []int{1, 1}, stops, "tab stops")
			var untimed []string
			v.Eval(`[...document.querySelectorAll('.message')].filter((e) => !e.querySelector('.message-time').checkVisibility({ opacityProperty: true })).map((e) => e.textContent)`, &untimed)
			assert.Empty(t, untimed, "messages without a visible time")

			// The hint names what this version can send.
			var hint string
			v.Eval(`document.getElementById('composer_hint').textContent`, &hint)
			if look.version == "1.7" {
				assert.Contains(t, hint, "图片和文件可以拖到这里")
			} else {
				assert.NotContains(t, hint, "文件")
			}

			// A search hit keeps its size and its place.
			const place = `(function (e) { return [e.offsetTop, e.offsetHeight] })(document.querySelector('.message:last-child'))`
			var before, after []int
			v.Eval(place, &before)
			v.click("#search_toggle", "")
			v.fill("#chat_search_text", "周五见")
			v.WaitFor(`document.querySelector('.message.found')`)
			v.Eval(place, &after)
			assert.Equal(t, before, after, "offset and height of the search hit")
			v.click("#chat_search_close", "")

			// Pictures have at least as many pixels as the screen shows.
			for _, ratio := range []string{"1", "2", "3"} {
				var blurred []string
				v.Eval(`(async function () {
					Object.defineProperty(window, 'devicePixelRatio', { value: `+ratio+`, configurable: true })
					const blurred = []
					for (const { msg } of page.open_conversation.openConversation.rows) {
						const img = page.elements.bubble(msg).querySelector('img[data-webim]')
						if (!img) continue
						document.body.append(img)
						await img.decode()
						if (img.naturalWidth < img.width * devicePixelRatio) blurred.push(img.naturalWidth + ' for ' + img.width)
						img.remove()
					}
					return blurred
				})()`, &blurred)
				assert.Empty(t, blurred, "pictures at %sx", ratio)
			}

			// Emojis are not initials, unless there is nothing else.
			var initials []string
			v.Eval(`['Olivia 😀', '😀小夏', '😀'].map((name) => page.avatars.avatar('person', 'x', name, '').textContent)`, &initials)
			assert.Equal(t, []string{"O", "小夏", "😀"}, initials)
			v.checkPage()
		})
	}
}
