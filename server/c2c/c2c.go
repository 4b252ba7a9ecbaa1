// Package c2c implements one-to-one messages: sending, fetching unread messages,
// read reports and history.
//
// Both dialects recover from a crash with the same records: a 1.3 poll is
// notified of unread messages (UnreadStamp) and fetches them, a 1.7 poll receives
// the messages above its cookie (Source).
package c2c

import (
	"encoding/json"

	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/plainjson"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// Error codes of one-to-one messages.
const (
	codeBadPacket = 20001
	codeNoAccount = 20003
	codeBlocked   = 20007
)

// Config holds the dependencies of New. The functions are provided by other
// packages.
type Config struct {
	Store  store.Store
	Outbox *deliver.Outbox

	// Opened returns the stamp at which a session started to poll, and the stamp
	// after which several clients share it, or math.MaxUint64 if one client has it.
	Opened func(c api.Caller) (opened, sharedAfter uint64)

	// Blocked reports whether to has from on the blacklist. BlockedNeed returns
	// the reads of Blocked, for a store to prefetch.
	Blocked     func(r store.Reader, from, to string) bool
	BlockedNeed func(from, to string) store.Need

	// JoinRequests returns the pending requests to join groups that the user
	// administers, as items of event 5 (group system notices).
	JoinRequests func(r store.Reader, user string) []json.RawMessage

	// MarkUsed is called with each text that is stored, since it may refer to
	// uploaded files.
	MarkUsed func(tx store.Tx, text []byte)

	// Notices calls visit with the seq and random of each item of JoinRequests.
	// HideNotice hides one of them.
	Notices    func(r store.Reader, user string, visit func(seq, random int64))
	HideNotice func(tx store.Tx, user string, seq int64)
}

// Messages implements the commands of one-to-one messages.
type Messages struct{ Config }

// New returns the commands for c.
func New(c Config) *Messages { return &Messages{c} }

// Commands returns the table of commands.
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

// Source is the deliver.Source of one-to-one messages.
var Source = deliver.Source{
	Needs:  func(user string, _ uint64) []store.Need { return []store.Need{ContactsNeed(user)} },
	Events: replay,
}

func replay(r store.Reader, user string, after uint64, batch *deliver.Batch) {
	seen := cards{r: r}
	eachSince(r, user, after, func(m Message) bool {
		if batch.Ends(m.Stamp) {
			return false
		}
		data, err := plainjson.Marshal(seen.item(m))
		if err != nil {
			r.Fail(err)
			return false
		}
		return batch.Add(&deliver.Event{
			Stamp: m.Stamp, Kind: deliver.Message, To: []string{user}, Item: data, ExceptSession: m.Session,
		})
	})
}

// eachSince visits the messages to and from a user with stamps above after,
// conversation by conversation, oldest first. When visit returns false it skips
// the rest of that conversation.
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

// fewMessages is the limit of the first read of a conversation's messages, enough
// for most conversations.
const fewMessages = 15

// publish notifies the receiver of a message and, unless it is one-sided, the
// sender's sessions other than the one that sent it.
func (m *Messages) publish(tx store.Tx, msg Message, oneSided bool) {
	to := []string{msg.To}
	if msg.From != msg.To && !oneSided {
		to = append(to, msg.From)
	}
	m.Outbox.Publish(tx, deliver.Event{
		Stamp: msg.Stamp, Kind: deliver.Message, To: to, ExceptSession: msg.Session,
	}, msg.item(profile.CardOf(tx, msg.From)))
}
