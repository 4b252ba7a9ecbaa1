// Package profile stores user profiles: a value for each tag, such as nick and
// picture.
package profile

import (
	"encoding/json"

	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/store"
)

const (
	// profilesBucket holds account → Profile. Every message reads the sender's,
	// so data that only this package needs is stored separately.
	profilesBucket store.Bucket = "profiles"
	// changesBucket holds account → Changes.
	changesBucket store.Bucket = "profile_changes"
)

// UserBuckets lists the buckets whose records are deleted with a user.
var UserBuckets = []store.Bucket{profilesBucket, changesBucket}

// Profile holds the values that a user has set: tag → JSON value.
type Profile map[string]json.RawMessage

// Load returns a user's profile. It is empty, not nil, if nothing was set.
func Load(r store.Reader, user string) Profile {
	p, _ := store.Load[Profile](r, profilesBucket, store.Key(user))
	if p == nil {
		p = Profile{}
	}
	return p
}

// Save writes a profile without notifications: the initial profile of a user.
func Save(tx store.Tx, user string, p Profile) {
	store.Save(tx, profilesBucket, store.Key(user), p)
}

// Value returns the value of a tag as seen by others: the value that was set,
// or else the tag's default if it has one.
func (p Profile) Value(tag string) (json.RawMessage, bool) {
	if v, ok := p[tag]; ok {
		return v, true
	}
	if rule := standard[tag]; rule.unset != "" {
		return text(rule.unset), true
	}
	return nil, false
}

// Text returns the value of a tag if it is a string, or "" otherwise.
func (p Profile) Text(tag string) string {
	var s string
	if v, ok := p.Value(tag); ok {
		_ = json.Unmarshal(v, &s) // "" if it is a number
	}
	return s
}

// Changes is the change history of a profile.
type Changes struct {
	Version int               // incremented with each change
	Times   map[string]int64  // tag → Unix seconds of its last change
	Stamp   uint64            `json:",omitempty"` // of the last change
	Stamps  map[string]uint64 `json:",omitempty"` // tag → stamp of its last change
}

// LoadChanges returns the change history of a profile. A profile that was never
// changed has version 0.
func LoadChanges(r store.Reader, user string) Changes {
	c, _ := store.Load[Changes](r, changesBucket, store.Key(user))
	return c
}

// ChangesNeed returns the reads of LoadChanges, for a store to prefetch.
func ChangesNeed(user string) store.Need { return store.WantKey(changesBucket, store.Key(user)) }

// Card holds the sender's profile fields in a message.
type Card struct {
	Nick  string `json:"From_AccountNick,omitempty"`
	Image string `json:"From_AccountHeadurl,omitempty"`
}

// Need returns the reads of Load and CardOf, for a store to prefetch.
func Need(user string) store.Need { return store.WantKey(profilesBucket, store.Key(user)) }

// CardOf returns a user's card.
func CardOf(r store.Reader, user string) Card {
	p := Load(r, user)
	return Card{Nick: p.Text(TagNick), Image: p.Text(TagImage)}
}

// Config holds the dependencies of New.
type Config struct {
	Store  store.Store
	Outbox *deliver.Outbox

	// Watchers returns the users that have user in their friend list. They are
	// notified when the profile changes. WatchersNeed returns the reads of
	// Watchers, for a store to prefetch. Both may be nil.
	Watchers     func(r store.Reader, user string) []string
	WatchersNeed func(user string) store.Need

	// MarkUsed is called with each text that is stored, since it may refer to
	// uploaded files. It may be nil.
	MarkUsed func(tx store.Tx, text []byte)

	// Friends returns the users in a user's friend list. FriendsNeed returns the
	// reads of Friends, for a store to prefetch. Both may be nil.
	Friends     func(r store.Reader, user string) []string
	FriendsNeed func(user string) store.Need
}

// Profiles implements the profile commands.
type Profiles struct{ Config }

// New returns the profile commands for c.
func New(c Config) *Profiles { return &Profiles{c} }

// Commands returns the table of profile commands.
func (p *Profiles) Commands() []api.Command {
	return []api.Command{
		{Service: "profile", Name: "portrait_get", Handler: p.get, OnBehalf: true},
		{Service: "profile", Name: "portrait_set", Handler: p.set, OnBehalf: true},
	}
}
