package group

import (
	"context"
	"slices"

	"webim.js/server/api"
	"webim.js/server/store"
)

// maxMute is the maximum mute in seconds that clients allow: one year.
const maxMute = 31536000

func checkMute(seconds api.Int) error {
	if seconds < 0 || seconds > maxMute {
		return api.Errorf(codeParameter, "ShutUpTime must be 0 to %d seconds", maxMute)
	}
	return nil
}

// outranks returns an error unless the caller has a higher rank than account.
func (gtx *groupTx) outranks(r store.Reader, account string) error {
	if account == gtx.me || gtx.roleOf(r, account) >= gtx.rank {
		return errNoRight
	}
	return nil
}

// overrides is outranks for actions that even an app admin cannot apply to the
// owner.
func (gtx *groupTx) overrides(r store.Reader, account string) error {
	if account == gtx.Owner {
		return errNoRight
	}
	return gtx.outranks(r, account)
}

// memberEdit holds the fields of a membership that a request changes.
type memberEdit struct {
	Role       *api.Text
	MsgFlag    *api.Text
	ShutUpTime *api.Int // seconds
	NameCard   *api.Text
	Custom     []customField `json:"AppMemberDefinedData"`
}

func (e *memberEdit) check() error {
	if e.Role != nil && *e.Role != "Admin" && *e.Role != "Member" {
		return api.Errorf(codeParameter, "Role must be Admin or Member")
	}
	if e.MsgFlag != nil && !isMsgFlag(string(*e.MsgFlag)) {
		return api.Errorf(codeParameter, "invalid MsgFlag %.64q", *e.MsgFlag)
	}
	if e.ShutUpTime != nil {
		if err := checkMute(*e.ShutUpTime); err != nil {
			return err
		}
	}
	if e.NameCard != nil {
		if err := checkText("NameCard", *e.NameCard, maxNameCard); err != nil {
			return err
		}
	}
	return checkCustom(e.Custom)
}

// allowed returns an error unless the caller may apply all fields to a member.
// It runs before any change, so one forbidden field fails the whole request.
func (e *memberEdit) allowed(r store.Reader, gtx *groupTx, account string) error {
	if e.Role != nil {
		if err := gtx.may(setAdmins); err != nil {
			return err
		}
		if account == gtx.Owner {
			return errNoRight
		}
	}
	if e.ShutUpTime != nil {
		if err := gtx.may(mute); err != nil {
			return err
		}
		if err := gtx.overrides(r, account); err != nil {
			return err
		}
	}
	if account == gtx.me {
		return nil
	}
	if e.MsgFlag != nil && !gtx.backEnd {
		return errNoRight
	}
	if e.NameCard != nil || e.Custom != nil {
		if err := gtx.require(admin); err != nil {
			return err
		}
		return gtx.outranks(r, account)
	}
	return nil
}

// modifyMember changes a membership: the caller's own settings, or another
// member's role, name card or mute.
func (g *Groups) modifyMember(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
		Member  api.Text `json:"Member_Account"`
		memberEdit
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if req.Member == "" {
		return nil, missing("Member_Account")
	}
	if err := req.check(); err != nil {
		return nil, err
	}
	account := string(req.Member)
	return nil, g.change(ctx, call, req.GroupID, ordinary, func(tx store.Tx, gtx *groupTx) error {
		m, ok := loadMember(tx, gtx.id, account)
		if !ok {
			return api.Errorf(codeBadAccount, "%.64s is not a member", account)
		}
		if err := req.allowed(tx, gtx, account); err != nil {
			return err
		}
		if f := req.MsgFlag; f != nil {
			if m.Flag == discard { // messages discarded until now are not delivered later
				m.Since = tx.LastStamp()
			}
			m.Flag = string(*f)
		}
		if req.NameCard != nil {
			m.NameCard = string(*req.NameCard)
		}
		var err error
		if m.Custom, err = mergeCustom(m.Custom, req.Custom); err != nil {
			return err
		}
		gtx.saveMember(tx, account, m)
		g.markUsed(tx, m)
		if req.ShutUpTime != nil {
			g.mute(tx, gtx, []string{account}, int64(*req.ShutUpTime))
		}
		if req.Role != nil {
			g.setRole(tx, gtx, account, *req.Role == "Admin")
		}
		return nil
	})
}

