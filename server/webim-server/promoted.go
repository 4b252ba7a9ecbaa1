package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"

	"webim.js/server/store/pgstore"
)

var errNoStandby = errors.New("promoted: missing -store (a database file has no standby)")

func setupPromoted(flags *flag.FlagSet) action {
	var at storage
	flags.StringVar(&at.store, "store", "", storeUsage)
	return func(ctx context.Context, out io.Writer, _ []string) error {
		if !at.shared() {
			return errNoStandby
		}
		db, err := pgstore.Open(ctx, at.store, pgstore.Config{MustExist: true})
		if err != nil {
			return err
		}
		defer db.Close()
		number, stamp, err := db.Raise(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "change numbers continue after %d, message stamps after %d\n", number, stamp)
		return nil
	}
}
