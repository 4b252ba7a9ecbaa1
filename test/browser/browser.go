// Package browser drives headless Chromium, Firefox and WebKitGTK for the tests and
// the benchmark, with one small interface for all.
//
// Chromium is driven by chromedp, Firefox by WebDriver BiDi, WebKitGTK by WebDriver. A
// test binary starts each browser once, on first use, and every test gets a page in a
// new browser context, so that cookies, caches and storage are empty:
//
//	func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }
//
//	func TestGreeting(t *testing.T) {
//		page := browser.Open(t, browser.Chromium, browser.Options{TimeZone: "Asia/Shanghai"})
//		page.Goto(server.URL)
//		page.WaitFor(`document.querySelector('h1')`)
//		var title string
//		page.Eval(`document.title`, &title)
//	}
package browser

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// Kind names a browser.
type Kind string

// The installed browsers that most tests use.
const (
	Chromium Kind = "chromium"
	Firefox  Kind = "firefox"
)

// Engines that few tests use: old ones, which setup.sh installs or the first use
// downloads, and browsers that lack a feature.
const (
	Chromium64         Kind = "chromium-64"          // the oldest that parses the syntax of the tests
	Chromium114        Kind = "chromium-114"         // the last that limits synchronous compilation to 4 kB
	ChromiumJitless    Kind = "chromium-jitless"     // V8 without WebAssembly
	FirefoxWithoutWasm Kind = "firefox-without-wasm" // WebAssembly disabled by a preference
	WebKit             Kind = "webkit"               // Safari's engine
)

// startLimit bounds the start of a browser; on two busy cores it takes up to 20 s.
const startLimit = 60 * time.Second

// closeLimit bounds a graceful shutdown, after which the process is killed.
const closeLimit = 8 * time.Second

// Options configures a new page. Zero values keep the browser's defaults.
type Options struct {
	TimeZone      string // IANA name, for example Asia/Shanghai
	Width, Height int    // viewport in CSS pixels; both or neither
	UserAgent     string // Chromium only
	Dark          bool   // the user prefers dark colors; Chromium only
	Touch         bool   // a touch screen with two pixels per CSS pixel; Chromium only, with a viewport
}

// Message is a console message of a page, an uncaught exception, a message of the
// browser itself, or a dialog that the page opened.
type Message struct {
	Level  string // "debug", "info", "warn" or "error"
	Source string // "console", "exception", "dialog", or the browser's own source, such as "network"
	Text   string
	URL    string // its origin, if the browser reports it
}

// String formats the message on one line.
func (m Message) String() string {
	s := fmt.Sprintf("%s %s: %s", m.Level, m.Source, strings.TrimSpace(m.Text))
	if m.URL != "" {
		s += " (" + m.URL + ")"
	}
	return s
}

// Page is one page in its own browser context.
type Page interface {
	// Goto navigates and returns after the load event.
	Goto(ctx context.Context, url string) error
	// Eval evaluates a JavaScript expression (not statements: wrap those in
	// a function that is called), awaits it if it is a promise, and decodes
	// its JSON into out. The value is discarded if out is nil.
	Eval(ctx context.Context, expr string, out any) error
	// WaitFor waits until the expression, or the promise it returns, is true.
	// It polls inside the page and survives navigations. If ctx has no
	// deadline, it times out after 20 s; the error contains the last value.
	WaitFor(ctx context.Context, expr string) error
	// Console returns the messages so far, across navigations. Console calls
	// are recorded when Eval returns; Firefox reports uncaught exceptions a
	// moment later, so wait for those with WaitMessage.
	Console() []Message
	// WaitMessage returns the first message whose text contains part, and
	// waits for it if necessary.
	WaitMessage(ctx context.Context, part string) (Message, error)
	// Screenshot writes the viewport as a PNG file.
	Screenshot(ctx context.Context, path string) error
	// Close closes the page and discards its browser context.
	Close() error
}

// Browser is a running browser process.
type Browser interface {
	// NewPage opens a page in a new browser context.
	NewPage(ctx context.Context, o Options) (Page, error)
	// Version returns the browser's product name and version.
	Version() string
	// Close ends the process and removes its profile.
	Close() error
}

// Launch starts a browser and waits until it accepts commands. The caller owns
// the process and must Close it.
func Launch(ctx context.Context, kind Kind) (Browser, error) {
	path, err := Find(kind)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	switch kind {
	case Firefox:
		return launchFirefox(ctx, path, "")
	case FirefoxWithoutWasm:
		return launchFirefox(ctx, path, `user_pref("javascript.options.wasm", false);`+"\n")
	case ChromiumJitless:
		return launchChromium(ctx, path, chromedp.Flag("js-flags", "--jitless"))
	case Chromium64, Chromium114:
		return launchDevtools(ctx, path)
	case WebKit:
		return launchWebKit(path)
	}
	return launchChromium(ctx, path)
}
