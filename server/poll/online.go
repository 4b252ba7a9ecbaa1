package poll

import "time"

// Online tells whether a user has a page open that polls here.
func (p *Polls) Online(user string) bool {
	p.sweep(p.Clock.Now())
	for _, in := range p.of(user) {
		if _, over := in.connection(); !over {
			return true
		}
	}
	return false
}

// Change is what becomes of a user.
type Change int

// The changes.
const (
	CameOnline Change = iota
	SignedOut         // or was signed out
	WentSilent        // the pages have polled no more
)

func (p *Polls) changed(user string, change Change) {
	if p.Changed != nil {
		p.Changed(user, change)
	}
}

// noteSilence notes of an instance that is about to be dropped whether it was
// open until then.
func (in *instance) noteSilence(now time.Time) {
	silent := in.outlived(now)
	in.mu.Lock()
	defer in.mu.Unlock()
	in.silent = silent && !in.over
}

// leaving is the change when a user's last instance is dropped.
func (in *instance) leaving() Change {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.silent {
		return WentSilent
	}
	return SignedOut
}
