package store

import "sync"

// Followers keeps a store's followers: every implementation needs it.
// The zero value is ready.
type Followers struct {
	mu     sync.RWMutex
	topics map[string][]Follower
}

// Add is Store.Follow without a past.
func (f *Followers) Add(topic string, one Follower) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.topics == nil {
		f.topics = map[string][]Follower{}
	}
	f.topics[topic] = append(f.topics[topic], one)
}

// Of lists a topic's followers. The caller must not change the list.
func (f *Followers) Of(topic string) []Follower {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.topics[topic]
}

// Missed tells all followers that notes may be missing.
func (f *Followers) Missed(stamp uint64) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, list := range f.topics {
		for _, one := range list {
			one.Missed(stamp)
		}
	}
}
