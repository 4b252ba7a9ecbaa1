package poll

import (
	"context"

	"webim.js/demo/server/account"
	"webim.js/demo/server/api"
	"webim.js/demo/server/store"
)

// follow ends instances here that were ended anywhere.
func (p *Polls) follow() {
	account.Endings.Follow(p.Store, p.ended, func(uint64) { go p.endMissed() })
}

func (p *Polls) ended(e account.Ending) {
	for _, in := range p.of(e.Account) {
		switch {
		case !e.Has(in.session):
		case e.Kicked && in.dialect == api.Dialect17:
			in.end(true) // its next poll is told why
		default:
			p.drop(in)
		}
	}
}

// endMissed asks the store what has become of the sessions that have an
// instance here: endings may have been announced and not heard.
func (p *Polls) endMissed() {
	p.mu.Lock()
	all := make([]*instance, 0, len(p.byID))
	for _, in := range p.byID {
		all = append(all, in)
	}
	p.mu.Unlock()
	// Without an answer they stay: their calls are checked one by one anyway.
	_ = p.Store.View(context.Background(), func(r store.Reader) error {
		for _, in := range all {
			if in.dialect == api.Dialect13 {
				if u, _ := account.Lookup(r, in.account); u.Disabled {
					p.drop(in)
				}
				continue
			}
			switch kicked, ok := account.Session(r, in.account, in.session); {
			case !ok:
				p.drop(in)
			case kicked:
				in.end(true)
			}
		}
		return nil
	})
}
