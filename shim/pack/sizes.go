package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// printSizes prints the transfer sizes of the script and its parts. Each part is
// compressed separately.
func printSizes(w io.Writer, o options, c compiler, shim bundler) error {
	binary, err := c.compile(o.program)
	if err != nil {
		return err
	}
	bundle, err := shim.bundle("", wasmEngine, builtIn)
	if err != nil {
		return err
	}
	scripts, err := scriptsOf(o, c, shim, "", binary)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "kB\traw\tgzip -9\tbrotli 11\t")
	row := func(name string, data []byte) error {
		f, err := compressed(data)
		if err == nil {
			fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%.1f\t\n", name, kB(len(f.raw)), kB(len(f.gzip)), kB(len(f.brotli)))
		}
		return err
	}
	for _, name := range scriptFiles {
		if scripts[name] == nil {
			continue
		}
		if err := row(name, scripts[name]); err != nil {
			return err
		}
	}
	if err := row("JavaScript", bundle); err != nil {
		return err
	}
	if err := row("binary", binary); err != nil {
		return err
	}
	parts, err := shim.parts()
	if err != nil {
		return err
	}
	for _, p := range parts {
		fmt.Fprintf(table, "JavaScript: %s\t%.1f\t\t\t\n", p.name, kB(p.bytes))
	}
	if parts, err = c.parts(o.program); err != nil {
		return err
	}
	for _, p := range parts {
		fmt.Fprintf(table, "binary: %s\t%.1f\t\t\t\n", p.name, kB(p.bytes))
	}
	return table.Flush()
}

// part is a part of a build and its size in bytes before compression.
type part struct {
	name  string
	bytes int
}

func kB(bytes int) float64 { return float64(bytes) / 1000 }
