package account

import (
	"context"
	"slices"

	"webim.js/server/store"
)

// endedAtOnce bounds the accounts of one transaction.
const endedAtOnce = 20

// EndAll ends everything that any user has open. With revoke, the UserSigs that
// were issued until now are refused, too.
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
	for some := range slices.Chunk(names, endedAtOnce) {
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
