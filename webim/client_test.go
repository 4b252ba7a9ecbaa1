package webim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

// rig is a client with fake dependencies. Each request and each notification of the
// page becomes a line of its trace:
//
//	> openim/sendmsg {"From_Account":…}    a request and its body
//	abort openim/longpolling               a request ended by the client
//	onMsgNotify [bob 1, bob 2]             a listener and its arguments
//	label ok {…}, label err {…}            a callback made by done("label")
//
// Calls made with done must have ended, once, when the test has.
type rig struct {
	t testing.TB
	*Client
	net    *fakeNet
	clock  *fakeClock
	log    *fakeLog
	page   *fakePage
	random fakeRandom
	trace  []string
	ends   []func() // each fails the test if its call did not end
}

func newRig(t testing.TB, dialect string) *rig { return newRigAt(t, OriginalHosts(), dialect) }

func newRigAt(t testing.TB, hosts Hosts, dialect string) *rig {
	plain := func(f func()) { f() }
	r := &rig{t: t, clock: &fakeClock{enter: plain}, log: &fakeLog{}}
	tell := func(line string) { r.trace = append(r.trace, line) }
	r.net = &fakeNet{t: t, tell: tell, handlers: map[string]handler{}, counts: map[string]int{}, enter: plain}
	r.page = newFakePage(t, tell)
	r.net.page = r.page
	t.Cleanup(func() { assert.Len(t, r.page.open, len(r.batches.held), "every batch is released or held") })
	r.Client = New(World{Transport: r.net, Clock: r.clock, Random: &r.random, Log: r.log, Page: r.page}, hosts, dialect)
	t.Cleanup(func() {
		r.end(signedOut) // aborts what is in flight
		for r.clock.next(r.clock.now + lostDelay) {
		}
		for _, check := range r.ends {
			check()
		}
	})
	return r
}

// on scripts the responses to a command in order; the last one repeats.
func (r *rig) on(name string, replies ...reply) {
	r.net.counts[name] = 0
	r.net.handlers[name] = func(_ jsontext.Value, n int) reply { return replies[min(n, len(replies))-1] }
}

// onCall scripts the answers to a command by its body.
func (r *rig) onCall(name string, h handler) {
	r.net.counts[name] = 0
	r.net.handlers[name] = h
}

func (r *rig) done(label string) Done {
	ended := false
	end := func(kind string) {
		if ended {
			r.t.Errorf("%s ends again, %s", label, kind)
		}
		ended = true
	}
	hear := func(kind string) func(...Arg) {
		return func(args ...Arg) {
			end(kind)
			r.trace = append(r.trace, label+" "+kind+show(args))
		}
	}
	r.ends = append(r.ends, func() {
		if !ended {
			r.t.Errorf("%s never ends: its callbacks would stay with the page for ever", label)
		}
	})
	return Done{OK: hear("ok"), Err: hear("err"), Drop: func() { end("dropped") }}
}

// settle lets the server answer whatever it has an answer to, and all that
// comes of it. Time stands still, but for what must pass at once.
func (r *rig) settle() {
	for range 10_000 {
		if !r.net.step() && !r.clock.next(r.clock.now) {
			return
		}
	}
	r.t.Fatal("it never ends")
}

// pass advances the clock.
func (r *rig) pass(d time.Duration) {
	until := r.clock.now + d
	for r.settle(); r.clock.next(until); r.settle() {
	}
	r.clock.now = until
}

// take returns the trace so far and begins a new one.
func (r *rig) take() []string {
	lines := r.trace
	r.trace = nil
	return lines
}

// expect compares the trace since the last time, line by line. A line that ends
// with … stands for every one that begins so.
func (r *rig) expect(want ...string) {
	r.t.Helper()
	got := r.take()
	for i := range min(len(got), len(want)) {
		if start, ok := strings.CutSuffix(want[i], "…"); ok && strings.HasPrefix(got[i], start) {
			got[i] = want[i]
		}
	}
	assert.Equal(r.t, strings.Join(want, "\n"), strings.Join(got, "\n"))
}

