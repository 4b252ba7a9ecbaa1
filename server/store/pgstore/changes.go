package pgstore

import (
	"bytes"
	"iter"

	"github.com/tidwall/btree"

	"webim.js/server/store"
)

// change is the new value of a key, or nil if the key was deleted.
type change struct {
	key, value []byte
	own        bool // made by an update of this batch, to be written
}

// changes overlays the values that were read, with the changes of other batches and
// of the current one.
type changes struct {
	buckets map[store.Bucket]*btree.BTreeG[change]
}

func (c *changes) bucket(b store.Bucket) *btree.BTreeG[change] {
	tree := c.buckets[b]
	if tree == nil {
		if c.buckets == nil {
			c.buckets = map[store.Bucket]*btree.BTreeG[change]{}
		}
		tree = btree.NewBTreeGOptions(func(a, b change) bool { return bytes.Compare(a.key, b.key) < 0 }, btree.Options{NoLocks: true})
		c.buckets[b] = tree
	}
	return tree
}

// set records a change and returns the one it replaces, if any.
func (c *changes) set(b store.Bucket, ch change) (before change, had bool) {
	return c.bucket(b).Set(ch)
}

func (c *changes) get(b store.Bucket, key []byte) (change, bool) {
	tree := c.buckets[b]
	if tree == nil {
		return change{}, false
	}
	return tree.Get(change{key: key})
}

// undo reverts set.
func (c *changes) undo(b store.Bucket, key []byte, before change, had bool) {
	if had {
		c.bucket(b).Set(before)
	} else {
		c.bucket(b).Delete(change{key: key})
	}
}

// each iterates over the changes of a range, in the range's order.
func (c *changes) each(b store.Bucket, r store.Range) iter.Seq[change] {
	return func(yield func(change) bool) {
		tree := c.buckets[b]
		if tree == nil {
			return
		}
		it := tree.Iter()
		defer it.Release()
		if r.Reverse {
			ok := false
			if r.To == nil {
				ok = it.Last()
			} else if it.Seek(change{key: r.To}) {
				ok = it.Prev()
			} else {
				ok = it.Last()
			}
			for ; ok && bytes.Compare(it.Item().key, r.From) >= 0; ok = it.Prev() {
				if !yield(it.Item()) {
					return
				}
			}
			return
		}
		for ok := it.Seek(change{key: r.From}); ok; ok = it.Next() {
			if r.To != nil && bytes.Compare(it.Item().key, r.To) >= 0 || !yield(it.Item()) {
				return
			}
		}
	}
}

// overlaid returns the pairs of a range with the changes applied.
func overlaid(below iter.Seq2[[]byte, []byte], over iter.Seq[change], reverse bool) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		next, stop := iter.Pull(over)
		defer stop()
		ch, more := next()
		for k, v := range below {
			for more {
				order := bytes.Compare(ch.key, k)
				if reverse {
					order = -order
				}
				if order > 0 {
					break
				}
				if ch.value != nil && !yield(ch.key, ch.value) {
					return
				}
				if order == 0 {
					k = nil // replaced by the change
				}
				ch, more = next()
			}
			if k != nil && !yield(k, v) {
				return
			}
		}
		for ; more; ch, more = next() {
			if ch.value != nil && !yield(ch.key, ch.value) {
				return
			}
		}
	}
}
