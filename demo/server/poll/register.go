package poll

import (
	"context"
	"crypto/rand"
	"math"
	"slices"
	"time"

	"webim.js/demo/server/account"
	"webim.js/demo/server/api"
	"webim.js/demo/server/store"
)

// instancesBucket holds account, LongPollingId → row.
const instancesBucket store.Bucket = "instances"

// row is what is stored of a 1.7 instance, so that its polls go on after a
// restart and nobody else's can use its id.
type row struct {
	Session string
	Start   uint64
	Opened  int64 // Unix seconds
}

// getID opens an instance for the caller's session.
func (p *Polls) getID(ctx context.Context, call *api.Call) (any, error) {
	id := rand.Text()
	c := call.Caller
	if c.Dialect == api.Dialect17 && c.Session == "" {
		return nil, api.Missing("a2")
	}
	err := p.Store.Update(ctx, func(tx store.Tx) error {
		p.dropOutlived(tx, c.Account, call.Now)
		store.Save(tx, instancesBucket, store.Key(c.Account, id),
			row{Session: c.Session, Start: c.SignedIn, Opened: call.Unix()})
		return nil
	})
	if err != nil {
		return nil, err
	}
	if _, err := p.open(ctx, id, c, c.SignedIn); err != nil {
		return nil, err
	}
	if err := p.enforceLimit(ctx, c); err != nil {
		return nil, err
	}
	return map[string]any{"LongPollingId": id, "Timeout": int(Timeout / time.Second)}, nil
}

// dropOutlived forgets instances whose session must have ended.
func (p *Polls) dropOutlived(tx store.Tx, user string, now time.Time) {
	var old [][]byte
	for k, v := range tx.Scan(instancesBucket, store.Prefix(user)) {
		if store.Decode[row](tx, v).Opened < now.Add(-account.SessionLifetime).Unix() {
			old = append(old, slices.Clone(k))
		}
	}
	for _, k := range old {
		tx.Delete(instancesBucket, k)
	}
}

// find returns the instance that a poll belongs to and brings back one that
// had expired or was open before a restart.
func (p *Polls) find(ctx context.Context, call *api.Call, id string) (*instance, error) {
	p.sweep(call.Now)
	c := call.Caller
	if c.Dialect == api.Dialect13 {
		return p.open(ctx, c.Session, c, 0)
	}
	if id == "" {
		return nil, api.Missing("LongPollingId")
	}
	p.mu.Lock()
	in := p.byID[id]
	p.mu.Unlock()
	if in != nil && in.account == c.Account && in.session == c.Session {
		return in, nil
	}
	if c.Kicked {
		return nil, errKicked
	}
	var stored row
	var ok bool
	err := p.Store.View(ctx, func(r store.Reader) error {
		stored, ok = store.Load[row](r, instancesBucket, store.Key(c.Account, id))
		return nil
	})
	if err != nil {
		return nil, err
	}
	if !ok || stored.Session != c.Session {
		return nil, api.Errorf(api.CodeFieldMissing, "no such LongPollingId")
	}
	return p.open(ctx, id, c, stored.Start)
}

// open returns the instance of an id, made if need be.
func (p *Polls) open(ctx context.Context, id string, c api.Caller, start uint64) (*instance, error) {
	p.mu.Lock()
	if in := p.byID[id]; in != nil {
		p.mu.Unlock()
		return in, nil
	}
	in := &instance{
		id: id, account: c.Account, session: c.Session, dialect: c.Dialect, version: c.Version,
		ended: make(chan struct{}),
		start: start,
		floor: math.MaxUint64, // until it is known, polls read from the store
		idle:  p.Clock.Now(),
	}
	in.sub = p.Delivery.Subscribe(c.Account, in.wants)
	p.byID[id] = in
	p.byUser[c.Account] = append(p.byUser[c.Account], in)
	p.mu.Unlock()

	last, err := p.lastStamp(ctx)
	if err != nil {
		return nil, err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.floor, in.opened = last, last
	return in, nil
}

// enforceLimit ends the oldest instances of a user's other sessions.
func (p *Polls) enforceLimit(ctx context.Context, c api.Caller) error {
	if p.MaxInstances == 0 {
		return nil
	}
	p.mu.Lock()
	var others []*instance
	own := 0
	for _, in := range p.byUser[c.Account] {
		switch {
		case in.dialect == api.Dialect13 || in.isOver():
		case in.session == c.Session:
			own++
		default:
			others = append(others, in)
		}
	}
	p.mu.Unlock()
	surplus := own + len(others) - p.MaxInstances
	if surplus <= 0 {
		return nil
	}
	kicked := map[string]bool{}
	for _, in := range others[:min(surplus, len(others))] {
		kicked[in.session] = true
	}
	return p.kick(ctx, c.Account, func(session string) bool { return kicked[session] })
}

// kick ends a user's 1.7 sessions because of what was done in another one.
func (p *Polls) kick(ctx context.Context, user string, which func(session string) bool) error {
	err := p.Store.Update(ctx, func(tx store.Tx) error {
		p.Accounts.Kick(tx, user, which)
		return nil
	})
	if err != nil {
		return err
	}
	for _, in := range p.of(user) {
		if in.dialect == api.Dialect17 && which(in.session) {
			in.end(true)
		}
	}
	return nil
}

// SignOut ends the instances of one session.
func (p *Polls) SignOut(ctx context.Context, user, session string) error {
	err := p.Store.Update(ctx, func(tx store.Tx) error {
		p.Accounts.SignOut(tx, user, session)
		var own [][]byte
		for k, v := range tx.Scan(instancesBucket, store.Prefix(user)) {
			if store.Decode[row](tx, v).Session == session {
				own = append(own, slices.Clone(k))
			}
		}
		for _, k := range own {
			tx.Delete(instancesBucket, k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, in := range p.of(user) {
		if in.session == session {
			p.drop(in)
		}
	}
	return nil
}

// SignOutAll ends the caller's session and kicks the user's others.
func (p *Polls) SignOutAll(ctx context.Context, c api.Caller) error {
	err := p.kick(ctx, c.Account, func(session string) bool { return session != c.Session })
	if err != nil {
		return err
	}
	return p.SignOut(ctx, c.Account, c.Session)
}

// Opened tells since which stamp a session has an instance, and whether
// several pages share it (1.3). Without an instance the stamp is 0.
func (p *Polls) Opened(c api.Caller) (stamp uint64, shared bool) {
	for _, in := range p.of(c.Account) {
		if in.session == c.Session {
			in.mu.Lock()
			defer in.mu.Unlock()
			return in.opened, in.shared
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
	in.end(false)
	in.sub.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.byID, in.id)
	rest := slices.DeleteFunc(slices.Clone(p.byUser[in.account]), func(other *instance) bool { return other == in })
	if len(rest) == 0 {
		delete(p.byUser, in.account)
	} else {
		p.byUser[in.account] = rest
	}
}

// sweep forgets, now and then, the instances that nobody polls any more.
func (p *Polls) sweep(now time.Time) {
	p.mu.Lock()
	if now.Sub(p.swept) < expiry/3 {
		p.mu.Unlock()
		return
	}
	p.swept = now
	var idle []*instance
	for _, in := range p.byID {
		if in.outlived(now) {
			idle = append(idle, in)
		}
	}
	p.mu.Unlock()
	for _, in := range idle {
		p.drop(in)
	}
}
