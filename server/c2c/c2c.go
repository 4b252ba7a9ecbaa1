// Package c2c holds one-to-one messages: sending, fetching what is unread,
// read reports and history.
//
// What the two dialects need after a crash comes from the same records: 1.3
// polls are told that something is unread (UnreadStamp) and fetch it, 1.7
// polls get the messages above their cookie (Replay).
package c2c

import (
	"encoding/json"

	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/plainjson"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// Codes of one-to-one messages.
const (
	codeBadPacket = 20001
	codeNoAccount = 20003
	codeBlocked   = 20007
)

// Config is what New needs. The functions are other families' say; each may
// be nil.
type Config struct {
	Store  store.Store
	Outbox *deliver.Outbox

	// Opened is since when a session polls, and whether pages share it.
	Opened func(c api.Caller) (stamp uint64, shared bool)

	// Blocked tells whether a receiver has the sender on the black list.
	// BlockedNeed is what it reads for that.
	Blocked     func(r store.Reader, from, to string) bool
	BlockedNeed func(from, to string) store.Need

	// JoinRequests are the stored requests to join groups that the user
	// administers, as items of event 5 (group system notices).
	JoinRequests func(r store.Reader, user string) []json.RawMessage

	// Mentioned is told of texts that are stored: they may name uploaded files.
	Mentioned func(tx store.Tx, text []byte)

	// Notices visits the numbers of those, and HideNotice takes one out.
	Notices    func(r store.Reader, user string, visit func(seq, random int64))
	HideNotice func(tx store.Tx, user string, seq int64)
}

// Messages is the family of one-to-one message commands.
type Messages struct{ Config }

// New returns the family.
func New(c Config) *Messages { return &Messages{c} }

// Commands lists the family's commands.
func (m *Messages) Commands() []api.Command {
	return []api.Command{
		{Service: "openim", Name: "sendmsg", Handler: m.send, OnBehalf: true},
		{Service: "openim", Name: "getmsg", Handler: m.getUnread},
		{Service: "openim", Name: "msgreaded", Handler: m.markRead},
		{Service: "openim", Name: "getroammsg", Handler: m.history},
		{Service: "openim", Name: "deletemsg", Handler: m.delete},

		{Service: "openim", Name: "batchsendmsg", Handler: m.sendMany, Access: api.BackEnds, OnBehalf: true},
		{Service: "openim", Name: "importmsg", Handler: m.importOne, Access: api.BackEnds, FromOthers: true},
		{Service: "openim", Name: "admin_getroammsg", Handler: m.adminHistory, Access: api.BackEnds, FromOthers: true},
	}
}

// Source is that of one-to-one messages.
var Source = deliver.Source{
	Needs:  func(user string, _ uint64) []store.Need { return []store.Need{ContactsNeed(user)} },
	Events: replay,
}

func replay(r store.Reader, user string, after uint64, page *deliver.Page) {
	seen := cards{r: r}
	eachSince(r, user, after, func(m Message) bool {
		if page.Ends(m.Stamp) {
			return false
		}
		data, err := plainjson.Marshal(seen.item(m))
		if err != nil {
			r.Fail(err)
			return false
		}
		return page.Add(&deliver.Event{
			Stamp: m.Stamp, Kind: deliver.Message, To: []string{user}, Item: data, ExceptSession: m.Session,
		})
	})
}

// eachSince visits the messages to and from a user with stamps above after,
// conversation by conversation, the oldest first, each until visit returns false.
func eachSince(r store.Reader, user string, after uint64, visit func(Message) bool) {
	since := func(peer string) store.Range { return messagesOf(user, peer).After(messageKey(user, peer, after)) }
	var peers []string
	needs := []store.Need{profile.Need(user)}
	Contacts(r, user, func(peer string, c Contact) bool {
		if c.Last > after {
			peers = append(peers, peer)
			needs = append(needs, store.WantRange(messagesBucket, since(peer), fewMessages), profile.Need(peer))
		}
		return true
	})
	if len(peers) > 0 {
		r.Want(needs...)
	}
	for _, peer := range peers {
		for k, v := range r.Scan(messagesBucket, since(peer)) {
			msg := decodeMessage(r, k, v)
			if !msg.Imported && !visit(msg) {
				break
			}
		}
	}
}

// fewMessages are as many as most conversations have to replay.
const fewMessages = 15

// publish tells both sides of a message, or the receiver alone; the session that
// sent it knows.
func (m *Messages) publish(tx store.Tx, msg Message, oneSided bool) {
	to := []string{msg.To}
	if msg.From != msg.To && !oneSided {
		to = append(to, msg.From)
	}
	m.Outbox.Publish(tx, deliver.Event{
		Stamp: msg.Stamp, Kind: deliver.Message, To: to, ExceptSession: msg.Session,
	}, msg.item(profile.CardOf(tx, msg.From)))
}
