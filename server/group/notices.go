package group

import (
	"encoding/json"

	"webim.js/server/account"
	"webim.js/server/deliver"
	"webim.js/server/plainjson"
	"webim.js/server/store"
)

// The ReportTypes of group system notices.
const (
	noticeRequest     = 1 // an application to join
	noticeAccepted    = 2
	noticeRefused     = 3
	noticeKicked      = 4
	noticeDissolved   = 5
	noticeCreated     = 6
	noticeAdded       = 7
	noticeQuit        = 8
	noticeSetAdmin    = 9
	noticeCancelAdmin = 10
	noticeInvited     = 12 // the invitee has to agree
	noticeRead        = 15
	noticeCustom      = 255
)

// notice is the body of a group system notice.
type notice struct {
	ReportType       int
	Operator         string `json:"Operator_Account"`
	RemarkInfo       string
	MsgKey           uint64    `json:",omitempty"`
	Authentication   string    `json:",omitempty"`
	UserDefinedField string    `json:",omitempty"`
	GroupReadInfo    []readPos `json:"GroupReadInfoArray,omitempty"`
}

// readPos is the seq up to which the receiver has read a group.
type readPos struct {
	Group string `json:"GroupId"`
	Last  uint64 `json:"LastReadMsgSeq"`
}

// noticeItem is a notice on the wire, for one receiver: 1.3 ignores notices
// that do not name its user in To_Account.
type noticeItem struct {
	Event            deliver.Kind
	Group            string `json:"ToGroupId"`
	From             string `json:"From_Account"`
	To               string `json:"To_Account"`
	Timestamp        int64  `json:"MsgTimeStamp"`
	ClientSeq        uint64 // identifies a stored notice, together with MsgRandom
	Seq              uint64 `json:"MsgSeq"`
	Random           int64  `json:"MsgRandom"`
	UserDefinedField string
	Body             notice `json:"MsgBody"`
	GroupInfo        struct {
		GroupName string
		To        string `json:"To_Account"`
	}
}

func (gtx *groupTx) notice(to string, seq uint64, random, time int64, body notice) noticeItem {
	it := noticeItem{
		Event: deliver.GroupNotice, Group: gtx.id, From: account.System, To: to, Timestamp: time,
		ClientSeq: seq, Seq: seq, Random: random, UserDefinedField: body.UserDefinedField, Body: body,
	}
	it.GroupInfo.GroupName, it.GroupInfo.To = gtx.Name, to
	return it
}

// notify sends a notice to each of the accounts.
func (g *Groups) notify(tx store.Tx, gtx *groupTx, body notice, to ...string) {
	for _, receiver := range to {
		g.notifyItem(tx, gtx.notice(receiver, tx.Stamp(), random(), gtx.now, body), "")
	}
}

// notifyWatchers sends a notice to the watchers of a big group that have not
// signed in.
func (g *Groups) notifyWatchers(tx store.Tx, gtx *groupTx, body notice) {
	g.rings.post(tx, gtx.Serial, gtx.Next, gtx.notice("", gtx.Next, random(), gtx.now, body), withoutSignIn)
	gtx.Next++
	store.Save(tx, conversationsBucket, store.Key(gtx.id), gtx.conversation)
}

// notifyElsewhere sends a notice to the caller's other clients.
func (g *Groups) notifyElsewhere(tx store.Tx, gtx *groupTx, session string, body notice) {
	g.notifyItem(tx, gtx.notice(gtx.me, tx.Stamp(), random(), gtx.now, body), session)
}

func (g *Groups) notifyItem(tx store.Tx, it noticeItem, except string) {
	g.Outbox.Notify(tx, deliver.Event{Kind: deliver.GroupNotice, To: []string{it.To}, ExceptSession: except}, it)
}

// encode returns the notice as listed by getmsg.
func (it noticeItem) encode(r store.Reader) json.RawMessage {
	data, err := plainjson.Marshal(it)
	if err != nil {
		r.Fail(err)
	}
	return data
}
