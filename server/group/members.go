package group

import (
	"context"
	"encoding/json"
	"slices"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// named is an account in a MemberList. Most pages send {"Member_Account": id},
// some only the id.
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

// hasRoom reports whether n more members fit into the group. The limit is never
// below the current number; see edit.apply.
func (rm *room) hasRoom(n int) bool { return rm.MaxMembers == 0 || rm.Members+n <= rm.MaxMembers }

// admit makes an account a member. The tip about it is posted later, so the new
// member receives it too.
func (g *Groups) admit(tx store.Tx, rm *room, account string, custom ...custom) {
	m := Member{
		Joined: rm.now, From: 1, Since: tx.LastStamp(), Read: rm.Next - 1, Flag: acceptAndNotify, Custom: custom,
	}
	if rm.rules.pastHidden {
		m.From = rm.Next
	}
	if !rm.isNew { // a new group has no mutes of former members
		m.MutedTo = takeMute(tx, rm.Serial, account)
	}
	rm.saveMember(tx, account, m)
	tx.Put(joinedBucket, store.Key(account, rm.id), nil)
	rm.Members++
	g.closePending(tx, rm, account)
}

// expel removes a member and the member's role.
func (rm *room) expel(tx store.Tx, account string) {
	rm.keepMute(tx, account)
	removeMember(tx, rm.id, account)
	rm.setReceives(account, false)
	rm.demote(account)
	if rm.Owner == account {
		rm.Owner = ""
	}
	rm.Members--
}

// Results of adding one account. They are independent of each other, but if the
// group has no room for all accounts, none is added.
const (
	addFailed  = 0
	addDone    = 1
	addMember  = 2 // already a member
	addWaiting = 3 // awaiting the invitee's consent
)

// added is the result for one account of add_group_member.
type added struct {
	Account string `json:"Member_Account"`
	Result  int
}

// add adds accounts to a group without their consent, or invites them if the
// server is configured to ask for it.
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
	call.SpendNames(len(req.MemberList))
	var answer struct{ MemberList []added }
	for first := 0; first < len(req.MemberList); first += batchSize {
		some := req.MemberList[first:min(first+batchSize, len(req.MemberList))]
		var results []added
		err := g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, rm *room) (err error) {
			if err := rm.may(addOthers); err != nil {
				return err
			}
			looked := some
			if first == 0 {
				looked = req.MemberList
			}
			tx.Want(g.admitNeeds(rm, "", looked)...)
			if first == 0 && !rm.hasRoom(g.countNew(tx, rm, req.MemberList)) {
				return errFull
			}
			results = g.addSome(tx, rm, some, req.Silence != 1 || rm.rank < appAdmin)
			return nil
		})
		if err != nil {
			return nil, err
		}
		answer.MemberList = append(answer.MemberList, results...)
		ctx = context.WithoutCancel(ctx) // complete what has begun
	}
	if !slices.ContainsFunc(answer.MemberList, func(a added) bool { return a.Result != addFailed }) {
		return nil, api.Errorf(codeBadAccount, "no such account")
	}
	return answer, nil
}

// admitNeeds returns what is read to add the accounts in list, and an owner if
// it is not empty.
func (g *Groups) admitNeeds(rm *room, owner string, list []named) []store.Need {
	names := make([]string, 0, len(list)+1)
	for _, n := range list {
		names = append(names, string(n.Account))
	}
	if owner != "" {
		names = append(names, owner)
	}
	var needs []store.Need
	for _, a := range names {
		key := store.Key(rm.id, a)
		needs = append(needs,
			account.Need(a), profile.Need(a), store.WantKey(membersBucket, key), store.WantKey(openBucket, key),
			store.WantKey(invitationsBucket, store.Key(a, rm.id)))
		if !rm.isNew {
			needs = append(needs, store.WantKey(mutesBucket, store.Key(rm.Serial, a)))
		}
		if g.BlockedNeed != nil {
			needs = append(needs, g.BlockedNeed(rm.me, a))
		}
	}
	return needs
}

// countNew returns the number of places that adding the list requires. Invited
// accounts may decline, so for them one free place suffices.
func (g *Groups) countNew(r store.Reader, rm *room, list []named) int {
	names := map[string]bool{}
	for _, n := range list {
		a := string(n.Account)
		if account.Exists(r, a) && !g.blocked(r, rm.me, a) && !isMember(r, rm.id, a) {
			names[a] = true
		}
	}
	if g.InviteConsent && rm.rank < appAdmin {
		return min(len(names), 1)
	}
	return len(names)
}

// addSome adds the accounts of one batch.
func (g *Groups) addSome(tx store.Tx, rm *room, list []named, loud bool) (results []added) {
	var fresh []string
	for _, n := range list {
		a := added{string(n.Account), addDone}
		switch {
		case !account.Exists(tx, a.Account), g.blocked(tx, rm.me, a.Account):
			a.Result = addFailed
		case isMember(tx, rm.id, a.Account):
			a.Result = addMember
		case !rm.hasRoom(1): // others have joined since the check
			a.Result = addFailed
		case g.InviteConsent && rm.rank < appAdmin:
			a.Result = addWaiting
			g.invite(tx, rm, a.Account)
		default:
			g.admit(tx, rm, a.Account)
			fresh = append(fresh, a.Account)
		}
		results = append(results, a)
	}
	if len(fresh) == 0 {
		return results
	}
	rm.save(tx)
	if loud {
		g.postMemberTip(tx, rm, tipJoin, fresh)
	}
	g.notify(tx, rm, notice{ReportType: noticeAdded, Operator: rm.me}, fresh...)
	return results
}

// removeMembers removes members from a group. Accounts that are not members are
// ignored.
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
	call.SpendNames(len(req.Members))
	if err := checkText("Reason", req.Reason, maxApplyText); err != nil {
		return nil, err
	}
	// All targets are checked in the first transaction, before any is removed.
	look := req.Members
	for some := range slices.Chunk(req.Members, batchSize) {
		err := g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, rm *room) error {
			if err := rm.may(kick); err != nil {
				return err
			}
			wantMembers(tx, rm.id, look)
			for _, account := range look {
				if isMember(tx, rm.id, account) {
					if err := rm.overrides(tx, account); err != nil {
						return err
					}
				}
			}
			g.removeSome(tx, rm, some, string(req.Reason), req.Silence != 1 || rm.rank < appAdmin)
			return nil
		})
		if err != nil {
			return nil, err
		}
		ctx, look = context.WithoutCancel(ctx), nil // complete what has begun
	}
	return nil, nil
}

// removeSome removes the members of one batch. Members whose rank has risen
// since the check stay.
func (g *Groups) removeSome(tx store.Tx, rm *room, list []string, reason string, loud bool) {
	var gone []string
	for _, account := range list {
		if isMember(tx, rm.id, account) && rm.overrides(tx, account) == nil {
			rm.expel(tx, account)
			gone = append(gone, account)
		}
	}
	if len(gone) == 0 {
		return
	}
	rm.save(tx)
	if loud {
		g.postMemberTip(tx, rm, tipKick, gone)
	}
	g.notify(tx, rm, notice{ReportType: noticeKicked, Operator: rm.me, RemarkInfo: reason}, gone...)
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
		g.postMemberTip(tx, rm, tipQuit, []string{rm.me})
		g.notifyElsewhere(tx, rm, call.Caller.Session, notice{ReportType: noticeQuit, Operator: rm.me})
		return nil
	})
}
