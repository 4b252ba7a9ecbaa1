package group

import (
	"context"
	"encoding/json"
	"errors"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// Personal are the buckets that go with a user, once Forget has taken the user
// out of all groups.
var Personal = []store.Bucket{invitationsBucket, hiddenBucket, pendencyReadBucket}

// Forget takes a user out of all groups, and withdraws applications. A group
// that the user owns goes to its first admin, or else to the member of longest
// standing; one without other members is dissolved. What the user has said stays.
func (g *Groups) Forget(ctx context.Context, user string) error {
	var groups, applications []string
	err := g.Store.View(ctx, func(r store.Reader) error {
		groups, applications = groupsOf(r, user), accounts(r, applicantsBucket, user)
		return nil
	})
	if err != nil {
		return err
	}
	call := &api.Call{Caller: api.Caller{Account: account.System}, Now: g.Clock.Now()}
	for _, id := range groups {
		empty := false
		err := g.change(ctx, call, api.Text(id), appAdmin, func(tx store.Tx, rm *room) error {
			empty = rm.Members <= 1
			if empty || !isMember(tx, rm.id, user) {
				return nil
			}
			rm.me = user
			if rm.Owner == user {
				g.inherit(tx, rm)
			}
			rm.expel(tx, user)
			tx.Delete(mutesBucket, store.Key(rm.Serial, user))
			rm.save(tx)
			g.tellComing(tx, rm, tipQuit, []string{user})
			return nil
		})
		if err == nil && empty {
			if call.Body, err = json.Marshal(map[string]string{"GroupId": id}); err == nil {
				_, err = g.destroy(ctx, call)
			}
		}
		var gone *api.Error
		if err != nil && !errors.As(err, &gone) { // a group that is being dissolved goes anyway
			return err
		}
	}
	return g.Store.Update(ctx, func(tx store.Tx) error {
		for _, id := range applications {
			q, _ := store.Load[request](tx, requestsBucket, store.Key(id, user))
			g.at(tx, id).close(tx, q, user, false, "")
			tx.Delete(requestsBucket, store.Key(id, user))
		}
		return nil
	})
}

// inherit makes another member the owner in the place of one who goes.
func (g *Groups) inherit(tx store.Tx, rm *room) {
	heir, since := "", int64(0)
	rm.eachMember(tx, func(name string, role rank, m Member) bool {
		switch {
		case name == rm.Owner:
		case role == admin:
			heir = name
			return false
		case heir == "" || m.Joined < since:
			heir, since = name, m.Joined
		}
		return true
	})
	rm.demote(heir)
	rm.Owner = heir
	rm.touch()
	g.tell(tx, rm, tip{OpType: tipGroupChange, NewInfo: map[string]any{"Owner_Account": heir}})
}
