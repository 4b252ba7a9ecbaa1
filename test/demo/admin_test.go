package demo

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// openAdmin opens the admin page in Chinese.
func openAdmin(t *testing.T, s *stack.Server, size browser.Options) *visitor {
	t.Helper()
	v := &visitor{Tab: browser.Open(t, browser.Chromium, size), t: t, name: "admin", axe: allRules}
	v.Goto(s.Admin)
	v.click(".languages a", "中文")
	v.WaitFor(`document.title.startsWith('概况')`)
	return v
}

// An operator creates a user on the admin page and opens the demo as that user,
// also when the demo has no logins of its own.
func TestAdminPageCreatesUsers(t *testing.T) {
	t.Parallel()
	s := stack.Start(t, "-private")
	v := openAdmin(t, s, desktop)
	v.checkView("overview")
	v.click("nav a:nth-of-type(4)", "")
	v.WaitFor(`document.title.startsWith('连接')`)
	v.checkView("connections")
	v.click("nav a:nth-of-type(2)", "")
	v.WaitFor(`!!document.querySelector('details')`)
	v.Eval(`document.querySelector('details').open = true`, nil)
	v.fill(".add [name=name]", "zoe")
	v.fill(".add [name=nick]", "佐伊")
	v.click(".add button", "")
	v.WaitFor(`new URLSearchParams(location.search).get('q') === 'zoe' && document.querySelectorAll('tbody tr').length === 1`)
	v.checkView("users")
	v.Eval(`document.querySelector('form[action="/admin/open"]').target = '_self'`, nil) // not a second window
	v.click(`form[action="/admin/open"] button`, "")
	v.WaitFor(`location.pathname === '/demo/' && document.title.startsWith('佐伊')`)
	v.waitReady()
	v.checkPage()
}

// An operator sends a notice to a group (guide 11.12).
func TestAdminPageSendsNotice(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	alice, bob := visit(t, s, browser.Chromium, desktop, "1.7", "alice"), visit(t, s, browser.Chromium, phone, "1.3", "bob")
	alice.createGroup("Private", "值班", "bob")
	alice.sendText("大家好")
	v := openAdmin(t, s, darkDesktop)
	v.click("nav a:nth-of-type(3)", "")
	v.checkView("groups")
	v.click("tbody a", "")
	v.fill(`[action="/admin/notice"] [name=text]`, "今晚 <b>维护</b>")
	v.checkView("group")
	v.click(`[action="/admin/notice"] button`, "")
	v.WaitFor(`document.querySelector('.said').textContent === '通知已发送'`)
	admin, _, _ := strings.Cut(s.Admin, "?")
	v.Goto(admin + "nowhere/at/all")
	v.checkView("error")
	v.click("a", "返回首页")
	v.WaitFor(`document.title.startsWith('概况')`)
	for _, member := range []*visitor{alice, bob} {
		member.openTab("notices")
		member.WaitFor(`document.querySelector('[data-report-type="255"]')?.textContent.includes('今晚 <b>维护</b>')`)
		member.checkPage()
	}
}

// A page of another site in the same browser cannot change anything.
func TestAdminPageRejectsCrossSiteRequests(t *testing.T) {
	t.Parallel()
	s := stack.Start(t)
	admin, _, _ := strings.Cut(s.Admin, "?")
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<form method="post" action="%susers"><input name="do" value="disable"><input name="name" value="alice"></form>
			<script>document.forms[0].submit()</script>`, admin)
	}))
	defer other.Close()
	v := openAdmin(t, s, desktop)
	v.Goto(other.URL)
	v.WaitFor(fmt.Sprintf(`location.href === %q && document.body.textContent.includes('cross-origin')`, admin+"users"))
	v.Goto(admin + "users?q=alice")
	v.WaitFor(`document.querySelector('tbody').textContent.includes('离线')`)
}
