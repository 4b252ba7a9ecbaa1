package group

import (
	"context"
	"strings"

	"webim.js/server/api"
	"webim.js/server/store"
)

const (
	foundPage    = 20  // default number of groups
	maxFoundPage = 100 // maximum number of groups
)

// search finds groups by a part of their name, ignoring case. Groups whose
// profile is visible to members only are not found. Callers without identity
// are rate limited by address.
func (g *Groups) search(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		Content        api.Text
		PageNum        api.Int // from 0
		GroupPerPage   *api.Int
		ResponseFilter struct {
			Base names `json:"GroupBasePublicInfoFilter"`
		}
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	size := int64(foundPage)
	if req.GroupPerPage != nil {
		size = int64(*req.GroupPerPage)
	}
	content := strings.ToLower(strings.TrimSpace(string(req.Content)))
	switch {
	case content == "":
		return nil, missing("Content")
	case req.PageNum < 0 || size < 1 || size > maxFoundPage:
		return nil, api.Errorf(codeParameter, "PageNum must be at least 0 and GroupPerPage 1 to %d", maxFoundPage)
	}
	if call.Caller.Account == "" && call.Charge != nil {
		if err := call.Charge(ctx, "search by "+call.RemoteHost); err != nil {
			return nil, err
		}
	}
	all, err := g.listed.all(ctx)
	if err != nil {
		return nil, err
	}
	var response struct {
		TotalRecord int64
		GroupInfo   []fields
	}
	var page []string
	for e := range all {
		if kinds[e.Type].needs[see] > outsider || !strings.Contains(e.folded, content) {
			continue
		}
		if response.TotalRecord/size == int64(req.PageNum) {
			page = append(page, e.id)
		}
		response.TotalRecord++
	}
	err = g.Store.View(ctx, func(r store.Reader) error {
		response.GroupInfo = []fields{}
		wantGroups(r, call.Caller.Account, page...)
		for _, id := range page {
			if gtx, ok := g.find(r, call, id); ok { // not dissolved in the meantime
				response.GroupInfo = append(response.GroupInfo, succeededItem(gtx.profile(req.ResponseFilter.Base)))
			}
		}
		return nil
	})
	return response, err
}
