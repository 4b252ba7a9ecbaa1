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

	// expiry is the time after which an idle instance is dropped. A 1.7 client can resume
	// later, at the cost of reading from the store. A 1.3 client that has received no
	// notice yet has no cookie to resume from and starts over, so expiry13 is longer.
	expiry   = Timeout + 30*time.Second
	expiry13 = 10 * time.Minute

	// sharedFor is the time for which a browser counts as shared by several clients after
	// the last sign of it (see sharedAfter). The polls of two clients overlap within every
	// Timeout.
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

	// Unread returns the stamp of an account's latest unread one-to-one message, or 0 if
	// there is none, for polls of 1.3.
	Unread func(r store.Reader, account string) uint64

	// MaxInstances is the maximum number of polling 1.7 clients of a user; another one
	// kicks the oldest. 0 means no limit. 1.3 clients do not count: they do not handle a
	// kick, and would continue to poll without a pause.
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
	case requested <= 2*timeoutMargin: // short, as in a manual test
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

func (p *Polls) lastStamp(ctx context.Context) (stamp uint64, err error) {
	err = p.Store.View(ctx, func(r store.Reader) error {
		stamp = r.LastStamp()
		return nil
	})
	return stamp, err
}

// Errors of polls that end without an event.
var (
	errTakenOver  = api.Errorf(api.CodePollTimeout, "replaced by a later poll")
	errNothingNew = api.Errorf(api.CodePollTimeout, "nothing new")
	errStopping   = api.Errorf(api.CodePollTimeout, "the server is stopping")
)
