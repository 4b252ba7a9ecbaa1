package conformance

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeSite serves the harness with a fake SDK and scenarios for it.
func fakeSite(t *testing.T) string {
	t.Helper()
	site, err := NewSite("testdata/fake/webim.js", dataDir, "testdata/fake/scenarios", "testdata/no-such-folder", ownDir)
	require.NoError(t, err)
	srv := httptest.NewServer(site)
	t.Cleanup(srv.Close)
	return srv.URL + "/"
}

func note(label string, value any) Entry { return Entry{"note": label, "value": value} }

func TestPageMatchesRecordedPage(t *testing.T) {
	url := fakeSite(t)
	assert.Empty(t, Differences(Trace{
		note("query", "hello you"), note("hour", 10.0), note("beside", "application/wasm 200"), note("dialect", nil),
	}, perform(t, url+Query(""), "", "fake: page")))
	assert.Empty(t, Differences(Trace{note("dialect", "1.7")}, perform(t, url+Query("1.7"), "", "fake: forced")))
}

func TestFakeNetworkIsTraced(t *testing.T) {
	got := perform(t, fakeSite(t)+Query(""), "", "fake: network")
	require.Empty(t, Differences(Trace{
		{"req": "openim/login", "ver": "v4", "host": "host.example", "method": "POST", "type": "text/plain", "query": map[string]any{"v": "<v>"}, "body": map[string]any{"State": "Online"}},
		{"cb": "login ok", "args": []any{map[string]any{"ActionStatus": "OK", "ErrorCode": 0.0, "ErrorInfo": "", "TinyId": "<n>", "A2Key": "a2keya2key"}}},
		{"phase": "in"},
	}, got))
}

func TestUpperCaseCommandStaysLocal(t *testing.T) {
	got := perform(t, fakeSite(t)+Query(""), "", "fake: capitals")
	require.Empty(t, Differences(Trace{
		{"req": "sns/PendencyReport", "ver": "v4", "host": "host.example", "method": "POST", "type": "text/plain", "query": map[string]any{"a": "b"}, "body": map[string]any{"x": 1.0}},
		note("answer", map[string]any{"ActionStatus": "OK", "ErrorCode": 0.0, "ErrorInfo": ""}),
	}, got))
}

func TestThrowingScenarioIsReported(t *testing.T) {
	// The fake network has no sessions, so this recorded scenario throws.
	got := perform(t, fakeSite(t)+Query(""), "", "session")
	require.NotEmpty(t, got)
	assert.Contains(t, got[len(got)-1], "scenarioError")
}

func TestFrameTraceEqualsPageTrace(t *testing.T) {
	url := fakeSite(t)
	frames := openFrames(t, url)
	for _, scenario := range []string{"fake: page", "fake: network"} {
		got, err := frames[0].perform(url+Query("1.7"), "", scenario)
		require.NoError(t, err)
		assert.Equal(t, perform(t, url+Query("1.7"), "", scenario), got)
	}
	_, err := frames[1].perform(url+"nothing", "", "fake: page")
	assert.ErrorContains(t, err, "TypeError")
}

func TestGeneratedAccountTypeIsReplaced(t *testing.T) {
	trace := Trace{{"query": map[string]any{"accounttype": "5000"}}, {"query": map[string]any{"accounttype": "10000"}}, {"note": "x"}}
	RecordedAccountType(trace)
	assert.Equal(t, Trace{{"query": map[string]any{"accounttype": "792"}}, {"query": map[string]any{"accounttype": "10000"}}, {"note": "x"}}, trace)
}

func TestEveryRecordedScenarioIsListed(t *testing.T) {
	url := fakeSite(t)
	own := Golden{Name: "own", Traces: map[string]Trace{"fake: page": {}, "fake: forced": {}, "fake: network": {}, "fake: capitals": {}}}
	judge := loadJudge(t, "1.7", true, runs[0].recorded)
	judge.Recorded = append(judge.Recorded, own)
	scenarios := list(t, url, "1.7", judge)
	assert.Contains(t, scenarios, scenario{"fake: page", false})
	assert.Contains(t, scenarios, scenario{"fake: forced", true})
	assert.Greater(t, len(scenarios), 100)
}

func TestNewSiteRejectsMissingSDK(t *testing.T) {
	_, err := NewSite("testdata/fake/nothing.js", dataDir)
	assert.ErrorContains(t, err, "nothing.js")
}

func TestTraceEquality(t *testing.T) {
	for _, r := range runs {
		for _, g := range loadJudge(t, r.dialect, r.own, r.recorded).Recorded {
			for name, trace := range g.Traces {
				assert.Emptyf(t, Differences(trace, trace), "%s: %s", g.Name, name)
				assert.NotEmptyf(t, Differences(trace, append(trace[:len(trace):len(trace)], note("extra", 1.0))), "%s: %s", g.Name, name)
			}
		}
	}
}
