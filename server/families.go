package server

import (
	"context"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/c2c"
	"webim.js/server/callback"
	"webim.js/server/clock"
	"webim.js/server/deliver"
	"webim.js/server/group"
	"webim.js/server/media"
	"webim.js/server/poll"
	"webim.js/server/profile"
	"webim.js/server/recent"
	"webim.js/server/relation"
	"webim.js/server/rest"
	"webim.js/server/signin"
)

// families are the parts that implement the protocol's commands.
type families struct {
	profiles *profile.Profiles
	polls    *poll.Polls
	groups   *group.Groups
	messages *c2c.Messages
	remover  *Remover
	table    api.Table
}

// stateOf returns the function that reports changes of users' online state to the
// site's back end, or nil without callbacks.
func stateOf(c *callback.Callbacks) func(user string, change poll.Change) {
	if c == nil {
		return nil
	}
	return func(user string, change poll.Change) {
		switch change {
		case poll.CameOnline:
			c.State(user, "Login", "Register")
		case poll.SignedOut:
			c.State(user, "Logout", "Unregister")
		case poll.TimedOut:
			c.State(user, "Disconnect", "TimeOut")
		}
	}
}

// assemble creates the families and connects those that depend on each other.
func assemble(ctx context.Context, c Config, accounts *account.Accounts, clk clock.Clock, files *media.Media) (families, error) {
	outbox := deliver.NewOutbox(clk)
	profiles := profile.New(profile.Config{
		Store: c.Store, Outbox: outbox, MarkUsed: media.MarkUsed,
		Watchers: relation.Watchers, WatchersNeed: relation.WatchersNeed,
		Friends: relation.Friends, FriendsNeed: relation.FriendsNeed,
	})
	relations := relation.New(relation.Config{Store: c.Store, Outbox: outbox})
	groups := group.New(group.Config{
		Store:         c.Store,
		Outbox:        outbox,
		Clock:         clk,
		Admins:        c.Admins,
		InviteConsent: c.InviteConsent,
		MaxOwned:      c.MaxGroups,
		Blocked:       relation.Blocked,
		BlockedNeed:   relation.BlockedNeed,
		MarkUsed:      media.MarkUsed,
		Key:           accounts.Derive("watch a big group"),
	})
	if err := deliver.Follow(ctx, c.Store, c.Delivery, groups.Audience); err != nil {
		return families{}, err
	}
	polls := poll.New(poll.Config{
		Store:    c.Store,
		Delivery: c.Delivery,
		Clock:    clk,
		Accounts: accounts,
		Sources:  []deliver.Source{deliver.Notices, c2c.Source, group.Source, profiles.Source()},
		Unread:   c2c.UnreadStamp,
		Brief:    c.BriefPolls, MaxInstances: c.MaxInstances,
		Random:  c.Random,
		Changed: stateOf(c.Callbacks),
	})
	messages := c2c.New(c2c.Config{
		Store:   c.Store,
		Outbox:  outbox,
		Opened:  polls.Opened,
		Blocked: relation.Blocked, BlockedNeed: relation.BlockedNeed,

		MarkUsed:     media.MarkUsed,
		JoinRequests: groups.JoinRequests,
		Notices:      groups.Notices,
		HideNotice:   group.HideNotice,
	})
	contacts := recent.New(c.Store)
	remover := &Remover{c.Store, clk, accounts, groups, relations}
	backEnds := rest.New(rest.Config{
		Store: c.Store, Accounts: accounts, Profiles: profiles, Delete: remover.Delete,
		Online: func(ctx context.Context, user string) (bool, error) {
			if polls.Online(user) || c.OnlineElsewhere == nil {
				return polls.Online(user), nil
			}
			return c.OnlineElsewhere(ctx, user)
		},
	})
	return families{
		profiles: profiles,
		polls:    polls,
		groups:   groups,
		messages: messages,
		remover:  remover,
		table: api.NewTable(
			signin.New(signin.Config{Accounts: accounts, Polls: polls, Clock: clk}).Commands(),
			polls.Commands(),
			messages.Commands(),
			profiles.Commands(),
			relations.Commands(),
			contacts.Commands(),
			groups.Commands(),
			files.Commands(),
			backEnds.Commands(),
		),
	}, nil
}
