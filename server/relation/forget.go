package relation

import (
	"context"

	"webim.js/server/store"
)

// forgetAtOnce is how many relations one transaction of Forget ends.
const forgetAtOnce = 50

// Personal are the buckets that go with a user, once Forget has ended what
// others have with the user.
var Personal = []store.Bucket{blackBucket, listsBucket}

// Forget ends all friendships and requests of a user, on both sides.
func (f *Relations) Forget(ctx context.Context, user string, now int64) error {
	for more := true; more; {
		err := f.Store.Update(ctx, func(tx store.Tx) error {
			e := newEdit(tx, user, now)
			others := e.some(user, forgetAtOnce)
			for _, other := range others {
				e.mayMeet(other)
			}
			tx.Want(e.needs...)
			for _, other := range others {
				e.unfriend(user, other)
				e.unfriend(other, user)
				e.settleBoth(user, other)
				e.settleBoth(other, user)
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

// some lists up to n users that a user still has to do with.
func (e *edit) some(user string, n int) []string {
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
