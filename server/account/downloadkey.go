package account

import (
	"context"
	"strconv"
	"time"

	"webim.js/server/api"
	"webim.js/server/store"
)

const (
	// downloadKeyLifetime matches a session's: clients never renew the key that
	// they put addresses together with (openim/authkey). It ends with the session,
	// and opens nothing while the page that has it does not poll (downloadIdle).
	downloadKeyLifetime = SessionLifetime

	// downloadIdle is how long after the page's last sign of life it does: what a
	// closed page has left somewhere is soon of no use.
	downloadIdle = time.Hour

	// SeenEvery is how old the stored sign of life of a page may be that polls.
	// A restart may double it.
	SeenEvery = 20 * time.Minute

	// fileKeyLifetime is for the address of one file: pages use it at once.
	fileKeyLifetime = time.Hour
)

const downloadPurpose = "download"

// endedBucket holds account → ended.
const endedBucket store.Bucket = "downloads_ended"

// ended says which of a user's tickets are over that no stored session stands
// for: those of 1.3, which has none, and all of them after logoutAll or when
// the account was closed.
type ended struct {
	All uint64            // tickets issued below this stamp
	By  map[string]uint64 `json:",omitempty"` // the same of one session
}

// maxEnded bounds that record. A further session ends what is older than the
// oldest in it.
const maxEnded = 32

// seenBucket holds account, session → Unix seconds of a sign of life.
const seenBucket store.Bucket = "sessions_seen"

// maxSeen bounds the stored signs of life of one account: those of 1.3 have no
// stored sessions, and are one for each browser and address.
const maxSeen = 100

// NoteSeen stores that a session is in use.
func (a *Accounts) NoteSeen(ctx context.Context, account, session string, now time.Time) error {
	return a.store.Update(ctx, func(tx store.Tx) error {
		key := store.Key(account, session)
		if tx.Get(seenBucket, key) == nil {
			store.MakeRoom(tx, seenBucket, store.Prefix(account), maxSeen, func(value []byte) int64 {
				return store.Decode[int64](tx, value)
			})
		}
		store.Save(tx, seenBucket, key, now.Unix())
		return nil
	})
}

// Upkeep removes the signs of life of sessions that are no longer in use.
func (a *Accounts) Upkeep(ctx context.Context, now time.Time) error {
	end := now.Add(-downloadIdle).Unix()
	_, err := store.Prune(ctx, a.store, seenBucket, store.Range{}, func(r store.Reader, _, value []byte) bool {
		return store.Decode[int64](r, value) <= end
	})
	return err
}

// Seen is the stored sign of life of a session, the zero time if there is none.
func Seen(r store.Reader, account, session string) time.Time {
	if at, ok := store.Load[int64](r, seenBucket, store.Key(account, session)); ok {
		return time.Unix(at, 0)
	}
	return time.Time{}
}

// SeenNeed is what Seen reads, for a store to fetch ahead.
func SeenNeed(account, session string) store.Need {
	return store.WantKey(seenBucket, store.Key(account, session))
}

// inUse tells whether there was a sign of life of a session lately; issuing a
// ticket is one.
func (a *Accounts) inUse(r store.Reader, account, session, issued string) bool {
	since, err := strconv.ParseInt(issued, 10, 64)
	if err != nil {
		return false
	}
	return max(Seen(r, account, session).Unix(), since) > a.clock.Now().Add(-downloadIdle).Unix()
}

func loadEnded(r store.Reader, account string) ended {
	e, _ := store.Load[ended](r, endedBucket, store.Key(account))
	return e
}

// endDownloads ends the tickets of one session, or of all ("").
func endDownloads(tx store.Tx, account, session string) {
	e, now := loadEnded(tx, account), tx.Stamp()
	if session == "" {
		e = ended{All: now}
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

// EndDownloads ends all tickets of a user.
func (a *Accounts) EndDownloads(tx store.Tx, account string) { endDownloads(tx, account, "") }

// DownloadKey makes the ticket that download addresses carry: of one file, or
// ("") the one from which clients make the addresses of any. It is the
// caller's, and of where the caller is signed in.
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

// CheckDownloadKey tells whether a ticket opens a file. It does not when it is
// forged, old or another file's, nor when its user has signed out there since,
// or may not sign in any more. One for any file also needs its page to be there.
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
		ok = known && !u.Disabled && issued >= over.All && issued >= over.By[session] && open(r, account, session) &&
			(parts[2] != "" || a.inUse(r, account, session, parts[4]))
		return nil
	})
	return ok, err
}

// open tells whether a session is neither dropped nor kicked. 1.3 has no
// stored ones.
func open(r store.Reader, account, session string) bool {
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
