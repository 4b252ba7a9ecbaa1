package server

import (
	"context"
	"slices"

	"webim.js/server/account"
	"webim.js/server/c2c"
	"webim.js/server/clock"
	"webim.js/server/deliver"
	"webim.js/server/group"
	"webim.js/server/media"
	"webim.js/server/poll"
	"webim.js/server/profile"
	"webim.js/server/recent"
	"webim.js/server/relation"
	"webim.js/server/store"
)

// Remover deletes users.
type Remover struct {
	store     store.Store
	clock     clock.Clock
	accounts  *account.Accounts
	groups    *group.Groups
	relations *relation.Relations
}

// NewRemover is for commands that work on a database without a server.
func NewRemover(s store.Store, accounts *account.Accounts, clk clock.Clock) *Remover {
	outbox := deliver.NewOutbox(clk)
	return &Remover{
		store: s, clock: clk, accounts: accounts,
		groups:    group.New(group.Config{Store: s, Outbox: outbox, Clock: clk, Mentioned: media.Mentioned}),
		relations: relation.New(relation.Config{Store: s, Outbox: outbox}),
	}
}

// personal are the buckets whose keys begin with an account and that hold what is
// the account's alone.
var personal = slices.Concat(deliver.Personal, poll.Personal, c2c.Personal, profile.Personal, relation.Personal,
	recent.Personal, group.Personal, media.Personal, account.Personal)

// Delete removes a user and what is personal: the profile, friends, black list,
// memberships, unread marks, sessions, and the UserSigs that were issued until
// now. What the user has said stays with the others, and so do the files that
// are in it. False means that no such user.
//
// The account goes first, so nobody signs in meanwhile; a deletion that was
// interrupted is finished by another one.
func (m *Remover) Delete(ctx context.Context, user string) (found bool, err error) {
	err = m.store.Update(ctx, func(tx store.Tx) error {
		if found = account.Exists(tx, user); found {
			m.accounts.Delete(tx, user)
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	if err := m.groups.Forget(ctx, user); err != nil {
		return found, err
	}
	if err := m.relations.Forget(ctx, user, m.clock.Now().Unix()); err != nil {
		return found, err
	}
	for _, bucket := range personal {
		if _, err := store.Prune(ctx, m.store, bucket, store.Prefix(user), nil); err != nil {
			return found, err
		}
	}
	return found, nil
}
