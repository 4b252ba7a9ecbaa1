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
	var gone, out []*instance
	err := p.Store.View(context.Background(), func(r store.Reader) error {
		gone, out = nil, nil
		for _, in := range all {
			if in.dialect == api.Dialect13 {
				if u, _ := account.Lookup(r, in.account); u.Disabled {
					gone = append(gone, in)
				}
				continue
			}
			switch kicked, ok := account.Session(r, in.account, in.session); {
			case !ok:
				gone = append(gone, in)
			case kicked:
				out = append(out, in)
			}
		}
		return nil
	})
	if err != nil {
		return // they stay: their calls are checked one by one anyway
	}
	for _, in := range gone {
		p.drop(in)
	}
	for _, in := range out {
		in.end(true)
	}
}
