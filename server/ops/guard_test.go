package ops

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// get sends a GET request, which change may modify, through a guard.
func get(g *Guard, change func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080/admin/", nil)
	r.RemoteAddr = "127.0.0.1:40000"
	change(r)
	w := httptest.NewRecorder()
	g.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {})).ServeHTTP(w, r)
	return w
}

func newGuard(password string) *Guard {
	g := NewGuard(password)
	g.pause = 0
	return g
}

// A plain reverse proxy (nginx's proxy_pass) sends Host: 127.0.0.1 and nothing
// about its client: neither address nor host may grant access.
func TestGuardIgnoresHostAndAddress(t *testing.T) {
	for _, g := range []*Guard{newGuard(""), newGuard("a long password")} {
		for _, host := range []string{"127.0.0.1:8080", "localhost:8080", "[::1]:8080", "127.0.0.1", "im.example", ""} {
			for _, remote := range []string{"127.0.0.1:40000", "[::1]:40000", "192.0.2.1:40000", "@"} {
				w := get(g, func(r *http.Request) { r.Host, r.RemoteAddr = host, remote })
				assert.Equal(t, 401, w.Code, "%s from %s", host, remote)
			}
		}
	}
}

func TestGuardRequiresToken(t *testing.T) {
	g := newGuard("")
	open := func(path string) *httptest.ResponseRecorder {
		return get(g, func(r *http.Request) { *r.URL = *r.URL.JoinPath(); r.URL.RawQuery = path })
	}
	assert.Equal(t, 401, open("token=wrong").Code)
	assert.Empty(t, open("token=wrong").Header().Get("Set-Cookie"))
	w := open("q=x&token=" + g.Token())
	assert.Equal(t, 200, w.Code)
	assert.Equal(t, "0; url=/admin/?q=x", w.Header().Get("Refresh"), "the address must not contain the token")
	cookies := w.Result().Cookies()
	require.Len(t, cookies, 1)
	assert.True(t, cookies[0].HttpOnly)
	assert.Equal(t, http.SameSiteStrictMode, cookies[0].SameSite)
	assert.Equal(t, 200, get(g, func(r *http.Request) { r.AddCookie(cookies[0]) }).Code)
	assert.Equal(t, 200, get(g, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+g.Token()) }).Code)
	assert.Equal(t, 401, get(g, func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") }).Code)
	assert.Equal(t, 401, get(g, func(r *http.Request) { r.SetBasicAuth("", "") }).Code, "an empty password must be refused if none is set")
	assert.Equal(t, 401, get(newGuard(""), func(r *http.Request) { r.AddCookie(cookies[0]) }).Code, "a cookie of an earlier start must be refused")
	post := get(g, func(r *http.Request) { r.Method = http.MethodPost; r.URL.RawQuery = "token=" + g.Token() })
	assert.Equal(t, 401, post.Code, "a link must authenticate GET requests only")
}

func TestGuardRejectsCrossOriginPosts(t *testing.T) {
	for _, g := range []*Guard{newGuard(""), newGuard("secret")} {
		post := func(header, value string) int {
			return get(g, func(r *http.Request) {
				r.Method = http.MethodPost
				r.SetBasicAuth("", g.Token())
				r.Header.Set(header, value)
			}).Code
		}
		assert.Equal(t, 200, post("Sec-Fetch-Site", "same-origin"))
		assert.Equal(t, 200, post("Origin", "http://127.0.0.1:8080"))
		assert.Equal(t, 200, post("User-Agent", "curl"))
		assert.Equal(t, 403, post("Sec-Fetch-Site", "cross-site"))
		assert.Equal(t, 403, post("Sec-Fetch-Site", "same-site"), "a page on another port of this host must be refused")
		assert.Equal(t, 403, post("Origin", "http://evil.example"))
		assert.Equal(t, 403, post("Origin", "null"))
	}
}

// Wrong passwords are delayed. The right one is not, even from the same address at the
// same time.
func TestGuardDelaysWrongPasswordsOnly(t *testing.T) {
	g := NewGuard("a long password")
	g.pause = time.Hour
	try := func(password string) int {
		return get(g, func(r *http.Request) { r.SetBasicAuth("admin", password) }).Code
	}
	server := httptest.NewServer(g.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	defer server.Close()
	var guesses sync.WaitGroup
	ctx, stop := context.WithCancel(t.Context())
	defer guesses.Wait()
	for range 50 {
		guesses.Go(func() {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, nil)
			assert.NoError(t, err)
			req.SetBasicAuth("admin", "guess")
			_, err = http.DefaultClient.Do(req)
			assert.Error(t, err, "a wrong password must get no response during the delay")
		})
	}
	for range 20 {
		assert.Equal(t, 200, try("a long password"))
	}
	stop()
}

func TestBehindProxyTakesForwardedAddress(t *testing.T) {
	for header, want := range map[string]string{
		"":                        "127.0.0.1:9",
		"192.0.2.7":               "192.0.2.7:0",
		"10.0.0.1, 192.0.2.7":     "192.0.2.7:0",
		"10.0.0.1,  2001:db8::7 ": "[2001:db8::7]:0",
		"192.0.2.7, unknown":      "127.0.0.1:9",
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = "127.0.0.1:9"
		r.Header.Set("X-Forwarded-For", header)
		BehindProxy(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			assert.Equal(t, want, r.RemoteAddr, header)
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}

func TestBehindProxyTakesHTTPVersion(t *testing.T) {
	for via, want := range map[string]int{
		"": 1, "1.1 Caddy": 1, "2.0 Caddy": 2, "HTTP/2.0 nginx": 2, "HTTP/3.0 nginx": 2, "HTTP/1.1 nginx": 1,
		"2.0 a forged one, 1.1 nginx": 1, "1.1 cdn, 2.0 Caddy": 2,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Via", via)
		BehindProxy(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			assert.Equal(t, want, r.ProtoMajor, via)
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}
