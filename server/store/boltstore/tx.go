package boltstore

import (
	"bytes"
	"fmt"
	"iter"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"webim.js/server/store"
)

// reader implements store.Reader on a bbolt transaction.
type reader struct {
	btx     *bbolt.Tx
	failure error
	cost    store.Cost
}

func (r *reader) Fail(err error) {
	if r.failure == nil {
		r.failure = err
	}
}

// Want is a no-op: reads go through the memory map.
func (r *reader) Want(...store.Need) {}

func (r *reader) LastStamp() uint64 { return lastStamp(r.btx) }

func (r *reader) Buckets() []store.Bucket {
	var list []store.Bucket
	r.Fail(r.btx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
		if !bytes.Equal(name, metaBucket) {
			list = append(list, store.Bucket(name))
		}
		return nil
	}))
	return list
}

func (r *reader) Get(b store.Bucket, key []byte) []byte {
	bucket := r.btx.Bucket([]byte(b))
	if bucket == nil {
		return nil
	}
	value := bucket.Get(key)
	r.read(value)
	return value
}

// read adds a value to the cost of the transaction.
func (r *reader) read(value []byte) {
	r.cost.Reads++
	r.cost.Bytes += len(value)
}

func (r *reader) Scan(b store.Bucket, rng store.Range) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		bucket := r.btx.Bucket([]byte(b))
		if bucket == nil {
			return
		}
		c := bucket.Cursor()
		if rng.Reverse {
			for k, v := seekBefore(c, rng.To); k != nil && bytes.Compare(k, rng.From) >= 0; k, v = c.Prev() {
				r.read(v)
				if !yield(k, v) {
					return
				}
			}
			return
		}
		for k, v := c.Seek(rng.From); k != nil && (rng.To == nil || bytes.Compare(k, rng.To) < 0); k, v = c.Next() {
			r.read(v)
			if !yield(k, v) {
				return
			}
		}
	}
}

// seekBefore moves the cursor to the last key less than end.
func seekBefore(c *bbolt.Cursor, end []byte) (k, v []byte) {
	if end == nil {
		return c.Last()
	}
	if k, _ := c.Seek(end); k == nil {
		return c.Last()
	}
	return c.Prev()
}

// tx implements store.Tx. bbolt has no savepoints, so tx records the values it
// overwrites to be able to undo its changes in a shared transaction.
type tx struct {
	reader
	stamp *uint64
	notes []store.Note
	undo  []before
}

// before is the previous value of a key; value is nil if the key was absent.
type before struct {
	bucket store.Bucket
	key    []byte
	value  []byte
}

// run calls fn and rolls its changes back if fn fails or panics.
func (t *tx) run(fn func(store.Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("boltstore: panic in update: %v\n%s", p, debug.Stack())
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
	undo := t.undo
	for i := len(undo) - 1; i >= 0; i-- {
		bucket := t.btx.Bucket([]byte(undo[i].bucket))
		if undo[i].value == nil {
			_ = bucket.Delete(undo[i].key) // fails only for nested buckets, which are not used
		} else {
			_ = bucket.Put(undo[i].key, undo[i].value) // cannot fail: the same pair was stored before
		}
	}
}

func (t *tx) Put(b store.Bucket, key, value []byte) {
	bucket := t.btx.Bucket([]byte(b))
	if bucket == nil {
		var err error
		if bucket, err = t.btx.CreateBucketIfNotExists([]byte(b)); err != nil {
			t.Fail(fmt.Errorf("boltstore: bucket %s: %w", b, err))
			return
		}
	}
	t.recordUndo(b, bucket, key)
	t.cost.Bytes += len(value)
	if value == nil {
		value = []byte{} // distinguishes it from an absent key
	}
	if err := bucket.Put(key, value); err != nil {
		t.undo = t.undo[:len(t.undo)-1]
		t.Fail(fmt.Errorf("boltstore: put in %s: %w", b, err))
	}
}

func (t *tx) Delete(b store.Bucket, key []byte) {
	bucket := t.btx.Bucket([]byte(b))
	if bucket == nil || bucket.Get(key) == nil {
		return
	}
	t.recordUndo(b, bucket, key)
	if err := bucket.Delete(key); err != nil {
		t.Fail(fmt.Errorf("boltstore: delete in %s: %w", b, err))
	}
}

func (t *tx) recordUndo(b store.Bucket, bucket *bbolt.Bucket, key []byte) {
	t.undo = append(t.undo, before{b, bytes.Clone(key), bytes.Clone(bucket.Get(key))})
}

func (t *tx) Stamp() uint64 {
	*t.stamp++
	return *t.stamp
}

func (t *tx) SkipStamps(last uint64) { *t.stamp = max(*t.stamp, last) }

// LastStamp includes the stamps of earlier updates in the same commit.
func (t *tx) LastStamp() uint64 { return *t.stamp }

func (t *tx) Announce(n store.Note) { t.notes = append(t.notes, n) }
