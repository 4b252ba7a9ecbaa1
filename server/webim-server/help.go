package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// flagGroups are the headings of a command's help, each with its flags in the order
// of the help. A test checks that no flag is missing.
var flagGroups = []struct {
	title string
	flags []string
}{
	{"Address", []string{"addr", "host", "tls", "trust-proxy", "admin-addr", "dist"}},
	{"Storage", []string{"data", "store", "files", "blobs", "log-kept", "keep-unused", "reserve"}},
	{"Identity and security", []string{
		"sdkappid", "key", "old-key", "public-key", "user", "expire", "admins", "admin-password",
		"private", "demo", "samples", "invite-consent", "max-instances", "env",
	}},
	{"Callbacks", []string{"callback", "callback-commands", "callback-token", "callback-absent"}},
	{"Import", []string{"dry-run"}},
	{"Limits (0: none)", []string{
		"max-groups", "max-body", "max-upload", "quota-bytes", "quota-files", "max-bodies", "max-bodies-client",
		"max-connections", "max-connections-address", "max-polls", "max-polls-user", "rate-user", "rate-address", "rate-bytes", "rate-group",
	}},
	{"Log", []string{"log-level", "log-format"}},
}

// printCommands lists the program's commands.
func printCommands(out io.Writer) {
	fmt.Fprintln(out, "usage: webim-server COMMAND [FLAGS] [ARGUMENTS]")
	fmt.Fprintln(out)
	for _, sub := range subcommands {
		fmt.Fprintf(out, "  %-24s %s\n", strings.TrimSpace(sub.name+" "+sub.args), sub.summary)
	}
	fmt.Fprintln(out)
	fmt.Fprintln(out, "webim-server help COMMAND describes a command and its flags.")
}

// printHelp describes a command and its flags.
func (sub subcommand) printHelp(out io.Writer, flags *flag.FlagSet) {
	fmt.Fprintf(out, "usage: webim-server %s\n\n%s\n", strings.TrimSpace(sub.name+" [FLAGS] "+sub.args), sub.summary)
	fmt.Fprintf(out, "\nExample:\n  webim-server %s\n", strings.TrimSpace(sub.name+" "+sub.example))
	for _, group := range flagGroups {
		title := "\n" + group.title + ":\n"
		for _, name := range group.flags {
			f := flags.Lookup(name)
			if f == nil {
				continue
			}
			kind, usage := flag.UnquoteUsage(f)
			fmt.Fprintf(out, "%s  %s\n        %s", title, strings.TrimSpace("-"+name+" "+kind), usage)
			if f.DefValue != "" && f.DefValue != "false" {
				fmt.Fprintf(out, " (default %s)", f.DefValue)
			}
			fmt.Fprintln(out)
			title = ""
		}
	}
	fmt.Fprintf(out, "\nEvery flag is also read from the environment: -data is %s. Flags take precedence.\n", envName("data"))
}

// findCommand returns the command that args begin with and the arguments after
// its name.
func findCommand(args []string) (sub subcommand, rest []string, found bool) {
	i := slices.IndexFunc(subcommands, func(s subcommand) bool {
		words := strings.Fields(s.name)
		return len(args) >= len(words) && slices.Equal(args[:len(words)], words)
	})
	if i < 0 {
		return subcommand{}, nil, false
	}
	return subcommands[i], args[len(strings.Fields(subcommands[i].name)):], true
}
