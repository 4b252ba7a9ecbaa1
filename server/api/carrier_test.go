package api_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/api"
	"webim.js/server/clock/clocktest"
)

// echo returns the request as received by the handler.
func echo(_ context.Context, c *api.Call) (any, error) {
	seen := map[string]any{"Body": string(c.Body), "Base": c.Base, "Host": c.Host}
	if c.File != nil {
		data, err := io.ReadAll(c.File.Open())
		if err != nil {
			return nil, err
		}
		seen["File"] = fmt.Sprintf("%s %d %.20s", c.File.Name, c.File.Size, data)
	}
	return seen, nil
}

const fileLimit = 3 << 20

func startCarriers(t *testing.T) string {
	e := &api.Edge{
		Clock: clocktest.New(1500000000), Log: slog.New(slog.DiscardHandler), Auth: anyone{}, BodyLimit: 1000,
		Commands: api.NewTable([]api.Command{
			{Service: "openim", Name: "echo", Handler: echo},
			{Service: "openim", Name: "fields", Handler: respondWith(nil, &api.Error{Code: -6, Info: "no", Fields: map[string]int{"IsRejectRetry": 1}})},
			{Service: "openim", Name: "ready", Handler: respondWith(ready("{\"A\":\"\u2028\u2029</script>\"}"), nil)},
			{Service: "openpic", Name: "pic_up", Handler: echo, Form: true, BodyLimit: fileLimit},
		}),
	}
	mux := http.NewServeMux()
	e.Routes(mux)
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	return web.URL
}

func get(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	resp, err := http.Get(address)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, string(data)
}

func TestJSONPWrapsResponse(t *testing.T) {
	address := startCarriers(t)
	call := func(command, callback, body string) (*http.Response, string) {
		return get(t, address+"/v4/openim/"+command+"?"+url.Values{
			"identifier": {"me"}, "jsonpcallback": {callback}, "jsonpbody": {body},
		}.Encode())
	}
	resp, script := call("echo", "jsonpRequest0", `{"Cookie":""}`)
	assert.Equal(t, "text/javascript; charset=utf-8", resp.Header.Get("Content-Type"))
	assert.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"))
	assert.Regexp(t, `^/\*\*/jsonpRequest0\(\{"ActionStatus":"OK",.*"Body":"\{\\"Cookie\\":\\"\\"\}",.*\}\);$`, script)

	for body, code := range map[string]string{"": "60003", "[]": "60003", "{}x": "60003", `{"From_Account":"you"}`: "70013"} {
		_, script := call("echo", "a.b$.c_1", body)
		assert.Contains(t, script, `/**/a.b$.c_1({"ActionStatus":"FAIL","ErrorCode":`+code, "%q", body)
	}
	_, script = call("nothing", "f", "{}")
	assert.Contains(t, script, "60004")
	_, script = call("echo", "f", `{"a":"`+strings.Repeat("x", 1000)+`"}`)
	assert.Contains(t, script, "60101", "the limit must apply to JSONP")
	_, script = call("ready", "f", "{}")
	assert.Contains(t, script, `\u2028\u2029`)
	assert.NotContains(t, script, "\u2028")

	for _, callback := range []string{
		"", "1a", "alert(1)//", "a-b", "a b", "a;b", "a.", ".a", "a..b", "a[0]", "a=b", "<script>", "ä", "a\n",
		"a.b.c.d.e", strings.Repeat("a", 65), "a%28",
	} {
		resp, text := call("echo", callback, "{}")
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode, "%q", callback)
		assert.Contains(t, resp.Header.Get("Content-Type"), "text/plain", "%q", callback)
		assert.NotContains(t, text, "ActionStatus", "%q", callback)
	}
}

