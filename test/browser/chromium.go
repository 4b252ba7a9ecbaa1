package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"webim.js/test/process"
)

// chromium is a Chromium process; chromedp owns its temporary profile.
type chromium struct {
	ctx     context.Context // chromedp's context of the process
	stop    context.CancelFunc
	version string
}

func launchChromium(ctx context.Context, path string, more ...chromedp.ExecAllocatorOption) (Browser, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("ignore-certificate-errors", true), // certificates of tests are self-signed
	)
	var output process.Tail
	options = append(append(options, more...), chromedp.CombinedOutput(&output))
	// The process lives as long as the context of its first command. The caller's
	// context ends after the start, so it must not be that one.
	alloc, stopAlloc := chromedp.NewExecAllocator(context.Background(), options...)
	root, stopRoot := chromedp.NewContext(alloc)
	b := &chromium{ctx: root, stop: func() { stopRoot(); stopAlloc() }}
	ready := make(chan error, 1)
	go func() {
		v, err := chromedp.Run(root, func(ctx context.Context, _ *chromedp.Target) (string, error) {
			v, err := chromedp.CallBrowser(ctx, cdpbrowser.GetVersion, cdp.Empty{})
			return v.Product, err
		})
		b.version = v
		ready <- err
	}()
	var err error
	select {
	case err = <-ready:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		b.stop()
		return nil, fmt.Errorf("browser: starting %s: %w\n%s", path, err, output.String())
	}
	return b, nil
}

func (b *chromium) Version() string { return b.version }

func (b *chromium) Close() error {
	ctx, cancel := context.WithTimeout(b.ctx, closeLimit)
	defer cancel()
	err := chromedp.Cancel(ctx)
	b.stop() // kills what a graceful shutdown left
	if err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("browser: closing chromium: %w", err)
	}
	return nil
}

// chromiumPage is a target in its own browser context.
type chromiumPage struct {
	ctx  context.Context // chromedp's context of the target
	stop context.CancelFunc
	console
}

func (b *chromium) NewPage(ctx context.Context, o Options) (Page, error) {
	p := &chromiumPage{}
	p.ctx, p.stop = chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.onEvent))
	attached := make(chan error, 1)
	// As with the process, the context of the target's first command must not end.
	go func() { attached <- chromedp.Do(p.ctx) }()
	var err error
	select {
	case err = <-attached:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err == nil {
		err = p.do(ctx, emulate(o))
	}
	if err != nil {
		p.stop()
		return nil, fmt.Errorf("browser: opening a page: %w", err)
	}
	return p, nil
}

// emulate applies the options to a new target.
func emulate(o Options) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if o.TimeZone != "" {
			if _, err := cdp.Call(ctx, t, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: o.TimeZone}); err != nil {
				return fmt.Errorf("time zone %s: %w", o.TimeZone, err)
			}
		}
		if o.UserAgent != "" {
			if _, err := cdp.Call(ctx, t, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: o.UserAgent}); err != nil {
				return fmt.Errorf("user agent %s: %w", o.UserAgent, err)
			}
		}
		if o.Dark {
			features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}
			if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features}); err != nil {
				return fmt.Errorf("dark colors: %w", err)
			}
		}
		if o.Width == 0 {
			return nil
		}
		screen := []chromedp.EmulateViewportOption{}
		if o.Touch {
			screen = append(screen, chromedp.EmulateTouch, chromedp.EmulateMobile, chromedp.EmulateScale(2))
		}
		_, err := chromedp.EmulateViewport(int64(o.Width), int64(o.Height), screen...)(ctx, t)
		return err
	})
}

// do runs an action on the target until the caller's context ends.
func (p *chromiumPage) do(ctx context.Context, a chromedp.Action[chromedp.Void]) error {
	_, err := chromiumRun(ctx, p, a)
	return err
}

func chromiumRun[T any](ctx context.Context, p *chromiumPage, a chromedp.Action[T]) (T, error) {
	// chromedp requires its own context; the caller's cancellation is passed on to it.
	both, cancel := context.WithCancelCause(p.ctx)
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })()
	v, err := chromedp.Run(both, a)
	if err != nil && ctx.Err() != nil {
		err = ctx.Err()
	}
	return v, err
}

func (p *chromiumPage) Goto(ctx context.Context, url string) error {
	if err := p.do(ctx, chromedp.Navigate(url)); err != nil {
		return fmt.Errorf("browser: opening %s: %w", url, err)
	}
	return nil
}

