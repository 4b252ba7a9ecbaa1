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

// A user's clients may poll at different processes, so the limit of their number uses
// the stored instances. The time of an instance's last poll, which is stored at
// intervals and only if there is a limit, shows whether its client is still open.

// recordEvery is the interval at which the time of a client's last poll is stored.
const recordEvery = Timeout

// enforceLimit kicks the oldest of a user's other open clients above the limit.
func (p *Polls) enforceLimit(tx store.Tx, c api.Caller, now int64) {
	if p.MaxInstances == 0 {
		return
	}
	var others []row
	for _, v := range tx.Scan(instancesBucket, store.Prefix(c.Account)) {
		r := store.Decode[row](tx, v)
		kicked, ok := account.Session(tx, c.Account, r.Session)
		if r.Session != c.Session && ok && kicked == "" && r.Polled > now-int64((expiry+recordEvery)/time.Second) {
			others = append(others, r)
		}
	}
	excess := 1 + len(others) - p.MaxInstances
	if excess <= 0 {
		return
	}
	slices.SortFunc(others, func(a, b row) int { return cmp.Compare(a.Opened, b.Opened) })
	p.Accounts.Kick(tx, c.Account, account.ReasonElsewhere, func(session string) bool {
		return slices.ContainsFunc(others[:min(excess, len(others))], func(r row) bool { return r.Session == session })
	})
}

// recordPoll stores the time of a client's poll, if it is due and there is a limit.
func (p *Polls) recordPoll(ctx context.Context, in *instance, now time.Time) error {
	if p.MaxInstances == 0 || in.dialect == api.Dialect13 || !in.recordDue(now) {
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

// recordSeen stores that a session is in use, which keeps its download addresses valid.
func (p *Polls) recordSeen(ctx context.Context, in *instance, now time.Time) error {
	in.mu.Lock()
	due := now.Sub(in.seen) >= account.SeenEvery
	if due {
		in.seen = now
	}
	in.mu.Unlock()
	if !due {
		return nil
	}
	return p.Accounts.RecordSeen(ctx, in.account, in.session, now)
}

// recordDue reports whether the stored time is to be updated, and if so records it as
// updated.
func (in *instance) recordDue(now time.Time) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	if now.Sub(in.recorded) < recordEvery {
		return false
	}
	in.recorded = now
	return true
}