// sendForm posts a form whose file comes first, as on real pages.
func sendForm(t *testing.T, address, origin string, size int, fields ...string) (*http.Response, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if size > 0 {
		part, err := w.CreateFormFile("file", "照片.png")
		require.NoError(t, err)
		_, err = part.Write(bytes.Repeat([]byte("p"), size))
		require.NoError(t, err)
	}
	for i := 0; i < len(fields); i += 2 {
		require.NoError(t, w.WriteField(fields[i], fields[i+1]))
	}
	require.NoError(t, w.Close())
	req, err := http.NewRequest(http.MethodPost, address+"/v4/openpic/pic_up?identifier=me&contenttype=http", &body)
	require.NoError(t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	if origin != "" {
		req.Header.Set("Origin", origin)
	}
	return do(t, req)
}

func do(t *testing.T, req *http.Request) (*http.Response, string) {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, string(data)
}

func TestFormResponseIsEscaped(t *testing.T) {
	address := startCarriers(t)
	for _, size := range []int{100, 2 << 20} { // in memory, on disk
		resp, page := sendForm(t, address, "https://page.example", size,
			"Random", "1", "To_Account", "bob", "From_Account", "me", "Random", "2", "Note", "</script><script>alert(1)</script>")
		assert.Equal(t, http.StatusOK, resp.StatusCode)
		assert.Equal(t, "text/html; charset=utf-8", resp.Header.Get("Content-Type"))
		assert.Equal(t, "no-referrer", resp.Header.Get("Referrer-Policy"))
		assert.Contains(t, page, fmt.Sprintf(`照片.png %d ppp`, size))
		assert.Contains(t, page, `\\\"Random\\\":\\\"2\\\"`, "the last value of a field must win")
		assert.NotContains(t, page, `\\\"Random\\\":\\\"1\\\"`)
		assert.Equal(t, 1, strings.Count(page, "<script"), "text must be escaped")
		assert.Contains(t, page, `"https://page.example/favicon.ico"`)
		nonce := regexp.MustCompile(`nonce="(\w+)"`).FindStringSubmatch(page)
		require.NotNil(t, nonce)
		assert.Contains(t, resp.Header.Get("Content-Security-Policy"), "script-src 'nonce-"+nonce[1]+"'")
	}
	for origin, next := range map[string]string{
		"":                       "about:blank",
		"null":                   "about:blank", // the origin of a local file
		"javascript:alert(1)":    "about:blank",
		"http://a.b:81":          "http://a.b:81/favicon.ico",
		`http://a"+alert(1)+"b/`: "http://a/favicon.ico",
		"https://[::1]:8443":     "https://[::1]:8443/favicon.ico",
		"//a.b":                  "about:blank",
	} {
		_, page := sendForm(t, address, origin, 1)
		assert.Contains(t, page, `"about:blank" : "`+next+`"`, origin)
	}
}

func TestInvalidFormsAreRefused(t *testing.T) {
	address := startCarriers(t)
	_, page := sendForm(t, address, "http://a", 1, "From_Account", "you")
	assert.Contains(t, page, `\"ErrorCode\":70013`)
	_, page = sendForm(t, address, "http://a", 0)
	assert.Contains(t, page, `\"Body\":\"{}\"`, "a form without a file must reach the handler")
	_, page = sendForm(t, address, "http://a", fileLimit)
	assert.Contains(t, page, `\"ErrorCode\":60101`, "a declared size above the limit must be refused")

	// A body of unknown length is refused at the limit.
	pipe, w := io.Pipe()
	go func() {
		_, err := io.WriteString(w, "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n")
		for err == nil {
			_, err = w.Write(make([]byte, 64<<10))
		}
	}()
	req, err := http.NewRequest(http.MethodPost, address+"/v4/openpic/pic_up?identifier=me&contenttype=http", pipe)
	require.NoError(t, err)
	req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	_, page = do(t, req)
	assert.Contains(t, page, `\"ErrorCode\":60101`)

	for _, contentType := range []string{"text/plain", "multipart/form-data", "multipart/form-data; boundary=x"} {
		resp, err := http.Post(address+"/v4/openpic/pic_up?identifier=me&contenttype=http", contentType, strings.NewReader("{}"))
		require.NoError(t, err)
		data, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		resp.Body.Close()
		assert.Contains(t, string(data), `\"ErrorCode\":60002`, contentType)
	}
	_, response := post(t, address+"/v4/openim/echo?identifier=me&contenttype=http", "{}")
	assert.Contains(t, response, `"OK"`, "a command that takes no forms must ignore contenttype")
}

// counter counts the bytes read.
type counter struct{ n atomic.Int64 }

func (c *counter) Read(p []byte) (int, error) { c.n.Add(int64(len(p))); return len(p), nil }

func TestOversizedBodiesAreNotRead(t *testing.T) {
	address := startCarriers(t)
	for _, path := range []string{"/v4/openim/echo?identifier=me", "/v4/openpic/pic_up?identifier=me", "/v4/openpic/pic_up?identifier=me&contenttype=http"} {
		sent := &counter{}
		req, err := http.NewRequest(http.MethodPost, address+path, io.LimitReader(sent, 200<<20))
		require.NoError(t, err)
		req.ContentLength = 200 << 20
		req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		_, response := do(t, req)
		assert.Contains(t, response, "60101", path)
		assert.Less(t, sent.n.Load(), int64(20<<20), "only data buffered by the network may be sent")
	}
	_, response := post(t, address+"/v4/openpic/pic_up?identifier=me", `{"a":"`+strings.Repeat("x", 2<<20)+`"}`)
	assert.Contains(t, response, `"OK"`, "a command may have a larger limit")
	_, response = post(t, address+"/v4/openpic/pic_up?usersig=bad", strings.Repeat("x", 100))
	assert.Contains(t, response, "70009", "authentication must come first")
}

func TestErrorFieldsAreInEnvelope(t *testing.T) {
	_, response := post(t, startCarriers(t)+"/v4/openim/fields?identifier=me", "{}")
	assert.JSONEq(t, `{"ActionStatus":"FAIL","ErrorCode":-6,"ErrorInfo":"no","IsRejectRetry":1}`, response)
}

func TestBaseFollowsForwardedProto(t *testing.T) {
	address := startCarriers(t)
	for proto, want := range map[string]struct{ scheme, host string }{
		"": {"http", "webim.tim.qq.com"}, "https": {"https", "webim.tim.qq.com:443"}, "javascript": {"http", "webim.tim.qq.com"},
	} {
		req, err := http.NewRequest(http.MethodPost, address+"/v4/openim/echo?identifier=me", strings.NewReader("{}"))
		require.NoError(t, err)
		req.Host = "webim.tim.qq.com"
		req.Header.Set("X-Forwarded-Proto", proto)
		_, response := do(t, req)
		assert.Contains(t, response, `"Base":"`+want.scheme+`://webim.tim.qq.com"`)
		assert.Contains(t, response, `"Host":"`+want.host+`"`)
	}
}

func TestBaseWithTLSIsHTTPS(t *testing.T) {
	mux := http.NewServeMux()
	e := &api.Edge{
		Clock: clocktest.New(1500000000), Log: slog.New(slog.DiscardHandler), Auth: anyone{},
		Commands: api.NewTable([]api.Command{{Service: "openim", Name: "echo", Handler: echo}}),
	}
	e.Routes(mux)
	web := httptest.NewTLSServer(mux)
	defer web.Close()
	for name, host := range map[string]string{
		"webim.tim.qq.com": "webim.tim.qq.com:443", "localhost:8443": "localhost:8443", "[::1]": "[::1]:443",
	} {
		req, err := http.NewRequest(http.MethodPost, web.URL+"/v4/openim/echo?identifier=me", strings.NewReader("{}"))
		require.NoError(t, err)
		req.Host = name
		resp, err := web.Client().Do(req)
		require.NoError(t, err)
		response, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		resp.Body.Close()
		assert.Contains(t, string(response), `"Base":"https://`+name+`"`)
		assert.Contains(t, string(response), `"Host":"`+host+`"`)
	}
}

// A refused body below discardedBytes is read, so that a proxy gets the response.
func TestIntakeDiscardsRefusedBodies(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) })
	web := httptest.NewServer(&api.Intake{Next: mux, Clock: clocktest.New(1500000000)})
	t.Cleanup(web.Close)
	for size, want := range map[int64]int64{3 << 20: 3 << 20, 64 << 20: 32 << 20} {
		sent := &counter{}
		req, err := http.NewRequest(http.MethodPost, web.URL, io.LimitReader(sent, size))
		require.NoError(t, err)
		req.ContentLength = size
		resp, err := http.DefaultClient.Do(req)
		if err == nil { // for the large one the client may see the connection reset first
			resp.Body.Close()
			assert.Equal(t, http.StatusForbidden, resp.StatusCode)
		}
		if size == want {
			require.NoError(t, err)
			assert.Equal(t, want, sent.n.Load(), "the body must be read completely")
		} else {
			assert.Less(t, sent.n.Load(), want, "only data buffered by the network may be sent")
		}
	}
}
