package poll

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// instancesBucket holds account, LongPollingId → row.
const instancesBucket store.Bucket = "instances"

// Personal are the buckets that go with a user.
var Personal = []store.Bucket{instancesBucket, beginningsBucket}

// row is what is stored of a 1.7 instance, so that its polls go on after a
// restart and nobody else's can use its id.
type row struct {
	Session string
	Start   uint64 // stamp
	Opened  uint64 `json:",omitempty"` // stamp
	Polled  int64  `json:",omitempty"` // Unix seconds; see limit.go
}

// maxPerUser bounds what one user can open; only idle instances give way.
const maxPerUser = 100

// getID opens the instance of the caller's session. One that is open already
// stays: a page that asks by itself (webim.getLongPollingId) goes on polling
// with the id that its SDK has.
func (p *Polls) getID(ctx context.Context, call *api.Call) (any, error) {
	c := call.Caller
	if c.Dialect == api.Dialect17 && c.Session == "" {
		return nil, api.Missing("a2")
	}
	in, err := p.openSession(ctx, call)
	if err != nil {
		return nil, err
	}
	return map[string]any{"LongPollingId": in.id, "Timeout": int(Timeout / time.Second)}, nil
}

// openSession returns the instance of the caller's session.
func (p *Polls) openSession(ctx context.Context, call *api.Call) (*instance, error) {
	c := call.Caller
	var id string
	var opened bool // now
	err := p.Store.Update(ctx, func(tx store.Tx) error {
		id, opened = "", false
		var sessions []string
		for _, v := range tx.Scan(instancesBucket, store.Prefix(c.Account)) {
			sessions = append(sessions, store.Decode[row](tx, v).Session)
		}
		account.WantSessions(tx, c.Account, sessions...)
		dropRows(tx, c.Account, func(r row) bool {
			_, ok := account.Session(tx, c.Account, r.Session)
			return !ok
		})
		for k, v := range tx.Scan(instancesBucket, store.Prefix(c.Account)) {
			if store.Decode[row](tx, v).Session == c.Session {
				_, rest, _ := store.CutString(k)
				id, _, _ = store.CutString(rest)
				return nil
			}
		}
		id, opened = rand.Text(), true
		store.Save(tx, instancesBucket, store.Key(c.Account, id), row{
			Session: c.Session, Start: c.SignedIn, Opened: tx.Stamp(), Polled: call.Unix(),
		})
		p.enforceLimit(tx, c, call.Unix())
		return nil
	})
	if err != nil {
		return nil, err
	}
	// That it has just come is a sign of life, yet.
	in, err := p.open(ctx, id, c, c.SignedIn, 0, call.Now)
	if err == nil && opened {
		in.brief(1)
	}
	return in, err
}

// unnamed returns the instance of a poll without LongPollingId. Clients of 1.6
// speak the protocol of 1.7 and do not know the id: their session has one
// instance, which their first poll opens.
func (p *Polls) unnamed(ctx context.Context, call *api.Call) (*instance, error) {
	c := call.Caller
	for _, in := range p.of(c.Account) {
		if in.session == c.Session {
			return in, nil
		}
	}
	if c.Kicked != "" {
		return nil, account.Kicked(c.Kicked)
	}
	if c.Session == "" {
		return nil, api.Missing("LongPollingId")
	}
	if err := charge(ctx, call); err != nil {
		return nil, err
	}
	return p.openSession(ctx, call)
}

// dropRows forgets stored instances of a user.
func dropRows(tx store.Tx, user string, which func(row) bool) {
	var gone [][]byte
	for k, v := range tx.Scan(instancesBucket, store.Prefix(user)) {
		if which(store.Decode[row](tx, v)) {
			gone = append(gone, slices.Clone(k))
		}
	}
	for _, k := range gone {
		tx.Delete(instancesBucket, k)
	}
}

