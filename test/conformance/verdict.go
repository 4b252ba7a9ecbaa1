package conformance

import (
	"fmt"
	"strings"
)

// Judge decides whether a scenario's trace passes.
type Judge struct {
	Recorded   []Golden             // the versions of the scenario's dialect, or the one that is forced
	Forced     string               // that version; "" when any will do
	Deviations map[string]Deviation // by scenario
	Ours       map[string]Trace     // the expected traces of the deviations, by scenario
}

// Verdict returns nil when the trace equals a recorded version, or when the
// scenario is a listed deviation and the trace is exactly the expected one. A
// listed deviation that equals a recorded version is an error too: the list is
// then out of date. At most limit differences are told.
func (j Judge) Verdict(scenario string, got Trace, limit int) error {
	golden, diffs, known := Nearest(j.Recorded, scenario, got)
	row := deviationName(scenario, j.Forced)
	_, listed := j.Deviations[row]
	switch {
	case !known:
		return fmt.Errorf("no recorded trace has the scenario %q", scenario)
	case len(diffs) == 0 && listed:
		return fmt.Errorf("equals %s, so it has to leave the list of deviations", golden)
	case len(diffs) == 0:
		return nil
	case !listed:
		return fmt.Errorf("nearest: %s, %s", golden, summary(diffs, limit))
	}
	want, have := j.Ours[row]
	if !have {
		return fmt.Errorf("is a listed deviation without an expected trace; nearest: %s, %s", golden, summary(diffs, limit))
	}
	if diffs := Differences(want, got); len(diffs) > 0 {
		return fmt.Errorf("is a listed deviation, but not as expected: %s", summary(diffs, limit))
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
