// Package engines runs both scripts in engines that other tests do not use: old
// Chromium versions, WebKit, and browsers without WebAssembly. Two pages chat
// through the local server, step by step.
package engines

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/robertkrimen/otto/parser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

var matrixFlag = flag.String("matrix", "", "run all engines and write the results to `file`, relative to the repository's root")

const limit = time.Minute // per step, on a busy machine

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(browser.Main(m))
}

// scripts lists the ways in which a page loads the SDK.
var scripts = map[string]struct {
	src    string
	alone  bool   // webim.es5.js is missing
	policy string // Content-Security-Policy
	strip  bool   // the page lacks the features that ES5 engines lack; see strip.js
}{
	"webim.js":            {src: "webim.js"},
	"webim.js alone":      {src: "webim.js", alone: true},
	"webim.es5.js":        {src: "webim.es5.js"},
	"webim.js, CSP":       {src: "webim.js", policy: "script-src 'self' 'unsafe-inline'"},
	"webim.es5.js, CSP":   {src: "webim.es5.js", policy: "script-src 'self' 'unsafe-inline'"},
	"webim.es5.js, ES5":   {src: "webim.es5.js", strip: true},
	"webim.js, ES5":       {src: "webim.js", strip: true},
	"webim.js alone, ES5": {src: "webim.js", strip: true, alone: true},
	"webim.js, nonce CSP": {src: "webim.js", policy: "script-src 'nonce-abc' 'strict-dynamic'"},
}

// runs lists the combinations of engine and script. If async is set, calls in the first
// script after the tag return no value yet. If short is set, the run is part of every
// test; otherwise -matrix selects it.
var runs = []struct {
	kind   browser.Kind
	script string
	async  bool
	short  bool
}{
	{browser.Chromium114, "webim.js", false, true},
	{browser.Chromium114, "webim.js alone", true, true},
	{browser.Chromium64, "webim.js", false, true},
	{browser.WebKit, "webim.js", false, true},
	{browser.Chromium, "webim.js, ES5", false, true},
	{browser.Chromium, "webim.es5.js, ES5", false, false},
	{browser.Firefox, "webim.js, ES5", false, false},
	{browser.Firefox, "webim.es5.js, ES5", false, false},
	{browser.Chromium64, "webim.js, ES5", false, false},
	{browser.Chromium64, "webim.es5.js, ES5", false, false},
	{browser.Chromium114, "webim.es5.js", false, false},
	{browser.Chromium114, "webim.js, nonce CSP", false, false},
	{browser.Chromium64, "webim.es5.js", false, false},
	{browser.WebKit, "webim.es5.js", false, false},
	{browser.WebKit, "webim.js, CSP", false, false},
	{browser.FirefoxWithoutWasm, "webim.js", false, false},
	{browser.FirefoxWithoutWasm, "webim.es5.js", false, false},
	{browser.Firefox, "webim.js", false, false},
	{browser.Firefox, "webim.es5.js", false, false},
	{browser.Firefox, "webim.js, CSP", false, false},
	{browser.ChromiumJitless, "webim.js", false, false},
	{browser.ChromiumJitless, "webim.es5.js", false, false},
	{browser.Chromium, "webim.js", false, false},
	{browser.Chromium, "webim.es5.js", false, false},
	{browser.Chromium, "webim.js, CSP", false, false},
	{browser.Chromium, "webim.es5.js, CSP", false, false},
	{browser.Chromium, "webim.js, nonce CSP", false, false},
}

func TestEngines(t *testing.T) {
	im := stack.Start(t)
	full := *matrixFlag != ""
	var table matrix
	for n, r := range runs {
		if !full && !r.short {
			continue
		}
		t.Run(string(r.kind)+" "+r.script, func(t *testing.T) {
			c := newChat(t, im, r.kind, r.script, users(n))
			c.async = r.async
			c.run()
			table.add(r.kind, c)
		})
	}
	if full {
		table.write(t, filepath.Join(stack.Root(t), *matrixFlag))
	}
}

