package group

import (
	"webim.js/server/message"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// Chat is a group conversation as listed for one of its members by package
// recent.
type Chat struct {
	Group    string // id
	Name     string
	FaceURL  string
	Stamp    uint64 // of the latest message or tip
	Last     Message
	Card     profile.Card // card of Last's sender
	NameCard string
	Preview  string
	Read     uint64 // seq up to which the member has read
	Unread   uint64
}

// ChatsNeeds returns the first reads of Chats, for a store to prefetch.
func ChatsNeeds(user string) []store.Need { return []store.Need{joinedNeed(user)} }

// Chats returns the groups of a user that have a message the user may read. Big
// groups have no history and are not included.
func Chats(r store.Reader, user string) []Chat {
	ids := groupsOf(r, user)
	wantGroups(r, user, ids...)
	rooms := make([]*groupTx, len(ids))
	needs := make([]store.Need, len(ids))
	for i, id := range ids {
		rec, _ := store.Load[Group](r, groupsBucket, store.Key(id))
		rooms[i] = &groupTx{id: id, Group: rec, conversation: loadConversation(r, id)}
		needs[i] = store.WantKey(messagesBucket, store.Key(rec.Serial, rooms[i].Said))
	}
	r.Want(needs...)
	type shown struct {
		*groupTx
		reader Member
		last   Message
	}
	var all []shown
	needs = nil
	for _, gtx := range rooms {
		m, _ := loadMember(r, gtx.id, user)
		if last, ok := gtx.loadMessage(r, gtx.Said); ok && gtx.Said >= m.From {
			all = append(all, shown{gtx, m, last})
			needs = append(needs, profile.Need(last.From), store.WantKey(membersBucket, store.Key(gtx.id, last.From)))
		}
	}
	r.Want(needs...)
	var list []Chat
	seen := newCards(r)
	for _, s := range all {
		last := s.last
		sender, _ := loadMember(r, s.id, last.From)
		list = append(list, Chat{
			Group: s.id, Name: s.Name, FaceURL: s.FaceURL, Stamp: s.conversation.Stamp, Last: last,
			Card: seen.of(last.From), NameCard: sender.NameCard, Preview: message.Preview(last.Body),
			Read: s.reader.Read, Unread: s.unread(s.reader),
		})
	}
	return list
}
