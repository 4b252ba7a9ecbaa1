package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
)

var (
	sdkFlag = flag.String("sdk", os.Getenv("WEBIM_SDK"), "`file` to test instead of dist/webim.js, relative to the repository's root (default $WEBIM_SDK)")
	engine  = flag.String("browser", string(browser.Chromium), "`engine` to run in, by its name in package browser")
	outFlag = flag.String("out", "", "write the traces of each run to this `folder`")
)

const (
	root       = "../.."
	dataDir    = "../testdata/conformance"
	oursDir    = "../testdata/deviations"
	ownDir     = "scenarios" // additional scenarios, with their golden-1.3.json and golden-1.7.json
	zone       = "Asia/Shanghai"
	limit      = 60 * time.Second // for one scenario
	attempts   = 3
	framePages = 2   // pages with frames
	parallel   = "8" // scenarios at once
)

func TestMain(m *testing.M) {
	flag.Parse()
	// Scenarios mostly wait for the network to become idle, so more of them run in
	// parallel than there are cores, unless -parallel is given.
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		if err := flag.Set("test.parallel", parallel); err != nil {
			panic(err)
		}
	}
	os.Exit(browser.Main(m))
}

// browserScenario records which browser the page runs in.
const browserScenario = "tool: cookie, query, browser"

// ready starts Go before a scenario begins, so that calls that the original
// completes synchronously are synchronous here: earlier calls would be queued.
const ready = `!webim.Tool || webim.Tool.trimStr(' x') === 'x'`

// sdkFile returns the path of the script under test.
func sdkFile(t *testing.T) string {
	t.Helper()
	file := *sdkFlag
	if file == "" {
		file = "dist/webim.js"
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(root, file)
	}
	_, err := os.Stat(file)
	require.NoError(t, err, "run `make dist` first")
	return file
}

// serve serves a script's conformance page until the test ends.
func serve(t *testing.T, sdk string) string {
	t.Helper()
	site, err := NewSite(sdk, dataDir, ownDir)
	require.NoError(t, err)
	site.Lowered = browser.Kind(*engine) == browser.Chromium64
	srv := httptest.NewServer(site)
	t.Cleanup(srv.Close)
	return srv.URL + "/"
}

// runs lists the runs of each dialect's scenarios. If forced is empty, the SDK detects
// the dialect from the page's first call, and the trace of any version may match.
// Otherwise the script tag names the version, whose trace must match. If own is set, the
// additional scenarios run too; their traces hold for all versions.
var runs = []struct {
	name, dialect, forced string
	own                   bool
	recorded              []string
}{
	{"1.7", "1.7", "", true, []string{"golden-1.7.0.json", "golden-1.7.2.json", "golden-1.7.3.json"}},
	{"1.3", "1.3", "", true, []string{"golden-1.3.json"}},
	{"1.3-forced", "1.3", "1.3", true, []string{"golden-1.3.json"}},
	{"1.7.0", "1.7", "1.7.0", false, []string{"golden-1.7.0.json"}},
	{"1.7.2", "1.7", "1.7.2", false, []string{"golden-1.7.2.json"}},
	{"1.7.3", "1.7", "1.7.3", false, []string{"golden-1.7.3.json"}},
}

func TestConformance(t *testing.T) {
	url := serve(t, sdkFile(t))
	for _, r := range runs {
		t.Run(r.name, func(t *testing.T) {
			judge := loadJudge(t, r.dialect, r.own, r.recorded)
			if !r.own {
				judge.Forced = r.forced
			}
			scenarios := list(t, url, r.dialect, judge)
			traces := collect(t, r.name, scenarios)
			frames := openFrames(t, url)
			for n, s := range scenarios {
				t.Run(s.Name, func(t *testing.T) {
					t.Parallel()
					if s.Name == browserScenario && !strings.HasPrefix(*engine, string(browser.Chromium)) {
						t.Skip("recorded in Chrome; the trace contains the browser's name")
					}
					forced := r.forced
					if forced == "" && s.Forced {
						forced = r.dialect
					}
					// The harness ends a step after 60 ms without requests, which on a
					// busy machine may be too early, so that retries wait longer. A
					// real difference occurs every time.
					var last error
					for attempt := range attempts {
						var got Trace
						if attempt == 0 {
							got, last = frames[n%framePages].perform(url+Query(forced), ready, s.Name)
						}
						if got == nil {
							got = perform(t, url+Query(forced)+Quiet(1000*max(attempt, 1)), ready, s.Name)
						}
						RecordedAccountType(got)
						traces.put(s.Name, got)
						err := judge.Verdict(s.Name, got, diffLimit())
						if err == nil {
							if last != nil {
								t.Logf("equal on retry; first result: %v", last)
							}
							return
						}
						last = err
					}
					t.Error(last)
				})
			}
		})
	}
}

