// Package hostile puts texts of other users into every place where the SDK renders
// them as HTML, and the HTML into pages of real browsers.
package hostile

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/standin"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// page returns a page whose pictures fail to load; with reports it also has a
// policy that reports each script it would block.
func page(reports bool) standin.Page {
	p := standin.Page{
		Before:  []string{"testdata/inspect.js"},
		After:   []string{"testdata/places.js"},
		Body:    `<div id="stage"></div>`,
		Headers: map[string]string{"Content-Security-Policy": "img-src data:; frame-src 'none'; object-src 'none'"},
	}
	if reports {
		p.Headers["Content-Security-Policy-Report-Only"] = "script-src 'self' 'wasm-unsafe-eval' 'report-sample'"
	}
	return p
}

// corpus returns every n-th text of test/testdata/hostile.json as JSON: some are not
// valid Unicode, which a Go string would not preserve.
func corpus(t *testing.T, n int) string {
	t.Helper()
	text, err := os.ReadFile("../testdata/hostile.json")
	require.NoError(t, err)
	var groups map[string][]json.RawMessage
	require.NoError(t, json.Unmarshal(text, &groups))
	var names []string
	for name := range groups {
		names = append(names, name)
	}
	slices.Sort(names)
	var all, some []json.RawMessage
	for _, name := range names {
		all = append(all, groups[name]...)
	}
	for i := 0; i < len(all); i += n {
		some = append(some, all[i])
	}
	list, err := json.Marshal(some)
	require.NoError(t, err)
	return string(list)
}

func open(t *testing.T, kind browser.Kind, url, dialect string) *browser.Tab {
	t.Helper()
	tab := browser.Open(t, kind, browser.Options{})
	tab.Limit = time.Minute // thousands of console messages
	tab.Goto(url + "?version=" + dialect)
	tab.Eval(`signIn(`+fmt.Sprintf("%q", dialect)+`)`, nil)
	return tab
}

// requirePass runs a test function of the page, which must return no failures.
func requirePass(t *testing.T, tab *browser.Tab, call string) {
	t.Helper()
	tab.Eval(call, nil)
	var failures, trapped []string
	tab.Eval(`failures.splice(0)`, &failures)
	for _, f := range failures {
		t.Error(f)
	}
	tab.Eval(`trapped.splice(0)`, &trapped)
	assert.Empty(t, trapped, "no script may run")
	for _, m := range tab.Console() {
		assert.NotEqual(t, "dialog", m.Source, m.Text)
	}
}

func TestHostileTextsRunNoScript(t *testing.T) {
	reporting, quiet := page(true).Serve(t), page(false).Serve(t)
	for _, c := range []struct {
		kind    browser.Kind
		dialect string
		every   int // every n-th text; console messages take most of the time
	}{{browser.Chromium, "1.7", 1}, {browser.Chromium, "1.3", 1}, {browser.Firefox, "1.7", 7}} {
		t.Run(string(c.kind)+"-"+c.dialect, func(t *testing.T) {
			tab := open(t, c.kind, reporting, c.dialect)
			requirePass(t, tab, `testBuilt(`+corpus(t, c.every)+`)`)
			tab = open(t, c.kind, quiet, c.dialect)
			requirePass(t, tab, `testReceived(`+corpus(t, c.every)+`)`)
			requirePass(t, tab, `testOtherSources(`+corpus(t, 7)+`)`)
		})
	}
}

// The checks detect hostile HTML and scripts that run.
func TestInspectionDetectsHostileHTML(t *testing.T) {
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(page(true).Serve(t))
	for html, kind := range map[string]string{
		`<img src=x onerror="alert(1)">`: "text",
		`a<b>b</b>`:                      "text",
		`<br/ >`:                         "lines",
		`<img src='a#b#javascript:x' style='CURSOR: hand' id='x' bigImgUrl='b' onclick='imageClick(this)' />`:                             "images",
		`<img src='a#b#c' style='CURSOR: hand' id='y' bigImgUrl='b' onclick='imageClick(this)' />`:                                        "images",
		`<img src='a#b#c' style='CURSOR: hand' id='x' bigImgUrl='b' onclick='imageClick(this);alert(1)' />`:                               "images",
		`<a href="#" onclick="webim.onDownFile('x',alert(1));return false" title="点击下载文件" ><i class="glyphicon glyphicon-file">x</i></a>`: "file17",
		`<a href="data:image/svg+xml,x" title="点击下载文件" ><i class="glyphicon glyphicon-file">x</i></a>`:                                    "file13",
	} {
		var wrong string
		tab.Eval(fmt.Sprintf(`inspect(%q, %q, 'x')`, html, kind), &wrong)
		assert.NotEmpty(t, wrong, html)
	}
	tab.Eval(`(webim.onDownFile = function () {}, awaitLoads())`, nil)
	var wrong string
	tab.Eval(`inspect('b', 'text', 'x', 'a')`, &wrong)
	assert.Contains(t, wrong, `displays "b"`)
	tab.WaitFor(`trapped.indexOf('alert') >= 0 && trapped.some(function (t) { return /^script: inline alert/.test(t) })`)
}

// Fields of messages may have any type. No message may prevent others from arriving or
// break the page that renders it.
func TestHostileTypesBreakNoPage(t *testing.T) {
	url := page(false).Serve(t)
	for _, dialect := range []string{"1.7", "1.3"} {
		t.Run(dialect, func(t *testing.T) {
			tab := open(t, browser.Chromium, url, dialect)
			requirePass(t, tab, `testTypes()`)
		})
	}
}

// A URL that the SDK opens itself must be as harmless as those in HTML (1.7).
func TestHostileDownloadURLsAreNotOpened(t *testing.T) {
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(page(false).Serve(t) + "?version=1.7")
	requirePass(t, tab, `testDownloads(`+corpus(t, 1)+`)`)
}
