// Package poll answers the long polls: it knows where each user is signed in,
// what that place has seen, and holds its request until there is more.
//
// Nothing is lost for having been written to a socket. The cookie of the next
// poll says what has arrived; everything newer is sent (again). It comes from
// the instance's subscription or, when that does not reach back far enough
// (a restart, a long sleep), from the store by way of the sources. What is
// stored of an instance is written when it is opened, and now and then that it
// is still there.
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
	// Timeout is how long clients are told that a poll lasts. They give up
	// themselves then, so the answer goes out a little earlier.
	Timeout   = 60 * time.Second
	headStart = 5 * time.Second

	// spread is the part of its time by which a poll may end sooner, by chance:
	// pages that all came at once, after a restart, would do so every minute.
	spread = 0.05

	// expiry is how long an instance is remembered that does not poll. A 1.7
	// page can come back later, at the price of reading from the store. A 1.3
	// page that has not seen any notice has nothing to show for itself then
	// and begins anew, so it has more time.
	expiry   = Timeout + 30*time.Second
	expiry13 = 10 * time.Minute

	// sharedFor is how long several pages of a browser are believed to be there
	// after their polls last overlapped. Theirs do so within every poll's time.
	sharedFor = Timeout

	// pollBody in bytes is more than a cookie has.
	pollBody = 16 << 10
)

// maxEvents bounds one answer; the next poll gets the rest at once. Tests have
// fewer.
var maxEvents = 500

// Config is what New needs.
type Config struct {
	Store    store.Store
	Delivery deliver.Delivery
	Clock    clock.Clock
	Accounts *account.Accounts

	// Sources find events again that the delivery has forgotten.
	Sources []deliver.Source

	// Unread is the stamp of an account's latest unread one-to-one message, 0
	// if there is none: 1.3 polls are told of it.
	Unread func(r store.Reader, account string) uint64

	// MaxInstances is how many 1.7 pages of one user may poll; a further one
	// ends the oldest. 0 is any number. 1.3 pages do not count: they cannot
	// be told that they were ended and would poll on without a pause.
	MaxInstances int

	// Brief has the first poll of a session, and the first two after a gap, be
	// answered within a second; see brief.go.
	Brief bool

	// Random is a number from 0 to 1 by which polls end at different times.
	// nil: always 0, so they do not.
	Random func() float64

	// Changed is told when a user's first page comes and the last one goes, here.
	// It must not block. It may be nil.
	Changed func(user string, change Change)
}

// Polls is the family of poll commands and the register of instances.
type Polls struct {
	Config
	mu      sync.Mutex
	byID    map[string]*instance
	byUser  map[string][]*instance // in the order they were opened
	started time.Time
	swept   time.Time
	over    over
	closing chan struct{}
	once    sync.Once
}

// New returns the family.
func New(c Config) *Polls {
	if c.Random == nil {
		c.Random = func() float64 { return 0 }
	}
	p := &Polls{
		Config:  c,
		byID:    map[string]*instance{},
		byUser:  map[string][]*instance{},
		started: c.Clock.Now(),
		swept:   c.Clock.Now(),
		closing: make(chan struct{}),
	}
	p.follow()
	p.followBeginnings()
	return p
}

// Commands lists the family's commands.
func (p *Polls) Commands() []api.Command {
	return []api.Command{
		{Service: "openim", Name: "getlongpollingid", Handler: p.getID},
		{Service: "openim", Name: "longpolling", Handler: p.longPolling, Access: api.SignedOut, Waits: true, BodyLimit: pollBody},
	}
}

// Shutdown answers every waiting poll, and every later one at once.
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

// hold is how long a poll may wait; random is 0 to 1.
func (r *request) hold(random float64) time.Duration {
	wish := time.Duration(min(max(int64(r.Timeout), 0), int64(Timeout/time.Second))) * time.Second
	switch {
	case wish == 0:
		wish = Timeout
	case wish <= 2*headStart: // somebody tries it out by hand
		return wish
	}
	wish -= headStart
	return wish - time.Duration(float64(wish)*spread*random)
}

func (p *Polls) longPolling(ctx context.Context, call *api.Call) (any, error) {
	w, err := p.begin(ctx, call)
	if err != nil {
		return nil, err
	}
	return w.Answer(ctx)
}

// watch is one poll's view of its instance. It implements api.Pending.
type watch struct {
	*Polls
	in       *instance
	replaced chan bool        // 1.7: closed when a later poll takes over
	timer    <-chan time.Time // how long it may last
	stop     func()           // of the timer
	ready    <-chan struct{}  // closed by the next event
	ending   error            // why it is over without one

	notice, notify uint64 // the cookie
	after          uint64 // stamps up to here have arrived
	told           uint64 // 1.3: one-to-one messages up to here were announced
	unread         uint64 // 1.3: the latest unread one that the store had
	unreadAt       uint64 // … at this stamp
}

