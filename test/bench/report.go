package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// row is a line of the table. A row without an aim is there for comparison.
type row struct {
	what     string
	measured string
	aim      string
	met      bool
}

// report collects the rows and prints them at the end.
type report struct {
	rows    []row
	details []string
	verbose bool
}

func (r *report) add(row row) { r.rows = append(r.rows, row) }

// detail keeps a line for -v.
func (r *report) detail(format string, args ...any) {
	r.details = append(r.details, fmt.Sprintf(format, args...))
}

func (r *report) print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "what\tmeasured\taim\t")
	for _, row := range r.rows {
		verdict := ""
		if row.aim != "" {
			verdict = "over"
			if row.met {
				verdict = "met"
			}
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", row.what, row.measured, row.aim, verdict)
	}
	t.Flush()
	if r.verbose {
		fmt.Fprintln(w)
		for _, line := range r.details {
			fmt.Fprintln(w, line)
		}
	}
}
