package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// row is a line of the table. A row without a target is for comparison only.
type row struct {
	what     string
	measured string
	aim      string
	met      bool
}

// report collects the rows and prints them at the end.
type report struct {
	rows    []row
	figures map[string]string // for the documents, see quoted
	details []string
	verbose bool
}

func newReport(verbose bool) *report { return &report{figures: map[string]string{}, verbose: verbose} }

func (r *report) add(row row) { r.rows = append(r.rows, row) }

// ratio adds a row that compares the medians of two sides, both in ms.
func (r *report) ratio(what string, ours, plain []float64, aim float64) {
	a, b := median(ours), median(plain)
	r.add(row{what, fmt.Sprintf("%.2f (%.1f : %.1f ms)", a/b, a, b), fmt.Sprintf("%.1f", aim), a/b <= aim})
	r.detail("%s: %s against %s ms", what, list(ours), list(plain))
}

// compare is ratio without a target.
func (r *report) compare(what string, ours, other []float64) {
	a, b := median(ours), median(other)
	r.add(row{what: what, measured: fmt.Sprintf("%.2f (%.1f : %.1f ms)", a/b, a, b)})
	r.detail("%s: %s against %s ms", what, list(ours), list(other))
}

// detail records a line that -v prints.
func (r *report) detail(format string, args ...any) {
	r.details = append(r.details, fmt.Sprintf(format, args...))
}

func (r *report) print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "what\tmeasured\ttarget\t")
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
