package account

import (
	"context"
	"strconv"
	"time"

	"webim.js/server/api"
	"webim.js/server/store"
)

const (
	// downloadKeyLifetime is that of a session: clients never renew the key with
	// which they build URLs (openim/authkey). The key is revoked with its session
	// and not accepted while its client does not poll (downloadIdle).
	downloadKeyLifetime = SessionLifetime

	// downloadIdle is the time for which the key is accepted after the client's last
	// activity, so that the keys of closed clients expire soon.
	downloadIdle = time.Hour

	// SeenEvery is the maximum age of the stored last activity of a client that
	// polls. A restart may double it.
	SeenEvery = 20 * time.Minute

	// fileKeyLifetime is the lifetime of a key for one file: clients use it
	// immediately.
	fileKeyLifetime = time.Hour
)

const downloadPurpose = "download"

// endedBucket holds account → revokedTickets.
const endedBucket store.Bucket = "downloads_ended"

// revokedTickets lists a user's revoked tickets that no stored session represents: those
// of 1.3, which has no sessions, and all tickets after logoutAll or when the
// account was disabled.
type revokedTickets struct {
	All uint64            // tickets issued below this stamp
	By  map[string]uint64 `json:",omitempty"` // tickets of a session issued below a stamp
}

// maxEnded is the maximum size of revokedTickets.By. Another session revokes all
// tickets up to the oldest entry.
const maxEnded = 32

// seenBucket holds account, session → Unix seconds of the last activity.
const seenBucket store.Bucket = "sessions_seen"

// maxSeen is the maximum number of entries in seenBucket of one account: 1.3
// has no stored sessions, and one entry for each browser and address.
const maxSeen = 100

// RecordSeen stores the last activity of a session.
func (a *Accounts) RecordSeen(ctx context.Context, account, session string, now time.Time) error {
	return a.store.Update(ctx, func(tx store.Tx) error {
		key := store.Key(account, session)
		if tx.Get(seenBucket, key) == nil {
			store.Trim(tx, seenBucket, store.Prefix(account), maxSeen, func(value []byte) int64 {
				return store.Decode[int64](tx, value)
			})
		}
		store.Save(tx, seenBucket, key, now.Unix())
		return nil
	})
}

// Upkeep removes the last activity of sessions that are no longer in use.
func (a *Accounts) Upkeep(ctx context.Context, now time.Time) error {
	end := now.Add(-downloadIdle).Unix()
	_, err := store.Prune(ctx, a.store, seenBucket, store.Range{}, func(r store.Reader, _, value []byte) bool {
		return store.Decode[int64](r, value) <= end
	})
	return err
}

// Seen returns the last activity of a session, or the zero time if there is none.
func Seen(r store.Reader, account, session string) time.Time {
	if at, ok := store.Load[int64](r, seenBucket, store.Key(account, session)); ok {
		return time.Unix(at, 0)
	}
	return time.Time{}
}

// SeenNeed returns the reads of Seen, for a store to prefetch.
func SeenNeed(account, session string) store.Need {
	return store.WantKey(seenBucket, store.Key(account, session))
}

// isInUse reports whether a session was active recently. Issuing a ticket counts
// as activity.
func (a *Accounts) isInUse(r store.Reader, account, session, issued string) bool {
	since, err := strconv.ParseInt(issued, 10, 64)
	if err != nil {
		return false
	}
	return max(Seen(r, account, session).Unix(), since) > a.clock.Now().Add(-downloadIdle).Unix()
}

func loadEnded(r store.Reader, account string) revokedTickets {
	e, _ := store.Load[revokedTickets](r, endedBucket, store.Key(account))
	return e
}

// endDownloads revokes the tickets of one session, or all if session is "".
func endDownloads(tx store.Tx, account, session string) {
	e, now := loadEnded(tx, account), tx.Stamp()
	if session == "" {
		e = revokedTickets{All: now}
	} else {
		if e.By == nil {
			e.By = map[string]uint64{}
		}
		e.By[session] = now
	}
	for len(e.By) > maxEnded {
		oldest := session
		for name, stamp := range e.By {
			if stamp < e.By[oldest] {
				oldest = name
			}
		}
		e.All = max(e.All, e.By[oldest])
		delete(e.By, oldest)
	}
	store.Save(tx, endedBucket, store.Key(account), e)
}

// EndDownloads revokes all download tickets of a user.
func (a *Accounts) EndDownloads(tx store.Tx, account string) { endDownloads(tx, account, "") }

// DownloadKey returns a ticket for download URLs: for one file, or for any file
// if file is "", from which clients build URLs. The ticket is bound to the
// caller's account and session.
func (a *Accounts) DownloadKey(ctx context.Context, c api.Caller, file string) (key string, expires time.Time, err error) {
	lifetime := downloadKeyLifetime
	if file != "" {
		lifetime = fileKeyLifetime
	}
	now := a.clock.Now()
	expires = now.Add(lifetime)
	err = a.store.View(ctx, func(r store.Reader) error {
		issued := strconv.FormatUint(r.LastStamp(), 10)
		key = a.Seal(downloadPurpose, expires, c.Account, c.Session, file, issued, strconv.FormatInt(now.Unix(), 10))
		return nil
	})
	return key, expires, err
}

// CheckDownloadKey reports whether a ticket grants access to a file. It does
// not if it is forged, expired or for another file, or if its user has signed
// out of the session or was disabled since. A ticket for any file also requires
// that its client is active.
func (a *Accounts) CheckDownloadKey(ctx context.Context, key, file string) (ok bool, err error) {
	parts, ok := a.Unseal(downloadPurpose, key)
	if !ok || len(parts) != 5 || parts[2] != "" && parts[2] != file {
		return false, nil
	}
	account, session := parts[0], parts[1]
	issued, err := strconv.ParseUint(parts[3], 10, 64)
	if err != nil {
		return false, nil
	}
	err = a.store.View(ctx, func(r store.Reader) error {
		u, known := Lookup(r, account)
		over := loadEnded(r, account)
		ok = known && !u.Disabled && issued >= over.All && issued >= over.By[session] && isOpen(r, account, session) &&
			(parts[2] != "" || a.isInUse(r, account, session, parts[4]))
		return nil
	})
	return ok, err
}

// isOpen reports whether a session is neither deleted nor kicked. 1.3 has no
// stored sessions.
func isOpen(r store.Reader, account, session string) bool {
	if isStateless(session) {
		return true
	}
	key := r.Get(byUserBucket, store.Key(account, session))
	if key == nil {
		return false
	}
	row, ok := store.Load[sessionRow](r, sessionsBucket, store.Key(string(key)))
	return ok && !row.Kicked
}
