package account

import (
	"context"
	"strconv"
	"time"

	"webim.js/demo/server/api"
	"webim.js/demo/server/store"
)

const (
	// downloadKeyLifetime matches a session's: clients never renew the key that
	// they put addresses together with (openim/authkey). It ends with the session.
	downloadKeyLifetime = SessionLifetime

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
	expires = a.clock.Now().Add(lifetime)
	err = a.store.View(ctx, func(r store.Reader) error {
		issued := strconv.FormatUint(r.LastStamp(), 10)
		key = a.Seal(downloadPurpose, expires, c.Account, c.Session, file, issued)
		return nil
	})
	return key, expires, err
}

// CheckDownloadKey tells whether a ticket opens a file. It does not when it is
// forged, old or another file's, nor when its user has signed out there since,
// or may not sign in any more.
func (a *Accounts) CheckDownloadKey(ctx context.Context, key, file string) (ok bool, err error) {
	parts, ok := a.Unseal(downloadPurpose, key)
	if !ok || len(parts) != 4 || parts[2] != "" && parts[2] != file {
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
		ok = known && !u.Disabled && issued >= over.All && issued >= over.By[session] && open(r, account, session)
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
