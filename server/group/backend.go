package group

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// Commands for back ends only, as described in the vendor's documents
// "获取 App 中的所有群组" and "获取群组被禁言用户列表".

// maxGroupsListed is the maximum number of groups in one response.
const maxGroupsListed = 10_000

// listAll returns a page of the application's groups. Next is the number of
// groups before the following page; 0 ends the list.
func (g *Groups) listAll(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		Limit     *api.Int
		Next      api.Int
		GroupType api.Text
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	limit := maxGroupsListed
	if req.Limit != nil {
		limit = int(*req.Limit)
	}
	if _, known := kinds[string(req.GroupType)]; !known && req.GroupType != "" {
		return nil, api.Errorf(codeParameter, "invalid GroupType %.64q", req.GroupType)
	}
	if limit < 1 || limit > maxGroupsListed || req.Next < 0 {
		return nil, api.Errorf(codeParameter, "Limit must be 1 to %d and Next at least 0", maxGroupsListed)
	}
	var response struct {
		TotalCount  int
		GroupIDList []fields `json:"GroupIdList"`
		Next        int
	}
	return &response, g.Store.View(ctx, func(r store.Reader) error {
		response.TotalCount, response.GroupIDList, response.Next = 0, []fields{}, 0
		for id, grp := range All(r) {
			if grp.Closing || req.GroupType != "" && grp.Type != string(req.GroupType) {
				continue
			}
			switch {
			case response.TotalCount < int(req.Next):
			case len(response.GroupIDList) < limit:
				response.GroupIDList = append(response.GroupIDList, fields{"GroupId": id})
			case response.Next == 0:
				response.Next = response.TotalCount
			}
			response.TotalCount++
		}
		return nil
	})
}

// muted returns the muted members of a group and when each mute ends.
func (g *Groups) muted(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	type mutedUser struct {
		Account string `json:"Member_Account"`
		Until   int64  `json:"ShuttedUntil"`
	}
	var response struct{ ShuttedUinList []mutedUser }
	err := g.view(ctx, call, req.GroupID, outsider, func(r store.Reader, gtx *groupTx) error {
		response.ShuttedUinList = []mutedUser{}
		gtx.eachMember(r, func(account string, _ rank, m Member) bool {
			if m.MutedTo > gtx.now {
				response.ShuttedUinList = append(response.ShuttedUinList, mutedUser{account, m.MutedTo})
			}
			return true
		})
		return nil
	})
	return response, err
}
