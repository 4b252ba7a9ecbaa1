package server_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	webimjs "webim.js"
	"webim.js/server"
	"webim.js/server/servertest"
	"webim.js/server/usersig"
)

func get(t *testing.T, address string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	require.NoError(t, err)
	req.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, string(data)
}

func TestDemoUsersCanSignIn(t *testing.T) {
	s := servertest.Start(t)
	_, body := get(t, s.URL+"/demo/users.json")
	var users []struct {
		Identifier, Nick, UserSig string
		SDKAppID, AccountType     int
	}
	require.NoError(t, json.Unmarshal([]byte(body), &users))
	require.Len(t, users, 12)
	for _, u := range users {
		assert.Equal(t, server.SDKAppID, u.SDKAppID)
		assert.NotZero(t, u.AccountType)
		assert.NotEmpty(t, u.Nick)
		ticket, err := usersig.Verify(u.UserSig, s.Clock.Now(), usersig.NewSecret("test", servertest.Key))
		require.NoError(t, err)
		assert.Equal(t, u.Identifier, ticket.Identifier)
	}
	client := s.Client17("alice")
	client.Query.Set("usersig", users[0].UserSig)
	client.OK(t, "openim/login", servertest.M{"State": "Online"})
}

func TestHomePageIsDemo(t *testing.T) {
	s := servertest.Start(t)
	resp, body := get(t, s.URL+"/")
	assert.Equal(t, "/demo/", resp.Request.URL.Path, "the home page must be the demo's welcome")
	assert.Equal(t, "text/html; charset=utf-8", resp.Header.Get("Content-Type"))
	assert.Contains(t, body, `id="welcome"`)
	for _, path := range []string{"/nowhere", "/demo/nowhere.js", "/demo/../../server.go"} {
		resp, body = get(t, s.URL+path)
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, path)
		assert.NotContains(t, body, "<html", path)
		resp, body = get(t, s.URL+path, "Accept", "text/html")
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, path)
		assert.Contains(t, body, `<html lang="zh-CN">`, path)
		assert.Contains(t, body, "<title>没有这个页面", path)
	}
}

func TestServerInfoListsLiveRooms(t *testing.T) {
	s := servertest.Start(t)
	about := func() (response struct {
		Version string
		Rooms   []struct{ ID, Name string }
	}) {
		_, body := get(t, s.URL+"/demo/server.json")
		require.NoError(t, json.Unmarshal([]byte(body), &response))
		return response
	}
	assert.Empty(t, about().Rooms)
	assert.Equal(t, webimjs.Version(), about().Version)
	alice := s.SignIn(t, "alice")
	for id, kind := range map[string]string{"live": "AVChatRoom", "team": "Public"} {
		alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": kind, "Name": "名 " + id, "GroupId": id, "Owner_Account": "alice"})
	}
	assert.Equal(t, []struct{ ID, Name string }{{"live", "名 live"}}, about().Rooms)
}

func TestPrivateServerServesNoSignatures(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.Private = true })
	for _, path := range []string{"/demo/users.json", "/tls/login", "/libs/api.min.js"} {
		resp, _ := get(t, s.URL+path)
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, path)
	}
	_, body := get(t, s.URL+"/")
	assert.NotContains(t, body, "alice")
	s.SignIn(t, "alice").OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "AVChatRoom", "Name": "live", "Owner_Account": "alice"})
	_, body = get(t, s.URL+"/demo/server.json")
	assert.Contains(t, body, `"rooms":[]`)
}

func TestSDKFilesAreCompressed(t *testing.T) {
	dist := t.TempDir()
	write := func(name, content string) {
		require.NoError(t, os.WriteFile(filepath.Join(dist, name), []byte(content), 0o600))
	}
	script := strings.Repeat("var server = '__WEBIM_SERVER__';\n", 100)
	write("webim.js", script)
	module := strings.Repeat("export {};\n", 100)
	write("webim.mjs", module)
	write("webim.mjs.br", "ready made")
	write("secret.txt", "x")
	s := servertest.Start(t, func(c *server.Config) { c.Dist = os.DirFS(dist) })

	resp, body := get(t, s.URL+"/sdk/webim.js")
	assert.Equal(t, strings.ReplaceAll(script, "__WEBIM_SERVER__", "self"), body)
	assert.Equal(t, "text/javascript; charset=utf-8", resp.Header.Get("Content-Type"))
	assert.Equal(t, "*", resp.Header.Get("Access-Control-Allow-Origin"))
	tag := resp.Header.Get("ETag")
	resp, _ = get(t, s.URL+"/sdk/webim.js", "If-None-Match", tag)
	assert.Equal(t, http.StatusNotModified, resp.StatusCode)

	resp, body = get(t, s.URL+"/sdk/webim.js", "Accept-Encoding", "gzip, deflate, br")
	assert.Equal(t, "br", resp.Header.Get("Content-Encoding"))
	assert.NotEqual(t, tag, resp.Header.Get("ETag"))
	plain, err := io.ReadAll(brotli.NewReader(strings.NewReader(body)))
	require.NoError(t, err)
	assert.NotContains(t, string(plain), "__WEBIM_SERVER__")
	resp, _ = get(t, s.URL+"/sdk/webim.js", "Accept-Encoding", "gzip, br;q=0")
	assert.Equal(t, "gzip", resp.Header.Get("Content-Encoding"))

	_, body = get(t, s.URL+"/sdk/webim.mjs")
	assert.Equal(t, module, body)
	_, body = get(t, s.URL+"/sdk/webim.mjs", "Accept-Encoding", "br")
	assert.Equal(t, "ready made", body, "precompressed files of the build must be used")

	write("webim.js", "built again")
	resp, body = get(t, s.URL+"/sdk/webim.js", "If-None-Match", tag)
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	assert.Equal(t, "built again", body)

	for _, name := range []string{"webim.es5.js", "webim_no_emotion.js", "webim_no_emotion.es5.js"} {
		write(name, script)
		resp, body = get(t, s.URL+"/sdk/"+name, "Accept-Encoding", "gzip")
		assert.Equal(t, "gzip", resp.Header.Get("Content-Encoding"), name)
		assert.Less(t, len(body), len(script), name)
	}

	for _, name := range []string{"secret.txt", "webim.wasm", "", "../server_test.go", "split/"} {
		resp, _ := get(t, s.URL+"/sdk/"+name)
		assert.Equal(t, http.StatusNotFound, resp.StatusCode, name)
	}
}

func TestSDKNotBuiltIsExplained(t *testing.T) {
	for _, dist := range []fs.FS{nil, os.DirFS("/nowhere")} {
		s := servertest.Start(t, func(c *server.Config) { c.Dist = dist })
		resp, body := get(t, s.URL+"/sdk/webim.js")
		assert.Equal(t, http.StatusNotFound, resp.StatusCode)
		assert.Contains(t, body, "build the SDK first")
	}
}
