package c2c

import (
	"bytes"
	"encoding/json"

	"webim.js/server/profile"
	"webim.js/server/store"
)

// A message is stored once, with its conversation. The other records refer to it
// by its stamp:
//
//	c2c_messages   a, b, stamp → Message         the conversation; a < b
//	contacts       user, peer → Contact          both directions: the recent contacts
//	c2c_unread     user, stamp → unreadMark      returned by getmsg
//	c2c_deleted    user, stamp → (empty)         messages a user has deleted
//	c2c_sent       window, from, to, seq, random → sent.Mark
//
// Stamps and times both increase within a conversation, so a page of history is
// one seek and a short scan, independent of the length of the conversation.
const (
	messagesBucket store.Bucket = "c2c_messages"
	contactsBucket store.Bucket = "contacts"
	unreadBucket   store.Bucket = "c2c_unread"
	deletedBucket  store.Bucket = "c2c_deleted"
	sentBucket     store.Bucket = "c2c_sent"
)

// UserBuckets lists the buckets whose keys begin with a user and that are deleted
// with the user. The conversations stay, for the peers.
var UserBuckets = []store.Bucket{contactsBucket, unreadBucket, deletedBucket}

// Message is the stored record of a one-to-one message.
type Message struct {
	Stamp   uint64 `json:"-"` // from the key
	From    string
	To      string
	Seq     int64 // set by the client, like Random
	Random  int64
	Time    int64 // Unix seconds, set by the server
	Body    json.RawMessage
	Session string `json:",omitempty"` // the session that sent it

	Imported bool `json:",omitempty"` // past message of another server: not delivered
}

// Contact is the state of a conversation for one of its users.
type Contact struct {
	Last     uint64 // stamp of the latest message
	LastTime int64  // Unix seconds of the latest message
	ReadTime int64  `json:",omitempty"` // the user has read the peer's messages up to this time
	ReadTo   uint64 `json:",omitempty"` // no message up to this stamp is unread
}

// unreadMark is the index entry of an unread message.
type unreadMark struct {
	Peer string
	Time int64
}

// orderedPair returns the pair of users in the order of the keys.
func orderedPair(a, b string) (string, string) {
	if a > b {
		return b, a
	}
	return a, b
}

func messageKey(a, b string, stamp uint64) []byte {
	a, b = orderedPair(a, b)
	return store.Key(a, b, stamp)
}

func messagesOf(a, b string) store.Range {
	a, b = orderedPair(a, b)
	return store.Prefix(a, b)
}

// loadMessage returns the message of a conversation with that stamp.
func loadMessage(r store.Reader, a, b string, stamp uint64) (Message, bool) {
	m, ok := store.Load[Message](r, messagesBucket, messageKey(a, b, stamp))
	m.Stamp = stamp
	return m, ok
}

// decodeMessage decodes an entry of a scan over messagesOf.
func decodeMessage(r store.Reader, key, value []byte) Message {
	m := store.Decode[Message](r, value)
	m.Stamp, _, _ = store.CutUint64(key[len(key)-8:])
	return m
}

// messageHeader is a message without its body.
type messageHeader struct {
	Stamp    uint64 `json:"-"` // from the key
	From, To string
	Seq      int64
	Random   int64
	Time     int64

	size int // of the record, in bytes
}

// bodyField begins the body in a record. Quotes in the strings before it are
// escaped, so they cannot contain it.
var bodyField = []byte(`,"Body":`)

// decodeHeader is decodeMessage without the body, which may be long and is not
// parsed.
func decodeHeader(r store.Reader, key, value []byte) messageHeader {
	header := value
	if i := bytes.Index(value, bodyField); i >= 0 {
		header = append(value[:i:i], '}')
	}
	m := store.Decode[messageHeader](r, header)
	m.Stamp, _, _ = store.CutUint64(key[len(key)-8:])
	m.size = len(value)
	return m
}

// LoadContact returns the state of user's conversation with peer.
func LoadContact(r store.Reader, user, peer string) (Contact, bool) {
	return store.Load[Contact](r, contactsBucket, store.Key(user, peer))
}

