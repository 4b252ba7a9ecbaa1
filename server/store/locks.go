package store

import "sync"

// Locks is a lock for every name, within one process. The zero value is ready.
type Locks struct {
	mu    sync.Mutex
	names map[string]*lock
}

type lock struct {
	sync.Mutex
	users int // that hold it or wait for it
}

// Hold waits until nobody else holds the name and returns how to let it go.
func (l *Locks) Hold(name string) (release func()) {
	l.mu.Lock()
	one := l.names[name]
	if one == nil {
		if l.names == nil {
			l.names = map[string]*lock{}
		}
		one = &lock{}
		l.names[name] = one
	}
	one.users++
	l.mu.Unlock()
	one.Lock()
	return func() {
		one.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if one.users--; one.users == 0 {
			delete(l.names, name)
		}
	}
}
