package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"webim.js/test/process"
)

// firefox is a Firefox process with a temporary profile, and its connection.
type firefox struct {
	process *process.Process
	profile string
	conn    *bidi
	version string

	mu    sync.Mutex
	pages map[string]*firefoxPage // by browsing context
}

// firefoxPrefs extend the preferences that Firefox sets under remote control:
// background timers run as in the foreground, and background requests are off.
const firefoxPrefs = `user_pref("dom.min_background_timeout_value", 4);
user_pref("dom.timeout.enable_budget_timer_throttling", false);
user_pref("browser.sessionhistory.max_total_viewers", 0);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("browser.region.network.url", "");
user_pref("extensions.getAddons.cache.enabled", false);
user_pref("network.trr.mode", 5);
`

var listening = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

func launchFirefox(ctx context.Context, path, prefs string) (_ Browser, err error) {
	profile, err := os.MkdirTemp("", "webim-firefox-*")
	if err != nil {
		return nil, err
	}
	b := &firefox{profile: profile, pages: map[string]*firefoxPage{}}
	var output process.Tail
	defer func() {
		if err != nil {
			b.kill()
			err = fmt.Errorf("browser: starting %s: %w\n%s", path, err, output.String())
		}
	}()
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(firefoxPrefs+prefs), 0o600); err != nil {
		return nil, err
	}
	url, err := b.start(ctx, path, &output)
	if err != nil {
		return nil, err
	}
	if b.conn, err = dialBidi(ctx, url+"/session", b.onEvent); err != nil {
		return nil, err
	}
	var session struct {
		Capabilities struct {
			BrowserName, BrowserVersion string
		}
	}
	// A dialog would block its page's script, so it is dismissed and recorded.
	// Certificates of tests are self-signed.
	capabilities := map[string]any{"alwaysMatch": map[string]any{
		"unhandledPromptBehavior": map[string]any{"default": "dismiss"}, "acceptInsecureCerts": true,
	}}
	if err := b.conn.call(ctx, "session.new", map[string]any{"capabilities": capabilities}, &session); err != nil {
		return nil, err
	}
	b.version = session.Capabilities.BrowserName + "/" + session.Capabilities.BrowserVersion
	events := []string{"log.entryAdded", "browsingContext.userPromptOpened"}
	if err := b.conn.call(ctx, "session.subscribe", map[string]any{"events": events}, nil); err != nil {
		return nil, err
	}
	return b, nil
}

// start runs the process and returns the URL that it prints once it listens.
func (b *firefox) start(ctx context.Context, path string, output io.Writer) (string, error) {
	cmd := exec.Command(path, "--headless", "--no-remote", "--profile", b.profile, "--remote-debugging-port", "0", "about:blank")
	cmd.Env = append(os.Environ(), "MOZ_HEADLESS=1", "MOZ_CRASHREPORTER_DISABLE=1")
	out, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	cmd.Stdout, cmd.Stderr = w, w
	b.process, err = process.Start(cmd)
	w.Close()
	if err != nil {
		out.Close()
		return "", err
	}
	address := make(chan string, 1)
	go func() {
		defer out.Close()
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			fmt.Fprintln(output, lines.Text())
			if m := listening.FindStringSubmatch(lines.Text()); m != nil {
				address <- m[1]
			}
		}
	}()
	select {
	case url := <-address:
		return url, nil
	case <-b.process.Done():
		return "", fmt.Errorf("exited at once: %s", b.process.ExitStatus())
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

func (b *firefox) Version() string { return b.version }

func (b *firefox) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeLimit)
	defer cancel()
	if err := b.conn.call(ctx, "browser.close", map[string]any{}, nil); err == nil {
		select {
		case <-b.process.Done():
		case <-ctx.Done():
		}
	}
	return b.kill()
}

// kill ends the remaining processes of the group and removes the profile.
func (b *firefox) kill() error {
	if b.conn != nil {
		b.conn.close()
	}
	if b.process != nil {
		b.process.Kill()
	}
	// Content processes may write for a moment after their parent has exited.
	var err error
	for range 20 {
		if err = os.RemoveAll(b.profile); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("browser: removing firefox's profile: %w", err)
}

// onEvent dispatches the events to their pages.
func (b *firefox) onEvent(method string, params json.RawMessage) {
	var e struct {
		Context string // of a prompt
		Message string
		Source  struct{ Context string }
		Level   string
		Text    string
		Type    string
		Stack   struct {
			CallFrames []struct{ URL string } `json:"callFrames"`
		} `json:"stackTrace"`
	}
	if err := json.Unmarshal(params, &e); err != nil {
		panic(fmt.Sprintf("browser: unexpected event from firefox: %s %s", method, params))
	}
	m := Message{Level: e.Level, Source: "console", Text: e.Text}
	context := e.Source.Context
	switch {
	case strings.HasSuffix(method, "userPromptOpened"):
		m, context = Message{Level: "warn", Source: "dialog", Text: e.Message}, e.Context
	case e.Type == "javascript":
		m.Source = "exception"
	}
	if len(e.Stack.CallFrames) > 0 {
		m.URL = e.Stack.CallFrames[0].URL
	}
	b.mu.Lock()
	p := b.pages[context]
	b.mu.Unlock()
	if p != nil {
		p.add(m)
	}
}
