package group

import (
	"context"
	"encoding/json"

	"webim.js/demo/server/account"
	"webim.js/demo/server/api"
	"webim.js/demo/server/store"
)

// named is an account in a MemberList. Pages write {"Member_Account": id},
// some the bare id.
type named struct {
	Account api.Text `json:"Member_Account"`
	Role    api.Text
	Custom  []customField `json:"AppMemberDefinedData"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (n *named) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		return n.Account.UnmarshalJSON(data)
	}
	type plain named
	return json.Unmarshal(data, (*plain)(n))
}

// takes tells whether n more members fit in. The limit is never below the
// number there is: edit.apply refuses that.
func (rm *room) takes(n int) bool { return rm.MaxMembers == 0 || rm.Members+n <= rm.MaxMembers }

// admit makes an account a member. The tip that tells of it is posted later,
// so the new member gets it, too.
func (g *Groups) admit(tx store.Tx, rm *room, account string, custom ...custom) {
	m := Member{
		Joined: rm.now, From: 1, Since: tx.LastStamp(), Read: rm.Next - 1, Flag: acceptAndNotify, Custom: custom,
	}
	if rm.rules.pastHidden {
		m.From = rm.Next
	}
	m.MutedTo = takeMute(tx, rm.Serial, account)
	saveMember(tx, rm.id, account, m)
	tx.Put(joinedBucket, store.Key(account, rm.id), nil)
	rm.Members++
	g.settle(tx, rm, account)
}

// expel ends a membership, with the office that went with it.
func (rm *room) expel(tx store.Tx, account string) {
	rm.keepMute(tx, account)
	removeMember(tx, rm.id, account)
	rm.demote(account)
	if rm.Owner == account {
		rm.Owner = ""
	}
	rm.Members--
}

// Results of adding one account. Each has its own, but a group that would be
// too full takes none.
const (
	addFailed  = 0
	addDone    = 1
	addMember  = 2 // was one already
	addWaiting = 3 // for the invitee's consent
)

// added is one account of an add_group_member answer.
type added struct {
	Account string `json:"Member_Account"`
	Result  int
}

// add takes accounts into a group without asking them, unless the server is
// set up to ask.
func (g *Groups) add(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID    api.Text `json:"GroupId"`
		Silence    api.Int
		MemberList []named
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if err := checkAccounts("MemberList", len(req.MemberList)); err != nil {
		return nil, err
	}
	var answer struct{ MemberList []added }
	err := g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, rm *room) error {
		if err := rm.may(addOthers); err != nil {
			return err
		}
		answer.MemberList = nil // the transaction may run twice
		var fresh []string
		known := 0
		for _, n := range req.MemberList {
			a := added{string(n.Account), addDone}
			switch {
			case !account.Exists(tx, a.Account), g.blocked(tx, rm.me, a.Account):
				a.Result = addFailed
			case isMember(tx, rm.id, a.Account):
				a.Result = addMember
			case !rm.takes(1):
				return errFull
			case g.InviteConsent && rm.rank < appAdmin:
				a.Result = addWaiting
				g.invite(tx, rm, a.Account)
			default:
				g.admit(tx, rm, a.Account)
				fresh = append(fresh, a.Account)
			}
			if a.Result != addFailed {
				known++
			}
			answer.MemberList = append(answer.MemberList, a)
		}
		if known == 0 {
			return api.Errorf(codeBadAccount, "there is no such account")
		}
		if len(fresh) == 0 {
			return nil
		}
		rm.save(tx)
		if req.Silence != 1 || rm.rank < appAdmin {
			g.tellComing(tx, rm, tipJoin, fresh)
		}
		g.notify(tx, rm, notice{ReportType: noticeAdded, Operator: rm.me}, fresh...)
		return nil
	})
	return answer, err
}

// removeMembers takes members out of a group. Who is none is no error.
func (g *Groups) removeMembers(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
		Silence api.Int
		Members api.List `json:"MemberToDel_Account"`
		Reason  api.Text
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if err := checkAccounts("MemberToDel_Account", len(req.Members)); err != nil {
		return nil, err
	}
	if err := checkText("Reason", req.Reason, maxApplyText); err != nil {
		return nil, err
	}
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, rm *room) error {
		if err := rm.may(kick); err != nil {
			return err
		}
		var gone []string
		for _, account := range req.Members {
			if !isMember(tx, rm.id, account) {
				continue
			}
			if err := rm.overrides(tx, account); err != nil {
				return err
			}
			rm.expel(tx, account)
			gone = append(gone, account)
		}
		if len(gone) == 0 {
			return nil
		}
		rm.save(tx)
		if req.Silence != 1 || rm.rank < appAdmin {
			g.tellComing(tx, rm, tipKick, gone)
		}
		g.notify(tx, rm, notice{ReportType: noticeKicked, Operator: rm.me, RemarkInfo: string(req.Reason)}, gone...)
		return nil
	})
}

// quit ends the caller's membership.
func (g *Groups) quit(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		GroupID api.Text `json:"GroupId"`
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	if call.Caller.Account == "" {
		return nil, g.leaveUnnamed(ctx, call, req.GroupID)
	}
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, rm *room) error {
		switch role := rm.roleOf(tx, rm.me); {
		case role == outsider:
			return errNotMember
		case role == owner && !rm.rules.ownerLeaves:
			return api.Errorf(codeOwnerStays, "the owner of a %s group cannot leave it", rm.Type)
		}
		rm.expel(tx, rm.me)
		rm.save(tx)
		g.tellComing(tx, rm, tipQuit, []string{rm.me})
		g.notifyElsewhere(tx, rm, call.Caller.Session, notice{ReportType: noticeQuit, Operator: rm.me})
		return nil
	})
}