// setRole makes a member an admin or an ordinary member.
func (g *Groups) setRole(tx store.Tx, gtx *groupTx, account string, isAdmin bool) {
	if slices.Contains(gtx.Admins, account) == isAdmin {
		return
	}
	op, report := tipCancelAdmin, noticeCancelAdmin
	gtx.demote(account)
	if isAdmin {
		op, report = tipSetAdmin, noticeSetAdmin
		gtx.Admins = append(gtx.Admins, account)
		gtx.unmute(tx, account)
	}
	gtx.save(tx)
	g.postTip(tx, gtx, tip{OpType: op, List: []string{account}})
	g.notify(tx, gtx, notice{ReportType: report, Operator: gtx.me}, account)
}

// unmute lifts a member's mute without a tip: a member who is promoted is
// exempt from it, and must not be muted again when demoted.
func (gtx *groupTx) unmute(tx store.Tx, account string) {
	if m, ok := loadMember(tx, gtx.id, account); ok && m.MutedTo != 0 {
		m.MutedTo = 0
		gtx.saveMember(tx, account, m)
	}
}

// mute mutes members for some seconds; 0 lifts the mute. The end time is
// stored, so a mute expires without a notification.
func (g *Groups) mute(tx store.Tx, gtx *groupTx, accounts []string, seconds int64) {
	var changed []mutedMember
	for _, account := range accounts {
		m, _ := loadMember(tx, gtx.id, account)
		until := gtx.now + seconds
		if seconds == 0 {
			until = 0
		}
		if m.MutedTo == until || until == 0 && m.MutedTo <= gtx.now {
			continue
		}
		m.MutedTo = until
		gtx.saveMember(tx, account, m)
		changed = append(changed, mutedMember{account, seconds})
	}
	if len(changed) > 0 {
		g.postTip(tx, gtx, tip{OpType: tipMemberChange, Members: changed})
	}
}

// forbid mutes all of the named members or none.
func (g *Groups) forbid(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
		Members api.List `json:"Members_Account"`
		Time    *api.Int `json:"ShutUpTime"` // seconds
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if err := checkAccounts("Members_Account", len(req.Members)); err != nil {
		return nil, err
	}
	if req.Time == nil {
		return nil, missing("ShutUpTime")
	}
	if err := checkMute(*req.Time); err != nil {
		return nil, err
	}
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, gtx *groupTx) error {
		if err := gtx.may(mute); err != nil {
			return err
		}
		wantMembers(tx, gtx.id, req.Members)
		for _, account := range req.Members {
			if !isMember(tx, gtx.id, account) {
				return api.Errorf(codeBadAccount, "%.64s is not a member", account)
			}
			if err := gtx.overrides(tx, account); err != nil {
				return err
			}
		}
		g.mute(tx, gtx, req.Members, int64(*req.Time))
		return nil
	})
}

// rolesOf returns the roles of accounts in a group.
func (g *Groups) rolesOf(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
		Users   api.List `json:"User_Account"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if err := checkAccounts("User_Account", len(req.Users)); err != nil {
		return nil, err
	}
	type role struct {
		Account string `json:"Member_Account"`
		Role    string
	}
	var response struct{ UserIdList []role }
	err := g.view(ctx, call, req.GroupID, outsider, func(r store.Reader, gtx *groupTx) error {
		if err := gtx.may(see); err != nil {
			return err
		}
		response.UserIdList = nil
		wantMembers(r, gtx.id, req.Users)
		for _, account := range req.Users {
			response.UserIdList = append(response.UserIdList, role{account, gtx.roleOf(r, account).role()})
		}
		return nil
	})
	return response, err
}
