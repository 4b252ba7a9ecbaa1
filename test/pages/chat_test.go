package pages

import (
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

func TestChatAcrossDialects(t *testing.T) {
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) { twoPeopleChat(t, kind) })
	}
}

func twoPeopleChat(t *testing.T, kind browser.Kind) {
	s := stack.Start(t)
	pages := site(t, s.URL+"sdk/webim.js")
	ann := signIn(t, kind, s, pages, "1.3", "ann")
	ben := signIn(t, kind, s, pages, "1.7", "ben")

	ann.opens("C2C", "ben")
	ann.says("你好 <b>Ben</b> & co")
	ben.unread("C2C", "ann", 1)
	ben.opens("C2C", "ann")
	ben.sees("theirs: 你好 <b>Ben</b> & co")
	ben.unread("C2C", "ann", 0)

	ben.says("[微笑]在的")
	ann.sees("mine: 你好 <b>Ben</b> & co", "theirs: <data:image/svg>在的")
	ann.says("看[玫瑰]")
	ben.sees("theirs: 你好 <b>Ben</b> & co", "mine: <data:image/svg>在的", "theirs: 看<data:image/svg>")

	// Messages from before a sign-in are delivered by syncMsgs.
	ben.Goto("about:blank")
	ann.says("你不在")
	ben.open(s, pages, "1.7")
	ben.Eval(`new Promise(function (done) { webim.syncMsgs(done, failed('sync')) }).then(function () {})`, nil)
	ben.unread("C2C", "ann", 1)
	ben.opens("C2C", "ann")
	ben.sees("theirs: 你不在")
	ann.noErrors()
	ben.noErrors()
}

func TestServerCrashLosesNoMessages(t *testing.T) {
	s := stack.Start(t)
	pages := site(t, s.URL+"sdk/webim.js")
	ann := signIn(t, browser.Chromium, s, pages, "1.7", "ann")
	ben := signIn(t, browser.Chromium, s, pages, "1.7", "ben")
	ann.opens("C2C", "ben")
	ben.opens("C2C", "ann")
	ann.says("one")
	ben.sees("theirs: one")

	s.Kill()
	ann.Eval(`send('lost')`, nil)
	ann.WaitFor(`errors.length === 1`)
	ann.Eval(`errors.pop()`, nil)
	s.Restart()

	ann.says("two")
	ben.sees("theirs: one", "theirs: two")
	ben.says("three")
	ann.sees("mine: one", "mine: two", "theirs: three")

	s.Kill() // acknowledged messages are on disk
	s.Restart()
	ben.open(s, pages, "1.7")
	ben.history("ann")
	ben.opens("C2C", "ann")
	ben.sees("theirs: one", "theirs: two", "mine: three")
}
