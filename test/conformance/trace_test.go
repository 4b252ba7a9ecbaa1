package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func parse(t *testing.T, text string) Trace {
	t.Helper()
	var trace Trace
	require.NoError(t, json.Unmarshal([]byte(text), &trace))
	return trace
}

func TestDifferencesListsChangedEntries(t *testing.T) {
	for _, c := range []struct {
		name, want, got string
		diffs           []string
	}{
		{"equal",
			`[{"req":"a/b","body":{"x":1}},{"cb":"ok","args":[1]},{"note":"n","value":null}]`,
			`[{"req":"a/b","body":{"x":1}},{"cb":"ok","args":[1]},{"note":"n","value":null}]`, nil},
		{"keys in different order",
			`[{"req":"a/b","body":{"x":1,"y":[{"p":1,"q":2}]}}]`,
			`[{"body":{"y":[{"q":2,"p":1}],"x":1},"req":"a/b"}]`, nil},
		{"equal numbers in different notation", `[{"ret":"f","value":1500000000}]`, `[{"ret":"f","value":1.5e9}]`, nil},
		{"channels are independent",
			`[{"req":"a/b"},{"cb":"ok"},{"req":"c/d"},{"note":"n"}]`,
			`[{"note":"n"},{"req":"a/b"},{"req":"c/d"},{"cb":"ok"}]`, nil},
		{"requests keep their order", `[{"req":"a/b"},{"req":"c/d"}]`, `[{"req":"c/d"},{"req":"a/b"}]`,
			[]string{`requests[0] a/b /req: want "a/b", got "c/d"`, `requests[1] c/d /req: want "c/d", got "a/b"`}},
		{"missing request", `[{"req":"a/b","body":""},{"cb":"ok"}]`, `[{"cb":"ok"}]`,
			[]string{`requests[0] a/b: missing: {"body":"","req":"a/b"}`}},
		{"extra request", `[]`, `[{"req":"a/b"}]`, []string{`requests[0] a/b: unexpected: {"req":"a/b"}`}},
		{"a form is a request", `[{"form":"","action":"u"}]`, `[{"note":"x"}]`,
			[]string{`requests[0] : missing: {"action":"u","form":""}`, `notes[0] x: unexpected: {"note":"x"}`}},
		{"a synchronous callback", `[{"cb":"ok","args":[]}]`, `[{"cb":"ok","args":[],"sync":true}]`,
			[]string{`callbacks[0] ok /sync: want nothing, got true`}},
		{"null is not a missing field", `[{"cb":"ok","args":[{"a":null}]}]`, `[{"cb":"ok","args":[{}]}]`,
			[]string{`callbacks[0] ok /args/0/a: want null, got nothing`}},
		{"an array is not an object", `[{"ret":"f","value":[]}]`, `[{"ret":"f","value":{}}]`, []string{`notes[0]  /value: want [], got {}`}},
		{"a string is not a number", `[{"ret":"f","value":"1"}]`, `[{"ret":"f","value":1}]`, []string{`notes[0]  /value: want "1", got 1`}},
		{"a longer array", `[{"ret":"f","value":[1]}]`, `[{"ret":"f","value":[1,2]}]`, []string{`notes[0]  /value/1: want nothing, got 2`}},
		{"angle brackets are not escaped", `[{"html":"h","dom":["<a>"]}]`, `[{"html":"h","dom":["<b>"]}]`, []string{`notes[0] h /dom/0: want "<a>", got "<b>"`}},
		{"ErrorInfo is compared by its first line",
			`[{"cb":"err","args":[{"ErrorInfo":"[CommError:-1] bad \nrequest url: http://x?a=1&b=2\nrequest body"}]}]`,
			`[{"cb":"err","args":[{"ErrorInfo":"[CommError:-1] bad\nrequest url: http://x?b=2&a=1"}]}]`, nil},
		{"ErrorInfo's first line differs",
			`[{"cb":"err","args":[{"ErrorInfo":"bad\nrequest url: x"}]}]`,
			`[{"cb":"err","args":[{"ErrorInfo":"worse\nrequest url: x"}]}]`,
			[]string{`callbacks[0] err /args/0/ErrorInfo: want "bad …", got "worse …"`}},
		{"a short ErrorInfo is compared whole",
			`[{"cb":"err","args":[{"ErrorInfo":"bad\nvery"}]}]`, `[{"cb":"err","args":[{"ErrorInfo":"bad\nless"}]}]`,
			[]string{`callbacks[0] err /args/0/ErrorInfo: want "bad\nvery", got "bad\nless"`}},
		{"a URL in another field is compared", `[{"ret":"f","value":"bad\nrequest url: x"}]`, `[{"ret":"f","value":"bad\nrequest url: y"}]`,
			[]string{`notes[0]  /value: want "bad\nrequest url: x", got "bad\nrequest url: y"`}},
		{"entries are compared within their phase",
			`[{"cb":"a"},{"phase":"in"},{"cb":"b"}]`, `[{"cb":"a"},{"cb":"b"},{"phase":"in"}]`,
			[]string{`callbacks[1] b: unexpected: {"cb":"b"}`, `in callbacks[0] b: missing: {"cb":"b"}`}},
		{"a missing phase", `[{"phase":"in"},{"cb":"b"}]`, `[{"cb":"b"}]`,
			[]string{`phases: want ,in, got `, `callbacks[0] b: unexpected: {"cb":"b"}`, `in callbacks[0] b: missing: {"cb":"b"}`}},
		{"an extra phase is reported once", `[{"cb":"b"}]`, `[{"cb":"b"},{"phase":"in"},{"cb":"c"}]`, []string{`phases: want , got ,in`}},
		{"a page error", `[]`, `[{"pageError":"TypeError"}]`, []string{`notes[0] : unexpected: {"pageError":"TypeError"}`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.diffs, Differences(parse(t, c.want), parse(t, c.got)))
		})
	}
}

