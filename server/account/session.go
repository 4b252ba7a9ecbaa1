package account

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"webim.js/server/api"
	"webim.js/server/store"
)

// SessionLifetime is the lifetime of an a2 ticket: longer than clients stay open,
// but short enough to expire lost tickets.
const SessionLifetime = 30 * 24 * time.Hour

const (
	sessionsBucket store.Bucket = "sessions"      // hash of a2 → sessionRow
	byUserBucket   store.Bucket = "user_sessions" // account, session id → hash
)

// maxSessions is the maximum number of sessions of one user. Clients sign in
// again when they are reloaded, and hardly any client signs out.
const maxSessions = 100

// sessionRow is the stored record of a session. It does not hold the ticket, so
// a copied database cannot be used to sign in.
type sessionRow struct {
	ID      string // the first half of the hash: identifies the session, grants no access
	Account string
	TinyID  string
	Expires int64  // Unix seconds
	Since   uint64 // stamp at sign-in, where the session's polls begin
	Version string // of the client
	Kicked  bool   // ended by another sign-in
	Reason  string `json:",omitempty"` // reason of the kick; "" in older rows means ReasonElsewhere
}

// kickReason returns the reason of a kick, or "" if the session was not kicked.
func (s *sessionRow) kickReason() string {
	if s.Kicked && s.Reason == "" {
		return ReasonElsewhere
	}
	return s.Reason
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
		tx.Want(append(a.EnsureNeeds(c.Account), store.WantRange(byUserBucket, store.Prefix(c.Account), maxSessions))...)
		u := a.Ensure(tx, c.Account)
		if err := u.admit(); err != nil {
			return err
		}
		tinyID = u.TinyID
		a.dropOldest(tx, c.Account, now)
		key := hash(a2)
		id := key[:len(key)/2]
		store.Save(tx, sessionsBucket, store.Key(key), sessionRow{
			ID:      id,
			Account: c.Account,
			TinyID:  tinyID,
			Expires: now.Add(SessionLifetime).Unix(),
			Since:   tx.LastStamp(),
			Version: c.Version,
		})
		tx.Put(byUserBucket, store.Key(c.Account, id), []byte(key))
		return nil
	})
	return tinyID, a2, err
}

// dropOldest deletes a user's expired sessions, and the oldest ones above
// maxSessions.
func (a *Accounts) dropOldest(tx store.Tx, account string, now time.Time) {
	rows := sessionsOf(tx, account)
	slices.SortFunc(rows, func(x, y sessionRow) int { return cmp.Compare(x.Expires, y.Expires) })
	for i, row := range rows {
		if row.Expires <= now.Unix() || len(rows)-i >= maxSessions {
			a.SignOut(tx, account, row.ID)
		}
	}
}

// sessionsOf returns a user's sessions.
func sessionsOf(r store.Reader, account string) []sessionRow {
	var needs []store.Need
	for _, key := range r.Scan(byUserBucket, store.Prefix(account)) {
		needs = append(needs, store.WantKey(sessionsBucket, store.Key(string(key))))
	}
	r.Want(needs...)
	var rows []sessionRow
	for _, n := range needs {
		if row, ok := store.Load[sessionRow](r, sessionsBucket, n.Key); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

// WantSessions prefetches the reads of Session for some of a user's sessions.
func WantSessions(r store.Reader, account string, ids ...string) {
	var needs []store.Need
	for _, id := range ids {
		needs = append(needs, store.WantKey(byUserBucket, store.Key(account, id)))
	}
	r.Want(needs...)
	needs = needs[:0]
	for _, id := range ids {
		if key := r.Get(byUserBucket, store.Key(account, id)); key != nil {
			needs = append(needs, store.WantKey(sessionsBucket, store.Key(string(key))))
		}
	}
	r.Want(needs...)
}

// Session reports whether a session exists, and why it was kicked, or "" if it was
// not.
func Session(r store.Reader, account, id string) (kicked string, ok bool) {
	key := r.Get(byUserBucket, store.Key(account, id))
	if key == nil {
		return "", false
	}
	row, ok := store.Load[sessionRow](r, sessionsBucket, store.Key(string(key)))
	return row.kickReason(), ok
}

// SignOut deletes a session.
func (a *Accounts) SignOut(tx store.Tx, account, id string) {
	if isStateless(id) {
		endDownloads(tx, account, id)
		return
	}
	key := string(tx.Get(byUserBucket, store.Key(account, id)))
	if key == "" {
		return
	}
	tx.Delete(sessionsBucket, store.Key(key))
	tx.Delete(byUserBucket, store.Key(account, id))
	changes.Announce(tx, change{Session: key})
	SessionEnds.Announce(tx, SessionEnd{Account: account, Sessions: []string{id}})
}

// isStateless reports whether a session is one of 1.3: every call is
// authenticated by its UserSig, and nothing is stored.
func isStateless(id string) bool { return id == "" || strings.HasPrefix(id, api.Session13) }

// Kick marks sessions as ended from outside. Their clients may still sign out
// (api.SignedOut); all other calls fail with 91101.
func (a *Accounts) Kick(tx store.Tx, account, reason string, which func(id string) bool) {
	var kicked []string
	for _, row := range sessionsOf(tx, account) {
		if !which(row.ID) {
			continue
		}
		row.Kicked, row.Reason = true, reason
		key := string(tx.Get(byUserBucket, store.Key(account, row.ID)))
		store.Save(tx, sessionsBucket, store.Key(key), row)
		changes.Announce(tx, change{Session: key})
		kicked = append(kicked, row.ID)
	}
	if len(kicked) > 0 {
		SessionEnds.Announce(tx, SessionEnd{Account: account, Sessions: kicked, Kicked: true, Reason: reason})
	}
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
		return api.Caller{}, api.Errorf(api.CodeIdentifierMismatch, "session belongs to another identifier")
	case row.Kicked && access != api.SignedOut:
		return api.Caller{}, Kicked(row.kickReason())
	}
	version := c.Version
	if version == "" {
		version = row.Version
	}
	return api.Caller{
		Account: row.Account, Session: row.ID, Dialect: api.Dialect17, Version: version,
		SignedIn: row.Since, Kicked: row.kickReason(),
	}, nil
}

// session returns a stored session, or nil if it does not exist.
func (a *Accounts) session(ctx context.Context, key string) (*sessionRow, error) {
	return a.sessions.load(key, func() (found *sessionRow, ok bool, err error) {
		err = a.store.View(ctx, func(r store.Reader) error {
			var row sessionRow
			found = nil
			if row, ok = store.Load[sessionRow](r, sessionsBucket, store.Key(key)); ok {
				found = &row
			}
			return nil
		})
		return found, ok, err
	})
}