// heard is the trace since the last time without requests.
func (r *rig) heard() []string {
	return slices.DeleteFunc(r.take(), func(s string) bool { return strings.HasPrefix(s, "> ") || strings.HasPrefix(s, "abort ") })
}

// requests is the trace since the last time, requests only.
func (r *rig) requests() []string {
	return slices.DeleteFunc(r.take(), func(s string) bool { return !strings.HasPrefix(s, "> ") })
}

// call calls a function of the API and lets it end.
func (r *rig) call(name, options string) {
	r.t.Helper()
	r.Call(name, value(r.t, options), r.done(name))
	r.settle()
}

// push answers the waiting poll with events, written as in an array.
func (r *rig) push(events string) {
	r.t.Helper()
	r.pushRaw(okWith(`"EventArray":[` + events + `]`))
}

// pushRaw answers the waiting poll.
func (r *rig) pushRaw(answer reply) {
	r.t.Helper()
	r.answer("openim/longpolling", answer)
}

// answer answers a request that hangs.
func (r *rig) answer(name string, answer reply) {
	r.t.Helper()
	x := r.net.find(name)
	require.NotNil(r.t, x, "no %s is waiting", name)
	r.net.answer(x, answer)
	r.settle()
}

// cookie is what the waiting poll says it has.
func (r *rig) cookie() string {
	r.t.Helper()
	x := r.net.find("openim/longpolling")
	require.NotNil(r.t, x, "no poll is waiting")
	return value(r.t, x.Body).Get("Cookie").JSON()
}

func value(t testing.TB, text string) jsontext.Value {
	t.Helper()
	if text == "" {
		return jsontext.Value{}
	}
	v, err := jsontext.Parse(text)
	require.NoError(t, err, text)
	return v
}

const me17 = `{"sdkAppID":"1400000001","accountType":"792","identifier":"me","userSig":"usersig-of-me"}`

const me13 = `{"sdkAppID":"1400000001","appIDAt3rd":"1400000001","accountType":"792","identifier":"me","userSig":"usersig-of-me"}`

// scriptSignIn has the server know who signs in.
func (r *rig) scriptSignIn() {
	r.on("openim/login", okWith(`"TinyId":"144115","A2Key":"a2keya2key"`))
	r.on("openim/authkey", okWith(`"IpList":["1.2.3.4:80"],"AuthKey":"key","ExpireTime":1`))
	r.on("openim/getlongpollingid", okWith(`"LongPollingId":"poll1","Timeout":60`))
	if _, ok := r.net.handlers["group_open_http_svc/get_joined_group_list"]; !ok {
		r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":11}]`))
	}
}

// login signs in by dialect 1.7.
func (r *rig) login(info string) {
	r.t.Helper()
	r.SignIn(SignInCall{Name: "login", Info: value(r.t, info), HasDone: true, Done: r.done("login")})
	r.settle()
}

// init13 signs in by dialect 1.3.
func (r *rig) init13(info string) {
	r.t.Helper()
	r.SignIn(SignInCall{Name: "init", Info: value(r.t, info), Notify13: true})
	r.settle()
}

// signedIn is a client with "me" signed in, a poll waiting and ten messages
// known of the group @g. A version of three numbers is forced, a dialect is told
// by the call.
func signedIn(t testing.TB, version string) *rig {
	t.Helper()
	dialect, exactly := version[:3], ""
	if version != dialect {
		exactly = version
	}
	r := newRig(t, exactly)
	r.scriptSignIn()
	if dialect == "1.3" {
		r.init13(me13)
	} else {
		r.login(me17)
	}
	require.NotNil(t, r.net.find("openim/longpolling"), "the poll is waiting")
	require.Equal(t, dialect, r.Dialect())
	r.take()
	return r
}

