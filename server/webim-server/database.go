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

// dataUsage is the help of -data of commands that need an existing database.
const dataUsage = "database `FILE`; a server may be using it"

// database is the interface of commands to a database, which is implemented through
// the server that has it open or directly.
type database interface {
	Users(context.Context) ([]admin.User, error)
	Edit(ctx context.Context, do, name, nick string) error
	Backup(context.Context, io.Writer) error
	Export(context.Context, io.Writer) error
}

// find opens a database, through the running server if there is one; done releases
// it. A shared store is opened directly: it notifies the servers of changes.
func (s *storage) find(ctx context.Context) (db database, done func(), err error) {
	if !s.shared() {
		if err := checkExists(s.data); err != nil {
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

// checkExists returns an error if a database does not exist, since opening would
// create it.
func checkExists(data string) error {
	_, err := os.Stat(data)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: no such database (serve creates it; -data names another)", data)
	}
	return err
}

// restrictAccess removes the permissions of group and others from files that hold
// secrets. Files that do not exist are skipped.
func restrictAccess(paths ...string) error {
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

// keyFile returns the path of the file next to the database that holds a copy of its
// key. The sig command reads it while a running server locks the database.
func keyFile(data string) string { return data + ".key" }

func writeKeyFile(ctx context.Context, db store.Store, data string) error {
	key, err := account.Key(ctx, db)
	if err != nil {
		return err
	}
	// Renaming replaces the file, since an existing one may have wider permissions.
	return replaceFile(keyFile(data), func(w io.Writer) error {
		_, err := io.WriteString(w, key+"\n")
		return err
	})
}

func readKeyFile(data string) (string, error) {
	key, err := os.ReadFile(keyFile(data))
	return strings.TrimSpace(string(key)), err
}

// replaceFile writes a temporary file, and renames it to path once it is complete
// and on disk. An interrupted write leaves no partial file and keeps the previous
// one.
func replaceFile(path string, write func(io.Writer) error) (err error) {
	partial := path + ".partial"
	if err := os.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // a file left by an interrupted write may have wider permissions
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

// checkNotDatabase returns an error if path is the database itself, which a copy must
// not overwrite.
func checkNotDatabase(path, data string) error {
	to, err := os.Stat(path)
	if err != nil {
		return nil // it does not exist
	}
	from, err := os.Stat(data)
	if err == nil && os.SameFile(to, from) {
		return fmt.Errorf("%s is the open database", path)
	}
	return nil
}
