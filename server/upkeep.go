package server

import (
	"context"
	"errors"

	"webim.js/server/deliver"
)

// Upkeep finishes work of several transactions that was interrupted, and removes
// what has outlived its use and comes in with traffic. It takes part of every
// process' work on a store, about once a minute; one does it at a time.
func (s *Server) Upkeep(ctx context.Context) error {
	release, err := s.store.Lock(ctx, "upkeep")
	if err != nil {
		return err
	}
	defer release()
	now := s.clock.Now()
	return errors.Join(
		s.families.groups.Upkeep(ctx),
		s.families.messages.Upkeep(ctx, now),
		s.families.polls.Upkeep(ctx, now),
		s.Accounts.Upkeep(ctx, now),
	)
}

// Sweep removes what takes longer to find: expired uploads and files that nothing
// mentions, and notices of users who did not come for them. It is meant to run
// about once an hour.
func (s *Server) Sweep(ctx context.Context) (files, notices int, err error) {
	if files, err = s.files.Sweep(ctx); err != nil {
		return files, 0, err
	}
	notices, err = deliver.Prune(ctx, s.store, s.clock.Now())
	return files, notices, err
}
