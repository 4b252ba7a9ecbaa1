package group

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"math"
	"time"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

const (
	// bigHold is how long the poll of a big group is asked to last. The client
	// gives up itself then, so the answer goes out a little earlier.
	bigHold      = 60 * time.Second
	bigHoldMax   = 90 * time.Second // what clients ask for at first
	bigHeadStart = 5 * time.Second

	// bigPage bounds one answer; the next poll gets the rest at once.
	bigPage = 100
)

// watch is what a LongPollingKey says. It is signed: who gets one knows the
// group's id, which may be secret, where serial numbers can be guessed.
type watch struct {
	Group  string
	Serial uint64
	From   uint64 // seq at which the watching began
	Named  bool   // signed in: notices come in the ordinary poll
	Page   string `json:",omitempty"` // random: no two pages have the same key
}

func (g *Groups) watchKey(rm *room) string {
	data, _ := json.Marshal(watch{rm.id, rm.Serial, rm.Next, rm.me != "", rand.Text()[:12]}) // strings and numbers always encode
	return base64.RawURLEncoding.EncodeToString(append(account.MAC(g.Key, data), data...))
}

func (g *Groups) parseWatch(key string) (w watch, ok bool) {
	signed, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(signed) < account.MACSize || !hmac.Equal(signed[:account.MACSize], account.MAC(g.Key, signed[account.MACSize:])) {
		return w, false
	}
	return w, json.Unmarshal(signed[account.MACSize:], &w) == nil && w.Serial > 0
}

// watchUnnamed lets a page without identity watch a big group.
func (g *Groups) watchUnnamed(ctx context.Context, call *api.Call, id api.Text) (any, error) {
	answer := joined{JoinedStatus: joinedSuccess}
	err := g.view(ctx, call, id, outsider, func(_ store.Reader, rm *room) error {
		if rm.Type != big {
			return errUnnamed
		}
		answer.LongPollingKey = g.watchKey(rm)
		return nil
	})
	return answer, err
}

// leaveUnnamed ends that: nothing is kept of such pages.
func (g *Groups) leaveUnnamed(ctx context.Context, call *api.Call, id api.Text) error {
	return g.view(ctx, call, id, outsider, func(_ store.Reader, rm *room) error {
		if rm.Type != big {
			return errUnnamed
		}
		return nil
	})
}

var errUnnamed = api.Errorf(codeForbidden, "anonymous visitors can only watch groups of type %s", big)

// bigAnswer is a round of the poll. Clients take over all of NextSeq,
// HoldTime and Key, so every answer has them.
type bigAnswer struct {
	NextSeq    uint64
	HoldTime   int64 // seconds
	Key        string
	RspMsgList []json.RawMessage // newest first
}

// poll answers what is new in a big group, after a while also that nothing
// is: clients call it again at once after an error, without end.
func (g *Groups) poll(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		StartSeq api.Int
		HoldTime api.Int // seconds
		Key      api.Text
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	w, ok := g.parseWatch(string(req.Key))
	if !ok || req.StartSeq < 0 || req.HoldTime < 0 {
		return nil, api.Errorf(codeParameter, "invalid Key, StartSeq or HoldTime")
	}
	next, err := g.nextSeq(ctx, w)
	if err != nil {
		return nil, err
	}
	// 1.7.0 brings the StartSeq of another group along.
	from := min(max(uint64(req.StartSeq), w.From), max(next, w.From))
	p := &bigPoll{
		ring: g.rings.find(w.Serial, next < math.MaxUint64), named: w.Named, from: from, key: string(req.Key), closing: g.closing,
	}
	p.timer, p.stop = g.Clock.After(holdFor(req.HoldTime))
	answer, err := p.Answer(ctx)
	if _, waits := answer.(*bigPoll); !waits && err == nil && call.Charge != nil {
		err = call.Charge(ctx, p.key) // what was there already can be asked for without end
	}
	return answer, err
}

// bigPoll is a poll of a big group that waits. It implements api.Pending.
type bigPoll struct {
	ring    *ring
	named   bool
	from    uint64
	key     string
	closing <-chan struct{}
	timer   <-chan time.Time
	stop    func() // of the timer

	ready <-chan struct{} // closed by the next item
	over  bool            // nothing comes any more
}

// Answer returns what there is, or the poll itself.
func (p *bigPoll) Answer(ctx context.Context) (any, error) {
	answer := bigAnswer{HoldTime: int64(bigHold / time.Second), Key: p.key}
	answer.RspMsgList, answer.NextSeq, p.ready = p.ring.read(p.from, p.named)
	if len(answer.RspMsgList) == 0 && !p.over {
		return p, nil
	}
	p.stop()
	return answer, ctx.Err()
}

// Wait waits for something new.
func (p *bigPoll) Wait(ctx context.Context) {
	select {
	case <-p.ready:
		return
	case <-p.timer:
	case <-p.closing:
	case <-ctx.Done():
	}
	p.over = true
}

// holdFor is how long a poll may wait.
func holdFor(wish api.Int) time.Duration {
	hold := min(time.Duration(min(wish, 3600))*time.Second, bigHoldMax)
	switch {
	case hold == 0:
		hold = bigHold
	case hold <= 2*bigHeadStart: // somebody tries it out by hand
		return hold
	}
	return hold - bigHeadStart
}

// nextSeq is where a group stands. A dissolved one has no end: its watchers
// get what they have not seen and then nothing.
func (g *Groups) nextSeq(ctx context.Context, w watch) (next uint64, err error) {
	err = g.Store.View(ctx, func(r store.Reader) error {
		next = math.MaxUint64
		if rec, ok := store.Load[Group](r, groupsBucket, store.Key(w.Group)); ok && rec.Serial == w.Serial {
			next = loadHead(r, w.Group).Next
		}
		return nil
	})
	return next, err
}
