package demo

import (
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// The three minimal pages exchange messages.
func TestSmallestPages(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	open := func(kind, user, to string) *visitor {
		v := &visitor{Tab: browser.Open(t, browser.Chromium, phone), t: t, name: user}
		v.Goto(s.URL + "demo/smallest/" + kind + ".html?user=" + user + "&to=" + to)
		return v
	}
	says := func(v *visitor, text string) {
		v.Eval(`(document.getElementById('text').value = '`+text+`', document.querySelector('button').click())`, nil)
	}
	sees := func(v *visitor, text string) {
		v.WaitFor(`[...document.querySelectorAll('li')].some(function (e) { return e.textContent === '` + text + `' })`)
	}
	alice, bob := open("17", "alice", "bob"), open("13", "bob", "alice")
	alice.WaitFor(`webim.checkLogin()`)
	says(alice, "一")
	sees(alice, "alice: 一")
	sees(bob, "alice: 一")
	says(bob, "二")
	sees(bob, "bob: 二")
	sees(alice, "bob: 二")
	carol := open("client", "carol", "alice")
	carol.WaitFor(`document.getElementById('form').onsubmit !== null`)
	says(carol, "三")
	sees(carol, "carol: 三")
	again := open("client", "alice", "carol") // history, and new messages
	sees(again, "carol: 三")
	says(carol, "四")
	sees(again, "carol: 四")
}
