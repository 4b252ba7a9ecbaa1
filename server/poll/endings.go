package poll

import (
	"cmp"
	"context"
	"strings"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// endedSessions holds the sessions that ended recently. A call that was admitted before may
// still open an instance of such a session, after the ending was processed. A session
// is kept for one to two sweeps.
type endedSessions struct {
	now, before map[string]string // session → reason of the kick, or "" if it was not kicked
	missed      int               // sweeps for which endings may have been missed
}

func (o *endedSessions) record(e account.SessionEnd) {
	for _, session := range e.Sessions {
		if strings.HasPrefix(session, api.Session13) {
			continue // the browser may sign in again
		}
		if o.now == nil {
			o.now = map[string]string{}
		}
		o.now[session] = cmp.Or(o.now[session], kickReason(e))
	}
}

func (o *endedSessions) get(session string) (kicked string, over bool) {
	if kicked, over = o.now[session]; !over {
		kicked, over = o.before[session]
	}
	return kicked, over
}

func (o *endedSessions) age() {
	o.now, o.before = nil, o.now
	o.missed = max(0, o.missed-1)
}

// kickReason returns the reason of an ending that is a kick, or "" if it is not one. Nodes
// of an earlier version send no reason.
func kickReason(e account.SessionEnd) string {
	if !e.Kicked {
		return ""
	}
	return cmp.Or(e.Reason, account.ReasonElsewhere)
}

// follow ends the instances of this process whose sessions end at any process.
func (p *Polls) follow() {
	account.SessionEnds.Follow(p.Store, p.ended, func(uint64) {
		p.mu.Lock()
		p.recentlyEnded.missed = 2
		p.mu.Unlock()
		go p.endMissed()
	})
}

func (p *Polls) ended(e account.SessionEnd) {
	p.mu.Lock()
	p.recentlyEnded.record(e)
	p.mu.Unlock()
	for _, in := range p.instancesOf(e.Account) {
		switch {
		case !e.Includes(in.session):
		case e.Kicked && in.dialect == api.Dialect17:
			in.end(kickReason(e)) // its next poll returns the reason
		default:
			p.drop(in)
		}
	}
}

// endMissed checks all instances, since notifications of endings may have been missed.
// If it fails, the instances are kept until their next poll.
func (p *Polls) endMissed() {
	p.mu.Lock()
	all := make([]*instance, 0, len(p.byID))
	for _, in := range p.byID {
		all = append(all, in)
	}
	p.mu.Unlock()
	_ = p.endIfSessionEnded(context.Background(), all...)
}

// endIfSessionEnded reads the sessions of instances from the store, and ends those whose
// sessions have ended.
func (p *Polls) endIfSessionEnded(ctx context.Context, all ...*instance) error {
	var removed []*instance
	out := map[*instance]string{}
	err := p.Store.View(ctx, func(r store.Reader) error {
		removed = nil
		clear(out)
		for _, in := range all {
			if in.dialect == api.Dialect13 {
				if u, _ := account.Lookup(r, in.account); u.Disabled {
					removed = append(removed, in)
				}
				continue
			}
			switch kicked, ok := account.Session(r, in.account, in.session); {
			case !ok:
				removed = append(removed, in)
			case kicked != "":
				out[in] = kicked
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, in := range removed {
		p.drop(in)
	}
	for in, reason := range out {
		in.end(reason)
	}
	return nil
}