// contactNeed returns the reads of LoadContact, for a store to prefetch.
func contactNeed(user, peer string) store.Need {
	return store.WantKey(contactsBucket, store.Key(user, peer))
}

// ReadTime returns the time up to which a user has read the peer's messages, or 0
// if none.
func ReadTime(r store.Reader, user, peer string) int64 {
	contact, _ := LoadContact(r, user, peer)
	return contact.ReadTime
}

// ReadTimeNeed returns the reads of ReadTime, for a store to prefetch.
func ReadTimeNeed(user, peer string) store.Need { return contactNeed(user, peer) }

// ContactsNeed returns the reads of Contacts, for a store to prefetch.
func ContactsNeed(user string) store.Need {
	return store.WantRange(contactsBucket, store.Prefix(user), 0)
}

// Contacts visits all peers with whom a user has exchanged messages, until
// visit returns false.
func Contacts(r store.Reader, user string, visit func(peer string, c Contact) bool) {
	r.Want(ContactsNeed(user))
	for k, v := range r.Scan(contactsBucket, store.Prefix(user)) {
		_, rest, _ := store.CutString(k)
		peer, _, _ := store.CutString(rest)
		if !visit(peer, store.Decode[Contact](r, v)) {
			return
		}
	}
}

// LastNeeds returns the reads of LastMessage if the latest message, which has the
// given stamp, is not deleted.
func LastNeeds(user, peer string, stamp uint64) []store.Need {
	return []store.Need{
		store.WantRange(messagesBucket, messagesOf(user, peer).Backwards(), 1),
		store.WantKey(deletedBucket, store.Key(user, stamp)),
	}
}

// LastMessage returns the latest message between two users that user has not
// deleted.
func LastMessage(r store.Reader, user, peer string) (Message, bool) {
	for k, v := range r.Scan(messagesBucket, messagesOf(user, peer).Backwards()) {
		msg := decodeMessage(r, k, v)
		if r.Get(deletedBucket, store.Key(user, msg.Stamp)) == nil {
			return msg, true
		}
	}
	return Message{}, false
}

// UnreadStamp returns the stamp of the user's latest unread message, or 0 if there
// is none.
func UnreadStamp(r store.Reader, user string) uint64 {
	for k := range r.Scan(unreadBucket, store.Prefix(user).Backwards()) {
		stamp, _, _ := store.CutUint64(k[len(k)-8:])
		return stamp
	}
	return 0
}

// UnreadNeed returns the reads of UnreadCounts, for a store to prefetch.
func UnreadNeed(user string) store.Need { return store.WantRange(unreadBucket, store.Prefix(user), 0) }

// UnreadCounts returns the number of unread messages from each peer.
func UnreadCounts(r store.Reader, user string) map[string]int {
	counts := map[string]int{}
	r.Want(UnreadNeed(user))
	for _, v := range r.Scan(unreadBucket, store.Prefix(user)) {
		counts[store.Decode[unreadMark](r, v).Peer]++
	}
	return counts
}

// Item is a message on the wire.
type Item struct {
	From      string          `json:"From_Account"`
	To        string          `json:"To_Account"`
	Seq       int64           `json:"MsgSeq"`
	Random    int64           `json:"MsgRandom"`
	Timestamp int64           `json:"MsgTimeStamp"`
	Body      json.RawMessage `json:"MsgBody"`
	profile.Card
}

func (m Message) item(card profile.Card) Item {
	return Item{m.From, m.To, m.Seq, m.Random, m.Time, m.Body, card}
}

// cards caches the profile cards of senders.
type cards struct {
	r    store.Reader
	seen map[string]profile.Card
}

// want prefetches the cards of the messages' senders.
func (c *cards) want(messages []Message) {
	var needs []store.Need
	for _, m := range messages {
		needs = append(needs, profile.Need(m.From))
	}
	c.r.Want(needs...)
}

func (c *cards) item(m Message) Item {
	card, ok := c.seen[m.From]
	if !ok {
		card = profile.CardOf(c.r, m.From)
		if c.seen == nil {
			c.seen = map[string]profile.Card{}
		}
		c.seen[m.From] = card
	}
	return m.item(card)
}
