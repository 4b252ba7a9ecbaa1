package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"webim.js/demo/server"
	"webim.js/demo/server/account"
	"webim.js/demo/server/store/boltstore"
	"webim.js/demo/server/usersig"
)

func setupSig(flags *flag.FlagSet) func(context.Context, io.Writer) error {
	var (
		user = flags.String("user", "", "the `NAME` of the user")
		data = flags.String("data", "webim.db", "the database `FILE` whose key signs; it may be in use, and is created if it is not there")
		key  = flags.String("key", "", "the `KEY` to sign with, instead of the database's")
		life = flags.Duration("expire", account.SigLifetime, "the `TIME` that the UserSig is good for")
	)
	return func(ctx context.Context, out io.Writer) error {
		if err := account.ValidName(*user); err != nil {
			return fmt.Errorf("-user: %w", err)
		}
		if *life <= 0 {
			return errors.New("-expire: must be more than nothing")
		}
		if *key == "" {
			var err error
			if *key, err = databaseKey(ctx, *data); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintln(out, usersig.Sign(*key, usersig.Ticket{
			Identifier: *user, SDKAppID: server.SDKAppID, Issued: time.Now(), Valid: *life,
		}))
		return err
	}
}

// databaseKey reads a database's key, from the copy beside it if there is one.
func databaseKey(ctx context.Context, data string) (string, error) {
	copied, err := os.ReadFile(keyFile(data))
	if err == nil {
		return strings.TrimSpace(string(copied)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	db, err := boltstore.Open(data)
	if err != nil {
		return "", err
	}
	defer db.Close()
	if err := writeKeyFile(ctx, db, data); err != nil {
		return "", err
	}
	return account.Key(ctx, db)
}
