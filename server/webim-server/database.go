package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"webim.js/server"
	"webim.js/server/account"
	"webim.js/server/admin"
	"webim.js/server/clock"
	"webim.js/server/deliver"
	"webim.js/server/profile"
	"webim.js/server/relation"
	"webim.js/server/store"
)

const defaultData = "webim.db"

// dataUsage is of the commands that work on a database which is there.
const dataUsage = "database `FILE`; a server may be using it"

// database is what commands do with a database, through the server that has
// it open or by themselves.
type database interface {
	Users(context.Context) ([]admin.User, error)
	Edit(ctx context.Context, do, name, nick string) error
	Backup(context.Context, io.Writer) error
	Export(context.Context, io.Writer) error
}

// find finds a database; done releases it. Into one that several processes may
// have open everybody goes by himself: the servers hear what has changed.
func (s *storage) find(ctx context.Context) (db database, done func(), err error) {
	if !s.shared() {
		if err := isThere(s.data); err != nil {
			return nil, nil, err
		}
		client, err := admin.Dial(ctx, s.data)
		if err == nil {
			return client, func() {}, nil
		}
		if !errors.Is(err, admin.ErrNotRunning) {
			return nil, nil, err
		}
	}
	s.mustExist = true
	direct, err := s.openForCommand(ctx)
	if err != nil {
		return nil, nil, err
	}
	accounts, err := account.New(ctx, account.Config{Store: direct, Clock: clock.System{}})
	if err != nil {
		direct.Close()
		return nil, nil, err
	}
	outbox := deliver.NewOutbox(clock.System{})
	return admin.NewLocal(&admin.Users{
		Store: direct, Accounts: accounts, Clock: clock.System{},
		Profiles: profile.New(profile.Config{Store: direct, Outbox: outbox, Watchers: relation.Watchers}),
		Remove:   server.NewRemover(direct, accounts, clock.System{}).Delete,
	}), func() { direct.Close() }, nil
}

// isThere refuses to go on without a database: opening one would make it.
func isThere(data string) error {
	_, err := os.Stat(data)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: no such database (serve creates it; -data names another)", data)
	}
	return err
}

// closeToOthers takes what rights others have to files that hold secrets, and
// may have been copied here. One that is not there is none.
func closeToOthers(paths ...string) error {
	for _, path := range paths {
		info, err := os.Stat(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			if err := os.Chmod(path, mode&^0o077); err != nil {
				return err
			}
		}
	}
	return nil
}

// keyFile stands beside the database and holds a copy of its key, because a
// running server locks the database and sig is needed just then.
func keyFile(data string) string { return data + ".key" }

func writeKeyFile(ctx context.Context, db store.Store, data string) error {
	key, err := account.Key(ctx, db)
	if err != nil {
		return err
	}
	// Moved into place: one that is there already may be open to others.
	return replaceFile(keyFile(data), func(w io.Writer) error {
		_, err := io.WriteString(w, key+"\n")
		return err
	})
}

func readKeyFile(data string) (string, error) {
	key, err := os.ReadFile(keyFile(data))
	return strings.TrimSpace(string(key)), err
}

// replaceFile writes a file beside its place and moves it there once it is
// whole and on disk, so that a copy that was broken off is never taken for
// one, and never costs the one before.
func replaceFile(path string, write func(io.Writer) error) (err error) {
	partial := path + ".partial"
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // one that was left behind may be open to others
	}
	f, err := os.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(partial)
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(partial, path)
}

// notTheDatabase refuses to write over what is read.
func notTheDatabase(path, data string) error {
	to, err := os.Stat(path)
	if err != nil {
		return nil // it is not there
	}
	from, err := os.Stat(data)
	if err == nil && os.SameFile(to, from) {
		return fmt.Errorf("%s is the open database", path)
	}
	return nil
}
