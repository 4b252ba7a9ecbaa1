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

// named is an account in a MemberList. Most clients send {"Member_Account": id},
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

// hasCapacity reports whether n more members fit into the group. The limit is never
// below the current number; see profileEdit.apply.
func (gtx *groupTx) hasCapacity(n int) bool {
	return gtx.MaxMembers == 0 || gtx.Members+n <= gtx.MaxMembers
}

// admit makes an account a member. The tip about it is posted later, so the new
// member receives it too.
func (g *Groups) admit(tx store.Tx, gtx *groupTx, account string, custom ...custom) {
	m := Member{
		Joined: gtx.now, From: 1, Since: tx.LastStamp(), Read: gtx.Next - 1, Flag: acceptAndNotify, Custom: custom,
	}
	if gtx.rules.pastHidden {
		m.From = gtx.Next
	}
	if !gtx.isNew { // a new group has no mutes of former members
		m.MutedTo = takeMute(tx, gtx.Serial, account)
	}
	gtx.saveMember(tx, account, m)
	tx.Put(joinedBucket, store.Key(account, gtx.id), nil)
	gtx.Members++
	g.closePending(tx, gtx, account)
}

// expel removes a member and the member's role.
func (gtx *groupTx) expel(tx store.Tx, account string) {
	gtx.keepMute(tx, account)
	removeMember(tx, gtx.id, account)
	gtx.setReceives(account, false)
	gtx.demote(account)
	if gtx.Owner == account {
		gtx.Owner = ""
	}
	gtx.Members--
}

// Results of adding one account. They are independent of each other, but if the
// group cannot hold all accounts, none is added.
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
	var response struct{ MemberList []added }
	for first := 0; first < len(req.MemberList); first += batchSize {
		some := req.MemberList[first:min(first+batchSize, len(req.MemberList))]
		var results []added
		err := g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, gtx *groupTx) (err error) {
			if err := gtx.may(addOthers); err != nil {
				return err
			}
			looked := some
			if first == 0 {
				looked = req.MemberList
			}
			tx.Want(g.admitNeeds(gtx, "", looked)...)
			if first == 0 && !gtx.hasCapacity(g.countNew(tx, gtx, req.MemberList)) {
				return errFull
			}
			results = g.addSome(tx, gtx, some, req.Silence != 1 || gtx.rank < appAdmin)
			return nil
		})
		if err != nil {
			return nil, err
		}
		response.MemberList = append(response.MemberList, results...)
		ctx = context.WithoutCancel(ctx) // complete all batches
	}
	if !slices.ContainsFunc(response.MemberList, func(a added) bool { return a.Result != addFailed }) {
		return nil, api.Errorf(codeBadAccount, "no such account")
	}
	return response, nil
}

// admitNeeds returns the reads for adding the accounts in list, and an owner if
// it is not empty.
func (g *Groups) admitNeeds(gtx *groupTx, owner string, list []named) []store.Need {
	names := make([]string, 0, len(list)+1)
	for _, n := range list {
		names = append(names, string(n.Account))
	}
	if owner != "" {
		names = append(names, owner)
	}
	var needs []store.Need
	for _, a := range names {
		key := store.Key(gtx.id, a)
		needs = append(needs,
			account.Need(a), profile.Need(a), store.WantKey(membersBucket, key), store.WantKey(openBucket, key),
			store.WantKey(invitationsBucket, store.Key(a, gtx.id)))
		if !gtx.isNew {
			needs = append(needs, store.WantKey(mutesBucket, store.Key(gtx.Serial, a)))
		}
		if g.BlockedNeed != nil {
			needs = append(needs, g.BlockedNeed(gtx.me, a))
		}
	}
	return needs
}

// countNew returns the capacity that adding the list requires. Invited
// accounts may decline, so capacity for one of them suffices.
func (g *Groups) countNew(r store.Reader, gtx *groupTx, list []named) int {
	names := map[string]bool{}
	for _, n := range list {
		a := string(n.Account)
		if account.Exists(r, a) && !g.blocked(r, gtx.me, a) && !isMember(r, gtx.id, a) {
			names[a] = true
		}
	}
	if g.InviteConsent && gtx.rank < appAdmin {
		return min(len(names), 1)
	}
	return len(names)
}

// addSome adds the accounts of one batch.
func (g *Groups) addSome(tx store.Tx, gtx *groupTx, list []named, notifies bool) (results []added) {
	var fresh []string
	for _, n := range list {
		a := added{string(n.Account), addDone}
		switch {
		case !account.Exists(tx, a.Account), g.blocked(tx, gtx.me, a.Account):
			a.Result = addFailed
		case isMember(tx, gtx.id, a.Account):
			a.Result = addMember
		case !gtx.hasCapacity(1): // others have joined since the check
			a.Result = addFailed
		case g.InviteConsent && gtx.rank < appAdmin:
			a.Result = addWaiting
			g.invite(tx, gtx, a.Account)
		default:
			g.admit(tx, gtx, a.Account)
			fresh = append(fresh, a.Account)
		}
		results = append(results, a)
	}
	if len(fresh) == 0 {
		return results
	}
	gtx.save(tx)
	if notifies {
		g.postMemberTip(tx, gtx, tipJoin, fresh)
	}
	g.notify(tx, gtx, notice{ReportType: noticeAdded, Operator: gtx.me}, fresh...)
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
	loaded := req.Members
	for some := range slices.Chunk(req.Members, batchSize) {
		err := g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, gtx *groupTx) error {
			if err := gtx.may(kick); err != nil {
				return err
			}
			wantMembers(tx, gtx.id, loaded)
			for _, account := range loaded {
				if isMember(tx, gtx.id, account) {
					if err := gtx.overrides(tx, account); err != nil {
						return err
					}
				}
			}
			g.removeSome(tx, gtx, some, string(req.Reason), req.Silence != 1 || gtx.rank < appAdmin)
			return nil
		})
		if err != nil {
			return nil, err
		}
		ctx, loaded = context.WithoutCancel(ctx), nil // complete all batches
	}
	return nil, nil
}

// removeSome removes the members of one batch. Members whose rank has risen
// since the check stay.
func (g *Groups) removeSome(tx store.Tx, gtx *groupTx, list []string, reason string, notifies bool) {
	var removed []string
	for _, account := range list {
		if isMember(tx, gtx.id, account) && gtx.overrides(tx, account) == nil {
			gtx.expel(tx, account)
			removed = append(removed, account)
		}
	}
	if len(removed) == 0 {
		return
	}
	gtx.save(tx)
	if notifies {
		g.postMemberTip(tx, gtx, tipKick, removed)
	}
	g.notify(tx, gtx, notice{ReportType: noticeKicked, Operator: gtx.me, RemarkInfo: reason}, removed...)
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
	return nil, g.change(ctx, call, req.GroupID, outsider, func(tx store.Tx, gtx *groupTx) error {
		switch role := gtx.roleOf(tx, gtx.me); {
		case role == outsider:
			return errNotMember
		case role == owner && !gtx.rules.ownerLeaves:
			return api.Errorf(codeOwnerStays, "the owner of a %s group cannot leave it", gtx.Type)
		}
		gtx.expel(tx, gtx.me)
		gtx.save(tx)
		g.postMemberTip(tx, gtx, tipQuit, []string{gtx.me})
		g.notifyElsewhere(tx, gtx, call.Caller.Session, notice{ReportType: noticeQuit, Operator: gtx.me})
		return nil
	})
}
