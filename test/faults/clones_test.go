package faults

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// halfResponses serves a page and only half of every response to one command.
type halfResponses struct {
	all     http.Handler
	command atomic.Value  // string
	ended   chan struct{} // receives a value for each request that the page aborts
}

func (h *halfResponses) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path.Base(r.URL.Path) != h.command.Load() {
		h.all.ServeHTTP(w, r)
		return
	}
	fmt.Fprint(w, `{"ActionStatus":"OK","ErrorCode":0,`)
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
	h.ended <- struct{}{}
}

func serveHalves(t *testing.T, server *stack.Server) (*halfResponses, string) {
	h := &halfResponses{ended: make(chan struct{}, 100), all: passThrough(server.URL, map[string]string{
		"/":         "testdata/clones.html",
		"/page.js":  "testdata/page.js",
		"/webim.js": filepath.Join(stack.Root(t), "dist", "webim.js"),
	})}
	h.command.Store("")
	srv := httptest.NewServer(h)
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return h, srv.URL
}

// In a page whose own fetch reads a clone of every response, no promise rejects
// unhandled when the SDK aborts a request during its response: at a further
// sign-in, a sign-out, and a timeout.
func TestAbortRejectsNoResponseClone(t *testing.T) {
	server := stack.Start(t)
	for _, dialect := range []string{"1.7", "1.3"} {
		t.Run(dialect, func(t *testing.T) {
			h, url := serveHalves(t, server)
			tab := browser.Open(t, browser.Chromium, browser.Options{})
			tab.Goto(url)
			h.command.Store("longpolling")
			signIn := fmt.Sprintf(`signIn(%q, "alice", %q)`, dialect, server.Signature("alice"))
			tab.Eval(signIn, nil)
			tab.WaitFor(`responses.longpolling === 1`)
			tab.Eval(signIn, nil)
			tab.WaitFor(`responses.longpolling === 2`)

			h.command.Store("friend_get_all")
			if dialect == "1.7" { // 1.3 has no timeout, and its sign-out aborts nothing
				tab.Eval(`new Promise(function (ended, failed) { webim.getAllFriend({ From_Account: "alice" }, failed, ended); }).then(function () { return true; })`, nil)
				tab.WaitFor(`responses.friend_get_all === 1`)
				tab.Eval(`new Promise(function (ok, failed) { webim.logout(ok, failed); })`, nil)
			}
			tab.Eval(`fetch("/").then(function (r) { return r.text(); })`, nil)
			var errors []string
			tab.Eval(`state.errors`, &errors)
			assert.Empty(t, errors)
			var read int
			tab.Eval(`read`, &read)
			assert.Greater(t, read, 1, "the page must have read the clones")
		})
	}
}

// A request that the SDK aborts ends on the server too, also during its response.
func TestAbortedRequestEndsOnServer(t *testing.T) {
	server := stack.Start(t)
	h, url := serveHalves(t, server)
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(url + "?plain")
	h.command.Store("longpolling")
	tab.Eval(fmt.Sprintf(`signIn("1.7", "alice", %q)`, server.Signature("alice")), nil)
	tab.WaitFor(`responses.longpolling === 1`)
	tab.Eval(`new Promise(function (ok, no) { webim.logout(ok, no); })`, nil)
	select {
	case <-h.ended:
	case <-time.After(10 * time.Second):
		t.Fatal("the poll of a signed-out page did not end on the server")
	}
}
