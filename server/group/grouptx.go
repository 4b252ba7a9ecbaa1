package group

import (
	"context"
	"slices"

	"webim.js/server/api"
	"webim.js/server/store"
)

// groupTx is a group within one transaction, from the point of view of its caller.
type groupTx struct {
	id string
	Group
	conversation
	rules rules

	me   string // account of the caller; "" without identity
	rank rank   // rank of the caller
	now  int64  // Unix seconds

	isNew    bool            // created in this transaction
	listed   listing         // listing when the group was loaded
	receives map[string]bool // changes of the audience that are not saved yet

	backEnd bool // the caller is an administrator's back end, on behalf of me
	app     func(account string) bool
}

// maxGroupID is the maximum length of a group id in bytes.
const maxGroupID = 48

// isValidID reports whether id can be the id of a group.
func isValidID(id string) bool {
	if id == "" || len(id) > maxGroupID {
		return false
	}
	for _, r := range id {
		if r <= ' ' || r == 0x7F {
			return false
		}
	}
	return true
}

// enter loads a group for a caller.
func (g *Groups) enter(r store.Reader, call *api.Call, id string) (*groupTx, error) {
	if !isValidID(id) {
		return nil, api.Errorf(codeBadGroupID, "invalid GroupId %.64q", id)
	}
	wantGroups(r, call.Caller.Account, id)
	gtx, ok := g.find(r, call, id)
	if !ok {
		return nil, api.Errorf(codeNoGroup, "no such group: %s", id)
	}
	return gtx, nil
}

// find is enter for commands on a list of groups: ok is false if the group does
// not exist or is being dissolved.
func (g *Groups) find(r store.Reader, call *api.Call, id string) (gtx *groupTx, ok bool) {
	rec, ok := store.Load[Group](r, groupsBucket, store.Key(id))
	if !ok || rec.Closing {
		return nil, false
	}
	gtx = &groupTx{
		id: id, Group: rec, conversation: loadConversation(r, id), rules: kinds[rec.Type],
		me: call.Caller.Account, now: call.Unix(), app: g.isAppAdmin,
	}
	gtx.rank, gtx.listed = gtx.rankOf(r, gtx.me), gtx.listing()
	if call.Caller.BackEnd {
		gtx.rank, gtx.backEnd = appAdmin, true
	}
	return gtx, true
}

// view runs fn in a read transaction on a group in which the caller has at
// least the given rank.
func (g *Groups) view(ctx context.Context, call *api.Call, id api.Text, need rank, fn func(store.Reader, *groupTx) error) error {
	return g.Store.View(ctx, func(r store.Reader) error {
		gtx, err := g.enter(r, call, string(id))
		if err == nil {
			err = gtx.require(need)
		}
		if err != nil {
			return err
		}
		return fn(r, gtx)
	})
}

// change is view for a read-write transaction.
func (g *Groups) change(ctx context.Context, call *api.Call, id api.Text, need rank, fn func(store.Tx, *groupTx) error) error {
	return g.Store.Update(ctx, func(tx store.Tx) error {
		gtx, err := g.enter(tx, call, string(id))
		if err == nil {
			err = gtx.require(need)
		}
		if err != nil {
			return err
		}
		if err := fn(tx, gtx); err != nil {
			return err
		}
		gtx.saveAudience(tx)
		return nil
	})
}

func (gtx *groupTx) require(need rank) error {
	switch {
	case gtx.rank >= need:
		return nil
	case gtx.rank == outsider:
		return errNotMember
	}
	return errNoRight
}

// may is require for the rank that a right needs in this type of group.
func (gtx *groupTx) may(what right) error { return gtx.require(gtx.rules.needs[what]) }

// rankOf returns an account's rank. App admins rank above all others.
func (gtx *groupTx) rankOf(r store.Reader, account string) rank {
	if gtx.app(account) {
		return appAdmin
	}
	return gtx.roleOf(r, account)
}

// roleOf returns an account's rank as a member.
func (gtx *groupTx) roleOf(r store.Reader, account string) rank {
	switch {
	case !isMember(r, gtx.id, account):
		return outsider
	case account == gtx.Owner:
		return owner
	case slices.Contains(gtx.Admins, account):
		return admin
	}
	return ordinary
}

// leaders returns the owner and the admins.
func (gtx *groupTx) leaders() []string {
	if gtx.Owner == "" {
		return gtx.Admins
	}
	return append([]string{gtx.Owner}, gtx.Admins...)
}

func (gtx *groupTx) save(tx store.Tx) {
	gtx.announceAudience(tx)
	store.Save(tx, groupsBucket, store.Key(gtx.id), gtx.Group)
	if l := gtx.listing(); l != gtx.listed {
		gtx.listed = l
		listingNotes.Announce(tx, listingNote{gtx.id, l})
	}
}

// touch records a change of the profile.
func (gtx *groupTx) touch() {
	gtx.Changed = max(gtx.now, gtx.Changed)
	gtx.InfoSeq++
}

// demote removes an account from the admins.
func (gtx *groupTx) demote(account string) {
	gtx.Admins = slices.DeleteFunc(slices.Clone(gtx.Admins), func(a string) bool { return a == account })
}
