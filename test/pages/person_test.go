package pages

import (
	"embed"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

//go:embed testdata
var files embed.FS

// appID is the development app's id.
const appID = "1400000001"

// person is a user with a page open, in a dialect.
type person struct {
	*browser.Tab
	t       *testing.T
	name    string
	dialect string
}

// site serves the test pages from another origin than the IM server's; SDK in a page
// is replaced by the script's URL.
func site(t *testing.T, sdk string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := files.ReadFile("testdata" + r.URL.Path)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		if strings.HasSuffix(r.URL.Path, ".js") {
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		} else {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		}
		fmt.Fprint(w, strings.ReplaceAll(string(text), "SDK", sdk))
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// signIn opens a page of a dialect and waits until its user is signed in and polling.
func signIn(t *testing.T, kind browser.Kind, s *stack.Server, site, dialect, name string) *person {
	t.Helper()
	p := &person{Tab: browser.Open(t, kind, browser.Options{}), t: t, name: name, dialect: dialect}
	p.open(s, site, dialect)
	return p
}

// open loads the page, or reloads it.
func (p *person) open(s *stack.Server, site, dialect string) {
	p.t.Helper()
	q := url.Values{"app": {appID}, "type": {"1"}}
	if p.name != "" { // without a name, the page signs in anonymously
		q["user"], q["sig"] = []string{p.name}, []string{s.Signature(p.name)}
	}
	p.Goto(site + "/page" + strings.ReplaceAll(dialect, ".", "") + ".html?" + strings.ReplaceAll(q.Encode(), "+", "%20"))
	p.Eval(`start()`, nil)
	if dialect == "1.7" {
		p.awaitNotice("in")
	}
}

// awaitNotice waits until a listener of the page has been called.
func (p *person) awaitNotice(what string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`notices.some(function (s) { return s.what === %q })`, what))
}

// sendText sends a text in the open conversation and waits for the acknowledgment.
func (p *person) sendText(text string) {
	p.t.Helper()
	p.Eval(fmt.Sprintf(`send(%q)`, text), nil)
	p.WaitFor(fmt.Sprintf(`errors.length || notices.some(function (s) { return s.what === 'sent' && s.arg === %q })`, text))
	p.noErrors()
}

func (p *person) openConversation(sessionType, id string) {
	p.t.Helper()
	p.Eval(fmt.Sprintf(`openChat(%q, %q)`, sessionType, id), nil)
}

// expectLines waits until the open conversation shows exactly these lines.
func (p *person) expectLines(lines ...string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`messages().length >= %d`, len(lines)))
	var got []string
	p.Eval(`messages()`, &got)
	assert.Equal(p.t, lines, got, "%s's messages", p.name)
}

// awaitUnread waits until a conversation has that many unread messages.
func (p *person) awaitUnread(sessionType, id string, n int) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`unread(%q, %q) === %d`, sessionType, id, n))
}

func (p *person) noErrors() {
	p.t.Helper()
	var errors []string
	p.Eval(`errors`, &errors)
	require.Empty(p.t, errors, "%s", p.name)
}

// history fetches the last messages of a one-to-one conversation (1.7).
func (p *person) history(peer string) {
	p.t.Helper()
	p.Eval(fmt.Sprintf(`webim.getC2CHistoryMsgs({Peer_Account: %q, MaxCnt: 15, LastMsgTime: 0, MsgKey: ''}, record('history'), failed('history'))`, peer), nil)
	p.WaitFor(`errors.length || notices.some(function (s) { return s.what === 'history' })`)
	p.noErrors()
}
