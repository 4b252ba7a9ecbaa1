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

// stage is a server and the pages that are open on it, shared by the tests of a
// file; tests are kept apart by their users.
type stage struct {
	t      *testing.T
	server *stack.Server
	site   string
}

func newStage(t *testing.T, flags ...string) *stage {
	t.Helper()
	s := stack.Start(t, flags...)
	return &stage{t: t, server: s, site: site(t, s.URL+"sdk/webim.js")}
}

// enter opens a page and signs its user in.
func (st *stage) enter(t *testing.T, dialect, name string) *person {
	t.Helper()
	p := signIn(t, browser.Chromium, st.server, st.site, dialect, name)
	if dialect == "1.3" { // its init has no callbacks
		p.answers("getJoinedGroupListHigh", `{Member_Account: loginInfo.identifier, Limit: 1, Offset: 0}`, `true`)
	}
	return p
}

// reached waits until p's page polls: a 1.3 page receives no notices of events before
// its first poll, except for messages.
func (p *person) reached(by *person) {
	p.t.Helper()
	by.posts("C2C", p.name, "在吗")
	p.WaitFor(fmt.Sprintf(`stored('C2C', %q).length`, by.name))
}

// asked is the outcome of a call.
type asked struct {
	OK, Met bool
	Text    string
}

// ask calls a function and evaluates a condition on its response a, in the page.
func (p *person) ask(call, condition string) (r asked) {
	p.t.Helper()
	p.Eval(fmt.Sprintf(`%s.then(function (r) { var a = r.a; return {OK: r.ok, Met: Boolean(%s), Text: text(a)}; })`, call, condition), &r)
	return r
}

// answers calls a function (options, cbOk, cbErr) of webim, which must succeed with a
// response a for which the JavaScript condition is true.
func (p *person) answers(fn, options, condition string) {
	p.t.Helper()
	r := p.ask(fmt.Sprintf(`ask(%q, %s)`, fn, options), condition)
	require.Truef(p.t, r.OK && r.Met, "%s (%s): %s(%s): want %s, got %s", p.name, p.dialect, fn, options, condition, r.Text)
}

// does is answers for a response without data.
func (p *person) does(fn, options string) {
	p.t.Helper()
	p.answers(fn, options, `a.ActionStatus === 'OK' && a.ErrorCode === 0`)
}

// refused calls a function, which must end in its error callback with a code.
func (p *person) refused(fn, options string, code int) {
	p.t.Helper()
	p.refusedWith(fn, options, fmt.Sprintf(`a.ErrorCode === %d`, code))
}

// refusedWith is refused with a condition on the error a.
func (p *person) refusedWith(fn, options, condition string) {
	p.t.Helper()
	r := p.ask(fmt.Sprintf(`ask(%q, %s)`, fn, options), condition)
	require.Truef(p.t, !r.OK && r.Met, "%s (%s): %s(%s): want error %s, got (%v) %s", p.name, p.dialect, fn, options, condition, r.OK, r.Text)
}

// posts sends a text and waits for the server's acknowledgment.
func (p *person) posts(sessionType, id, text string) {
	p.t.Helper()
	r := p.ask(fmt.Sprintf(`post(%q, %q, %q)`, sessionType, id, text), `a.ActionStatus === 'OK'`)
	require.Truef(p.t, r.OK && r.Met, "%s sends %s: %s", p.name, text, r.Text)
}

// mayNotPost sends a text that the server refuses.
func (p *person) mayNotPost(sessionType, id string, code int) {
	p.t.Helper()
	r := p.ask(fmt.Sprintf(`post(%q, %q, '不行')`, sessionType, id), fmt.Sprintf(`a.ErrorCode === %d`, code))
	require.Truef(p.t, !r.OK && r.Met, "%s sends: want error %d, got %s", p.name, code, r.Text)
}

// shows waits until a message with this HTML is stored in a conversation.
func (p *person) shows(sessionType, id, html string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`stored(%q, %q).indexOf(%q) >= 0 `, sessionType, id, html))
}

// toldTimes requires that a listener has been called so many times with an argument
// for which the condition is true.
func (p *person) toldTimes(times int, what, condition string) {
	p.t.Helper()
	var n int
	p.Eval(fmt.Sprintf(`heard(%q, function (a) { return %s; })`, what, condition), &n)
	require.Equalf(p.t, times, n, "%s: calls of %s with %s", p.name, what, condition)
}
