// Command webim-server is the local IM server, and what there is to do around
// it:
//
//	webim-server serve -addr 127.0.0.1:8080 -data webim.db
//	webim-server sig -user alice
//	webim-server user add alice 爱丽丝
//	webim-server backup copy.db
//
// Every flag can be given as an environment variable too: -data is
// WEBIM_DATA. A flag wins over the variable.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// subcommand is one thing the program can do. Setup defines its flags and
// returns what to run once they are parsed.
type subcommand struct {
	name    string // one word or two
	args    string // how help shows the arguments: NAME has to be there, [NAME] may be
	summary string
	setup   func(*flag.FlagSet) action
}

// action does a subcommand's work with its arguments.
type action func(ctx context.Context, out io.Writer, args []string) error

var subcommands = []subcommand{
	{"serve", "", "run the server", setupServe},
	{"sig", "", "print a UserSig for a user", setupSig},
	{"user list", "", "list the users", setupUserList},
	{"user add", "NAME [NICK]", "make a user before the first sign-in", setupUserEdit("add")},
	{"user nick", "NAME NICK", "change a user's nick", setupUserEdit("nick")},
	{"user disable", "NAME", "keep a user out, and end what the user has open", setupUserEdit("disable")},
	{"user delete", "NAME", "delete a user with profile, friends and memberships; what the user has said stays with the others", setupUserEdit("delete")},
	{"user enable", "NAME", "let a disabled user in again", setupUserEdit("enable")},
	{"backup", "FILE", "copy the database, and uploaded files to FILE.files/, also while the server runs", setupBackup},
	{"export", "FILE", "write everything as JSON lines, and uploaded files to FILE.files/, also while the server runs; - is the standard output, and takes no files", setupExport},
	{"import", "FILE", "make a new database of an export and its files; - is the standard input, and brings no files", setupImport},
	{"promoted", "", "after a standby of the database in -store was promoted that may have been behind: raise the numbers that messages and changes get, so that none is given out twice, and have running servers forget what was lost", setupPromoted},
	{"version", "", "print the version", setupVersion},
	{"licenses", "", "print the licences of this program and of all that is in it", setupLicenses},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() {
		time.AfterFunc(stopTime, func() {
			fmt.Fprintln(os.Stderr, "webim-server: it does not end in order; ended")
			os.Exit(1)
		})
	})
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "webim-server:", err)
		os.Exit(1)
	}
}

// errUsage means that the arguments were wrong and the user has been told so.
var errUsage = errors.New("usage")

func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	for _, sub := range subcommands {
		words := strings.Fields(sub.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == sub.name {
			return sub.run(ctx, args[len(words):], out, errOut)
		}
	}
	fmt.Fprintln(errOut, "usage: webim-server COMMAND [FLAGS] [ARGUMENTS]")
	for _, sub := range subcommands {
		fmt.Fprintf(errOut, "  %-24s %s\n", strings.TrimSpace(sub.name+" "+sub.args), sub.summary)
	}
	fmt.Fprintln(errOut, "webim-server COMMAND -help describes a command's flags.")
	if len(args) > 0 && (strings.TrimLeft(args[0], "-") == "help" || args[0] == "-h") {
		return flag.ErrHelp
	}
	return errUsage
}

func (sub subcommand) run(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := flag.NewFlagSet("webim-server "+sub.name, flag.ContinueOnError)
	flags.SetOutput(errOut)
	action := sub.setup(flags)
	envFile := flags.String(envFileFlag, "", "a `FILE` of settings, NAME=VALUE in each line, as the service has it; arguments and the environment win")
	flags.Usage = func() {
		fmt.Fprintf(errOut, "usage: webim-server %s: %s\n", strings.TrimSpace(sub.name+" [FLAGS] "+sub.args), sub.summary)
		flags.VisitAll(func(f *flag.Flag) {
			kind, usage := flag.UnquoteUsage(f)
			fmt.Fprintf(errOut, "  -%s %s\n    \t%s (environment: %s", f.Name, kind, usage, envName(f.Name))
			if f.DefValue != "" {
				fmt.Fprintf(errOut, "; default: %s", f.DefValue)
			}
			fmt.Fprintln(errOut, ")")
		})
	}
	if err := fromEnvironment(flags, os.LookupEnv); err != nil {
		return err
	}
	rest, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return err
	case err != nil:
		return errUsage // the flag package has said why
	}
	if err := fromEnvFile(flags, *envFile); err != nil {
		return err
	}
	if most := len(strings.Fields(sub.args)); len(rest) > most {
		fmt.Fprintf(errOut, "webim-server %s: unexpected argument %q\n", sub.name, rest[most])
		return errUsage
	}
	for i, name := range strings.Fields(sub.args) {
		if i >= len(rest) && !strings.HasPrefix(name, "[") {
			fmt.Fprintf(errOut, "webim-server %s: %s is missing; -help tells more\n", sub.name, name)
			return errUsage
		}
	}
	return action(ctx, out, rest)
}

// parse takes flags before, between and after the arguments; what follows --
// are arguments.
func parse(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		left := flags.Args()
		taken := len(args) - len(left)
		switch {
		case len(left) == 0:
			return rest, nil
		case taken > 0 && args[taken-1] == "--":
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

func envName(flagName string) string {
	return "WEBIM_" + strings.ToUpper(strings.ReplaceAll(flagName, "-", "_"))
}

// fromEnvironment sets the flags that have a variable.
func fromEnvironment(flags *flag.FlagSet, lookup func(string) (string, bool)) (err error) {
	flags.VisitAll(func(f *flag.Flag) {
		value, ok := lookup(envName(f.Name))
		if !ok || err != nil {
			return
		}
		if bad := flags.Set(f.Name, value); bad != nil {
			err = fmt.Errorf("%s: %w", envName(f.Name), bad)
		}
	})
	return err
}
