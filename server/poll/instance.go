package poll

import (
	"cmp"
	"math"
	"sync"
	"time"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/deliver"
)

// instance is an open sign-in of a user: a 1.7 client (LongPollingId) or, in 1.3, all
// clients of one browser, which cannot be distinguished.
type instance struct {
	id      string
	account string
	session string
	dialect api.Dialect
	version string
	clock   clock.Clock
	sub     deliver.Subscription
	start   uint64 // 1.7: stamp at which polls with NoticeSeq 0 begin
	opened  uint64 // 1.3: stamp at which the instance was opened
	since   time.Time
	ended   chan struct{} // closed by end

	mu          sync.Mutex
	begun       bool       // 1.3: a beginning may be stored; see begin13.go
	emptyRange  stampRange // stamps between which there are no events
	superseded  chan bool  // 1.7: closed when the next poll takes over
	waiting     int        // number of waiting polls
	idle        time.Time  // end of the latest poll
	recorded    time.Time  // when recordPoll last stored a poll; see limit.go
	seen        time.Time  // when recordSeen last stored the activity
	sharedAt    time.Time  // 1.3: the latest sign of more than one client; see sharedAfter
	sharedSince uint64     // stamp of the first such sign, or 0 if unknown
	hasEnded    bool       // signed out or kicked
	timedOut    bool       // dropped because it no longer polled

	hasResponded       bool   // a poll has returned events
	spent, spentNotify uint64 // the highest cookie of those polls
	kicked             string // reason of the kick, or "" if it was not kicked
	kickReported       bool   // event 96 has been returned to the kicked client

	briefPolls int       // number of next polls that are brief
	briefed    time.Time // when briefPolls was set
}

// stampRange is a range of stamps without events: above from, up to to.
type stampRange struct{ from, to uint64 }

// accepts reports whether the subscription includes an event. 1.3 supports events of
// groups, and one-to-one messages only as a reason to fetch. A message is not returned
// to its sender, unless other 1.3 clients share the browser and would miss it.
func (in *instance) accepts(ev *deliver.Event) bool {
	if ev.ExceptSession == in.session && ev.ExceptSession != "" {
		if in.dialect == api.Dialect17 {
			return false
		}
		return ev.Stamp > in.sharedAfter()
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

// enter starts a poll, and leave ends it. replaced is closed when a later poll replaces
// this one. brief reports whether the poll ends early.
func (in *instance) enter() (replaced chan bool, brief bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	brief = in.takeBrief()
	in.waiting++
	if in.dialect == api.Dialect13 {
		return nil, false // 1.3 clients of one browser poll concurrently
	}
	if in.superseded != nil {
		close(in.superseded)
	}
	in.superseded = make(chan bool)
	return in.superseded, brief
}

func (in *instance) leave(replaced chan bool, now time.Time) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.waiting > 1 {
		if !in.isShared(now) {
			in.sharedSince = 0
		}
		in.sharedAt = now
	}
	in.waiting--
	in.idle = now
	if replaced != nil && in.superseded == replaced {
		in.superseded = nil
	}
}

// sharedAfter returns the stamp after which the messages of the browser's own clients are
// returned as well, because several 1.3 clients of it poll: their polls overlap, or one
// begins at an earlier cookie. It is math.MaxUint64 if one client polls. A poll whose
// connection was lost undetected looks like another client until its timeout, so the
// result expires unless it is confirmed.
func (in *instance) sharedAfter() uint64 {
	now := in.clock.Now()
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.waiting > 1 || in.isShared(now) {
		return in.sharedSince
	}
	return math.MaxUint64
}

// isShared reports whether several 1.3 clients share the browser. It requires in.mu.
func (in *instance) isShared(now time.Time) bool {
	return !in.sharedAt.IsZero() && now.Sub(in.sharedAt) < sharedFor
}

// share records a sign that several 1.3 clients share the browser, at a stamp. A reloaded
// client looks like a second one; it does not receive messages that it sent before.
func (in *instance) share(now time.Time, stamp uint64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if !in.isShared(now) {
		in.sharedSince = stamp
	}
	in.sharedAt = now
}

// repeats reports whether an earlier poll with this cookie has returned events. A
// client that received them sends a later cookie; one that repeats the cookie makes the
// server read the same events again.
func (in *instance) repeats(notice, notify uint64) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.hasResponded && notice <= in.spent && notify <= in.spentNotify
}

// recordResponse records the cookie of a poll that returns events.
func (in *instance) recordResponse(notice, notify uint64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.hasResponded = true
	in.spent, in.spentNotify = max(in.spent, notice), max(in.spentNotify, notify)
}

// skip advances a stamp over a span without events.
func (in *instance) skip(after uint64) uint64 {
	in.mu.Lock()
	defer in.mu.Unlock()
	if after >= in.emptyRange.from && after < in.emptyRange.to {
		return in.emptyRange.to
	}
	return after
}

func (in *instance) setEmptyRange(from, to uint64) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.emptyRange = stampRange{from, to}
}

// items returns the events that a response to this instance includes.
func (in *instance) items(events []*deliver.Event) []*deliver.Event {
	var items []*deliver.Event
	for _, ev := range events {
		if in.accepts(ev) && (in.dialect == api.Dialect17 || ev.Kind != deliver.Message) {
			items = append(items, ev)
		}
	}
	return items
}

// end ends the instance: its poll returns, and later ones are refused. kicked is the
// reason if the session was kicked, or "" otherwise.
func (in *instance) end(kicked string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.kicked = cmp.Or(in.kicked, kicked)
	if !in.hasEnded {
		in.hasEnded = true
		close(in.ended)
	}
}

// endResponse returns the response to a poll of an ended instance. From 1.7.2 on a kicked
// client gets an event once, and then the error; other clients get the error only.
func (in *instance) endResponse(after uint64) (any, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.kicked == "" {
		return nil, api.Errorf(api.CodePollTimeout, "signed out")
	}
	if in.kickReported || !supportsKickEvent(in.version) {
		return nil, account.Kicked(in.kicked)
	}
	in.kickReported = true
	return &response{entries: []entry{{
		kind:  deliver.MessageNotice,
		items: []*deliver.Event{{Stamp: after, Item: []byte(`{"SubMsgType":96,"KickoutMsgNotify":{"Reason":"` + in.kicked + `"}}`)}},
	}}}, nil
}

// supportsKickEvent reports whether a version handles event 96. 1.7.0 logs an unknown
// event 10 and continues to poll.
func supportsKickEvent(version string) bool {
	return version != "" && version != "1.7.0" && version != "1.7.1"
}

// waitingNow returns the number of waiting polls.
func (in *instance) waitingNow() int {
	in.mu.Lock()
	defer in.mu.Unlock()
	return in.waiting
}

func (in *instance) isIdle() bool { return in.waitingNow() == 0 }

// expired reports whether the instance has not polled for too long.
func (in *instance) expired(now time.Time) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	limit := expiry
	if in.dialect == api.Dialect13 {
		limit = expiry13
	}
	return in.waiting == 0 && now.Sub(in.idle) > limit
}
