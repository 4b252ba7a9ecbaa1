package account

import (
	"context"
	"slices"

	"webim.js/server/store"
)

// endBatch is the maximum number of accounts in one transaction.
const endBatch = 20

// EndAll closes all sessions of all users. With revoke it also revokes the
// UserSigs issued until now.
func (a *Accounts) EndAll(ctx context.Context, revoke bool) error {
	var names []string
	err := a.store.View(ctx, func(r store.Reader) error {
		names = nil
		for name := range All(r) {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(names, endBatch) {
		err := a.store.Update(ctx, func(tx store.Tx) error {
			for _, name := range some {
				if revoke {
					a.revoke(tx, name)
				} else {
					a.endAll(tx, name, ReasonRevoked)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
