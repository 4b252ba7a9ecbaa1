package webim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// Parameters of TestReconnectionSpreadsLoad, in seconds. Pages sign in during the first
// minute.
const (
	outageClients = 1000
	outageHold    = 60  // how long the server holds a poll without events
	outageStart   = 130 // start of the outage
	outageEnd     = 480
)

// seededRandom is a seeded Random.
type seededRandom struct{ *rand.Rand }

func (r seededRandom) Uint32() uint32 { return r.Rand.Uint32() }

// A thousand hidden pages lose their server at the same moment. In every second after
// its return it receives at most twice the requests of normal operation, which is a
// poll per page and minute. The same holds during the outage after the first half
// minute. Before, the original's behavior applies: ten polls per page within a second or
// two, and one after at least five seconds, so that pages reconnect quickly after a short
// outage. All pages are connected a minute after the server's return, visible ones after
// ten seconds.
func TestReconnectionSpreadsLoad(t *testing.T) {
	if testing.Short() {
		t.Skip("slow with the race detector")
	}
	for _, c := range []struct {
		dialect  string
		downtime int // seconds
		visible  bool
	}{{"1.7", 60, false}, {"1.7", 200, false}, {"1.3", 60, false}, {"1.7", 200, true}} {
		t.Run(fmt.Sprintf("%s, down for %d s, visible %t", c.dialect, c.downtime, c.visible), func(t *testing.T) {
			var seconds [outageEnd]int // requests per second
			random := rand.New(rand.NewPCG(1, uint64(c.downtime)))
			var last time.Duration // longest time until a page has reconnected
			for range outageClients {
				last = max(last, simulateOutage(t, c.dialect, random, c.downtime, c.visible, &seconds))
			}
			const twice = 2 * outageClients / outageHold
			peak := func(from, to int) int { return slices.Max(seconds[from:to]) }
			back := outageStart + c.downtime
			t.Logf("maximum requests per second: %d before the outage; %d in its first 8 s, %d until 34 s, %d until its end; %d afterwards",
				peak(outageHold+1, outageStart), peak(outageStart, outageStart+8), peak(outageStart+8, outageStart+34), peak(outageStart+34, back), peak(back, outageEnd))
			assert.LessOrEqual(t, peak(outageHold+1, outageStart), twice, "load before the outage")
			limit, from, within := twice, outageStart+34, outageHold*time.Second
			if c.visible { // retried every eight seconds
				limit, from, within = 3*outageClients/8/2, outageStart+90, 10*time.Second
			}
			assert.LessOrEqual(t, peak(from, back), limit, "load during the outage")
			assert.LessOrEqual(t, peak(back, outageEnd), limit, "load after the outage")
			assert.LessOrEqual(t, last, within)
			assert.Greater(t, peak(outageEnd-outageHold, outageEnd), 0, "pages must have reconnected")
		})
	}
}

// simulateOutage runs one client through the outage and counts its requests. It returns
// the time from the server's return until the client has reconnected.
func simulateOutage(t *testing.T, dialect string, random *rand.Rand, downtime int, visible bool, seconds *[outageEnd]int) (back time.Duration) {
	r := newRig(t, dialect)
	r.page.visible = visible
	r.World.Random = seededRandom{random}
	began := time.Duration(random.Int64N(int64(outageHold * time.Second)))
	now := func() time.Duration { return began + r.clock.now }
	down := func() bool {
		return now() >= outageStart*time.Second && now() < time.Duration(outageStart+downtime)*time.Second
	}
	if dialect == "1.3" {
		r.scriptSignIn()
		r.init13(me13)
	} else {
		r.scriptSignIn()
		r.login(me17)
	}
	counted := slices.Index(r.net.sent, r.net.find("openim/longpolling")) // the earlier ones belong to the sign-in
	var held *exchange                                                    // the pending poll
	var due time.Duration
	for now() < outageEnd*time.Second {
		for ; counted < len(r.net.sent); counted++ {
			seconds[int(now()/time.Second)]++
			x := r.net.sent[counted]
			switch {
			case down():
				x.reply = lost
			case x.name == "openim/longpolling":
				if returned := time.Duration(outageStart+downtime) * time.Second; now() >= returned && back == 0 {
					back = now() - returned
				}
				held, due = x, now()+outageHold*time.Second
				if due >= outageStart*time.Second && now() < outageStart*time.Second {
					due = outageStart * time.Second
				}
			}
		}
		r.settle()
		if counted < len(r.net.sent) {
			continue
		}
		until := outageEnd * time.Second
		if held != nil {
			until = due
		}
		switch {
		case r.clock.next(until - began):
		case held == nil:
			return back
		default:
			r.clock.now = due - began
			x := held
			held = nil
			if down() {
				r.net.respond(x, lost)
			} else {
				r.net.respond(x, empty60)
			}
		}
	}
	return back
}
