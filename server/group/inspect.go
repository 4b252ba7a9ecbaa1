package group

import (
	"context"
	"encoding/json"
	"slices"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/store"
)

// Find returns a group. It returns false if the group does not exist or is being
// dissolved.
func Find(r store.Reader, id string) (Group, bool) {
	g, ok := store.Load[Group](r, groupsBucket, store.Key(id))
	return g, ok && !g.Closing
}

// Membership is a member together with the member's role.
type Membership struct {
	Account, Role string
	Member
}

// MembersAfter returns at most n members in the order of their names, starting
// after the given name.
func (g Group) MembersAfter(r store.Reader, id, after string, n int) []Membership {
	var list []Membership
	names := someAccounts(r, membersBucket, id, after, n)
	wantMembers(r, id, names)
	for _, name := range names {
		member, _ := loadMember(r, id, name)
		role := "Member"
		switch {
		case name == g.Owner:
			role = "Owner"
		case slices.Contains(g.Admins, name):
			role = "Admin"
		}
		list = append(list, Membership{name, role, member})
	}
	return list
}

// Latest returns the latest n messages and tips of a group, oldest first.
func (g Group) Latest(r store.Reader, id string, n uint64) []Message {
	gtx := &groupTx{id: id, Group: g, conversation: loadConversation(r, id)}
	last := gtx.Next - 1
	return gtx.messagesBetween(r, last+1-min(last, n), last)
}

// Dissolve dissolves a group on behalf of the system.
func (g *Groups) Dissolve(ctx context.Context, id string) error {
	body, err := json.Marshal(map[string]string{"GroupId": id})
	if err != nil {
		return err
	}
	_, err = g.destroy(ctx, &api.Call{Caller: api.Caller{Account: account.System}, Body: body, Now: g.Clock.Now()})
	return err
}
