// Package conformance compares an SDK build with traces recorded from the
// original SDK: the same scenarios run in a page against a fake network, and the
// recorded events are compared entry by entry.
package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Entry is one event of a scenario, as the harness records it.
type Entry map[string]any

// Trace is the sequence of events of a scenario.
type Trace []Entry

// Golden is a set of recorded traces.
type Golden struct {
	Name   string // the file's name without extension
	Traces map[string]Trace
}

// LoadGolden reads a file of recorded traces.
func LoadGolden(path string) (Golden, error) {
	g := Golden{Name: strings.TrimSuffix(filepath.Base(path), ".json")}
	data, err := os.ReadFile(path)
	if err != nil {
		return g, err
	}
	if err := json.Unmarshal(data, &g.Traces); err != nil {
		return g, fmt.Errorf("%s: %w", path, err)
	}
	return g, nil
}

// channels are the kinds of entries; entries are ordered within each kind.
var channels = []string{"requests", "callbacks", "notes"}

// phase is the part of a trace between two of the scenario's marks.
type phase struct {
	name    any // nil before the first mark
	entries map[string][]Entry
}

// truthy reports whether JavaScript treats the value as true.
func truthy(v any) bool {
	return v != nil && v != false && v != "" && v != 0.0
}

func channelOf(e Entry) string {
	_, form := e["form"]
	switch {
	case truthy(e["req"]) || form:
		return "requests"
	case truthy(e["cb"]):
		return "callbacks"
	case truthy(e["phase"]):
		return "phase"
	}
	return "notes"
}

func phases(t Trace) []phase {
	all := []phase{{entries: map[string][]Entry{}}}
	for _, e := range t {
		c := channelOf(e)
		if c == "phase" {
			all = append(all, phase{e["phase"], map[string][]Entry{}})
			continue
		}
		now := all[len(all)-1].entries
		now[c] = append(now[c], e)
	}
	return all
}

// normalize returns a value in which the ErrorInfo of a refused call is reduced to its
// first line: the rest quotes URL, request and response, whose key order is
// unspecified.
func normalize(v any) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = normalize(x)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			if s, ok := x.(string); ok && k == "ErrorInfo" && strings.Contains(s, "request url:") {
				line, _, _ := strings.Cut(s, "\n")
				out[k] = strings.TrimSpace(line) + " …"
				continue
			}
			out[k] = normalize(x)
		}
		return out
	}
	return v
}

// generatedAccountType matches the account type that 1.7.3 generates if the page names
// none.
var generatedAccountType = regexp.MustCompile(`^[5-9]\d{3}$`)

// RecordedAccountType replaces generated account types by 792, as the recorded
// traces of 1.7.3 have it.
func RecordedAccountType(t Trace) {
	for _, e := range t {
		query, _ := e["query"].(map[string]any)
		if s, _ := query["accounttype"].(string); generatedAccountType.MatchString(s) {
			query["accounttype"] = "792"
		}
	}
}

// absent represents a missing value, as distinct from null.
type absent struct{}

// show formats a value for a message.
func show(v any) string {
	if v == (absent{}) {
		return "nothing"
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err.Error() // decoded JSON always encodes; show anything else
	}
	s := []rune(strings.TrimSpace(b.String()))
	if len(s) > 260 {
		return string(s[:260]) + "…"
	}
	return string(s)
}

// firstDifference describes the first difference between two values, or returns "".
func firstDifference(want, got any, at string) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	switch w := want.(type) {
	case map[string]any:
		if g, ok := got.(map[string]any); ok {
			keys := slices.Sorted(maps.Keys(w))
			for _, k := range slices.Sorted(maps.Keys(g)) {
				if _, known := w[k]; !known {
					keys = append(keys, k)
				}
			}
			for _, k := range keys {
				if d := firstDifference(member(w, k), member(g, k), at+"/"+k); d != "" {
					return d
				}
			}
		}
	case []any:
		if g, ok := got.([]any); ok {
			for i := range max(len(w), len(g)) {
				if d := firstDifference(item(w, i), item(g, i), fmt.Sprintf("%s/%d", at, i)); d != "" {
					return d
				}
			}
		}
	}
	if at == "" {
		at = "/"
	}
	return fmt.Sprintf("%s: want %s, got %s", at, show(want), show(got))
}

func member(m map[string]any, k string) any {
	if v, ok := m[k]; ok {
		return v
	}
	return absent{}
}

func item(l []any, i int) any {
	if i < len(l) {
		return l[i]
	}
	return absent{}
}

func entryAt(l []Entry, i int) any {
	if i < len(l) {
		return normalize(map[string]any(l[i]))
	}
	return absent{}
}

// Differences lists the differences between a trace and the recorded one; it is
// empty if they are equal. Within each phase, requests, callbacks and notes are
// each compared in order, independently of one another. The number of phases is
// compared, their names are not.
func Differences(want, got Trace) []string {
	var out []string
	w, g := phases(want), phases(got)
	if len(w) != len(g) {
		out = append(out, fmt.Sprintf("phases: want %s, got %s", names(w), names(g)))
	}
	for i, p := range w {
		var other map[string][]Entry
		if i < len(g) {
			other = g[i].entries
		}
		for _, c := range channels {
			a, b := p.entries[c], other[c]
			for j := range max(len(a), len(b)) {
				x, y := entryAt(a, j), entryAt(b, j)
				label := fmt.Sprintf("%s[%d] %s", c, j, title(a, b, j))
				if p.name != nil {
					label = fmt.Sprintf("%v %s", p.name, label)
				}
				switch {
				case x == (absent{}):
					out = append(out, fmt.Sprintf("%s: unexpected: %s", label, show(y)))
				case y == (absent{}):
					out = append(out, fmt.Sprintf("%s: missing: %s", label, show(x)))
				default:
					if d := firstDifference(x, y, ""); d != "" {
						out = append(out, label+" "+d)
					}
				}
			}
		}
	}
	return out
}

func names(all []phase) string {
	var s []string
	for _, p := range all {
		if p.name == nil {
			s = append(s, "")
			continue
		}
		s = append(s, fmt.Sprint(p.name))
	}
	return strings.Join(s, ",")
}

// title names an entry after the recorded one, or else after the other.
func title(a, b []Entry, j int) string {
	e := Entry{}
	if j < len(a) {
		e = a[j]
	} else if j < len(b) {
		e = b[j]
	}
	for _, k := range []string{"req", "cb", "note", "html"} {
		if truthy(e[k]) {
			return fmt.Sprint(e[k])
		}
	}
	return ""
}

// Nearest compares a trace with every recorded version of the scenario and returns
// the version with the fewest differences. known is false if no version has the
// scenario.
func Nearest(recorded []Golden, scenario string, got Trace) (golden string, diffs []string, known bool) {
	for _, g := range recorded {
		want, ok := g.Traces[scenario]
		if !ok {
			continue
		}
		if d := Differences(want, got); !known || len(d) < len(diffs) {
			golden, diffs, known = g.Name, d, true
		}
	}
	return golden, diffs, known
}
