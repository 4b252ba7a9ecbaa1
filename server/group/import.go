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
		edit
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
		return nil, api.Errorf(codeParameter, "no such Type of group: %.64s", req.Type)
	case req.Type == big:
		return nil, errNoImport
	case req.Name == nil:
		return nil, missing("Name")
	case req.GroupID != "" && !validID(string(req.GroupID)):
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
		rm := &room{
			id: id, head: head{Next: 1}, rules: rules, me: call.Caller.Account, now: call.Unix(), app: g.isAppAdmin, isNew: true,
			Group: Group{
				Serial: tx.Stamp(), Type: string(req.Type), Owner: string(req.Owner), Created: created,
				MaxMembers: rules.maxMembers, ApplyOption: rules.applyOption,
			},
		}
		if _, err := req.apply(&rm.Group, rules); err != nil {
			return err
		}
		rm.Changed, rm.InfoSeq = created, 1
		if rm.Owner != "" {
			if !account.Exists(tx, rm.Owner) {
				return api.Errorf(codeBadAccount, "no such account: %.64s", rm.Owner)
			}
			g.admit(tx, rm, rm.Owner)
			m, _ := loadMember(tx, rm.id, rm.Owner)
			m.Joined = created
			rm.saveMember(tx, rm.Owner, m)
		}
		store.Save(tx, headsBucket, store.Key(rm.id), rm.head)
		g.markUsed(tx, rm.Group)
		rm.save(tx)
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
	Known   bool   `json:"-"` // it already existed
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
	err = g.change(ctx, call, api.Text(id), appAdmin, func(tx store.Tx, rm *room) error {
		if rm.Type == big {
			return errNoImport
		}
		results = nil
		before := rm.Next
		for i, past := range list {
			results = append(results, g.importPast(tx, rm, past, bodies[i]))
		}
		if rm.Next == before {
			return nil
		}
		store.Save(tx, headsBucket, store.Key(rm.id), rm.head)
		members := membersOf(tx, rm.id)
		wantMembers(tx, rm.id, members)
		for _, name := range members { // imported messages do not count as unread
			m, _ := loadMember(tx, rm.id, name)
			m.Read = rm.Next - 1
			rm.saveMember(tx, name, m)
		}
		return nil
	})
	return results, err
}

func (g *Groups) importPast(tx store.Tx, rm *room, past Past, body json.RawMessage) Imported {
	m := Message{
		Seq: rm.Next, From: string(past.From), Time: int64(past.Time), Priority: priorities[""], Body: body, Random: random(),
		Stamp: rm.Stamp, // not above any poll's cookie
	}
	if past.Random != nil {
		m.Random = int64(*past.Random)
	}
	switch {
	case body == nil || m.Time < rm.Created || m.Time > rm.now || m.Random < 0:
		return Imported{Result: codeParameter}
	case !account.Exists(tx, m.From):
		return Imported{Result: codeBadAccount}
	}
	if last, ok := rm.loadMessage(tx, rm.Next-1); ok && m.Time <= last.Time {
		if there, ok := rm.find(tx, m, past.Random != nil); ok {
			return Imported{MsgSeq: there.Seq, MsgTime: there.Time, Known: true}
		}
		if m.Time < last.Time {
			return Imported{Result: codeParameter}
		}
	}
	store.Save(tx, messagesBucket, store.Key(rm.Serial, m.Seq), m)
	g.MarkUsed(tx, m.Body)
	rm.Next++
	rm.Said, rm.Time = m.Seq, m.Time
	return Imported{MsgSeq: m.Seq, MsgTime: m.Time}
}

// find looks up a message among those of the same second: by its Random, or by
// its body if the request had no Random.
func (rm *room) find(r store.Reader, m Message, byRandom bool) (Message, bool) {
	for seq := rm.firstSince(r, m.Time); seq < rm.Next; seq++ {
		there, ok := rm.loadMessage(r, seq)
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
func (rm *room) firstSince(r store.Reader, t int64) uint64 {
	return 1 + uint64(sort.Search(int(rm.Next-1), func(i int) bool {
		m, ok := rm.loadMessage(r, uint64(i)+1)
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
	join := func(tx store.Tx, rm *room, n member) int {
		name, since := string(n.Account), rm.Created
		if n.JoinTime != nil {
			since = int64(*n.JoinTime)
		}
		switch {
		case !account.Exists(tx, name), since < rm.Created, since > rm.now, n.UnreadMsgNum < 0,
			n.Role != "" && n.Role != "Member" && n.Role != "Admin":
			return addFailed
		case isMember(tx, rm.id, name):
			return addMember
		case !rm.hasRoom(1):
			return addFailed
		}
		g.admit(tx, rm, name)
		m, _ := loadMember(tx, rm.id, name)
		m.Joined, m.From = since, 1
		if rm.rules.pastHidden {
			m.From = rm.firstSince(tx, since)
		}
		m.Read = rm.Next - 1 - min(rm.Next-1, uint64(n.UnreadMsgNum))
		rm.saveMember(tx, name, m)
		if n.Role == "Admin" && rm.rules.needs[setAdmins] <= owner {
			rm.Admins = append(rm.Admins, name)
		}
		return addDone
	}
	var answer struct{ MemberList []added }
	for some := range slices.Chunk(req.MemberList, batchSize) {
		var results []added
		err := g.change(ctx, call, req.GroupID, appAdmin, func(tx store.Tx, rm *room) error {
			if rm.Type == big {
				return errNoImport
			}
			results = nil
			coming := make([]named, len(some))
			for i, n := range some {
				coming[i] = named{Account: n.Account}
			}
			tx.Want(g.admitNeeds(rm, "", coming)...)
			for _, n := range some {
				results = append(results, added{string(n.Account), join(tx, rm, n)})
			}
			rm.save(tx)
			return nil
		})
		if err != nil {
			return nil, err
		}
		answer.MemberList = append(answer.MemberList, results...)
		ctx = context.WithoutCancel(ctx)
	}
	return answer, nil
}
