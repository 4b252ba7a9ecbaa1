package account

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
	"webim.js/server/usersig"
)

// revokedBucket holds account → Unix seconds: UserSigs issued up to this time
// are rejected, even after the account was deleted.
const revokedBucket store.Bucket = "usersigs_revoked"

// UserBuckets lists the buckets whose keys begin with an account and that are
// deleted with it. Only the entry in revokedBucket remains.
var UserBuckets = []store.Bucket{byUserBucket, endedBucket, seenBucket}

// Revoke closes all sessions of a user and revokes the UserSigs issued until
// now. It reports whether the account exists.
func (a *Accounts) Revoke(tx store.Tx, account string) bool {
	if !Exists(tx, account) {
		return false
	}
	a.revoke(tx, account)
	return true
}

func (a *Accounts) revoke(tx store.Tx, account string) {
	store.Save(tx, revokedBucket, store.Key(account), a.clock.Now().Unix())
	a.endAll(tx, account, ReasonRevoked)
	changes.Announce(tx, change{Account: account})
}

// Delete deletes an account with its sessions and revokes its UserSigs. The
// name can be used again with a newer UserSig.
func (a *Accounts) Delete(tx store.Tx, account string) {
	for _, row := range sessionsOf(tx, account) {
		a.SignOut(tx, account, row.ID)
	}
	a.revoke(tx, account)
	tx.Delete(usersBucket, store.Key(account))
}

// Since returns the stamp from which an account may read messages, because an
// earlier account of the same name was deleted. 0 means no limit.
func Since(r store.Reader, account string) uint64 {
	u, _ := Lookup(r, account)
	return u.Since
}

// accountState is the cached state of an account.
type accountState struct{ revoked int64 }

// admitTicket admits the user of a verified UserSig and creates the account if
// it does not exist. Known accounts are served from the cache.
func (a *Accounts) admitTicket(ctx context.Context, t usersig.Ticket) error {
	var missing bool
	k, err := a.seen.load(t.Identifier, func() (k accountState, ok bool, err error) {
		err = a.store.View(ctx, func(r store.Reader) error {
			r.Want(Need(t.Identifier), store.WantKey(revokedBucket, store.Key(t.Identifier)))
			var u User
			u, ok = Lookup(r, t.Identifier)
			missing = !ok
			k.revoked, _ = store.Load[int64](r, revokedBucket, store.Key(t.Identifier))
			return u.admit()
		})
		return k, ok, err
	})
	switch {
	case err != nil:
		return err
	case k.revoked > 0 && t.Issued.Unix() <= k.revoked && missing:
		return api.Errorf(api.CodeNoAccount, "the account was deleted")
	case k.revoked > 0 && t.Issued.Unix() <= k.revoked:
		return api.Errorf(api.CodeSigExpired, "the UserSig was revoked: sign in with a new one")
	case !missing:
		return nil
	}
	return a.store.Update(ctx, func(tx store.Tx) error {
		tx.Want(a.EnsureNeeds(t.Identifier)...)
		return a.Ensure(tx, t.Identifier).admit()
	})
}
