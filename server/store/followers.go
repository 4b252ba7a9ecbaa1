package store

import "sync"

// Followers is a registry of followers by topic, for use by store implementations.
// The zero value is ready to use.
type Followers struct {
	mu     sync.RWMutex
	topics map[string][]Follower
}

// Add registers a follower. It does not handle Follower.Since.
func (f *Followers) Add(topic string, one Follower) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.topics == nil {
		f.topics = map[string][]Follower{}
	}
	f.topics[topic] = append(f.topics[topic], one)
}

// Of returns the followers of a topic. The caller must not modify the slice.
func (f *Followers) Of(topic string) []Follower {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.topics[topic]
}

// Missed calls Missed of all followers.
func (f *Followers) Missed(stamp uint64) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, list := range f.topics {
		for _, one := range list {
			one.Missed(stamp)
		}
	}
}
