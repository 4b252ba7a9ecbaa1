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

// setupSig sets up the command that signs a UserSig, as a site's own server does for
// the user it has authenticated. It needs the key only, so it also signs for users
// that do not exist yet.
func setupSig(flags *flag.FlagSet) action {
	var (
		user     = flags.String("user", "", "`NAME` of the user")
		key      = flags.String("key", "", "sign with this `KEY` instead of the database's")
		app      = flags.Int64("sdkappid", 0, "application `NUMBER` instead of the database's")
		lifetime = flags.Duration("expire", account.SigLifetime, "`DURATION` that the UserSig is valid for")
	)
	var at storage
	at.define(flags, "database `FILE` whose key signs; a server may be using it")
	return func(ctx context.Context, out io.Writer, _ []string) error {
		if *user == "" {
			return errors.New("sig: missing -user NAME")
		}
		if err := account.ValidName(*user); err != nil {
			return fmt.Errorf("-user: %w", err)
		}
		if *lifetime <= 0 {
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
		if warning := site.rejection(with, *app); warning != "" {
			fmt.Fprintln(flags.Output(), "webim-server sig: warning:", warning)
		}
		_, err = fmt.Fprintln(out, usersig.Sign(with.Secret, usersig.Ticket{
			Identifier: *user, SDKAppID: *app, Issued: time.Now(), Valid: *lifetime,
		}))
		return err
	}
}

// servedApp is the application that a server on the database serves, or served last.
type servedApp struct {
	account.Stored
	own string // the database's own key
}

// rejection returns the reason why the server would reject a UserSig, or "" if it would
// accept it.
func (s servedApp) rejection(with usersig.Key, app int64) string {
	switch {
	case s.KeyIDs == nil: // it was never served
		return ""
	case app != s.ID:
		return fmt.Sprintf("the server on this database has the sdkappid %d, the UserSig is for %d", s.ID, app)
	case !slices.Contains(s.KeyIDs, with.ID()):
		return fmt.Sprintf("the server on this database has the keys %s, not %s, and will respond with error 70009; -env FILE reads the service's settings",
			strings.Join(s.KeyIDs, ", "), with)
	}
	return ""
}

// app reads the application from the server that has the database open, or from the
// database.
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
	if err := checkExists(s.data); err != nil {
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
