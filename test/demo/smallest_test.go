package demo

import (
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// The three minimal pages exchange messages.
func TestSmallestPagesExchangeMessages(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	open := func(w window, kind, user, to string) *visitor {
		v := w.open(t, user)
		v.Goto(s.URL + "demo/smallest/" + kind + ".html?user=" + user + "&to=" + to)
		return v
	}
	send := func(v *visitor, text string) {
		v.Eval(`(document.getElementById('text').value = '`+text+`', document.querySelector('button').click())`, nil)
	}
	waitLine := func(v *visitor, text string) {
		v.WaitFor(`[...document.querySelectorAll('li')].some(function (e) { return e.textContent === '` + text + `' })`)
	}
	alice, bob := open(window{browser.Firefox, desktop}, "17", "alice", "bob"), open(window{browser.Chromium, phone}, "13", "bob", "alice")
	alice.WaitFor(`webim.checkLogin()`)
	send(alice, "一")
	waitLine(alice, "alice: 一")
	waitLine(bob, "alice: 一")
	send(bob, "二")
	waitLine(bob, "bob: 二")
	waitLine(alice, "bob: 二")
	carol := open(window{browser.Firefox, tablet}, "client", "carol", "alice")
	carol.WaitFor(`document.getElementById('form').onsubmit !== null`)
	send(carol, "三")
	waitLine(carol, "carol: 三")
	again := open(window{browser.Chromium, desktop}, "client", "alice", "carol") // history, and new messages
	waitLine(again, "carol: 三")
	send(carol, "四")
	waitLine(again, "carol: 四")
}
