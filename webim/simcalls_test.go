package webim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// simCall is a call that a page made.
type simCall struct {
	label string
	ended string // how it ended; "" while in flight
}

// registerCall registers a call and returns its callbacks. Exactly one of them must be
// called, once. In 1.3 a sign-in, and a call before it, may call none.
func (p *simPage) registerCall(label string, d Done) Done {
	p.callCount++
	call := &simCall{label: fmt.Sprintf("%s #%d", label, p.callCount)}
	silent := p.dialect == "1.3" && (strings.HasPrefix(label, "sign in") || p.client.id.identifier == "")
	p.calls = append(p.calls, call)
	end := func(kind string, f func(...Arg)) func(...Arg) {
		return func(args ...Arg) {
			if call.ended != "" {
				if !p.panicking { // after a panic the bridge ignores calls that have ended
					p.sim.fail("%s: %s: ended twice: %s, %s", p.id, call.label, call.ended, kind)
				}
				return
			}
			call.ended = kind
			p.calls = slices.DeleteFunc(p.calls, func(c *simCall) bool { return c == call })
			if p.sim.traced {
				p.sim.logf("%s: %s: ended in %s%s", p.id, call.label, kind, show(args))
			}
			if f != nil {
				f(args...)
			}
		}
	}
	return Done{OK: end("ok", d.OK), Err: end("err", d.Err), Drop: func() {
		if !silent {
			p.sim.fail("%s: %s: ended without a callback", p.id, call.label)
		}
		end("drop", func(...Arg) {
			if d.Drop != nil {
				d.Drop()
			}
		})()
	}}
}

// endHanging ends the requests without a timeout, as a browser eventually does.
func (p *simPage) endHanging() {
	for _, x := range slices.Clone(p.hanging) {
		p.sim.after(0, p, func() { x.end(Reply{}) })
	}
}

// catch runs f, recovers its panic and reports that to the client.
func (p *simPage) catch(f func()) {
	depth := p.client.Depth()
	defer func() {
		if v := recover(); v != nil {
			if v != simPanic {
				panic(v)
			}
			p.sim.logf("%s: panic", p.id)
			p.panicking = true
			defer func() {
				p.panicking = false
				if v := recover(); v != nil && v != simPanic {
					panic(v)
				}
			}()
			p.client.Recover(depth, "a panic")
		}
	}()
	f()
}

const simPanic = "simulated"

// maybePanic counts down and panics at zero.
func (p *simPage) maybePanic() {
	if p.stepsToPanic > 0 && !p.panicking {
		if p.stepsToPanic--; p.stepsToPanic == 0 {
			panic(simPanic)
		}
	}
}

// panickingPage is the Page of a fuzzed page. It panics at random.
type panickingPage struct {
	*fakePage
	p *simPage
}

func (b panickingPage) Notify(name, key string, args ...Arg) bool {
	b.p.maybePanic()
	b.p.maybeCall()
	return b.fakePage.Notify(name, key, args...)
}

func (b panickingPage) Deliver(batches []Batch, picks []Pick) Records {
	records := b.fakePage.Deliver(batches, picks)
	b.p.maybePanic()
	return records
}

// act performs a random call, a kick or a panic, and schedules the next one.
func (p *simPage) act() {
	s := p.sim
	if s.calm {
		p.stepsToPanic = 0
		return
	}
	s.after(simTick*2, p, p.act)
	call := func(label string, f func(Done)) {
		s.logf("%s: %s", p.id, label)
		done := p.registerCall(label, Done{OK: p.maybeCall, Err: p.maybeCall})
		p.client.Handle(done, func() { f(done) })
	}
	options := func(name, options string) {
		call(name, func(done Done) { p.client.Call(name, mustParse(options), done) })
	}
	n := s.pick() - 64
	switch user := []string{p.name, p.name + "2"}[s.pick()%2]; {
	case n < 0: // no-op
	case n < 24:
		call("sign in as "+user, func(done Done) { p.signInAs(user, done) })
	case n < 36:
		call("logout", func(done Done) { p.client.SignOut(n%2 == 0, done) })
	case n < 40:
		s.server.disable(p, n%2 == 0)
	case n < 46:
		s.server.kick(p, n%2 == 0)
	case n < 100:
		call("send", func(done Done) { p.client.Send(p.message(s.pages[n%simUsers].name), done) })
	case n < 116:
		call("send to group", func(done Done) { p.client.Send(p.message("@0"), done) })
	case n < 128:
		call("sync", p.client.SyncMsgs)
	case n < 138:
		options("syncGroupMsgs", `{"GroupId":"@0","ReqMsgSeq":5,"ReqMsgNumber":3}`)
	case n < 148:
		options("getC2CHistoryMsgs", `{"Peer_Account":"ann"}`)
	case n < 156:
		options("getAllFriend", `{}`)
	case n < 164:
		options("applyJoinBigGroup", `{"GroupId":"@big"}`)
	case n < 172:
		call("upload", func(done Done) {
			file := &simFile{p}
			p.client.Upload(UploadCall{Options: mustParse(`{}`), File: file, Done: done})
		})
	default:
		p.stepsToPanic = 1 + n%4
	}
}

