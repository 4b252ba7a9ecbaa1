package store

import (
	"context"
	"sync"
)

// Locks holds named locks within one process. The zero value is ready to use.
type Locks struct {
	mu    sync.Mutex
	names map[string]*lock
}

type lock struct {
	free  chan struct{} // buffered (1); receiving from it acquires the lock
	users int           // holders and waiters
}

// Acquire acquires the named lock and returns its unlock function. It returns
// ctx.Err() if ctx ends first.
func (l *Locks) Acquire(ctx context.Context, name string) (release func(), err error) {
	l.mu.Lock()
	one := l.names[name]
	if one == nil {
		if l.names == nil {
			l.names = map[string]*lock{}
		}
		one = &lock{free: make(chan struct{}, 1)}
		one.free <- struct{}{}
		l.names[name] = one
	}
	one.users++
	l.mu.Unlock()
	select {
	case <-one.free:
		return func() {
			one.free <- struct{}{}
			l.release(name, one)
		}, nil
	case <-ctx.Done():
		l.release(name, one)
		return nil, ctx.Err()
	}
}

func (l *Locks) release(name string, one *lock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if one.users--; one.users == 0 {
		delete(l.names, name)
	}
}
