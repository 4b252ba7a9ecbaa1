package account

import (
	"context"

	"webim.js/server/api"
	"webim.js/server/store"
	"webim.js/server/usersig"
)

// revokedBucket holds account → Unix seconds: UserSigs issued up to then are
// refused, also after the account was deleted.
const revokedBucket store.Bucket = "usersigs_revoked"

// Personal are the buckets whose keys begin with an account and that go with it.
// What a deleted account leaves is its mark in revokedBucket.
var Personal = []store.Bucket{byUserBucket, endedBucket, seenBucket}

// Revoke ends everything that a user has open and refuses the UserSigs that were
// issued until now. False means that no such account.
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

// Delete removes an account, its sessions and the UserSigs that it has. Its name
// may be used again, with a UserSig that is newer.
func (a *Accounts) Delete(tx store.Tx, account string) {
	for _, row := range sessionsOf(tx, account) {
		a.SignOut(tx, account, row.ID)
	}
	a.revoke(tx, account)
	tx.Delete(usersBucket, store.Key(account))
}

// Since is the stamp from which on an account may see what was said: another one
// of its name was deleted before. 0 is the beginning.
func Since(r store.Reader, account string) uint64 {
	u, _ := Lookup(r, account)
	return u.Since
}

// known is what is kept of an account that exists.
type known struct{ revoked int64 }

// admitTicket lets the user of a genuine UserSig in, and makes the account if
// there is none. It costs little when the account is known.
func (a *Accounts) admitTicket(ctx context.Context, t usersig.Ticket) error {
	var missing bool
	k, err := a.seen.load(t.Identifier, func() (k known, ok bool, err error) {
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
		tx.Want(a.ensureNeeds(t.Identifier)...)
		return a.Ensure(tx, t.Identifier).admit()
	})
}
