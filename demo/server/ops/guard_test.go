package ops

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// ask sends a GET, or what change makes of it, through a guard.
func ask(g *Guard, change func(*http.Request)) int {
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080/admin/", nil)
	r.RemoteAddr = "127.0.0.1:40000"
	change(r)
	w := httptest.NewRecorder()
	g.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {})).ServeHTTP(w, r)
	return w.Code
}

func TestOnlyTheMachineItself(t *testing.T) {
	g := NewGuard("")
	for _, host := range []string{"127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "127.9.9.9"} {
		assert.Equal(t, 200, ask(g, func(r *http.Request) { r.Host = host }), host)
	}
	for _, remote := range []string{"[::1]:40000", "[::ffff:127.0.0.1]:40000"} {
		assert.Equal(t, 200, ask(g, func(r *http.Request) { r.RemoteAddr = remote }), remote)
	}
	for _, remote := range []string{"192.0.2.1:40000", "[2001:db8::1]:40000", "", "@"} {
		assert.Equal(t, 403, ask(g, func(r *http.Request) { r.RemoteAddr = remote }), remote)
	}
	for _, host := range []string{"rebound.example", "rebound.example:8080", "localhost.example", "127.0.0.1.example", "192.168.0.1:8080", "", "[::1", "0.0.0.0"} {
		assert.Equal(t, 403, ask(g, func(r *http.Request) { r.Host = host }), host)
	}
	for _, header := range []string{"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"} {
		assert.Equal(t, 403, ask(g, func(r *http.Request) { r.Header.Set(header, "127.0.0.1") }), header)
	}
}

func TestOtherSitesPostNothing(t *testing.T) {
	for _, g := range []*Guard{NewGuard(""), NewGuard("secret")} {
		post := func(header, value string) int {
			return ask(g, func(r *http.Request) {
				r.Method = http.MethodPost
				r.SetBasicAuth("", "secret")
				r.Header.Set(header, value)
			})
		}
		assert.Equal(t, 200, post("Sec-Fetch-Site", "same-origin"))
		assert.Equal(t, 200, post("Origin", "http://127.0.0.1:8080"))
		assert.Equal(t, 200, post("User-Agent", "curl"))
		assert.Equal(t, 403, post("Sec-Fetch-Site", "cross-site"))
		assert.Equal(t, 403, post("Sec-Fetch-Site", "same-site"), "another port of this machine")
		assert.Equal(t, 403, post("Origin", "http://evil.example"))
		assert.Equal(t, 403, post("Origin", "null"))
	}
}

func TestPassword(t *testing.T) {
	g := NewGuard("secret")
	now := time.Unix(1500000000, 0)
	g.now = func() time.Time { return now }
	try := func(password, remote string) int {
		return ask(g, func(r *http.Request) {
			r.Host, r.RemoteAddr = "im.example", remote
			if password != "" {
				r.SetBasicAuth("admin", password)
			}
		})
	}
	for range 10 {
		assert.Equal(t, 401, try("", "192.0.2.1:1"), "a browser asks once without")
		assert.Equal(t, 200, try("secret", "192.0.2.1:2"))
	}
	assert.Equal(t, 401, ask(g, func(*http.Request) {}), "the machine itself, too")
	for range burst {
		assert.Equal(t, 401, try("guess", "192.0.2.1:3"))
	}
	assert.Equal(t, 429, try("guess", "192.0.2.1:4"))
	assert.Equal(t, 429, try("secret", "192.0.2.1:5"), "who guesses does not learn that one was right")
	assert.Equal(t, 200, try("secret", "192.0.2.2:1"), "others are not kept out")
	now = now.Add(time.Second)
	assert.Equal(t, 200, try("secret", "192.0.2.1:6"))
	assert.Equal(t, 401, try("secrets", "192.0.2.1:7"))
}

func TestBehindProxy(t *testing.T) {
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
