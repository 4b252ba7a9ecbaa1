package webim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

// The fake dependencies of a Client: a scripted server, a manual clock, deterministic
// random numbers, and a recorded log. The page is in fakepage_test.go.

// reply is a response of the scripted server.
type reply struct {
	status int
	text   string // the body
	hang   bool   // no response until the test provides one
}

var (
	lost    = reply{}                               // connection lost, or timeout
	hang    = reply{hang: true}                     // no response until the test provides one
	notJSON = reply{status: 200, text: "<html>oh"}  // invalid body
	okReply = okWith("")                            // success without further members
	empty60 = failWith(codeNothingNew, "timed out") // a poll without events
)

// okWith returns a successful response with these members, in JSON syntax.
func okWith(members string) reply {
	if members != "" {
		members = "," + members
	}
	return reply{status: 200, text: `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""` + members + `}`}
}

func failWith(code int, text string) reply {
	return reply{status: 200, text: fmt.Sprintf(`{"ActionStatus":"FAIL","ErrorCode":%d,"ErrorInfo":%q}`, code, text)}
}

// handler returns the response to the nth request of a command, counted from 1.
type handler func(body jsontext.Value, n int) reply

// exchange is a request in flight.
type exchange struct {
	name string // service/command
	Request
	query string
	reply reply
	done  func(Reply)
}

// polls lists the commands whose requests hang until the test pushes a response.
var polls = map[string]bool{"openim/longpolling": true, "group_open_long_polling_http_noauth_svc/get_msg": true}

// fakeNet is a Transport with a scripted server. It does not respond while a request is
// being sent; step responds to the oldest request that has a response.
type fakeNet struct {
	t        testing.TB
	addTrace func(line string)
	page     *fakePage
	handlers map[string]handler
	counts   map[string]int
	waiting  []*exchange
	sent     []*exchange
	enter    func(f func()) // runs the handling of a response
}

func (n *fakeNet) Send(r Request, done func(Reply)) (abort func()) {
	u, err := url.Parse(r.URL)
	require.NoError(n.t, err, r.URL)
	path := strings.SplitN(u.Path, "/", 3) // "", version, service/command
	r.Body = strings.Clone(r.Body)
	x := &exchange{name: path[2], Request: r, query: u.RawQuery, done: done}
	body, err := jsontext.Parse(r.Body)
	require.NoError(n.t, err, "%s: invalid JSON in the body: %s", x.name, r.Body)
	n.counts[x.name]++
	switch h := n.handlers[x.name]; {
	case h != nil:
		x.reply = h(body, n.counts[x.name])
	case polls[x.name]:
		x.reply = hang
	default:
		x.reply = okReply
	}
	if x.name == "openim/longpolling" && n.find(x.name) != nil {
		n.t.Error("second poll while one is pending")
	}
	n.addTrace("> " + x.name + " " + r.Body)
	n.sent = append(n.sent, x)
	n.waiting = append(n.waiting, x)
	return func() {
		if i := slices.Index(n.waiting, x); i >= 0 {
			n.waiting = slices.Delete(n.waiting, i, i+1)
			n.addTrace("abort " + x.name)
		}
	}
}

// step responds to the oldest request that has a response, and reports whether there was
// one.
func (n *fakeNet) step() bool {
	for _, x := range n.waiting {
		if !x.reply.hang {
			n.respond(x, x.reply)
			return true
		}
	}
	return false
}

func (n *fakeNet) respond(x *exchange, r reply) {
	n.waiting = slices.DeleteFunc(n.waiting, func(y *exchange) bool { return x == y })
	out := Reply{Status: r.status}
	if r.status == 200 && json.Valid([]byte(r.text)) && strings.ContainsAny(r.text[:1], "{[") {
		parsed := &fakeResponse{page: n.page}
		if v, err := jsontext.Parse(r.text); err == nil {
			parsed.v, parsed.ok = v, v.Get("ActionStatus").JSON() == `"OK"`
		} else { // nested too deeply for jsontext
			parsed.ok = strings.Contains(r.text, `"ActionStatus":"OK"`)
		}
		out.Response = parsed
	}
	n.enter(func() { x.done(out) })
}

// find returns the oldest pending request with this name, or nil.
func (n *fakeNet) find(name string) *exchange {
	for _, x := range n.waiting {
		if x.name == name {
			return x
		}
	}
	return nil
}

// last returns the latest request.
func (n *fakeNet) last() *exchange {
	require.NotEmpty(n.t, n.sent)
	return n.sent[len(n.sent)-1]
}

// startTime is the clock's initial Unix time.
const startTime = 1500000000

// fakeClock is a manual Clock.
type fakeClock struct {
	now    time.Duration // since startTime
	timers []*timer
	enter  func(f func()) // runs the timer functions
}

type timer struct {
	at time.Duration
	f  func()
}

func (c *fakeClock) Now() int64 { return startTime + int64((c.now+time.Second/2)/time.Second) }

func (c *fakeClock) After(d time.Duration, f func()) (stop func()) {
	t := &timer{c.now + d, f}
	c.timers = append(c.timers, t)
	slices.SortStableFunc(c.timers, func(a, b *timer) int { return cmp.Compare(a.at, b.at) })
	return func() { c.timers = slices.DeleteFunc(c.timers, func(x *timer) bool { return x == t }) }
}

// next runs the first timer that is due by until, and reports whether there was one.
func (c *fakeClock) next(until time.Duration) bool {
	if len(c.timers) == 0 || c.timers[0].at > until {
		return false
	}
	t := c.timers[0]
	c.timers = c.timers[1:]
	c.now = max(c.now, t.at)
	c.enter(t.f)
	return true
}

// fakeRandom returns consecutive numbers.
type fakeRandom uint32

func (r *fakeRandom) Uint32() uint32 {
	*r++
	return uint32(*r)
}

// fakeLog records log lines, each prefixed by a letter for the level.
type fakeLog struct{ lines []string }

func (l *fakeLog) Info(s string)  { l.lines = append(l.lines, "I "+s) }
func (l *fakeLog) Warn(s string)  { l.lines = append(l.lines, "W "+s) }
func (l *fakeLog) Error(s string) { l.lines = append(l.lines, "E "+s) }

// has reports whether a line contains the text.
func (l *fakeLog) has(text string) bool {
	return slices.ContainsFunc(l.lines, func(s string) bool { return strings.Contains(s, text) })
}