// begin finds out what a poll waits for.
func (p *Polls) begin(ctx context.Context, call *api.Call) (*watch, error) {
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
		in.end(reason) // had its ending been heard, it would be over
	}
	if err := p.notePoll(ctx, in, call.Now); err != nil {
		return nil, err
	}
	if err := p.noteSeen(ctx, in, call.Now); err != nil {
		return nil, err
	}
	w := &watch{Polls: p, in: in, notice: uint64(req.Cookie.NoticeSeq), notify: uint64(req.Cookie.NotifySeq)}
	if in.knows(w.notice, w.notify) {
		if err := charge(ctx, call); err != nil {
			return nil, err
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

// charge counts a poll as a request: it costs as much.
func charge(ctx context.Context, call *api.Call) error {
	if call.Charge == nil {
		return nil
	}
	return call.Charge(ctx, "")
}

// beginAfter finds out what the client has.
func (w *watch) beginAfter(ctx context.Context, now time.Time) (err error) {
	if w.after, err = w.Polls.after(ctx, w.in, w.notice, now); err != nil {
		return err
	}
	if w.in.dialect == api.Dialect13 {
		return w.beginNotify(ctx)
	}
	w.in.sub.Forget(min(w.notice, w.after))
	return nil
}

func (w *watch) end() {
	w.stop()
	w.in.leave(w.replaced, w.Clock.Now())
}

// Answer returns what there is, or the watch itself.
func (w *watch) Answer(ctx context.Context) (answer any, err error) {
	waits := false
	defer func() {
		if !waits {
			w.end()
		}
	}()
	if w.ending != nil {
		return nil, w.ending
	}
	w.ready = w.in.sub.Ready() // before reading: nothing slips in between
	select {
	case <-w.in.ended:
		return w.in.farewell(w.after)
	default:
	}
	a, err := w.look(ctx)
	if err != nil {
		return nil, err
	}
	if a.empty() {
		waits = true
		return w, nil
	}
	w.in.answered(w.notice, w.notify)
	return a, nil
}

// Wait waits for something new.
func (w *watch) Wait(ctx context.Context) {
	select {
	case <-w.ready:
	case <-w.in.ended:
	case <-w.replaced:
		w.ending = errTakenOver
	case <-w.timer:
		w.ending = errNothingNew
	case <-w.closing:
		w.ending = errStopping
	case <-ctx.Done():
		w.ending = ctx.Err()
	}
}

// How a poll ends without an event.
var (
	errTakenOver  = api.Errorf(api.CodePollTimeout, "a later poll took over")
	errNothingNew = api.Errorf(api.CodePollTimeout, "nothing new")
	errStopping   = api.Errorf(api.CodePollTimeout, "the server is stopping")
)

// beginNotify finds out what a 1.3 client knows of its one-to-one messages. A
// page's first poll says 0: then whatever is unread is worth an event.
func (w *watch) beginNotify(ctx context.Context) error {
	w.told = w.notify
	if w.notify == 0 {
		w.told = w.after
	}
	return w.readUnread(ctx)
}

// readUnread finds the latest unread message that the client was not told of.
func (w *watch) readUnread(ctx context.Context) error {
	return w.Store.View(ctx, func(r store.Reader) error {
		w.unread, w.unreadAt = w.Unread(r, w.in.account), r.LastStamp()
		if w.unread <= w.notify {
			w.unread = 0
		}
		return nil
	})
}

// look returns what is there now, an empty answer if nothing is.
func (w *watch) look(ctx context.Context) (*answer, error) {
	events, err := w.newer(ctx, w.in.skip(w.after))
	if err != nil {
		return nil, err
	}
	a := &answer{entries: compose(events[:deliver.Fits(events, maxEvents)])}
	if w.in.dialect == api.Dialect13 {
		a.notify, err = w.newMessage(ctx)
	}
	return a, err
}

// newMessage is the stamp of a 1.3 client's latest one-to-one message, 0 if it
// was told of it.
func (w *watch) newMessage(ctx context.Context) (uint64, error) {
	recent, dropped := w.in.sub.Read(w.told)
	if dropped > max(w.told, w.unreadAt) { // … since the poll began
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

// newer reads the instance's events with stamps above after. The subscription
// was open before the snapshot is taken, so what the one lacks the other has.
func (w *watch) newer(ctx context.Context, after uint64) ([]*deliver.Event, error) {
	held, dropped := w.in.sub.Read(after)
	if after >= dropped {
		return w.in.items(held), nil
	}
	for from := after; ; {
		var replayed []*deliver.Event
		var last uint64
		var whole bool
		err := w.Store.View(ctx, func(r store.Reader) error {
			last = r.LastStamp()
			replayed, whole = deliver.Replay(w.Sources, r, w.in.account, after, maxEvents)
			return nil
		})
		if err != nil {
			return nil, err
		}
		items := w.in.items(replayed)
		upTo := last // was read
		if !whole {
			upTo = replayed[len(replayed)-1].Stamp
		} else if held, dropped = w.in.sub.Read(last); last >= dropped { // the rest of it all
			if len(items) == 0 {
				w.in.setQuiet(from, last)
			}
			return append(items, w.in.items(held)...), nil
		}
		// The store has more: this was a page, or the subscription has forgotten
		// what came since the snapshot was taken.
		if len(items) > 0 {
			return items, nil
		}
		after = upTo
	}
}
