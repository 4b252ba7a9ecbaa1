package webim

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// These files simulate pages, network, clock and server in one process, driven by one
// seed. All random decisions are read from a tape of bytes, on which 0 means no fault. A
// failing run is minimized by zeroing bytes of its tape, and a fuzzer can generate
// tapes. simnet_test.go is the network, simserver_test.go the server, simpage_test.go
// the pages and their invariants.

// tape is the source of randomness: its bytes, then bytes of random, then zeros.
type tape struct {
	data   []byte
	at     int
	random *rand.Rand
}

func (t *tape) pick() int {
	if t.at == len(t.data) && t.random != nil {
		t.data = append(t.data, byte(t.random.Uint32()))
	}
	t.at++
	if t.at > len(t.data) {
		return 0
	}
	return int(t.data[t.at-1])
}

// simEvent is a scheduled event. Events of a page are delayed while it is frozen.
type simEvent struct {
	at   time.Duration
	id   int // breaks ties
	page *simPage
	f    func()
	off  bool
}

type simQueue []*simEvent

func (q simQueue) Len() int { return len(q) }
func (q simQueue) Less(i, j int) bool {
	return q[i].at < q[j].at || q[i].at == q[j].at && q[i].id < q[j].id
}
func (q simQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *simQueue) Push(x any)   { *q = append(*q, x.(*simEvent)) }
func (q *simQueue) Pop() any {
	old := *q
	e := old[len(old)-1]
	*q = old[:len(old)-1]
	return e
}

// simulation is one run.
type simulation struct {
	*tape
	now       time.Duration
	queue     simQueue
	scheduled int // events scheduled
	steps     int // events run
	server    *simServer
	pages     []*simPage
	quality   int  // network quality, an index into successOdds
	calm      bool // no faults from now on
	failed    string
	kind      string // of the failure
	trace     []string
	traced    bool
}

const (
	simTime  = 2 * time.Minute // period with faults
	simCalm  = 4 * time.Minute // period for recovery
	simTick  = 250 * time.Millisecond
	simUsers = 5 // the first pages, which are checked in full
	maxSteps = 100_000
)

func (s *simulation) after(d time.Duration, p *simPage, f func()) *simEvent {
	s.scheduled++
	e := &simEvent{at: s.now + d, id: s.scheduled, page: p, f: f}
	heap.Push(&s.queue, e)
	return e
}

func (s *simulation) logf(format string, args ...any) {
	if s.traced {
		s.trace = append(s.trace, fmt.Sprintf("%8.3f ", s.now.Seconds())+fmt.Sprintf(format, args...))
	}
}

func (s *simulation) fail(format string, args ...any) {
	if s.failed == "" {
		s.failed, s.kind = fmt.Sprintf(format, args...), format
		s.logf("FAILED: %s", s.failed)
	}
}

// simulate runs a tape to its end or to the first violation.
func simulate(t *tape, traced bool) *simulation {
	s := &simulation{tape: t, traced: traced}
	s.server = newSimServer(s)
	for i, user := range [...]struct{ name, dialect string }{{"ann", "1.7"}, {"bob", "1.3"}, {"cat", "1.7"}, {"dan", "1.3"}, {"ann", "1.7"}, {"fuzz", "1.7"}, {"fuzz13", "1.3"}} {
		s.pages = append(s.pages, newSimPage(s, i, user.name, user.dialect))
	}
	for _, p := range s.pages {
		p.start()
	}
	s.after(0, nil, s.tick)
	end := simTime + simCalm
	for s.failed == "" && len(s.queue) > 0 && s.queue[0].at <= end {
		e := heap.Pop(&s.queue).(*simEvent)
		s.now = e.at
		if e.off {
			continue
		}
		if p := e.page; p != nil && p.frozenUntil > s.now {
			e.at = p.frozenUntil
			heap.Push(&s.queue, e)
			continue
		}
		if e.page != nil && e.page.fuzzed {
			e.page.catch(e.f)
		} else {
			e.f()
		}
		if s.steps++; s.steps > maxSteps {
			s.fail("too many steps: %d", s.steps)
		}
		if e.page != nil {
			e.page.check()
		}
	}
	if s.failed == "" {
		for _, p := range s.pages {
			p.checkAll()
		}
	}
	return s
}

// tick triggers a random fault or event.
func (s *simulation) tick() {
	switch {
	case s.now >= simTime && !s.calm:
		s.logf("end of faults")
		s.calm = true
		s.server.downUntil = s.now
		for _, p := range s.pages {
			p.recover()
		}
	case !s.calm:
		s.act()
	}
	if !s.calm {
		s.after(simTick, nil, s.tick)
	}
}

// act performs a random action; odds are in 256ths.
func (s *simulation) act() {
	n := s.pick() - 100
	if n < 0 {
		return
	}
	p := s.pages[s.pick()%simUsers]
	duration := func(most time.Duration) time.Duration { return most * time.Duration(s.pick()) / 255 }
	for _, a := range [...]struct {
		odds int
		do   func()
	}{
		{50, p.sendC2C},
		{60, p.sendGroup},
		{10, p.sync},
		{5, p.readHistory},
		{6, func() { p.offline(duration(25 * time.Second)) }},
		{6, func() { p.freeze(duration(40 * time.Second)) }},
		{3, func() { s.server.restart(duration(10 * time.Second)) }},
		{6, p.signInAgain},
		{3, p.signOut},
		{3, func() { s.server.kick(p, s.pick()%2 == 0) }},
		{10, func() { s.quality = s.pick() % len(successOdds); s.logf("network quality %d", s.quality) }},
	} {
		if n -= a.odds; n < 0 {
			a.do()
			return
		}
	}
}

// shrink zeroes as many bytes of a failing tape as possible while the run fails in the
// same way.
func shrink(data []byte) []byte {
	kind := simulate(&tape{data: data}, false).kind
	fails := func(data []byte) bool { return simulate(&tape{data: data}, false).kind == kind }
	for size := len(data) / 2; size > 0; size /= 2 {
		for from := 0; from < len(data); from += size {
			to := min(from+size, len(data))
			changed := false
			less := append([]byte{}, data...)
			for i := from; i < to; i++ {
				changed = changed || less[i] != 0
				less[i] = 0
			}
			if changed && fails(less) {
				data = less
			}
		}
	}
	for len(data) > 0 && data[len(data)-1] == 0 {
		data = data[:len(data)-1]
	}
	return data
}

// reportFailure fails the test with a minimized trace of the failure.
func reportFailure(t *testing.T, data []byte, failure string) {
	t.Helper()
	small := shrink(data)
	again := simulate(&tape{data: small}, true)
	t.Errorf("%s: %s\n", failure, again.failed)
	for _, line := range again.trace {
		t.Log(line)
	}
	t.Logf("as a test: {%q, %q}", failure, small)
}

func newTape(seed uint64) *tape { return &tape{random: rand.New(rand.NewPCG(seed, 1))} }
