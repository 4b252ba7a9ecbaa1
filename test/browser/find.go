package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// places lists, for each browser, the environment variable that names it and the
// places to search otherwise; a name without a slash is looked up in PATH.
var places = map[Kind]struct {
	env   string
	names []string
}{
	Chromium: {"CHROMIUM", []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
		"/Applications/Chromium.app/Contents/MacOS/Chromium",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
	}},
	Firefox: {"FIREFOX", []string{
		"firefox-esr", "firefox",
		"/Applications/Firefox.app/Contents/MacOS/firefox",
	}},
	WebKit: {"WEBKIT_DRIVER", []string{"WebKitWebDriver"}},
}

// variants are kinds that run another kind's program with other settings.
var variants = map[Kind]Kind{ChromiumJitless: Chromium, FirefoxWithoutWasm: Firefox}

// Find returns the path of an installed browser. If its environment variable
// (CHROMIUM or FIREFOX) is set, no other place is searched.
func Find(kind Kind) (string, error) {
	if base, is := variants[kind]; is {
		kind = base
	}
	if a, is := archives[kind]; is {
		return a.find()
	}
	p, known := places[kind]
	if !known {
		return "", fmt.Errorf("browser: unknown browser %q", kind)
	}
	if name := os.Getenv(p.env); name != "" {
		path, err := exec.LookPath(name)
		if err != nil {
			return "", fmt.Errorf("browser: %s=%s: %w", p.env, name, err)
		}
		return filepath.Abs(path)
	}
	for _, name := range p.names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("browser: no %s found (looked for %s): run test/browser/setup.sh or set %s",
		kind, strings.Join(p.names, ", "), p.env)
}