// diffLimit returns how many differences of a scenario are printed.
func diffLimit() int {
	if testing.Verbose() {
		return 100
	}
	return 4
}

// scenario describes a scenario of the page.
type scenario struct {
	Name   string
	Forced bool // runs only when the script tag names the dialect
}

// list returns the page's scenarios of a dialect and checks that each has a recorded
// trace, and that each recorded scenario exists.
func list(t *testing.T, url, dialect string, judge Judge) []scenario {
	t.Helper()
	page := browser.Open(t, browser.Kind(*engine), browser.Options{TimeZone: zone})
	page.Goto(url + Query(""))
	var scenarios []scenario
	page.Eval(fmt.Sprintf(`conformance.list(%q).map(name => ({name, forced: conformance.forced(name)}))`, dialect), &scenarios)
	known := map[string]bool{}
	var judged []scenario
	for _, s := range scenarios {
		known[s.Name] = true
		if _, _, recorded := Nearest(judge.Recorded, s.Name, nil); recorded {
			judged = append(judged, s)
		} else {
			assert.NotEmptyf(t, judge.Forced, "scenario %q has no recorded trace", s.Name)
		}
	}
	for _, g := range judge.Recorded {
		for name := range g.Traces {
			assert.Truef(t, known[name], "%s: scenario %q does not exist", g.Name, name)
		}
	}
	return judged
}

// framePage is a page that runs scenarios in frames.
type framePage struct{ page browser.Page }

// openFrames opens the pages for a run; they are closed when it ends.
func openFrames(t *testing.T, url string) []framePage {
	t.Helper()
	list := make([]framePage, framePages)
	for i := range list {
		tab := browser.Open(t, browser.Kind(*engine), browser.Options{TimeZone: zone})
		tab.Goto(url + "frames")
		list[i] = framePage{tab.Page}
	}
	return list
}

// perform runs one scenario in a frame.
func (b framePage) perform(url, ready, scenario string) (Trace, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var trace Trace
	err := b.page.Eval(ctx, fmt.Sprintf(`perform(%q, %q, %q)`, url, ready, scenario), &trace)
	return trace, err
}

// perform runs one scenario in a new page and returns its trace.
func perform(t *testing.T, url, ready, scenario string) Trace {
	t.Helper()
	page := browser.Open(t, browser.Kind(*engine), browser.Options{TimeZone: zone})
	page.Goto(url)
	if ready != "" {
		page.WaitFor(ready)
	}
	page.Limit = limit
	var trace Trace
	page.Eval(fmt.Sprintf(`conformance.run(%q)`, scenario), &trace)
	if testing.Verbose() {
		for _, m := range page.Errors() {
			t.Log("page: " + m.String())
		}
	}
	return trace
}

// loadJudge reads the expected traces of a dialect.
func loadJudge(t *testing.T, dialect string, withOwn bool, recorded []string) Judge {
	t.Helper()
	j := Judge{Deviations: map[string]Deviation{}, Ours: map[string]Trace{}}
	for _, name := range recorded {
		g, err := LoadGolden(filepath.Join(dataDir, name))
		require.NoError(t, err)
		j.Recorded = append(j.Recorded, g)
	}
	if withOwn {
		own, err := LoadGolden(filepath.Join(ownDir, "golden-"+dialect+".json"))
		require.NoError(t, err)
		own.Name = "own expected traces"
		j.Recorded = append(j.Recorded, own)
	}
	deviations, err := ReadDeviations("../deviations.md")
	require.NoError(t, err)
	for _, d := range deviations {
		j.Deviations[d.Scenario] = d
		data, err := os.ReadFile(filepath.Join(oursDir, d.File()))
		require.NoErrorf(t, err, "expected trace of the deviation %q", d.Scenario)
		var ours Trace
		require.NoErrorf(t, json.Unmarshal(data, &ours), "%s", d.File())
		j.Ours[d.Scenario] = ours
	}
	return j
}

// traceFile collects the traces of a run for -out, in the golden files' form.
type traceFile struct {
	mu     sync.Mutex
	traces map[string]Trace
}

func (f *traceFile) put(scenario string, trace Trace) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.traces[scenario] = trace
}

