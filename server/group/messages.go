package group

import (
	"encoding/json"
	"math/rand/v2"

	"webim.js/server/account"
	"webim.js/server/deliver"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// post assigns the group's next seq to a message or tip, stores it and notifies
// the members. The record is readable before any event is delivered: clients
// that detect a gap in the seqs request the missing messages.
func (g *Groups) post(tx store.Tx, gtx *groupTx, m Message) Message {
	gtx.saveAudience(tx)
	tx.Want(profile.Need(m.From))
	m.Seq = gtx.Next                // gtx belongs to this transaction
	m.Time = max(gtx.now, gtx.Time) // times never decrease, even if the clock is set back
	m.Stamp = tx.Stamp()
	gtx.Next++
	gtx.conversation.Stamp = m.Stamp
	if !m.Tip {
		gtx.Said = m.Seq
		gtx.Time = m.Time
	}
	store.Save(tx, conversationsBucket, store.Key(gtx.id), gtx.conversation)
	item := gtx.item(m, cardOf(tx, m.From))
	if !m.Tip {
		g.MarkUsed(tx, m.Body)
	}
	if gtx.Type == big {
		g.rings.post(tx, gtx.Serial, m.Seq, item, everybody)
		return m
	}
	store.Save(tx, messagesBucket, store.Key(gtx.Serial, m.Seq), m)
	g.Outbox.Publish(tx, deliver.Event{
		Stamp: m.Stamp, Kind: m.kind(), Group: gtx.id, Audience: &deliver.Audience{Serial: gtx.Serial, Version: gtx.Audience},
	}, item)
	return m
}

func (m Message) kind() deliver.Kind {
	if m.Tip {
		return deliver.GroupTip
	}
	return deliver.GroupMessage
}

// loadMessage returns the message of the group with that seq.
func (gtx *groupTx) loadMessage(r store.Reader, seq uint64) (Message, bool) {
	m, ok := store.Load[Message](r, messagesBucket, store.Key(gtx.Serial, seq))
	m.Seq = seq
	return m, ok
}

// decodeMessage decodes an entry of a scan over a group's messages.
func decodeMessage(r store.Reader, key, value []byte) Message {
	m := store.Decode[Message](r, value)
	m.Seq, _, _ = store.CutUint64(key[len(key)-8:])
	return m
}

// Item is a group message, tip or placeholder on the wire.
type Item struct {
	Event       deliver.Kind
	From        string          `json:"From_Account"`
	Group       string          `json:"ToGroupId"`
	Seq         uint64          `json:"MsgSeq"`
	Random      int64           `json:"MsgRandom"`
	Timestamp   int64           `json:"MsgTimeStamp"`
	Priority    int             `json:"MsgPriority,omitempty"`
	Placeholder int             `json:"IsPlaceMsg"`
	Body        json.RawMessage `json:"MsgBody"`
	GroupInfo   itemGroup
}

// itemGroup is the group and sender of an item as clients display them.
type itemGroup struct {
	GroupName string
	profile.Card
}

func (gtx *groupTx) item(m Message, card profile.Card) Item {
	return Item{
		Event: m.kind(), From: m.From, Group: gtx.id, Seq: m.Seq, Random: m.Random,
		Timestamp: m.Time, Priority: m.Priority, Body: m.Body,
		GroupInfo: itemGroup{gtx.Name, card},
	}
}

// placeholder returns an item for a deleted message. Clients skip it.
func (gtx *groupTx) placeholder(seq uint64) Item {
	return Item{
		Event: deliver.GroupMessage, From: account.System, Group: gtx.id, Seq: seq, Placeholder: 1,
		Body: json.RawMessage("[]"), GroupInfo: itemGroup{GroupName: gtx.Name},
	}
}

// cards caches profile cards: a page of history has few senders.
type cards struct {
	r    store.Reader
	seen map[string]profile.Card
}

func newCards(r store.Reader) cards { return cards{r, map[string]profile.Card{}} }

// want prefetches the cards of the senders.
func (c cards) want(messages []Message) {
	var needs []store.Need
	for _, m := range messages {
		needs = append(needs, profile.Need(m.From))
	}
	c.r.Want(needs...)
}

func (c cards) of(from string) profile.Card {
	card, ok := c.seen[from]
	if !ok {
		card = cardOf(c.r, from)
		c.seen[from] = card
	}
	return card
}

func cardOf(r store.Reader, from string) profile.Card {
	if from == account.System {
		return profile.Card{}
	}
	return profile.CardOf(r, from)
}

// random returns a MsgRandom for items that have none from a client.
func random() int64 { return int64(rand.Uint32()) }
