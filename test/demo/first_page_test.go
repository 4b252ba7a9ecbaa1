package demo

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

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
	var welcome, chats []*visitor
	for _, w := range allWindows {
		welcome = append(welcome, w.open(t, "welcome"))
	}
	for _, w := range otherAllWindows {
		chats = append(chats, w.open(t, "chat"))
	}
	all := append(welcome, chats...)
	for i, v := range all {
		address := slow.URL + "/demo/?lang=zh"
		if v.name == "chat" {
			address += "&user=" + []string{"alice", "carol", "dave"}[i-len(welcome)]
		}
		v.Eval(`void setTimeout(() => { location.href = '`+address+`' })`, nil) // does not wait for the page to load
		v.waitVisible(".skeleton-" + v.name)
		v.WaitFor(`[...document.querySelectorAll('#skeleton .bone')].filter((e) => e.checkVisibility()).every((e) => e.clientWidth > 0 && e.clientHeight > 0) && !document.getElementById('welcome').checkVisibility()`)
		v.Screenshot(picturePath(t, fmt.Sprintf("skeleton-%s-%d", v.name, i)))
		v.checkPage()
	}
	close(arrive)
	for _, v := range welcome {
		v.waitVisible(".person-card")
	}
	for _, v := range chats {
		v.waitVisible("#app:not(.signing-in) #panel_sessions")
		v.Eval(`location.hash = '#/c2c/bob'`, nil)
	}
	close(arriveViews)
	for _, v := range chats {
		v.waitReady()
		v.waitVisible("#composer")
	}
	for _, v := range all {
		v.WaitFor(`!document.getElementById('skeleton').checkVisibility()`)
		v.checkPage()
	}
}
