package poll

import (
	"context"
	"time"

	"webim.js/server/api"
	"webim.js/server/store"
)

// A 1.3 page begins with a cookie of 0 and has no other mark of its beginning
// than its first poll. Until some page of its browser shows a later cookie,
// further zeros are taken for the same page's: whoever it is, it has not seen
// what came since. The beginning is stored, since the next poll may come to
// another process.

// beginningsBucket holds account, browser → beginning, maxPerUser of an account.
const beginningsBucket store.Bucket = "beginnings"

type beginning struct {
	Stamp  uint64
	Polled int64 // Unix seconds, a minute old at most
}

func (b beginning) outlived(now time.Time) bool {
	return now.Unix()-b.Polled > int64((expiry13+noteEvery)/time.Second)
}

// stored says that an instance has a beginning now, to the other processes.
type stored struct{ Account, Browser string }

var beginnings = store.Topic[stored]{Name: "beginning"}

func (p *Polls) followBeginnings() {
	mark := func(in *instance) {
		in.mu.Lock()
		defer in.mu.Unlock()
		in.begun = true
	}
	beginnings.Follow(p.Store, func(s stored) {
		for _, in := range p.of(s.Account) {
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

// after is the stamp that a cookie stands for.
func (p *Polls) after(ctx context.Context, in *instance, noticeSeq uint64, now time.Time) (uint64, error) {
	switch {
	case in.dialect == api.Dialect17:
		return max(noticeSeq, in.start), nil
	case noticeSeq > 0:
		return noticeSeq, p.forgetBeginning(ctx, in, noticeSeq)
	}
	key := store.Key(in.account, in.session)
	var b beginning
	err := p.Store.View(ctx, func(r store.Reader) error {
		b, _ = store.Load[beginning](r, beginningsBucket, key)
		return nil
	})
	if err != nil || b.Polled > 0 && now.Unix()-b.Polled < int64(noteEvery/time.Second) {
		return b.Stamp, err
	}
	err = p.Store.Update(ctx, func(tx store.Tx) error {
		var known bool
		if b, known = store.Load[beginning](tx, beginningsBucket, key); !known {
			store.MakeRoom(tx, beginningsBucket, store.Prefix(in.account), maxPerUser, func(value []byte) int64 {
				return store.Decode[beginning](tx, value).Polled
			})
		}
		if !known || b.outlived(now) {
			b.Stamp = tx.LastStamp()
		}
		b.Polled = now.Unix()
		store.Save(tx, beginningsBucket, key, b)
		beginnings.Announce(tx, stored{in.account, in.session})
		return nil
	})
	return b.Stamp, err
}

// forgetBeginning is for a browser of which a page has shown how far it is. A
// beginning that is not before that is another page's.
func (p *Polls) forgetBeginning(ctx context.Context, in *instance, noticeSeq uint64) error {
	in.mu.Lock()
	begun := in.begun
	in.begun = false // whoever stores one from now on says so
	in.mu.Unlock()
	if !begun {
		return nil
	}
	key := store.Key(in.account, in.session)
	var b beginning
	var there bool
	err := p.Store.View(ctx, func(r store.Reader) error {
		b, there = store.Load[beginning](r, beginningsBucket, key)
		return nil
	})
	if err == nil && there && b.Stamp < noticeSeq {
		err = p.Store.Update(ctx, func(tx store.Tx) error {
			b, there = store.Load[beginning](tx, beginningsBucket, key)
			if there && b.Stamp < noticeSeq {
				tx.Delete(beginningsBucket, key)
				there = false
			}
			return nil
		})
	}
	if err != nil || there {
		in.mu.Lock()
		in.begun = true
		in.mu.Unlock()
	}
	return err
}

// Upkeep removes the outlived beginnings.
func (p *Polls) Upkeep(ctx context.Context, now time.Time) error {
	_, err := store.Prune(ctx, p.Store, beginningsBucket, store.Range{}, func(r store.Reader, _, value []byte) bool {
		return store.Decode[beginning](r, value).outlived(now)
	})
	return err
}
