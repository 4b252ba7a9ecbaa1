package poll

import (
	"time"

	"webim.js/server/api"
)

// Clients report that they are connected when a poll is answered. A poll that
// brings no news would be answered after a minute, so the first poll of a
// session, and the first two after a gap, are answered within a second: after a
// lost connection clients report RECONNECT at the first answer, ON at the second.
const (
	briefHold   = 400 * time.Millisecond
	briefSpread = 400 * time.Millisecond // by chance: after a restart all pages come at once

	// briefGap is how long an instance had no poll when its next comes after a
	// gap. Clients poll again as soon as they have handled an answer.
	briefGap = 5 * time.Second

	// briefEvery bounds how often an instance is answered so after gaps: a page
	// whose polls go to several processes in turn has a gap at each of them.
	briefEvery = 2 * time.Minute

	// briefFresh is how old a session may be whose first poll comes to another
	// process than the one that opened it.
	briefFresh = 10 * time.Second
)

// brief sets how many of an instance's next polls are brief.
func (in *instance) brief(n int) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.briefPolls, in.briefed = n, in.clock.Now()
}

// takeBrief reports whether the poll that begins now is brief. in.mu is held.
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

// reopened is for an instance that this process did not have. opened is when it
// was opened at first.
func (p *Polls) reopened(in *instance, opened time.Time) {
	now := p.Clock.Now()
	switch {
	case now.Sub(opened) < briefFresh:
		in.brief(1)
	case now.Sub(p.started) < expiry: // this process was not there, or is new to the page
		in.brief(2)
	}
}
