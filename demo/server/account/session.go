package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"webim.js/demo/server/api"
	"webim.js/demo/server/store"
)

// SessionLifetime is how long an a2 ticket is good: longer than anybody keeps
// a page open, short enough that lost tickets end.
const SessionLifetime = 30 * 24 * time.Hour

const (
	sessionsBucket store.Bucket = "sessions"      // hash of a2 → sessionRow
	byUserBucket   store.Bucket = "user_sessions" // account, hash → nothing
)

// sessionRow is a session as it is stored. The ticket itself is not: a copied
// database signs nobody in.
type sessionRow struct {
	ID      string // the first half of the hash: names the session, opens nothing
	Account string
	TinyID  string
	Expires int64  // Unix seconds
	Since   uint64 // stamp at sign-in: the session's polls begin here
	Version string // of the client
	Kicked  bool   // ended by another sign-in
}

func hash(a2 string) string {
	sum := sha256.Sum256([]byte(a2))
	return hex.EncodeToString(sum[:])
}

// SignIn starts a session for a caller and returns its ticket.
func (a *Accounts) SignIn(ctx context.Context, c api.Caller) (tinyID, a2 string, err error) {
	a2 = rand.Text() + rand.Text()
	now := a.clock.Now()
	err = a.store.Update(ctx, func(tx store.Tx) error {
		tinyID = a.Ensure(tx, c.Account).TinyID
		a.dropExpired(tx, c.Account, now)
		key := hash(a2)
		store.Save(tx, sessionsBucket, store.Key(key), sessionRow{
			ID:      key[:32],
			Account: c.Account,
			TinyID:  tinyID,
			Expires: now.Add(SessionLifetime).Unix(),
			Since:   tx.LastStamp(),
			Version: c.Version,
		})
		tx.Put(byUserBucket, store.Key(c.Account, key), nil)
		return nil
	})
	return tinyID, a2, err
}

// dropExpired keeps the sessions of somebody who signs in often from piling up.
func (a *Accounts) dropExpired(tx store.Tx, account string, now time.Time) {
	a.each(tx, account, func(key string, row sessionRow) {
		if row.Expires <= now.Unix() {
			a.remove(tx, account, key)
		}
	})
}

// each visits a user's sessions; fn may change them.
func (a *Accounts) each(tx store.Tx, account string, fn func(key string, row sessionRow)) {
	var keys []string
	for k := range tx.Scan(byUserBucket, store.Prefix(account)) {
		_, rest, _ := store.CutString(k)
		key, _, _ := store.CutString(rest)
		keys = append(keys, key)
	}
	for _, key := range keys {
		if row, ok := store.Load[sessionRow](tx, sessionsBucket, store.Key(key)); ok {
			fn(key, row)
		}
	}
}

func (a *Accounts) remove(tx store.Tx, account, key string) {
	tx.Delete(sessionsBucket, store.Key(key))
	tx.Delete(byUserBucket, store.Key(account, key))
	tx.OnCommit(func() { a.sessions.drop(key) })
}

// SignOut ends the session of that id.
func (a *Accounts) SignOut(tx store.Tx, account, id string) {
	a.each(tx, account, func(key string, row sessionRow) {
		if row.ID == id {
			a.remove(tx, account, key)
		}
	})
}

// Kick marks sessions as ended by another one. Their clients may still leave
// in order (api.SignedOut); everything else is answered 91101.
func (a *Accounts) Kick(tx store.Tx, account string, which func(id string) bool) {
	a.each(tx, account, func(key string, row sessionRow) {
		if which(row.ID) {
			row.Kicked = true
			store.Save(tx, sessionsBucket, store.Key(key), row)
			tx.OnCommit(func() { a.sessions.drop(key) })
		}
	})
}

// bySession authenticates a call by its a2 ticket.
func (a *Accounts) bySession(ctx context.Context, c api.Credentials, access api.Access) (api.Caller, error) {
	row, err := a.session(ctx, hash(c.A2))
	switch {
	case err != nil:
		return api.Caller{}, err
	case row == nil || row.TinyID != c.TinyID || a.clock.Now().Unix() >= row.Expires:
		return api.Caller{}, api.Errorf(api.CodeSessionExpired, "the session has expired: sign in again")
	case c.Identifier != "" && c.Identifier != row.Account:
		return api.Caller{}, api.Errorf(api.CodeIdentifierMismatch, "the session is another identifier's")
	case row.Kicked && access != api.SignedOut:
		return api.Caller{}, api.Errorf(api.CodeKicked, "signed in elsewhere")
	}
	version := c.Version
	if version == "" {
		version = row.Version
	}
	return api.Caller{
		Account: row.Account, Session: row.ID, Dialect: api.Dialect17, Version: version,
		SignedIn: row.Since, Kicked: row.Kicked,
	}, nil
}

// session finds a stored session, nil if there is none.
func (a *Accounts) session(ctx context.Context, key string) (*sessionRow, error) {
	return a.sessions.load(key, func() (found *sessionRow, ok bool, err error) {
		err = a.store.View(ctx, func(r store.Reader) error {
			var row sessionRow
			if row, ok = store.Load[sessionRow](r, sessionsBucket, store.Key(key)); ok {
				found = &row
			}
			return nil
		})
		return found, ok, err
	})
}
