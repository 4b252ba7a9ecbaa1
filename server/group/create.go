package group

import (
	"context"
	"crypto/rand"
	"strings"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// generatedPrefix begins the ids that the server generates. Clients cannot choose
// ids with this prefix.
const generatedPrefix = "@TGS#"

// generatedLength is the number of characters after the prefix: letters and
// digits as in the vendor's ids. They are 60 random bits, so ids cannot be
// guessed.
const generatedLength = 12

// create makes a group with its owner and first members. The caller becomes the
// owner. The vendor's servers created groups without an owner if the request
// named none, but then a client could not manage the group it created; a back end
// can, so its groups may have no owner.
func (g *Groups) create(ctx context.Context, call *api.Call) (any, error) {
	var req struct {
		Type       api.Text
		GroupID    api.Text  `json:"GroupId"`
		Owner      *api.Text `json:"Owner_Account"`
		MemberList []named
		profileEdit
	}
	if err := call.Decode(&req, codeParameter); err != nil {
		return nil, err
	}
	me := call.Caller.Account
	rules, known := kinds[string(req.Type)]
	switch {
	case !known:
		return nil, api.Errorf(codeParameter, "invalid group Type %.64q", req.Type)
	case req.Name == nil:
		return nil, missing("Name")
	case len(req.MemberList) > maxAccounts:
		return nil, api.Errorf(codeTooMany, "MemberList names more than %d accounts", maxAccounts)
	case req.Owner != nil && *req.Owner != "" && string(*req.Owner) != me && !g.isAppAdmin(me):
		return nil, api.Errorf(codeForbidden, "Owner_Account must be the caller")
	case req.GroupID != "" && !validChosenID(string(req.GroupID)):
		return nil, api.Errorf(codeBadGroupID, "GroupId must be 1 to %d visible ASCII characters and not begin with %s",
			maxGroupID, generatedPrefix)
	}
	call.SpendNames(len(req.MemberList))
	req.longTexts = call.Caller.BackEnd
	if err := req.check(); err != nil {
		return nil, err
	}
	if err := checkFirst(req.MemberList, rules); err != nil {
		return nil, err
	}
	first := me
	if call.Caller.BackEnd {
		first = ""
	}
	if req.Owner != nil && *req.Owner != "" {
		first = string(*req.Owner)
	}
	var id string
	var rest uint64
	err := g.Store.Update(ctx, func(tx store.Tx) error {
		var err error
		rest = 0
		if err := g.mayOwnMore(tx, first); err != nil {
			return err
		}
		if id, err = freeID(tx, string(req.GroupID), me); err != nil {
			return err
		}
		gtx := &groupTx{
			id: id, conversation: conversation{Next: 1}, rules: rules, me: me, now: call.Unix(), app: g.isAppAdmin, isNew: true,
			Group: Group{
				// Stamps are unique, even among groups that reuse an id.
				Serial: tx.Stamp(), Type: string(req.Type), Owner: first, Created: call.Unix(),
				MaxMembers: rules.maxMembers, ApplyOption: rules.applyOption,
			},
		}
		if _, err := req.apply(&gtx.Group, rules); err != nil {
			return err
		}
		gtx.touch()
		tx.Want(g.admitNeeds(gtx, first, req.MemberList)...)
		g.markUsed(tx, gtx.Group)
		if err := g.populate(tx, gtx, req.MemberList); err != nil {
			return err
		}
		if len(req.MemberList) > batchSize {
			rest = g.storeTask(tx, gtx, task{Coming: req.MemberList[batchSize:]})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if rest != 0 {
		// The group exists: if this fails, Upkeep adds the remaining members.
		_ = g.finishTask(context.WithoutCancel(ctx), rest)
	}
	return map[string]any{"GroupId": id}, nil
}

// validChosenID reports whether a client may choose id. Chosen ids appear in
// URLs, logs and keys.
func validChosenID(id string) bool {
	if len(id) > maxGroupID || strings.HasPrefix(id, generatedPrefix) {
		return false
	}
	for i := range len(id) {
		if id[i] <= ' ' || id[i] >= 0x7F {
			return false
		}
	}
	return true
}

// freeID returns the chosen id if it is free, or a new one if none was chosen.
func freeID(r store.Reader, chosen, me string) (string, error) {
	for id := chosen; ; {
		if id == "" {
			id = generatedPrefix + rand.Text()[:generatedLength]
		}
		taken, ok := store.Load[Group](r, groupsBucket, store.Key(id))
		switch {
		case !ok:
			return id, nil
		case chosen == "":
			id = ""
		case taken.Owner == me:
			return "", api.Errorf(codeIDOwn, "GroupId exists: it is your own group %s", id)
		default:
			return "", api.Errorf(codeIDTaken, "GroupId exists")
		}
	}
}

// checkFirst rejects roles and fields that first members cannot have.
func checkFirst(list []named, rules rules) error {
	for _, n := range list {
		switch n.Role {
		case "", "Member":
		case "Admin":
			if rules.needs[setAdmins] > owner {
				return api.Errorf(codeParameter, "this type of group has no admins")
			}
		default:
			return api.Errorf(codeParameter, "a first member cannot have the Role %.64s", n.Role)
		}
		if err := checkCustom(n.Custom); err != nil {
			return err
		}
		if _, err := mergeCustom(nil, n.Custom); err != nil { // too many fields
			return err
		}
	}
	return nil
}

// populate validates the whole member list, then adds the owner and the first
// batch of members.
func (g *Groups) populate(tx store.Tx, gtx *groupTx, list []named) error {
	if gtx.Owner != "" {
		if !account.Exists(tx, gtx.Owner) {
			return api.Errorf(codeBadAccount, "no such account: %.64s", gtx.Owner)
		}
		g.admit(tx, gtx, gtx.Owner)
	}
	fresh := map[string]bool{}
	for _, n := range list {
		a := string(n.Account)
		if !account.Exists(tx, a) {
			return api.Errorf(codeBadAccount, "no such account: %.64s", a)
		}
		if a != gtx.Owner && !g.blocked(tx, gtx.me, a) {
			fresh[a] = true
		}
	}
	if !gtx.hasCapacity(len(fresh)) {
		return errFull
	}
	store.Save(tx, conversationsBucket, store.Key(gtx.id), gtx.conversation)
	// Clients ignore their own creation; the notice is for the creator's other clients.
	g.notify(tx, gtx, notice{ReportType: noticeCreated, Operator: gtx.me}, gtx.me)
	if gtx.Owner != gtx.me && gtx.Owner != "" {
		g.notify(tx, gtx, notice{ReportType: noticeAdded, Operator: gtx.me}, gtx.Owner)
	}
	return g.addFirst(tx, gtx, list[:min(len(list), batchSize)])
}

// addFirst makes members of a batch of first members. It asks for no consent
// and posts no tip, as there are no other members yet.
func (g *Groups) addFirst(tx store.Tx, gtx *groupTx, list []named) error {
	var others []string
	for _, n := range list {
		a := string(n.Account)
		switch {
		case isMember(tx, gtx.id, a), g.blocked(tx, gtx.me, a): // the owner, or a duplicate
			continue
		case !gtx.hasCapacity(1): // others have joined since the check
			continue
		}
		fields, err := mergeCustom(nil, n.Custom)
		if err != nil {
			return err
		}
		g.admit(tx, gtx, a, fields...)
		g.markUsed(tx, fields)
		if n.Role == "Admin" {
			gtx.Admins = append(gtx.Admins, a)
		}
		others = append(others, a)
	}
	gtx.save(tx)
	g.notify(tx, gtx, notice{ReportType: noticeAdded, Operator: gtx.me}, others...)
	return nil
}

// mayOwnMore returns an error if the account has reached MaxOwned. Groups that
// were transferred to the account count too; groups it only joined do not.
func (g *Groups) mayOwnMore(r store.Reader, account string) error {
	if g.MaxOwned <= 0 || account == "" || g.isAppAdmin(account) {
		return nil
	}
	owned := 0
	ids := groupsOf(r, account)
	needs := make([]store.Need, len(ids))
	for i, id := range ids {
		needs[i] = store.WantKey(groupsBucket, store.Key(id))
	}
	r.Want(needs...)
	for _, id := range ids {
		rec, _ := store.Load[Group](r, groupsBucket, store.Key(id))
		if rec.Owner == account && !rec.Closing {
			owned++
		}
	}
	if owned >= g.MaxOwned {
		return api.Errorf(codeTooMany, "group limit reached (%d)", owned)
	}
	return nil
}
