package c2c

import (
	"context"
	"encoding/json"
	"math/rand/v2"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/message"
	"webim.js/server/store"
)

// The values of SyncFromOldSystem in the vendor's document "导入单聊消息": live
// messages, which are delivered and count as unread, and past messages.
const (
	importLive    = 1
	importPast    = 2
	importLiveNew = 5 // importLive in later documents
)

// importOne imports a message of another server.
func (m *Messages) importOne(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		SyncFromOldSystem api.Int
		From              api.Text `json:"From_Account"`
		To                api.Text `json:"To_Account"`
		MsgSeq            api.Int
		MsgRandom         *api.Int
		MsgTimeStamp      *api.Int
		MsgBody           json.RawMessage
	}
	if err := call.Decode(&req, codeBadPacket); err != nil {
		return nil, err
	}
	switch {
	case req.From == "":
		return nil, api.Errorf(codeNoSender, "From_Account is missing")
	case req.To == "":
		return nil, api.Errorf(codeNoReceiver, "To_Account is missing")
	case req.SyncFromOldSystem != importLive && req.SyncFromOldSystem != importPast && req.SyncFromOldSystem != importLiveNew:
		return nil, api.Errorf(codeBadPacket, "SyncFromOldSystem must be %d or %d", importLive, importPast)
	}
	if req.MsgRandom == nil {
		made := api.Int(rand.Uint32())
		req.MsgRandom = &made
	}
	msg := Message{From: string(req.From), To: string(req.To), Seq: int64(req.MsgSeq), Random: int64(*req.MsgRandom), Time: call.Unix()}
	if req.MsgTimeStamp != nil {
		msg.Time = int64(*req.MsgTimeStamp)
	}
	if !isExact(req.MsgSeq) || !isExact(*req.MsgRandom) || msg.Time < 0 || msg.Time > call.Unix() {
		return nil, api.Errorf(codeBadPacket, "MsgSeq and MsgRandom must be 0 to 2^53, and MsgTimeStamp not in the future")
	}
	var err error
	if msg.Body, err = message.Parse(req.MsgBody, codeBadPacket); err != nil {
		return nil, err
	}
	return nil, m.Store.Update(ctx, func(tx store.Tx) error {
		_, err := m.Import(tx, msg, req.SyncFromOldSystem != importPast)
		return err
	})
}

// Import adds a message of another server to its conversation, unless it exists
// already: a message with the same time, Seq and Random between the same users.
// The body must have been checked by message.Parse. The message must not be
// older than the latest of the conversation, since history is in the order of
// time. A live message is delivered and counts as unread; a past one notifies
// no client.
func (m *Messages) Import(tx store.Tx, msg Message, live bool) (added bool, err error) {
	tx.Want(account.Need(msg.From), account.Need(msg.To), contactNeed(msg.From, msg.To), contactNeed(msg.To, msg.From))
	for _, name := range []string{msg.From, msg.To} {
		if !account.Exists(tx, name) {
			return false, api.Errorf(codeUnregistered, "no such account: %.64s", name)
		}
	}
	sender, _ := LoadContact(tx, msg.From, msg.To)
	receiver, _ := LoadContact(tx, msg.To, msg.From)
	latest := max(sender.LastTime, receiver.LastTime)
	if msg.Time <= latest && exists(tx, msg) {
		return false, nil
	}
	if msg.Time < latest {
		return false, api.Errorf(codeBadPacket, "conversation has later messages: import in order of time")
	}
	msg.Stamp, msg.Imported = tx.Stamp(), !live
	store.Save(tx, messagesBucket, messageKey(msg.From, msg.To, msg.Stamp), msg)
	m.MarkUsed(tx, msg.Body)
	sender.Last, sender.LastTime = msg.Stamp, msg.Time
	receiver.Last, receiver.LastTime = msg.Stamp, msg.Time
	store.Save(tx, contactsBucket, store.Key(msg.To, msg.From), receiver)
	if msg.From != msg.To {
		store.Save(tx, contactsBucket, store.Key(msg.From, msg.To), sender)
	}
	if live {
		if msg.From != msg.To {
			store.Save(tx, unreadBucket, store.Key(msg.To, msg.Stamp), unreadMark{msg.From, msg.Time})
		}
		m.publish(tx, msg, false)
	}
	return true, nil
}

// exists reports whether a message is among those of the same second.
func exists(r store.Reader, msg Message) bool {
	first := firstAfter(r, msg.From, msg.To, msg.Time-1)
	if first == 0 {
		return false
	}
	span := messagesOf(msg.From, msg.To)
	span.From = messageKey(msg.From, msg.To, first)
	for k, v := range r.Scan(messagesBucket, span) {
		there := decodeMessage(r, k, v)
		if there.Time != msg.Time {
			return false
		}
		if there.Seq == msg.Seq && there.Random == msg.Random {
			return true
		}
	}
	return false
}
