package store

import (
	"context"
	"slices"
)

// prunePage bounds the number of records deleted per transaction, as other updates
// wait for it.
const prunePage = 200

// Prune deletes the records of a range for which expired returns true and returns
// their number. A nil expired matches every record. Records are deleted in several
// transactions; expired is evaluated again in each of them, since a record may
// have been renewed since it was read.
func Prune(ctx context.Context, s Store, b Bucket, span Range, expired func(r Reader, key, value []byte) bool) (pruned int, err error) {
	for more := true; more; {
		var keys [][]byte
		next := span
		err := s.View(ctx, func(r Reader) error {
			seen := 0
			keys, more = nil, false
			r.Want(WantRange(b, span, prunePage))
			for k, v := range r.Scan(b, span) {
				if expired == nil || expired(r, k, v) {
					keys = append(keys, slices.Clone(k))
				}
				if seen++; seen == prunePage {
					next, more = span.After(k), true
					break
				}
			}
			return nil
		})
		if err != nil {
			return pruned, err
		}
		span = next
		n, err := pruneKeys(ctx, s, b, keys, expired)
		pruned += n
		if err != nil {
			return pruned, err
		}
	}
	return pruned, nil
}

func pruneKeys(ctx context.Context, s Store, b Bucket, keys [][]byte, expired func(r Reader, key, value []byte) bool) (pruned int, err error) {
	if len(keys) == 0 {
		return 0, nil
	}
	err = s.Update(ctx, func(tx Tx) error {
		pruned = 0
		if expired != nil {
			needs := make([]Need, len(keys))
			for i, k := range keys {
				needs[i] = WantKey(b, k)
			}
			tx.Want(needs...)
		}
		for _, k := range keys {
			if expired != nil {
				if v := tx.Get(b, k); v == nil || !expired(tx, k, v) {
					continue
				}
			}
			tx.Delete(b, k)
			pruned++
		}
		return nil
	})
	return pruned, err
}
