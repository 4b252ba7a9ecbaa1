package group

import (
	"context"

	"webim.js/demo/server/api"
	"webim.js/demo/server/store"
)

// sendNotice sends an app admin's own notice to some members or all. Its
// content is the page's business: it arrives as it was sent.
func (g *Groups) sendNotice(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID   api.Text `json:"GroupId"`
		Content   api.Text
		ToMembers api.List `json:"ToMembers_Account"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	switch {
	case req.Content == "":
		return nil, missing("Content")
	case len(req.ToMembers) > maxAccounts:
		return nil, api.Errorf(codeTooMany, "ToMembers_Account names more than %d accounts", maxAccounts)
	}
	if err := checkText("Content", req.Content, maxNoticeContent); err != nil {
		return nil, err
	}
	return nil, g.change(ctx, call, req.GroupID, appAdmin, func(tx store.Tx, rm *room) error {
		body := notice{ReportType: noticeCustom, Operator: rm.me, UserDefinedField: string(req.Content)}
		if len(req.ToMembers) == 0 {
			g.notifyAll(tx, rm, body)
			return nil
		}
		for _, account := range req.ToMembers {
			// A name that is not in the group is a mistake worth telling.
			if !isMember(tx, rm.id, account) {
				return api.Errorf(codeBadAccount, "%.64s is not a member", account)
			}
		}
		g.notify(tx, rm, body, req.ToMembers...)
		return nil
	})
}
