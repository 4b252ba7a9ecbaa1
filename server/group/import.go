package group

import (
	"context"
	"encoding/json"
	"slices"
	"sort"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/message"
	"webim.js/server/store"
)

// Groups of another server are imported in three steps, none of which sends
// notifications: the group, its messages in the order of time, its members. They
// are described in the vendor's documents "导入群基础资料", "导入群消息" and
// "导入群成员".

var errNoImport = api.Errorf(codeForbidden, "groups of type %s have no history and no members to import", big)

// importGroup creates a group of another server under its original id.
func (g *Groups) importGroup(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		Type       api.Text
		GroupID    api.Text `json:"GroupId"`
		Owner      api.Text `json:"Owner_Account"`
		CreateTime *api.Int
		profileEdit
	}
	req.longTexts = true
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	rules, known := kinds[string(req.Type)]
	created := call.Unix()
	if req.CreateTime != nil {
		created = int64(*req.CreateTime)
	}
	switch {
	case !known:
		return nil, api.Errorf(codeParameter, "invalid group Type %.64q", req.Type)
	case req.Type == big:
		return nil, errNoImport
	case req.Name == nil:
		return nil, missing("Name")
	case req.GroupID != "" && !isValidID(string(req.GroupID)):
		return nil, api.Errorf(codeBadGroupID, "invalid GroupId %.64q", req.GroupID)
	case created < 1 || created > call.Unix():
		return nil, api.Errorf(codeParameter, "CreateTime must not be in the future")
	}
	if err := req.check(); err != nil {
		return nil, err
	}
	var id string
	err := g.Store.Update(ctx, func(tx store.Tx) (err error) {
		// The caller is an administrator: codeIDOwn does not apply.
		if id, err = freeID(tx, string(req.GroupID), ""); err != nil {
			return err
		}
		gtx := &groupTx{
			id: id, conversation: conversation{Next: 1}, rules: rules, me: call.Caller.Account, now: call.Unix(), app: g.isAppAdmin, isNew: true,
			Group: Group{
				Serial: tx.Stamp(), Type: string(req.Type), Owner: string(req.Owner), Created: created,
				MaxMembers: rules.maxMembers, ApplyOption: rules.applyOption,
			},
		}
		if _, err := req.apply(&gtx.Group, rules); err != nil {
			return err
		}
		gtx.Changed, gtx.InfoSeq = created, 1
		if gtx.Owner != "" {
			if !account.Exists(tx, gtx.Owner) {
				return api.Errorf(codeBadAccount, "no such account: %.64s", gtx.Owner)
			}
			g.admit(tx, gtx, gtx.Owner)
			m, _ := loadMember(tx, gtx.id, gtx.Owner)
			m.Joined = created
			gtx.saveMember(tx, gtx.Owner, m)
		}
		store.Save(tx, conversationsBucket, store.Key(gtx.id), gtx.conversation)
		g.markUsed(tx, gtx.Group)
		gtx.save(tx)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return map[string]any{"GroupId": id}, nil
}

// maxImported is the maximum number of messages in one request.
const maxImported = 20

// Past is a message from a group's history on another server.
type Past struct {
	From   api.Text `json:"From_Account"`
	Time   api.Int  `json:"SendTime"` // Unix seconds
	Random *api.Int
	Body   json.RawMessage `json:"MsgBody"`
}

// Imported is the result of importing one message.
type Imported struct {
	Result  int    // 0 or an error code
	MsgSeq  uint64 `json:",omitempty"`
	MsgTime int64  `json:",omitempty"`
	Known   bool   `json:"-"` // the message already existed
}

// importMessages adds messages to a group's history. They must be in the order
// of time, not before the group's creation and not before its latest message.
func (g *Groups) importMessages(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
		MsgList []Past
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if len(req.MsgList) == 0 || len(req.MsgList) > maxImported {
		return nil, api.Errorf(codeParameter, "MsgList must hold 1 to %d messages", maxImported)
	}
	results, err := g.Import(ctx, call, string(req.GroupID), req.MsgList)
	return struct{ ImportMsgResult []Imported }{results}, err
}

// Import is importMessages without the limit on the number of messages. All of
// them are stored in one transaction.
func (g *Groups) Import(ctx context.Context, call *api.Call, id string, list []Past) (results []Imported, err error) {
	bodies := make([]json.RawMessage, len(list))
	for i, past := range list {
		bodies[i], _ = message.Parse(past.Body, codeParameter) // nil is rejected by importPast
	}
	err = g.change(ctx, call, api.Text(id), appAdmin, func(tx store.Tx, gtx *groupTx) error {
		if gtx.Type == big {
			return errNoImport
		}
		results = nil
		before := gtx.Next
		for i, past := range list {
			results = append(results, g.importPast(tx, gtx, past, bodies[i]))
		}
		if gtx.Next == before {
			return nil
		}
		store.Save(tx, conversationsBucket, store.Key(gtx.id), gtx.conversation)
		members := membersOf(tx, gtx.id)
		wantMembers(tx, gtx.id, members)
		for _, name := range members { // imported messages do not count as unread
			m, _ := loadMember(tx, gtx.id, name)
			m.Read = gtx.Next - 1
			gtx.saveMember(tx, name, m)
		}
		return nil
	})
	return results, err
}

func (g *Groups) importPast(tx store.Tx, gtx *groupTx, past Past, body json.RawMessage) Imported {
	m := Message{
		Seq: gtx.Next, From: string(past.From), Time: int64(past.Time), Priority: priorities[""], Body: body, Random: random(),
		Stamp: gtx.Stamp, // not above any poll's cookie
	}
	if past.Random != nil {
		m.Random = int64(*past.Random)
	}
	switch {
	case body == nil || m.Time < gtx.Created || m.Time > gtx.now || m.Random < 0:
		return Imported{Result: codeParameter}
	case !account.Exists(tx, m.From):
		return Imported{Result: codeBadAccount}
	}
	if last, ok := gtx.loadMessage(tx, gtx.Next-1); ok && m.Time <= last.Time {
		if there, ok := gtx.find(tx, m, past.Random != nil); ok {
			return Imported{MsgSeq: there.Seq, MsgTime: there.Time, Known: true}
		}
		if m.Time < last.Time {
			return Imported{Result: codeParameter}
		}
	}
	store.Save(tx, messagesBucket, store.Key(gtx.Serial, m.Seq), m)
	g.MarkUsed(tx, m.Body)
	gtx.Next++
	gtx.Said, gtx.Time = m.Seq, m.Time
	return Imported{MsgSeq: m.Seq, MsgTime: m.Time}
}

// find looks up a message among those of the same second: by its Random, or by
// its body if the request had no Random.
func (gtx *groupTx) find(r store.Reader, m Message, byRandom bool) (Message, bool) {
	for seq := gtx.firstSince(r, m.Time); seq < gtx.Next; seq++ {
		there, ok := gtx.loadMessage(r, seq)
		if !ok || there.Time > m.Time {
			break
		}
		same := there.Random == m.Random
		if !byRandom {
			same = slices.Equal(there.Body, m.Body)
		}
		if same && there.From == m.From {
			return there, true
		}
	}
	return Message{}, false
}

// firstSince returns the seq of the first message at or after time t. Times
// increase with seqs.
func (gtx *groupTx) firstSince(r store.Reader, t int64) uint64 {
	return 1 + uint64(sort.Search(int(gtx.Next-1), func(i int) bool {
		m, ok := gtx.loadMessage(r, uint64(i)+1)
		return ok && m.Time >= t
	}))
}

// importMembers adds members that joined at a time in the past.
func (g *Groups) importMembers(ctx context.Context, call *api.Call) (any, error) {
	type member struct {
		Account      api.Text `json:"Member_Account"`
		Role         api.Text
		JoinTime     *api.Int
		UnreadMsgNum api.Int
	}
	var req struct {
		GroupID    api.Text `json:"GroupId"`
		MemberList []member
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if err := checkAccounts("MemberList", len(req.MemberList)); err != nil {
		return nil, err
	}
	join := func(tx store.Tx, gtx *groupTx, n member) int {
		name, since := string(n.Account), gtx.Created
		if n.JoinTime != nil {
			since = int64(*n.JoinTime)
		}
		switch {
		case !account.Exists(tx, name), since < gtx.Created, since > gtx.now, n.UnreadMsgNum < 0,
			n.Role != "" && n.Role != "Member" && n.Role != "Admin":
			return addFailed
		case isMember(tx, gtx.id, name):
			return addMember
		case !gtx.hasCapacity(1):
			return addFailed
		}
		g.admit(tx, gtx, name)
		m, _ := loadMember(tx, gtx.id, name)
		m.Joined, m.From = since, 1
		if gtx.rules.pastHidden {
			m.From = gtx.firstSince(tx, since)
		}
		m.Read = gtx.Next - 1 - min(gtx.Next-1, uint64(n.UnreadMsgNum))
		gtx.saveMember(tx, name, m)
		if n.Role == "Admin" && gtx.rules.needs[setAdmins] <= owner {
			gtx.Admins = append(gtx.Admins, name)
		}
		return addDone
	}
	var response struct{ MemberList []added }
	for some := range slices.Chunk(req.MemberList, batchSize) {
		var results []added
		err := g.change(ctx, call, req.GroupID, appAdmin, func(tx store.Tx, gtx *groupTx) error {
			if gtx.Type == big {
				return errNoImport
			}
			results = nil
			coming := make([]named, len(some))
			for i, n := range some {
				coming[i] = named{Account: n.Account}
			}
			tx.Want(g.admitNeeds(gtx, "", coming)...)
			for _, n := range some {
				results = append(results, added{string(n.Account), join(tx, gtx, n)})
			}
			gtx.save(tx)
			return nil
		})
		if err != nil {
			return nil, err
		}
		response.MemberList = append(response.MemberList, results...)
		ctx = context.WithoutCancel(ctx)
	}
	return response, nil
}
