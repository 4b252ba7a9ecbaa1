// Package browser drives headless Chromium and Firefox for the tests and the
// benchmark, behind one small interface.
//
// Chromium is reached through chromedp, Firefox through WebDriver BiDi. A test
// binary starts each browser once, on first use, and every test gets a page in
// a browser context of its own, so that cookies, caches and storage are new:
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

// The browsers that the tests know.
const (
	Chromium Kind = "chromium"
	Firefox  Kind = "firefox"
)

// Engines that few tests use: old ones, which setup.sh or the first use fetches,
// and browsers that lack something.
const (
	Chromium64         Kind = "chromium-64"          // the oldest that parses what the tests are written in
	Chromium114        Kind = "chromium-114"         // the last that compiles only 4 kB synchronously
	ChromiumJitless    Kind = "chromium-jitless"     // V8 without WebAssembly
	FirefoxWithoutWasm Kind = "firefox-without-wasm" // by a preference
	WebKit             Kind = "webkit"               // Safari's engine
)

// startLimit bounds the start of a browser; two busy cores need up to 20 s.
const startLimit = 60 * time.Second

// closeLimit bounds an orderly shutdown, after which the process is killed.
const closeLimit = 8 * time.Second

// Options say what a new page pretends to be. Zero values leave the browser's
// own.
type Options struct {
	TimeZone      string // IANA name, for example Asia/Shanghai
	Width, Height int    // viewport in CSS pixels; both or neither
	UserAgent     string // Chromium only
}

// Message is something a page wrote to its console, an exception nothing
// caught, a browser's own complaint, or a dialog the page opened.
type Message struct {
	Level  string // "debug", "info", "warn" or "error"
	Source string // "console", "exception", "dialog", or the browser's word for its own, such as "network"
	Text   string
	URL    string // where it came from, if the browser says so
}

// String returns the message on one line.
func (m Message) String() string {
	s := fmt.Sprintf("%s %s: %s", m.Level, m.Source, strings.TrimSpace(m.Text))
	if m.URL != "" {
		s += " (" + m.URL + ")"
	}
	return s
}

// Page is one page in a browser context of its own.
type Page interface {
	// Goto navigates and returns after the load event.
	Goto(ctx context.Context, url string) error
	// Eval evaluates a JavaScript expression (not statements: wrap those in
	// a function that is called), awaits it if it is a promise, and decodes
	// its JSON into out. A nil out ignores the value.
	Eval(ctx context.Context, expr string, out any) error
	// WaitFor waits until the expression, or the promise it gives, is true.
	// It polls inside the page and survives navigations. Without a deadline
	// in ctx it gives up after 20 s; the error tells the last value seen.
	WaitFor(ctx context.Context, expr string) error
	// Console returns what the page has said so far, across navigations.
	// What a script logs is there when Eval returns; Firefox reports uncaught
	// exceptions a moment later, so wait for those with WaitMessage.
	Console() []Message
	// WaitMessage returns the first message whose text contains part, and
	// waits for it if need be.
	WaitMessage(ctx context.Context, part string) (Message, error)
	// Screenshot writes the viewport as a PNG file.
	Screenshot(ctx context.Context, path string) error
	// Close closes the page and forgets its browser context.
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

// Launch starts a browser and waits until it takes commands. The caller owns
// the process and has to Close it.
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