// chat holds two pages of an engine and the result of each step.
type chat struct {
	t      *testing.T
	script string
	async  bool
	tabs   [2]*browser.Tab
	names  [2]string
	steps  []step
	failed bool // a step failed; the others are skipped
}

type step struct {
	name string
	took time.Duration
	err  error
}

// users returns the names of two users of run n.
func users(n int) [2]string { return [2]string{fmt.Sprintf("alice%d", n), fmt.Sprintf("bob%d", n)} }

func newChat(t *testing.T, im *stack.Server, kind browser.Kind, name string, names [2]string) *chat {
	s := scripts[name]
	dist := filepath.Join(stack.Root(t), "dist")
	code, err := os.ReadFile("testdata/chat.js")
	require.NoError(t, err)
	strip := ""
	if s.strip {
		strip = `<script src="strip.js"></script>`
	}
	html := fmt.Sprintf(`<!doctype html><meta charset="utf-8">%s<script nonce="abc" src="%s" data-server="%s"></script>`+
		`<script nonce="abc">next = typeof webim; first = next === 'object' ? webim.Tool.formatText2Html('<') : ''</script><script nonce="abc">%s</script>`,
		strip, s.src, strings.TrimSuffix(im.URL, "/"), code)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch name := strings.TrimPrefix(r.URL.Path, "/"); {
		case name == "":
			if s.policy != "" {
				w.Header().Set("Content-Security-Policy", s.policy)
			}
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte(html)) // the browser may have disconnected
		case name == "strip.js":
			http.ServeFile(w, r, "testdata/strip.js")
		case name == "webim.js", name == "webim.es5.js" && !s.alone:
			http.ServeFile(w, r, filepath.Join(dist, name))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	c := &chat{t: t, script: name, names: names}
	for i, user := range names {
		c.tabs[i] = browser.Open(t, kind, browser.Options{})
		c.tabs[i].Limit = limit
		q := url.Values{"user": {user}, "sig": {im.Signature(user)}, "app": {"1400000001"}, "type": {"792"}}
		c.tabs[i].Goto(server.URL + "/?" + strings.ReplaceAll(q.Encode(), "+", "%20"))
		if s.strip {
			var isStripped bool
			c.tabs[i].Eval(`saved.isAll === true`, &isStripped)
			require.True(t, isStripped, "strip.js must run to its end")
		}
	}
	return c
}

