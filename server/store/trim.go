package store

import (
	"cmp"
	"slices"
)

// Trim deletes the oldest records of a range until fewer than limit remain. It
// reads the whole range.
func Trim(tx Tx, b Bucket, span Range, limit int, age func(value []byte) int64) {
	type record struct {
		key []byte
		age int64
	}
	var all []record
	tx.Want(WantRange(b, span, limit+1))
	for k, v := range tx.Scan(b, span) {
		all = append(all, record{slices.Clone(k), age(v)})
	}
	slices.SortStableFunc(all, func(x, y record) int { return cmp.Compare(x.age, y.age) })
	for len(all) >= limit {
		tx.Delete(b, all[0].key)
		all = all[1:]
	}
}
