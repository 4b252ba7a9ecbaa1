// Package errorpage replaces the error responses of handlers with HTML pages for
// browsers: a title, a sentence in both languages, the handler's message, and a link
// back. Other clients get the handler's message.
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

// policy is the content security policy of the page, which loads no other files but
// images.
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// texts are the texts of an error page.
type texts struct{ Title, Chinese, English string }

var byStatus = map[int]texts{
	http.StatusUnauthorized:       {"需要登录", "请用启动时打印的地址打开，或者输入管理密码。", "Please open the address that the server printed at start, or enter the admin password."},
	http.StatusForbidden:          {"不允许访问", "可能已过期，或者请求来自别的网站。", "It may have expired, or the request came from another site."},
	http.StatusNotFound:           {"没有这个页面", "请检查地址后重试。", "There is no such page. Please check the address."},
	http.StatusMethodNotAllowed:   {"不能这样打开", "这个地址不能直接打开。", "This address cannot be opened directly."},
	http.StatusMisdirectedRequest: {"域名不对", "服务器不使用这个域名。", "The server does not serve this host name."},
	http.StatusTooManyRequests:    {"请求太频繁", "请稍后重试。", "Too many requests. Please try again later."},
	http.StatusServiceUnavailable: {"暂时不能服务", "请稍后重试。", "Not available at the moment. Please try again later."},
}

func textsOf(status int) texts {
	if w, known := byStatus[status]; known {
		return w
	}
	if status >= http.StatusInternalServerError {
		return texts{"服务器出错", "请稍后重试，原因见服务器的日志。", "The server failed. Please try again later; the reason is in its log."}
	}
	return texts{"请求有误", "请返回后重试。", "The request is invalid. Please go back and try again."}
}

// ForBrowsers returns a handler that replaces plain-text errors of next with pages,
// if the client accepts HTML.
func ForBrowsers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept"), "text/html") {
			next.ServeHTTP(w, r)
			return
		}
		captured := &errorCapture{ResponseWriter: w}
		next.ServeHTTP(captured, r)
		if captured.status != 0 {
			show(w, r, captured.status, strings.TrimSpace(captured.line.String()))
		}
	})
}

// lineLimit, in bytes, is more than the longest message of a handler.
const lineLimit = 2000

// errorCapture captures an error response in plain text, as http.Error writes it. It
// passes other responses through.
type errorCapture struct {
	http.ResponseWriter
	status int // of the captured response; 0 means none
	line   bytes.Buffer
}

// Unwrap returns the underlying writer, for http.ResponseController.
func (h *errorCapture) Unwrap() http.ResponseWriter { return h.ResponseWriter }

// WriteHeader implements http.ResponseWriter.
func (h *errorCapture) WriteHeader(status int) {
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
func (h *errorCapture) Write(p []byte) (int, error) {
	if h.status == 0 {
		return h.ResponseWriter.Write(p)
	}
	h.line.Write(p[:min(len(p), lineLimit-min(lineLimit, h.line.Len()))])
	return len(p), nil
}

// show writes the page.
func show(w http.ResponseWriter, r *http.Request, status int, message string) {
	data := struct {
		texts
		Status            int
		Message, Language string
		Home              string
	}{texts: textsOf(status), Status: status, Language: "en", Home: home(r)}
	// The messages of the standard library add nothing to the title.
	if !strings.EqualFold(message, http.StatusText(status)) && message != "404 page not found" {
		data.Message = strings.ToValidUTF8(message, "�")
		if strings.ContainsFunc(message, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
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
	_ = page.Execute(w, data) // fails only if the client has disconnected
}

// home returns the address of the server's first page, relative to the request's,
// since a proxy may serve the server below a path.
func home(r *http.Request) string {
	path := r.URL.Path
	// http.StripPrefix may have shortened the path of the URL.
	if requested, err := url.ParseRequestURI(r.RequestURI); err == nil {
		path = requested.EscapedPath()
	}
	if up := strings.Count(path, "/") - 1; up > 0 {
		return strings.Repeat("../", up)
	}
	return "./"
}
