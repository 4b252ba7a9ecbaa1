// Package recent lists a user's conversations, latest first, with the last
// message and the number of unread messages of each. It stores only which
// conversations the user has removed from the list.
package recent

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/c2c"
	"webim.js/server/group"
	"webim.js/server/message"
	"webim.js/server/store"
)

// codeBadRequest is the error code of an invalid request.
const codeBadRequest = 30001

const (
	defaultCount = 100 // if the request has no Count
	maxCount     = 500
)

// deletedPeer replaces a peer whose account was deleted; clients skip it.
const deletedPeer = "@TLS#NOT_FOUND"

// chatType is the type of a conversation.
type chatType uint64

const (
	chatC2C   chatType = 1
	chatGroup chatType = 2
)

// hiddenBucket holds user, chatType, id → stamp: the conversation is not listed
// until it has a message above the stamp.
const hiddenBucket store.Bucket = "recent_hidden"

// UserBuckets lists the buckets whose records are deleted with a user.
var UserBuckets = []store.Bucket{hiddenBucket}

// Contacts implements the recent contact commands.
type Contacts struct {
	store store.Store
}

// New returns the commands on a store.
func New(s store.Store) *Contacts { return &Contacts{store: s} }

// Commands returns the table of commands.
func (c *Contacts) Commands() []api.Command {
	return []api.Command{
		{Service: "recentcontact", Name: "get", Handler: c.get},
		{Service: "recentcontact", Name: "delete", Handler: c.delete},
	}
}

// chat is a conversation that may be listed. item is called for listed ones only.
type chat struct {
	stamp uint64
	needs []store.Need // reads of item
	item  func() any   // returns nil if there is nothing to list
}

// get returns the latest conversations. It scans all of them to find the latest
// by stamp, but reads the messages of listed one-to-one conversations only.
func (c *Contacts) get(ctx context.Context, call *api.Call) (any, error) {
	var req struct{ Count *api.Int }
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	count := defaultCount
	if req.Count != nil {
		count = int(min(*req.Count, maxCount))
	}
	if count < 1 {
		return nil, api.Errorf(codeBadRequest, "Count must be at least 1")
	}
	type response struct{ SessionItem []json.RawMessage }
	var a response
	user := call.Caller.Account
	err := c.store.View(ctx, func(r store.Reader) error {
		a = response{[]json.RawMessage{}}
		r.Want(append(group.ChatsNeeds(user), c2c.UnreadNeed(user), c2c.ContactsNeed(user), hiddenNeed(user))...)
		hidden := hiddenOf(r, user)
		chats := append(c2cChats(r, user, hidden), groupChats(r, user, hidden)...)
		slices.SortFunc(chats, func(a, b chat) int { return cmp.Compare(b.stamp, a.stamp) })
		var needs []store.Need
		for _, ch := range chats[:min(len(chats), count)] {
			needs = append(needs, ch.needs...)
		}
		r.Want(needs...)
		var size api.ListSize
		for _, ch := range chats {
			if len(a.SessionItem) == count {
				break
			}
			item := ch.item()
			if item == nil {
				continue
			}
			data, fits, err := size.Add(item)
			if err != nil || !fits {
				return err
			}
			a.SessionItem = append(a.SessionItem, data)
		}
		return nil
	})
	return a, err
}

// c2cItem is a one-to-one conversation on the wire. PeerRead is an addition to the
// protocol, for clients that were closed when the receipt was sent: it is the time up
// to which the peer has read.
type c2cItem struct {
	Type   chatType
	Peer   string `json:"To_Account"`
	Unread int    `json:"UnreadMsgCount"`
	Seq    int64  `json:"MsgSeq"`
	Random int64  `json:"MsgRandom"`
	Time   int64  `json:"MsgTimeStamp"`
	Show   string `json:"MsgShow"`

	PeerRead int64 `json:"PeerReadTime,omitempty"`
}

func c2cChats(r store.Reader, user string, hidden hiddenUpTo) []chat {
	unread := c2c.UnreadCounts(r, user)
	var chats []chat
	c2c.Contacts(r, user, func(peer string, contact c2c.Contact) bool {
		if contact.Last > hidden[chatKey{chatC2C, peer}] {
			needs := append(c2c.LastNeeds(user, peer, contact.Last), account.Need(peer), c2c.ReadTimeNeed(peer, user))
			chats = append(chats, chat{contact.Last, needs, func() any {
				last, ok := c2c.LastMessage(r, user, peer)
				if !ok {
					return nil
				}
				item := c2cItem{chatC2C, peer, unread[peer], last.Seq, last.Random, last.Time, message.Preview(last.Body), c2c.ReadTime(r, peer, user)}
				if !account.Exists(r, peer) {
					item.Peer = deletedPeer
				}
				return item
			}})
		}
		return true
	})
	return chats
}

