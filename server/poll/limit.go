package poll

import (
	"cmp"
	"context"
	"slices"
	"time"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// A user's pages may poll through different processes, so the limit of their
// number goes by what is stored of them. Which of them are still there is told
// by the time of their last poll, which is stored now and then, and only where
// there is a limit.

// noteEvery is how old the stored time of a page's last poll may be.
const noteEvery = Timeout

// enforceLimit ends the oldest of a user's other pages that are still there.
func (p *Polls) enforceLimit(tx store.Tx, c api.Caller, now int64) {
	if p.MaxInstances == 0 {
		return
	}
	var others []row
	for _, v := range tx.Scan(instancesBucket, store.Prefix(c.Account)) {
		r := store.Decode[row](tx, v)
		kicked, ok := account.Session(tx, c.Account, r.Session)
		if r.Session != c.Session && ok && kicked == "" && r.Polled > now-int64((expiry+noteEvery)/time.Second) {
			others = append(others, r)
		}
	}
	surplus := 1 + len(others) - p.MaxInstances
	if surplus <= 0 {
		return
	}
	slices.SortFunc(others, func(a, b row) int { return cmp.Compare(a.Opened, b.Opened) })
	p.Accounts.Kick(tx, c.Account, account.ReasonElsewhere, func(session string) bool {
		return slices.ContainsFunc(others[:min(surplus, len(others))], func(r row) bool { return r.Session == session })
	})
}

// notePoll stores that a page is still there.
func (p *Polls) notePoll(ctx context.Context, in *instance, now time.Time) error {
	if p.MaxInstances == 0 || in.dialect == api.Dialect13 || !in.noteDue(now) {
		return nil
	}
	return p.Store.Update(ctx, func(tx store.Tx) error {
		key := store.Key(in.account, in.id)
		if r, ok := store.Load[row](tx, instancesBucket, key); ok {
			r.Polled = now.Unix()
			store.Save(tx, instancesBucket, key, r)
		}
		return nil
	})
}

// noteSeen stores that a page is there, for the addresses of files that it has.
func (p *Polls) noteSeen(ctx context.Context, in *instance, now time.Time) error {
	in.mu.Lock()
	due := now.Sub(in.seen) >= account.SeenEvery
	if due {
		in.seen = now
	}
	in.mu.Unlock()
	if !due {
		return nil
	}
	return p.Accounts.NoteSeen(ctx, in.account, in.session, now)
}

// noteDue tells whether the stored time is too old, once.
func (in *instance) noteDue(now time.Time) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if now.Sub(in.noted) < noteEvery {
		return false
	}
	in.noted = now
	return true
}
