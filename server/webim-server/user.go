package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
)

// setupUserList sets up the command that prints a line for each user: name, state,
// date of creation, nick. The nick is last because it may contain spaces.
func setupUserList(flags *flag.FlagSet) action {
	var at storage
	at.define(flags, dataUsage)
	return func(ctx context.Context, out io.Writer, _ []string) error {
		db, done, err := at.find(ctx)
		if err != nil {
			return err
		}
		defer done()
		list, err := db.Users(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, u := range list {
			state := "enabled"
			if u.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", printable(u.Name), state, time.Unix(u.Created, 0).Format(time.DateOnly), printable(u.Nick))
		}
		return table.Flush()
	}
}

// printable quotes text with control characters, which could be terminal escapes.
func printable(text string) string {
	quoted := strconv.Quote(text)
	if plain := strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`); plain == text {
		return text
	}
	return quoted
}

// setupUserEdit sets up a command that changes a user.
func setupUserEdit(do string) func(*flag.FlagSet) action {
	return func(flags *flag.FlagSet) action {
		var at storage
		at.define(flags, dataUsage)
		return func(ctx context.Context, _ io.Writer, args []string) error {
			db, done, err := at.find(ctx)
			if err != nil {
				return err
			}
			defer done()
			args = append(args, "", "") // optional arguments
			if err := db.Edit(ctx, do, args[0], args[1]); err != nil {
				return fmt.Errorf("%s: %w", cmp.Or(args[0], "all users"), err)
			}
			return nil
		}
	}
}
