package admin_test

import (
	"archive/zip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/admin"
	"webim.js/server/media/blob/dirblobs"
	"webim.js/server/ops"
	"webim.js/server/servertest"
	"webim.js/server/store/boltstore"
)

// browser is a client of a server's admin page.
type browser struct {
	t     *testing.T
	url   string
	token string
}

func serveAdminPage(t *testing.T, s *servertest.Server) browser {
	page := &admin.Page{
		Users: &admin.Users{Store: s.Store, Accounts: s.IM.Accounts, Profiles: s.IM.Profiles, Clock: s.Clock, Disconnect: s.IM.Polls.Disconnect, Remove: s.IM.DeleteUser},
		Polls: s.IM.Polls, Files: s.Blobs(), Size: s.StoreSize, Started: time.Now(),
		Log:      slog.New(slog.DiscardHandler),
		Announce: s.IM.Announce, Dissolve: s.IM.Dissolve,

		Demo: func(_ *http.Request, user string) string { return s.URL + s.IM.DemoPath(user) },
	}
	mux := http.NewServeMux()
	guard := ops.NewGuard("")
	page.Routes(mux, guard.Wrap)
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	return browser{t, web.URL, guard.Token()}
}

func (b browser) send(req *http.Request) (status int, body string, h http.Header) {
	b.t.Helper()
	if b.token != "" {
		req.Header.Set("Authorization", "Bearer "+b.token)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(b.t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(b.t, err)
	return resp.StatusCode, string(data), resp.Header
}

func (b browser) get(path string) (status int, body string) {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodGet, b.url+path, nil)
	require.NoError(b.t, err)
	status, body, _ = b.send(req)
	return status, body
}

// post sends a form as the page's buttons do.
func (b browser) post(path string, form ...string) (status int, body string) {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	req, err := http.NewRequest(http.MethodPost, b.url+path, strings.NewReader(values.Encode()))
	require.NoError(b.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", b.url)
	status, body, _ = b.send(req)
	return status, body
}

func TestAdminPageListsUsersAndGroups(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Public", "Name": `<script>x</script>`, "GroupId": "g1"})
	alice.OK(t, "group_open_http_svc/send_group_msg", servertest.M{"GroupId": "g1", "Random": 1, "MsgBody": servertest.TextBody("hi")})
	s.Client13("小明").OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
	alice.Poll(t) // the notification of the group's creation
	alice.StartPoll(t)
	s.Clock.AwaitTimers(1)
	b := serveAdminPage(t, s)

	status, body := b.get("/admin/")
	assert.Equal(t, 200, status)
	assert.Contains(t, body, "<dt>用户</dt><dd>13</dd>")
	assert.Contains(t, body, "<dt>群组</dt><dd>1</dd>")
	assert.Contains(t, body, "<dt>等待中的长轮询</dt><dd>1</dd>")
	assert.Regexp(t, `<dt>数据库</dt><dd>[0-9.]+ KiB</dd>`, body)

	_, body = b.get("/admin/users")
	assert.Contains(t, body, "林小夏")
	assert.Contains(t, body, "<td>小明</td>")
	assert.Contains(t, body, "在线（1）")
	_, body = b.get("/admin/users?q=" + url.QueryEscape("林小"))
	assert.Contains(t, body, "<td>alice</td>", "the search must match the nick")
	assert.NotContains(t, body, "<td>bob</td>")
	_, body = b.get("/admin/users?after=frank")
	assert.Contains(t, body, "<td>grace</td>")
	assert.NotContains(t, body, "<td>frank</td>")

	_, body = b.get("/admin/groups")
	assert.Contains(t, body, "&lt;script&gt;x")
	assert.NotContains(t, body, "<script>x")
	assert.Contains(t, body, "<td>Public</td><td>alice</td><td>1</td><td>1</td>")

	_, body = b.get("/admin/connections")
	assert.Contains(t, body, "<td>alice</td><td>1.7.2</td>")
	assert.Contains(t, body, "等待中")

	status, _ = b.get("/admin/nowhere")
	assert.Equal(t, 404, status)
}

func TestAdminPageLinksNextPage(t *testing.T) {
	s := servertest.Start(t)
	users := &admin.Users{Store: s.Store, Accounts: s.IM.Accounts, Profiles: s.IM.Profiles, Clock: s.Clock}
	for i := range 120 {
		require.NoError(t, users.Add(t.Context(), "user "+string(rune('一'+i)), ""))
	}
	b := serveAdminPage(t, s)
	_, body := b.get("/admin/users?q=user")
	assert.Equal(t, 100, strings.Count(body, "打开演示"))
	_, next, _ := strings.Cut(body, `class="next" href="`)
	next, _, ok := strings.Cut(next, `"`)
	require.True(t, ok)
	_, body = b.get("/admin/users" + strings.ReplaceAll(next, "&amp;", "&"))
	assert.Equal(t, 20, strings.Count(body, "打开演示"))
	assert.NotContains(t, body, `class="next"`)
}

func TestAdminPageEditsUsers(t *testing.T) {
	s := servertest.Start(t)
	bob := s.SignIn(t, "bob")
	b := serveAdminPage(t, s)
	status, body := b.post("/admin/users", "do", "add", "name", "zoe", "nick", "佐伊")
	assert.Equal(t, 200, status)
	assert.Contains(t, body, "佐伊")
	status, body = b.post("/admin/users", "do", "add", "name", "zoe")
	assert.Equal(t, 422, status)
	assert.Contains(t, body, "用户已存在")
	_, body = b.post("/admin/users", "do", "nick", "name", "zoe", "nick", "<b>")
	assert.Contains(t, body, "&lt;b&gt;")
	b.post("/admin/users", "do", "nick", "name", "bob", "nick", "小陈")
	assert.Contains(t, bob.Poll(t).Raw, "小陈", "the user's clients must be notified")
	for form, want := range map[string]int{
		"do=add&name=":                                      422,
		"do=add&name=a%0Ab":                                 422,
		"do=add&name=@TIM%23SYSTEM":                         422,
		"do=add&name=%FF":                                   422,
		"do=nick&name=nobody&nick=x":                        422,
		"do=disable&name=nobody":                            422,
		"do=nick&name=zoe&nick=" + strings.Repeat("x", 501): 422,
		"do=fly&name=zoe":                                   400,
		"":                                                  400,
	} {
		values, err := url.ParseQuery(form)
		require.NoError(t, err)
		var pairs []string
		for k, v := range values {
			pairs = append(pairs, k, v[0])
		}
		status, _ := b.post("/admin/users", pairs...)
		assert.Equal(t, want, status, "%.60s", form)
	}

	waiting := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	_, body = b.post("/admin/users", "do", "disable", "name", "bob")
	assert.Contains(t, body, "已停用")
	waiting.Response(t)
	s.Client13("bob").Refused(t, 70101, "openim/getmsg", servertest.M{"Cookie": ""})
	b.post("/admin/users", "do", "enable", "name", "bob")
	_, body = b.get("/admin/users?q=zoe")
	assert.Contains(t, body, "确认删除 zoe", "deleting must ask for confirmation")
	_, body = b.post("/admin/users", "do", "delete", "name", "zoe")
	assert.Contains(t, body, "没有用户")
	status, body = b.post("/admin/users", "do", "delete", "name", "zoe")
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	assert.Contains(t, body, "没有这个用户")
	s.Client13("bob").OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
}

func TestOpenDemoSignsInAsUser(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.Private = true })
	b := serveAdminPage(t, s)
	status, body := b.post("/admin/open", "name", "bob")
	assert.Equal(t, 200, status)
	found := regexp.MustCompile(`data-demo="([^"#]+)#([0-9a-f]+)"`).FindStringSubmatch(body)
	require.NotNil(t, found, body)
	assert.Equal(t, s.URL+"/demo/open", found[1])
	status, _ = b.post("/admin/open", "name", "nobody")
	assert.Equal(t, 404, status)
	status, _ = b.get("/admin/open?name=bob")
	assert.Equal(t, 405, status, "a GET request must not sign in")

	redeem := func(ticket string) (status int, body string) {
		resp, err := http.PostForm(s.URL+"/demo/open", url.Values{"ticket": {ticket}})
		require.NoError(t, err)
		defer resp.Body.Close()
		data, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		return resp.StatusCode, string(data)
	}
	status, body = redeem(found[2])
	assert.Equal(t, 200, status)
	assert.Contains(t, body, `"identifier":"bob","nick":"陈默"`)
	assert.Contains(t, body, `"Demo":"/demo/?user=bob"`)
	for _, wrong := range []string{"", "00", found[2] + "00", strings.Repeat("0", len(found[2]))} {
		status, _ = redeem(wrong)
		assert.Equal(t, 403, status, wrong)
	}
	s.Clock.Advance(time.Minute)
	status, _ = redeem(found[2])
	assert.Equal(t, 403, status, "the ticket must expire")
}

