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

// Outbox publishes events when the transaction that caused them is durable,
// and not if it fails: in every process that works on the store.
type Outbox struct{ clock clock.Clock }

// NewOutbox returns an outbox.
func NewOutbox(c clock.Clock) *Outbox { return &Outbox{c} }

// Follow has a delivery publish the events of all processes that work on a
// store, and know from which stamp on it hears them.
func Follow(ctx context.Context, s store.Store, d Delivery) error {
	events.Follow(s, d.Publish, d.Missed)
	return s.View(ctx, func(r store.Reader) error {
		d.Missed(r.LastStamp())
		return nil
	})
}

var events = store.Topic[*Event]{Name: "event", Encode: encodeEvent, Decode: decodeEvent}

// encodeEvent writes an event's head as JSON and behind it the item as it is:
// encoded once more, some of its characters would be written otherwise, and
// polls have to answer the same bytes wherever they are answered.
func encodeEvent(ev *Event) ([]byte, error) {
	head := *ev
	head.Item = nil
	data, err := plainjson.Marshal(head)
	return append(append(data, '\n'), ev.Item...), err
}

func decodeEvent(data []byte) (*Event, error) {
	head, item, ok := bytes.Cut(data, []byte{'\n'})
	if !ok {
		return nil, errors.New("deliver: event without item")
	}
	ev := &Event{}
	err := json.Unmarshal(head, ev)
	ev.Item = bytes.Clone(item) // it is kept for long, data is part of much more
	return ev, err
}

// Publish sends an event whose record the caller stores itself and can find
// again by its stamp: the caller has a Source. ev.Stamp is the record's stamp.
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

// noticesBucket keeps what has no record of its own: account, stamp → notice.
const noticesBucket store.Bucket = "notices"

// Personal are the buckets that go with a user.
var Personal = []store.Bucket{noticesBucket}

// noticeLifetime in seconds is for clients that sleep over a weekend.
const noticeLifetime = 7 * 24 * 3600

// notice is an event as it is kept for one account.
type notice struct {
	Kind   Kind
	Item   json.RawMessage
	Except string `json:",omitempty"`
	Time   int64  // Unix seconds
}

// Notify sends an event that is nothing but news (a receipt, a system notice,
// a changed friend list), and keeps a copy for each account that it is for.
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

// Prune removes the outlived notices of all accounts.
func Prune(ctx context.Context, s store.Store, now time.Time) (pruned int, err error) {
	end := now.Unix() - noticeLifetime
	return store.Prune(ctx, s, noticesBucket, store.Range{}, func(r store.Reader, _, value []byte) bool {
		return store.Decode[notice](r, value).Time <= end
	})
}

// Source finds the events of an account again.
type Source struct {
	// Needs is what Events reads to begin with.
	Needs func(account string, after uint64) []store.Need

	// Events adds those with stamps above after to a page.
	Events func(r store.Reader, account string, after uint64, page *Page)
}

// Notices is the Source of what Notify has kept.
var Notices = Source{
	Needs: func(account string, after uint64) []store.Need {
		return []store.Need{store.WantRange(noticesBucket, noticesAfter(account, after), fewNotices)}
	},
	Events: notices,
}

// fewNotices are as many as most accounts have missed.
const fewNotices = 30

func noticesAfter(account string, after uint64) store.Range {
	return store.Prefix(account).After(store.Key(account, after))
}

func notices(r store.Reader, account string, after uint64, page *Page) {
	for k, v := range r.Scan(noticesBucket, noticesAfter(account, after)) {
		_, rest, _ := store.CutString(k)
		stamp, _, _ := store.CutUint64(rest)
		n := store.Decode[notice](r, v)
		more := page.Add(&Event{
			Stamp: stamp, Kind: n.Kind, To: []string{account}, Item: n.Item, ExceptSession: n.Except,
		})
		if !more {
			break
		}
	}
}

// Replay asks all sources for a page of the events above after. It is complete
// up to the last one returned; whole reports whether it is altogether.
func Replay(sources []Source, r store.Reader, account string, after uint64, limit int) (events []*Event, whole bool) {
	var needs []store.Need
	for _, source := range sources {
		needs = append(needs, source.Needs(account, after)...)
	}
	r.Want(needs...)
	page := NewPage(limit)
	for _, source := range sources {
		source.Events(r, account, after, page)
	}
	return page.Events()
}
