// Package admin implements the administration of a server: the admin page, and the
// control port for the program's other commands.
package admin

import (
	"context"
	"errors"
	"strings"

	"webim.js/server/account"
	"webim.js/server/clock"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// Errors of operations on users.
var (
	ErrNoUser = errors.New("no such user")
	ErrTaken  = errors.New("user exists")
)

// User is an account in the lists for administrators.
type User struct {
	Name     string `json:"name"`
	Nick     string `json:"nick,omitempty"`
	Created  int64  `json:"created"` // Unix seconds
	Disabled bool   `json:"disabled,omitempty"`
}

// Users implements the operations of an administrator on accounts.
type Users struct {
	Store    store.Store
	Accounts *account.Accounts
	Profiles *profile.Profiles
	Clock    clock.Clock

	// Disconnect ends a user's sessions and polls. It is nil if no server runs.
	Disconnect func(ctx context.Context, user string) error

	// Remove deletes a user and the user's personal data, and reports whether the
	// user existed.
	Remove func(ctx context.Context, user string) (found bool, err error)
}

// List returns at most limit users in alphabetical order, whose names sort after the
// given one and whose name or nick contains word. A limit of 0 means all.
func (u *Users) List(ctx context.Context, after, word string, limit int) (list []User, err error) {
	word = strings.ToLower(word)
	err = u.Store.View(ctx, func(r store.Reader) error {
		list = nil
		var batch []User
		// search appends the matching users of the batch, and reports whether the list
		// is not full yet.
		search := func() bool {
			needs := make([]store.Need, len(batch))
			for i, user := range batch {
				needs[i] = profile.Need(user.Name)
			}
			r.Want(needs...)
			for _, user := range batch {
				user.Nick = nickOf(r, user.Name)
				if strings.Contains(strings.ToLower(user.Name+"\n"+user.Nick), word) {
					if list = append(list, user); len(list) == limit {
						return false
					}
				}
			}
			batch = batch[:0]
			return true
		}
		for name, a := range account.All(r) {
			if name <= after && after != "" {
				continue
			}
			batch = append(batch, User{Name: name, Created: a.Created, Disabled: a.Disabled})
			if len(batch) == listBatch && !search() {
				return nil
			}
		}
		search()
		return nil
	})
	return list, err
}

// listBatch is the number of profiles that are read in one round trip.
const listBatch = 500

// Get returns one user.
func (u *Users) Get(ctx context.Context, name string) (user User, err error) {
	err = u.Store.View(ctx, func(r store.Reader) error {
		a, ok := account.Lookup(r, name)
		if !ok {
			return ErrNoUser
		}
		user = newUser(r, name, a)
		return nil
	})
	return user, err
}

func newUser(r store.Reader, name string, a account.User) User {
	return User{name, nickOf(r, name), a.Created, a.Disabled}
}

func nickOf(r store.Reader, name string) string { return profile.Load(r, name).Text(profile.TagNick) }

// Add creates a user before the first sign-in.
func (u *Users) Add(ctx context.Context, name, nick string) error {
	if err := account.ValidName(name); err != nil {
		return err
	}
	return u.Store.Update(ctx, func(tx store.Tx) error {
		if account.Exists(tx, name) {
			return ErrTaken
		}
		u.Accounts.Ensure(tx, name)
		if nick == "" {
			return nil
		}
		return u.Profiles.SetNick(tx, name, nick, u.Clock.Now().Unix())
	})
}

// Delete removes a user.
func (u *Users) Delete(ctx context.Context, name string) error {
	found, err := u.Remove(ctx, name)
	if err == nil && !found {
		return ErrNoUser
	}
	return err
}

// SetNick changes a user's nick.
func (u *Users) SetNick(ctx context.Context, name, nick string) error {
	return u.Store.Update(ctx, func(tx store.Tx) error {
		if !account.Exists(tx, name) {
			return ErrNoUser
		}
		return u.Profiles.SetNick(tx, name, nick, u.Clock.Now().Unix())
	})
}

// SetDisabled disables a user and closes the user's sessions, or enables the user
// again.
func (u *Users) SetDisabled(ctx context.Context, name string, disabled bool) error {
	err := u.Store.Update(ctx, func(tx store.Tx) error {
		if !u.Accounts.SetDisabled(tx, name, disabled) {
			return ErrNoUser
		}
		return nil
	})
	if err != nil || !disabled || u.Disconnect == nil {
		return err
	}
	return u.Disconnect(ctx, name)
}

// Revoke closes a user's sessions and invalidates the UserSigs issued until now. An
// empty name means all users.
func (u *Users) Revoke(ctx context.Context, name string) error {
	if name == "" {
		return u.Accounts.EndAll(ctx, true)
	}
	return u.Store.Update(ctx, func(tx store.Tx) error {
		if !u.Accounts.Revoke(tx, name) {
			return ErrNoUser
		}
		return nil
	})
}
