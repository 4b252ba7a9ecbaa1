package poll

import "time"

// Online reports whether a user has a client that polls at this process.
func (p *Polls) Online(user string) bool {
	p.sweep(p.Clock.Now())
	for _, in := range p.instancesOf(user) {
		if _, over := in.connection(); !over {
			return true
		}
	}
	return false
}

// Change is a change of a user's online state.
type Change int

// Changes of the online state.
const (
	CameOnline Change = iota
	SignedOut         // by the user, or by a kick
	TimedOut          // the clients stopped polling
)

func (p *Polls) changed(user string, change Change) {
	if p.Changed != nil {
		p.Changed(user, change)
	}
}

// recordTimeout records, before an instance is dropped, whether it is dropped because it
// stopped polling.
func (in *instance) recordTimeout(now time.Time) {
	expired := in.expired(now)
	in.mu.Lock()
	defer in.mu.Unlock()
	in.timedOut = expired && !in.hasEnded
}

// lastChange returns the change when a user's last instance is dropped.
func (in *instance) lastChange() Change {
	in.mu.Lock()
	defer in.mu.Unlock()
	if in.timedOut {
		return TimedOut
	}
	return SignedOut
}
