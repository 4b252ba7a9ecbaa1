package conformance

import (
	"fmt"
	"strings"
)

// Judge decides whether a scenario's trace passes.
type Judge struct {
	Recorded   []Golden             // the versions of the scenario's dialect, or the forced one
	Forced     string               // the forced version; "" if any may match
	Deviations map[string]Deviation // by scenario
	Ours       map[string]Trace     // expected traces of the deviations, by scenario
}

// Verdict returns nil if the trace equals a recorded version, or if the scenario
// is a listed deviation and the trace equals the expected one. A listed deviation
// that equals a recorded version is an error too: the list is then out of date.
// The error contains at most limit differences.
func (j Judge) Verdict(scenario string, got Trace, limit int) error {
	golden, diffs, known := Nearest(j.Recorded, scenario, got)
	row := deviationName(scenario, j.Forced)
	_, listed := j.Deviations[row]
	switch {
	case !known:
		return fmt.Errorf("no recorded trace has the scenario %q", scenario)
	case len(diffs) == 0 && listed:
		return fmt.Errorf("equals %s: remove it from the list of deviations", golden)
	case len(diffs) == 0:
		return nil
	case !listed:
		return fmt.Errorf("nearest: %s, %s", golden, summary(diffs, limit))
	}
	want, have := j.Ours[row]
	if !have {
		return fmt.Errorf("listed deviation without an expected trace; nearest: %s, %s", golden, summary(diffs, limit))
	}
	if diffs := Differences(want, got); len(diffs) > 0 {
		return fmt.Errorf("listed deviation differs from its expected trace: %s", summary(diffs, limit))
	}
	return nil
}

func summary(diffs []string, limit int) string {
	s := fmt.Sprintf("%d differences", len(diffs))
	for i, d := range diffs {
		if i == limit {
			return s + "\n    … (all with -v)"
		}
		s += "\n    " + strings.ReplaceAll(d, "\n", "\n    ")
	}
	return s
}
