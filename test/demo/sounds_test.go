package demo

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// The browser plays a received sound message; a notification sound is played only
// for users who enabled it.
func TestSoundsPlayIfEnabled(t *testing.T) {
	t.Parallel()
	s := stack.Start(t, "-samples")
	alice := visit(t, s, browser.Chromium, desktop, "1.7", "alice")
	bob := visit(t, s, browser.Chromium, phone, "1.3", "bob")
	alice.selectChat("陈默")
	alice.waitVisible(".sound audio")
	alice.Eval(`document.querySelector('.sound audio').focus()`, nil)
	alice.Press(" ") // a key press is the user gesture that browsers require
	alice.WaitFor(`(function (e) { return e.currentTime > 0.2 && e.error === null })(document.querySelector('.sound audio'))`)

	// A recording is sent as a file, which the chat plays.
	alice.Eval(`navigator.mediaDevices.getUserMedia = async function () {
		const context = new AudioContext(), tone = context.createOscillator(), microphone = context.createMediaStreamDestination()
		tone.connect(microphone)
		tone.start()
		await context.resume()
		return microphone.stream
	}`, nil)
	alice.click("#record", "")
	alice.WaitFor(`document.getElementById('record_time').checkVisibility() && document.getElementById('record_time').textContent.includes('0:01')`)
	alice.click("#record_send", "")
	alice.WaitFor(`document.querySelectorAll('.message.mine audio').length === 1 && !document.getElementById('recording').checkVisibility()`)
	alice.waitDelivered()
	bob.selectChat("林小夏")
	bob.WaitFor(`document.querySelectorAll('.sound-card audio').length === 1`)
	bob.Eval(`document.querySelector('.sound-card audio').focus()`, nil)
	bob.Press(" ")
	bob.WaitFor(`(function (e) { return e.currentTime > 0 && e.error === null })(document.querySelector('.sound-card audio'))`)
	bob.leaveChat()

	alice.Eval(`(function () {
		window.sounds = 0
		const { start } = AudioScheduledSourceNode.prototype
		AudioScheduledSourceNode.prototype.start = function () { if (this.context.state === 'running') sounds++; return start.apply(this, arguments) }
	})()`, nil)
	alice.leaveChat()
	bob.openChat("alice")
	bob.sendText("不响")
	alice.waitUnread("陈默", 1, "不响")
	var silent bool
	alice.Eval(`!page.settings.settings.sound && sounds === 0`, &silent)
	assert.True(t, silent, "notification sounds must be disabled")

	alice.click("#my_face", "")
	alice.click("#my_menu [data-settings]", "")
	alice.click(`#settings [name="sound"]`, "")
	alice.WaitFor(`page.settings.settings.sound && sounds > 0`)
	alice.click("#settings [data-close]", "")
	alice.Eval(`(function (now) { sounds = 0; Date.now = function () { return now() + 60000 } })(Date.now.bind(Date))`, nil) // the minimum interval between two sounds has passed
	bob.sendText("响")
	alice.waitUnread("陈默", 2, "响")
	alice.WaitFor(`sounds > 0`)
	alice.checkPage()
	bob.checkPage()
}
