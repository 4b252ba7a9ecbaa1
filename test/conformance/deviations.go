package conformance

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Deviation is a row of test/deviations.md: a scenario in which this SDK
// differs from the original on purpose.
type Deviation struct {
	Scenario string
	Reason   string
	Test     string // path of a Go test file, a colon, the test's name
}

// deviationName returns a scenario's name in deviations.md, which includes the forced
// version if there is one.
func deviationName(scenario, forced string) string {
	if forced == "" {
		return scenario
	}
	return scenario + " (" + forced + ")"
}

var ofVersion = regexp.MustCompile(` \(\d\.\d\.\d\)$`)

// Recorded returns the name of the recorded scenario.
func (d Deviation) Recorded() string { return ofVersion.ReplaceAllString(d.Scenario, "") }

// File returns the name of the JSON file with our expected trace of the scenario.
func (d Deviation) File() string {
	return strings.Trim(notName.ReplaceAllString(d.Scenario, "-"), "-") + ".json"
}

var notName = regexp.MustCompile(`[^A-Za-z0-9.]+`)

// ReadDeviations reads the table of deviations.md whose heading row is
// "scenario | reason | test".
func ReadDeviations(path string) ([]Deviation, error) {
	rows, err := readTable(path, "scenario")
	if err != nil {
		return nil, err
	}
	known := map[string]string{}
	for _, d := range rows {
		if other, taken := known[d.File()]; taken {
			return nil, fmt.Errorf("%s: %q and %q share the file %s", path, d.Scenario, other, d.File())
		}
		known[d.File()] = d.Scenario
	}
	return rows, nil
}

// ReadDifferences reads the table whose heading row is "difference | reason |
// test": differences on purpose that no recorded scenario covers. Scenario is then
// the difference's name, and a test may be followed by its part in parentheses.
func ReadDifferences(path string) ([]Deviation, error) { return readTable(path, "difference") }

// readTable reads the rows of the table whose first heading is kind. Text
// outside the tables is ignored.
func readTable(path, kind string) ([]Deviation, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows []Deviation
	inTable := false
	for n, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			inTable = false
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.Trim(strings.TrimSpace(cells[i]), "`")
		}
		switch {
		case len(cells) == 3 && cells[0] == kind && cells[1] == "reason" && cells[2] == "test":
			inTable = true
		case !inTable || strings.Trim(cells[0], "-: ") == "":
		case len(cells) != 3 || cells[0] == "" || cells[1] == "" || cells[2] == "":
			return nil, fmt.Errorf("%s:%d: want a %s, a reason and a test, separated by |", path, n+1, kind)
		default:
			rows = append(rows, Deviation{cells[0], cells[1], cells[2]})
		}
	}
	return rows, nil
}

// HasTest returns an error unless the row's test exists under root.
func (d Deviation) HasTest(root string) error {
	file, name, ok := strings.Cut(d.Test, ":")
	name, _, _ = strings.Cut(strings.TrimSpace(name), " ")
	if !ok {
		return fmt.Errorf("deviation %q: test %q: want path/to/file_test.go:TestName", d.Scenario, d.Test)
	}
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return fmt.Errorf("deviation %q: %w", d.Scenario, err)
	}
	if !strings.Contains(string(text), "\nfunc "+name+"(") {
		return fmt.Errorf("deviation %q: %s has no func %s", d.Scenario, file, name)
	}
	return nil
}
