package media

import (
	"context"
	"slices"
	"time"

	"webim.js/server/store"
)

// expiredAtOnce is how many uploads one transaction gives up.
const expiredAtOnce = 50

// dropExpired removes the uploads that were not finished within uploadLifetime,
// with their parts.
func (m *Media) dropExpired(ctx context.Context) error {
	end := m.Clock.Now().Unix() - uploadLifetime
	for more := true; more; {
		var dropped []upload
		err := m.Store.Update(ctx, func(tx store.Tx) error {
			dropped = nil
			keys := expired(tx, end)
			more = len(keys) == expiredAtOnce
			for _, k := range keys {
				_, key, _ := store.CutUint64(k)
				// An upload that began again has a later entry.
				u, ok := store.Load[upload](tx, uploadsBucket, key)
				if ok && slices.Equal(startedKey(u, key), k) {
					dropped = append(dropped, removeUpload(tx, key, u))
				}
				tx.Delete(startedBucket, k)
			}
			return nil
		})
		if err == nil {
			err = m.dropParts(dropped)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// expired lists the entries of uploads that began before a time.
func expired(tx store.Tx, end int64) (keys [][]byte) {
	span := store.Range{To: store.Key(uint64(max(end, 0)))}
	tx.Want(store.WantRange(startedBucket, span, expiredAtOnce))
	for k := range tx.Scan(startedBucket, span) {
		if keys = append(keys, slices.Clone(k)); len(keys) == expiredAtOnce {
			break
		}
	}
	return keys
}

// partGrace is how long a part may be without a record: another process may be
// about to make it.
const partGrace = time.Hour

// dropLostParts removes the parts that no upload's record names and no process
// works on: a process died between making the two.
func (m *Media) dropLostParts(ctx context.Context) error {
	parts, err := m.Blobs.OldParts(time.Now().Add(-partGrace))
	if err != nil {
		return err
	}
	var named map[string]bool
	err = m.Store.View(ctx, func(r store.Reader) error {
		named = map[string]bool{}
		for _, v := range r.Scan(uploadsBucket, store.Range{}) {
			named[store.Decode[upload](r, v).Part] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, part := range parts {
		if !named[part] {
			if err := m.Blobs.DropPart(part); err != nil {
				return err
			}
		}
	}
	return nil
}
