package poll

import (
	"context"
	"time"

	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/store"
)

var _ api.Pending = (*pendingPoll)(nil)

// pendingPoll is a poll in flight. It implements api.Pending.
type pendingPoll struct {
	*Polls
	in       *instance
	replaced chan bool        // 1.7: closed when a later poll takes over
	timer    <-chan time.Time // fires when the poll times out
	early    <-chan struct{}  // closed when the poll must end early
	stop     func()           // stops the timer
	ready    <-chan struct{}  // closed by the next event
	ending   error            // reason of ending without an event

	notice, notify uint64 // the cookie
	after          uint64 // the client has the events up to this stamp
	announced      uint64 // 1.3: one-to-one messages up to this stamp were announced
	unread         uint64 // 1.3: stamp of the latest unread message in the store
	unreadAt       uint64 // the store's stamp when unread was read
}

// begin checks a poll's request and starts waiting.
func (p *Polls) begin(ctx context.Context, call *api.Call) (*pendingPoll, error) {
	var req request
	if err := call.Decode(&req, api.CodeFieldMissing); err != nil {
		return nil, err
	}
	if req.Cookie == nil {
		return nil, api.Missing("Cookie")
	}
	if req.Cookie.NoticeSeq < 0 || req.Cookie.NotifySeq < 0 {
		return nil, api.Errorf(api.CodeFieldMissing, "Cookie: negative number")
	}
	in, err := p.find(ctx, call, string(req.Cookie.LongPollingID))
	if err != nil {
		return nil, err
	}
	if reason := call.Caller.Kicked; reason != "" {
		in.end(reason) // the notification of the ending may have been missed
	}
	if err := p.recordPoll(ctx, in, call.Now); err != nil {
		return nil, err
	}
	if err := p.recordSeen(ctx, in, call.Now); err != nil {
		return nil, err
	}
	w := &pendingPoll{Polls: p, in: in, early: call.EndEarly, notice: uint64(req.Cookie.NoticeSeq), notify: uint64(req.Cookie.NotifySeq)}
	if in.repeats(w.notice, w.notify) {
		if err := charge(ctx, call); err != nil {
			return nil, err
		}
		if in.dialect == api.Dialect13 { // the poll may be another client's
			stamp, err := p.lastStamp(ctx)
			if err != nil {
				return nil, err
			}
			in.share(p.Clock.Now(), stamp)
		}
	}
	var brief bool
	w.replaced, brief = in.enter()
	if err := w.beginAfter(ctx, call.Now); err != nil {
		w.in.leave(w.replaced, p.Clock.Now())
		return nil, err
	}
	random := p.Random()
	hold := req.hold(random)
	if brief && p.Brief {
		hold = min(hold, briefHold+time.Duration(random*float64(briefSpread)))
	}
	w.timer, w.stop = p.Clock.After(hold)
	return w, nil
}

// charge counts a poll against the rate of requests.
func charge(ctx context.Context, call *api.Call) error {
	if call.Charge == nil {
		return nil
	}
	return call.Charge(ctx, "")
}

// beginAfter determines which events the client has.
func (w *pendingPoll) beginAfter(ctx context.Context, now time.Time) (err error) {
	if w.after, err = w.Polls.after(ctx, w.in, w.notice, now); err != nil {
		return err
	}
	if w.in.dialect == api.Dialect13 {
		return w.beginNotify(ctx)
	}
	w.in.sub.Ack(min(w.notice, w.after))
	return nil
}

func (w *pendingPoll) end() {
	w.stop()
	w.in.leave(w.replaced, w.Clock.Now())
}

