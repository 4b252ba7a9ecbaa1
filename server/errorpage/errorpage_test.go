package errorpage

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestErrorPageIsHTMLForBrowsers(t *testing.T) {
	mux := http.NewServeMux()
	fails := func(status int, line string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, line, status) }
	}
	mux.Handle("/401", fails(401, "the token <b>"))
	mux.Handle("/a/b/403", http.StripPrefix("/a/b", fails(403, "已过期")))
	mux.Handle("/500", fails(500, "internal server error"))
	mux.Handle("/502", fails(502, strings.Repeat("x", 3*lineLimit)))
	mux.Handle("/418", fails(418, "tea"))
	mux.Handle("POST /post", fails(200, ""))
	mux.HandleFunc("/json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "{}")
	})
	mux.HandleFunc("/fine", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "fine") })
	handler := ForBrowsers(mux)
	ask := func(path, accept string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	for _, c := range []struct {
		path   string
		status int
		holds  []string
	}{
		{"/401", 401, []string{"<title>需要登录 ·", `<p lang="en">the token &lt;b&gt;</p>`, `href="./"`}},
		{"/a/b/403", 403, []string{"<title>不允许访问 ·", `<p lang="zh-CN">已过期</p>`, `href="../../"`}},
		{"/nowhere/x", 404, []string{"<title>没有这个页面 ·", `href="../"`}},
		{"/post", 405, []string{"<title>不能这样打开 ·"}},
		{"/500", 500, []string{"<title>服务器出错 ·"}},
		{"/502", 502, []string{"<title>服务器出错 ·", ">" + strings.Repeat("x", lineLimit) + "<"}},
		{"/418", 418, []string{"<title>请求有误 ·", "tea"}},
	} {
		w := ask(c.path, "text/html,*/*;q=0.8")
		require.Equal(t, c.status, w.Code, c.path)
		assert.Equal(t, "text/html; charset=utf-8", w.Header().Get("Content-Type"), c.path)
		assert.Equal(t, policy, w.Header().Get("Content-Security-Policy"), c.path)
		for _, part := range append(c.holds, `<html lang="zh-CN">`, "<h1>") {
			assert.Contains(t, w.Body.String(), part, c.path)
		}
		line := ask(c.path, "*/*")
		assert.Equal(t, c.status, line.Code, c.path)
		assert.NotContains(t, line.Body.String(), "<html", c.path)
	}
	assert.NotContains(t, ask("/nowhere", "text/html").Body.String(), "page not found", "the message must not repeat the title")
	assert.Equal(t, "{}", ask("/json", "text/html").Body.String())
	assert.Equal(t, "fine", ask("/fine", "text/html").Body.String())
}
