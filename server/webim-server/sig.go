package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"webim.js/server"
	"webim.js/server/account"
	"webim.js/server/usersig"
)

// setupSig is what a site's own server does for the person it has signed in,
// by hand. It needs the key alone, so any user can be signed for, also one who
// has never been here.
func setupSig(flags *flag.FlagSet) action {
	var (
		user = flags.String("user", "", "the `NAME` of the user")
		key  = flags.String("key", "", "the `KEY` to sign with, instead of the database's")
		life = flags.Duration("expire", account.SigLifetime, "the `TIME` that the UserSig is good for")
	)
	var at storage
	at.define(flags, "the database `FILE` whose key signs; it may be in use")
	return func(ctx context.Context, out io.Writer, _ []string) error {
		if err := account.ValidName(*user); err != nil {
			return fmt.Errorf("-user: %w", err)
		}
		if *life <= 0 {
			return errors.New("-expire: must be more than nothing")
		}
		if *key == "" {
			var err error
			if *key, err = at.key(ctx); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintln(out, usersig.Sign(*key, usersig.Ticket{
			Identifier: *user, SDKAppID: server.SDKAppID, Issued: time.Now(), Valid: *life,
		}))
		return err
	}
}
