// Package csp tests the Content-Security-Policy of the security guide in browsers:
// a page under it chats, shows pictures, plays sounds and downloads files, and the
// policy blocks nothing.
package csp

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

var policyLine = regexp.MustCompile(`(?m)^Content-Security-Policy: (.*)$`)

// policies returns the two policies of the guide: strict forbids inline handlers, inline
// allows those of toHtml(). Both languages must have the same policies.
func policies(t *testing.T) (strict, inline string) {
	t.Helper()
	var all [2][]string
	for i, language := range []string{"zh", "en"} {
		text, err := os.ReadFile(filepath.Join(stack.Root(t), "docs", language, "security.md"))
		require.NoError(t, err)
		for _, m := range policyLine.FindAllStringSubmatch(string(text), -1) {
			all[i] = append(all[i], m[1])
		}
	}
	require.Equal(t, all[0], all[1])
	require.Len(t, all[0], 2)
	return all[0][0], all[0][1]
}

// page serves the page under a policy; attribute is an attribute of the SDK's tag.
func page(t *testing.T, s *stack.Server, policy, attribute string) string {
	t.Helper()
	server := strings.TrimSuffix(s.URL, "/")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		file := filepath.Join("testdata", filepath.Base(r.URL.Path))
		if strings.HasSuffix(r.URL.Path, "/webim.js") {
			file = filepath.Join(stack.Root(t), "dist", "webim.js")
		}
		text, err := os.ReadFile(file)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", map[string]string{".js": "text/javascript", ".css": "text/css", ".html": "text/html"}[filepath.Ext(file)]+"; charset=utf-8")
		w.Header().Set("Content-Security-Policy", strings.ReplaceAll(policy, "https://im.example", server))
		if strings.HasSuffix(file, ".html") {
			text = []byte(strings.ReplaceAll(string(text), "HANDLERS", `data-server="`+server+`" `+attribute))
		}
		_, _ = w.Write(text)
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/page.html"
}

// visit opens the page as alice and bob. bob sends a message of every kind of element,
// and alice clicks and plays them. It returns the calls of the page's handlers and the
// violations of the policy.
func visit(t *testing.T, kind browser.Kind, policy, attribute string) (called, refused []string) {
	s := stack.Start(t)
	address := page(t, s, policy, attribute)
	open := func(user string) *browser.Tab {
		tab := browser.Open(t, kind, browser.Options{})
		tab.Goto(address)
		tab.Eval(`signIn({ sdkAppID: 1400000001, accountType: 1, identifier: '`+user+`', userSig: '`+s.Signature(user)+`' })`, nil)
		return tab
	}
	alice, bob := open("alice"), open("bob")
	bob.Eval(`sendAll('alice')`, nil)
	alice.WaitFor(`document.querySelectorAll('#shown img').length === 2`)
	alice.WaitFor(`Array.from(document.querySelectorAll('#shown img')).every(i => i.complete && i.naturalWidth > 0)`)
	alice.Eval(`void document.querySelector('#shown img[bigimgurl]').click()`, nil)
	alice.Eval(`void document.querySelector('#shown a').click()`, nil)
	var fileURL string
	alice.Eval(`webim.Resources.downloadMap[Object.keys(webim.Resources.downloadMap)[0]]`, &fileURL)
	alice.Eval(`void showSound('`+fileURL+`')`, nil)
	alice.Eval(`void document.querySelector('audio').dispatchEvent(new Event('play'))`, nil)
	alice.Eval(`called`, &called)
	alice.Eval(`refused`, &refused)
	return called, refused
}

func requireHandlersCalled(t *testing.T, called []string) {
	t.Helper()
	require.Len(t, called, 3, "%v", called)
	assert.Regexp(t, `^image \S+ 3$`, called[0])
	assert.Regexp(t, `^open http://127.0.0.1:\d+/asn.com/`, called[1])
	assert.Equal(t, "sound uuid_s1", called[2])
}

// Nothing is blocked, and every feature works.
func TestStrictPolicyBlocksNothing(t *testing.T) {
	strict, _ := policies(t)
	assert.NotContains(t, strict, "'unsafe-inline'")
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) {
			called, refused := visit(t, kind, strict, `data-inline-handlers="none"`)
			requireHandlersCalled(t, called)
			assert.Empty(t, refused)
		})
	}
}

// The policy allows the inline handlers of toHtml().
func TestInlinePolicyAllowsHandlers(t *testing.T) {
	_, inline := policies(t)
	called, refused := visit(t, browser.Chromium, inline, "")
	requireHandlersCalled(t, called)
	assert.Empty(t, refused)
}

// Without the SDK's setting, the strict policy blocks the inline handlers.
func TestPolicyBlocksInlineHandlers(t *testing.T) {
	strict, _ := policies(t)
	called, refused := visit(t, browser.Chromium, strict, "")
	assert.Empty(t, called)
	assert.Contains(t, refused, "script-src-attr inline")
	assert.Contains(t, refused, "style-src-attr inline")
}
