package group

import (
	"context"
	"strconv"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// The values of JoinedStatus.
const (
	joinedSuccess     = "JoinedSuccess"
	waitAdminApproval = "WaitAdminApproval"
)

// joined is the response to an application.
type joined struct {
	JoinedStatus   string
	LongPollingKey string `json:",omitempty"` // of a big group
}

// apply handles an application to join, with or without identity. It makes the
// caller a member, or stores the application for the group's leaders.
func (g *Groups) apply(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID          api.Text `json:"GroupId"`
		ApplyMsg         api.Text
		UserDefinedField api.Text
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if err := checkText("ApplyMsg", req.ApplyMsg, maxApplyText); err != nil {
		return nil, err
	}
	if err := checkText("UserDefinedField", req.UserDefinedField, maxUserDefined); err != nil {
		return nil, err
	}
	if call.Caller.Account == "" {
		return g.watchUnnamed(ctx, call, req.GroupID)
	}
	var response joined
	err := g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, gtx *groupTx) error {
		response = joined{JoinedStatus: joinedSuccess}
		if gtx.Type == big {
			response.LongPollingKey = g.watchKey(gtx)
		}
		if isMember(tx, gtx.id, gtx.me) {
			if gtx.Type == big { // a reloaded client needs a new key
				return nil
			}
			return api.Errorf(codeMember, "already a member")
		}
		immediate, err := gtx.admission()
		switch {
		case err != nil:
			return err
		case !gtx.hasCapacity(1):
			return errFull
		case !immediate:
			response.JoinedStatus = waitAdminApproval
			return g.saveApplication(tx, gtx, string(req.ApplyMsg), string(req.UserDefinedField))
		}
		g.admit(tx, gtx, gtx.me)
		gtx.save(tx)
		g.postMemberTip(tx, gtx, tipJoin, []string{gtx.me})
		return nil
	})
	return response, err
}

// admission applies the rule of the group's type and, where that is byOption,
// of the group. It reports whether the caller joins immediately; otherwise a
// leader has to approve.
func (gtx *groupTx) admission() (immediate bool, err error) {
	switch {
	case gtx.rules.joining == always || gtx.rank == appAdmin:
		return true, nil
	case gtx.rules.joining == never:
		return false, api.Errorf(codeForbidden, "groups of type %s do not accept applications", gtx.Type)
	case gtx.ApplyOption == disableApply:
		return false, api.Errorf(codeForbidden, "the group does not accept applications")
	}
	return gtx.ApplyOption == freeAccess, nil
}

// decision is a leader's response to a request. Clients repeat fields of the notice in
// it.
type decision struct {
	GroupID          api.Text `json:"GroupId"`
	HandleMsg        api.Text
	Authentication   api.Text
	MsgKey           api.Text
	ApprovalMsg      api.Text
	UserDefinedField api.Text
}

func (v *decision) check() (agree bool, err error) {
	if v.HandleMsg != "Agree" && v.HandleMsg != "Reject" {
		return false, api.Errorf(codeParameter, "HandleMsg must be Agree or Reject")
	}
	if err := checkText("ApprovalMsg", v.ApprovalMsg, maxApplyText); err != nil {
		return false, err
	}
	return v.HandleMsg == "Agree", checkText("UserDefinedField", v.UserDefinedField, maxUserDefined)
}

// concerns returns an error unless the decision refers to the pending request q.
func (v *decision) concerns(q request, known bool) error {
	key, err := strconv.ParseUint(string(v.MsgKey), 10, 64)
	// Keys are stamps, which increase: a smaller key is that of an earlier request.
	switch {
	case err != nil || !known || key > q.Key:
		return api.Errorf(codeParameter, "no such request")
	case key < q.Key: // a new request is only created after the earlier one was handled
		return errHandled
	case string(v.Authentication) != q.Auth:
		return api.Errorf(codeParameter, "Authentication does not match the request")
	case q.Handled:
		return errHandled
	}
	return nil
}

// handleRequest accepts or rejects an application.
func (g *Groups) handleRequest(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		decision
		Applicant api.Text `json:"Applicant_Account"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	agree, err := req.check()
	if err != nil {
		return nil, err
	}
	applicant := string(req.Applicant)
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, gtx *groupTx) error {
		if err := gtx.may(handleRequests); err != nil {
			return err
		}
		q, known := store.Load[request](tx, requestsBucket, store.Key(gtx.id, applicant))
		if !known && isMember(tx, gtx.id, applicant) {
			return api.Errorf(codeMember, "%.64s is already a member", applicant)
		}
		if err := req.concerns(q, known); err != nil {
			return err
		}
		response := notice{
			ReportType: noticeRefused, Operator: gtx.me,
			RemarkInfo: string(req.ApprovalMsg), UserDefinedField: string(req.UserDefinedField),
		}
		// The request is closed first: if a later step fails, the transaction is rolled back.
		gtx.close(tx, q, applicant, agree, response.RemarkInfo)
		if !agree {
			g.notify(tx, gtx, response, applicant)
			return nil
		}
		if !account.Exists(tx, applicant) {
			return api.Errorf(codeBadAccount, "no such account: %.64s", applicant)
		}
		if !gtx.hasCapacity(1) {
			return errFull
		}
		g.admit(tx, gtx, applicant)
		gtx.save(tx)
		g.postMemberTip(tx, gtx, tipJoin, []string{applicant})
		response.ReportType = noticeAccepted
		g.notify(tx, gtx, response, applicant)
		return nil
	})
}
