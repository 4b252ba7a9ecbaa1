package c2c

import (
	"context"
	"maps"
	"math"
	"slices"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/deliver"
	"webim.js/server/store"
)

// maxItems is the maximum number of items in one report or deletion.
const maxItems = 500

// readItem is one conversation in a read report.
type readItem struct {
	Peer api.Text `json:"To_Account"`
	Time api.Int  `json:"LastedMsgTime"`
}

// markRead marks messages as read and sends receipts to their senders.
func (m *Messages) markRead(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		C2CMsgReaded *struct {
			Cookie api.Text
			Items  []readItem `json:"C2CMsgReadedItem"`
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
	call.SpendNames(len(req.C2CMsgReaded.Items))
	fetched, err := fetchedTo(call.Caller, req.C2CMsgReaded.Cookie)
	if err != nil {
		return nil, err
	}
	user := call.Caller.Account
	rest, err := m.reports(ctx, req.C2CMsgReaded.Items, fetched)
	for err == nil && len(rest) > 0 {
		var left []report
		err = m.Store.Update(ctx, func(tx store.Tx) error {
			left = m.readSome(tx, user, rest, call.Unix())
			return nil
		})
		if rest = left; len(rest) > 0 {
			call.Spend(1)
		}
	}
	return nil, err
}

// fetchedTo returns the stamp up to which a client has fetched messages, by the cookie of
// its read report. Later messages remain unread, even if they were sent in the reported
// second: a 1.3 client would never receive them. 1.7 clients receive messages in polls,
// which the cookie does not cover.
func fetchedTo(caller api.Caller, cookie api.Text) (uint64, error) {
	stamp, err := parseStamp("Cookie", cookie)
	if err != nil || stamp == 0 || caller.Dialect != api.Dialect13 {
		return math.MaxUint64, err
	}
	return stamp, nil
}

// report is the remaining work for one conversation of a read report.
type report struct {
	peer    string
	upTo    int64  // Unix seconds
	fetched uint64 // messages with later stamps are not read
	changed bool   // an unread message became read
}

// reports merges the items by peer. It returns an error for a peer that does
// not exist.
func (m *Messages) reports(ctx context.Context, items []readItem, fetched uint64) ([]report, error) {
	var list []report
	err := m.Store.View(ctx, func(r store.Reader) error {
		list = nil
		at := map[string]int{}
		var needs []store.Need
		for _, it := range items {
			needs = append(needs, account.Need(string(it.Peer)))
		}
		r.Want(needs...)
		for _, it := range items {
			peer := string(it.Peer)
			i, again := at[peer]
			if !again {
				if !account.Exists(r, peer) {
					return api.Errorf(codeNoAccount, "no such account: %.64s", it.Peer)
				}
				i, at[peer] = len(list), len(list)
				list = append(list, report{peer: peer, upTo: int64(it.Time), fetched: fetched})
			}
			list[i].upTo = max(list[i].upTo, int64(it.Time))
		}
		return nil
	})
	return list, err
}

// The cost of one transaction is bounded, because all other writes wait for it.
// A longer report takes several transactions, and other writes run in between.
const (
	stepCost   = 400     // maximum cost of a transaction
	messageRaw = 1       // to scan a message
	bytesRaw   = 8 << 10 // bytes of a message that cost as much as scanning it
	markCost   = 2       // to remove an unread mark
	reportCost = 8       // to read and update a conversation and send its receipt
)

// readSome performs one transaction of a read report and returns the remaining
// reports.
func (m *Messages) readSome(tx store.Tx, user string, reports []report, now int64) (left []report) {
	needs := []store.Need{store.WantRange(unreadBucket, store.Prefix(user), 1)}
	for _, one := range reports[:min(len(reports), stepCost/reportCost)] {
		needs = append(needs, contactNeed(user, one.peer))
	}
	tx.Want(needs...)
	cost := 0
	for i, one := range reports {
		if cost += reportCost; cost > stepCost {
			return reports[i:]
		}
		if done := m.read(tx, user, &one, now, &cost); !done {
			return append([]report{one}, reports[i+1:]...)
		}
	}
	return nil
}

// read marks the peer's messages up to a time as read, and sends a receipt if
// any of them was unread. It starts where the user has read before, so it scans
// only new messages. It returns false if the cost limit was reached before the
// end.
func (m *Messages) read(tx store.Tx, user string, one *report, now int64, cost *int) (done bool) {
	contact, ok := LoadContact(tx, user, one.peer)
	if !ok {
		return true
	}
	// A client's clock may be ahead: messages sent later are not read yet. The
	// clock of the process that stored the latest message may be ahead too.
	upTo := min(one.upTo, max(now, contact.LastTime))
	from := max(contact.ReadTo, firstUnread(tx, user))
	var marks [][]byte
	passed, all := m.upTo(tx, user, one.peer, from, upTo, one.fetched, stepCost-*cost)
	for _, msg := range passed {
		if *cost >= stepCost {
			all = false
			break
		}
		*cost += messageRaw + msg.size/bytesRaw
		contact.ReadTo = msg.Stamp
		if mark := store.Key(user, msg.Stamp); msg.To == user && tx.Get(unreadBucket, mark) != nil {
			marks = append(marks, mark)
			*cost += markCost
		}
	}
	done = all
	for _, mark := range marks {
		tx.Delete(unreadBucket, mark)
	}
	one.changed = one.changed || len(marks) > 0
	if done && contact.ReadTime < upTo {
		contact.ReadTime = upTo
		if one.changed {
			m.Outbox.Notify(tx, deliver.Event{Kind: deliver.MessageNotice, To: []string{one.peer}}, receipt(user, upTo))
		}
	} else if len(marks) == 0 && done {
		return true // nothing to store
	}
	store.Save(tx, contactsBucket, store.Key(user, one.peer), contact)
	return done
}

// upTo returns the first messages of a conversation after a stamp, up to a time
// and up to another stamp, limited by cost, and prefetches their unread marks.
// all is false if there are more.
func (m *Messages) upTo(tx store.Tx, user, peer string, from uint64, upTo int64, fetched uint64, cost int) (messages []messageHeader, all bool) {
	span := messagesOf(user, peer).After(messageKey(user, peer, from))
	tx.Want(store.WantRange(messagesBucket, span, fewMessages))
	var needs []store.Need
	all = true
	for k, v := range tx.Scan(messagesBucket, span) {
		msg := decodeHeader(tx, k, v)
		if msg.Time > upTo || msg.Stamp > fetched {
			break
		}
		if cost <= 0 {
			all = false
			break
		}
		cost -= messageRaw + msg.size/bytesRaw
		messages = append(messages, msg)
		if msg.To == user {
			needs = append(needs, store.WantKey(unreadBucket, store.Key(user, msg.Stamp)))
		}
	}
	tx.Want(needs...)
	return messages, all
}

// firstUnread returns the stamp before a user's first unread message. Messages up
// to there need no marking.
func firstUnread(r store.Reader, user string) uint64 {
	for k := range r.Scan(unreadBucket, store.Prefix(user)) {
		stamp, _, _ := store.CutUint64(k[len(k)-8:])
		return stamp - 1
	}
	return r.LastStamp()
}

// subRead is the SubMsgType of a read receipt (event 10).
const subRead = 92

type readPair struct {
	Peer string `json:"Peer_Account"`
	Time int64  `json:"LastReadTime"`
}

// receipt returns the item that reports to a sender how far reader has read.
func receipt(reader string, upTo int64) any {
	type pairs struct{ UinPairReadArray []readPair }
	return struct {
		SubMsgType       int
		ReadC2cMsgNotify pairs
	}{subRead, pairs{[]readPair{{reader, upTo}}}}
}

// Limits of the search for messages to delete, which clients identify by the
// sender's numbers only: messages per conversation, messages per request, and
// bytes per request.
const (
	searchDepth = 1000
	searchTotal = 20 * searchDepth
	searchBytes = 16 << 20
)

// delete deletes messages for the caller alone, and stored notices of the
// system. Messages that do not exist are ignored.
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
	call.SpendNames(len(req.DelMsgList))
	user := call.Caller.Account
	wanted := map[string]map[messageNumbers]bool{} // by sender
	notices := map[messageNumbers]bool{}
	for _, d := range req.DelMsgList {
		n, from := messageNumbers{int64(d.MsgSeq), int64(d.MsgRandom)}, string(d.From)
		switch {
		case from == account.System:
			notices[n] = true
		case wanted[from] == nil:
			wanted[from] = map[messageNumbers]bool{n: true}
		default:
			wanted[from][n] = true
		}
	}
	var stamps []uint64
	var hidden []int64
	err := m.Store.View(ctx, func(r store.Reader) error {
		stamps = nil
		for some := range slices.Chunk(slices.Sorted(maps.Keys(wanted)), findBatch) {
			var needs []store.Need
			for _, from := range some {
				needs = append(needs, store.WantRange(messagesBucket, messagesOf(user, from).Backwards(), 1))
			}
			r.Want(needs...)
			for _, from := range some {
				stamps = append(stamps, find(r, user, from, wanted[from], min(searchDepth, searchTotal/len(wanted)), searchBytes/len(wanted))...)
			}
		}
		hidden = nil
		if m.Notices != nil && len(notices) > 0 {
			m.Notices(r, user, func(seq, random int64) {
				if notices[messageNumbers{seq, random}] {
					hidden = append(hidden, seq)
				}
			})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(stamps, deleteBatch) {
		err := m.Store.Update(ctx, func(tx store.Tx) error {
			for _, stamp := range some {
				tx.Put(deletedBucket, store.Key(user, stamp), nil)
				tx.Delete(unreadBucket, store.Key(user, stamp))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for some := range slices.Chunk(hidden, deleteBatch) {
		err := m.Store.Update(ctx, func(tx store.Tx) error {
			for _, seq := range some {
				m.HideNotice(tx, user, seq)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// deleteBatch is the maximum number of messages deleted in one transaction.
const deleteBatch = 100

// findBatch is the number of conversations whose latest messages are read in one
// round trip.
const findBatch = 50

// messageNumbers identifies a message of one sender.
type messageNumbers struct{ seq, random int64 }

// find searches the latest messages of a conversation for those of a sender
// with the given numbers, and returns their stamps.
func find(r store.Reader, user, from string, which map[messageNumbers]bool, depth, bytes int) (stamps []uint64) {
	found := map[messageNumbers]bool{}
	for k, v := range r.Scan(messagesBucket, messagesOf(user, from).Backwards()) {
		if depth--; depth < 0 || bytes < 0 || len(found) == len(which) {
			break
		}
		msg := decodeHeader(r, k, v)
		bytes -= msg.size
		if n := (messageNumbers{msg.Seq, msg.Random}); msg.From == from && which[n] && !found[n] {
			stamps = append(stamps, msg.Stamp)
			found[n] = true
		}
	}
	return stamps
}
