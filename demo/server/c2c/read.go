package c2c

import (
	"context"
	"slices"

	"webim.js/demo/server/account"
	"webim.js/demo/server/api"
	"webim.js/demo/server/deliver"
	"webim.js/demo/server/store"
)

// maxItems bounds the lists of one report or deletion.
const maxItems = 500

// readItem is one conversation in a read report.
type readItem struct {
	Peer api.Text `json:"To_Account"`
	Time api.Int  `json:"LastedMsgTime"`
}

// markRead notes what the caller has read and tells the senders.
func (m *Messages) markRead(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		C2CMsgReaded *struct {
			Items []readItem `json:"C2CMsgReadedItem"`
		}
	}
	if err := call.Decode(&req, codeBadPacket); err != nil {
		return nil, err
	}
	if req.C2CMsgReaded == nil || req.C2CMsgReaded.Items == nil {
		return nil, api.Missing("C2CMsgReadedItem")
	}
	if len(req.C2CMsgReaded.Items) > maxItems {
		return nil, api.Errorf(codeBadPacket, "more than %d items", maxItems)
	}
	return nil, m.Store.Update(ctx, func(tx store.Tx) error {
		for _, it := range req.C2CMsgReaded.Items {
			if !account.Exists(tx, string(it.Peer)) {
				return api.Errorf(codeNoAccount, "no such account: %.64s", it.Peer)
			}
			m.read(tx, call.Caller.Account, string(it.Peer), int64(it.Time), call.Unix())
		}
		return nil
	})
}

// read marks the peer's messages up to a time as read and sends a receipt if
// that is news.
func (m *Messages) read(tx store.Tx, user, peer string, upTo, now int64) {
	contact, ok := LoadContact(tx, user, peer)
	// A page's clock may be ahead: what will be sent is not read yet. So may the
	// clock of the process that took the latest message.
	upTo = min(upTo, max(now, contact.LastTime))
	var done [][]byte
	for k, v := range tx.Scan(unreadBucket, store.Prefix(user)) {
		if mark := store.Decode[unreadMark](tx, v); mark.Peer == peer && mark.Time <= upTo {
			done = append(done, slices.Clone(k))
		}
	}
	for _, k := range done {
		tx.Delete(unreadBucket, k)
	}
	if !ok || contact.ReadTime >= upTo {
		return
	}
	contact.ReadTime = upTo
	store.Save(tx, contactsBucket, store.Key(user, peer), contact)
	if len(done) > 0 {
		m.Outbox.Notify(tx, deliver.Event{Kind: deliver.MessageNotice, To: []string{peer}}, receipt(user, upTo))
	}
}

// subRead is the kind of event 10 that is a read receipt.
const subRead = 92

type readPair struct {
	Peer string `json:"Peer_Account"`
	Time int64  `json:"LastReadTime"`
}

// receipt is the item that tells a sender how far the reader is.
func receipt(reader string, upTo int64) any {
	type pairs struct{ UinPairReadArray []readPair }
	return struct {
		SubMsgType       int
		ReadC2cMsgNotify pairs
	}{subRead, pairs{[]readPair{{reader, upTo}}}}
}

// searchDepth is how far back a message to delete is looked for: clients know
// it by the sender's numbers only.
const searchDepth = 1000

// delete takes messages away for the caller alone, and stored notices of the
// system. What is not there (any more) is no error.
func (m *Messages) delete(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		DelMsgList []struct {
			From      api.Text `json:"From_Account"`
			MsgSeq    api.Int
			MsgRandom api.Int
		}
	}
	if err := call.Decode(&req, codeBadPacket); err != nil {
		return nil, err
	}
	if len(req.DelMsgList) == 0 {
		return nil, api.Missing("DelMsgList")
	}
	if len(req.DelMsgList) > maxItems {
		return nil, api.Errorf(codeBadPacket, "more than %d messages", maxItems)
	}
	user := call.Caller.Account
	return nil, m.Store.Update(ctx, func(tx store.Tx) error {
		for _, d := range req.DelMsgList {
			if d.From == account.System {
				if m.DeleteNotice != nil {
					m.DeleteNotice(tx, user, int64(d.MsgSeq), int64(d.MsgRandom))
				}
				continue
			}
			deleteMessage(tx, user, string(d.From), int64(d.MsgSeq), int64(d.MsgRandom))
		}
		return nil
	})
}

func deleteMessage(tx store.Tx, user, from string, seq, random int64) {
	depth := 0
	for k, v := range tx.Scan(messagesBucket, messagesOf(user, from).Backwards()) {
		msg := decodeMessage(tx, k, v)
		if msg.From == from && msg.Seq == seq && msg.Random == random {
			tx.Put(deletedBucket, store.Key(user, msg.Stamp), nil)
			tx.Delete(unreadBucket, store.Key(user, msg.Stamp))
			return
		}
		if depth++; depth == searchDepth {
			return
		}
	}
}
