package account

import "sync"

// cacheSize is the maximum size of each cache: some 20,000 active users, a few
// megabytes.
const cacheSize = 20_000

// cache caches values until they are dropped. A full cache is cleared: this is
// simpler than evicting single entries, and as good at this size.
type cache[V any] struct {
	mu    sync.RWMutex
	m     map[string]V
	drops int // number of drops, to detect stale loads
}

func (c *cache[V]) get(key string) (V, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.m[key]
	return v, ok
}

func (c *cache[V]) put(key string, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.putLocked(key, v)
}

// putLocked requires c.mu.
func (c *cache[V]) putLocked(key string, v V) {
	if c.m == nil || len(c.m) >= cacheSize {
		c.m = map[string]V{}
	}
	c.m[key] = v
}

// load returns the cached value, or else the result of fetch. It caches the
// result if ok is true and nothing was dropped in the meantime, since the
// result may be older than the drop.
func (c *cache[V]) load(key string, fetch func() (v V, ok bool, err error)) (V, error) {
	c.mu.RLock()
	v, ok := c.m[key]
	drops := c.drops
	c.mu.RUnlock()
	if ok {
		return v, nil
	}
	v, ok, err := fetch()
	if ok && err == nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.drops == drops {
			c.putLocked(key, v)
		}
	}
	return v, err
}

func (c *cache[V]) drop(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.m, key)
	c.drops++
}

func (c *cache[V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m = nil
	c.drops++
}
