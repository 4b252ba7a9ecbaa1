package group

import (
	"cmp"
	"context"
	"slices"

	"webim.js/server/api"
	"webim.js/server/store"
)

// selfFields are the caller's own fields in the list of groups.
var selfFields = map[string]func(*room, Member) any{
	"JoinTime":     func(_ *room, m Member) any { return m.Joined },
	"MsgFlag":      func(_ *room, m Member) any { return m.Flag },
	"MsgSeq":       func(_ *room, m Member) any { return m.Read },
	"UnreadMsgNum": func(rm *room, m Member) any { return rm.unread(m) },
}

// unread is how many messages and tips a member has not read. Big groups do
// not count.
func (rm *room) unread(m Member) uint64 {
	if rm.Type == big || m.Read >= rm.Next-1 {
		return 0
	}
	return rm.Next - 1 - m.Read
}

// lists tells whether a member's list of groups has the group already.
func (rm *room) lists(account string) bool {
	// The owner must find what the page has just made.
	return !rm.rules.quietBirth || rm.Said > 0 || account == rm.Owner
}

// joinedList answers which groups the caller is in. Clients ask at sign-in,
// for the seqs alone, and fail to sign in if this fails: no group may fail it.
// They ask for a bounded number, so groups that matter to the caller come first,
// whatever others have added the caller to; see standing.
func (g *Groups) joinedList(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		Member         api.Text `json:"Member_Account"`
		Limit          *api.Int
		Offset         api.Int
		GroupType      api.Text
		ResponseFilter struct {
			Base names  `json:"GroupBaseInfoFilter"`
			Self *names `json:"SelfInfoFilter"`
		}
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	me := call.Caller.Account
	if req.Member != "" && string(req.Member) != me {
		if !g.isAppAdmin(me) {
			return nil, api.Errorf(codeForbidden, "only your own groups")
		}
		me = string(req.Member)
	}
	if _, known := kinds[string(req.GroupType)]; !known && req.GroupType != "" {
		return nil, api.Errorf(codeParameter, "no such GroupType: %.64s", req.GroupType)
	}
	if req.Offset < 0 || req.Limit != nil && *req.Limit < 0 {
		return nil, api.Errorf(codeParameter, "Offset and Limit must be at least 0")
	}
	var answer struct {
		TotalCount  int
		GroupIDList []fields `json:"GroupIdList"`
	}
	err := g.Store.View(ctx, func(r store.Reader) error {
		answer.TotalCount, answer.GroupIDList = 0, []fields{}
		ids := groupsOf(r, me)
		wantGroups(r, me, ids...)
		wantGroups(r, call.Caller.Account, ids...)
		var rooms []*room
		for _, id := range ids {
			rm, ok := g.find(r, call, id)
			if ok && (req.GroupType == "" || rm.Type == string(req.GroupType)) && rm.lists(me) {
				rooms = append(rooms, rm)
			}
		}
		answer.TotalCount = len(rooms)
		standings := map[*room]standing{}
		for _, rm := range rooms {
			standings[rm] = rm.standing(r, me)
		}
		slices.SortStableFunc(rooms, func(a, b *room) int { return cmp.Compare(standings[a], standings[b]) })
		rooms = rooms[min(len(rooms), int(req.Offset)):]
		if req.Limit != nil {
			rooms = rooms[:min(len(rooms), int(*req.Limit))]
		}
		for _, rm := range rooms {
			f := rm.profile(req.ResponseFilter.Base)
			if req.ResponseFilter.Self != nil {
				f["SelfInfo"] = rm.self(r, me, *req.ResponseFilter.Self)
			}
			answer.GroupIDList = append(answer.GroupIDList, f)
		}
		return nil
	})
	return answer, err
}

// standing orders an account's list of groups: those it owns, those it leads or
// has spoken in, the others. Groups of one standing are in the order of their
// ids, so that pages of the list do not overlap.
type standing int

const (
	owned standing = iota
	active
	joinedOnly
)

func (rm *room) standing(r store.Reader, account string) standing {
	if account == rm.Owner {
		return owned
	}
	if m, _ := loadMember(r, rm.id, account); m.LastSaid > 0 || slices.Contains(rm.Admins, account) {
		return active
	}
	return joinedOnly
}

func (rm *room) self(r store.Reader, me string, filter names) fields {
	m, _ := loadMember(r, rm.id, me)
	f := fields{}
	if filter.want("Role") {
		f["Role"] = rm.roleOf(r, me).role()
	}
	for name, value := range selfFields {
		if filter.want(name) {
			f[name] = value(rm, m)
		}
	}
	return f
}
