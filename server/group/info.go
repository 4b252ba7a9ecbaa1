package group

import (
	"context"
	"encoding/json"
	"errors"

	"webim.js/server/api"
	"webim.js/server/plainjson"
	"webim.js/server/store"
)

const (
	// maxGroups is the maximum number of groups in one request.
	maxGroups = 500
	// maxMembersReturned bounds a response to some megabytes.
	maxMembersReturned = 10_000
)

var errTooLarge = api.Errorf(codeTooLarge, "response limited to %d members: request fewer", maxMembersReturned)

// eachGroup implements the commands that take a list of groups. It calls item
// for each group of the request; an error affects only the item of its group.
func (g *Groups) eachGroup(ctx context.Context, call *api.Call, ids api.List, item func(store.Reader, *groupTx) (fields, error)) (any, error) {
	switch {
	case len(ids) == 0:
		return nil, missing("GroupIdList")
	case len(ids) > maxGroups:
		return nil, api.Errorf(codeParameter, "GroupIdList names more than %d groups", maxGroups)
	}
	ids = api.Unique(ids)
	var response struct{ GroupInfo []json.RawMessage }
	err := g.Store.View(ctx, func(r store.Reader) error {
		response.GroupInfo = nil
		size := responseSize{}
		wantGroups(r, call.Caller.Account, ids...)
		for _, id := range ids {
			var f fields
			gtx, err := g.enter(r, call, id)
			if err == nil {
				f, err = item(r, gtx)
			}
			var refusal *api.Error
			switch {
			case err == nil:
				f = succeededItem(f)
			case errors.As(err, &refusal) && refusal.Code != codeTooLarge:
				f = failedItem(id, refusal)
			default:
				return err
			}
			if response.GroupInfo, err = size.add(response.GroupInfo, f); err != nil {
				return err
			}
		}
		return nil
	})
	return response, err
}

// responseSize tracks the size of a list in a response.
type responseSize struct{ bytes int }

// add encodes item and appends it to list. It returns errResponseSize if the
// response becomes too large.
func (s *responseSize) add(list []json.RawMessage, item fields) ([]json.RawMessage, error) {
	data, err := plainjson.Marshal(item)
	if err != nil {
		return nil, err
	}
	if s.bytes += len(data) + 1; s.bytes > api.MaxResponse {
		return nil, errResponseSize
	}
	return append(list, data), nil
}

var errResponseSize = api.Errorf(codeTooLarge, "response larger than %d bytes: request less", api.MaxResponse)

// publicInfo returns the public profiles of groups. The SDK treats one failed
// item as a failure of the call, and passes the other items on with it.
func (g *Groups) publicInfo(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupIDList    api.List `json:"GroupIdList"`
		ResponseFilter struct {
			Base names `json:"GroupBasePublicInfoFilter"`
		}
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	return g.eachGroup(ctx, call, req.GroupIDList, func(r store.Reader, gtx *groupTx) (fields, error) {
		if err := gtx.may(see); err != nil {
			return nil, err
		}
		return gtx.profile(req.ResponseFilter.Base), nil
	})
}

// infoFilter selects the parts of a group that a request asks for.
type infoFilter struct {
	Base         names  `json:"GroupBaseInfoFilter"`
	Member       *names `json:"MemberInfoFilter"`
	Custom       names  `json:"AppDefinedDataFilter_Group"`
	MemberCustom names  `json:"AppDefinedDataFilter_GroupMember"`
}

// info returns groups in detail. Members are listed for members if the request
// has a member filter, and for back ends that send no filter at all.
func (g *Groups) info(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupIDList    api.List `json:"GroupIdList"`
		ResponseFilter *infoFilter
		Custom         names `json:"AppDefinedDataFilter_Group"` // 1.3 sends it here
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	var filter infoFilter
	listed := 0
	switch {
	case req.ResponseFilter != nil:
		filter = *req.ResponseFilter
	case call.Caller.BackEnd:
		filter.Member = &names{}
	}
	if filter.Custom == nil {
		filter.Custom = req.Custom
	}
	return g.eachGroup(ctx, call, req.GroupIDList, func(r store.Reader, gtx *groupTx) (fields, error) {
		if err := gtx.may(see); err != nil {
			return nil, err
		}
		f := gtx.profile(filter.Base)
		if list := filterCustom(gtx.Custom, filter.Custom); len(list) > 0 {
			f["AppDefinedData"] = list
		}
		if m, ok := loadMember(r, gtx.id, gtx.me); ok {
			f["MsgSeq"] = m.Read
		}
		if filter.Member == nil || gtx.rank == outsider {
			return f, nil
		}
		if listed += gtx.Members; listed > maxMembersReturned {
			return nil, errTooLarge
		}
		list, size := []json.RawMessage{}, responseSize{}
		var err error
		gtx.eachMember(r, func(account string, role rank, m Member) bool {
			list, err = size.add(list, gtx.member(account, role, m, *filter.Member, filter.MemberCustom))
			return err == nil
		})
		f["MemberList"] = list
		return f, err
	})
}

// eachMember visits the owner, then the admins, then the other members, until
// visit returns false. Clients display the members in this order.
func (gtx *groupTx) eachMember(r store.Reader, visit func(account string, role rank, m Member) bool) {
	needs := []store.Need{store.WantRange(membersBucket, store.Prefix(gtx.id), 0)}
	for _, account := range gtx.leaders() {
		needs = append(needs, store.WantKey(membersBucket, store.Key(gtx.id, account)))
	}
	r.Want(needs...)
	leaders := map[string]bool{}
	for _, account := range gtx.leaders() {
		leaders[account] = true
		m, _ := loadMember(r, gtx.id, account)
		role := admin
		if account == gtx.Owner {
			role = owner
		}
		if !visit(account, role, m) {
			return
		}
	}
	for k, v := range r.Scan(membersBucket, store.Prefix(gtx.id)) {
		_, rest, _ := store.CutString(k)
		account, _, _ := store.CutString(rest)
		if !leaders[account] && !visit(account, ordinary, store.Decode[Member](r, v)) {
			return
		}
	}
}

// memberList returns a page of a group's members.
func (g *Groups) memberList(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID      api.Text `json:"GroupId"`
		Offset       api.Int
		Limit        *api.Int
		Filter       names `json:"MemberInfoFilter"`
		Roles        names `json:"MemberRoleFilter"`
		CustomFilter names `json:"AppDefinedDataFilter_GroupMember"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	limit := maxMembersReturned + 1 // one more, to detect that there are too many
	if req.Limit != nil {
		limit = int(min(*req.Limit, maxMembersReturned))
	}
	if req.Offset < 0 || limit < 0 {
		return nil, api.Errorf(codeParameter, "Offset and Limit must be at least 0")
	}
	var response struct {
		MemberNum  int
		MemberList []json.RawMessage
	}
	err := g.view(ctx, call, req.GroupID, ordinary, func(r store.Reader, gtx *groupTx) error {
		response.MemberNum, response.MemberList = gtx.Members, []json.RawMessage{}
		skip, size := int(req.Offset), responseSize{}
		var err error
		gtx.eachMember(r, func(account string, role rank, m Member) bool {
			switch {
			case !req.Roles.want(role.role()):
			case skip > 0:
				skip--
			case len(response.MemberList) == limit:
				return false
			default:
				response.MemberList, err = size.add(response.MemberList, gtx.member(account, role, m, req.Filter, req.CustomFilter))
			}
			return err == nil
		})
		if err == nil && len(response.MemberList) > maxMembersReturned {
			err = errTooLarge
		}
		return err
	})
	return response, err
}
