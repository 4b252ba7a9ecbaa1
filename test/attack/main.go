// Command attack runs the attacks that SECURITY.md rules out and prints a table of the
// results. It starts its own server; all requests stay on this machine and are bounded.
//
//	make attack
package main

import (
	"fmt"
	"os"
	"text/tabwriter"
)

func main() {
	program := "bin/webim-server"
	if len(os.Args) > 1 {
		program = os.Args[1]
	}
	results, err := run(program)
	if err != nil {
		fmt.Fprintln(os.Stderr, "attack:", err)
		os.Exit(1)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "attack\ttried\theld\t")
	broken := false
	for _, r := range results {
		note := first(r.successes)
		if r.skipped != "" {
			note = "skipped: " + r.skipped
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%s\n", r.name, r.tried, r.tried-len(r.successes), note)
		broken = broken || len(r.successes) > 0
	}
	table.Flush()
	if broken {
		os.Exit(1)
	}
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
