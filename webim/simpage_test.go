package webim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"webim.js/webim/jsontext"
)

// simPage is a simulated page and user: a client and its state. It is also its client's
// Transport and Random.
type simPage struct {
	testing.TB // used by the fake page: its failures fail the run
	sim        *simulation
	id         string // unique
	name       string // of the user
	dialect    string
	client     *Client
	page       *fakePage
	session    string // id of the server session

	offlineUntil, frozenUntil, disabledUntil time.Duration

	fuzzed       bool // makes random calls and panics; only the ends of its calls are checked
	stepsToPanic int  // steps until it panics; 0: never
	panicking    bool // a panic is being handled

	calls     []*simCall     // in flight
	callCount int            // calls so far
	signIns   int            // so far
	hanging   []*simExchange // in flight without a timeout

	polls          int
	random         uint32
	messageCount   int
	ready          bool                     // signed in
	outbox         int                      // messages not yet reported as sent
	firstSeq       map[string]int           // by group: the lowest seq that must be delivered
	delivered      map[string]float64       // by session: the highest stamp delivered from others
	unorderedUntil map[string]time.Duration // by session: until when messages may be out of order
}

func newSimPage(s *simulation, i int, name, dialect string) *simPage {
	p := &simPage{sim: s, id: fmt.Sprint(name, i), name: name, dialect: dialect,
		firstSeq: map[string]int{}, delivered: map[string]float64{}, unorderedUntil: map[string]time.Duration{}}
	p.session = p.id
	p.page = newFakePage(p, func(string) {})
	p.fuzzed = strings.HasPrefix(name, "fuzz")
	var page Page = p.page
	if p.fuzzed {
		page = panickingPage{p.page, p}
		p.page.lenient = true
	} else {
		p.page.onNotify["onMsgNotify"] = func(args []Arg) { p.onMessages(args) }
		p.page.onNotify["onKickedEventCall"] = func([]Arg) { p.onSignedOut() }
		p.page.onNotify["onC2cEventNotifys/96"] = func([]Arg) { p.onSignedOut() }
	}
	p.client = New(World{Transport: p, Clock: simClock{p}, Random: p, Log: simLog{p}, Page: page}, OwnServer("https://s"), "")
	return p
}

func (p *simPage) Helper()                           {}
func (p *simPage) Errorf(format string, args ...any) { p.sim.fail(p.id+": "+format, args...) }
func (p *simPage) Error(args ...any)                 { p.sim.fail("%s", p.id+": "+fmt.Sprint(args...)) }
func (p *simPage) Uint32() uint32                    { p.random += 97; return p.random }

// simLog is a page's console. It detects when messages may be delivered out of order.
type simLog struct{ p *simPage }

func (l simLog) Info(string)  {}
func (l simLog) Error(string) {}
func (l simLog) Warn(text string) {
	if _, group, ok := strings.Cut(text, "messages are missing: "); ok {
		l.p.unorderedUntil["GROUP"+group] = l.p.sim.now + simTime + simCalm
		l.p.sim.logf("%s: %s", l.p.id, text)
	}
}

func (p *simPage) start() {
	begin := p.signIn
	if p.fuzzed {
		begin = p.act
	}
	p.sim.after(time.Duration(len(p.sim.pages))*time.Millisecond, p, begin)
}

func (p *simPage) signIn() {
	info := mustParse(fmt.Sprintf(`{"sdkAppID":"1","appIDAt3rd":"1","accountType":"1","identifier":%q,"userSig":"s"}`, p.name))
	p.ready = p.dialect == "1.3"
	call := SignInCall{Name: "login", Info: info}
	if p.ready {
		call.Name, call.Notify13 = "init", true
	}
	p.signIns++
	attempt := p.signIns
	call.Done = Done{
		OK: func(...Arg) {
			p.ready = true
			again := p.session != p.id
			p.session = p.client.id.a2
			if !again || p.id != "ann4" { // this page relies on the further sign-in alone
				p.sync()
			}
		},
		Err: func(...Arg) {
			if attempt == p.signIns { // no later sign-in has replaced it
				p.sim.after(2*time.Second, p, p.signIn)
			}
		},
	}
	if p.ready {
		call.Done = Done{}
	}
	call.Done = p.registerCall("sign in", call.Done)
	p.client.SignIn(call)
	if p.ready {
		p.sync()
	}
}

