package demo

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// Until the scripts arrive, an outline is shown of what is being opened: the choice of
// a user, or the chat.
func TestOutlineUntilScriptsArrive(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	target, err := url.Parse(s.URL)
	require.NoError(t, err)
	arrive := make(chan struct{})
	forward := httputil.NewSingleHostReverseProxy(target)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/js/main.js") {
			<-arrive
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(slow.Close)
	pages := map[string]*visitor{}
	for name, size := range map[string]browser.Options{"welcome": phone, "chat": desktop} {
		v := &visitor{Tab: browser.Open(t, browser.Chromium, size), t: t, name: name}
		pages[name] = v
		address := slow.URL + "/demo/?lang=zh"
		if name == "chat" {
			address += "&user=alice"
		}
		v.Eval(`void setTimeout(() => { location.href = '`+address+`' })`, nil) // does not wait for the page to load
		v.waitVisible(".skeleton-" + name)
		v.WaitFor(`[...document.querySelectorAll('#skeleton .bone')].filter((e) => e.checkVisibility()).every((e) => e.clientWidth > 0 && e.clientHeight > 0) && !document.getElementById('welcome').checkVisibility()`)
		v.Screenshot(picturePath(t, "skeleton-"+name))
		v.checkPage()
	}
	close(arrive)
	pages["welcome"].waitVisible(".person-card")
	pages["chat"].waitReady()
	for _, v := range pages {
		v.WaitFor(`!document.getElementById('skeleton').checkVisibility()`)
		v.checkPage()
	}
}