// find returns the instance that a poll belongs to and brings back one that
// had expired or was open before a restart.
func (p *Polls) find(ctx context.Context, call *api.Call, id string) (*instance, error) {
	p.sweep(call.Now)
	c := call.Caller
	if c.Dialect == api.Dialect13 {
		return p.find13(ctx, call)
	}
	if id == "" {
		return p.unnamed(ctx, call)
	}
	p.mu.Lock()
	in := p.byID[id]
	p.mu.Unlock()
	if in != nil && in.account == c.Account && in.session == c.Session {
		return in, nil
	}
	if c.Kicked != "" {
		return nil, account.Kicked(c.Kicked)
	}
	var stored row
	var ok bool
	var seen time.Time
	err := p.Store.View(ctx, func(r store.Reader) error {
		key := store.Key(c.Account, id)
		r.Want(store.WantKey(instancesBucket, key), account.SeenNeed(c.Account, c.Session))
		stored, ok = store.Load[row](r, instancesBucket, key)
		seen = account.Seen(r, c.Account, c.Session)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !ok || stored.Session != c.Session {
		return nil, api.Errorf(api.CodeFieldMissing, "no such LongPollingId")
	}
	if polled := time.Unix(stored.Polled, 0); polled.After(seen) {
		seen = polled
	}
	if in, err = p.open(ctx, id, c, stored.Start, 0, seen); err == nil {
		p.reopened(in, time.Unix(stored.Polled, 0))
	}
	return in, err
}

// find13 is find for a browser: it is known by its session.
func (p *Polls) find13(ctx context.Context, call *api.Call) (*instance, error) {
	c := call.Caller
	p.mu.Lock()
	in := p.byID[c.Session]
	p.mu.Unlock()
	if in != nil {
		return in, nil
	}
	if err := charge(ctx, call); err != nil {
		return nil, err
	}
	var last uint64
	var seen time.Time
	err := p.Store.View(ctx, func(r store.Reader) error {
		r.Want(account.SeenNeed(c.Account, c.Session))
		last, seen = r.LastStamp(), account.Seen(r, c.Account, c.Session)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return p.open(ctx, c.Session, c, 0, last, seen)
}

// open returns the instance of an id, made if need be. seen is the latest sign
// of life that is stored.
func (p *Polls) open(ctx context.Context, id string, c api.Caller, start, opened uint64, seen time.Time) (*instance, error) {
	in, doubtful := p.register(id, c, start, opened, seen)
	if doubtful {
		if err := p.endOver(ctx, in); err != nil {
			p.drop(in)
			return nil, err
		}
	}
	return in, nil
}

// register is open as long as nothing has to be asked: whether the session is
// still one is doubtful while endings may lately have been missed.
func (p *Polls) register(id string, c api.Caller, start, opened uint64, seen time.Time) (in *instance, doubtful bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if in := p.byID[id]; in != nil {
		return in, false
	}
	p.makeRoom(c.Account)
	in = &instance{
		id: id, account: c.Account, session: c.Session, dialect: c.Dialect,
		version: strings.Clone(c.Version), // else a part of the request's address
		clock:   p.Clock,
		ended:   make(chan struct{}),
		start:   start,
		opened:  opened,
		begun:   true, // by another process, or an earlier one
		since:   p.Clock.Now(),
		idle:    p.Clock.Now(),
		noted:   p.Clock.Now(), // opened just now, or stored again within a minute
		seen:    seen,
	}
	in.sub = p.Delivery.Subscribe(c.Account, in.wants)
	p.byID[id] = in
	if len(p.byUser[c.Account]) == 0 {
		p.changed(c.Account, CameOnline)
	}
	p.byUser[c.Account] = append(p.byUser[c.Account], in)
	if kicked, over := p.over.of(c.Session); over {
		in.end(kicked)
	}
	return in, p.over.missed > 0
}

// SignOut ends the instances of one session.
func (p *Polls) SignOut(ctx context.Context, user, session string) error {
	return p.Store.Update(ctx, func(tx store.Tx) error {
		p.signOut(tx, user, session)
		return nil
	})
}

func (p *Polls) signOut(tx store.Tx, user, session string) {
	p.Accounts.SignOut(tx, user, session)
	dropRows(tx, user, func(r row) bool { return r.Session == session })
	account.Endings.Announce(tx, account.Ending{Account: user, Sessions: []string{session}}) // 1.3 has no stored one
}

// SignOutAll ends the caller's session and kicks the user's others.
func (p *Polls) SignOutAll(ctx context.Context, c api.Caller) error {
	return p.Store.Update(ctx, func(tx store.Tx) error {
		p.Accounts.Kick(tx, c.Account, account.ReasonLogoutAll, func(session string) bool { return session != c.Session })
		p.Accounts.EndDownloads(tx, c.Account)
		p.signOut(tx, c.Account, c.Session)
		return nil
	})
}

// Disconnect ends everything that a user has open, as the account is disabled.
func (p *Polls) Disconnect(ctx context.Context, user string) error {
	return p.Store.Update(ctx, func(tx store.Tx) error {
		p.Accounts.Disconnect(tx, user)
		return nil
	})
}

// Opened tells since which stamp a session has an instance, and whether
// several pages share it (1.3). Without an instance the stamp is 0.
func (p *Polls) Opened(c api.Caller) (stamp uint64, shared bool) {
	for _, in := range p.of(c.Account) {
		if in.session == c.Session {
			shared = in.isShared()
			in.mu.Lock()
			defer in.mu.Unlock()
			return in.opened, shared
		}
	}
	return 0, false
}

// of lists a user's instances.
func (p *Polls) of(user string) []*instance {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.byUser[user])
}

// drop ends an instance and forgets it.
func (p *Polls) drop(in *instance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropLocked(in)
}

func (p *Polls) dropLocked(in *instance) {
	in.noteSilence(p.Clock.Now())
	in.end("")
	in.sub.Close()
	delete(p.byID, in.id)
	rest := slices.DeleteFunc(slices.Clone(p.byUser[in.account]), func(other *instance) bool { return other == in })
	if len(rest) == 0 {
		if len(p.byUser[in.account]) > 0 {
			p.changed(in.account, in.leaving())
		}
		delete(p.byUser, in.account)
	} else {
		p.byUser[in.account] = rest
	}
}

// makeRoom drops the oldest idle instance of a user who has too many. p.mu is
// held.
func (p *Polls) makeRoom(user string) {
	all := p.byUser[user]
	if len(all) < maxPerUser {
		return
	}
	if i := slices.IndexFunc(all, (*instance).isIdle); i >= 0 {
		p.dropLocked(all[i])
	}
}

// sweep forgets, now and then, the instances that nobody polls any more.
func (p *Polls) sweep(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.swept) < expiry/3 {
		return
	}
	p.swept = now
	p.over.age()
	for _, in := range p.byID {
		if in.outlived(now) {
			p.dropLocked(in)
		}
	}
}
