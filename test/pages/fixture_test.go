package pages

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// dialects are the dialects of the pages.
var dialects = []string{"1.3", "1.7"}

// fixture is a server and the origin of its test pages, shared by the subtests of a
// test, which use different users.
type fixture struct {
	t      *testing.T
	server *stack.Server
	site   string
}

func newFixture(t *testing.T, flags ...string) *fixture {
	t.Helper()
	s := stack.Start(t, flags...)
	return &fixture{t: t, server: s, site: site(t, s.URL+"sdk/webim.js")}
}

// signIn opens a page and signs its user in.
func (fx *fixture) signIn(t *testing.T, dialect, name string) *person {
	t.Helper()
	p := signIn(t, browser.Chromium, fx.server, fx.site, dialect, name)
	if dialect == "1.3" { // its init has no callbacks
		p.expectResponse("getJoinedGroupListHigh", `{Member_Account: loginInfo.identifier, Limit: 1, Offset: 0}`, `true`)
	}
	return p
}

// awaitPoll waits until p's page polls: a 1.3 page receives no notices of events before
// its first poll, except for messages.
func (p *person) awaitPoll(by *person) {
	p.t.Helper()
	by.post("C2C", p.name, "在吗")
	p.WaitFor(fmt.Sprintf(`stored('C2C', %q).length`, by.name))
}

// callResult is the outcome of a call.
type callResult struct {
	OK, Met bool
	Text    string
}

// evalCall calls a function and evaluates a condition on its response a, in the page.
func (p *person) evalCall(call, condition string) (r callResult) {
	p.t.Helper()
	p.Eval(fmt.Sprintf(`%s.then(function (r) { var a = r.a; return {OK: r.ok, Met: Boolean(%s), Text: text(a)}; })`, call, condition), &r)
	return r
}

// expectResponse calls a function (options, cbOk, cbErr) of webim, which must succeed
// with a response a for which the JavaScript condition is true.
func (p *person) expectResponse(fn, options, condition string) {
	p.t.Helper()
	r := p.evalCall(fmt.Sprintf(`callAPI(%q, %s)`, fn, options), condition)
	require.Truef(p.t, r.OK && r.Met, "%s (%s): %s(%s): want %s, got %s", p.name, p.dialect, fn, options, condition, r.Text)
}

// call calls a function (options, cbOk, cbErr) of webim, which must succeed.
func (p *person) call(fn, options string) {
	p.t.Helper()
	p.expectResponse(fn, options, `a.ActionStatus === 'OK' && a.ErrorCode === 0`)
}

// expectError calls a function, which must end in its error callback with a code.
func (p *person) expectError(fn, options string, code int) {
	p.t.Helper()
	p.expectErrorMatching(fn, options, fmt.Sprintf(`a.ErrorCode === %d`, code))
}

// expectErrorMatching is expectError with a condition on the error a.
func (p *person) expectErrorMatching(fn, options, condition string) {
	p.t.Helper()
	r := p.evalCall(fmt.Sprintf(`callAPI(%q, %s)`, fn, options), condition)
	require.Truef(p.t, !r.OK && r.Met, "%s (%s): %s(%s): want error %s, got (%v) %s", p.name, p.dialect, fn, options, condition, r.OK, r.Text)
}

// post sends a text and waits for the server's acknowledgment.
func (p *person) post(sessionType, id, text string) {
	p.t.Helper()
	r := p.evalCall(fmt.Sprintf(`post(%q, %q, %q)`, sessionType, id, text), `a.ActionStatus === 'OK'`)
	require.Truef(p.t, r.OK && r.Met, "%s sends %s: %s", p.name, text, r.Text)
}

// expectPostError sends a text that the server must refuse with a code.
func (p *person) expectPostError(sessionType, id string, code int) {
	p.t.Helper()
	r := p.evalCall(fmt.Sprintf(`post(%q, %q, '不行')`, sessionType, id), fmt.Sprintf(`a.ErrorCode === %d`, code))
	require.Truef(p.t, !r.OK && r.Met, "%s sends: want error %d, got %s", p.name, code, r.Text)
}

// awaitMessage waits until a message with this HTML is stored in a conversation.
func (p *person) awaitMessage(sessionType, id, html string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`stored(%q, %q).indexOf(%q) >= 0 `, sessionType, id, html))
}

// requireNoticeCount requires that a listener was called the given number of times
// with an argument a for which the condition is true.
func (p *person) requireNoticeCount(times int, what, condition string) {
	p.t.Helper()
	var n int
	p.Eval(fmt.Sprintf(`countNotices(%q, function (a) { return %s; })`, what, condition), &n)
	require.Equalf(p.t, times, n, "%s: calls of %s with %s", p.name, what, condition)
}
