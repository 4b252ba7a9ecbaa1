package demo

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
	"webim.js/test/browser"
	"webim.js/test/stack"
)

// pagingMembers is the size of the largest group in these tests.
const pagingMembers = 5000

// Lists have no end that the user cannot reach: 200 conversations, 120 groups, 5,000
// members, and a search continues in messages that were not loaded. However long a list
// is, only a few screens of it are in the DOM.
func TestPagingReachesTheEnd(t *testing.T) {
	t.Parallel()
	dist := filepath.Join(stack.Root(t), "dist")
	im := servertest.Start(t, func(c *server.Config) {
		c.Dist = os.DirFS(dist)
		c.Admins = []string{"admin"}
	})
	site := im.BackEnd("admin")
	alice := im.Client13("alice")
	accounts := make([]string, pagingMembers-1)
	for i := range accounts {
		accounts[i] = fmt.Sprintf("u%03d", i)
	}
	for some := range slices.Chunk(accounts, 100) {
		site.OK(t, "im_open_login_svc/multiaccount_import", servertest.M{"Accounts": some})
	}
	site.OK(t, "openim/batchsendmsg", servertest.M{"From_Account": "alice", "To_Account": accounts[:199], "MsgRandom": 1, "MsgBody": servertest.TextBody("大家好")})
	im.Clock.Advance(1e9)
	for i := range 150 {
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", fmt.Sprintf("第 %d 条", i+1)))
	}
	windows := []window{{browser.Chromium, desktop}, {browser.Firefox, phone}, {browser.Chromium, tablet}}
	large := map[window]string{} // a group for each
	for i := range 120 {
		group := alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Owner_Account": "alice", "Type": "ChatRoom", "Name": fmt.Sprintf("群 %d", i+1)})
		if i >= len(windows) {
			continue
		}
		id := group.At("GroupId").(string)
		large[windows[i]] = id
		for some := range slices.Chunk(accounts, 500) {
			members := []servertest.M{}
			for _, account := range some {
				members = append(members, servertest.M{"Member_Account": account})
			}
			got := site.OK(t, "group_open_http_svc/import_group_member", servertest.M{"GroupId": id, "MemberList": members})
			require.EqualValues(t, 1, got.At("MemberList", len(some)-1, "Result"), "imported")
		}
	}
	site.OK(t, "profile/portrait_set", servertest.M{"From_Account": accounts[0], "ProfileItem": []servertest.M{{"Tag": "Tag_Profile_IM_Nick", "Value": "第一位"}}})

	inWindows(t, windows, func(t *testing.T, w window) {
		pagesToTheEnd(t, visit(t, &stack.Server{URL: im.URL + "/"}, w.kind, w.size, "1.7", "alice"), large[w])
	})
}

func pagesToTheEnd(t *testing.T, v *visitor, group string) {
	// scrolls scrolls a list to its end until it has n entries and the last is in view,
	// in the DOM with fewer than 100 others.
	scrolls := func(scroller, rows string, n int) {
		v.WaitFor(fmt.Sprintf(`(function (e) {
			e.scrollTop = e.scrollHeight
			const rows = document.querySelectorAll(%[2]q)
			const last = rows[rows.length - 1]
			return last && last.ariaPosInSet >= %[3]d && rows.length < 100 && last.getBoundingClientRect().bottom <= innerHeight
		})(document.querySelector(%[1]q))`, scroller, rows, n))
	}
	scrolls("#session_list", "#session_list > li", 320)
	v.WaitFor(`document.querySelector('[data-conversation="C2Cu000"] .row-name').textContent === '第一位'`)

	// The focus stays in a row that is scrolled away, and arrow keys continue there.
	v.Eval(`document.querySelector('#session_list li:last-child a').focus()`, nil)
	v.Eval(`document.getElementById('session_list').scrollTop = 0`, nil)
	v.WaitFor(`document.querySelector('#session_list li').ariaPosInSet === '1' && document.activeElement.closest('li').ariaPosInSet === '320'`)
	for _, position := range []string{"319", "318"} {
		v.Eval(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }))`, nil)
		// Firefox fires no focusin in a window without focus; the row above is drawn after scrolling.
		v.WaitFor(`document.activeElement.closest('li').ariaPosInSet === '` + position + `' &&
			Number(document.activeElement.closest('li').previousElementSibling.ariaPosInSet) === ` + position + ` - 1`)
	}
	v.WaitFor(`document.querySelectorAll('#session_list [tabindex="0"]').length === 1`)

	// A search finds rows that are not in the DOM.
	v.fill("#session_search", "u150")
	v.WaitFor(`document.querySelectorAll('#session_list > li').length === 1 && document.querySelector('[data-conversation="C2Cu150"]')`)
	v.fill("#session_search", "")
	v.click("#tab_contacts", "")
	scrolls("#panel_contacts .panel-body", "#group_list > li", 120)
	v.fill("#contact_search", "群 77")
	v.WaitFor(`document.querySelector('#group_list > li').textContent.includes('群 77') && document.querySelectorAll('#group_list > li').length === 1`)

	// Messages two screens ahead are loaded before the user scrolls; the search loads
	// the rest.
	v.openTab("sessions")
	v.Eval(`location.hash = '#/c2c/bob'`, nil)
	v.WaitFor(`document.querySelectorAll('.message').length > 15 && (function (e) { return e.scrollTop > 2 * e.clientHeight })(document.getElementById('messages_scroll'))`)
	v.click("#search_toggle", "")
	v.fill("#chat_search_text", "第 1 条")
	v.click("#chat_search_more", "")
	v.WaitFor(`document.querySelector('.message.found')?.textContent.includes('第 1 条')`)

	v.Eval(`location.hash = '#/group/`+group+`/details'`, nil)
	for n := 1000; n <= pagingMembers; n += 1000 {
		scrolls("#details_body", ".member", n)
	}
	v.WaitFor(fmt.Sprintf(`document.querySelector('.member:last-child').ariaSetSize === '%d'`, pagingMembers))

	// The user's own actions change the list without fetching it again.
	v.Eval(`(function () {
		const { getGroupMemberInfo } = webim
		window.fetched = 0
		webim.getGroupMemberInfo = function () { fetched++; return getGroupMemberInfo.apply(webim, arguments) }
	})()`, nil)
	var account string
	v.Eval(`document.querySelector('.member:last-child').dataset.member`, &account)
	member := fmt.Sprintf(`[data-member=%q]`, account)
	choose := func(action string) {
		v.click(member+" .icon-button", "")
		v.click("#message_menu button", action)
	}
	choose("禁言")
	v.click("#mute .primary", "")
	v.waitVisible(member + " .tag.muted")
	choose("设为管理员") // which unmutes
	v.WaitFor(`(document.getElementById('details_body').scrollTop = 0, document.querySelector('.member:nth-child(2)')?.dataset.member === '` + account + `')`)
	v.WaitFor(`document.querySelector('` + member + ` .tag').textContent === '管理员' && !document.querySelector('` + member + ` .tag.muted')`)
	choose("移出群聊")
	v.click("#question_yes", "")
	v.WaitFor(fmt.Sprintf(`!document.querySelector('%s') && document.querySelector('.member').ariaSetSize === '%d'`, member, pagingMembers-1))
	var fetched int
	v.Eval(`fetched`, &fetched)
	assert.Zero(t, fetched, "pages of members that were fetched again")
	v.checkPage()
}
