// Package deliver brings events to the users that wait for them.
//
// It is quick and forgetful: an event reaches the subscriptions that are open
// and is kept by them in memory, and for a while for those that open next: a
// page's next poll may come to another process, which need not read from the
// store what it has just heard. What makes delivery certain is the store.
// Every event carries the stamp of the transaction that caused it; that stamp
// is the protocol's NoticeSeq, one rising number for everybody. So a poll's
// cookie says which stamp its client has seen, and whatever the subscription
// no longer holds (after a restart, a long sleep, an overflow) is read again
// from the records themselves by the Sources. A message to a group of a
// hundred is therefore one stored record, not a hundred queue entries.
//
// Package hub delivers within one process. Several processes on one store each
// have their own: the Outbox announces every event with its transaction, so
// each process publishes all of them, in the order of the stamps. A broker
// between them could not promise that order, and a stamp that comes late lies
// below the cookie of a poll for good.
package deliver

import (
	"encoding/json"
)

// Kind is the protocol's number for a kind of event.
type Kind int

// The kinds that have items and a NoticeSeq.
const (
	GroupMessage  Kind = 3
	GroupTip      Kind = 4
	GroupNotice   Kind = 5 // "group system notice"
	FriendNotice  Kind = 7
	ProfileNotice Kind = 8
	Message       Kind = 9 // one to one
	MessageNotice Kind = 10
)

// Event is one item for one or many users. It is shared by all who receive
// it: nobody changes it after Publish.
type Event struct {
	Stamp uint64 // of the transaction; the item's NoticeSeq
	Kind  Kind
	To    []string // accounts

	// Item is the item's JSON object without NoticeSeq, which the poll adds.
	Item json.RawMessage `json:",omitempty"`

	// Group is the group of a GroupMessage or GroupTip: the two kinds of one
	// group keep their order in an answer.
	Group string `json:",omitempty"`

	// ExceptSession names the session that caused the event and must not be
	// told. Clients count their own message as a duplicate error.
	ExceptSession string `json:",omitempty"`
}

// Delivery hands events to subscriptions.
type Delivery interface {
	// Publish gives an event to the open subscriptions of the accounts it is
	// for. It is called with rising stamps, by one goroutine at a time, after
	// the event's transaction is durable. It must not block.
	Publish(ev *Event)

	// Missed says that events with stamps up to one were perhaps never
	// published. Subscriptions forget that far, later ones too, and wake up.
	Missed(stamp uint64)

	// Subscribe opens a subscription to the events for one account of which
	// wants is true: all from the next Publish on, and the latest before.
	Subscribe(account string, wants func(*Event) bool) Subscription
}

// Subscription is one client's window on the events. Its methods may be
// called from several goroutines.
type Subscription interface {
	// Ready returns a channel that is closed when the next event arrives. Take
	// it before Read, so that nothing slips in between.
	Ready() <-chan struct{}

	// Read returns the events it holds with stamps above after, in order. It
	// holds all there were with stamps above floor; lower ones were forgotten,
	// dropped because there were too many, or never heard of.
	Read(after uint64) (events []*Event, floor uint64)

	// Forget drops the events with stamps up to upTo.
	Forget(upTo uint64)

	// Close ends the subscription.
	Close()
}
