package group

import (
	"context"
	"encoding/json"
	"errors"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// UserBuckets lists the buckets whose records are deleted with a user, after
// RemoveUser has removed the user from all groups.
var UserBuckets = []store.Bucket{invitationsBucket, hiddenBucket, pendencyReadBucket}

// RemoveUser removes a user from all groups and withdraws pending applications. A
// group that the user owns passes to its first admin, or else to the member who
// joined first; without other members it is dissolved. The user's messages
// stay.
func (g *Groups) RemoveUser(ctx context.Context, user string) error {
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
		err := g.change(ctx, call, api.Text(id), appAdmin, func(tx store.Tx, gtx *groupTx) error {
			empty = gtx.Members <= 1
			if empty || !isMember(tx, gtx.id, user) {
				return nil
			}
			gtx.me = user
			if gtx.Owner == user {
				g.inherit(tx, gtx)
			}
			gtx.expel(tx, user)
			tx.Delete(mutesBucket, store.Key(gtx.Serial, user))
			gtx.save(tx)
			g.postMemberTip(tx, gtx, tipQuit, []string{user})
			return nil
		})
		if err == nil && empty {
			if call.Body, err = json.Marshal(map[string]string{"GroupId": id}); err == nil {
				_, err = g.destroy(ctx, call)
			}
		}
		var gone *api.Error
		if err != nil && !errors.As(err, &gone) { // the group is already being dissolved
			return err
		}
	}
	return g.Store.Update(ctx, func(tx store.Tx) error {
		for _, id := range applications {
			q, _ := store.Load[request](tx, requestsBucket, store.Key(id, user))
			g.load(tx, id).close(tx, q, user, false, "")
			tx.Delete(requestsBucket, store.Key(id, user))
		}
		return nil
	})
}

// inherit transfers ownership from a leaving owner to another member.
func (g *Groups) inherit(tx store.Tx, gtx *groupTx) {
	successor, since := "", int64(0)
	gtx.eachMember(tx, func(name string, role rank, m Member) bool {
		switch {
		case name == gtx.Owner:
		case role == admin:
			successor = name
			return false
		case successor == "" || m.Joined < since:
			successor, since = name, m.Joined
		}
		return true
	})
	gtx.demote(successor)
	gtx.Owner = successor
	gtx.touch()
	g.postTip(tx, gtx, tip{OpType: tipGroupChange, NewInfo: map[string]any{"Owner_Account": successor}})
}
