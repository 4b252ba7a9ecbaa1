package poll

import (
	"cmp"
	"sync"
	"time"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/deliver"
)

// instance is one place where a user is signed in: a 1.7 page (LongPollingId)
// or, in 1.3, all pages of one browser, which cannot be told apart.
type instance struct {
	id      string
	account string
	session string
	dialect api.Dialect
	version string
	clock   clock.Clock
	sub     deliver.Subscription
	start   uint64 // 1.7: NoticeSeq 0 means from here
	opened  uint64 // 1.3: stamp
	since   time.Time
	ended   chan struct{} // closed by end

	mu      sync.Mutex
	begun   bool      // 1.3: a beginning may be stored; see begin13.go
	quiet   span      // stamps between which nothing is known to be
	turn    chan bool // 1.7: closed when the next poll takes over
	waiting int       // polls now
	idle    time.Time // since when there has been none
	noted   time.Time // see limit.go, also for the next
	seen    time.Time
	several time.Time // 1.3: when more than one poll waited last
	over    bool      // signed out or kicked
	silent  bool      // dropped since nobody polled any more

	spoken             bool   // some poll was answered with events
	spent, spentNotify uint64 // the highest cookie of those
	kicked             string // why, "" if it was not
	told               bool   // the kicked client has had its event 96

	briefPolls int       // how many of the next polls are brief
	briefed    time.Time // when that was set last
}

// span: nothing happened with stamps above from, up to to.
type span struct{ from, to uint64 }

// wants filters the subscription. 1.3 knows only groups, and one-to-one
// messages as a reason to fetch. The sender of a message does not get it, but
// another 1.3 page in the same browser would miss it then.
func (in *instance) wants(ev *deliver.Event) bool {
	if ev.ExceptSession == in.session && ev.ExceptSession != "" {
		if in.dialect == api.Dialect17 {
			return false
		}
		return in.isShared()
	}
	if in.dialect == api.Dialect13 {
		switch ev.Kind {
		case deliver.GroupMessage, deliver.GroupTip, deliver.GroupNotice, deliver.Message:
			return true
		}
		return false
	}
	return true
}

// enter begins a poll. The channel is closed when a later poll takes its
// place; leave ends it. brief reports whether it is to be answered soon.
func (in *instance) enter() (replaced chan bool, brief bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	brief = in.takeBrief()
	in.waiting++
	if in.dialect == api.Dialect13 {
		return nil, false // 1.3 pages of one browser wait side by side
	}
	if in.turn != nil {
		close(in.turn)
	}
	in.turn = make(chan bool)
	return in.turn, brief
}

func (in *instance) leave(replaced chan bool, now time.Time) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.waiting > 1 {
		in.several = now
	}
	in.waiting--
	in.idle = now
	if replaced != nil && in.turn == replaced {
		in.turn = nil
	}
}

// isShared tells whether several 1.3 pages of one browser poll. A poll whose
// connection broke unheard looks like another page until its time is up, so
// what was once so is not so for ever; pages that poll overlap again and again.
func (in *instance) isShared() bool {
	now := in.clock.Now()
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.waiting > 1 || !in.several.IsZero() && now.Sub(in.several) < sharedFor
}

// knows tells whether a poll with this cookie was answered with events before.
// Whoever has that answer polls with another; who goes on with the old one has
// the server read the same again, without end.
func (in *instance) knows(notice, notify uint64) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.spoken && notice <= in.spent && notify <= in.spentNotify
}

// answered notes the cookie of a poll that gets events.
func (in *instance) answered(notice, notify uint64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.spoken = true
	in.spent, in.spentNotify = max(in.spent, notice), max(in.spentNotify, notify)
}

// skip moves a stamp over a span in which nothing is known to have happened.
func (in *instance) skip(after uint64) uint64 {
	in.mu.Lock()
	defer in.mu.Unlock()
	if after >= in.quiet.from && after < in.quiet.to {
		return in.quiet.to
	}
	return after
}

func (in *instance) setQuiet(from, to uint64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.quiet = span{from, to}
}

// items are the events that an answer to this instance lists.
func (in *instance) items(events []*deliver.Event) []*deliver.Event {
	var items []*deliver.Event
	for _, ev := range events {
		if in.wants(ev) && (in.dialect == api.Dialect17 || ev.Kind != deliver.Message) {
			items = append(items, ev)
		}
	}
	return items
}

// end finishes the instance: its poll is answered, later ones are refused.
// kicked is the reason of an end from outside, or "".
func (in *instance) end(kicked string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.kicked = cmp.Or(in.kicked, kicked)
	if !in.over {
		in.over = true
		close(in.ended)
	}
}

// farewell is the answer to a poll of an ended instance. 1.7.2 learns by an
// event that it was kicked, once; everybody else by the error.
func (in *instance) farewell(after uint64) (any, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.kicked == "" {
		return nil, api.Errorf(api.CodePollTimeout, "signed out")
	}
	if in.told || !knowsKickEvent(in.version) {
		return nil, account.Kicked(in.kicked)
	}
	in.told = true
	return &answer{entries: []entry{{
		kind:  deliver.MessageNotice,
		items: []*deliver.Event{{Stamp: after, Item: []byte(`{"SubMsgType":96,"KickoutMsgNotify":{"Reason":"` + in.kicked + `"}}`)}},
	}}}, nil
}

// knowsKickEvent: 1.7.0 logs an unknown event 10 and polls on.
func knowsKickEvent(version string) bool {
	return version != "" && version != "1.7.0" && version != "1.7.1"
}

// waitingNow is how many polls wait.
func (in *instance) waitingNow() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.waiting
}

func (in *instance) isIdle() bool { return in.waitingNow() == 0 }

// outlived tells whether nobody has polled for too long.
func (in *instance) outlived(now time.Time) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	limit := expiry
	if in.dialect == api.Dialect13 {
		limit = expiry13
	}
	return in.waiting == 0 && now.Sub(in.idle) > limit
}
