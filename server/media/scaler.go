package media

import (
	"context"
	"sync"
	"time"

	"webim.js/server/store"
)

const (
	// scaleTime bounds the decoding of one picture: a small file can describe hours
	// of work. What takes longer is shown in its own size.
	scaleTime = 3 * time.Second

	// scaleWait bounds the wait for the scaler: pages give up after 15 s.
	scaleWait = 6 * time.Second

	// accountTime is the decoding time that an account may use at once, and
	// accountShare the part of the time since that it gets back.
	accountTime  = 6 * time.Second
	accountShare = 0.1

	// spentHeld bounds the accounts whose time is remembered.
	spentHeld = 10_000
)

// scaler decodes one picture at a time: decoded they are large, and messages are
// carried on the other processors meanwhile. An account has one picture in the
// queue and a budget of time, so that its pictures delay its own.
type scaler struct {
	limit    time.Duration // of one picture
	queue    chan struct{} // holds whoever scales a picture
	accounts store.Locks

	mu    sync.Mutex
	spent map[string]spent
}

// spent is the decoding time of an account that was not given back at a time.
type spent struct {
	time time.Duration
	at   time.Time
}

func newScaler() *scaler {
	return &scaler{limit: scaleTime, queue: make(chan struct{}, 1), spent: map[string]spent{}}
}

// run calls work with the scaler, for at most its limit. It reports false if the
// account has no time left, or the wait was too long: the picture is shown in
// its own size then.
func (s *scaler) run(ctx context.Context, account string, work func(context.Context) error) (done bool, err error) {
	wait, cancel := context.WithTimeout(ctx, scaleWait)
	defer cancel()
	release, err := s.accounts.Hold(wait, account)
	if err != nil {
		return false, ctx.Err()
	}
	defer release()
	if s.left(account, time.Now()) <= 0 {
		return false, nil
	}
	select {
	case s.queue <- struct{}{}:
	case <-wait.Done():
		return false, ctx.Err()
	}
	defer func() { <-s.queue }()
	began := time.Now()
	defer func() { s.spend(account, began, time.Now()) }()
	working, end := context.WithTimeout(ctx, s.limit)
	defer end()
	err = work(working)
	if working.Err() != nil && ctx.Err() == nil {
		return false, nil
	}
	return err == nil, err
}

// left returns the time that an account may still use.
func (s *scaler) left(account string, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return accountTime - s.spent[account].until(now)
}

func (s *scaler) spend(account string, from, to time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.spent) >= spentHeld {
		for other, t := range s.spent {
			if t.until(to) == 0 {
				delete(s.spent, other)
			}
		}
	}
	s.spent[account] = spent{s.spent[account].until(from) + to.Sub(from), to}
}

// until returns what is left of spent time at a later one.
func (t spent) until(now time.Time) time.Duration {
	return max(0, t.time-time.Duration(accountShare*float64(now.Sub(t.at))))
}