// do runs a step that evaluates an expression on one side and checks its value.
func (c *chat) do(name string, side int, expr string, wanted any) {
	if c.failed {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	start := time.Now()
	var got any
	err := c.tabs[side].Page.Eval(ctx, expr, &got)
	if err == nil && !assert.ObjectsAreEqualValues(wanted, got) {
		err = fmt.Errorf("got %v, want %v", got, wanted)
	}
	c.record(name, start, err)
}

// wait runs a step that waits until an expression is true on one side.
func (c *chat) wait(name string, side int, expr string) {
	if c.failed {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	start := time.Now()
	c.record(name, start, c.tabs[side].Page.WaitFor(ctx, expr))
}

// record appends the result of a step that began at start.
func (c *chat) record(name string, start time.Time, err error) {
	c.steps = append(c.steps, step{name, time.Since(start), err})
	if err != nil {
		c.failed = true
		c.t.Errorf("%s: %v", name, err)
	}
}

// run runs the steps of a chat between alice and bob.
func (c *chat) run() {
	const alice, bob = 0, 1
	c.do("webim defined on next line", alice, `next`, "object")
	if c.async {
		c.do("no value before Go runs", alice, `String(first)`, "undefined")
	} else {
		c.do("value on next line", alice, `String(first)`, "&lt;")
	}
	c.do("alice signs in", alice, `signIn()`, "signed in")
	c.do("bob signs in", bob, `signIn()`, "signed in")
	c.do("value after sign-in", alice, `webim.Tool.formatText2Html('<') + webim.Tool.getStrBytes("中")`, "&lt;3")
	a, b := c.names[alice], c.names[bob]
	post := func(to, text string) string { return fmt.Sprintf(`post('C2C', %q, %s)`, to, text) }
	has := func(from, text string) string { return fmt.Sprintf(`isReceived('C2C %s ' + %s)`, from, text) }
	c.do("alice sends message", alice, post(b, `'hi <b>'`), "sent")
	c.wait("bob receives message", bob, has(a, `'hi &lt;b&gt;'`))
	c.do("bob sends reply", bob, post(a, `'你好 😀'`), "sent")
	c.wait("alice receives reply", alice, has(b, `'你好 😀'`))
	c.do("alice creates group", alice, fmt.Sprintf(`createGroup(%q).then(function (id) { return id === groupID })`, b), true)
	c.do("alice sends group message", alice, `post('GROUP', groupID, 'to all')`, "sent")
	c.wait("bob receives group message", bob, `isReceived(' to all')`)
	c.do("alice sends picture", alice, fmt.Sprintf(`sendPicture(%q)`, b), "sent")
	c.wait("bob displays picture", bob, `pictureLoads()`)
	c.do("alice sends 12 kB", alice, post(b, `repeat('长', 4000)`), "sent")
	c.wait("bob receives 12 kB", bob, has(a, `repeat('长', 4000)`))
	c.do("bob's memory grows", bob, `grow()`, true)
	c.do("bob sends after growth", bob, post(a, `'after'`), "sent")
	c.wait("alice receives after growth", alice, has(b, `'after'`))
	c.do("alice fetches history", alice, fmt.Sprintf(`history(%q)`, b), 5)
}

// matrix collects the table of a full run.
type matrix struct {
	lines []string
	names []string
}

func (m *matrix) add(kind browser.Kind, c *chat) {
	if len(c.steps) > len(m.names) {
		m.names = nil
		for _, s := range c.steps {
			m.names = append(m.names, s.name)
		}
	}
	passed, failed := 0, ""
	var slowest step
	for _, s := range c.steps {
		if s.err != nil {
			failed = s.name + ": " + s.err.Error()
		} else {
			passed++
		}
		if s.took > slowest.took {
			slowest = s
		}
	}
	if failed == "" {
		failed = "none"
	}
	var agent string
	c.tabs[0].Eval(`navigator.userAgent`, &agent)
	m.lines = append(m.lines, fmt.Sprintf("| %s | %s | %d | %s | %s (%d ms) | %s |", kind, c.script, passed, failed, slowest.name, slowest.took.Milliseconds(), agent))
}

func (m *matrix) write(t *testing.T, path string) {
	t.Helper()
	text := fmt.Sprintf("# Engines, %s\n\nSteps: %s.\n\n| engine | script | steps passed | failed | slowest | user agent |\n| --- | --- | --- | --- | --- | --- |\n%s\n",
		time.Now().UTC().Format(time.DateOnly), strings.Join(m.names, "; "), strings.Join(m.lines, "\n"))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
}

func TestES5PageNeedsSecondScript(t *testing.T) {
	c := newChat(t, stack.Start(t), browser.Chromium, "webim.js alone, ES5", users(len(runs)))
	c.tabs[0].WaitMessage("webim.es5.js could not be loaded")
	var kind string
	c.tabs[0].Eval(`typeof webim`, &kind)
	assert.Equal(t, "undefined", kind)
}

func TestScriptsParseAsES5(t *testing.T) {
	for _, name := range []string{"webim.js", "webim.es5.js"} {
		text, err := os.ReadFile(filepath.Join(stack.Root(t), "dist", name))
		require.NoError(t, err)
		_, err = parser.ParseFile(nil, "", text, parser.IgnoreRegExpErrors)
		assert.NoError(t, err, name)
	}
}
