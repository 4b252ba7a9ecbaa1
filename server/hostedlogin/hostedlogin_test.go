package hostedlogin_test

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

func get(t *testing.T, address string) (*http.Response, string) {
	t.Helper()
	resp, err := http.Get(address)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, string(data)
}

var link = regexp.MustCompile(`<a href="([^"]*)"`)

// loginLinks returns the links to the users on the login page.
func loginLinks(t *testing.T, s *servertest.Server, callback string) []*url.URL {
	t.Helper()
	resp, page := get(t, s.URL+"/tls/login?sdkappid=1400000001&acctype=1&url="+url.QueryEscape(callback))
	require.Equal(t, http.StatusOK, resp.StatusCode, page)
	var all []*url.URL
	for _, found := range link.FindAllStringSubmatch(page, -1) {
		u, err := url.Parse(html.UnescapeString(found[1]))
		require.NoError(t, err)
		all = append(all, u)
	}
	return all
}

type userSig struct {
	ErrorCode int
	ErrorInfo string
	UserSig   string
}

func exchange(t *testing.T, s *servertest.Server, tmpsig string) userSig {
	t.Helper()
	resp, body := get(t, s.URL+"/tls/usersig?tmpsig="+url.QueryEscape(tmpsig))
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Equal(t, "*", resp.Header.Get("Access-Control-Allow-Origin"), "pages have other origins")
	assert.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
	var response userSig
	require.NoError(t, json.Unmarshal([]byte(body), &response))
	return response
}

func TestVisitorSignsIn(t *testing.T) {
	s := servertest.Start(t)
	all := loginLinks(t, s, "http://webim.example:8000/demo/index.html?a=1&b=%E4%BD%A0&tmpsig=old#top")
	require.Len(t, all, 12, "the demo's users must be listed")
	bob := all[1]
	assert.Equal(t, "webim.example:8000", bob.Host)
	assert.Equal(t, "/demo/index.html", bob.Path)
	assert.Equal(t, "top", bob.Fragment)
	query := bob.Query()
	assert.Equal(t, []string{"1", "你", "bob", "1400000001"}, []string{query.Get("a"), query.Get("b"), query.Get("identifier"), query.Get("sdkappid")})
	assert.Len(t, query["tmpsig"], 1, "an old ticket must be removed from the address")

	response := exchange(t, s, query.Get("tmpsig"))
	require.Zero(t, response.ErrorCode)
	client := s.Client17("bob")
	client.Query.Set("usersig", response.UserSig)
	client.OK(t, "openim/login", servertest.M{"State": "Online"})
	client.Query.Set("identifier", "alice")
	client.Refused(t, 70013, "openim/login", servertest.M{"State": "Online"})
}

func TestTicketsExpire(t *testing.T) {
	s := servertest.Start(t)
	good := loginLinks(t, s, "http://a/")[0].Query().Get("tmpsig")
	for _, bad := range []string{"", "null", "zz", good[:10], good + "00", "00" + good[2:], good[:len(good)-2]} {
		response := exchange(t, s, bad)
		assert.Equal(t, 11, response.ErrorCode, bad)
		assert.NotEmpty(t, response.ErrorInfo)
		assert.Empty(t, response.UserSig)
	}
	s.Clock.Advance(59 * time.Minute)
	assert.Zero(t, exchange(t, s, good).ErrorCode, "a ticket must survive a reload")
	s.Clock.Advance(time.Minute)
	assert.Equal(t, 11, exchange(t, s, good).ErrorCode, "a ticket must expire")
	fresh := loginLinks(t, s, "http://a/")[0].Query().Get("tmpsig")
	s.Restart(t)
	assert.Zero(t, exchange(t, s, fresh).ErrorCode, "a ticket must survive a restart")
}

func TestUnsafeCallbacksAreRefused(t *testing.T) {
	s := servertest.Start(t)
	for _, good := range []string{"http://a/", "https://a.example:8443/x?y#z", "/demo/", "HTTP://a/", "http://[::1]:80/"} {
		assert.Len(t, loginLinks(t, s, good), 12, good)
	}
	for _, bad := range []string{
		"", "javascript:alert(1)", "data:text/html,x", "file:///home/me/index.html", "//evil.example/", `/\evil.example/`, `\\evil`,
		"demo/", "http:", "http:///x", "http://a b/", "ftp://a/", "http://a/\x00", "vbscript:x", "%zz",
	} {
		resp, page := get(t, s.URL+"/tls/login?url="+url.QueryEscape(bad))
		assert.Equal(t, http.StatusBadRequest, resp.StatusCode, "%q", bad)
		assert.NotContains(t, page, "tmpsig", "%q", bad)
		assert.Contains(t, page, "回调地址", "%q", bad)
	}
	_, page := get(t, s.URL+"/tls/login?url="+url.QueryEscape(`http://a"><script>alert(1)</script>/`))
	assert.NotContains(t, page, "<script>")
	_, page = get(t, s.URL+"/tls/login?url="+url.QueryEscape(`http://a/"onclick="alert(1)?"><script>alert(1)</script>`))
	assert.NotContains(t, page, "<script>")
	assert.NotContains(t, page, `"onclick="`)
}

func TestLoginPageShowsDestination(t *testing.T) {
	s := servertest.Start(t)
	resp, page := get(t, s.URL+"/tls/login?url=http://webim.example/")
	assert.Equal(t, "text/html; charset=utf-8", resp.Header.Get("Content-Type"))
	assert.Contains(t, page, "林小夏")
	assert.Contains(t, page, "<b>webim.example</b>", "the destination must be displayed")
	assert.Contains(t, page, "只用于开发")
	assert.Contains(t, resp.Header.Get("Content-Security-Policy"), "frame-ancestors 'none'", "framing must be forbidden")
	assert.Equal(t, "no-referrer", resp.Header.Get("Referrer-Policy"))
	assert.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
}

func TestScriptIsES5(t *testing.T) {
	s := servertest.Start(t)
	resp, script := get(t, s.URL+"/libs/api.min.js?_bid=1")
	assert.Equal(t, "text/javascript; charset=utf-8", resp.Header.Get("Content-Type"))
	assert.Equal(t, "cross-origin", resp.Header.Get("Cross-Origin-Resource-Policy"))
	for _, name := range []string{"TLSHelper", "getQuery", "goLogin", "fetchUserSig", "TlsErrorCode"} {
		assert.Contains(t, script, name)
	}
	assert.NotRegexp(t, `\b(let|const)\b|=>|`+"`", strings.ReplaceAll(script, "//", ""), "the script must be ES5")
}

func TestPrivateDisablesHostedLogin(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.Private = true })
	for _, path := range []string{"/libs/api.min.js", "/tls/login?url=http://a/", "/tls/usersig?tmpsig=x"} {
		resp, _ := get(t, s.URL+path)
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, path)
	}
}
