// Command webim-server is the local IM server.
//
//	webim-server serve -addr 127.0.0.1:8080 -data webim.db
//	webim-server sig -user alice
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
)

// subcommand is one thing the program can do. Setup defines its flags and
// returns what to run once they are parsed.
type subcommand struct {
	name    string
	summary string
	setup   func(*flag.FlagSet) func(ctx context.Context, out io.Writer) error
}

var subcommands = []subcommand{
	{"serve", "run the server", setupServe},
	{"sig", "print a UserSig for a user", setupSig},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
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
	if len(args) > 0 {
		for _, sub := range subcommands {
			if sub.name == args[0] {
				return sub.run(ctx, args[1:], out, errOut)
			}
		}
	}
	help := len(args) > 0 && (args[0] == "help" || strings.TrimLeft(args[0], "-") == "help" || args[0] == "-h")
	fmt.Fprintln(errOut, "usage: webim-server COMMAND [FLAGS]")
	for _, sub := range subcommands {
		fmt.Fprintf(errOut, "  %-8s %s\n", sub.name, sub.summary)
	}
	fmt.Fprintln(errOut, "webim-server COMMAND -help describes a command's flags.")
	if help {
		return flag.ErrHelp
	}
	return errUsage
}

func (sub subcommand) run(ctx context.Context, args []string, out, errOut io.Writer) error {
	flags := flag.NewFlagSet("webim-server "+sub.name, flag.ContinueOnError)
	flags.SetOutput(errOut)
	action := sub.setup(flags)
	flags.Usage = func() {
		fmt.Fprintf(errOut, "usage: webim-server %s [FLAGS]: %s\n", sub.name, sub.summary)
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
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage // the flag package has said why
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(errOut, "webim-server %s: unexpected argument %q\n", sub.name, flags.Arg(0))
		return errUsage
	}
	return action(ctx, out)
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
