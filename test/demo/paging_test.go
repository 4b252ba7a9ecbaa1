package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
	"webim.js/test/browser"
	"webim.js/test/stack"
)

// Lists have no end that the user cannot reach: 200 conversations, 120 groups, 1,000
// members, and a search continues in messages that were not loaded.
func TestPagingReachesTheEnd(t *testing.T) {
	t.Parallel()
	dist := filepath.Join(stack.Root(t), "dist")
	im := servertest.Start(t, func(c *server.Config) {
		c.Dist = os.DirFS(dist)
		c.Admins = []string{"admin"}
	})
	site := im.BackEnd("admin")
	alice := im.Client13("alice")
	accounts := make([]string, 1000)
	for i := range accounts {
		accounts[i] = fmt.Sprintf("u%03d", i)
	}
	for i := 0; i < len(accounts); i += 100 {
		site.OK(t, "im_open_login_svc/multiaccount_import", servertest.M{"Accounts": accounts[i : i+100]})
	}
	site.OK(t, "openim/batchsendmsg", servertest.M{"From_Account": "alice", "To_Account": accounts[:199], "MsgRandom": 1, "MsgBody": servertest.TextBody("大家好")})
	im.Clock.Advance(1e9)
	for i := range 150 {
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", fmt.Sprintf("第 %d 条", i+1)))
	}
	var id string
	for i := range 120 {
		group := alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Owner_Account": "alice", "Type": "ChatRoom", "Name": fmt.Sprintf("群 %d", i+1)})
		id = group.At("GroupId").(string)
	}
	for i := 0; i < len(accounts); i += 500 {
		members := []servertest.M{}
		for _, account := range accounts[i : i+500] {
			members = append(members, servertest.M{"Member_Account": account})
		}
		got := site.OK(t, "group_open_http_svc/import_group_member", servertest.M{"GroupId": id, "MemberList": members})
		require.EqualValues(t, 1, got.At("MemberList", 499, "Result"), "imported")
	}

	site.OK(t, "profile/portrait_set", servertest.M{"From_Account": accounts[0], "ProfileItem": []servertest.M{{"Tag": "Tag_Profile_IM_Nick", "Value": "第一位"}}})

	v := visit(t, &stack.Server{URL: im.URL + "/"}, browser.Chromium, desktop, "1.7", "alice")
	// scrollToEnd scrollToEnd a list to its end again and again until it has as many entries.
	scrollToEnd := func(list, entries string, n int) {
		v.Eval(`window.scrolling = setInterval(() => { const e = document.querySelector('`+list+`'); e.scrollTop = 0; e.scrollTop = e.scrollHeight }, 30)`, nil)
		v.WaitFor(fmt.Sprintf(`document.querySelectorAll(%q).length === %d`, entries, n))
		v.Eval(`clearInterval(scrolling)`, nil)
	}
	scrollToEnd("#session_list", "#session_list > li", 320)
	v.WaitFor(`document.querySelector('[data-conversation="C2Cu000"] .row-name').textContent === '第一位'`)
	v.click("#tab_contacts", "")
	v.WaitFor(`document.querySelectorAll('#group_list > li').length === 120`)

	// Messages two screens ahead are loaded before the user scrollToEnd; the search loads
	// the rest.
	v.openTab("sessions")
	v.selectChat("陈默")
	v.WaitFor(`document.querySelectorAll('.message').length > 15 && (function (e) { return e.scrollTop > 2 * e.clientHeight })(document.getElementById('messages_scroll'))`)
	v.click("#search_toggle", "")
	v.fill("#chat_search_text", "第 1 条")
	v.click("#chat_search_more", "")
	v.WaitFor(`document.querySelector('.message.found')?.textContent.includes('第 1 条')`)

	v.openTab("sessions")
	v.Eval(`location.hash = '#/group/`+id+`/details'`, nil)
	scrollToEnd("#details_body", ".member", 1001)
	v.checkPage()
}
