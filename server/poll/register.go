package poll

import (
	"context"
	"crypto/rand"
	"math"
	"slices"
	"strings"
	"time"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// instancesBucket holds account, LongPollingId → row.
const instancesBucket store.Bucket = "instances"

// UserBuckets lists the buckets that are deleted with a user.
var UserBuckets = []store.Bucket{instancesBucket, beginningsBucket}

// row is the record of a 1.7 instance, so that its polls continue after a restart, and
// no other session can use its id.
type row struct {
	Session string
	Start   uint64 // stamp at which polls with NoticeSeq 0 begin
	Opened  uint64 `json:",omitempty"` // stamp at which the instance was opened
	Polled  int64  `json:",omitempty"` // Unix seconds; see limit.go
}

// maxPerUser is the number of instances of a user above which idle ones are dropped.
const maxPerUser = 100

// getID opens the instance of the caller's session. An open instance is kept: a client
// that calls webim.getLongPollingId continues to poll with the id of its SDK.
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
	var opened bool // whether this call opened the instance
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
	// The session was in use just now.
	in, err := p.open(ctx, id, c, c.SignedIn, 0, call.Now)
	if err == nil && opened {
		in.brief(1)
	}
	return in, err
}

// unnamed returns the instance of a poll without LongPollingId. Clients of 1.6 use the
// protocol of 1.7 without the id: their session has one instance, which their first
// poll opens.
func (p *Polls) unnamed(ctx context.Context, call *api.Call) (*instance, error) {
	c := call.Caller
	for _, in := range p.instancesOf(c.Account) {
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

// dropRows deletes the stored instances of a user for which match returns true.
func dropRows(tx store.Tx, user string, match func(row) bool) {
	var removed [][]byte
	for k, v := range tx.Scan(instancesBucket, store.Prefix(user)) {
		if match(store.Decode[row](tx, v)) {
			removed = append(removed, slices.Clone(k))
		}
	}
	for _, k := range removed {
		tx.Delete(instancesBucket, k)
	}
}

// find returns the instance of a poll, and restores one that has expired or was open
// before a restart.
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

// find13 is find for dialect 1.3, in which the session identifies the instance.
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

// open returns the instance of an id, which it creates if it does not exist. seen is
// the stored time at which its session was last in use.
func (p *Polls) open(ctx context.Context, id string, c api.Caller, start, opened uint64, seen time.Time) (*instance, error) {
	in, uncertain := p.register(id, c, start, opened, seen)
	if uncertain {
		if err := p.endIfSessionEnded(ctx, in); err != nil {
			p.drop(in)
			return nil, err
		}
	}
	return in, nil
}

// register is open without reading the store. It reports the session as uncertain if
// notifications of its ending may have been missed.
func (p *Polls) register(id string, c api.Caller, start, opened uint64, seen time.Time) (in *instance, uncertain bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if in := p.byID[id]; in != nil {
		return in, false
	}
	p.dropOldestIdle(c.Account)
	in = &instance{
		id: id, account: c.Account, session: c.Session, dialect: c.Dialect,
		version:  strings.Clone(c.Version), // otherwise it would retain the request's URL
		clock:    p.Clock,
		ended:    make(chan struct{}),
		start:    start,
		opened:   opened,
		begun:    true, // possibly, by another process or before a restart
		since:    p.Clock.Now(),
		idle:     p.Clock.Now(),
		recorded: p.Clock.Now(), // just opened, or stored again within a minute
		seen:     seen,
	}
	in.sub = p.Delivery.Subscribe(c.Account, in.accepts)
	p.byID[id] = in
	if len(p.byUser[c.Account]) == 0 {
		p.changed(c.Account, CameOnline)
	}
	p.byUser[c.Account] = append(p.byUser[c.Account], in)
	if kicked, over := p.recentlyEnded.get(c.Session); over {
		in.end(kicked)
	}
	return in, p.recentlyEnded.missed > 0
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
	account.SessionEnds.Announce(tx, account.SessionEnd{Account: user, Sessions: []string{session}}) // sessions of 1.3 are not stored
}

// SignOutAll ends the caller's session and kicks the user's other sessions.
func (p *Polls) SignOutAll(ctx context.Context, c api.Caller) error {
	return p.Store.Update(ctx, func(tx store.Tx) error {
		p.Accounts.Kick(tx, c.Account, account.ReasonLogoutAll, func(session string) bool { return session != c.Session })
		p.Accounts.EndDownloads(tx, c.Account)
		p.signOut(tx, c.Account, c.Session)
		return nil
	})
}

// Disconnect ends all sessions of a user whose account is disabled.
func (p *Polls) Disconnect(ctx context.Context, user string) error {
	return p.Store.Update(ctx, func(tx store.Tx) error {
		p.Accounts.Disconnect(tx, user)
		return nil
	})
}

// Opened returns the stamp at which a 1.3 session's instance was opened, or 0 if there is
// none, and the stamp after which the session's own messages are returned as well, because
// several clients share it, or math.MaxUint64 if one client has it.
func (p *Polls) Opened(c api.Caller) (opened, sharedAfter uint64) {
	for _, in := range p.instancesOf(c.Account) {
		if in.session == c.Session {
			return in.opened, in.sharedAfter()
		}
	}
	return 0, math.MaxUint64
}

// instancesOf returns a user's instances.
func (p *Polls) instancesOf(user string) []*instance {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.byUser[user])
}

// drop ends an instance and removes it.
func (p *Polls) drop(in *instance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropLocked(in)
}

func (p *Polls) dropLocked(in *instance) {
	in.recordTimeout(p.Clock.Now())
	in.end("")
	in.sub.Close()
	delete(p.byID, in.id)
	rest := slices.DeleteFunc(slices.Clone(p.byUser[in.account]), func(other *instance) bool { return other == in })
	if len(rest) == 0 {
		if len(p.byUser[in.account]) > 0 {
			p.changed(in.account, in.lastChange())
		}
		delete(p.byUser, in.account)
	} else {
		p.byUser[in.account] = rest
	}
}

// dropOldestIdle drops the oldest idle instance of a user with maxPerUser instances. It
// requires p.mu.
func (p *Polls) dropOldestIdle(user string) {
	all := p.byUser[user]
	if len(all) < maxPerUser {
		return
	}
	if i := slices.IndexFunc(all, (*instance).isIdle); i >= 0 {
		p.dropLocked(all[i])
	}
}

// sweep drops expired instances, at intervals.
func (p *Polls) sweep(now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Sub(p.sweptAt) < expiry/3 {
		return
	}
	p.sweptAt = now
	p.recentlyEnded.age()
	for _, in := range p.byID {
		if in.expired(now) {
			p.dropLocked(in)
		}
	}
}
