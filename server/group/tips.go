package group

import (
	"webim.js/server/account"
	"webim.js/server/plainjson"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// The values of a tip's OpType.
const (
	tipJoin         = 1
	tipQuit         = 2
	tipKick         = 3
	tipSetAdmin     = 4
	tipCancelAdmin  = 5
	tipGroupChange  = 6
	tipMemberChange = 7
)

// tip is the body of a tip.
type tip struct {
	OpType    int
	Operator  string         `json:"Operator_Account"`
	List      []string       `json:"List_Account,omitempty"`
	MemberNum *int           `json:",omitempty"`
	Who       []memberCard   `json:"MsgMemberExtraInfo,omitempty"` // cards of List_Account, for tipJoin
	NewInfo   map[string]any `json:"MsgGroupNewInfo,omitzero"`     // for tipGroupChange, even if empty
	Members   []mutedMember  `json:"MsgMemberInfo,omitempty"`
}

// mutedMember is a member whose mute has changed. ShutupTime is in seconds; 0
// means unmuted.
type mutedMember struct {
	Account    string `json:"User_Account"`
	ShutupTime int64
}

// memberCard holds the properties of a new member that live rooms display.
type memberCard struct {
	Account string `json:"User_Account"`
	Nick    string `json:"NickName,omitempty"`
	Image   string `json:"ImageUrl,omitempty"`
}

// maxCards is the maximum number of cards in one tip.
const maxCards = 100

func memberCards(r store.Reader, list []string) []memberCard {
	cards := make([]memberCard, 0, min(len(list), maxCards))
	needs := make([]store.Need, cap(cards))
	for i, user := range list[:cap(cards)] {
		needs[i] = profile.Need(user)
	}
	r.Want(needs...)
	for _, user := range list[:cap(cards)] {
		card := cardOf(r, user)
		cards = append(cards, memberCard{user, card.Nick, card.Image})
	}
	return cards
}

// postTip posts a tip. Its sender is the system account: a 1.3 client skips
// tips from its own user, who should see it too.
func (g *Groups) postTip(tx store.Tx, gtx *groupTx, t tip) {
	t.Operator = gtx.me
	body, err := plainjson.Marshal(t)
	if err != nil {
		tx.Fail(err)
		return
	}
	g.post(tx, gtx, Message{From: account.System, Random: random(), Tip: true, Body: body})
}

// postMemberTip posts a tip about members that join or leave, in groups that
// have such tips.
func (g *Groups) postMemberTip(tx store.Tx, gtx *groupTx, op int, list []string) {
	if !gtx.rules.memberTips || len(list) == 0 {
		return
	}
	t := tip{OpType: op, List: list}
	if op == tipJoin {
		t.Who = memberCards(tx, list)
	}
	if op != tipKick {
		t.MemberNum = new(gtx.Members)
	}
	g.postTip(tx, gtx, t)
}
