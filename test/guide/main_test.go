// Package guide runs every example of the vendor's guide as pages contain it: the
// unchanged code of the examples (test/testdata/guide), in a page that loads the SDK
// with a script tag, against the local server. Comments name the guide's sections.
package guide

import (
	"os"
	"testing"

	"webim.js/test/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }
