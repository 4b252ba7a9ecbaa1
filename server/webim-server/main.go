// Command webim-server is the IM server, with the commands to administer its
// database:
//
//	webim-server serve -addr 127.0.0.1:8080 -data webim.db
//	webim-server sig -user alice
//	webim-server user add alice 爱丽丝
//	webim-server backup copy.db
//
// Every flag is also read from the environment: -data is WEBIM_DATA. Flags take
// precedence.
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

	// Containers without a distribution have no root certificates for S3 and
	// PostgreSQL over TLS.
	_ "golang.org/x/crypto/x509roots/fallback"
)

// subcommand is a command of the program. setup defines its flags and returns
// its action, which runs after they are parsed.
type subcommand struct {
	name    string // one or two words
	args    string // as help shows them: NAME is required, [NAME] optional
	example string // flags and arguments of an example
	summary string
	setup   func(*flag.FlagSet) action
}

// action runs a subcommand with its arguments.
type action func(ctx context.Context, out io.Writer, args []string) error

var subcommands = []subcommand{
	{"serve", "", "-addr 0.0.0.0:8080 -data im.db -host im.example.com", "run the server", setupServe},
	{"health", "", "-addr 127.0.0.1:8080", "exit with status 0 if the server on this machine can write, for health checks", setupHealth},
	{"sig", "", "-user alice -data im.db", "print a UserSig", setupSig},
	{"user list", "", "-data im.db", "list the users", setupUserList},
	{"user add", "NAME [NICK]", "-data im.db alice 爱丽丝", "create a user", setupUserEdit("add")},
	{"user nick", "NAME NICK", "-data im.db alice 爱丽丝", "change a user's nickname", setupUserEdit("nick")},
	{"user disable", "NAME", "-data im.db alice", "disable a user and close their sessions", setupUserEdit("disable")},
	{"user delete", "NAME", "-data im.db alice", "delete a user with profile, friends and memberships; others keep the user's messages", setupUserEdit("delete")},
	{"user revoke", "[NAME]", "-data im.db alice", "end all sessions of a user and refuse the UserSigs issued until now; without NAME, of all users", setupUserEdit("revoke")},
	{"user enable", "NAME", "-data im.db alice", "enable a disabled user", setupUserEdit("enable")},
	{"backup", "FILE", "-data im.db copy.db", "copy the database to FILE and uploads to FILE.files/; the server may run", setupBackup},
	{"export", "FILE", "-data im.db all.jsonl", "write all data as JSON lines to FILE and uploads to FILE.files/; - is stdout, without uploads", setupExport},
	{"import cloud", "DIRECTORY", "-data im.db -dry-run downloads", "import users, groups and history downloaded from the vendor's cloud; -dry-run only reports the result", setupFromCloud},
	{"import", "FILE", "-data new.db all.jsonl", "create a database from an export; - is stdin, without uploads", setupImport},
	{"promoted", "", "-store postgres://im@db/im", "after promoting a PostgreSQL standby that may have lagged: raise message numbers and have servers drop lost data", setupPromoted},
	{"version", "", "", "print the version", setupVersion},
	{"licenses", "", "", "print the licenses of this program and its dependencies", setupLicenses},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() {
		time.AfterFunc(stopTime, func() {
			fmt.Fprintln(os.Stderr, "webim-server: graceful shutdown timed out; exiting")
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

// errUsage reports wrong arguments, after a message to the user.
var errUsage = errors.New("usage")

func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	if sub, rest, found := findCommand(args); found {
		return sub.run(ctx, rest, out, errOut)
	}
	first := ""
	if len(args) > 0 {
		first = strings.TrimLeft(args[0], "-")
	}
	switch first {
	case "help", "h":
		if sub, _, found := findCommand(args[1:]); found {
			return sub.run(ctx, []string{"-help"}, out, errOut)
		}
		printCommands(errOut)
		if len(args) == 1 {
			return flag.ErrHelp
		}
		args = args[1:]
	case "version":
		return run(ctx, []string{"version"}, out, errOut)
	default:
		printCommands(errOut)
	}
	if len(args) > 0 {
		fmt.Fprintf(errOut, "webim-server: unknown command %q\n", strings.Join(args[:min(2, len(args))], " "))
	}
	return errUsage
}

func (sub subcommand) run(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := flag.NewFlagSet("webim-server "+sub.name, flag.ContinueOnError)
	flags.SetOutput(errOut)
	action := sub.setup(flags)
	envFile := flags.String(envFileFlag, "", "read settings from `FILE`, one NAME=VALUE per line; flags and the environment take precedence")
	// Parse calls Usage for -help and, after its message, for a wrong flag.
	flags.Usage = func() {}
	if err := fromEnvironment(flags, os.LookupEnv); err != nil {
		return err
	}
	rest, err := parse(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		sub.printHelp(errOut, flags)
		return err
	case err != nil:
		fmt.Fprintf(errOut, "webim-server help %s lists the flags\n", sub.name)
		return errUsage
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
			fmt.Fprintf(errOut, "webim-server %s: missing argument %s\n", sub.name, name)
			return errUsage
		}
	}
	return action(ctx, out, rest)
}

// parse parses flags before, between and after the arguments, and returns the
// arguments. Everything after -- is an argument.
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

// fromEnvironment sets the flags whose environment variables are set.
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
