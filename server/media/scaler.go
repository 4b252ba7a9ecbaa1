package media

import (
	"context"
	"sync"
	"time"

	"webim.js/server/store"
)

// DefaultDecodeTime bounds the decoding of one picture, as a small file can take
// hours to decode. Pictures that take longer are only shown in their original size.
const DefaultDecodeTime = 3 * time.Second

const (
	// scaleWait bounds the wait for the scaler. Clients time out after 15 s.
	scaleWait = 6 * time.Second

	// accountPictures is the decoding time that an account may use at once, in
	// multiples of the time for a picture. accountShare is the fraction of elapsed
	// time by which it recovers.
	accountPictures = 2
	accountShare    = 0.1

	// maxTrackedAccounts bounds the number of accounts whose time is tracked.
	maxTrackedAccounts = 10_000
)

// scaler decodes pictures one at a time, because decoded pictures are large and
// other processors should remain free for messages. Each account has at most one
// picture in the queue and a time budget, so that it delays only its own pictures.
type scaler struct {
	limit    time.Duration // per picture
	queue    chan struct{} // semaphore (1), held while a picture is scaled
	accounts store.Locks

	mu    sync.Mutex
	spent map[string]spent
}

// spent is the decoding time used by an account that had not recovered at a given
// time.
type spent struct {
	time time.Duration
	at   time.Time
}

// newScaler returns a scaler with the decoding time of one picture.
func newScaler(limit time.Duration) *scaler {
	return &scaler{limit: limit, queue: make(chan struct{}, 1), spent: map[string]spent{}}
}

// run calls work while holding the scaler, with a context limited to the time for
// a picture. done is false if the account has no time left or the wait was too
// long; the picture is then only shown in its original size.
func (s *scaler) run(ctx context.Context, account string, work func(context.Context) error) (done bool, err error) {
	wait, cancel := context.WithTimeout(ctx, scaleWait)
	defer cancel()
	release, err := s.accounts.Acquire(wait, account)
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

// left returns the remaining decoding time of an account.
func (s *scaler) left(account string, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return accountPictures*s.limit - s.spent[account].until(now)
}

func (s *scaler) spend(account string, from, to time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.spent) >= maxTrackedAccounts {
		for other, t := range s.spent {
			if t.until(to) == 0 {
				delete(s.spent, other)
			}
		}
	}
	s.spent[account] = spent{s.spent[account].until(from) + to.Sub(from), to}
}

// until returns the part of the spent time that has not recovered by now.
func (t spent) until(now time.Time) time.Duration {
	return max(0, t.time-time.Duration(accountShare*float64(now.Sub(t.at))))
}
