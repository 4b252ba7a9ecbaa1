package browser

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"webim.js/test/process"
)

// webkit is WebKitGTK's MiniBrowser. Its driver supports one session at a time, so
// each page has its own driver, display and browser process. It does not report
// console messages.
type webkit struct {
	driver, mini string // paths
	version      string // of the most recently opened page
}

func launchWebKit(path string) (Browser, error) {
	found, err := filepath.Glob("/usr/lib/*/webkit2gtk-4.*/MiniBrowser")
	if err != nil || len(found) == 0 {
		return nil, errors.New("browser: no MiniBrowser next to WebKitWebDriver")
	}
	return &webkit{driver: path, mini: found[len(found)-1]}, nil
}

func (b *webkit) Version() string { return b.version }

// Close does nothing: the processes end with their pages.
func (b *webkit) Close() error { return nil }

type webkitPage struct {
	process *process.Process // the driver
	address string           // of the driver, then of the session
	console
}

func (b *webkit) NewPage(ctx context.Context, o Options) (_ Page, err error) {
	if err := fixedOptions(o); err != nil {
		return nil, err
	}
	at, err := process.FreeAddress()
	if err != nil {
		return nil, err
	}
	_, port, err := net.SplitHostPort(at)
	if err != nil {
		return nil, err
	}
	p := &webkitPage{address: "http://" + at}
	var output process.Tail
	defer func() {
		if err != nil {
			p.kill()
			err = fmt.Errorf("browser: opening a page: %w\n%s", err, output.String())
		}
	}()
	cmd := exec.Command("xvfb-run", "-a", "-s", "-screen 0 1600x1400x24", b.driver, "--port="+port)
	cmd.Env = append(os.Environ(), "WEBKIT_DISABLE_COMPOSITING_MODE=1", "TZ="+engineZone)
	cmd.Stdout, cmd.Stderr = &output, &output
	if p.process, err = process.Start(cmd); err != nil {
		return nil, err
	}
	for p.do(ctx, http.MethodGet, "/status", nil, nil) != nil {
		select {
		case <-p.process.Done():
			return nil, fmt.Errorf("%s exited at once: %s", b.driver, p.process.ExitStatus())
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond): // the driver does not report when it listens
		}
	}
	var session struct {
		SessionID    string
		Capabilities struct{ BrowserName, BrowserVersion string }
	}
	wanted := map[string]any{"webkitgtk:browserOptions": map[string]any{"binary": b.mini, "args": []string{"--automation"}}}
	if err := p.do(ctx, http.MethodPost, "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": wanted}}, &session); err != nil {
		return nil, err
	}
	b.version = session.Capabilities.BrowserName + "/" + session.Capabilities.BrowserVersion
	p.address += "/session/" + session.SessionID
	hour := time.Hour.Milliseconds() // the caller's context is the limit
	if err := p.do(ctx, http.MethodPost, "/timeouts", map[string]any{"script": hour, "pageLoad": hour}, nil); err != nil {
		return nil, err
	}
	if o.Width != 0 {
		return p, p.resize(ctx, o.Width, o.Height)
	}
	return p, nil
}

// resize sets the size of the viewport and returns when the page has it. WebDriver
// sets the size of the window, which includes the browser's bars and is at least 447
// pixels wide.
func (p *webkitPage) resize(ctx context.Context, width, height int) error {
	ctx, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	outer, wanted := [2]int{width, height}, [2]int{width, height}
	for {
		rect := map[string]any{"width": outer[0], "height": outer[1]}
		if err := p.do(ctx, http.MethodPost, "/window/rect", rect, nil); err != nil {
			return err
		}
		// The viewport follows the window late: two equal measurements are its size.
		var before, inner [2]int
		for {
			if err := p.Eval(ctx, laterViewport, &inner); err != nil {
				return fmt.Errorf("viewport of %v, want %v: %w", before, wanted, err)
			}
			if inner == wanted {
				return nil
			}
			if inner == before {
				break
			}
			before = inner
		}
		outer[0] += width - inner[0]
		outer[1] += height - inner[1]
	}
}

// laterViewport evaluates to the size of the viewport in 100 milliseconds.
const laterViewport = `new Promise(function (done) { setTimeout(function () { done([innerWidth, innerHeight]) }, 100) })`

func (p *webkitPage) kill() {
	if p.process != nil {
		p.process.Kill()
	}
}

// do sends a WebDriver command and decodes its value.
func (p *webkitPage) do(ctx context.Context, method, path string, body, out any) error {
	var sent []byte
	if body != nil {
		var err error
		if sent, err = json.Marshal(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, p.address+path, bytes.NewReader(sent))
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var response struct{ Value json.RawMessage }
	if err := json.NewDecoder(res.Body).Decode(&response); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		var e struct{ Error, Message string }
		if err := json.Unmarshal(response.Value, &e); err != nil {
			return err
		}
		return &bidiError{e.Error, e.Message}
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(response.Value, out)
}

func (p *webkitPage) Goto(ctx context.Context, url string) error {
	if err := p.do(ctx, http.MethodPost, "/url", map[string]any{"url": url}, nil); err != nil {
		return fmt.Errorf("browser: opening %s: %w", url, err)
	}
	return nil
}

func (p *webkitPage) Eval(ctx context.Context, expr string, out any) error {
	var r struct{ Value, Error *string }
	script := `var done = arguments[0]; ` + asJSON(expr) + `.then(function (value) { done({ value: value }) }, function (error) { done({ error: String(error) }) })`
	err := p.do(ctx, http.MethodPost, "/execute/async", map[string]any{"script": script, "args": []any{}}, &r)
	var response *bidiError
	switch {
	case errors.As(err, &response) && strings.Contains(response.text, "navigated"), errors.As(err, &response) && strings.Contains(response.text, "not found"):
		return errNavigated
	case err != nil:
		return fmt.Errorf("browser: %s: %w", brief(expr), err)
	case r.Error != nil:
		return fmt.Errorf("browser: %s: %s", brief(expr), *r.Error)
	case r.Value == nil:
		return decode("", expr, out)
	}
	return decode(*r.Value, expr, out)
}

func (p *webkitPage) WaitFor(ctx context.Context, expr string) error { return waitFor(ctx, p, expr) }

func (p *webkitPage) Screenshot(ctx context.Context, path string) error {
	var shot string
	if err := p.do(ctx, http.MethodGet, "/screenshot", nil, &shot); err != nil {
		return fmt.Errorf("browser: screenshot: %w", err)
	}
	png, err := base64.StdEncoding.DecodeString(shot)
	if err != nil {
		return fmt.Errorf("browser: screenshot: %w", err)
	}
	return os.WriteFile(path, png, 0o644)
}

func (p *webkitPage) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	err := p.do(ctx, http.MethodDelete, "", nil, nil)
	p.kill()
	return err
}
