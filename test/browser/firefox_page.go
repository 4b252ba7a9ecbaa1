package browser

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"

	"github.com/chromedp/chromedp/kb"
)

// firefoxPage is a window in its own user context (a container).
type firefoxPage struct {
	browser *firefox
	user    string // the user context, which owns cookies and cache
	context string // the browsing context, which is the window's page
	console
}

func (b *firefox) NewPage(ctx context.Context, o Options) (Page, error) {
	p := &firefoxPage{browser: b}
	var made struct{ UserContext, Context string }
	if err := b.conn.call(ctx, "browser.createUserContext", map[string]any{}, &made); err != nil {
		return nil, fmt.Errorf("browser: opening a page: %w", err)
	}
	p.user = made.UserContext
	// A window, not a tab: a page in a background tab counts as hidden.
	err := b.conn.call(ctx, "browsingContext.create", map[string]any{"type": "window", "userContext": p.user}, &made)
	if err == nil {
		p.context = made.Context
		b.mu.Lock()
		b.pages[p.context] = p
		b.mu.Unlock()
		err = p.emulate(ctx, o)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("browser: opening a page: %w", err), p.Close())
	}
	return p, nil
}

func (p *firefoxPage) emulate(ctx context.Context, o Options) error {
	if o.TimeZone != "" {
		params := map[string]any{"timezone": o.TimeZone, "contexts": []string{p.context}}
		if err := p.call(ctx, "emulation.setTimezoneOverride", params, nil); err != nil {
			return err
		}
	}
	if o.UserAgent != "" {
		return errors.New("browser: Firefox does not support a user agent")
	}
	if o.Touch || o.Dark {
		return errors.New("browser: Firefox does not support a touch screen and dark colors")
	}
	if o.Width == 0 {
		return nil
	}
	viewport := map[string]any{"width": o.Width, "height": o.Height}
	return p.call(ctx, "browsingContext.setViewport", map[string]any{"context": p.context, "viewport": viewport}, nil)
}

func (p *firefoxPage) call(ctx context.Context, method string, params, out any) error {
	return p.browser.conn.call(ctx, method, params, out)
}

func (p *firefoxPage) Goto(ctx context.Context, url string) error {
	params := map[string]any{"context": p.context, "url": url, "wait": "complete"}
	if err := p.call(ctx, "browsingContext.navigate", params, nil); err != nil {
		return fmt.Errorf("browser: opening %s: %w", url, err)
	}
	return nil
}

func (p *firefoxPage) Eval(ctx context.Context, expr string, out any) error {
	var r struct {
		Type   string // success or exception
		Result struct {
			Type  string
			Value any
		}
		ExceptionDetails struct{ Text string }
	}
	params := map[string]any{
		"expression": asJSON(expr), "awaitPromise": true, "resultOwnership": "none",
		"target": map[string]any{"context": p.context},
	}
	if err := p.call(ctx, "script.evaluate", params, &r); err != nil {
		// Firefox returns "no such frame" or an unknown error with an AbortError
		// when the document of an evaluation is discarded.
		var response *bidiError
		if errors.As(err, &response) && (response.code == "no such frame" || response.code == "no such realm" || response.code == "unknown error") && p.alive() {
			return fmt.Errorf("%w (%s)", errNavigated, response)
		}
		return fmt.Errorf("browser: %s: %w", brief(expr), err)
	}
	if r.Type == "exception" {
		return fmt.Errorf("browser: %s: %s", brief(expr), r.ExceptionDetails.Text)
	}
	text, _ := r.Result.Value.(string) // absent for undefined
	return decode(text, expr, out)
}

// alive reports whether the page has not been closed by Close.
func (p *firefoxPage) alive() bool {
	p.browser.mu.Lock()
	defer p.browser.mu.Unlock()
	return p.browser.pages[p.context] == p
}

func (p *firefoxPage) WaitFor(ctx context.Context, expr string) error { return waitFor(ctx, p, expr) }

// webdriverKeys are WebDriver's code points of keys without a character, by those of
// chromedp/kb.
var webdriverKeys = map[string]string{
	kb.Enter: "\ue006", kb.Tab: "\ue004", kb.Escape: "\ue00c",
	kb.ArrowLeft: "\ue012", kb.ArrowUp: "\ue013", kb.ArrowRight: "\ue014", kb.ArrowDown: "\ue015",
}

// Press presses keys.
func (p *firefoxPage) Press(ctx context.Context, keys string) error {
	var events []map[string]any
	for _, r := range keys {
		key := string(r)
		if code := webdriverKeys[key]; code != "" {
			key = code
		}
		events = append(events, map[string]any{"type": "keyDown", "value": key}, map[string]any{"type": "keyUp", "value": key})
	}
	actions := []map[string]any{{"type": "key", "id": "keyboard", "actions": events}}
	if err := p.call(ctx, "input.performActions", map[string]any{"context": p.context, "actions": actions}, nil); err != nil {
		return fmt.Errorf("browser: pressing %q: %w", keys, err)
	}
	return nil
}

func (p *firefoxPage) Screenshot(ctx context.Context, path string) error {
	var shot struct{ Data string }
	if err := p.call(ctx, "browsingContext.captureScreenshot", map[string]any{"context": p.context}, &shot); err != nil {
		return fmt.Errorf("browser: screenshot: %w", err)
	}
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		return fmt.Errorf("browser: screenshot: %w", err)
	}
	return os.WriteFile(path, png, 0o644)
}

func (p *firefoxPage) Close() error {
	p.browser.mu.Lock()
	delete(p.browser.pages, p.context)
	p.browser.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	// Removing the user context closes its windows.
	return p.call(ctx, "browser.removeUserContext", map[string]any{"userContext": p.user}, nil)
}
