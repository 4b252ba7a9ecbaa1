package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"webim.js/server/account"
	"webim.js/server/admin"
	"webim.js/server/store/boltstore"
	"webim.js/server/usersig"
)

// setupSig is what a site's own server does for the person it has signed in,
// by hand. It needs the key alone, so any user can be signed for, also one who
// has never been here.
func setupSig(flags *flag.FlagSet) action {
	var (
		user = flags.String("user", "", "`NAME` of the user")
		key  = flags.String("key", "", "sign with this `KEY` in place of the database's")
		app  = flags.Int64("sdkappid", 0, "application `NUMBER` in place of the database's")
		life = flags.Duration("expire", account.SigLifetime, "`DURATION` that the UserSig is valid for")
	)
	var at storage
	at.define(flags, "database `FILE` whose key signs; a server may be using it")
	return func(ctx context.Context, out io.Writer, _ []string) error {
		if err := account.ValidName(*user); err != nil {
			return fmt.Errorf("-user: %w", err)
		}
		if *life <= 0 {
			return errors.New("-expire must be positive")
		}
		with := usersig.NewSecret("-key", *key)
		site, err := at.app(ctx)
		switch {
		case err == nil && *key == "":
			with = usersig.NewSecret(account.OwnKeyName, site.own)
		case err != nil && *key == "":
			return err
		case err != nil: // a key needs no database
			site.ID = account.DefaultSDKAppID
		}
		if *app == 0 {
			*app = site.ID
		}
		if warning := site.refuses(with, *app); warning != "" {
			fmt.Fprintln(flags.Output(), "webim-server sig: warning:", warning)
		}
		_, err = fmt.Fprintln(out, usersig.Sign(with.Secret, usersig.Ticket{
			Identifier: *user, SDKAppID: *app, Issued: time.Now(), Valid: *life,
		}))
		return err
	}
}

// servedApp is the application that a database is served for, now or last.
type servedApp struct {
	account.Stored
	own string // the database's own key
}

// refuses says why the server would refuse a UserSig, "" if it would not.
func (s servedApp) refuses(with usersig.Key, app int64) string {
	switch {
	case s.KeyIDs == nil: // it was never served
		return ""
	case app != s.ID:
		return fmt.Sprintf("the server on this database has the sdkappid %d, the UserSig is for %d", s.ID, app)
	case !slices.Contains(s.KeyIDs, with.ID()):
		return fmt.Sprintf("the server on this database has other keys (%s) than %s: it will answer 70009; -env FILE reads the service's settings",
			strings.Join(s.KeyIDs, ", "), with)
	}
	return ""
}

// app asks the server that has the database open, or else the database.
func (s *storage) app(ctx context.Context) (app servedApp, err error) {
	if s.shared() {
		s.mustExist = true
		db, err := s.openForCommand(ctx)
		if err != nil {
			return app, err
		}
		defer db.Close()
		if app.Stored, err = account.StoredApp(ctx, db); err != nil {
			return app, err
		}
		app.own, err = account.Key(ctx, db)
		return app, err
	}
	if err := isThere(s.data); err != nil {
		return app, err
	}
	client, err := admin.Dial(ctx, s.data)
	if err == nil {
		if app.Stored, err = client.App(ctx); err != nil {
			return app, err
		}
		app.own, err = readKeyFile(s.data)
		return app, err
	}
	if !errors.Is(err, admin.ErrNotRunning) {
		return app, err
	}
	db, err := boltstore.Open(s.data)
	if err != nil {
		return app, err
	}
	defer db.Close()
	if app.Stored, err = account.StoredApp(ctx, db); err != nil {
		return app, err
	}
	if err := writeKeyFile(ctx, db, s.data); err != nil {
		return app, err
	}
	app.own, err = account.Key(ctx, db)
	return app, err
}
