package group

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
)

// sendNotice sends a custom notice of an app admin to some or all members. The
// content is opaque to the server and delivered unchanged.
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
	return nil, g.change(ctx, call, req.GroupID, appAdmin, func(tx store.Tx, gtx *groupTx) error {
		for _, account := range req.ToMembers {
			// A non-member in the list is an error of the caller, so it is reported.
			if !isMember(tx, gtx.id, account) {
				return api.Errorf(codeBadAccount, "%.64s is not a member", account)
			}
		}
		g.MarkUsed(tx, mentioned)
		g.notify(tx, gtx, body, req.ToMembers...)
		return nil
	})
}

// notifyAll sends a custom notice to all members, a batch in each transaction,
// and in a big group first to the watchers that have not signed in. Accounts
// that join during the call may or may not receive it.
func (g *Groups) notifyAll(ctx context.Context, call *api.Call, id api.Text, body notice, mentioned []byte) error {
	var rest uint64
	members := 0
	err := g.change(ctx, call, id, appAdmin, func(tx store.Tx, gtx *groupTx) error {
		members = gtx.Members
		g.MarkUsed(tx, mentioned)
		if gtx.Type == big {
			g.notifyWatchers(tx, gtx, body)
		}
		rest = g.storeTask(tx, gtx, task{Notice: &body})
		return nil
	})
	if err != nil {
		return err
	}
	call.SpendNames(members)
	// A retry by the caller would notify some members twice, so a failure is
	// left to Upkeep.
	_ = g.finishTask(context.WithoutCancel(ctx), rest)
	return nil
}