// connected is signedIn after a first poll, which told that the connection is
// there.
func connected(t testing.TB, dialect string) *rig {
	t.Helper()
	r := signedIn(t, dialect)
	r.push("")
	r.take()
	r.random = 0
	return r
}

// inBoth runs a test in both dialects.
func inBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	for _, d := range []string{"1.7", "1.3"} {
		t.Run(d, func(t *testing.T) { test(t, connected(t, d)) })
	}
}

// What servers send, as JSON. extra are further members, from a comma on.

func textBody(s string) string {
	return fmt.Sprintf(`[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]`, s)
}

// c2c is a one-to-one message.
func c2c(from, to string, seq int, extra string) string {
	return fmt.Sprintf(`{"From_Account":%q,"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgTimeStamp":%d,"MsgBody":%s%s}`,
		from, to, seq, seq*10, startTime+seq, textBody("n"), extra)
}

// grp is a group's message.
func grp(group, from string, seq int, extra string) string {
	return fmt.Sprintf(`{"ToGroupId":%q,"From_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgTimeStamp":%d,"GroupInfo":{"GroupName":"G"},"MsgBody":%s%s}`,
		group, from, seq, seq*10, startTime+seq, textBody("n"), extra)
}

// tipItem is a group tip; body are its members.
func tipItem(group, from string, seq int, body, extra string) string {
	return fmt.Sprintf(`{"ToGroupId":%q,"From_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgTimeStamp":%d,"GroupInfo":{"GroupName":"G"},"MsgBody":{%s}%s}`,
		group, from, seq, seq*10, startTime+seq, body, extra)
}

func groupEvent(items ...string) string {
	return `{"Event":3,"GroupMsgArray":[` + strings.Join(items, ",") + `]}`
}

func tipEvent(items ...string) string {
	return `{"Event":4,"GroupTips":[` + strings.Join(items, ",") + `]}`
}

func c2cEvent(items ...string) string {
	return `{"Event":9,"C2cMsgArray":[` + strings.Join(items, ",") + `]}`
}

// pollOf is the request of a poll in the trace.
func pollOf(cookie string) string {
	return `> openim/longpolling {"Timeout":60,"Cookie":{` + cookie + `,"LongPollingId":"poll1"}}`
}

// c2cNews is the event that one-to-one messages wait.
func c2cNews(notifySeq int) string { return fmt.Sprintf(`{"Event":1,"NotifySeq":%d}`, notifySeq) }

// pageMessage is a record the page made to send it.
type pageMessage struct{ v jsontext.Value }

func (m pageMessage) Value() jsontext.Value { return m.v }

func newMessage(kind, id string, seq int, extra string) pageMessage {
	return pageMessage{mustParse(fmt.Sprintf(`{"sess":{"type":%q,"id":%q},"isSend":true,"seq":%d,"random":%d,"time":%d,"subType":0,"elems":[{"type":"TIMTextElem","content":{"text":"hi"}}]%s}`,
		kind, id, seq, seq*10, startTime+seq, extra))}
}

func mustParse(text string) jsontext.Value {
	v, err := jsontext.Parse(text)
	if err != nil {
		panic(err)
	}
	return v
}

func c2cMessage(to string, seq int) pageMessage      { return newMessage("C2C", to, seq, "") }
func groupMessage(group string, seq int) pageMessage { return newMessage("GROUP", group, seq, "") }

// system is a group system notice to me.
func system(group string, kind int, extra string) string {
	return fmt.Sprintf(`{"ToGroupId":%q,"From_Account":"@TIM#SYSTEM","MsgTimeStamp":%d,"GroupInfo":{"GroupName":"G","To_Account":"me"},"MsgBody":{"ReportType":%d,"Operator_Account":"op"}%s}`,
		group, startTime, kind, extra)
}

func systemEvent(items ...string) string {
	return `{"Event":5,"GroupTips":[` + strings.Join(items, ",") + `]}`
}
