package manual_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/manual"
	"webim.js/test/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

func start(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	manual.Routes(mux)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func get(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	resp, err := http.Get(address)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, string(body)
}

var (
	href = regexp.MustCompile(`href="([^"]+)"`)
	id   = regexp.MustCompile(`id="([^"]+)"`)
)

// TestEveryLinkOfThePages walks from the first page of each language through
// everything that it leads to, headings included.
func TestEveryLinkOfThePages(t *testing.T) {
	site := start(t)
	pages := map[string]map[string]bool{} // address: ids
	var wanted [][2]string                // from, to
	queue := []string{site + "/docs/zh/", site + "/docs/en/"}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if pages[at] != nil {
			continue
		}
		resp, body := get(t, at)
		require.Equal(t, http.StatusOK, resp.StatusCode, at)
		pages[at] = map[string]bool{}
		if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			continue
		}
		assert.Contains(t, resp.Header.Get("Content-Security-Policy"), "script-src 'self'")
		for _, m := range id.FindAllStringSubmatch(body, -1) {
			pages[at][m[1]] = true
		}
		from, err := url.Parse(at)
		require.NoError(t, err)
		for _, m := range href.FindAllStringSubmatch(body, -1) {
			to, err := from.Parse(strings.ReplaceAll(m[1], "&amp;", "&"))
			require.NoError(t, err)
			if to.Host != from.Host || to.Path == "/" {
				continue
			}
			wanted = append(wanted, [2]string{at, to.String()})
			to.Fragment = ""
			queue = append(queue, to.String())
		}
	}
	for _, w := range wanted {
		to, err := url.Parse(w[1])
		require.NoError(t, err)
		fragment := to.Fragment
		to.Fragment = ""
		assert.True(t, fragment == "" || pages[to.String()][fragment], "%s leads to %s", w[0], w[1])
	}
}

func TestLanguageAndAddresses(t *testing.T) {
	site := start(t)
	for accept, want := range map[string]string{"": "zh", "zh-CN,zh;q=0.9,en;q=0.8": "zh", "en-GB,en;q=0.9": "en", "en,zh;q=0.5": "en", "de": "zh"} {
		req, err := http.NewRequest(http.MethodGet, site+"/docs/", nil)
		require.NoError(t, err)
		req.Header.Set("Accept-Language", accept)
		resp, err := http.DefaultTransport.RoundTrip(req)
		require.NoError(t, err)
		resp.Body.Close()
		assert.Equal(t, "/docs/"+want+"/", resp.Header.Get("Location"), accept)
	}
	resp, _ := get(t, site+"/docs/zh")
	assert.Equal(t, "/docs/zh/", resp.Request.URL.Path)
	for _, none := range []string{"/docs/zh/none", "/docs/fr/", "/docs/zh/faq.md", "/docs/zh/../../go.mod"} {
		resp, _ := get(t, site+none)
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, none)
	}
}

// TestReading: on a phone, in the dark, and by the search.
func TestReading(t *testing.T) {
	site := start(t)
	tab := browser.Open(t, browser.Chromium, browser.Options{Width: 375, Height: 700})
	for _, page := range []string{"zh/", "zh/reference/records", "en/self-hosting", "zh/errors"} {
		tab.Goto(site + "/docs/" + page)
		var wide int
		tab.Eval(`document.documentElement.scrollWidth`, &wide)
		assert.LessOrEqual(t, wide, 375, "%s is wider than a phone", page)
	}
	for text, leads := range map[string]string{"sendmsg": "zh/reference/messages", "usersig 密钥": "zh/", "10017": "zh/errors"} {
		tab.Goto(site + "/docs/zh/")
		tab.Eval(`(() => { const i = document.querySelector('input'); i.value = '`+text+`'; i.dispatchEvent(new Event('input')); })()`, nil)
		tab.WaitFor(`document.querySelector('search ul:not([hidden]) a')`)
		var found []string
		tab.Eval(`[...document.querySelectorAll('search ul a')].map(a => a.pathname)`, &found)
		assert.True(t, strings.Contains(strings.Join(found, " "), leads), "%s: %v", text, found)
	}
	tab.Eval(`(() => { const i = document.querySelector('input'); i.value = 'nosuchword'; i.dispatchEvent(new Event('input')); })()`, nil)
	tab.WaitFor(`document.querySelector('search ul:not([hidden])') && document.querySelector('search ul').textContent === '没有找到'`)
	for _, m := range tab.Page.Console() {
		assert.NotEqual(t, "error", m.Level, m.String())
	}
}