func collect(t *testing.T, name string, order []scenario) *traceFile {
	f := &traceFile{traces: map[string]Trace{}}
	if *outFlag == "" {
		return f
	}
	dir := *outFlag
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(root, dir)
	}
	t.Cleanup(func() {
		require.NoError(t, os.MkdirAll(dir, 0o755))
		var parts []string
		for _, s := range order {
			if trace, ran := f.traces[s.Name]; ran {
				parts = append(parts, encode(t, s.Name)+": "+traceJSON(t, trace))
			}
		}
		text := "{\n" + strings.Join(parts, ",\n") + "\n}\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".json"), []byte(text), 0o644))
	})
	return f
}

// traceJSON encodes a trace with one entry per line, as in the golden files.
func traceJSON(t *testing.T, trace Trace) string {
	lines := make([]string, len(trace))
	for i, e := range trace {
		lines[i] = "  " + encode(t, e)
	}
	return "[\n" + strings.Join(lines, ",\n") + "\n]"
}

func encode(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	require.NoError(t, e.Encode(v))
	return strings.TrimSpace(b.String())
}

// TestSurfaceEqualsRecorded compares the names that a page can reach with the recorded
// surfaces: the union before the first call, or the surface of the forced version.
func TestSurfaceEqualsRecorded(t *testing.T) {
	recorded, err := LoadSurfaces(filepath.Join(dataDir, "surface.json"))
	require.NoError(t, err)
	union := Union(recorded)
	url := serve(t, sdkFile(t))
	for _, c := range []struct {
		name, forced string
		want         Surface
		also         string // a condition on values that the surface does not contain
	}{
		{"union", "", union, `webim.EmotionPicData[7] === webim.Emotions[7] && webim.EmotionPicDataIndex !== webim.EmotionDataIndexs`},
		{"forced-1.3", "1.3", Forced(recorded, "1.3"), `webim.EmotionPicDataIndex['[微笑]'] === 1`},
		{"forced-1.7", "1.7", Forced(recorded, "1.7"), `webim.EmotionPicData === webim.Emotions && webim.EmotionPicDataIndex === webim.EmotionDataIndexs`},
		{"forced-1.7.0", "1.7.0", Forced(recorded, "1.7.0"), `webim.Msg.length === 8 && webim.Emotions[14][0] === '[微笑]'`},
		{"forced-1.7.2", "1.7.2", Forced(recorded, "1.7.2"), `webim.Msg.length === 9 && Object.keys(webim.Emotions).length === 0 && webim.EmotionDataIndexs['[微笑]'] === 14`},
	} {
		t.Run(c.name, func(t *testing.T) {
			page := browser.Open(t, browser.Kind(*engine), browser.Options{TimeZone: zone})
			page.Goto(url + Query(c.forced))
			var got Surface
			page.Eval(`conformance.surface()`, &got)
			for _, d := range Missing(c.want, got, union) {
				t.Error(d)
			}
			var also bool
			page.Eval(c.also, &also)
			assert.Truef(t, also, "want true: %s", c.also)
		})
	}
}

// TestDeviationsAreListedAndTested checks the list of deviations: each scenario has an
// expected trace, every row has an existing test, and every expected trace belongs to a
// listed deviation.
func TestDeviationsAreListedAndTested(t *testing.T) {
	deviations, err := ReadDeviations("../deviations.md")
	require.NoError(t, err)
	listed := map[string]bool{}
	var recorded []Golden
	for _, r := range runs {
		recorded = append(recorded, loadJudge(t, r.dialect, r.own, r.recorded).Recorded...)
	}
	for _, d := range deviations {
		listed[d.File()] = true
		_, _, known := Nearest(recorded, d.Recorded(), nil)
		assert.Truef(t, known, "unknown scenario %q", d.Recorded())
		assert.NoError(t, d.HasTest(root))
		assert.FileExists(t, filepath.Join(oursDir, d.File()))
	}
	differences, err := ReadDifferences("../deviations.md")
	require.NoError(t, err)
	require.NotEmpty(t, differences)
	for _, d := range differences {
		assert.NoError(t, d.HasTest(root))
		if _, scenario, one := strings.Cut(d.Test, "TestConformance ("); one {
			_, _, known := Nearest(recorded, strings.TrimSuffix(scenario, ")"), nil)
			assert.Truef(t, known, "unknown scenario %q", scenario)
		}
	}
	files, err := os.ReadDir(oursDir)
	if err != nil {
		require.ErrorIs(t, err, fs.ErrNotExist)
	}
	for _, f := range files {
		assert.Truef(t, listed[f.Name()], "%s: no deviation lists this trace", f.Name())
	}
}
