package admin_test

import (
	"net/http"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
)

func TestGroupPageShowsMembersAndMessages(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "Name": "<b>", "GroupId": "g1", "MemberList": []servertest.M{{"Member_Account": "bob"}}})
	alice.OK(t, "group_open_http_svc/send_group_msg", servertest.M{"GroupId": "g1", "Random": 1, "MsgBody": servertest.TextBody("<i>hi")})
	b := serveAdminPage(t, s)
	_, body := b.get("/admin/group?id=g1")
	assert.Contains(t, body, "<h1>&lt;b&gt;</h1>")
	assert.Contains(t, body, `<a href="/admin/users?q=bob">bob</a>`)
	assert.Contains(t, body, "<td>alice</td><td>&lt;i&gt;hi</td>")
	_, body = b.get("/admin/group?id=g1&after=alice")
	assert.NotContains(t, body, `?q=alice`)
	status, body := b.get("/admin/group?id=none")
	assert.Equal(t, 404, status)
	assert.Contains(t, body, "没有这个群")

	_, body = b.post("/admin/notice", "group", "g1", "text", "x")
	assert.Contains(t, body, "通知已发送")
	status, body = b.post("/admin/dissolve", "group", "none")
	assert.Equal(t, 422, status)
	assert.Contains(t, body, "群没有解散")
	_, body = b.post("/admin/dissolve", "group", "g1")
	assert.Contains(t, body, "群已解散")
	alice.Refused(t, 10010, "group_open_http_svc/send_group_msg", servertest.M{"GroupId": "g1", "Random": 2, "MsgBody": servertest.TextBody("hi")})
}

func TestAdminPageUsesChosenLanguage(t *testing.T) {
	b := serveAdminPage(t, servertest.Start(t))
	chinese := regexp.MustCompile(`\p{Han}+`)
	for _, path := range []string{"/admin/", "/admin/users?q=nobody", "/admin/groups", "/admin/connections", "/admin/debug/pprof/", "/admin/group?id=none"} {
		for header, value := range map[string]string{"Accept-Language": "en-GB", "Cookie": "webim_admin_language=en"} {
			req, err := http.NewRequest(http.MethodGet, b.url+path, nil)
			require.NoError(t, err)
			req.Header.Set(header, value)
			_, body, _ := b.send(req)
			assert.Equal(t, []string{"中文"}, chinese.FindAllString(body, -1), path)
		}
	}
	// Every text of the templates has a translation.
	text, err := os.ReadFile("pages.html")
	require.NoError(t, err)
	table, err := os.ReadFile("language.go")
	require.NoError(t, err)
	for _, m := range regexp.MustCompile(`\{\{t ("[^"]+")\}\}`).FindAllSubmatch(text, -1) {
		assert.Contains(t, string(table), "\t"+string(m[1])+":")
	}
}
