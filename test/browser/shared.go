package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"testing"
	"time"
)

// started holds the browsers of this test binary, one process for each kind.
var started struct {
	sync.Mutex
	running map[Kind]Browser
	failed  map[Kind]error
}

// shared returns the binary's browser, starting it on first use. A browser
// that did not start is not tried again: every test would wait for it.
func shared(kind Kind) (Browser, error) {
	started.Lock()
	defer started.Unlock()
	if b := started.running[kind]; b != nil {
		return b, nil
	}
	if err := started.failed[kind]; err != nil {
		return nil, err
	}
	b, err := Launch(context.Background(), kind)
	if err != nil {
		if started.failed == nil {
			started.failed = map[Kind]error{}
		}
		started.failed[kind] = err
		return nil, err
	}
	if started.running == nil {
		started.running = map[Kind]Browser{}
	}
	started.running[kind] = b
	return b, nil
}

// Main runs a test binary's tests and then closes the browsers they shared.
// It belongs into TestMain; an interrupt closes them too.
func Main(m *testing.M) int {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupted
		_ = closeShared() // nothing left to tell: the run was given up
		os.Exit(1)
	}()
	code := m.Run()
	if err := closeShared(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		if code == 0 {
			code = 1
		}
	}
	return code
}

func closeShared() error {
	started.Lock()
	defer started.Unlock()
	var errs []error
	for _, b := range started.running {
		errs = append(errs, b.Close())
	}
	started.running = nil
	return errors.Join(errs...)
}

// Tab is a page held by a test: what fails ends the test, and a failed test
// logs what the page had said.
type Tab struct {
	Page  Page
	Limit time.Duration // for each call; 20 s unless changed
	t     testing.TB
}

// Open opens a page of the shared browser for the length of a test. With -short
// it skips the test.
func Open(t testing.TB, kind Kind, o Options) *Tab {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	b, err := shared(kind)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	page, err := b.NewPage(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	tab := &Tab{Page: page, Limit: waitLimit, t: t}
	t.Cleanup(func() {
		if t.Failed() {
			for _, m := range page.Console() {
				t.Log("page said: " + m.String())
			}
		}
		if err := page.Close(); err != nil {
			t.Errorf("closing the page: %v", err)
		}
	})
	return tab
}

// do runs one call under the tab's limit.
func (tab *Tab) do(f func(ctx context.Context) error) {
	tab.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), tab.Limit)
	defer cancel()
	if err := f(ctx); err != nil {
		tab.t.Fatal(err)
	}
}

// Goto navigates and waits for the load event.
func (tab *Tab) Goto(url string) {
	tab.t.Helper()
	tab.do(func(ctx context.Context) error { return tab.Page.Goto(ctx, url) })
}

// Eval evaluates an expression, awaits it, and decodes it into out.
func (tab *Tab) Eval(expr string, out any) {
	tab.t.Helper()
	tab.do(func(ctx context.Context) error { return tab.Page.Eval(ctx, expr, out) })
}

// WaitFor waits until the expression is true.
func (tab *Tab) WaitFor(expr string) {
	tab.t.Helper()
	tab.do(func(ctx context.Context) error { return tab.Page.WaitFor(ctx, expr) })
}

// Press presses keys, one after the other, as a person does: what has the focus
// hears them. Keys without a character are those of chromedp/kb. Only Chromium
// has this.
func (tab *Tab) Press(keys string) {
	tab.t.Helper()
	tab.do(func(ctx context.Context) error { return tab.Page.(*chromiumPage).Press(ctx, keys) })
}

// Screenshot writes the viewport to a PNG file.
func (tab *Tab) Screenshot(path string) {
	tab.t.Helper()
	tab.do(func(ctx context.Context) error { return tab.Page.Screenshot(ctx, path) })
}

// WaitMessage waits until the page has said something that contains part.
func (tab *Tab) WaitMessage(part string) (m Message) {
	tab.t.Helper()
	tab.do(func(ctx context.Context) (err error) {
		m, err = tab.Page.WaitMessage(ctx, part)
		return err
	})
	return m
}

// Console returns what the page has said so far.
func (tab *Tab) Console() []Message { return tab.Page.Console() }

// Errors returns what the page has said at level "error", exceptions and
// failed requests included.
func (tab *Tab) Errors() []Message {
	var errs []Message
	for _, m := range tab.Page.Console() {
		if m.Level == "error" {
			errs = append(errs, m)
		}
	}
	return errs
}
