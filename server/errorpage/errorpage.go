// Package errorpage shows people a page where a handler answers with an error:
// a title, a sentence in both languages, what the handler said, and the way
// back. Scripts and commands get the handler's line.
package errorpage

import (
	"bytes"
	_ "embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

//go:embed page.html
var source string

var page = template.Must(template.New("error").Parse(source))

// policy: the page needs no other file, whatever address it is shown at.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// words say an error to people.
type words struct{ Title, Chinese, English string }

var byStatus = map[int]words{
	http.StatusUnauthorized:       {"需要登录", "请用启动时打印的地址打开，或者输入管理密码。", "Please open the address that was printed at the start, or give the admin password."},
	http.StatusForbidden:          {"不允许访问", "可能已过期，或者请求来自别的网站。", "It may have expired, or the request came from another site."},
	http.StatusNotFound:           {"没有这个页面", "请检查地址后重试。", "There is no such page. Please check the address."},
	http.StatusMethodNotAllowed:   {"不能这样打开", "这个地址不能直接打开。", "This address cannot be opened like that."},
	http.StatusMisdirectedRequest: {"域名不对", "服务器不用这个名字。", "The server does not go by this name."},
	http.StatusTooManyRequests:    {"请求太频繁", "请稍后重试。", "Too many requests. Please try again later."},
	http.StatusServiceUnavailable: {"暂时不能服务", "请稍后重试。", "Not available at the moment. Please try again later."},
}

func wordsOf(status int) words {
	if w, known := byStatus[status]; known {
		return w
	}
	if status >= http.StatusInternalServerError {
		return words{"服务器出错", "请稍后重试，原因见服务器的日志。", "The server failed. Please try again later; its log says why."}
	}
	return words{"请求有误", "请返回后重试。", "The request is wrong. Please go back and try again."}
}

// ForBrowsers puts pages in the place of the error lines of next, where a browser
// asks for a page.
func ForBrowsers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept"), "text/html") {
			next.ServeHTTP(w, r)
			return
		}
		held := &holding{ResponseWriter: w}
		next.ServeHTTP(held, r)
		if held.status != 0 {
			show(w, r, held.status, strings.TrimSpace(held.line.String()))
		}
	})
}

// lineLimit in bytes is more than any handler says.
const lineLimit = 2000

// holding keeps back an error that is a line of plain text, as http.Error
// writes it; everything else goes through.
type holding struct {
	http.ResponseWriter
	status int // of what is held back
	line   bytes.Buffer
}

// Unwrap is for http.ResponseController.
func (h *holding) Unwrap() http.ResponseWriter { return h.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (h *holding) WriteHeader(status int) {
	if h.status != 0 {
		return
	}
	if status >= http.StatusBadRequest && strings.HasPrefix(h.Header().Get("Content-Type"), "text/plain") {
		h.status = status
		return
	}
	h.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer.
func (h *holding) Write(p []byte) (int, error) {
	if h.status == 0 {
		return h.ResponseWriter.Write(p)
	}
	h.line.Write(p[:min(len(p), lineLimit-min(lineLimit, h.line.Len()))])
	return len(p), nil
}

// show writes the page.
func show(w http.ResponseWriter, r *http.Request, status int, said string) {
	data := struct {
		words
		Status         int
		Said, Language string
		Home           string
	}{words: wordsOf(status), Status: status, Language: "en", Home: home(r)}
	// What the standard library says of itself, the title says better.
	if !strings.EqualFold(said, http.StatusText(status)) && said != "404 page not found" {
		data.Said = strings.ToValidUTF8(said, "�")
		if strings.ContainsFunc(said, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
			data.Language = "zh-CN"
		}
	}
	h := w.Header()
	h.Del("Content-Length")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = page.Execute(w, data) // who does not take it is gone
}

// home is the server's first page, seen from the address that was asked for:
// the server may stand below a path of a proxy.
func home(r *http.Request) string {
	path := r.URL.Path
	// A handler may have been given the end of the path alone.
	if asked, err := url.ParseRequestURI(r.RequestURI); err == nil {
		path = asked.EscapedPath()
	}
	if up := strings.Count(path, "/") - 1; up > 0 {
		return strings.Repeat("../", up)
	}
	return "./"
}
