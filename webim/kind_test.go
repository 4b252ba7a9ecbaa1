package webim

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// The seconds of TestReconnectionSpreadsLoad. Pages sign in during the first minute.
const (
	kindClients = 1000
	kindHold    = 60  // how long the server holds a poll that has no news
	kindDown    = 130 // the server is gone from here
	kindEnd     = 480
)

// kindRandom is a Random with a seed.
type kindRandom struct{ *rand.Rand }

func (r kindRandom) Uint32() uint32 { return r.Rand.Uint32() }

// A thousand hidden pages lose their server at the same moment. In every second after
// its return it receives at most twice the requests of normal operation, which is a
// poll per page and minute. The same holds during the outage after the first half
// minute. Before, the original's behavior applies: ten polls per page within a second or
// two, and one after at least five seconds, so that pages reconnect quickly after a short
// outage. All pages are connected a minute after the server's return, visible ones after
// ten seconds.
func TestReconnectionSpreadsLoad(t *testing.T) {
	for _, of := range []struct {
		dialect string
		gone    int // seconds
		visible bool
	}{{"1.7", 60, false}, {"1.7", 200, false}, {"1.3", 60, false}, {"1.7", 200, true}} {
		t.Run(fmt.Sprintf("%s, gone for %d s, visible %t", of.dialect, of.gone, of.visible), func(t *testing.T) {
			var seconds [kindEnd]int // requests
			chance := rand.New(rand.NewPCG(1, uint64(of.gone)))
			var last time.Duration // until a page is back
			for range kindClients {
				last = max(last, watchKind(t, of.dialect, chance, of.gone, of.visible, &seconds))
			}
			const twice = 2 * kindClients / kindHold
			most := func(from, to int) int { return slices.Max(seconds[from:to]) }
			back := kindDown + of.gone
			t.Logf("requests in a second, at most: %d without faults; %d in the first 8 s without a server, %d until 34 s, %d from then on; %d after its return",
				most(kindHold+1, kindDown), most(kindDown, kindDown+8), most(kindDown+8, kindDown+34), most(kindDown+34, back), most(back, kindEnd))
			assert.LessOrEqual(t, most(kindHold+1, kindDown), twice, "without faults")
			limit, from, within := twice, kindDown+34, kindHold*time.Second
			if of.visible { // with pauses of eight seconds
				limit, from, within = 3*kindClients/8/2, kindDown+90, 10*time.Second
			}
			assert.LessOrEqual(t, most(from, back), limit, "spread")
			assert.LessOrEqual(t, most(back, kindEnd), limit, "after the server's return")
			assert.LessOrEqual(t, last, within)
			assert.Greater(t, most(kindEnd-kindHold, kindEnd), 0, "they came back")
		})
	}
}

// watchKind lives through it with one client, and counts what it asks for. It
// returns how long after the server's return the client was back.
func watchKind(t *testing.T, dialect string, chance *rand.Rand, gone int, visible bool, seconds *[kindEnd]int) (back time.Duration) {
	r := newRig(t, dialect)
	r.page.visible = visible
	r.World.Random = kindRandom{chance}
	began := time.Duration(chance.Int64N(int64(kindHold * time.Second)))
	now := func() time.Duration { return began + r.clock.now }
	down := func() bool { return now() >= kindDown*time.Second && now() < time.Duration(kindDown+gone)*time.Second }
	if dialect == "1.3" {
		r.scriptSignIn()
		r.init13(me13)
	} else {
		r.scriptSignIn()
		r.login(me17)
	}
	counted := slices.Index(r.net.sent, r.net.find("openim/longpolling")) // what came before is the sign-in's
	var held *exchange                                                    // the poll that the server holds
	var due time.Duration
	for now() < kindEnd*time.Second {
		for ; counted < len(r.net.sent); counted++ {
			seconds[int(now()/time.Second)]++
			x := r.net.sent[counted]
			switch {
			case down():
				x.reply = lost
			case x.name == "openim/longpolling":
				if returned := time.Duration(kindDown+gone) * time.Second; now() >= returned && back == 0 {
					back = now() - returned
				}
				held, due = x, now()+kindHold*time.Second
				if due >= kindDown*time.Second && now() < kindDown*time.Second {
					due = kindDown * time.Second
				}
			}
		}
		r.settle()
		if counted < len(r.net.sent) {
			continue
		}
		until := kindEnd * time.Second
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
				r.net.answer(x, lost)
			} else {
				r.net.answer(x, empty60)
			}
		}
	}
	return back
}
