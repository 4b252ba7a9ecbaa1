package faults

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// open opens a page with its own proxy and signs a user in.
func open(t *testing.T, server *stack.Server, name, dialect string, seed uint64) *person {
	files := passThrough(server.URL, map[string]string{
		"/":         "testdata/page.html",
		"/page.js":  "testdata/page.js",
		"/webim.js": filepath.Join(stack.Root(t), "dist", "webim.js"),
	})
	p := &person{name: name, dialect: dialect, proxy: newProxy(t, server.URL, seed, files)}
	p.tab = browser.Open(t, browser.Chromium, browser.Options{})
	p.tab.Goto(p.proxy.URL)
	p.signIn(server)
	return p
}

func (p *person) signIn(server *stack.Server) {
	p.tab.Eval(fmt.Sprintf(`(state.ready = false, signIn(%q, %q, %q))`, p.dialect, p.name, server.Signature(p.name)), nil)
	p.tab.WaitFor(`state.ready`)
}

// One user is signed in in two tabs of different dialects. Each tab shows its own first
// message to a contact, also in the session object that the page created, regardless of
// whether that message or the other tab's arrives first. A tab that signs in again
// after an outage receives the missed messages once.
func TestTabsOfUserShowAllMessages(t *testing.T) {
	server := stack.Start(t)
	const others = 3
	bob := open(t, server, "friend0", "1.7", 1)
	for _, name := range []string{"friend1", "friend2", "bob"} { // each is registered by signing in once
		bob.name = name
		bob.signIn(server)
	}
	tabs := []*person{open(t, server, "alice", "1.7", 2), open(t, server, "alice", "1.3", 3)}

	for i := range others { // as concurrently as two pages can
		for n, p := range tabs {
			p.tab.Eval(fmt.Sprintf(`(function (i) {
				var made = window["made" + i] = new webim.Session("C2C", "friend" + i, "", "", 0);
				var msg = new webim.Msg(made, true, -1, -1, -1, "alice", 0, "alice");
				msg.addText(new webim.Msg.Elem.Text("from tab %d"));
				webim.sendMsg(msg, function () { window["sent" + i] = true; }, function (e) { state.errors.push(e.ErrorInfo); });
			})(%d)`, n, i), nil)
		}
	}
	for n, p := range tabs {
		for i := range others {
			p.tab.WaitFor(fmt.Sprintf(`window["sent%d"]`, i))
			var made, kept []string
			p.tab.Eval(fmt.Sprintf(`made%d.msgs().map(text)`, i), &made)
			p.tab.Eval(fmt.Sprintf(`webim.MsgStore.sessByTypeId("C2C", "friend%d").msgs().map(text)`, i), &kept)
			own := 0
			for _, words := range kept {
				if words == fmt.Sprintf("from tab %d", n) {
					own++
				}
			}
			assert.Equal(t, 1, own, "the own message in %s's session with friend%d: %q", p.dialect, i, kept)
			assert.Subset(t, kept, made)
			assert.Contains(t, made, fmt.Sprintf("from tab %d", n), p.dialect)
		}
	}

	// An outage, during which bob keeps sending.
	for _, p := range tabs {
		p.proxy.setOffline(true)
	}
	for i := range 3 {
		bob.tab.Eval(fmt.Sprintf(`send("C2C", "alice", "bob alice %d").then(function () { return true })`, i), nil)
	}
	for _, p := range tabs {
		p.proxy.setOffline(false)
		p.signIn(server)
	}
	bob.tab.Eval(`send("C2C", "alice", "bob alice 3").then(function () { return true })`, nil)
	for _, p := range tabs {
		p.tab.WaitFor(`state.received.filter(function (words) { return words === "bob alice 3"; }).length > 0`)
		var received, errors []string
		p.tab.Eval(`state.received.filter(function (words) { return words.indexOf("bob") === 0; })`, &received)
		assert.Equal(t, []string{"bob alice 0", "bob alice 1", "bob alice 2", "bob alice 3"}, received, p.dialect)
		p.tab.Eval(`state.errors`, &errors)
		assert.Empty(t, errors, p.dialect)
	}
}
