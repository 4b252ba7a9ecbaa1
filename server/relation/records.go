package relation

import (
	"iter"

	"webim.js/server/store"
)

// Lists are small (see the limits), so there is no index by time: commands that
// need that order read the list and sort it.
//
//	relations        user → lists             versions and sizes of the lists below
//	friends          user, other → friend     a user's friend list
//	friend_of        other, user → (empty)    the reverse index of friends
//	pendencies_in    user, other → pendency   requests that the user has received
//	pendencies_out   user, other → pendency   requests that the user has sent
//	black            user, other → blackEntry
const (
	listsBucket    store.Bucket = "relations"
	friendsBucket  store.Bucket = "friends"
	friendOfBucket store.Bucket = "friend_of"
	blackBucket    store.Bucket = "black"
)

// side is the direction of a pendency from the point of view of its owner.
type side int

const (
	comeIn side = iota
	sendOut
)

var pendingBucket = [...]store.Bucket{comeIn: "pendencies_in", sendOut: "pendencies_out"}

// list is the version and size of a list.
type list struct {
	Seq     int   // incremented with each change
	Size    int   // number of entries
	Removed int64 `json:",omitempty"` // Unix seconds of the last removal
}

func (l *list) added()            { l.Seq, l.Size = l.Seq+1, l.Size+1 }
func (l *list) changed()          { l.Seq++ }
func (l *list) removed(now int64) { l.Seq, l.Size, l.Removed = l.Seq+1, l.Size-1, now }

// lists are the versions and sizes of one user's lists.
type lists struct {
	Friends list
	Pending [2]list // by side
	Black   list
}

func loadLists(r store.Reader, user string) lists {
	l, _ := store.Load[lists](r, listsBucket, store.Key(user))
	return l
}

// friend is an entry of a friend list.
type friend struct {
	Remark  string `json:",omitempty"`
	Group   string `json:",omitempty"` // within the friend list; "" is none
	Source  string // from the request, like Wording
	Wording string `json:",omitempty"`
	Added   int64  // Unix seconds, like Changed
	Changed int64
}

// pendency is a request to become friends.
type pendency struct {
	Time    int64 // Unix seconds
	Source  string
	Wording string `json:",omitempty"`
	Read    bool   `json:",omitempty"` // its owner has reported it as read

	// For the sender's own list; not visible to the receiver.
	Remark string `json:",omitempty"`
	Group  string `json:",omitempty"`
}

// blackEntry is an entry of a blacklist.
type blackEntry struct {
	Added int64 // Unix seconds
}

// entries iterates over a user's list in order of the accounts.
func entries[T any](r store.Reader, b store.Bucket, user string) iter.Seq2[string, T] {
	return func(yield func(other string, entry T) bool) {
		for k, v := range r.Scan(b, store.Prefix(user)) {
			if !yield(otherOf(k), store.Decode[T](r, v)) {
				return
			}
		}
	}
}

// otherOf returns the second account of a key.
func otherOf(key []byte) string {
	_, rest, _ := store.CutString(key)
	other, _, _ := store.CutString(rest)
	return other
}

// groupFits reports whether a user may have the friend group in addition to the
// existing ones.
func groupFits(r store.Reader, user, group string) bool {
	if group == "" {
		return true
	}
	groups := map[string]bool{group: true}
	for _, f := range entries[friend](r, friendsBucket, user) {
		if f.Group != "" {
			groups[f.Group] = true
		}
	}
	return len(groups) <= maxGroups
}
