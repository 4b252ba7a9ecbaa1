// Package deliver delivers events to the polls of users.
//
// Delivery is best effort. An event is held in memory by the open subscriptions of
// its accounts. For a short time it is also held for subscriptions opened later,
// because a client's next poll may go to another process, which then need not read
// the store. Reliability comes from the store: every event carries the stamp of its
// transaction, which is the protocol's NoticeSeq and increases across all accounts.
// A poll's cookie contains the last stamp that its client has received. Whatever
// the subscription no longer holds, after a restart, a long pause or an overflow,
// the Sources read from the stored records. So a message to a group of a hundred
// members is a single stored record, not a hundred queue entries.
//
// Package hub delivers within one process. Each process of a shared store has its
// own hub: the Outbox announces every event with its transaction, so each process
// publishes all events in stamp order. A separate message broker could not
// guarantee that order, and a poll would miss an event that arrives with a stamp
// below its cookie.
package deliver

import (
	"encoding/json"
)

// Kind is the protocol's number of an event type.
type Kind int

// The kinds whose events have items and a NoticeSeq.
const (
	GroupMessage  Kind = 3
	GroupTip      Kind = 4
	GroupNotice   Kind = 5 // "group system notice"
	FriendNotice  Kind = 7
	ProfileNotice Kind = 8
	Message       Kind = 9 // one-to-one message
	MessageNotice Kind = 10
)

// Event is an item for one or more users. Receivers share it, so it must not be
// modified after Publish.
type Event struct {
	Stamp uint64 // of the transaction; the item's NoticeSeq
	Kind  Kind
	To    []string `json:",omitempty"` // accounts

	// Audience, if set, replaces the accounts in To; see Follow.
	Audience *Audience `json:",omitempty"`

	// Item is the item's JSON object without NoticeSeq, which the poll adds.
	Item json.RawMessage `json:",omitempty"`

	// Group is the group of a GroupMessage or GroupTip. Responses keep the order of
	// these two kinds within a group.
	Group string `json:",omitempty"`

	// ExceptSession is the session that caused the event, which does not receive
	// it. Clients report their own message as a duplicate.
	ExceptSession string `json:",omitempty"`
}

// Audience is a version of the set of accounts that receive a group's messages.
type Audience struct {
	Serial  uint64 // of the group
	Version uint64
}

// Delivery passes events to subscriptions.
type Delivery interface {
	// Publish adds an event to the open subscriptions of its accounts. It is called
	// after the event's transaction is durable, with increasing stamps, by one
	// goroutine at a time. It must not block.
	Publish(ev *Event)

	// Missed reports that events with stamps up to and including stamp may not have
	// been published. Subscriptions raise their floor to it and become ready.
	Missed(stamp uint64)

	// Subscribe opens a subscription to the events of an account for which accepts
	// returns true. It receives all events published from now on and holds recent
	// ones.
	Subscribe(account string, accepts func(*Event) bool) Subscription
}

// Subscription holds the events for one client. Its methods are safe for concurrent
// use.
type Subscription interface {
	// Ready returns a channel that is closed when the next event arrives. Call it
	// before Read, so that no event is missed in between.
	Ready() <-chan struct{}

	// Read returns the events with stamps greater than after, in order. All events
	// with stamps greater than floor are held; lower ones may have been dropped,
	// because of a limit or Ack, or may never have been published.
	Read(after uint64) (events []*Event, floor uint64)

	// Ack drops the events with stamps up to and including upTo, which the client has
	// acknowledged.
	Ack(upTo uint64)

	// Close ends the subscription.
	Close()
}
