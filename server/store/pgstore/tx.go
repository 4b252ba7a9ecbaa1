package pgstore

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"

	"webim.js/server/store"
)

// tx is a single run of an update's function. It reads from src, overlaid with
// overlay.
type tx struct {
	src     source
	overlay *changes
	stamp   *uint64
	notes   []store.Note
	undo    []undoEntry
	cost    store.Cost
	failure error
}

// undoEntry is the previous change of a key, for rollback.
type undoEntry struct {
	bucket store.Bucket
	key    []byte
	before change
	had    bool
}

// run calls fn and rolls its changes back if fn fails or panics.
func (t *tx) run(fn func(store.Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("pgstore: panic in update: %v\n%s", p, debug.Stack())
		}
		if err == nil {
			err = t.failure
		}
		if err != nil {
			t.rollback()
		}
	}()
	return fn(t)
}

func (t *tx) rollback() {
	for _, u := range slices.Backward(t.undo) {
		t.overlay.undo(u.bucket, u.key, u.before, u.had)
	}
}

func (t *tx) Fail(err error) {
	if t.failure == nil {
		t.failure = err
	}
}

func (t *tx) Want(needs ...store.Need) { t.src.want(needs) }

func (t *tx) Get(b store.Bucket, key []byte) []byte {
	ch, ok := t.overlay.get(b, key)
	if !ok {
		ch.value = t.src.get(keyName{b, string(key)})
	}
	t.read(ch.value)
	return ch.value
}

func (t *tx) Scan(b store.Bucket, r store.Range) iter.Seq2[[]byte, []byte] {
	below := scan(t.src, spanOf(b, r))
	if t.overlay.buckets[b] != nil {
		below = overlaid(below, t.overlay.each(b, r), r.Reverse)
	}
	return func(yield func(k, v []byte) bool) {
		for k, v := range below {
			t.read(v)
			if !yield(k, v) {
				return
			}
		}
	}
}

// read adds a value to the cost of the transaction.
func (t *tx) read(value []byte) {
	t.cost.Reads++
	t.cost.Bytes += len(value)
}

func (t *tx) Buckets() []store.Bucket {
	list := t.src.buckets()
	for b := range t.overlay.buckets {
		list = append(list, b)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// errNoKey is returned for empty keys, which bbolt does not allow either.
var errNoKey = errors.New("pgstore: put: empty key")

func (t *tx) Put(b store.Bucket, key, value []byte) {
	if len(key) == 0 {
		t.Fail(errNoKey)
		return
	}
	if value == nil {
		value = []byte{} // nil means deleted
	}
	t.cost.Bytes += len(value)
	t.set(b, change{key, value, true})
}

// Delete records the deletion without reading the key first.
func (t *tx) Delete(b store.Bucket, key []byte) { t.set(b, change{bytes.Clone(key), nil, true}) }

func (t *tx) set(b store.Bucket, ch change) {
	before, had := t.overlay.set(b, ch)
	t.undo = append(t.undo, undoEntry{b, ch.key, before, had})
}

func (t *tx) Stamp() uint64 {
	*t.stamp++
	return *t.stamp
}

func (t *tx) SkipStamps(last uint64) { *t.stamp = max(*t.stamp, last) }

func (t *tx) LastStamp() uint64 { return *t.stamp }

func (t *tx) Announce(n store.Note) { t.notes = append(t.notes, n) }
