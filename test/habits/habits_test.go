// Package habits checks that the SDK keeps working when pages modify its records,
// call it from its callbacks, and pass arguments of any type.
package habits

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/standin"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

var page = standin.Page{
	Before: []string{"testdata/old.js"},
	After:  []string{"testdata/page.js", "testdata/records.js", "testdata/calls.js", "testdata/arguments.js", "testdata/dialects.js", "testdata/prototypes.js"},
	Body:   `<div id="stage"></div>`,
}

// TestHabits runs each habit in a new page, in both dialects.
func TestHabits(t *testing.T) {
	url := page.Serve(t)
	for _, dialect := range []string{"1.7", "1.3"} {
		t.Run(dialect, func(t *testing.T) {
			tab := browser.Open(t, browser.Chromium, browser.Options{})
			tab.Limit = time.Minute
			tab.Goto(url + "?version=" + dialect)
			var names []string
			tab.Eval(fmt.Sprintf(`Object.keys(habits).filter(function (name) { return !habits[name].only || habits[name].only === %q })`, dialect), &names)
			require.Greater(t, len(names), 20)
			for _, name := range names {
				t.Run(name, func(t *testing.T) {
					old := ""
					if strings.Contains(name, "of the language") {
						old = "&old=1"
					}
					if strings.Contains(name, "of Prototype.js") {
						old = "&old=2"
					}
					tab.Goto(url + "?version=" + dialect + old)
					var result struct {
						Failed string
						Errors []string
					}
					tab.Eval(fmt.Sprintf(`run(%q).then(function (errors) { return {Errors: errors} }, function (e) { return {Failed: e.stack || e.ErrorInfo || String(e)} })`, name), &result)
					assert.Empty(t, result.Failed)
					assert.Empty(t, result.Errors, "page errors")
				})
			}
		})
	}
}

// Records and tables work before the page's first call has determined the dialect.
func TestRecordsWorkBeforeDialectIsKnown(t *testing.T) {
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(page.Serve(t))
	var failed string
	tab.Eval(`testUndecided().then(function () { return '' }, function (e) { return e.stack || String(e) })`, &failed)
	assert.Empty(t, failed)
}
