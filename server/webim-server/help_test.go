package main

import (
	"flag"
	"io"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHelpListsEveryFlag(t *testing.T) {
	listed := []string{envFileFlag}
	for _, group := range flagGroups {
		listed = append(listed, group.flags...)
	}
	for _, sub := range subcommands {
		flags := flag.NewFlagSet(sub.name, flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		sub.setup(flags)
		flags.VisitAll(func(f *flag.Flag) {
			assert.True(t, slices.Contains(listed, f.Name), "flagGroups lacks -%s of %s", f.Name, sub.name)
		})
	}
}
