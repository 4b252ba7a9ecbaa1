package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"webim.js/server/account"
	"webim.js/server/admin"
	"webim.js/server/archive"
	"webim.js/server/clock"
	"webim.js/server/cloud"
	"webim.js/server/store"
	"webim.js/server/store/boltstore"
)

func setupFromCloud(flags *flag.FlagSet) action {
	var at storage
	at.define(flags, "database `FILE`, created if missing; no server may have it open")
	dry := flags.Bool("dry-run", false, "import into a copy and report the result")
	return func(ctx context.Context, out io.Writer, args []string) error {
		db, done, err := at.openForImport(ctx, *dry)
		if err != nil {
			return err
		}
		defer done()
		served, err := account.StoredApp(ctx, db)
		if err != nil {
			return err
		}
		report, err := cloud.Import(ctx, db, clock.System{}, args[0])
		if err == nil && report.SDKAppID != 0 && served.KeyIDs == nil { // no server has stored an SDKAppID
			_, err = account.New(ctx, account.Config{Store: db, Clock: clock.System{}, Apps: []account.App{{ID: report.SDKAppID}}})
		}
		fmt.Fprintf(out, "users: %d\ngroups: %d\nmembers: %d\nmessages: %d (%d already stored)\nrefused: %d\n",
			report.Users, report.Groups, report.Members, report.Messages, report.Duplicates, report.Refused)
		for _, problem := range report.Problems {
			fmt.Fprintln(out, " ", printable(problem))
		}
		if *dry {
			fmt.Fprintln(out, "dry run: nothing was written")
		}
		return err
	}
}

// openForImport opens the database, or a temporary copy of it for a dry run.
func (s *storage) openForImport(ctx context.Context, dry bool) (db store.Store, done func(), err error) {
	if !s.shared() {
		if _, err := admin.Dial(ctx, s.data); err == nil {
			return nil, nil, fmt.Errorf("%s: in use by a running server; stop it, or import by the REST API", s.data)
		} else if !errors.Is(err, admin.ErrNotRunning) {
			return nil, nil, err
		}
	}
	if !dry {
		opened, err := s.openForCommand(ctx)
		if err != nil {
			return nil, nil, err
		}
		return opened, func() { opened.Close() }, nil
	}
	dir, err := os.MkdirTemp("", "webim-dry-run")
	if err != nil {
		return nil, nil, err
	}
	copied, err := boltstore.Open(filepath.Join(dir, "copy.db"))
	if err != nil {
		os.RemoveAll(dir)
		return nil, nil, err
	}
	done = func() {
		copied.Close()
		os.RemoveAll(dir)
	}
	if err := s.copyInto(ctx, copied); err != nil {
		done()
		return nil, nil, err
	}
	return copied, done, nil
}

// copyInto copies the database into an empty store. It copies nothing if there is no
// database yet.
func (s *storage) copyInto(ctx context.Context, to store.Store) error {
	if !s.shared() && checkExists(s.data) != nil {
		return nil
	}
	s.mustExist = true
	from, err := s.openForCommand(ctx)
	if err != nil {
		return err
	}
	defer from.Close()
	r, w := io.Pipe()
	go func() {
		_, err := archive.Export(ctx, from, w)
		w.CloseWithError(err)
	}()
	_, err = archive.Import(ctx, to, r)
	r.CloseWithError(err)
	return err
}
