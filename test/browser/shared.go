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

// started holds the browsers of this test binary, one process per kind.
var started struct {
	sync.Mutex
	running map[Kind]Browser
	failed  map[Kind]error
}

// shared returns the test binary's browser, starting it on first use. A failed
// start is not retried: every test would wait for it.
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
// Call it from TestMain; an interrupt closes the browsers too.
func Main(m *testing.M) int {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-interrupted
		_ = closeShared() // the run was interrupted; the error does not matter
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

// Tab is a page owned by a test: errors fail the test, and a failed test logs the
// page's messages.
type Tab struct {
	Page  Page
	Limit time.Duration // timeout of each call; 20 s unless changed
	t     testing.TB
}

// Open opens a page of the shared browser and closes it when the test ends. With
// -short it skips the test.
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
				t.Log("page: " + m.String())
			}
		}
		if err := page.Close(); err != nil {
			t.Errorf("closing the page: %v", err)
		}
	})
	return tab
}

// do runs one call with the tab's timeout.
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

// Press presses keys, one after the other, as a user does; the focused element
// receives them. Keys without a character are those of chromedp/kb. Only Chromium and
// Firefox support it.
func (tab *Tab) Press(keys string) {
	tab.t.Helper()
	page := tab.Page.(interface {
		Press(ctx context.Context, keys string) error
	})
	tab.do(func(ctx context.Context) error { return page.Press(ctx, keys) })
}

// Screenshot writes the viewport to a PNG file.
func (tab *Tab) Screenshot(path string) {
	tab.t.Helper()
	tab.do(func(ctx context.Context) error { return tab.Page.Screenshot(ctx, path) })
}

// WaitMessage waits for a message whose text contains part.
func (tab *Tab) WaitMessage(part string) (m Message) {
	tab.t.Helper()
	tab.do(func(ctx context.Context) (err error) {
		m, err = tab.Page.WaitMessage(ctx, part)
		return err
	})
	return m
}

// Console returns the messages of the page so far.
func (tab *Tab) Console() []Message { return tab.Page.Console() }

// Errors returns the messages of the page at level "error", including exceptions
// and failed requests.
func (tab *Tab) Errors() []Message {
	var errs []Message
	for _, m := range tab.Page.Console() {
		if m.Level == "error" {
			errs = append(errs, m)
		}
	}
	return errs
}
