// Package poll implements the long polls. It keeps an instance for each open sign-in of
// a user, with the events that its client has acknowledged, and holds the client's
// request until there are more.
//
// Writing an event to a socket does not count as delivery. The cookie of the next poll
// acknowledges the events received; all later ones are returned (again). They come from
// the instance's subscription or, if that does not reach back far enough (after a
// restart or a long pause), from the store by the sources. An instance is stored when
// it is opened, and the time of its last poll at intervals.
package poll

import (
	"context"
	"sync"
	"time"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/deliver"
	"webim.js/server/store"
)

const (
	// Timeout is the duration of a poll that the server announces to clients. Clients
	// abort polls after it, so the server responds timeoutMargin earlier.
	Timeout       = 60 * time.Second
	timeoutMargin = 5 * time.Second

	// spread is the fraction by which polls end earlier at random. Otherwise clients that
	// all reconnected at once, after a restart, would poll at once every minute.
	spread = 0.05

	// expiry is how long an instance that does not poll is kept. A 1.7 client can resume
	// later, at the cost of reading from the store. A 1.3 client that has received no
	// notice yet has no cookie to resume from and starts over, so expiry13 is longer.
	expiry   = Timeout + 30*time.Second
	expiry13 = 10 * time.Minute

	// sharedFor is how long a browser counts as shared by several clients after the last
	// sign of it (see sharedAfter). The polls of two clients overlap within every Timeout.
	sharedFor = Timeout

	// pollBody is the maximum size of a poll's body in bytes, well above that of a cookie.
	pollBody = 16 << 10
)

// maxEvents limits the events of a response; the next poll returns the rest at once.
// Tests lower it.
var maxEvents = 500

// Config holds the parameters of New.
type Config struct {
	Store    store.Store
	Delivery deliver.Delivery
	Clock    clock.Clock
	Accounts *account.Accounts

	// Sources read events from the store that the delivery no longer holds.
	Sources []deliver.Source

	// Unread returns the stamp of an account's latest unread one-to-one message, 0 if
	// there is none, for polls of 1.3.
	Unread func(r store.Reader, account string) uint64

	// MaxInstances is how many 1.7 clients of one user may poll; a further one kicks the
	// oldest. 0 means no limit. 1.3 clients do not count: they do not handle a kick, and
	// would continue to poll without a pause.
	MaxInstances int

	// Brief ends the first poll of a session, and the first two after a gap, within a
	// second; see brief.go.
	Brief bool

	// Random returns a number from 0 to 1, by which polls end at different times. nil
	// means always 0.
	Random func() float64

	// Changed, if set, is called when a user's first client starts to poll at this
	// process and when the last one ends. It must not block.
	Changed func(user string, change Change)
}

// Polls implements the poll commands, and holds the instances of this process.
type Polls struct {
	Config
	mu            sync.Mutex
	byID          map[string]*instance
	byUser        map[string][]*instance // oldest first
	started       time.Time
	sweptAt       time.Time
	recentlyEnded endedSessions
	closing       chan struct{}
	once          sync.Once
}

// New returns the Polls of a process.
func New(c Config) *Polls {
	if c.Random == nil {
		c.Random = func() float64 { return 0 }
	}
	p := &Polls{
		Config:  c,
		byID:    map[string]*instance{},
		byUser:  map[string][]*instance{},
		started: c.Clock.Now(),
		sweptAt: c.Clock.Now(),
		closing: make(chan struct{}),
	}
	p.follow()
	p.followBeginnings()
	return p
}

// Commands returns the family's commands.
func (p *Polls) Commands() []api.Command {
	return []api.Command{
		{Service: "openim", Name: "getlongpollingid", Handler: p.getID},
		{Service: "openim", Name: "longpolling", Handler: p.longPolling, Access: api.SignedOut, Waits: true, BodyLimit: pollBody},
	}
}

// Shutdown ends all waiting polls, and every later one at once.
func (p *Polls) Shutdown() { p.once.Do(func() { close(p.closing) }) }

// request is the body of a long poll.
type request struct {
	Timeout api.Int // seconds
	Cookie  *struct {
		NotifySeq     api.Int
		NoticeSeq     api.Int
		LongPollingID api.Text `json:"LongPollingId"` // 1.6 has none
	}
}

// hold returns how long a poll may wait; random is from 0 to 1.
func (r *request) hold(random float64) time.Duration {
	requested := time.Duration(min(max(int64(r.Timeout), 0), int64(Timeout/time.Second))) * time.Second
	switch {
	case requested == 0:
		requested = Timeout
	case requested <= 2*timeoutMargin: // a manual test
		return requested
	}
	requested -= timeoutMargin
	return requested - time.Duration(float64(requested)*spread*random)
}

func (p *Polls) longPolling(ctx context.Context, call *api.Call) (any, error) {
	w, err := p.begin(ctx, call)
	if err != nil {
		return nil, err
	}
	return w.Respond(ctx)
}

var _ api.Pending = (*pendingPoll)(nil)

// pendingPoll is a poll in flight. It implements api.Pending.
type pendingPoll struct {
	*Polls
	in       *instance
	replaced chan bool        // 1.7: closed when a later poll takes over
	timer    <-chan time.Time // how long it may last
	early    <-chan struct{}  // closed when it must end before the timer
	stop     func()           // of the timer
	ready    <-chan struct{}  // closed by the next event
	ending   error            // reason of ending without an event

	notice, notify uint64 // the cookie
	after          uint64 // the client has the events up to this stamp
	announced      uint64 // 1.3: one-to-one messages up to this stamp were announced
	unread         uint64 // 1.3: the latest unread one in the store
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
		if in.dialect == api.Dialect13 { // it may be another client's
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

func (p *Polls) lastStamp(ctx context.Context) (stamp uint64, err error) {
	err = p.Store.View(ctx, func(r store.Reader) error {
		stamp = r.LastStamp()
		return nil
	})
	return stamp, err
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

// Respond returns the events, or the watch itself if there are none.
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

// Errors of polls that end without an event.
var (
	errTakenOver  = api.Errorf(api.CodePollTimeout, "replaced by a later poll")
	errNothingNew = api.Errorf(api.CodePollTimeout, "nothing new")
	errStopping   = api.Errorf(api.CodePollTimeout, "the server is stopping")
)

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

// newMessage returns the stamp of a 1.3 client's latest one-to-one message, 0 if it has
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
