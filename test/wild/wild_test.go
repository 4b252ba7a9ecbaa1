// Package wild runs pages with unusual practices of public projects against the real
// server. Each page checks its own outcome.
package wild

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/npm"
	"webim.js/test/stack"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

//go:embed testdata
var files embed.FS

const (
	appID    = "1400000001" // the development app's id
	partner  = "bob"        // replies to every user
	greeting = "你好"
)

// fixture is a server and the pages that use it, which are served from another origin.
type fixture struct {
	server       *stack.Server
	site         string
	placeholders map[string]string // replacements for placeholders in the pages
	generated    map[string]string // generated files by path
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	s := &fixture{server: stack.Start(t), generated: map[string]string{}}
	s.placeholders = map[string]string{"{{sdk}}": s.server.URL + "sdk/webim.js", "{{server}}": strings.TrimSuffix(s.server.URL, "/")}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(t, w, r) }))
	t.Cleanup(srv.Close)
	s.site = srv.URL + "/"
	return s
}

func (s *fixture) serve(t *testing.T, w http.ResponseWriter, r *http.Request) {
	if name, ok := strings.CutPrefix(r.URL.Path, "/npm/"); ok {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write(npm.File(t, name))
		return
	}
	if name, ok := strings.CutPrefix(r.URL.Path, "/copies/"); ok { // a project's name for its copy of the SDK
		file := "webim.js"
		if strings.HasSuffix(name, ".mjs") {
			file = "webim.mjs"
		}
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		http.ServeFile(w, r, filepath.Join(stack.Root(t), "dist", file))
		return
	}
	text := s.text(strings.TrimPrefix(r.URL.Path, "/"))
	kind := "text/html"
	if strings.HasSuffix(r.URL.Path, ".js") {
		kind = "text/javascript"
	}
	if text == "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	fmt.Fprint(w, text)
}

// text returns a page with its placeholders replaced.
func (s *fixture) text(name string) string {
	text, ok := s.generated[name]
	if !ok {
		data, err := files.ReadFile("testdata/" + name)
		if err != nil {
			return ""
		}
		text = string(data)
	}
	for placeholder, value := range s.placeholders {
		text = strings.ReplaceAll(text, placeholder, value)
	}
	return text
}

// query returns the query that signs a user in.
func (s *fixture) query(user string) string {
	return "?" + strings.ReplaceAll(url.Values{"app": {appID}, "user": {user}, "sig": {s.server.Signature(user)}}.Encode(), "+", "%20")
}

// openSignedIn opens a page and waits until its user is signed in.
func (s *fixture) openSignedIn(t *testing.T, kind browser.Kind, address, user string, o browser.Options) *browser.Tab {
	t.Helper()
	tab := browser.Open(t, kind, o)
	tab.Goto(address + s.query(user))
	tab.WaitFor(`signedIn || wrong.length`)
	requireNoErrors(t, tab)
	return tab
}

// requireNoErrors fails the test if the page reports an error.
func requireNoErrors(t *testing.T, tab *browser.Tab) {
	t.Helper()
	var wrong []string
	tab.Eval(`wrong`, &wrong)
	require.Empty(t, wrong)
}

// checkOutcome runs the page's own check.
func checkOutcome(t *testing.T, tab *browser.Tab) {
	t.Helper()
	tab.Eval(`Promise.resolve(window.outcome && outcome())`, nil)
	requireNoErrors(t, tab)
}

// exchangeMessages sends a message each way.
func exchangeMessages(t *testing.T, tab, bob *browser.Tab, user string) {
	t.Helper()
	bob.Eval(fmt.Sprintf(`sendText(%q, %q)`, user, "ping "+greeting), nil)
	tab.WaitFor(fmt.Sprintf(`received.includes(%q) || wrong.length`, "ping "+greeting))
	requireNoErrors(t, tab)
	tab.Eval(fmt.Sprintf(`sendText(%q, %q)`, partner, "pong of "+user), nil)
	bob.WaitFor(fmt.Sprintf(`received.includes(%q)`, "pong of "+user))
}