func (p *simPage) signInAgain() {
	if p.ready && p.frozenUntil <= p.sim.now {
		p.sim.logf("%s: sign in again", p.id)
		p.sim.after(0, p, p.signIn)
	}
}

func (p *simPage) sync() {
	if p.ready {
		p.client.SyncMsgs(p.registerCall("sync", Done{OK: func(args ...Arg) { p.onMessages(args) }}))
	}
}

func (p *simPage) readHistory() {
	if p.ready {
		p.sim.after(0, p, func() {
			p.client.Call("syncGroupMsgs", mustParse(`{"GroupId":"@0","ReqMsgSeq":5,"ReqMsgNumber":3}`), p.registerCall("history", Done{}))
		})
	}
}

func (p *simPage) offline(d time.Duration) {
	p.sim.logf("%s: offline for %v", p.id, d)
	p.offlineUntil = max(p.offlineUntil, p.sim.now+d)
	p.sim.after(d, p, p.client.Wake)
}

func (p *simPage) freeze(d time.Duration) {
	p.sim.logf("%s: frozen for %v", p.id, d)
	p.frozenUntil = max(p.frozenUntil, p.sim.now+d)
	p.sim.after(d, p, p.client.Wake)
}

func (p *simPage) recover() {
	p.offlineUntil, p.frozenUntil = p.sim.now, p.sim.now
	p.endHanging()
	if p.fuzzed {
		return
	}
	p.sim.after(time.Second, p, p.client.Wake)
	p.sim.after(60*time.Second, p, p.sendC2C) // final messages, which reveal lost ones
	p.sim.after(60*time.Second, p, p.sendGroup)
	p.sim.after(61*time.Second, p, func() { p.sendTo("@1") })
}

func (p *simPage) sendC2C() {
	peer := p.sim.pages[(p.sim.pick()+1)%simUsers].name
	p.sendTo(peer)
}

func (p *simPage) sendGroup() { p.sendTo(fmt.Sprint("@", p.sim.pick()%simGroups)) }

func (p *simPage) sendTo(to string) {
	m := p.message(to)
	p.outbox++
	p.sim.after(0, p, func() { p.send(m, new(bool)) })
}

func (p *simPage) message(to string) pageMessage {
	p.messageCount++
	kind := "C2C"
	if to[0] == '@' {
		kind = "GROUP"
	}
	number := p.messageCount*len(p.sim.pages)*10 + int(p.id[len(p.id)-1]-'0')
	p.sim.logf("%s: send to %s, number %d", p.id, to, number+1000)
	return pageMessage{mustParse(fmt.Sprintf(`{"sess":{"type":%q,"id":%q},"isSend":true,"seq":%d,"random":%d,"time":%d,"subType":0,"elems":[]}`,
		kind, to, p.messageCount, number+1000, startTime+int64(p.sim.now/time.Second)))}
}

// send retries a message until a callback reports success. In 1.3 a request may hang
// indefinitely, so the page does not wait for it before it retries.
func (p *simPage) send(m pageMessage, sent *bool) {
	if *sent {
		return
	}
	tried := false
	again := func(...Arg) {
		if !tried {
			tried = true
			p.sim.after(3*time.Second, p, func() { p.send(m, sent) })
		}
	}
	if !p.ready {
		again()
		return
	}
	if p.dialect == "1.3" {
		p.sim.after(20*time.Second, p, func() { again() })
	}
	p.client.Send(m, p.registerCall("send", Done{
		OK: func(...Arg) {
			if tried = true; !*sent {
				*sent = true
				p.outbox--
			}
		},
		Err: func(args ...Arg) {
			if e := args[0].(jsontext.Value).JSON(); strings.Contains(e, "addMsg") && !*sent {
				p.sim.fail("%s: error for a message that was sent: %s", p.id, e)
			}
			again()
		},
	}))
}

