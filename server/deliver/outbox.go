package deliver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"webim.js/server/clock"
	"webim.js/server/plainjson"
	"webim.js/server/store"
)

// Outbox publishes events in every process once their transaction is durable.
type Outbox struct{ clock clock.Clock }

// NewOutbox returns an outbox.
func NewOutbox(c clock.Clock) *Outbox { return &Outbox{c} }

// Follow publishes the events of all processes of a store to d. Events from before
// the call are reported as missed. audience returns the receivers of an event that
// names an Audience. If it fails, the event is reported as missed, so that polls read
// it from the store.
func Follow(ctx context.Context, s store.Store, d Delivery, audience func(*Event) ([]string, error)) error {
	events.Follow(s, func(ev *Event) {
		if ev.Audience == nil {
			d.Publish(ev)
			return
		}
		to, err := audience(ev)
		if err != nil {
			d.Missed(ev.Stamp)
			return
		}
		resolved := *ev
		resolved.To, resolved.Audience = to, nil
		d.Publish(&resolved)
	}, d.Missed)
	return s.View(ctx, func(r store.Reader) error {
		d.Missed(r.LastStamp())
		return nil
	})
}

var events = store.Topic[*Event]{Name: "event", Encode: encodeEvent, Decode: decodeEvent}

// encodeEvent encodes an event as JSON without its item, followed by the raw item.
// Encoding the item again could change its escapes, but polls must return the same
// bytes in every process.
func encodeEvent(ev *Event) ([]byte, error) {
	header := *ev
	header.Item = nil
	data, err := plainjson.Marshal(header)
	return append(append(data, '\n'), ev.Item...), err
}

func decodeEvent(data []byte) (*Event, error) {
	header, item, ok := bytes.Cut(data, []byte{'\n'})
	if !ok {
		return nil, errors.New("deliver: event without item")
	}
	ev := &Event{}
	err := json.Unmarshal(header, ev)
	ev.Item = bytes.Clone(item) // data is part of a larger slice
	return ev, err
}

// Publish sends an event whose record the caller stores and can find by its stamp,
// using a Source. ev.Stamp must be set to the record's stamp.
func (o *Outbox) Publish(tx store.Tx, ev Event, item any) {
	if o.fill(tx, &ev, item) {
		events.Announce(tx, &ev)
	}
}

func (o *Outbox) fill(tx store.Tx, ev *Event, item any) bool {
	if ev.Stamp == 0 {
		tx.Fail(fmt.Errorf("deliver: event of kind %d without stamp", ev.Kind))
		return false
	}
	data, err := plainjson.Marshal(item)
	if err != nil {
		tx.Fail(fmt.Errorf("deliver: encode item of kind %d: %w", ev.Kind, err))
		return false
	}
	ev.Item = data
	return true
}

// noticesBucket holds events without a record: account, stamp → notice.
const noticesBucket store.Bucket = "notices"

// UserBuckets lists the buckets that are deleted with a user.
var UserBuckets = []store.Bucket{noticesBucket}

// noticeLifetime is in seconds. It allows for clients that are offline over a
// weekend.
const noticeLifetime = 7 * 24 * 3600

// notice is a stored event of one account.
type notice struct {
	Kind   Kind
	Item   json.RawMessage
	Except string `json:",omitempty"`
	Time   int64  // Unix seconds
}

// Notify sends an event that has no record of its own (a receipt, a system notice,
// a changed friend list) and stores a copy for each of its accounts.
func (o *Outbox) Notify(tx store.Tx, ev Event, item any) {
	ev.Stamp = tx.Stamp()
	if !o.fill(tx, &ev, item) {
		return
	}
	now := o.clock.Now().Unix()
	for _, account := range ev.To {
		store.Save(tx, noticesBucket, store.Key(account, ev.Stamp),
			notice{ev.Kind, ev.Item, ev.ExceptSession, now})
	}
	events.Announce(tx, &ev)
}

// Prune deletes the expired notices of all accounts and returns their number.
func Prune(ctx context.Context, s store.Store, now time.Time) (pruned int, err error) {
	end := now.Unix() - noticeLifetime
	return store.Prune(ctx, s, noticesBucket, store.Range{}, func(r store.Reader, _, value []byte) bool {
		return store.Decode[notice](r, value).Time <= end
	})
}

// Source reads events of an account from the store.
type Source struct {
	// Needs returns the first reads of Events.
	Needs func(account string, after uint64) []store.Need

	// Events adds the events with stamps greater than after to batch.
	Events func(r store.Reader, account string, after uint64, batch *Batch)
}

// Notices is the Source of events sent by Notify.
var Notices = Source{
	Needs: func(account string, after uint64) []store.Need {
		return []store.Need{store.WantRange(noticesBucket, noticesAfter(account, after), fewNotices)}
	},
	Events: notices,
}

// fewNotices is the limit of the first read, enough for most accounts.
const fewNotices = 30

func noticesAfter(account string, after uint64) store.Range {
	return store.Prefix(account).After(store.Key(account, after))
}

func notices(r store.Reader, account string, after uint64, batch *Batch) {
	for k, v := range r.Scan(noticesBucket, noticesAfter(account, after)) {
		_, rest, _ := store.CutString(k)
		stamp, _, _ := store.CutUint64(rest)
		n := store.Decode[notice](r, v)
		more := batch.Add(&Event{
			Stamp: stamp, Kind: n.Kind, To: []string{account}, Item: n.Item, ExceptSession: n.Except,
		})
		if !more {
			break
		}
	}
}

// Replay returns up to limit events with stamps greater than after from all
// sources, in order and without gaps. whole reports whether there are no more.
func Replay(sources []Source, r store.Reader, account string, after uint64, limit int) (events []*Event, whole bool) {
	var needs []store.Need
	for _, source := range sources {
		needs = append(needs, source.Needs(account, after)...)
	}
	r.Want(needs...)
	batch := NewBatch(limit)
	for _, source := range sources {
		source.Events(r, account, after, batch)
	}
	return batch.Events()
}