func TestUnusualPagesChat(t *testing.T) {
	npm.Modules(t) // install before pages wait for them
	s := newFixture(t)
	// In a GBK page the greeting has other bytes.
	s.placeholders["{{greeting}}"] = "\xc4\xe3\xba\xc3"
	bob := s.openSignedIn(t, browser.Chromium, s.site+"plain.html", partner, browser.Options{})
	greetings := 0
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		for _, page := range []string{"late", "early", "timer", "tool", "gbk", "emoticons", "copies", "vue2", "vue3", "mobx"} {
			t.Run(string(kind)+"/"+page, func(t *testing.T) {
				user := page + "-" + string(kind)
				tab := s.openSignedIn(t, kind, s.site+page+".html", user, browser.Options{})
				exchangeMessages(t, tab, bob, user)
				checkOutcome(t, tab)
				if page == "gbk" {
					greetings++
					bob.WaitFor(fmt.Sprintf(`received.filter((text) => text === %q).length === %d`, greeting, greetings))
				}
			})
		}
	}
	requireNoErrors(t, bob)
}

func TestUsersInFramesAreIndependent(t *testing.T) {
	s := newFixture(t)
	var users [][2]string
	for _, name := range []string{"ann", "ben", "cat", "dan"} {
		users = append(users, [2]string{name, s.server.Signature(name)})
	}
	list, err := json.Marshal(users)
	require.NoError(t, err)
	s.placeholders["{{users}}"] = string(list)
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(s.site + "frames.html?app=" + appID)
	tab.WaitFor(`signedIn || wrong.length`)
	checkOutcome(t, tab)
}

// A page of file:// chats, although it has no origin and, as in Electron, Node's globals.
func TestFilePageChats(t *testing.T) {
	s := newFixture(t)
	dir := t.TempDir()
	sdk, err := os.ReadFile(filepath.Join(stack.Root(t), "dist", "webim.js"))
	require.NoError(t, err)
	for name, text := range map[string]string{"webim.js": string(sdk), "wild.js": s.text("wild.js"), "electron.html": s.text("electron.html")} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	bob := s.openSignedIn(t, browser.Chromium, s.site+"plain.html", partner, browser.Options{})
	tab := s.openSignedIn(t, browser.Chromium, "file://"+dir+"/electron.html", "electron", browser.Options{})
	exchangeMessages(t, tab, bob, "electron")
	checkOutcome(t, tab)
}

// In-app browsers are Chromium or WebKit with their own user agents. The SDK reports
// the browser that the original's patterns match.
func TestInAppBrowsersAreDetected(t *testing.T) {
	s := newFixture(t)
	bob := s.openSignedIn(t, browser.Chromium, s.site+"plain.html", partner, browser.Options{})
	for user, agent := range map[string]struct{ name, info string }{
		"wechat-android": {"Mozilla/5.0 (Linux; Android 10; V1934A Build/QP1A.190711.020; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0.4240.99 XWEB/4317 MMWEBSDK/20220903 Mobile Safari/537.36 MMWEBID/7834 MicroMessenger/8.0.28.2240(0x28001C57) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64", "chrome 86.0.4240.99"},
		"wechat-ios":     {"Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.29(0x18001d2f) NetType/WIFI Language/zh_CN", "unknow -1"},
		"uc-android":     {"Mozilla/5.0 (Linux; U; Android 10; zh-CN; MI 9 Build/QKQ1.190825.002) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/78.0.3904.108 UCBrowser/13.4.2.1122 Mobile Safari/537.36", "chrome 78.0.3904.108"},
		"uc-ios":         {"Mozilla/5.0 (iPhone; CPU iPhone OS 14_0 like Mac OS X; zh-CN) AppleWebKit/537.51.1 (KHTML, like Gecko) Mobile/18A373 UCBrowser/13.2.1.1406 Mobile AliApp(TUnionSDK/0.1.20.3)", "unknow -1"},
	} {
		t.Run(user, func(t *testing.T) {
			tab := s.openSignedIn(t, browser.Chromium, s.site+"plain.html", user, browser.Options{UserAgent: agent.name})
			var info string
			tab.Eval(`webim.BROWSER_INFO.type + ' ' + webim.BROWSER_INFO.ver`, &info)
			assert.Equal(t, agent.info, info)
			exchangeMessages(t, tab, bob, user)
		})
	}
}