// Respond returns the events, or w itself if there are none.
func (w *pendingPoll) Respond(ctx context.Context) (response any, err error) {
	waits := false
	defer func() {
		if !waits {
			w.end()
		}
	}()
	if w.ending != nil {
		return nil, w.ending
	}
	w.ready = w.in.sub.Ready() // before reading, so that no event is missed
	select {
	case <-w.in.ended:
		return w.in.endResponse(w.after)
	default:
	}
	a, err := w.available(ctx)
	if err != nil {
		return nil, err
	}
	if a.empty() {
		waits = true
		return w, nil
	}
	w.in.recordResponse(w.notice, w.notify)
	return a, nil
}

// Wait implements api.Pending.
func (w *pendingPoll) Wait(ctx context.Context) {
	select {
	case <-w.ready:
	case <-w.in.ended:
	case <-w.replaced:
		w.ending = errTakenOver
	case <-w.timer:
		w.ending = errNothingNew
	case <-w.early:
		w.ending = errNothingNew
	case <-w.closing:
		w.ending = errStopping
	case <-ctx.Done():
		w.ending = ctx.Err()
	}
}

// beginNotify determines which one-to-one messages were announced to a 1.3 client. A
// client's first poll sends 0: then any unread message causes an event.
func (w *pendingPoll) beginNotify(ctx context.Context) error {
	w.announced = w.notify
	if w.notify == 0 {
		w.announced = w.after
	}
	return w.readUnread(ctx)
}

// readUnread reads the latest unread message that was not announced to the client.
func (w *pendingPoll) readUnread(ctx context.Context) error {
	return w.Store.View(ctx, func(r store.Reader) error {
		w.unread, w.unreadAt = w.Unread(r, w.in.account), r.LastStamp()
		if w.unread <= w.notify {
			w.unread = 0
		}
		return nil
	})
}

// available returns the events available now, in an empty response if there are none.
func (w *pendingPoll) available(ctx context.Context) (*response, error) {
	events, err := w.newer(ctx, w.in.skip(w.after))
	if err != nil {
		return nil, err
	}
	a := &response{entries: compose(events[:deliver.Fits(events, maxEvents)])}
	if w.in.dialect == api.Dialect13 {
		a.notify, err = w.newMessage(ctx)
	}
	return a, err
}

// newMessage returns the stamp of a 1.3 client's latest one-to-one message, or 0 if it has
// been announced.
func (w *pendingPoll) newMessage(ctx context.Context) (uint64, error) {
	recent, dropped := w.in.sub.Read(w.announced)
	if dropped > max(w.announced, w.unreadAt) { // events were dropped since the poll began
		if err := w.readUnread(ctx); err != nil {
			return 0, err
		}
	}
	latest := w.unread
	for _, ev := range recent {
		if ev.Kind == deliver.Message {
			latest = max(latest, ev.Stamp)
		}
	}
	return latest, nil
}

// newer returns the instance's events with stamps above after. The subscription is open
// before the snapshot is taken, so an event is in at least one of them.
func (w *pendingPoll) newer(ctx context.Context, after uint64) ([]*deliver.Event, error) {
	held, dropped := w.in.sub.Read(after)
	if after >= dropped {
		return w.in.items(held), nil
	}
	for from := after; ; {
		var replayed []*deliver.Event
		var last uint64
		var whole bool
		err := w.Store.View(ctx, func(r store.Reader) error {
			replayed, whole = deliver.Replay(w.Sources, r, w.in.account, after, maxEvents)
			last = r.LastStamp() // of the same snapshot; before a read it would cost a round trip
			return nil
		})
		if err != nil {
			return nil, err
		}
		items := w.in.items(replayed)
		upTo := last // stamp up to which events were read
		if !whole {
			upTo = replayed[len(replayed)-1].Stamp
		} else if held, dropped = w.in.sub.Read(last); last >= dropped { // all remaining events
			if len(items) == 0 {
				w.in.setEmptyRange(from, last)
			}
			return append(items, w.in.items(held)...), nil
		}
		// The store has more: this was one batch, or the subscription has dropped events
		// since the snapshot was taken.
		if len(items) > 0 {
			return items, nil
		}
		after = upTo
	}
}