func TestVerdictAcceptsListedDeviations(t *testing.T) {
	recorded := []Golden{
		{"golden-1.7.0", map[string]Trace{"s": parse(t, `[{"cb":"a"},{"cb":"b"},{"cb":"c"}]`)}},
		{"golden-1.7.2", map[string]Trace{"s": parse(t, `[{"cb":"a"},{"cb":"x"}]`), "late": parse(t, `[]`)}},
	}
	ours := parse(t, `[{"cb":"ours"}]`)
	plain := Judge{Recorded: recorded}
	listing := Judge{Recorded: recorded, Deviations: map[string]Deviation{"s": {Scenario: "s"}}, Ours: map[string]Trace{"s": ours}}

	assert.NoError(t, plain.Verdict("s", parse(t, `[{"cb":"a"},{"cb":"b"},{"cb":"c"}]`), 4))
	assert.NoError(t, plain.Verdict("s", parse(t, `[{"cb":"a"},{"cb":"x"}]`), 4))
	assert.NoError(t, plain.Verdict("late", nil, 4))
	assert.ErrorContains(t, plain.Verdict("s", ours, 4), "nearest: golden-1.7.2, 2 differences")
	assert.ErrorContains(t, plain.Verdict("s", ours, 1), "all with -v")
	assert.ErrorContains(t, plain.Verdict("unknown", ours, 4), "no recorded trace")

	assert.NoError(t, listing.Verdict("s", ours, 4))
	assert.ErrorContains(t, listing.Verdict("s", parse(t, `[{"cb":"other"}]`), 4), "differs from its expected trace")
	assert.ErrorContains(t, listing.Verdict("s", parse(t, `[{"cb":"a"},{"cb":"x"}]`), 4), "remove it from the list")
	listing.Ours = nil
	assert.ErrorContains(t, listing.Verdict("s", ours, 4), "without an expected trace")
}

func TestReadDeviationsReportsBadRows(t *testing.T) {
	read := func(text string) ([]Deviation, error) {
		path := filepath.Join(t.TempDir(), "deviations.md")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return ReadDeviations(path)
	}
	list, err := read("# T\n\n| other | table |\n| --- | --- |\n| a | b |\n\n| scenario | reason | test |\n| --- | --- | --- |\n| `1.3 upload: a/b` | it crashed | `test/x_test.go:TestX` |\n| second | why | t:T |\n\ntext | with | bars\n")
	require.NoError(t, err)
	require.Equal(t, []Deviation{{"1.3 upload: a/b", "it crashed", "test/x_test.go:TestX"}, {"second", "why", "t:T"}}, list)
	assert.Equal(t, "1.3-upload-a-b.json", list[0].File())

	head := "| scenario | reason | test |\n| --- | --- | --- |\n"
	_, err = read(head + "| a | | t |\n")
	assert.ErrorContains(t, err, "deviations.md:3")
	_, err = read(head + "| a | b |\n")
	assert.Error(t, err)
	_, err = read(head + "| a b | r | t |\n| a-b | r | t |\n")
	assert.ErrorContains(t, err, "share the file")
	_, err = ReadDeviations("no such file")
	assert.Error(t, err)
}

func TestReadDifferencesSkipsOtherTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deviations.md")
	require.NoError(t, os.WriteFile(path, []byte("| scenario | reason | test |\n| --- | --- | --- |\n| s | r | t:T |\n\n| difference | reason | test |\n| --- | --- | --- |\n| a, b | why | `t:T (c)` |\n| a b | why | t:T |\n"), 0o600))
	list, err := ReadDifferences(path)
	require.NoError(t, err)
	require.Equal(t, []Deviation{{"a, b", "why", "t:T (c)"}, {"a b", "why", "t:T"}}, list)
}

func TestHasTestReportsMissingTest(t *testing.T) {
	here := "test/conformance/trace_test.go"
	assert.NoError(t, Deviation{Test: here + ":TestHasTestReportsMissingTest"}.HasTest(root))
	assert.NoError(t, Deviation{Test: here + ":TestHasTestReportsMissingTest (this part of it)"}.HasTest(root))
	assert.ErrorContains(t, Deviation{Test: here + ":TestGone"}.HasTest(root), "no func TestGone")
	assert.Error(t, Deviation{Test: "no/such_test.go:TestX"}.HasTest(root))
	assert.ErrorContains(t, Deviation{Test: "TestX"}.HasTest(root), "want path/to/file_test.go:TestName")
}
