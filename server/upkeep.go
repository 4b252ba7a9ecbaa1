package server

import (
	"context"
	"errors"

	"webim.js/server/deliver"
)

// Upkeep completes interrupted work that takes several transactions, and removes
// expired records that accumulate with traffic. Every process on a store calls it
// about once a minute; a lock in the store lets one run at a time.
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

// Sweep removes records that are expensive to find: expired uploads, unreferenced
// files, and expired notices. It returns the numbers of removed files and notices.
// It is meant to run about once an hour.
func (s *Server) Sweep(ctx context.Context) (files, notices int, err error) {
	if files, err = s.files.Sweep(ctx); err != nil {
		return files, 0, err
	}
	notices, err = deliver.Prune(ctx, s.store, s.clock.Now())
	return files, notices, err
}
