// Package relation implements friend lists, friend requests and blacklists.
//
// All lists belong to one user: a friendship is two entries in the friend lists
// of both users. A friend request (pendency) is two entries as well, one received
// and one sent, and each user deletes their own.
package relation

import (
	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/store"
)

// Error codes of all commands: of an invalid request, and of a single account in
// a batch.
const (
	codeBadRequest = 30001
	codeNoAccount  = 30003
)

// Limits of users and requests.
const (
	maxFriends    = 3000
	maxPendencies = 1000 // of each direction
	maxBlack      = 1000
	maxGroups     = 32 // friend groups
	maxBatch      = 100
	maxTags       = 100
	defaultPage   = 100 // the default page size

	// In bytes. Early clients limited the wording to 120.
	maxRemark    = 96
	maxWording   = 256
	maxGroupName = 30
)

// Config holds the dependencies of New.
type Config struct {
	Store  store.Store
	Outbox *deliver.Outbox
}

// Relations implements the friend, pendency and blacklist commands.
type Relations struct{ Config }

// New returns the commands for c.
func New(c Config) *Relations { return &Relations{c} }

// Commands returns the table of commands.
func (f *Relations) Commands() []api.Command {
	return []api.Command{
		{Service: "sns", Name: "friend_add", Handler: f.add, OnBehalf: true},
		{Service: "sns", Name: "friend_response", Handler: f.respond},
		{Service: "sns", Name: "friend_delete", Handler: f.remove, OnBehalf: true},
		{Service: "sns", Name: "friend_get_all", Handler: f.getAll, OnBehalf: true},
		{Service: "sns", Name: "pendency_get", Handler: f.getPendencies},
		{Service: "sns", Name: "PendencyReport", Handler: f.reportPendencies},
		{Service: "sns", Name: "pendency_delete", Handler: f.deletePendencies},
		{Service: "sns", Name: "black_list_add", Handler: f.block, OnBehalf: true},
		{Service: "sns", Name: "black_list_delete", Handler: f.unblock, OnBehalf: true},
		{Service: "sns", Name: "black_list_get", Handler: f.getBlocked, OnBehalf: true},

		{Service: "sns", Name: "friend_import", Handler: f.importFriends, Access: api.BackEnds, OnBehalf: true},
		{Service: "sns", Name: "friend_check", Handler: f.check, Access: api.BackEnds, OnBehalf: true},
		{Service: "sns", Name: "black_list_check", Handler: f.checkBlack, Access: api.BackEnds, OnBehalf: true},
	}
}

// Blocked reports whether to has from on the blacklist.
func Blocked(r store.Reader, from, to string) bool {
	return r.Get(blackBucket, store.Key(to, from)) != nil
}

// BlockedNeed returns the reads of Blocked, for a store to prefetch.
func BlockedNeed(from, to string) store.Need { return store.WantKey(blackBucket, store.Key(to, from)) }

// FriendsNeed returns the reads of Friends, for a store to prefetch.
func FriendsNeed(user string) store.Need {
	return store.WantRange(friendsBucket, store.Prefix(user), 0)
}

// Friends returns the users in a user's friend list.
func Friends(r store.Reader, user string) []string {
	var friends []string
	for k := range r.Scan(friendsBucket, store.Prefix(user)) {
		friends = append(friends, otherOf(k))
	}
	return friends
}

// WatchersNeed returns the reads of Watchers, for a store to prefetch.
func WatchersNeed(user string) store.Need {
	return store.WantRange(friendOfBucket, store.Prefix(user), 0)
}

// Watchers returns the users that have user in their friend list.
func Watchers(r store.Reader, user string) []string {
	var watchers []string
	for k := range r.Scan(friendOfBucket, store.Prefix(user)) {
		watchers = append(watchers, otherOf(k))
	}
	return watchers
}
