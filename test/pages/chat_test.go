package pages

import (
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

func TestDialectsChatWithEachOther(t *testing.T) {
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) { testChat(t, kind) })
	}
}

func testChat(t *testing.T, kind browser.Kind) {
	s := stack.Start(t)
	pages := site(t, s.URL+"sdk/webim.js")
	ann := signIn(t, kind, s, pages, "1.3", "ann")
	ben := signIn(t, kind, s, pages, "1.7", "ben")

	ann.openConversation("C2C", "ben")
	ann.sendText("你好 <b>Ben</b> & co")
	ben.awaitUnread("C2C", "ann", 1)
	ben.openConversation("C2C", "ann")
	ben.expectLines("theirs: 你好 <b>Ben</b> & co")
	ben.awaitUnread("C2C", "ann", 0)

	ben.sendText("[微笑]在的")
	ann.expectLines("mine: 你好 <b>Ben</b> & co", "theirs: <data:image/svg>在的")
	ann.sendText("看[玫瑰]")
	ben.expectLines("theirs: 你好 <b>Ben</b> & co", "mine: <data:image/svg>在的", "theirs: 看<data:image/svg>")

	// Messages from before a sign-in are delivered by syncMsgs.
	ben.Goto("about:blank")
	ann.sendText("你不在")
	ben.open(s, pages, "1.7")
	ben.Eval(`new Promise(function (done) { webim.syncMsgs(done, failed('sync')) }).then(function () {})`, nil)
	ben.awaitUnread("C2C", "ann", 1)
	ben.openConversation("C2C", "ann")
	ben.expectLines("theirs: 你不在")
	ann.noErrors()
	ben.noErrors()
}

func TestServerCrashLosesNoMessages(t *testing.T) {
	s := stack.Start(t)
	pages := site(t, s.URL+"sdk/webim.js")
	ann := signIn(t, browser.Chromium, s, pages, "1.7", "ann")
	ben := signIn(t, browser.Chromium, s, pages, "1.7", "ben")
	ann.openConversation("C2C", "ben")
	ben.openConversation("C2C", "ann")
	ann.sendText("one")
	ben.expectLines("theirs: one")

	s.Kill()
	ann.Eval(`send('lost')`, nil)
	ann.WaitFor(`errors.length === 1`)
	ann.Eval(`errors.pop()`, nil)
	s.Restart()

	ann.sendText("two")
	ben.expectLines("theirs: one", "theirs: two")
	ben.sendText("three")
	ann.expectLines("mine: one", "mine: two", "theirs: three")

	s.Kill() // acknowledged messages are on disk
	s.Restart()
	ben.open(s, pages, "1.7")
	ben.history("ann")
	ben.openConversation("C2C", "ann")
	ben.expectLines("theirs: one", "theirs: two", "mine: three")
}