// onMessages checks the order of delivery.
func (p *simPage) onMessages(args []Arg) {
	var list fakeRecords
	switch a := args[0].(type) {
	case fakeRecords:
		list = a
	case Wrapped:
		list = a.Records.(fakeRecords)
	}
	for _, r := range list {
		stamp := r.stamp
		if r.mine && !strings.HasPrefix(r.session, "GROUP") {
			continue
		}
		p.sim.logf("%s: receive %s", p.id, r)
		if stamp < p.delivered[r.session] && p.unorderedUntil[r.session] < p.sim.now {
			p.sim.fail("%s: %s delivered after a later message", p.id, r)
		}
		p.delivered[r.session] = max(p.delivered[r.session], stamp)
	}
}

// recordStart records the seq of each group in the first response that contains it;
// earlier messages are history. In 1.3 the response to a poll may arrive before the earlier
// response with the group list.
func (p *simPage) recordStart(response jsontext.Value) {
	for _, g := range response.Get("GroupIdList").Items() {
		if id := g.Get("GroupId").Str(); p.firstSeq[id] == 0 {
			p.firstSeq[id] = g.Get("NextMsgSeq").Int()
			if notified := p.page.session("GROUP" + id).msgs; len(notified) > 0 {
				p.firstSeq[id] = int(notified[0].seq)
			}
		}
	}
}

// check checks the invariants after each step of the page.
func (p *simPage) check() {
	c := p.client
	if p.fuzzed {
		return
	}
	if p.ready && len(c.wire.waiting) == 0 && c.conn.next == nil {
		p.sim.fail("%s: no request and no timer", p.id)
	}
	if c.sync.tooLong {
		for _, other := range p.sim.pages {
			p.unorderedUntil["C2C"+other.name] = p.sim.now + simCalm
		}
	}
	if len(p.page.unreleased) != len(c.batches.held) {
		p.sim.fail("%s: page holds %d batches, client %d", p.id, len(p.page.unreleased), len(c.batches.held))
	}
}

// checkAll checks at the end that everything was delivered.
func (p *simPage) checkAll() {
	c, s := p.client, p.sim
	p.checkCalls()
	if p.fuzzed {
		return
	}
	switch {
	case p.outbox != 0:
		s.fail("%s: %d messages not sent", p.id, p.outbox)
	case len(p.page.unreleased) != 0:
		s.fail("%s: %d batches not released", p.id, len(p.page.unreleased))
	case len(c.groups.missing) != 0 || c.sync.pending || c.sync.busy:
		s.fail("%s: gaps or rounds still pending", p.id)
	case p.polls != 1:
		s.fail("%s: %d polls", p.id, p.polls)
	}
	for g, all := range s.server.groups {
		var got []float64
		for _, r := range p.page.session("GROUP" + g).msgs {
			if r.seq >= float64(p.firstSeq[g]) && !(p.dialect == "1.3" && r.mine) {
				got = append(got, r.seq)
			}
		}
		for _, m := range all[p.firstSeq[g]-1:] {
			if p.dialect == "1.3" && m.from == p.name {
				continue // 1.3 does not deliver these
			}
			if len(got) == 0 || got[0] != float64(m.seq) {
				s.fail("%s: message %d of %s missing or out of order: %v", p.id, m.seq, g, got[:min(len(got), 3)])
				return
			}
			got = got[1:]
		}
		if len(got) > 0 {
			s.fail("%s: messages of %s that were never sent: %v", p.id, g, got)
		}
	}
	have := map[float64]bool{}
	for _, other := range s.pages {
		last := 0.0
		session := p.page.session("C2C" + other.name)
		unread := 0
		for _, r := range session.msgs {
			if r.mine {
				have[r.random] = true
				continue
			}
			unread++
			have[r.random] = true
			if r.stamp < last && p.unorderedUntil["C2C"+other.name] == 0 {
				s.fail("%s: stored out of order: %s", p.id, r)
			}
			last = r.stamp
		}
		if unread != session.unread {
			s.fail("%s: unread count %d, want %d", p.id, session.unread, unread)
		}
	}
	for _, m := range s.server.messages {
		if m.to == p.name && m.from != p.name && !have[float64(m.random)] {
			s.fail("%s: message from %s lost: %d", p.id, m.from, m.random)
		}
		if m.from == p.name && m.to != "" && strings.HasPrefix(m.session, p.id) && !have[float64(m.random)] {
			s.fail("%s: own message lost: %d", p.id, m.random)
		}
	}
}
