package server_test

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

// getWithHost sends a request with a Host header.
func getWithHost(t *testing.T, s *servertest.Server, host, path string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
	require.NoError(t, err)
	req.Host = host
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	var b strings.Builder
	require.NoError(t, resp.Write(&b))
	return resp.StatusCode, b.String()
}

// A site whose host name resolves to the server (DNS rebinding) gets no signatures from
// any path that serves them.
func TestForeignHostGetsNoSignature(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.Hosts = []string{"im.example", "192.0.2.7"} })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(s.URL, "http://"))
	s.SignIn(t, "alice").OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "AVChatRoom", "Name": "live", "Owner_Account": "alice"})
	ways := []string{"/demo/users.json", "/tls/login?url=/", "/tls/usersig?tmpsig=x", "/libs/api.min.js"}
	for _, host := range []string{"localhost", "LocalHost:" + port, "127.0.0.1:" + port, "127.9.9.9", "[::1]:" + port, "im.example", "IM.example:443", "192.0.2.7"} {
		for _, path := range ways {
			status, _ := getWithHost(t, s, host, path)
			assert.Equal(t, 200, status, "%s%s", host, path)
		}
		_, body := getWithHost(t, s, host, "/demo/server.json")
		assert.Contains(t, body, `"live"`, host)
	}
	for _, host := range []string{
		"evil.example", "evil.example:" + port, "localhost.evil.example", "127.0.0.1.evil.example", "im.example.evil",
		"xim.example", "192.0.2.8", "0.0.0.0", "[::]", "8.8.8.8:" + port,
	} {
		for _, path := range ways {
			status, body := getWithHost(t, s, host, path)
			assert.Equal(t, 421, status, "%s%s", host, path)
			assert.NotContains(t, body, "alice", "%s%s", host, path)
		}
		_, body := getWithHost(t, s, host, "/demo/server.json")
		assert.NotContains(t, body, `"live"`, host)
	}
}

// Signatures served for development expire after a day.
func TestDemoSignatureExpiresAfterADay(t *testing.T) {
	s := servertest.Start(t)
	_, body := get(t, s.URL+"/demo/users.json")
	var users []struct{ UserSig string }
	require.NoError(t, json.Unmarshal([]byte(body), &users))
	client := s.Client13("alice")
	client.Query.Set("usersig", users[0].UserSig)
	client.OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
	s.Clock.Advance(24 * 3600 * 1e9)
	client.Refused(t, 70001, "openim/getmsg", servertest.M{"Cookie": ""})
}

// Pages run no inline scripts and cannot be framed by other sites.
func TestWebPagesSetContentPolicy(t *testing.T) {
	s := servertest.Start(t)
	for _, path := range []string{"/", "/demo/", "/demo/open", "/tls/login?url=/", "/tls/login"} {
		resp, body := get(t, s.URL+path)
		policy := resp.Header.Get("Content-Security-Policy")
		assert.Contains(t, policy, "default-src 'none'", path)
		assert.Regexp(t, `frame-ancestors '(none|self)'`, policy, path)
		assert.NotRegexp(t, `script-src[^;]*('unsafe-inline'|'unsafe-eval'|\*)`, policy, path)
		assert.NotRegexp(t, `<script(?: nonce[^>]*)?>|\son\w+=|javascript:`, body, path)
		assert.Equal(t, "nosniff", resp.Header.Get("X-Content-Type-Options"), path)
	}
}