// Profiles can stop all goroutines, so a link on another site must not start one.
func TestProfilesRequirePost(t *testing.T) {
	b := serveAdminPage(t, servertest.Start(t))
	for _, name := range []string{"goroutine", "heap", "profile", "trace"} {
		status, _ := b.get("/admin/debug/pprof/" + name + "?seconds=1")
		assert.Equal(t, 405, status, name)
	}
	status, body := b.post("/admin/debug/pprof/goroutine?debug=1")
	assert.Equal(t, 200, status)
	assert.Contains(t, body, "goroutine profile")
	status, body = b.get("/admin/debug/pprof/")
	assert.Equal(t, 200, status)
	assert.Contains(t, body, `action="/admin/debug/pprof/profile?seconds=30"`)
}

func TestAdminPageServesBackup(t *testing.T) {
	if servertest.OnPostgres() {
		t.Skip("with PostgreSQL a backup is an archive, not a file of the store")
	}
	s := servertest.Start(t)
	s.SignIn(t, "zoe")
	sha, err := s.Blobs().Put([]byte("an upload"))
	require.NoError(t, err)
	status, body := serveAdminPage(t, s).post("/admin/backup")
	require.Equal(t, 200, status)
	archive, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	require.NoError(t, err)
	require.Len(t, archive.File, 2)
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, archive))
	file := filepath.Join(dir, archive.File[0].Name)
	upload, err := os.ReadFile(filepath.Join(dirblobs.PathFor(file), dirblobs.Path(sha)))
	require.NoError(t, err)
	assert.Equal(t, "an upload", string(upload))
	db, err := boltstore.Open(file)
	require.NoError(t, err)
	defer db.Close()
	list, err := (&admin.Users{Store: db}).List(t.Context(), "", "zoe", 0)
	require.NoError(t, err)
	assert.Len(t, list, 1)
}

func TestAdminPageRequiresGuard(t *testing.T) {
	b := serveAdminPage(t, servertest.Start(t))
	paths := []string{"/admin/", "/admin/users", "/admin/open", "/admin/backup", "/admin/assets/open.js", "/admin/debug/pprof/"}
	stranger := browser{t, b.url, ""}
	for _, path := range paths {
		status, _ := stranger.get(path)
		assert.Equal(t, 401, status, path)
		status, _ = stranger.post(path)
		assert.Equal(t, 401, status, path)
		req, err := http.NewRequest(http.MethodPost, b.url+path, nil)
		require.NoError(t, err)
		req.Header.Set("Origin", "http://evil.example")
		status, _, _ = b.send(req)
		assert.Equal(t, 403, status, "a cross-site request must be refused: %s", path)
	}
	req, err := http.NewRequest(http.MethodGet, b.url+"/admin/", nil)
	require.NoError(t, err)
	_, _, h := b.send(req)
	assert.Contains(t, h.Get("Content-Security-Policy"), "frame-ancestors 'none'")
	assert.Equal(t, "no-store", h.Get("Cache-Control"))
}
