// Package account manages users, the sessions of 1.7 clients and the
// authentication of calls.
package account

import (
	"context"
	"crypto/rand"
	"iter"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/store"
)

// System is the sender of system notices. It cannot sign in.
const System = "@TIM#SYSTEM"

// maxIdentifier is the maximum length of an account name in bytes.
const maxIdentifier = 64

const (
	usersBucket  store.Bucket = "users"    // account → User
	configBucket store.Bucket = "config"   // settings of the database, such as Key
	countBucket  store.Bucket = "counters" // name → decimal
)

// firstTinyID is the TinyID of the first user. It has as many digits as the
// vendor's, which clients must handle as strings since they exceed 2^53.
const firstTinyID = 144115197276518800

// User is the stored record of an account.
type User struct {
	TinyID   string
	Created  int64 // Unix seconds
	Disabled bool  `json:",omitempty"` // may not sign in

	Since uint64 `json:",omitempty"` // stamp from which the account may read messages
}

// Accounts gives access to users and sessions.
type Accounts struct {
	store    store.Store
	clock    clock.Clock
	apps     []App
	replaced bool                // a previous key was removed
	own      string              // the database's own key, for tickets of this server
	seen     cache[accountState] // users known to exist, by account
	sigs     cache[verifiedSig]  // verified UserSigs
	sessions cache[*sessionRow]  // by the hash of the a2 ticket
}

// Config holds the options of New. Without Apps there is one application: the
// stored one, with the database's own key.
type Config struct {
	Store store.Store
	Clock clock.Clock
	Apps  []App
}

// New opens the accounts of a database. It stores the first of c.Apps as the
// database's application.
func New(ctx context.Context, c Config) (*Accounts, error) {
	own, err := Key(ctx, c.Store)
	if err != nil {
		return nil, err
	}
	a := &Accounts{store: c.Store, clock: c.Clock, own: own}
	apps, replaced, err := openApps(ctx, c.Store, own, c.Apps)
	if err != nil {
		return nil, err
	}
	a.apps, a.replaced = apps, replaced
	changes.Follow(c.Store, a.changed, func(uint64) {
		a.seen.clear()
		a.sessions.clear()
	})
	if replaced { // a removed key may have leaked, so its sessions end too
		if err := a.EndAll(ctx, false); err != nil {
			return nil, err
		}
	}
	return a, a.storeApp(ctx)
}

// KeyReplaced reports whether a previous key of the server was removed, so that
// all sessions were closed.
func (a *Accounts) KeyReplaced() bool { return a.replaced }

// change invalidates cache entries in all processes.
type change struct {
	Account string `json:",omitempty"`
	Session string `json:",omitempty"` // hash of the a2 ticket
}

var changes = store.Topic[change]{Name: "account"}

func (a *Accounts) changed(c change) {
	if c.Account != "" {
		a.seen.drop(c.Account)
	}
	if c.Session != "" {
		a.sessions.drop(c.Session)
	}
}

// Key returns the development key of a database. The first call creates it.
func Key(ctx context.Context, s store.Store) (key string, err error) {
	name := store.Key("usersig")
	err = s.Update(ctx, func(tx store.Tx) error {
		if k := tx.Get(configBucket, name); k != nil {
			key = string(k)
			return nil
		}
		key = rand.Text() + rand.Text() // 260 random bits
		tx.Put(configBucket, name, []byte(key))
		return nil
	})
	return key, err
}

// Exists reports whether an account exists. Accounts are created by their first
// sign-in.
func Exists(r store.Reader, account string) bool {
	return r.Get(usersBucket, store.Key(account)) != nil
}

// Need returns the reads of Exists and Lookup, for a store to prefetch.
func Need(account string) store.Need { return store.WantKey(usersBucket, store.Key(account)) }

// Lookup returns a user.
func Lookup(r store.Reader, account string) (User, bool) {
	return store.Load[User](r, usersBucket, store.Key(account))
}

// All iterates over all accounts in alphabetical order.
func All(r store.Reader) iter.Seq2[string, User] {
	return func(yield func(account string, u User) bool) {
		for k, v := range r.Scan(usersBucket, store.Range{}) {
			name, _, _ := store.CutString(k)
			if !yield(name, store.Decode[User](r, v)) {
				return
			}
		}
	}
}

// EnsureNeeds returns the reads of Ensure.
func (a *Accounts) EnsureNeeds(account string) []store.Need {
	return []store.Need{Need(account), store.WantKey(countBucket, store.Key("users")), store.WantKey(revokedBucket, store.Key(account))}
}

// Ensure returns an account and creates it if it does not exist.
func (a *Accounts) Ensure(tx store.Tx, account string) User {
	if u, ok := Lookup(tx, account); ok {
		return u
	}
	counter := store.Key("users")
	n, _ := store.Load[uint64](tx, countBucket, counter)
	u := User{
		TinyID:  strconv.FormatUint(firstTinyID+n, 10),
		Created: a.clock.Now().Unix(),
	}
	if tx.Get(revokedBucket, store.Key(account)) != nil {
		u.Since = tx.LastStamp()
	}
	store.Save(tx, countBucket, counter, n+1)
	store.Save(tx, usersBucket, store.Key(account), u)
	return u
}

func (u User) admit() error {
	if u.Disabled {
		return api.Errorf(api.CodeDisabled, "the account is disabled")
	}
	return nil
}

// SetDisabled disables or enables an account; disabling closes its sessions. It
// reports whether the account exists.
func (a *Accounts) SetDisabled(tx store.Tx, account string, disabled bool) bool {
	u, ok := Lookup(tx, account)
	if !ok {
		return false
	}
	u.Disabled = disabled
	store.Save(tx, usersBucket, store.Key(account), u)
	changes.Announce(tx, change{Account: account})
	if disabled {
		a.Disconnect(tx, account)
	}
	return true
}

// ValidName returns an error if name cannot be an account: names must be
// printable on one line of a log, page or URL, must not differ from others by
// invisible characters only, and must not be reserved.
func ValidName(name string) error {
	if name == "" || len(name) > maxIdentifier || !utf8.ValidString(name) {
		return api.Errorf(api.CodeSigMalformed, "identifier must be 1 to %d bytes of UTF-8", maxIdentifier)
	}
	for _, r := range name {
		if r != ' ' && !unicode.IsPrint(r) || isInvisible(r) {
			return api.Errorf(api.CodeSigMalformed, "identifier contains control or invisible character %U", r)
		}
	}
	if strings.TrimSpace(name) != name {
		return api.Errorf(api.CodeSigMalformed, "identifier begins or ends with a space")
	}
	if !norm.NFC.IsNormalString(name) {
		return api.Errorf(api.CodeSigMalformed, "identifier is not in Unicode NFC")
	}
	if name == System {
		return api.Errorf(api.CodeSigMalformed, "%s is reserved", name)
	}
	return nil
}

// isInvisible reports whether r is one of the invisible characters that IsPrint
// accepts: fillers and variation selectors.
func isInvisible(r rune) bool {
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) || r == '\u2800'
}
