// Package account knows who there is: users and their numbers, the sessions
// that 1.7 clients sign in to, and whether a call comes from whom it says.
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

// System is the account that notices come from. Nobody signs in as it.
const System = "@TIM#SYSTEM"

// maxIdentifier is the longest account name in bytes.
const maxIdentifier = 64

const (
	usersBucket  store.Bucket = "users"    // account → User
	configBucket store.Bucket = "config"   // see key
	countBucket  store.Bucket = "counters" // name → decimal
)

// firstTinyID is where the numbers of users begin: as long as the original's,
// which pages must handle as text since it is beyond 2^53.
const firstTinyID = 144115197276518800

// User is an account as it is stored.
type User struct {
	TinyID   string
	Created  int64 // Unix seconds
	Disabled bool  `json:",omitempty"` // may not sign in

	Since uint64 `json:",omitempty"` // see the function
}

// Accounts is the door to users and sessions.
type Accounts struct {
	store    store.Store
	clock    clock.Clock
	apps     []App
	replaced bool               // a key of before is gone
	own      string             // the database's own key, for what this server seals
	seen     cache[known]       // users known to exist, by account
	sigs     cache[verified]    // UserSigs that were verified before
	sessions cache[*sessionRow] // by the ticket's hash
}

// Config is what New needs. Without Apps there is one: the database's, with
// the database's own key.
type Config struct {
	Store store.Store
	Clock clock.Clock
	Apps  []App
}

// New opens the accounts of a database. The first of c.Apps is stored as the
// database's.
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
	if replaced { // it may have leaked: its sessions are not to outlive it
		if err := a.EndAll(ctx, false); err != nil {
			return nil, err
		}
	}
	return a, a.storeApp(ctx)
}

// KeyReplaced reports whether a key that the server had before is gone, so that
// all sessions were ended.
func (a *Accounts) KeyReplaced() bool { return a.replaced }

// change withdraws answers that caches hold, in every process.
type change struct {
	Account string `json:",omitempty"`
	Session string `json:",omitempty"` // the ticket's hash
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

// Key is the development key of a database. The first call creates it.
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

// Exists tells whether an account has ever signed in.
func Exists(r store.Reader, account string) bool {
	return r.Get(usersBucket, store.Key(account)) != nil
}

// Need is what Exists and Lookup read, for a store to fetch ahead.
func Need(account string) store.Need { return store.WantKey(usersBucket, store.Key(account)) }

// Lookup finds a user.
func Lookup(r store.Reader, account string) (User, bool) {
	return store.Load[User](r, usersBucket, store.Key(account))
}

// All iterates over every account in alphabetical order.
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

// ensureNeeds is what Ensure reads.
func (a *Accounts) ensureNeeds(account string) []store.Need {
	return []store.Need{Need(account), store.WantKey(countBucket, store.Key("users")), store.WantKey(revokedBucket, store.Key(account))}
}

// Ensure makes an account exist and returns it.
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

// SetDisabled closes or opens an account; what a closed one has open ends.
// False means that no such account.
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

// ValidName says what may be an account: text that a log, a page and a URL
// can show on one line, that no other account looks the same as for what
// cannot be seen in it, and not a name of the system's.
func ValidName(name string) error {
	if name == "" || len(name) > maxIdentifier || !utf8.ValidString(name) {
		return api.Errorf(api.CodeSigMalformed, "identifier must be 1 to %d bytes of UTF-8", maxIdentifier)
	}
	for _, r := range name {
		if r != ' ' && !unicode.IsPrint(r) || invisible(r) {
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

// invisible tells what IsPrint lets through and nobody sees: fillers, variation
// selectors.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) || r == '\u2800'
}
