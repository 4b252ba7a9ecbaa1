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

	"github.com/chromedp/chromedp/kb"
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

	verbatim = regexp.MustCompile(`(?s)<(pre|code)\b.*?</(?:pre|code)>`)
)

// TestLinksResolve follows every link, including fragments, from the first page of each
// language.
func TestLinksResolve(t *testing.T) {
	site := start(t)
	pages := map[string]map[string]bool{} // ids by address
	var wanted [][2]string                // target to source
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
		// Markdown that is not parsed leaves backquotes in the page.
		assert.NotContains(t, verbatim.ReplaceAllString(body, ""), "`", at)
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

func TestAddressesFollowLanguage(t *testing.T) {
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

// search types a query and returns the addresses of the results.
func search(tab *browser.Tab, query string) (found []string) {
	tab.WaitFor(`document.readyState === 'complete'`)
	tab.Eval(`(() => { const i = document.querySelector('input'); i.value = '`+query+`'; i.dispatchEvent(new Event('input')); })()`, nil)
	tab.WaitFor(`document.querySelector('search ul:not([hidden]) li')`)
	tab.Eval(`[...document.querySelectorAll('search ul a')].map(a => a.pathname + decodeURIComponent(a.hash))`, &found)
	return found
}

func TestSearchRanksBestResultFirst(t *testing.T) {
	site := start(t)
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(site + "/docs/zh/")
	for query, first := range map[string]string{
		"70003": "/docs/zh/errors#code70003", "-17": "/docs/zh/errors#code_17", "webim.sendmsg": "/docs/zh/reference/messages#webimsendmsg", "sendMsg": "/docs/zh/reference/messages#webimsendmsg", "nginx": "/docs/zh/self-hosting#nginx",
		"AbortSignal": "/docs/zh/client", "消息重复": "/docs/zh/faq#消息重复", "webim_store_flush_updates": "/docs/project/server/readme",
	} {
		found := search(tab, query)
		require.NotEmpty(t, found, query)
		assert.True(t, strings.HasPrefix(found[0], first), "%s: %v", query, found)
	}

	// Arrow keys select a result, Enter opens it.
	found := search(tab, "usersig")
	tab.Eval(`document.querySelector('input').focus()`, nil)
	for range 2 {
		tab.Press(kb.ArrowDown)
	}
	tab.WaitFor(`document.querySelector('input').getAttribute('aria-activedescendant') === 'found1'`)
	tab.Press(kb.Enter)
	tab.WaitFor(`location.pathname + decodeURIComponent(location.hash) === ` + "`" + found[1] + "`")

	assert.Empty(t, search(tab, "nosuchword"))
	tab.WaitFor(`document.querySelector('search ul').textContent === '没有找到'`)
}

// In both languages the first result for an error code is its row in the table.
func TestSearchFindsEveryCode(t *testing.T) {
	site := start(t)
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	for _, language := range []string{"zh", "en"} {
		_, page := get(t, site+"/docs/"+language+"/errors")
		codes := regexp.MustCompile(`id="code([_0-9]+)"`).FindAllStringSubmatch(page, -1)
		require.Greater(t, len(codes), 100)
		tab.Goto(site + "/docs/" + language + "/")
		for _, m := range codes {
			found := search(tab, strings.Replace(m[1], "_", "-", 1))
			require.NotEmpty(t, found, m[1])
			assert.Equal(t, "/docs/"+language+"/errors#code"+m[1], found[0])
		}
	}
}

// TestPagesFitPhone opens pages on a phone. Nothing is wider than the screen, the
// entry of an error code is in view, long pages have a table of contents, code can be
// copied, and every control is at least 44 by 44 CSS pixels.
func TestPagesFitPhone(t *testing.T) {
	site := start(t)
	tab := browser.Open(t, browser.Chromium, browser.Options{Width: 375, Height: 700, Touch: true})
	for _, page := range []string{"zh/", "zh/reference/records", "en/self-hosting", "zh/errors", "zh/client", "project/server/readme"} {
		tab.Goto(site + "/docs/" + page)
		var wide int
		tab.Eval(`document.documentElement.scrollWidth`, &wide)
		assert.LessOrEqual(t, wide, 375, "%s is wider than a phone", page)
		var small []string
		tab.Eval(`[...document.querySelectorAll('button, input, summary, header a, nav a')].map((e) => [e.textContent || e.tagName, e.getBoundingClientRect()])
			.filter(([, box]) => box.width && (box.width < 43.5 || box.height < 43.5)).map(([name, box]) => name + ' ' + box.width + 'x' + box.height)`, &small)
		assert.Empty(t, small, "%s: touch targets too small", page)
	}
	tab.Goto(site + "/docs/zh/errors#code70003")
	for what, holds := range map[string]string{
		"the row of the code must be in view": `(() => { const r = document.querySelector('tr:has(#code70003)').lastElementChild.getBoundingClientRect(); return r.left >= 0 && r.right <= 375; })()`,
		"the row must be highlighted":         `getComputedStyle(document.querySelector('tr:has(#code70003)')).backgroundColor !== 'rgba(0, 0, 0, 0)'`,
		"there must be a table of contents":   `document.querySelectorAll('.contents a').length >= 4 && !document.querySelector('.contents details').open`,
		"code must have a copy button":        `document.querySelector('.code button').textContent === '复制'`,
		"wrapped lines must be joined":        `!/。 \p{Script=Han}/u.test(document.querySelector('main').textContent)`,
	} {
		var so bool
		tab.Eval(holds, &so)
		assert.True(t, so, what)
	}
	tab.Eval(`document.querySelector('.code button').focus()`, nil)
	tab.Press(kb.Enter)
	tab.WaitFor(`document.querySelector('.code button').textContent === '已复制'`)
	for _, m := range tab.Page.Console() {
		assert.NotEqual(t, "error", m.Level, m.String())
	}
}
