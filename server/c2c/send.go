package c2c

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"math/rand/v2"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/message"
	"webim.js/server/profile"
	"webim.js/server/sent"
	"webim.js/server/store"
)

// resendTime is in seconds. Within this time, messages of a 1.3 client with the
// same text and MsgSeq are one message, regardless of MsgRandom: those clients
// create a new record when they retry, and nothing else identifies the retry.
const resendTime = 60

// sentKey returns the key of a message's mark (see package sent).
func sentKey(window uint64, msg Message) []byte {
	return store.Key(window, msg.From, msg.To, uint64(msg.Seq), uint64(msg.Random))
}

// resentKey returns the second key for messages of 1.3 clients. It holds a digest
// of the body instead of the random number.
func resentKey(window uint64, msg Message) []byte {
	digest := sha256.Sum256(msg.Body)
	return store.Key(window, msg.From, msg.To, uint64(msg.Seq), "1.3", string(digest[:]))
}

// send stores a message and notifies both users.
func (m *Messages) send(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		To        api.Text `json:"To_Account"`
		MsgSeq    api.Int
		MsgRandom *api.Int
		MsgBody   json.RawMessage
		backEndFields
	}
	if err := call.Decode(&req, codeBadPacket); err != nil {
		return nil, err
	}
	if req.To == "" {
		return nil, api.Missing("To_Account")
	}
	if req.MsgRandom == nil { // without one it cannot be a retry
		made := api.Int(rand.Uint32())
		req.MsgRandom = &made
	}
	if !isExact(req.MsgSeq) || !isExact(*req.MsgRandom) {
		return nil, api.Errorf(codeBadPacket, "MsgSeq and MsgRandom must be 0 to 2^53")
	}
	body, err := message.Parse(req.MsgBody, codeBadPacket)
	if err != nil {
		return nil, err
	}
	if err := call.ChargeBytes(len(body)); err != nil {
		return nil, err
	}
	var mark sent.Mark
	err = m.Store.Update(ctx, func(tx store.Tx) (err error) {
		mark, err = m.store(tx, Message{
			From: call.Caller.Account, To: string(req.To), Seq: int64(req.MsgSeq), Random: int64(*req.MsgRandom),
			Time: call.Unix(), Body: body, Session: call.Caller.Session,
		}, req.options(call))
		return err
	})
	if err != nil {
		return nil, err
	}
	return map[string]any{"MsgTime": mark.Time, "MsgKey": formatStamp(mark.Stamp)}, nil
}

// isExact reports whether clients, which store numbers as doubles, can represent
// n.
func isExact(n api.Int) bool { return n >= 0 && n <= 1<<53 }

// sendOptions holds the options of a message.
type sendOptions struct {
	client13 bool // sent by a 1.3 client
	backEnd  bool // sent by a back end: blacklists do not apply
	oneSided bool // not added to the sender's conversation
}

// store adds a message to its conversation. A retry returns the mark of the
// first attempt.
func (m *Messages) store(tx store.Tx, msg Message, opts sendOptions) (sent.Mark, error) {
	windows := sent.Windows(msg.Time)
	tx.Want(m.needs(msg, windows, opts.client13)...)
	if !account.Exists(tx, msg.To) {
		return sent.Mark{}, api.Errorf(codeNoAccount, "no such account: %.64s", msg.To)
	}
	for _, w := range windows {
		if mark, ok := store.Load[sent.Mark](tx, sentBucket, sentKey(w, msg)); ok {
			return mark, nil
		}
		if !opts.client13 {
			continue
		}
		if mark, ok := store.Load[sent.Mark](tx, sentBucket, resentKey(w, msg)); ok && msg.Time-mark.Time <= resendTime {
			return mark, nil
		}
	}
	if m.Blocked != nil && !opts.backEnd && m.Blocked(tx, msg.From, msg.To) {
		return sent.Mark{}, api.Errorf(codeBlocked, "%.64s has blocked you", msg.To)
	}
	sender, _ := LoadContact(tx, msg.From, msg.To)
	receiver, _ := LoadContact(tx, msg.To, msg.From)
	// History is paged by time, so times must not decrease if the clock is set back.
	msg.Time = max(msg.Time, sender.LastTime, receiver.LastTime)
	msg.Stamp = tx.Stamp()
	store.Save(tx, messagesBucket, messageKey(msg.From, msg.To, msg.Stamp), msg)
	m.MarkUsed(tx, msg.Body)
	sender.Last, sender.LastTime = msg.Stamp, msg.Time
	receiver.Last, receiver.LastTime = msg.Stamp, msg.Time
	store.Save(tx, contactsBucket, store.Key(msg.To, msg.From), receiver)
	if opts.oneSided {
		tx.Put(deletedBucket, store.Key(msg.From, msg.Stamp), nil)
	}
	if msg.From != msg.To {
		if !opts.oneSided {
			store.Save(tx, contactsBucket, store.Key(msg.From, msg.To), sender)
		}
		store.Save(tx, unreadBucket, store.Key(msg.To, msg.Stamp), unreadMark{msg.From, msg.Time})
	}
	mark := sent.Mark{Stamp: msg.Stamp, Time: msg.Time}
	store.Save(tx, sentBucket, sentKey(windows[0], msg), mark)
	if opts.client13 {
		store.Save(tx, sentBucket, resentKey(windows[0], msg), mark)
	}
	m.publish(tx, msg, opts.oneSided)
	return mark, nil
}

// needs returns the reads of store, unless it returns early.
func (m *Messages) needs(msg Message, windows []uint64, client13 bool) []store.Need {
	needs := []store.Need{
		account.Need(msg.To), profile.Need(msg.From),
		contactNeed(msg.From, msg.To), contactNeed(msg.To, msg.From),
	}
	for _, w := range windows {
		needs = append(needs, store.WantKey(sentBucket, sentKey(w, msg)))
		if client13 {
			needs = append(needs, store.WantKey(sentBucket, resentKey(w, msg)))
		}
	}
	if m.BlockedNeed != nil {
		needs = append(needs, m.BlockedNeed(msg.From, msg.To))
	}
	return needs
}
