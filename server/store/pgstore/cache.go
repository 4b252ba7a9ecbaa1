package pgstore

import (
	"bytes"

	"webim.js/server/store"
)

// cache keeps values of single keys, absent ones too, between batches. It
// follows the log, so a value is the key's at the batch that was applied last,
// or a later one that will be applied soon. When the younger half is full the
// older one is dropped: what is used moves to the younger.
type cache struct {
	limit      int // bytes, of one half
	young, old map[keyName][]byte
	size       int // of young
	hits, asks uint64
}

// entryCost in bytes is what an entry takes beside its key and value.
const entryCost = 120

func newCache(bytes int) *cache { return &cache{limit: bytes / 2, young: map[keyName][]byte{}} }

func (c *cache) get(k keyName) (value []byte, ok bool) {
	c.asks++
	if value, ok = c.young[k]; !ok {
		if value, ok = c.old[k]; !ok {
			return nil, false
		}
		c.put(k, value)
	}
	c.hits++
	return value, true
}

func (c *cache) put(k keyName, value []byte) {
	cost := entryCost + len(k.key) + len(value)
	if cost > c.limit/16 {
		c.drop(k)
		return
	}
	if c.size+cost > c.limit {
		c.old, c.young, c.size = c.young, map[keyName][]byte{}, 0
	}
	c.size += cost // of a value that is replaced twice: it is rotated out earlier
	c.young[k] = value
}

func (c *cache) drop(k keyName) {
	delete(c.young, k)
	delete(c.old, k)
}

// update follows a change of a key that is kept; others stay unknown. The value
// is part of a whole batch.
func (c *cache) update(b store.Bucket, key, value []byte) {
	k := keyName{b, string(key)}
	_, kept := c.young[k]
	if !kept {
		_, kept = c.old[k]
	}
	if kept {
		c.put(k, bytes.Clone(value))
	}
}

func (c *cache) clear() { c.young, c.old, c.size = map[keyName][]byte{}, nil, 0 }