func (p *chromiumPage) Eval(ctx context.Context, expr string, out any) error {
	text, err := chromiumRun(ctx, p, chromedp.Evaluate[*string](asJSON(expr), chromedp.EvalAwaitPromise))
	var thrown *chromedp.ExceptionError
	switch {
	case errors.As(err, &thrown):
		return fmt.Errorf("browser: %s: %s", brief(expr), exceptionText(thrown.ExceptionDetails))
	case err != nil && isNavigated(err):
		return errNavigated
	case err != nil:
		return fmt.Errorf("browser: %s: %w", brief(expr), err)
	case text == nil:
		return decode("", expr, out)
	}
	return decode(*text, expr, out)
}

// isNavigated reports whether err is one of the protocol's errors for an evaluation
// whose document was discarded; they have messages, but no distinct codes.
func isNavigated(err error) bool {
	s := err.Error()
	for _, part := range []string{"context was destroyed", "Cannot find context", "navigated or closed", "Promise was collected", "Cannot find default execution context"} {
		if strings.Contains(s, part) {
			return !errors.Is(err, chromedp.ErrTargetDetached)
		}
	}
	return false
}

func (p *chromiumPage) WaitFor(ctx context.Context, expr string) error { return waitFor(ctx, p, expr) }

// Press presses keys. A key's character is sent with the key, so that a page that
// prevents the key's default suppresses the character too.
func (p *chromiumPage) Press(ctx context.Context, keys string) error {
	err := p.do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, r := range keys {
			events := kb.Encode(r)
			if len(events) == 3 { // down, character, up
				events[0].Text, events[0].UnmodifiedText = events[1].Text, events[1].UnmodifiedText
				events = []*input.DispatchKeyEventParams{events[0], events[2]}
			}
			for _, event := range events {
				if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, *event); err != nil {
					return err
				}
			}
		}
		return nil
	}))
	if err != nil {
		return fmt.Errorf("browser: pressing %q: %w", keys, err)
	}
	return nil
}

func (p *chromiumPage) Screenshot(ctx context.Context, path string) error {
	png, err := chromiumRun(ctx, p, chromedp.CaptureScreenshot())
	if err != nil {
		return fmt.Errorf("browser: screenshot: %w", err)
	}
	return os.WriteFile(path, png, 0o644)
}

func (p *chromiumPage) Close() error { p.stop(); return nil }

// onEvent is called for every event of the target, in order and before any later
// response is delivered, so console calls are recorded when Eval returns.
func (p *chromiumPage) onEvent(event any) {
	var m Message
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		m = Message{Level: consoleLevel(string(e.Type)), Source: "console", Text: argsText(e.Args)}
		if s := e.StackTrace; s != nil && len(s.CallFrames) > 0 {
			m.URL = s.CallFrames[0].URL
		}
	case *runtime.EventExceptionThrown:
		m = Message{Level: "error", Source: "exception", Text: exceptionText(e.ExceptionDetails), URL: e.ExceptionDetails.URL}
	case *log.EventEntryAdded:
		if strings.HasSuffix(e.Entry.URL, "/favicon.ico") {
			return // requested by the browser, not the page
		}
		m = Message{Level: consoleLevel(string(e.Entry.Level)), Source: string(e.Entry.Source), Text: e.Entry.Text, URL: e.Entry.URL}
	case *page.EventJavascriptDialogOpening:
		m = Message{Level: "warn", Source: "dialog", Text: e.Message, URL: e.URL}
		// An open dialog blocks the page's script. Closing it takes a separate
		// command, which must not wait inside the event loop.
		go func() {
			_, _ = chromiumRun(p.ctx, p, command(page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{}))
		}()
	default:
		return
	}
	p.add(m)
}

// consoleLevel maps a console method or a log level to a Message's level.
func consoleLevel(kind string) string {
	switch kind {
	case "error", "assert":
		return "error"
	case "warning", "warn":
		return "warn"
	case "debug", "verbose":
		return "debug"
	}
	return "info"
}

// argsText renders the arguments of a console call: strings as they are, other
// values as JSON or by their description.
func argsText(args []*runtime.RemoteObject) string {
	var parts []string
	for _, a := range args {
		var s string
		switch {
		case a.Type == runtime.RemoteObjectTypeString && json.Unmarshal(a.Value, &s) == nil:
			parts = append(parts, s)
		case len(a.Value) > 0:
			parts = append(parts, string(a.Value))
		case a.Description != "":
			parts = append(parts, a.Description)
		default:
			parts = append(parts, string(a.Type))
		}
	}
	return strings.Join(parts, " ")
}

// exceptionText returns the thrown error with its stack, or the thrown value.
func exceptionText(d *runtime.ExceptionDetails) string {
	if d.Exception != nil {
		return argsText([]*runtime.RemoteObject{d.Exception})
	}
	return d.Text
}
