package relation

import (
	"context"

	"webim.js/server/store"
)

// removeBatch is the maximum number of relations that one transaction of RemoveUser
// removes.
const removeBatch = 50

// UserBuckets lists the buckets whose records are deleted with a user, after
// RemoveUser has removed the user from the lists of others.
var UserBuckets = []store.Bucket{blackBucket, listsBucket}

// RemoveUser removes all friendships and requests of a user, on both sides.
func (f *Relations) RemoveUser(ctx context.Context, user string, now int64) error {
	for more := true; more; {
		err := f.Store.Update(ctx, func(tx store.Tx) error {
			e := newEditTx(tx, user, now)
			others := e.related(user, removeBatch)
			for _, other := range others {
				e.need(other)
			}
			tx.Want(e.needs...)
			for _, other := range others {
				e.unfriend(user, other)
				e.unfriend(other, user)
				e.removePendingBoth(user, other)
				e.removePendingBoth(other, user)
			}
			e.finish(f.Outbox)
			more = len(others) > 0
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// related returns up to n users that have a relation with user.
func (e *editTx) related(user string, n int) []string {
	var others []string
	for _, b := range []store.Bucket{friendsBucket, friendOfBucket, pendingBucket[comeIn], pendingBucket[sendOut]} {
		for k := range e.Scan(b, store.Prefix(user)) {
			if len(others) == n {
				return others
			}
			others = append(others, otherOf(k))
		}
	}
	return others
}
