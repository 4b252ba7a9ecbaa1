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
	// bigHold is the hold time that clients are asked to poll with. A client
	// times out after it, so the response is sent bigTimeoutMargin earlier.
	bigHold          = 60 * time.Second
	bigHoldMax       = 90 * time.Second // requested by clients in their first poll
	bigTimeoutMargin = 5 * time.Second

	// bigPage is the maximum number of items in one response. The next poll
	// returns the rest immediately.
	bigPage = 100
)

// watch is the content of a LongPollingKey. The key is signed, because its serial
// number can be guessed: only clients that the server has admitted have a valid
// key.
type watch struct {
	Group  string
	Serial uint64
	From   uint64 // seq at which watching began
	Named  bool   // signed in: notices arrive in the ordinary poll
	Page   string `json:",omitempty"` // random, so that no two clients share a key
}

func (g *Groups) watchKey(gtx *groupTx) string {
	data, _ := json.Marshal(watch{gtx.id, gtx.Serial, gtx.Next, gtx.me != "", rand.Text()[:12]}) // strings and numbers always encode
	return base64.RawURLEncoding.EncodeToString(append(account.MAC(g.Key, data), data...))
}

func (g *Groups) parseWatch(key string) (w watch, ok bool) {
	signed, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(signed) < account.MACSize || !hmac.Equal(signed[:account.MACSize], account.MAC(g.Key, signed[account.MACSize:])) {
		return w, false
	}
	return w, json.Unmarshal(signed[account.MACSize:], &w) == nil && w.Serial > 0
}

// watchUnnamed lets a client without identity watch a big group.
func (g *Groups) watchUnnamed(ctx context.Context, call *api.Call, id api.Text) (any, error) {
	response := joined{JoinedStatus: joinedSuccess}
	err := g.view(ctx, call, id, outsider, func(_ store.Reader, gtx *groupTx) error {
		if gtx.Type != big {
			return errUnnamed
		}
		response.LongPollingKey = g.watchKey(gtx)
		return nil
	})
	return response, err
}

// leaveUnnamed handles quit_group of a client without identity. No state is kept
// for such clients, so it only checks the group.
func (g *Groups) leaveUnnamed(ctx context.Context, call *api.Call, id api.Text) error {
	return g.view(ctx, call, id, outsider, func(_ store.Reader, gtx *groupTx) error {
		if gtx.Type != big {
			return errUnnamed
		}
		return nil
	})
}

var errUnnamed = api.Errorf(codeForbidden, "anonymous visitors can only watch groups of type %s", big)

// bigResponse is the response to a poll. Clients adopt NextSeq, HoldTime and Key
// from every response, so all three are always set.
type bigResponse struct {
	NextSeq    uint64
	HoldTime   int64 // seconds
	Key        string
	RspMsgList []json.RawMessage // newest first
}

// poll returns new items of a big group. If there are none it responds with an
// empty list when the hold time ends, because clients repeat a failed poll
// immediately and without limit.
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
	// 1.7.0 sends the StartSeq of the group it watched before.
	from := min(max(uint64(req.StartSeq), w.From), max(next, w.From))
	p := &bigPoll{
		ring: g.rings.find(w.Serial, next < math.MaxUint64), named: w.Named, from: from, key: string(req.Key), closing: g.closing, early: call.EndEarly,
	}
	p.timer, p.stop = g.Clock.After(holdFor(req.HoldTime))
	response, err := p.Respond(ctx)
	if _, waits := response.(*bigPoll); !waits && err == nil && call.Charge != nil {
		err = call.Charge(ctx, p.key) // old items can be requested without limit
	}
	return response, err
}

var _ api.Pending = (*bigPoll)(nil)

// bigPoll is a waiting poll of a big group. It implements api.Pending.
type bigPoll struct {
	ring    *ring
	named   bool
	from    uint64
	key     string
	closing <-chan struct{}
	early   <-chan struct{} // closed to end the poll early
	timer   <-chan time.Time
	stop    func() // stops the timer

	ready <-chan struct{} // closed by the next item
	ended bool            // timed out, closing or canceled
}

// Respond returns the response, or the poll itself if there is nothing to report
// yet.
func (p *bigPoll) Respond(ctx context.Context) (any, error) {
	response := bigResponse{HoldTime: int64(bigHold / time.Second), Key: p.key}
	response.RspMsgList, response.NextSeq, p.ready = p.ring.read(p.from, p.named)
	if len(response.RspMsgList) == 0 && !p.ended {
		return p, nil
	}
	p.stop()
	return response, ctx.Err()
}

// Wait blocks until there is a new item or the poll ends.
func (p *bigPoll) Wait(ctx context.Context) {
	select {
	case <-p.ready:
		return
	case <-p.timer:
	case <-p.early:
	case <-p.closing:
	case <-ctx.Done():
	}
	p.ended = true
}

// holdFor returns how long a poll may wait, given the seconds that it requested.
func holdFor(requested api.Int) time.Duration {
	hold := min(time.Duration(min(requested, 3600))*time.Second, bigHoldMax)
	switch {
	case hold == 0:
		hold = bigHold
	case hold <= 2*bigTimeoutMargin: // short, as in a manual test
		return hold
	}
	return hold - bigTimeoutMargin
}

// nextSeq returns the seq of the group's next item, or math.MaxUint64 for a
// dissolved group: its watchers receive the remaining items and then none.
func (g *Groups) nextSeq(ctx context.Context, w watch) (next uint64, err error) {
	err = g.Store.View(ctx, func(r store.Reader) error {
		next = math.MaxUint64
		if rec, ok := store.Load[Group](r, groupsBucket, store.Key(w.Group)); ok && rec.Serial == w.Serial {
			next = loadConversation(r, w.Group).Next
		}
		return nil
	})
	return next, err
}