// signInAs signs a user in from a page that acts at random.
func (p *simPage) signInAs(user string, done Done) {
	info := mustParse(fmt.Sprintf(`{"sdkAppID":"1","appIDAt3rd":"1","accountType":"1","identifier":%q,"userSig":"s"}`, user))
	signIn := SignInCall{Name: "login", Info: info, HasDone: true, Done: done}
	if p.dialect == "1.3" {
		signIn.Name, signIn.HasDone, signIn.Notify13 = "init", false, true
	}
	p.client.SignIn(signIn)
}

// maybeCall makes another call in some of the page's callbacks and listeners.
func (p *simPage) maybeCall(...Arg) {
	if p.sim.calm || p.panicking {
		return
	}
	n := p.sim.pick() - 240
	if n <= 0 {
		return
	}
	label, f := "nested call", func(done Done) { p.client.Call("getAllFriend", mustParse(`{}`), done) }
	switch {
	case n > 12:
		label, f = "nested logout", func(done Done) { p.client.SignOut(n%2 == 0, done) }
	case n > 9:
		label, f = "sign in again", func(done Done) { p.signInAs(p.name, done) }
	}
	p.sim.logf("%s: %s", p.id, label)
	done := p.registerCall(label, Done{})
	p.catch(func() { p.client.Handle(done, func() { f(done) }) })
}

// simFile is a file of a page whose slices take up to five seconds to be read.
type simFile struct{ p *simPage }

func (f *simFile) Name() string { return "f" }
func (f *simFile) Size() int64  { return 300_000 } // three slices in 1.3

func (f *simFile) Read(from, to int64, done func([]byte, string)) {
	f.p.sim.after(simLatency*time.Duration(f.p.sim.pick()), f.p, func() { done(make([]byte, to-from), "") })
}

// kick ends a page's session on the server, which reports it by a poll error or by an
// event.
func (sv *simServer) kick(p *simPage, byEvent bool) {
	session := p.session
	if p.dialect == "1.3" || sv.polls[session] == nil {
		return
	}
	sv.sim.logf("%s: kicked", p.id)
	in := sv.polls[session]
	delete(sv.polls, session)
	sv.kicked[session] = byEvent
	waiting := in.waiting
	in.waiting = nil
	for _, w := range waiting {
		w.respond(sv.kickResponse(session))
	}
}

// disable disables a page's user for three seconds: the session ends as by a kick, and
// all calls are refused.
func (sv *simServer) disable(p *simPage, byEvent bool) {
	p.disabledUntil = sv.sim.now + 3*time.Second
	sv.sim.logf("%s: disabled", p.id)
	sv.kick(p, byEvent)
}

func (sv *simServer) kickResponse(session string) string {
	if sv.kicked[session] {
		return simOK + `,"EventArray":[{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":96,"NoticeSeq":1}]}]}`
	}
	return `{"ActionStatus":"FAIL","ErrorCode":91101,"ErrorInfo":"kicked"}`
}

// checkCalls fails the run if a call is still in flight.
func (p *simPage) checkCalls() {
	var left []string
	for _, c := range p.calls {
		left = append(left, c.label)
	}
	if len(left) > 0 {
		p.sim.fail("%s: calls not ended: %s", p.id, strings.Join(left, ", "))
	}
}

// signOut signs out; onSignedOut signs in again a second later.
func (p *simPage) signOut() {
	if p.ready && p.frozenUntil <= p.sim.now {
		p.sim.after(0, p, func() {
			if p.ready {
				p.client.SignOut(false, p.registerCall("logout", Done{OK: func(...Arg) { p.onSignedOut() }}))
			}
		})
	}
}

// onSignedOut handles the end of a session by signing in again. Sessions of 1.3 do not
// end.
func (p *simPage) onSignedOut() {
	if p.dialect == "1.7" {
		p.ready = false
		p.sim.after(time.Second, p, p.signIn)
	}
}
