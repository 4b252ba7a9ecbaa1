// Package relation keeps who is whose friend, who has asked to be, and whom
// nobody wants to hear from.
//
// Everything is kept from one user's side: a friend list is that user's, and
// friendship is two entries in two lists. A request to become friends is two
// entries as well, one that came in and one that went out, and each user
// clears away their own.
package relation

import (
	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/store"
)

// Codes of all commands. The first two are of requests, the others of single
// accounts in a batch.
const (
	codeBadRequest = 30001
	codeNoAccount  = 30003
)

// What a user may have, and a request may hold.
const (
	maxFriends    = 3000
	maxPendencies = 1000 // of each direction
	maxBlack      = 1000
	maxGroups     = 32 // friend groups
	maxBatch      = 100
	maxTags       = 100
	defaultPage   = 100 // when a request does not say

	// In bytes. Pages of the first years kept to 120 for the wording.
	maxRemark    = 96
	maxWording   = 256
	maxGroupName = 30
)

// Config is what New needs.
type Config struct {
	Store  store.Store
	Outbox *deliver.Outbox
}

// Relations is the family of friend, pendency and black list commands.
type Relations struct{ Config }

// New returns the family.
func New(c Config) *Relations { return &Relations{c} }

// Commands lists the family's commands.
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

// Blocked tells whether a receiver has the sender on the black list.
func Blocked(r store.Reader, from, to string) bool {
	return r.Get(blackBucket, store.Key(to, from)) != nil
}

// BlockedNeed is what Blocked reads, for a store to fetch ahead.
func BlockedNeed(from, to string) store.Need { return store.WantKey(blackBucket, store.Key(to, from)) }

// FriendsNeed is what Friends reads, for a store to fetch ahead.
func FriendsNeed(user string) store.Need {
	return store.WantRange(friendsBucket, store.Prefix(user), 0)
}

// Friends are those in a user's friend list.
func Friends(r store.Reader, user string) []string {
	var friends []string
	for k := range r.Scan(friendsBucket, store.Prefix(user)) {
		friends = append(friends, otherOf(k))
	}
	return friends
}

// WatchersNeed is what Watchers reads, for a store to fetch ahead.
func WatchersNeed(user string) store.Need {
	return store.WantRange(friendOfBucket, store.Prefix(user), 0)
}

// Watchers are those who have a user in their friend list.
func Watchers(r store.Reader, user string) []string {
	var watchers []string
	for k := range r.Scan(friendOfBucket, store.Prefix(user)) {
		watchers = append(watchers, otherOf(k))
	}
	return watchers
}
