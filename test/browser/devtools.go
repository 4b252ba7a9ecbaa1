package browser

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"webim.js/test/process"
)

// devtools is an old Chromium, which chromedp does not support: each of its pages
// has its own connection. Its pages share cookies and cache.
type devtools struct {
	process *process.Process
	profile string
	address string // http://127.0.0.1:PORT
	version string
}

var devtoolsListening = regexp.MustCompile(`DevTools listening on ws://([^/]+)/`)

// engineZone is the time zone of engines that cannot change it per page.
const engineZone = "Asia/Shanghai"

func launchDevtools(ctx context.Context, path string) (_ Browser, err error) {
	profile, err := os.MkdirTemp("", "webim-chromium-*")
	if err != nil {
		return nil, err
	}
	b := &devtools{profile: profile}
	var output process.Tail
	defer func() {
		if err != nil {
			_ = b.Close()
			err = fmt.Errorf("browser: starting %s: %w\n%s", path, err, output.String())
		}
	}()
	cmd := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--single-process", "--no-zygote",
		"--remote-debugging-port=0", "--user-data-dir="+profile, "about:blank")
	cmd.Env = append(os.Environ(), "LD_LIBRARY_PATH="+filepath.Dir(path), "TZ="+engineZone)
	out, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = w, w
	b.process, err = process.Start(cmd)
	w.Close()
	if err != nil {
		out.Close()
		return nil, err
	}
	address := make(chan string, 1)
	go func() {
		defer out.Close()
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			fmt.Fprintln(&output, lines.Text())
			if m := devtoolsListening.FindStringSubmatch(lines.Text()); m != nil {
				address <- "http://" + m[1]
			}
		}
	}()
	select {
	case b.address = <-address:
	case <-b.process.Done():
		return nil, fmt.Errorf("exited at once: %s", b.process.ExitStatus())
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var v struct{ Browser string }
	if err := b.get(ctx, http.MethodGet, "/json/version", &v); err != nil {
		return nil, err
	}
	b.version = v.Browser
	return b, nil
}

func (b *devtools) get(ctx context.Context, method, path string, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, b.address+path, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", path, res.Status)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(res.Body).Decode(out)
}

func (b *devtools) Version() string { return b.version }

func (b *devtools) Close() error {
	if b.process != nil {
		b.process.Kill()
	}
	return os.RemoveAll(b.profile)
}

type devtoolsPage struct {
	browser *devtools
	id      string
	conn    *bidi
	loaded  chan struct{} // receives load events
	console
}

func (b *devtools) NewPage(ctx context.Context, o Options) (Page, error) {
	if o.Width != 0 {
		return nil, fmt.Errorf("browser: unsupported viewport of %dx%d", o.Width, o.Height)
	}
	if err := fixedOptions(o); err != nil {
		return nil, err
	}
	var target struct {
		ID  string
		URL string `json:"webSocketDebuggerUrl"`
	}
	err := b.get(ctx, http.MethodPut, "/json/new?"+url.QueryEscape("about:blank"), &target) // Chromium from 111
	if err != nil {
		err = b.get(ctx, http.MethodGet, "/json/new?"+url.QueryEscape("about:blank"), &target)
	}
	if err != nil {
		return nil, fmt.Errorf("browser: opening a page: %w", err)
	}
	p := &devtoolsPage{browser: b, id: target.ID, loaded: make(chan struct{}, 1)}
	if p.conn, err = dialBidi(ctx, target.URL, p.onEvent); err != nil {
		return nil, fmt.Errorf("browser: opening a page: %w", err)
	}
	for _, domain := range []string{"Page", "Runtime", "Log"} {
		if err := p.conn.call(ctx, domain+".enable", map[string]any{}, nil); err != nil {
			return nil, errors.Join(fmt.Errorf("browser: opening a page: %w", err), p.Close())
		}
	}
	return p, nil
}

// fixedOptions returns an error for options that the engines with a fixed
// configuration do not support.
func fixedOptions(o Options) error {
	if (o.TimeZone != "" && o.TimeZone != engineZone) || o.UserAgent != "" || o.Dark || o.Touch {
		return fmt.Errorf("browser: unsupported options %+v", o)
	}
	return nil
}

func (p *devtoolsPage) onEvent(method string, params json.RawMessage) {
	var e struct {
		Type             string
		Args             []struct{ Value, Description any }
		ExceptionDetails struct {
			Text      string
			Exception struct{ Description string }
		}
		Entry struct{ Level, Source, Text, URL string }
	}
	if err := json.Unmarshal(params, &e); err != nil {
		return // an event of another form
	}
	switch method {
	case "Page.loadEventFired":
		select {
		case p.loaded <- struct{}{}:
		default:
		}
	case "Runtime.consoleAPICalled":
		text := ""
		for i, a := range e.Args {
			if i > 0 {
				text += " "
			}
			if a.Value == nil {
				a.Value = a.Description
			}
			text += fmt.Sprint(a.Value)
		}
		p.add(Message{Level: consoleLevel(e.Type), Source: "console", Text: text})
	case "Runtime.exceptionThrown":
		p.add(Message{Level: "error", Source: "exception", Text: e.ExceptionDetails.Text + " " + e.ExceptionDetails.Exception.Description})
	case "Log.entryAdded":
		p.add(Message{Level: consoleLevel(e.Entry.Level), Source: e.Entry.Source, Text: e.Entry.Text, URL: e.Entry.URL})
	}
}

func (p *devtoolsPage) Goto(ctx context.Context, url string) error {
	select {
	case <-p.loaded: // a load event of the previous page
	default:
	}
	if err := p.conn.call(ctx, "Page.navigate", map[string]any{"url": url}, nil); err != nil {
		return fmt.Errorf("browser: opening %s: %w", url, err)
	}
	select {
	case <-p.loaded:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("browser: opening %s: %w", url, ctx.Err())
	}
}

func (p *devtoolsPage) Eval(ctx context.Context, expr string, out any) error {
	var r struct {
		Result struct {
			Value       any
			Description string
		}
		ExceptionDetails *struct{ Text string }
	}
	err := p.conn.call(ctx, "Runtime.evaluate", map[string]any{"expression": asJSON(expr), "awaitPromise": true, "returnByValue": true}, &r)
	switch {
	case err != nil && isNavigated(err):
		return errNavigated
	case err != nil:
		return fmt.Errorf("browser: %s: %w", brief(expr), err)
	case r.ExceptionDetails != nil:
		return fmt.Errorf("browser: %s: %s %s", brief(expr), r.ExceptionDetails.Text, r.Result.Description)
	}
	text, _ := r.Result.Value.(string) // absent for undefined
	return decode(text, expr, out)
}

func (p *devtoolsPage) WaitFor(ctx context.Context, expr string) error { return waitFor(ctx, p, expr) }

func (p *devtoolsPage) Screenshot(ctx context.Context, path string) error {
	var shot struct{ Data string }
	if err := p.conn.call(ctx, "Page.captureScreenshot", map[string]any{}, &shot); err != nil {
		return fmt.Errorf("browser: screenshot: %w", err)
	}
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		return fmt.Errorf("browser: screenshot: %w", err)
	}
	return os.WriteFile(path, png, 0o644)
}

func (p *devtoolsPage) Close() error {
	p.conn.close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return p.browser.get(ctx, http.MethodGet, "/json/close/"+p.id, nil)
}
