package poll

import (
	"time"

	"webim.js/server/api"
)

// Clients report a connection when a poll ends. A poll without events would take a
// minute, so the first poll of a session, and the first two after a gap, end within a
// second: after a lost connection clients report RECONNECT at the first response and
// ON at the second.
const (
	briefHold   = 400 * time.Millisecond
	briefSpread = 400 * time.Millisecond // random, since all clients reconnect at once after a restart

	// briefGap is the time without a poll that counts as a gap. Clients poll again as
	// soon as they have handled a response.
	briefGap = 5 * time.Second

	// briefEvery limits how often an instance gets brief polls after gaps: a client whose
	// polls alternate between processes has a gap at each of them.
	briefEvery = 2 * time.Minute

	// briefFresh is the maximum age of a session whose first poll may reach another
	// process than the one that opened it.
	briefFresh = 10 * time.Second
)

// brief makes the next n polls of an instance brief.
func (in *instance) brief(n int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.briefPolls, in.briefed = n, in.clock.Now()
}

// takeBrief reports whether the poll that starts now is brief. It requires in.mu.
func (in *instance) takeBrief() bool {
	if in.dialect != api.Dialect17 || in.waiting > 0 {
		return false
	}
	now := in.clock.Now()
	if now.Sub(in.idle) > briefGap && now.Sub(in.briefed) > briefEvery {
		in.briefPolls, in.briefed = 2, now
	}
	if in.briefPolls == 0 {
		return false
	}
	in.briefPolls--
	return true
}

// reopened sets the brief polls of an instance that this process did not have. opened
// is when the instance was created.
func (p *Polls) reopened(in *instance, opened time.Time) {
	now := p.Clock.Now()
	switch {
	case now.Sub(opened) < briefFresh:
		in.brief(1)
	case now.Sub(p.started) < expiry: // the process was restarted, or is new to the client
		in.brief(2)
	}
}
