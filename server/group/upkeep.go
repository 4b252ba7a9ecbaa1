package group

import (
	"context"
	"errors"

	"webim.js/server/sent"
	"webim.js/server/store"
)

// Upkeep completes interrupted dissolutions and tasks, deletes the messages of
// dissolved groups, and removes expired marks of sent messages.
func (g *Groups) Upkeep(ctx context.Context) error {
	return errors.Join(
		g.finishDissolving(ctx),
		g.finishTasks(ctx),
		g.emptyTrash(ctx),
		sent.Prune(ctx, g.Store, sentBucket, g.Clock.Now()),
	)
}

// finishDissolving continues all dissolutions. One may still be processed by
// its request; that is safe, because each transaction takes the next members.
func (g *Groups) finishDissolving(ctx context.Context) error {
	var ids []string
	err := g.Store.View(ctx, func(r store.Reader) error {
		ids = nil
		for k := range r.Scan(closingBucket, store.Range{}) {
			id, _, _ := store.CutString(k)
			ids = append(ids, id)
		}
		return nil
	})
	for _, id := range ids {
		if err == nil {
			err = g.dissolve(ctx, id)
		}
	}
	return err
}

// emptyTrash deletes the messages of dissolved groups.
func (g *Groups) emptyTrash(ctx context.Context) error {
	var serials []uint64
	err := g.Store.View(ctx, func(r store.Reader) error {
		serials = nil
		for k := range r.Scan(trashBucket, store.Range{}) {
			serial, _, _ := store.CutUint64(k)
			serials = append(serials, serial)
		}
		return nil
	})
	for _, serial := range serials {
		if err == nil {
			_, err = store.Prune(ctx, g.Store, messagesBucket, store.Prefix(serial), nil)
		}
		if err == nil {
			err = g.Store.Update(ctx, func(tx store.Tx) error {
				tx.Delete(trashBucket, store.Key(serial))
				return nil
			})
		}
	}
	return err
}
