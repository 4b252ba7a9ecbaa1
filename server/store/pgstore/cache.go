package pgstore

import (
	"bytes"

	"webim.js/server/store"
)

// cache holds the values of single keys, including absent ones, between batches. It
// is updated from the log, so a value is that of the latest applied batch, or of a
// later one that is about to be applied. The cache has two generations: entries
// that are used move to the young one, and when that is full the old one is
// evicted.
type cache struct {
	limit         int // bytes, per generation
	young, old    map[keyName][]byte
	size          int // of young, in bytes
	hits, lookups uint64
}

// entryCost is the overhead of an entry in bytes, in addition to its key and value.
const entryCost = 120

func newCache(bytes int) *cache { return &cache{limit: bytes / 2, young: map[keyName][]byte{}} }

func (c *cache) get(k keyName) (value []byte, ok bool) {
	c.lookups++
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
	c.size += cost // counts replaced values twice, which only evicts earlier
	c.young[k] = value
}

func (c *cache) drop(k keyName) {
	delete(c.young, k)
	delete(c.old, k)
}

// update replaces the value of a cached key and ignores other keys. The value is
// cloned, since it is a slice of a whole batch.
func (c *cache) update(b store.Bucket, key, value []byte) {
	k := keyName{b, string(key)}
	_, cached := c.young[k]
	if !cached {
		_, cached = c.old[k]
	}
	if cached {
		c.put(k, bytes.Clone(value))
	}
}

func (c *cache) clear() { c.young, c.old, c.size = map[keyName][]byte{}, nil, 0 }
