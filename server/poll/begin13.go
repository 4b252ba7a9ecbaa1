package poll

import (
	"context"
	"time"

	"webim.js/server/api"
	"webim.js/server/store"
)

// A 1.3 client starts with a cookie of 0; only its first poll marks its beginning.
// Until a client of the same browser sends a later cookie, further polls with 0 count
// as the same client's: no client of the browser has received the events since. The
// beginning is stored, since the next poll may reach another process.

// beginningsBucket holds account, browser → beginning, at most maxPerUser per account.
const beginningsBucket store.Bucket = "beginnings"

type beginning struct {
	Stamp  uint64
	Polled int64 // Unix seconds of the latest poll, up to a minute old
}

// expired reports whether the browser has not polled for too long.
func (b beginning) expired(now time.Time) bool {
	return now.Unix()-b.Polled > int64((expiry13+recordEvery)/time.Second)
}

// beginningNote notifies the other processes that a browser has a stored beginning.
type beginningNote struct{ Account, Browser string }

var beginnings = store.Topic[beginningNote]{Name: "beginning"}

func (p *Polls) followBeginnings() {
	mark := func(in *instance) {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.begun = true
	}
	beginnings.Follow(p.Store, func(s beginningNote) {
		for _, in := range p.instancesOf(s.Account) {
			if in.session == s.Browser {
				mark(in)
			}
		}
	}, func(uint64) {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, in := range p.byID {
			mark(in)
		}
	})
}

// after returns the stamp up to which a client with this cookie has received events.
func (p *Polls) after(ctx context.Context, in *instance, noticeSeq uint64, now time.Time) (uint64, error) {
	switch {
	case in.dialect == api.Dialect17:
		return max(noticeSeq, in.start), nil
	case noticeSeq > 0:
		return noticeSeq, p.deleteBeginning(ctx, in, noticeSeq)
	}
	key := store.Key(in.account, in.session)
	var b beginning
	err := p.Store.View(ctx, func(r store.Reader) error {
		b, _ = store.Load[beginning](r, beginningsBucket, key)
		return nil
	})
	if err != nil || b.Polled > 0 && now.Unix()-b.Polled < int64(recordEvery/time.Second) {
		return b.Stamp, err
	}
	err = p.Store.Update(ctx, func(tx store.Tx) error {
		var known bool
		if b, known = store.Load[beginning](tx, beginningsBucket, key); !known {
			store.Trim(tx, beginningsBucket, store.Prefix(in.account), maxPerUser, func(value []byte) int64 {
				return store.Decode[beginning](tx, value).Polled
			})
		}
		if !known || b.expired(now) {
			b.Stamp = tx.LastStamp()
		}
		b.Polled = now.Unix()
		store.Save(tx, beginningsBucket, key, b)
		beginnings.Announce(tx, beginningNote{in.account, in.session})
		return nil
	})
	return b.Stamp, err
}

// deleteBeginning deletes the beginning of a browser after one of its clients has sent a
// cookie. A beginning that is not before the cookie is another client's, and is kept.
func (p *Polls) deleteBeginning(ctx context.Context, in *instance, noticeSeq uint64) error {
	in.mu.Lock()
	begun := in.begun
	in.begun = false // a beginning stored from now on is announced
	in.mu.Unlock()
	if !begun {
		return nil
	}
	key := store.Key(in.account, in.session)
	var b beginning
	var found bool
	err := p.Store.View(ctx, func(r store.Reader) error {
		b, found = store.Load[beginning](r, beginningsBucket, key)
		return nil
	})
	if err == nil && found && b.Stamp < noticeSeq {
		err = p.Store.Update(ctx, func(tx store.Tx) error {
			b, found = store.Load[beginning](tx, beginningsBucket, key)
			if found && b.Stamp < noticeSeq {
				tx.Delete(beginningsBucket, key)
				found = false
			}
			return nil
		})
	}
	if err != nil || found {
		in.mu.Lock()
		in.begun = true
		in.mu.Unlock()
	}
	return err
}

// Upkeep removes expired beginnings.
func (p *Polls) Upkeep(ctx context.Context, now time.Time) error {
	_, err := store.Prune(ctx, p.Store, beginningsBucket, store.Range{}, func(r store.Reader, _, value []byte) bool {
		return store.Decode[beginning](r, value).expired(now)
	})
	return err
}
