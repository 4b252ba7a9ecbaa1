package group

import (
	"encoding/json"

	"webim.js/server/store"
)

// Stored records. A group's messages are stored under its serial number, so that
// a new group that reuses an id does not inherit them.
//
//	groups           group → Group
//	group_heads      group → conversation     state that changes with each message
//	group_members    group, account → Member
//	group_discards   group, account → (empty) members that receive no messages
//	group_joined     account, group → (empty) the reverse index of group_members
//	group_messages   serial, seq → Message
//	group_sent       window, group, account, random → sent.Mark
//	group_trash      serial → (empty)         dissolved groups with messages
//	group_tasks      stamp → task
const (
	groupsBucket        store.Bucket = "groups"
	conversationsBucket store.Bucket = "group_heads"
	membersBucket       store.Bucket = "group_members"
	discardsBucket      store.Bucket = "group_discards"
	joinedBucket        store.Bucket = "group_joined"
	messagesBucket      store.Bucket = "group_messages"
	sentBucket          store.Bucket = "group_sent"
	trashBucket         store.Bucket = "group_trash"
)

// Group is the stored record of a group.
type Group struct {
	Serial       uint64
	Type         string
	Name         string
	Introduction string   `json:",omitempty"`
	Notification string   `json:",omitempty"`
	FaceURL      string   `json:",omitempty"`
	Owner        string   `json:",omitempty"` // empty if the owner of a private group has left
	Admins       []string `json:",omitempty"`
	Members      int      // number of members, including the owner
	MaxMembers   int      `json:",omitempty"` // 0 means no limit
	ApplyOption  string
	ShutUpAll    bool     `json:",omitempty"` // only owner and admins may speak
	Custom       []custom `json:",omitempty"`
	Created      int64    // Unix seconds, like Changed
	Changed      int64
	InfoSeq      int64 // incremented with each change
	Closing      bool  `json:",omitempty"` // being dissolved: not all members are notified yet

	// Audience is the version of the set of members that receive messages: the
	// stamp of its latest change. 0 means that it has not changed since it was imported.
	Audience uint64 `json:",omitempty"`
}

// custom is an application-defined field.
type custom struct {
	Key   string
	Value string
}

// conversation is the state of a group's conversation.
type conversation struct {
	Next  uint64 // seq of the next message or tip; the first is 1
	Stamp uint64 // of the latest message or tip
	Time  int64  // of the latest message, Unix seconds
	Said  uint64 // seq of the latest message that is not a tip; 0 means none
}

// Member is the stored record of a membership. The role is stored in Group.
type Member struct {
	Joined   int64    // Unix seconds
	From     uint64   // first seq that the member may read
	Since    uint64   // events above this stamp are for the member
	Read     uint64   // seq up to which the member has read
	Flag     string   // MsgFlag
	LastSaid int64    `json:",omitempty"` // Unix seconds
	MutedTo  int64    `json:",omitempty"` // end of the mute, Unix seconds
	NameCard string   `json:",omitempty"`
	Custom   []custom `json:",omitempty"`
}

// Message is the stored record of a message or tip.
type Message struct {
	Seq      uint64 `json:"-"` // from the key
	Stamp    uint64
	From     string
	Random   int64
	Time     int64 // Unix seconds
	Priority int   `json:",omitempty"`
	Tip      bool  `json:",omitempty"`
	Body     json.RawMessage
}

func loadConversation(r store.Reader, id string) conversation {
	h, ok := store.Load[conversation](r, conversationsBucket, store.Key(id))
	if !ok {
		h.Next = 1
	}
	return h
}

func loadMember(r store.Reader, id, account string) (Member, bool) {
	return store.Load[Member](r, membersBucket, store.Key(id, account))
}

func isMember(r store.Reader, id, account string) bool {
	return account != "" && r.Get(membersBucket, store.Key(id, account)) != nil
}

// saveMember writes a membership and updates the index of members that receive
// no messages.
func (gtx *groupTx) saveMember(tx store.Tx, account string, m Member) {
	before, was := loadMember(tx, gtx.id, account)
	if received := was && before.Flag != discard; received != (m.Flag != discard) {
		gtx.setReceives(account, !received)
	}
	key := store.Key(gtx.id, account)
	store.Save(tx, membersBucket, key, m)
	if m.Flag == discard {
		tx.Put(discardsBucket, key, nil)
	} else {
		tx.Delete(discardsBucket, key)
	}
}

func removeMember(tx store.Tx, id, account string) {
	tx.Delete(membersBucket, store.Key(id, account))
	tx.Delete(discardsBucket, store.Key(id, account))
	tx.Delete(joinedBucket, store.Key(account, id))
}

// accounts returns the second components of the keys that begin with first.
func accounts(r store.Reader, b store.Bucket, first string) []string {
	var list []string
	for k := range r.Scan(b, store.Prefix(first)) {
		_, rest, _ := store.CutString(k)
		second, _, _ := store.CutString(rest)
		list = append(list, second)
	}
	return list
}

// someAccounts is accounts for at most n keys, starting after the given one.
func someAccounts(r store.Reader, b store.Bucket, first, after string, n int) []string {
	span := store.Prefix(first)
	if after != "" {
		span = span.After(store.Key(first, after))
	}
	var list []string
	for k := range r.Scan(b, span) {
		_, rest, _ := store.CutString(k)
		second, _, _ := store.CutString(rest)
		if list = append(list, second); len(list) == n {
			break
		}
	}
	return list
}

func membersOf(r store.Reader, id string) []string { return accounts(r, membersBucket, id) }

// joinedNeed returns the reads of groupsOf, for a store to prefetch.
func joinedNeed(account string) store.Need {
	return store.WantRange(joinedBucket, store.Prefix(account), 0)
}

func groupsOf(r store.Reader, account string) []string {
	r.Want(joinedNeed(account))
	return accounts(r, joinedBucket, account)
}

// wantGroups prefetches groups and an account's membership in them.
func wantGroups(r store.Reader, account string, ids ...string) { r.Want(groupNeeds(account, ids)...) }

func groupNeeds(account string, ids []string) []store.Need {
	needs := make([]store.Need, 0, 3*len(ids))
	for _, id := range ids {
		needs = append(needs,
			store.WantKey(groupsBucket, store.Key(id)), store.WantKey(conversationsBucket, store.Key(id)),
			store.WantKey(membersBucket, store.Key(id, account)))
	}
	return needs
}

// wantMembers prefetches the memberships of accounts in a group.
func wantMembers(r store.Reader, id string, accounts []string) {
	needs := make([]store.Need, len(accounts))
	for i, account := range accounts {
		needs[i] = store.WantKey(membersBucket, store.Key(id, account))
	}
	r.Want(needs...)
}
