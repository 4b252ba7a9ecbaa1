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
//	abort openim/longpolling               a request aborted by the client
//	onMsgNotify [bob 1, bob 2]             a listener and its arguments
//	label ok {…}, label err {…}            a callback made by done("label")
//
// Calls made with done must have ended exactly once at the end of the test.
type rig struct {
	t testing.TB
	*Client
	net    *fakeNet
	clock  *fakeClock
	log    *fakeLog
	page   *fakePage
	random fakeRandom
	trace  []string
	ends   []func() // each fails the test if its call has not ended
}

func newRig(t testing.TB, dialect string) *rig { return newRigAt(t, OriginalHosts(), dialect) }

func newRigAt(t testing.TB, hosts Hosts, dialect string) *rig {
	plain := func(f func()) { f() }
	r := &rig{t: t, clock: &fakeClock{enter: plain}, log: &fakeLog{}}
	addTrace := func(line string) { r.trace = append(r.trace, line) }
	r.net = &fakeNet{t: t, addTrace: addTrace, handlers: map[string]handler{}, counts: map[string]int{}, enter: plain}
	r.page = newFakePage(t, addTrace)
	r.net.page = r.page
	t.Cleanup(func() { assert.Len(t, r.page.unreleased, len(r.batches.held), "every batch must be released or held") })
	r.Client = New(World{Transport: r.net, Clock: r.clock, Random: &r.random, Log: r.log, Page: r.page}, hosts, dialect)
	t.Cleanup(func() {
		r.end(signedOut) // aborts the requests in flight
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

// onCall scripts the responses to a command by its body.
func (r *rig) onCall(name string, h handler) {
	r.net.counts[name] = 0
	r.net.handlers[name] = h
}

func (r *rig) done(label string) Done {
	ended := false
	end := func(kind string) {
		if ended {
			r.t.Errorf("%s: ended again: %s", label, kind)
		}
		ended = true
	}
	finish := func(kind string) func(...Arg) {
		return func(args ...Arg) {
			end(kind)
			r.trace = append(r.trace, label+" "+kind+show(args))
		}
	}
	r.ends = append(r.ends, func() {
		if !ended {
			r.t.Errorf("%s: not ended; its callbacks leak", label)
		}
	})
	return Done{OK: finish("ok"), Err: finish("err"), Drop: func() { end("dropped") }}
}

// settle runs until no request has a response and no timer is due. The clock does
// not advance.
func (r *rig) settle() {
	for range 10_000 {
		if !r.net.step() && !r.clock.next(r.clock.now) {
			return
		}
	}
	r.t.Fatal("settle did not finish")
}

// advance advances the clock.
func (r *rig) advance(d time.Duration) {
	until := r.clock.now + d
	for r.settle(); r.clock.next(until); r.settle() {
	}
	r.clock.now = until
}

// take returns the trace and clears it.
func (r *rig) take() []string {
	lines := r.trace
	r.trace = nil
	return lines
}

// expect compares the trace with want, line by line, and clears it. A line that ends
// with … matches by prefix.
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

// callbacks returns the trace without requests and clears it.
func (r *rig) callbacks() []string {
	return slices.DeleteFunc(r.take(), func(s string) bool { return strings.HasPrefix(s, "> ") || strings.HasPrefix(s, "abort ") })
}

// requests returns the requests in the trace and clears it.
func (r *rig) requests() []string {
	return slices.DeleteFunc(r.take(), func(s string) bool { return !strings.HasPrefix(s, "> ") })
}

// call calls a function of the API and runs until it has ended.
func (r *rig) call(name, options string) {
	r.t.Helper()
	r.Call(name, value(r.t, options), r.done(name))
	r.settle()
}

// push responds to the waiting poll with events, in the syntax of a JSON array.
func (r *rig) push(events string) {
	r.t.Helper()
	r.pushRaw(okWith(`"EventArray":[` + events + `]`))
}

// pushRaw responds to the waiting poll.
func (r *rig) pushRaw(response reply) {
	r.t.Helper()
	r.respond("openim/longpolling", response)
}

// respond responds to a pending request.
func (r *rig) respond(name string, response reply) {
	r.t.Helper()
	x := r.net.find(name)
	require.NotNil(r.t, x, "no pending %s", name)
	r.net.respond(x, response)
	r.settle()
}

// cookie returns the cookie of the waiting poll.
func (r *rig) cookie() string {
	r.t.Helper()
	x := r.net.find("openim/longpolling")
	require.NotNil(r.t, x, "no pending poll")
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

// scriptSignIn makes the server accept a sign-in.
func (r *rig) scriptSignIn() {
	r.on("openim/login", okWith(`"TinyId":"144115","A2Key":"a2keya2key"`))
	r.on("openim/authkey", okWith(`"IpList":["1.2.3.4:80"],"AuthKey":"key","ExpireTime":1`))
	r.on("openim/getlongpollingid", okWith(`"LongPollingId":"poll1","Timeout":60`))
	if _, ok := r.net.handlers["group_open_http_svc/get_joined_group_list"]; !ok {
		r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":11}]`))
	}
}

// login signs in with dialect 1.7.
func (r *rig) login(info string) {
	r.t.Helper()
	r.SignIn(SignInCall{Name: "login", Info: value(r.t, info), HasDone: true, Done: r.done("login")})
	r.settle()
}

// init13 signs in with dialect 1.3.
func (r *rig) init13(info string) {
	r.t.Helper()
	r.SignIn(SignInCall{Name: "init", Info: value(r.t, info), Notify13: true})
	r.settle()
}

// signedInRig returns a client with "me" signed in, a poll waiting and the group @g at
// seq 10. A version of three numbers is forced; a dialect is detected from the call.
func signedInRig(t testing.TB, version string) *rig {
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
	require.NotNil(t, r.net.find("openim/longpolling"), "no pending poll")
	require.Equal(t, dialect, r.Dialect())
	r.take()
	return r
}

// connectedRig returns a signedInRig after its first poll, which has reported the
// connection.
func connectedRig(t testing.TB, dialect string) *rig {
	t.Helper()
	r := signedInRig(t, dialect)
	r.push("")
	r.take()
	r.random = 0
	return r
}

// inBoth runs a test in both dialects.
func inBoth(t *testing.T, test func(t *testing.T, r *rig)) {
	for _, d := range []string{"1.7", "1.3"} {
		t.Run(d, func(t *testing.T) { test(t, connectedRig(t, d)) })
	}
}

// The following functions return server data as JSON. extra holds further members, with
// a leading comma.

func textBody(s string) string {
	return fmt.Sprintf(`[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]`, s)
}

// c2c returns a one-to-one message.
func c2c(from, to string, seq int, extra string) string {
	return fmt.Sprintf(`{"From_Account":%q,"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgTimeStamp":%d,"MsgBody":%s%s}`,
		from, to, seq, seq*10, startTime+seq, textBody("n"), extra)
}

// grp returns a group message.
func grp(group, from string, seq int, extra string) string {
	return fmt.Sprintf(`{"ToGroupId":%q,"From_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgTimeStamp":%d,"GroupInfo":{"GroupName":"G"},"MsgBody":%s%s}`,
		group, from, seq, seq*10, startTime+seq, textBody("n"), extra)
}

// tipItem returns a group tip. body holds its members.
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

// pollOf returns the trace line of a poll.
func pollOf(cookie string) string {
	return `> openim/longpolling {"Timeout":60,"Cookie":{` + cookie + `,"LongPollingId":"poll1"}}`
}

// c2cPending returns the event that reports pending one-to-one messages.
func c2cPending(notifySeq int) string { return fmt.Sprintf(`{"Event":1,"NotifySeq":%d}`, notifySeq) }

// pageMessage is a message record that a page created to send.
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

// system returns a group system notice to me.
func system(group string, kind int, extra string) string {
	return fmt.Sprintf(`{"ToGroupId":%q,"From_Account":"@TIM#SYSTEM","MsgTimeStamp":%d,"GroupInfo":{"GroupName":"G","To_Account":"me"},"MsgBody":{"ReportType":%d,"Operator_Account":"op"}%s}`,
		group, startTime, kind, extra)
}

func systemEvent(items ...string) string {
	return `{"Event":5,"GroupTips":[` + strings.Join(items, ",") + `]}`
}
