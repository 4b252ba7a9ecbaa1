package group

import (
	"webim.js/demo/server/message"
	"webim.js/demo/server/profile"
	"webim.js/demo/server/store"
)

// Chat is a group's conversation as a list of recent ones shows it to a
// member.
type Chat struct {
	Group    string // id
	Name     string
	FaceURL  string
	Stamp    uint64 // of the latest message or tip
	Last     Message
	Card     profile.Card // of its sender, like NameCard
	NameCard string
	Preview  string
	Read     uint64 // seq up to which the member has read
	Unread   uint64
}

// Chats are the groups that a user is in and in which somebody has said
// something that the user may read. Big groups keep nothing to show.
func Chats(r store.Reader, user string) []Chat {
	var list []Chat
	seen := newCards(r)
	for _, id := range groupsOf(r, user) {
		rec, _ := store.Load[Group](r, groupsBucket, store.Key(id))
		rm := &room{id: id, Group: rec, head: loadHead(r, id)}
		m, _ := loadMember(r, id, user)
		last, ok := rm.loadMessage(r, rm.Said)
		if !ok || rm.Said < m.From {
			continue
		}
		sender, _ := loadMember(r, id, last.From)
		list = append(list, Chat{
			Group: id, Name: rm.Name, FaceURL: rm.FaceURL, Stamp: rm.head.Stamp, Last: last,
			Card: seen.of(last.From), NameCard: sender.NameCard, Preview: message.Preview(last.Body),
			Read: m.Read, Unread: rm.unread(m),
		})
	}
	return list
}
