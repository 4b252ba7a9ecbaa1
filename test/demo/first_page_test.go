package demo

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// Until the scripts arrive, an outline is shown of what is being opened: the choice of
// a user, or the chat. The session list does not wait for the other views, and a
// conversation that is opened meanwhile is shown when they have arrived.
func TestOutlineUntilScriptsArrive(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	target, err := url.Parse(s.URL)
	require.NoError(t, err)
	arrive, arriveViews := make(chan struct{}), make(chan struct{})
	forward := httputil.NewSingleHostReverseProxy(target)
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		held := map[string]chan struct{}{"main.js": arrive, "views.js": arriveViews}[path.Base(r.URL.Path)]
		if held != nil {
			select {
			case <-held:
			case <-r.Context().Done():
			}
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
	pages["chat"].waitVisible("#app:not(.signing-in) #panel_sessions")
	pages["chat"].Eval(`location.hash = '#/c2c/bob'`, nil)
	close(arriveViews)
	pages["chat"].waitReady()
	pages["chat"].waitVisible("#composer")
	for _, v := range pages {
		v.WaitFor(`!document.getElementById('skeleton').checkVisibility()`)
		v.checkPage()
	}
}
