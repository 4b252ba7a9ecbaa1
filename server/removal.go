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

// NewRemover returns a Remover for commands that work on a database without a
// running server.
func NewRemover(s store.Store, accounts *account.Accounts, clk clock.Clock) *Remover {
	outbox := deliver.NewOutbox(clk)
	return &Remover{
		store: s, clock: clk, accounts: accounts,
		groups:    group.New(group.Config{Store: s, Outbox: outbox, Clock: clk, MarkUsed: media.MarkUsed}),
		relations: relation.New(relation.Config{Store: s, Outbox: outbox}),
	}
}

// personalBuckets lists the buckets whose keys begin with an account and whose records
// belong to that account only.
var personalBuckets = slices.Concat(deliver.UserBuckets, poll.UserBuckets, c2c.UserBuckets, profile.UserBuckets, relation.UserBuckets,
	recent.UserBuckets, group.UserBuckets, media.UserBuckets, account.UserBuckets)

// Delete removes a user and the user's personal data: the profile, friends, black
// list, memberships, unread marks and sessions. UserSigs issued until now become
// invalid. Messages that the user sent are kept for their recipients, and so are
// the files in them. Delete reports whether the user existed.
//
// The account is removed first, so that the user cannot sign in meanwhile. A
// deletion that was interrupted is completed by calling Delete again.
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
	if err := m.groups.RemoveUser(ctx, user); err != nil {
		return found, err
	}
	if err := m.relations.RemoveUser(ctx, user, m.clock.Now().Unix()); err != nil {
		return found, err
	}
	for _, bucket := range personalBuckets {
		if _, err := store.Prune(ctx, m.store, bucket, store.Prefix(user), nil); err != nil {
			return found, err
		}
	}
	return found, nil
}
