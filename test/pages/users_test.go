package pages

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// openUsers opens the page of several users and signs two of them in: ann with the page's
// webim, ben with a new instance.
func openUsers(t *testing.T, kind browser.Kind, query, dialectOfAnn, dialectOfBen string) *browser.Tab {
	t.Helper()
	s := stack.Start(t)
	tab := browser.Open(t, kind, browser.Options{})
	tab.Goto(site(t, s.URL+"sdk/webim.js") + "/users.html?" + query)
	tab.Eval(`void (other = webim.newInstance(), idle = webim.newInstance())`, nil)
	for name, sign := range map[string]string{
		"ann": fmt.Sprintf(`signIn(webim, %q, 'ann', %q)`, dialectOfAnn, s.Signature("ann")),
		"ben": fmt.Sprintf(`signIn(other, %q, 'ben', %q)`, dialectOfBen, s.Signature("ben")),
	} {
		tab.Eval(fmt.Sprintf(`%s.then(function (user) { window.%s = user })`, sign, name), nil)
	}
	return tab
}

func TestUsersInOnePageAreIndependent(t *testing.T) {
	for _, c := range []struct {
		kind     browser.Kind
		ann, ben string
	}{
		{browser.Chromium, "1.7", "1.7"}, {browser.Chromium, "1.3", "1.3"}, {browser.Chromium, "1.3", "1.7"}, {browser.Firefox, "1.7", "1.3"},
	} {
		t.Run(string(c.kind)+" "+c.ann+" "+c.ben, func(t *testing.T) {
			tab := openUsers(t, c.kind, "", c.ann, c.ben)
			tab.WaitFor(`sendText(ann, 'ben', 'hello').then(function () { return true }, function () { return false })`) // ben's account exists
			tab.WaitFor(`ben.received.length === 1`)
			tab.Eval(`sendText(ben, 'ann', 'hi')`, nil)
			tab.WaitFor(`ann.received.length === 1`)

			// Each instance has its own store, session, listeners and constructors.
			type store = map[string][]string
			var stores []store
			tab.Eval(`[stored(ann), stored(ben), stored({ sdk: idle })]`, &stores)
			assert.Equal(t, []store{{"C2Cben": {"> hello", "< hi"}}, {"C2Cann": {"< hello", "> hi"}}, {}}, stores)
			var received [][]string
			tab.Eval(`[ann.received, ben.received]`, &received)
			assert.Equal(t, [][]string{{"ben: hi"}, {"ann: hello"}}, received)
			requireTrue(t, tab, `webim.Msg !== other.Msg && webim.MsgStore !== other.MsgStore && webim.Log !== other.Log && window.webim === webim`)
			requireTrue(t, tab, `webim.checkLogin() && other.checkLogin() && !idle.checkLogin()`)
			requireTrue(t, tab, `code(sendText({ sdk: idle }, 'ann', 'who')).then(function (c) { return c === -4 })`)

			// Fifteen messages each way, sent concurrently, keep their order.
			const row = `[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]`
			tab.Eval(`Promise.all(`+row+`.map(function (i) { return Promise.all([sendText(ann, 'ben', 'a' + i), sendText(ben, 'ann', 'b' + i)]) })).then(function () {})`, nil)
			tab.WaitFor(`ann.received.length === 16 && ben.received.length === 16`)
			requireTrue(t, tab, row+`.every(function (i) { return ann.received[i] === 'ben: b' + i && ben.received[i] === 'ann: a' + i })`)

			// One signs out with a call in flight; the other is unaffected.
			if c.ben == "1.7" {
				tab.Eval(`late = code(call(ben, 'getC2CHistoryMsgs', { Peer_Account: 'ann', MaxCnt: 5 })), call(ben, 'logout')`, nil)
				requireTrue(t, tab, `late.then(function (c) { return c === -2 || c === 'ok' })`)
				requireTrue(t, tab, `webim.checkLogin() && !other.checkLogin()`)
				tab.Eval(`sendText(ann, 'ben', 'gone?')`, nil)
				requireTrue(t, tab, `ann.ended.length === 0 && ben.received.length === 16`)
			}
		})
	}
}

// Own and received messages have the server's times, even if the page's clock is five
// hours ahead.
func TestMessageTimesIgnorePageClock(t *testing.T) {
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		tab := openUsers(t, kind, "ahead=18000", "1.7", "1.7")
		tab.Eval(`msg = compose(ann, 'ben', 'one'), call(ann, 'sendMsg', msg)`, nil)
		tab.WaitFor(`ben.received.length === 1`)
		var own, stored, theirs float64
		tab.Eval(`msg.getTime()`, &own)
		tab.Eval(`webim.MsgStore.sessByTypeId('C2C', 'ben').msg(0).getTime()`, &stored)
		tab.Eval(`other.MsgStore.sessByTypeId('C2C', 'ann').msg(0).getTime()`, &theirs)
		assert.Equal(t, theirs, own)
		assert.Equal(t, theirs, stored)
		assert.InDelta(t, time.Now().Unix(), own, 60)
		requireTrue(t, tab, `webim.MsgStore.sessByTypeId('C2C', 'ben').time() === msg.getTime()`)
	}
}

func requireTrue(t *testing.T, tab *browser.Tab, expression string) {
	t.Helper()
	var met bool
	tab.Eval(expression, &met)
	assert.True(t, met, expression)
}
