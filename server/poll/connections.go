package poll

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"slices"
	"time"

	"webim.js/server/api"
)

// Connection is one place where a user is signed in, as who runs the server
// sees it.
type Connection struct {
	ID      string // the same at every process that a page comes to; opens nothing
	Account string
	Dialect api.Dialect
	Version string
	Since   time.Time
	Waiting int       // polls now
	Idle    time.Time // since when there has been none
}

// Connections lists the instances that are not over, by account.
func (p *Polls) Connections() []Connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	var list []Connection
	for _, user := range slices.Sorted(maps.Keys(p.byUser)) {
		for _, in := range p.byUser[user] {
			if c, over := in.connection(); !over {
				list = append(list, c)
			}
		}
	}
	return list
}

// Instances counts the places where users are signed in.
func (p *Polls) Instances() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.byID)
}

// Stats counts the instances and the polls that wait now.
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
	return Connection{publicID(in.id), in.account, in.dialect, in.version, in.since, in.waiting, in.idle}, in.over
}

// publicID stands for an id that polls are made with.
func publicID(id string) string {
	sum := sha256.Sum256([]byte(id))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
