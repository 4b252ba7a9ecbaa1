// Package pages runs whole pages, as their authors write them, against the real
// server in real browsers.
package pages

import (
	"os"
	"testing"

	"webim.js/test/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }
