package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// The markers around the table in docs/performance.md.
const (
	tableBegin = "<!-- figures by make bench BENCH=-write -->\n"
	tableEnd   = "<!-- end of the figures -->\n"
)

// quoted lists the times in the documents of each language. Each group of a pattern is
// replaced by the figure at its position in values; figures that were not measured stay.
// test/manual writes the sizes.
var quoted = []struct {
	pattern string
	values  []string
}{
	{`Chromium (\d+) (?:ms|毫秒)[,，] ?Firefox (\d+) (?:ms|毫秒)`, []string{"first call, Chromium", "first call, Firefox"}},
	{`\| – \| ([\d.]+) (?:s|秒) \|`, []string{"slow phone"}},
}

// writeDocs writes the figures to the documents in docs/.
func writeDocs(docs string, r *report, browsers string) error {
	heading := fmt.Sprintf("%s, %d processors, %s.", browsers, runtime.NumCPU(), time.Now().UTC().Format(time.DateOnly))
	err := edit(filepath.Join(docs, "performance.md"), func(text string) (string, error) { return withTable(text, r, heading) })
	for _, language := range []string{"en", "zh"} {
		err = errors.Join(err, edit(filepath.Join(docs, language, "performance.md"), func(text string) (string, error) { return withFigures(text, r.figures) }))
	}
	return err
}

// edit replaces the text of a file by the result of change.
func edit(path string, change func(string) (string, error)) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed, err := change(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(changed), 0o666)
}

// withTable returns text with the report's rows between the markers.
func withTable(text string, r *report, heading string) (string, error) {
	before, rest, found := strings.Cut(text, tableBegin)
	_, after, ended := strings.Cut(rest, tableEnd)
	if !found || !ended {
		return "", errors.New("no markers of the table")
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%s\n\n| what | measured | target |\n| --- | --- | --- |\n", heading)
	for _, row := range r.rows {
		fmt.Fprintf(&table, "| %s | %s | %s |\n", row.what, row.measured, row.aim)
	}
	return before + tableBegin + table.String() + tableEnd + after, nil
}

// withFigures returns text with the given figures, which quoted names.
func withFigures(text string, figures map[string]string) (string, error) {
	for _, q := range quoted {
		all := regexp.MustCompile(q.pattern).FindAllStringSubmatchIndex(text, -1)
		if len(all) != 1 {
			return "", fmt.Errorf("%d matches of %s instead of one", len(all), q.pattern)
		}
		for i := len(q.values) - 1; i >= 0; i-- { // from the end, so that positions stay
			if value, measured := figures[q.values[i]]; measured {
				text = text[:all[0][2*i+2]] + value + text[all[0][2*i+3]:]
			}
		}
	}
	return text, nil
}
