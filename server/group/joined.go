package group

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"webim.js/server/api"
	"webim.js/server/store"
)

// selfFields are the caller's own fields in the list of groups.
var selfFields = map[string]func(*groupTx, Member) any{
	"JoinTime":     func(_ *groupTx, m Member) any { return m.Joined },
	"MsgFlag":      func(_ *groupTx, m Member) any { return m.Flag },
	"MsgSeq":       func(_ *groupTx, m Member) any { return m.Read },
	"UnreadMsgNum": func(gtx *groupTx, m Member) any { return gtx.unread(m) },
}

// unread returns the number of messages and tips that a member has not read.
// It is 0 for big groups.
func (gtx *groupTx) unread(m Member) uint64 {
	if gtx.Type == big || m.Read >= gtx.Next-1 {
		return 0
	}
	return gtx.Next - 1 - m.Read
}

// lists reports whether the group appears in a member's list of groups.
func (gtx *groupTx) lists(account string) bool {
	// The owner must find the group that the client has just created.
	return !gtx.rules.unlistedWhenEmpty || gtx.Said > 0 || account == gtx.Owner
}

// joinedList returns the groups of the caller. Clients request it during
// sign-in, for the seqs alone, and the sign-in fails if the request fails, so a
// single group must not fail it. They request a bounded number of groups, so
// the groups that matter to the caller come first, even if others have added
// the caller to many; see standing. A response that would become too large ends
// early. TotalCount always counts all groups, so that clients can request the
// rest by Offset.
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
			return nil, api.Errorf(codeForbidden, "Member_Account must be the caller")
		}
		me = string(req.Member)
	}
	if _, known := kinds[string(req.GroupType)]; !known && req.GroupType != "" {
		return nil, api.Errorf(codeParameter, "invalid GroupType %.64q", req.GroupType)
	}
	if req.Offset < 0 || req.Limit != nil && *req.Limit < 0 {
		return nil, api.Errorf(codeParameter, "Offset and Limit must be at least 0")
	}
	var response struct {
		TotalCount  int
		GroupIDList []json.RawMessage `json:"GroupIdList"`
	}
	err := g.Store.View(ctx, func(r store.Reader) error {
		response.TotalCount, response.GroupIDList = 0, []json.RawMessage{}
		ids := groupsOf(r, me)
		wantGroups(r, me, ids...)
		wantGroups(r, call.Caller.Account, ids...)
		var rooms []*groupTx
		for _, id := range ids {
			gtx, ok := g.find(r, call, id)
			if ok && (req.GroupType == "" || gtx.Type == string(req.GroupType)) && gtx.lists(me) {
				rooms = append(rooms, gtx)
			}
		}
		response.TotalCount = len(rooms)
		standings := map[*groupTx]standing{}
		for _, gtx := range rooms {
			standings[gtx] = gtx.standing(r, me)
		}
		slices.SortStableFunc(rooms, func(a, b *groupTx) int { return cmp.Compare(standings[a], standings[b]) })
		rooms = rooms[min(len(rooms), int(req.Offset)):]
		if req.Limit != nil {
			rooms = rooms[:min(len(rooms), int(*req.Limit))]
		}
		var size api.ListSize
		for _, gtx := range rooms {
			f := gtx.profile(req.ResponseFilter.Base)
			if req.ResponseFilter.Self != nil {
				f["SelfInfo"] = gtx.self(r, me, *req.ResponseFilter.Self)
			}
			data, fits, err := size.Add(f)
			if err != nil || !fits {
				return err
			}
			response.GroupIDList = append(response.GroupIDList, data)
		}
		return nil
	})
	return response, err
}

// standing orders a list of groups: groups that the account owns, groups that
// it leads or has sent messages to, all others. Groups with the same standing
// are ordered by id, so that pages of the list do not overlap.
type standing int

const (
	owned standing = iota
	active
	joinedOnly
)

func (gtx *groupTx) standing(r store.Reader, account string) standing {
	if account == gtx.Owner {
		return owned
	}
	if m, _ := loadMember(r, gtx.id, account); m.LastSaid > 0 || slices.Contains(gtx.Admins, account) {
		return active
	}
	return joinedOnly
}

func (gtx *groupTx) self(r store.Reader, me string, filter names) fields {
	m, _ := loadMember(r, gtx.id, me)
	f := fields{}
	if filter.want("Role") {
		f["Role"] = gtx.roleOf(r, me).role()
	}
	for name, value := range selfFields {
		if filter.want(name) {
			f[name] = value(gtx, m)
		}
	}
	return f
}
