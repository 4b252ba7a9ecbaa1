package group

import (
	"context"
	"strings"

	"webim.js/server/api"
	"webim.js/server/store"
)

const (
	foundPage    = 20  // groups, where a page does not say how many
	maxFoundPage = 100 // at most
)

// search reads all groups: a site has thousands at most, and no index of parts
// of names is worth its upkeep then. It finds groups by a part of their name, in any case of letters. Those
// whose profile only members see are not found.
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
		return nil, api.Errorf(codeParameter, "PageNum counts from 0, GroupPerPage is 1 to %d", maxFoundPage)
	}
	var answer struct {
		TotalRecord int64
		GroupInfo   []fields
	}
	err := g.Store.View(ctx, func(r store.Reader) error {
		answer.TotalRecord, answer.GroupInfo = 0, []fields{}
		for k, v := range r.Scan(groupsBucket, store.Range{}) {
			rec := store.Decode[Group](r, v)
			if kinds[rec.Type].needs[see] > outsider || !strings.Contains(strings.ToLower(rec.Name), content) {
				continue
			}
			if answer.TotalRecord/size == int64(req.PageNum) {
				id, _, _ := store.CutString(k)
				rm := &room{id: id, Group: rec, head: loadHead(r, id)}
				answer.GroupInfo = append(answer.GroupInfo, succeeded(rm.profile(req.ResponseFilter.Base)))
			}
			answer.TotalRecord++
		}
		return nil
	})
	return answer, err
}
