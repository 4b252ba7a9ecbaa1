package poll

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"webim.js/server/api"
)

// Connection describes an instance, for administrators.
type Connection struct {
	ID      string // the same at every process; it cannot be used to poll
	Account string
	Dialect api.Dialect
	Version string
	Since   time.Time
	Waiting int       // number of waiting polls
	Idle    time.Time // end of the latest poll
}

// Connections returns the instances that have not ended, sorted by account.
func (p *Polls) Connections() []Connection {
	p.mu.Lock() // polls wait for it, so the list is sorted afterwards
	all := make([]*instance, 0, len(p.byID))
	for _, of := range p.byUser {
		all = append(all, of...)
	}
	p.mu.Unlock()
	slices.SortStableFunc(all, func(a, b *instance) int { return strings.Compare(a.account, b.account) })
	var list []Connection
	for _, in := range all {
		if c, over := in.connection(); !over {
			list = append(list, c)
		}
	}
	return list
}

// Instances returns the number of instances.
func (p *Polls) Instances() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.byID)
}

// Stats returns the number of instances and of waiting polls.
func (p *Polls) Stats() (instances, waiting int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, in := range p.byID {
		waiting += in.waitingNow()
	}
	return len(p.byID), waiting
}

func (in *instance) connection() (c Connection, over bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	return Connection{publicID(in.id), in.account, in.dialect, in.version, in.since, in.waiting, in.idle}, in.hasEnded
}

// publicID returns a hash of an instance's id, which is a credential of its polls.
func publicID(id string) string {
	sum := sha256.Sum256([]byte(id))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
