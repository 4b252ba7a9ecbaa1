package media

import (
	"context"
	"slices"
	"time"

	"webim.js/server/store"
)

// expiredAtOnce is the number of uploads deleted per transaction.
const expiredAtOnce = 50

// dropExpired deletes uploads that were not finished within uploadLifetime, with
// their parts.
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
				// A restarted upload has a later entry.
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

// expired returns the entries of uploads started before end.
func expired(tx store.Tx, end int64) (keys [][]byte) {
	byteRange := store.Range{To: store.Key(uint64(max(end, 0)))}
	tx.Want(store.WantRange(startedBucket, byteRange, expiredAtOnce))
	for k := range tx.Scan(startedBucket, byteRange) {
		if keys = append(keys, slices.Clone(k)); len(keys) == expiredAtOnce {
			break
		}
	}
	return keys
}

// partGrace is the age from which a part without a record is deleted. Another process
// may be about to write the record of a younger one.
const partGrace = time.Hour

// dropLostParts deletes old parts without a record, which remain if a process exits
// between creating the two.
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