// groupItem is a group conversation on the wire. The field of its id is spelled
// without an underscore.
type groupItem struct {
	Type     chatType
	ID       string `json:"ToAccount"`
	Name     string `json:"GroupNick"`
	Image    string `json:"GroupImage,omitempty"`
	From     string `json:"MsgGroupFrom_Account"`
	NameCard string `json:"MsgGroupFromCardName,omitempty"`
	Nick     string `json:"MsgGroupFromNickName,omitempty"`
	ReadSeq  uint64 `json:"MsgGroupReadedSeq"`
	Unread   uint64 `json:"UnreadMsgCount"`
	Seq      uint64 `json:"MsgSeq"`
	Random   int64  `json:"MsgRandom"`
	Time     int64  `json:"MsgTimeStamp"`
	Show     string `json:"MsgShow"`
}

func groupChats(r store.Reader, user string, hidden hiddenUpTo) []chat {
	var chats []chat
	for _, g := range group.Chats(r, user) {
		if g.Last.Stamp > hidden[chatKey{chatGroup, g.Group}] {
			chats = append(chats, chat{g.Last.Stamp, nil, func() any {
				return groupItem{
					chatGroup, g.Group, g.Name, g.FaceURL, g.Last.From, g.NameCard, g.Card.Nick,
					g.Read, g.Unread, g.Last.Seq, g.Last.Random, g.Last.Time, g.Preview,
				}
			}})
		}
	}
	return chats
}

func hiddenKey(user string, t chatType, id string) []byte {
	return store.Key(user, uint64(t), id)
}

// chatKey identifies a conversation.
type chatKey struct {
	kind chatType
	id   string
}

// hiddenUpTo maps conversations to the stamps up to which they are not listed.
type hiddenUpTo map[chatKey]uint64

func hiddenOf(r store.Reader, user string) hiddenUpTo {
	hidden := hiddenUpTo{}
	for k, v := range r.Scan(hiddenBucket, store.Prefix(user)) {
		_, rest, _ := store.CutString(k)
		kind, rest, _ := store.CutUint64(rest)
		id, _, _ := store.CutString(rest)
		hidden[chatKey{chatType(kind), id}] = store.Decode[uint64](r, v)
	}
	return hidden
}

// hiddenNeed returns the reads of hiddenOf, for a store to prefetch.
func hiddenNeed(user string) store.Need { return store.WantRange(hiddenBucket, store.Prefix(user), 0) }

// delete removes a conversation from the list until it has a new message. Its
// messages stay. A conversation that does not exist is ignored.
func (c *Contacts) delete(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		Type    api.Int
		To      api.Text `json:"To_Account"`
		ToGroup api.Text `json:"ToGroupid"`
	}
	if err := call.Decode(&req, codeBadRequest); err != nil {
		return nil, err
	}
	kind, id := chatType(req.Type), string(req.To)
	switch {
	case req.Type != api.Int(chatC2C) && req.Type != api.Int(chatGroup):
		return nil, api.Errorf(codeBadRequest, "Type must be %d or %d", chatC2C, chatGroup)
	case kind == chatC2C && id == "":
		return nil, api.Missing("To_Account")
	case kind == chatGroup && req.ToGroup == "":
		return nil, api.Missing("ToGroupid")
	case kind == chatGroup:
		id = string(req.ToGroup)
	}
	user := call.Caller.Account
	return nil, c.store.Update(ctx, func(tx store.Tx) error {
		if has(tx, user, kind, id) {
			store.Save(tx, hiddenBucket, hiddenKey(user, kind, id), tx.LastStamp())
		}
		return nil
	})
}

func has(r store.Reader, user string, t chatType, id string) bool {
	if t == chatC2C {
		_, ok := c2c.LoadContact(r, user, id)
		return ok
	}
	return slices.ContainsFunc(group.Chats(r, user), func(g group.Chat) bool { return g.Group == id })
}
