// Package profile keeps what users say about themselves: a value for each
// tag, the nick and the picture among them.
package profile

import (
	"encoding/json"

	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/store"
)

const (
	// profilesBucket holds account → Profile. Every message reads its sender's,
	// so what only this family needs stands apart.
	profilesBucket store.Bucket = "profiles"
	// changesBucket holds account → Changes.
	changesBucket store.Bucket = "profile_changes"
)

// Personal are the buckets that go with a user.
var Personal = []store.Bucket{profilesBucket, changesBucket}

// Profile is what one user has set: tag → JSON value.
type Profile map[string]json.RawMessage

// Load reads a profile; a user who has set nothing has an empty one.
func Load(r store.Reader, user string) Profile {
	p, _ := store.Load[Profile](r, profilesBucket, store.Key(user))
	if p == nil {
		p = Profile{}
	}
	return p
}

// Save writes a profile without telling anybody: the one a user begins with.
func Save(tx store.Tx, user string, p Profile) {
	store.Save(tx, profilesBucket, store.Key(user), p)
}

// Value is what others see of a tag: what was set or, where there is one, the
// default.
func (p Profile) Value(tag string) (json.RawMessage, bool) {
	if v, ok := p[tag]; ok {
		return v, true
	}
	if rule := standard[tag]; rule.unset != "" {
		return text(rule.unset), true
	}
	return nil, false
}

// Text is a tag's value if that is text, "" otherwise.
func (p Profile) Text(tag string) string {
	var s string
	if v, ok := p.Value(tag); ok {
		_ = json.Unmarshal(v, &s) // a number is no text
	}
	return s
}

// Changes is when a profile came to be what it is.
type Changes struct {
	Version int               // one more with each change
	Times   map[string]int64  // tag → Unix seconds of its last change
	Stamp   uint64            `json:",omitempty"` // of the last change
	Stamps  map[string]uint64 `json:",omitempty"` // tag → stamp of its last change
}

// LoadChanges reads them; a profile that was never changed has version 0.
func LoadChanges(r store.Reader, user string) Changes {
	c, _ := store.Load[Changes](r, changesBucket, store.Key(user))
	return c
}

// ChangesNeed is what LoadChanges reads, for a store to fetch ahead.
func ChangesNeed(user string) store.Need { return store.WantKey(changesBucket, store.Key(user)) }

// Card is what messages carry of their sender.
type Card struct {
	Nick  string `json:"From_AccountNick,omitempty"`
	Image string `json:"From_AccountHeadurl,omitempty"`
}

// Need is what Load and CardOf read, for a store to fetch ahead.
func Need(user string) store.Need { return store.WantKey(profilesBucket, store.Key(user)) }

// CardOf reads a user's card.
func CardOf(r store.Reader, user string) Card {
	p := Load(r, user)
	return Card{Nick: p.Text(TagNick), Image: p.Text(TagImage)}
}

// Config is what New needs.
type Config struct {
	Store  store.Store
	Outbox *deliver.Outbox

	// Watchers are those who have a user in their friend list: they are told
	// when the profile changes. WatchersNeed is what it reads for that. Both may
	// be nil.
	Watchers     func(r store.Reader, user string) []string
	WatchersNeed func(user string) store.Need

	// Mentioned is told of texts that are stored: they may name uploaded files.
	// It may be nil.
	Mentioned func(tx store.Tx, text []byte)

	// Watched is the other way round: whom a user has in the friend list.
	// WatchedNeed is what it reads for that. Both may be nil.
	Watched     func(r store.Reader, user string) []string
	WatchedNeed func(user string) store.Need
}

// Profiles is the family of profile commands.
type Profiles struct{ Config }

// New returns the family.
func New(c Config) *Profiles { return &Profiles{c} }

// Commands lists the family's commands.
func (p *Profiles) Commands() []api.Command {
	return []api.Command{
		{Service: "profile", Name: "portrait_get", Handler: p.get, OnBehalf: true},
		{Service: "profile", Name: "portrait_set", Handler: p.set, OnBehalf: true},
	}
}
