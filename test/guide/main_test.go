// Package guide runs every example of the vendor's guide as the pages contain it
// that were written after it: the examples' code as it stands there
// (test/testdata/guide), in a page that loads the SDK by a script tag, against
// the local server.
package guide

import (
	"os"
	"testing"

	"webim.js/test/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }
