package group

import (
	"webim.js/server/account"
	"webim.js/server/plainjson"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// The tips' OpTypes.
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
	Who       []memberCard   `json:"MsgMemberExtraInfo,omitempty"` // of List_Account, in tip 1
	NewInfo   map[string]any `json:"MsgGroupNewInfo,omitzero"`     // tip 6 has it, even empty
	Members   []mutedMember  `json:"MsgMemberInfo,omitempty"`
}

// mutedMember: in seconds, 0 for one who may speak again.
type mutedMember struct {
	Account    string `json:"User_Account"`
	ShutupTime int64
}

// memberCard is what live rooms show of who joins.
type memberCard struct {
	Account string `json:"User_Account"`
	Nick    string `json:"NickName,omitempty"`
	Image   string `json:"ImageUrl,omitempty"`
}

// mostCards bounds what a tip says of those who are added at once.
const mostCards = 100

func memberCards(r store.Reader, list []string) []memberCard {
	cards := make([]memberCard, 0, min(len(list), mostCards))
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

// tell posts a tip. It comes from the system: a 1.3 client leaves out what
// comes from its own user, who is meant to see it, too.
func (g *Groups) tell(tx store.Tx, rm *room, t tip) {
	t.Operator = rm.me
	body, err := plainjson.Marshal(t)
	if err != nil {
		tx.Fail(err)
		return
	}
	g.post(tx, rm, Message{From: account.System, Random: random(), Tip: true, Body: body})
}

// tellComing posts a tip on members who come or go, in groups where that is
// told.
func (g *Groups) tellComing(tx store.Tx, rm *room, op int, list []string) {
	if !rm.rules.memberTips || len(list) == 0 {
		return
	}
	t := tip{OpType: op, List: list}
	if op == tipJoin {
		t.Who = memberCards(tx, list)
	}
	if op != tipKick {
		t.MemberNum = new(rm.Members)
	}
	g.tell(tx, rm, t)
}
