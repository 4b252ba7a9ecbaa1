package group

import (
	"context"
	"slices"

	"webim.js/server/api"
	"webim.js/server/store"
)

// room is a group within one transaction, from the point of view of its caller.
type room struct {
	id string
	Group
	head
	rules rules

	me   string // "": a caller without identity
	rank rank   // of me
	now  int64  // Unix seconds

	isNew    bool            // created in this transaction
	listed   listing         // when it was loaded
	receives map[string]bool // changes of the audience that are not saved yet

	backEnd bool // the caller is an administrator's back end, on behalf of me
	app     func(account string) bool
}

// maxGroupID is the longest group id in bytes.
const maxGroupID = 48

// validID reports whether id can be the id of a group.
func validID(id string) bool {
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
func (g *Groups) enter(r store.Reader, call *api.Call, id string) (*room, error) {
	if !validID(id) {
		return nil, api.Errorf(codeBadGroupID, "invalid GroupId %.64q", id)
	}
	wantGroups(r, call.Caller.Account, id)
	rm, ok := g.find(r, call, id)
	if !ok {
		return nil, api.Errorf(codeNoGroup, "no such group: %s", id)
	}
	return rm, nil
}

// find is enter for commands on a list of groups: ok is false if the group does
// not exist or is being dissolved.
func (g *Groups) find(r store.Reader, call *api.Call, id string) (rm *room, ok bool) {
	rec, ok := store.Load[Group](r, groupsBucket, store.Key(id))
	if !ok || rec.Closing {
		return nil, false
	}
	rm = &room{
		id: id, Group: rec, head: loadHead(r, id), rules: kinds[rec.Type],
		me: call.Caller.Account, now: call.Unix(), app: g.isAppAdmin,
	}
	rm.rank, rm.listed = rm.rankOf(r, rm.me), rm.listing()
	if call.Caller.BackEnd {
		rm.rank, rm.backEnd = appAdmin, true
	}
	return rm, true
}

// view runs fn in a read transaction on a group in which the caller has at
// least the given rank.
func (g *Groups) view(ctx context.Context, call *api.Call, id api.Text, need rank, fn func(store.Reader, *room) error) error {
	return g.Store.View(ctx, func(r store.Reader) error {
		rm, err := g.enter(r, call, string(id))
		if err == nil {
			err = rm.require(need)
		}
		if err != nil {
			return err
		}
		return fn(r, rm)
	})
}

// change is view for a read-write transaction.
func (g *Groups) change(ctx context.Context, call *api.Call, id api.Text, need rank, fn func(store.Tx, *room) error) error {
	return g.Store.Update(ctx, func(tx store.Tx) error {
		rm, err := g.enter(tx, call, string(id))
		if err == nil {
			err = rm.require(need)
		}
		if err != nil {
			return err
		}
		if err := fn(tx, rm); err != nil {
			return err
		}
		rm.saveAudience(tx)
		return nil
	})
}

func (rm *room) require(need rank) error {
	switch {
	case rm.rank >= need:
		return nil
	case rm.rank == outsider:
		return errNotMember
	}
	return errNoRight
}

// may is require for the rank that a right needs in this type of group.
func (rm *room) may(what right) error { return rm.require(rm.rules.needs[what]) }

// rankOf returns an account's rank. App admins rank above all others.
func (rm *room) rankOf(r store.Reader, account string) rank {
	if rm.app(account) {
		return appAdmin
	}
	return rm.roleOf(r, account)
}

// roleOf returns an account's rank as a member.
func (rm *room) roleOf(r store.Reader, account string) rank {
	switch {
	case !isMember(r, rm.id, account):
		return outsider
	case account == rm.Owner:
		return owner
	case slices.Contains(rm.Admins, account):
		return admin
	}
	return ordinary
}

// leaders returns the owner and the admins.
func (rm *room) leaders() []string {
	if rm.Owner == "" {
		return rm.Admins
	}
	return append([]string{rm.Owner}, rm.Admins...)
}

func (rm *room) save(tx store.Tx) {
	rm.announceAudience(tx)
	store.Save(tx, groupsBucket, store.Key(rm.id), rm.Group)
	if l := rm.listing(); l != rm.listed {
		rm.listed = l
		listingNotes.Announce(tx, listingNote{rm.id, l})
	}
}

// touch records a change of the profile.
func (rm *room) touch() {
	rm.Changed = max(rm.now, rm.Changed)
	rm.InfoSeq++
}

// demote removes an account from the admins.
func (rm *room) demote(account string) {
	rm.Admins = slices.DeleteFunc(slices.Clone(rm.Admins), func(a string) bool { return a == account })
}
