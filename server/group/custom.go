package group

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
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
	mentioned := []byte(req.Content)
	body := notice{ReportType: noticeCustom, Operator: call.Caller.Account, UserDefinedField: string(req.Content)}
	if len(req.ToMembers) == 0 {
		return nil, g.notifyAll(ctx, call, req.GroupID, body, mentioned)
	}
	call.SpendNames(len(req.ToMembers))
	return nil, g.change(ctx, call, req.GroupID, appAdmin, func(tx store.Tx, rm *room) error {
		for _, account := range req.ToMembers {
			// A name that is not in the group is a mistake worth telling.
			if !isMember(tx, rm.id, account) {
				return api.Errorf(codeBadAccount, "%.64s is not a member", account)
			}
		}
		g.Mentioned(tx, mentioned)
		g.notify(tx, rm, body, req.ToMembers...)
		return nil
	})
}

// notifyAll sends an app admin's notice to all members, some in each
// transaction, and first, in a big group, to those who watch without having
// signed in. Who joins meanwhile may get it or not.
func (g *Groups) notifyAll(ctx context.Context, call *api.Call, id api.Text, body notice, mentioned []byte) error {
	var rest uint64
	members := 0
	err := g.change(ctx, call, id, appAdmin, func(tx store.Tx, rm *room) error {
		members = rm.Members
		g.Mentioned(tx, mentioned)
		if rm.Type == big {
			g.notifyWatchers(tx, rm, body)
		}
		rest = g.begin(tx, rm, task{Notice: &body})
		return nil
	})
	if err != nil {
		return err
	}
	call.SpendNames(members)
	// Repeating the call would notify some twice: what this leaves, the upkeep
	// finishes.
	_ = g.finish(context.WithoutCancel(ctx), rest)
	return nil
}
