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
func openAdmin(t *testing.T, s *stack.Server, w window) *visitor {
	t.Helper()
	v := w.open(t, "admin-"+w.String())
	if w.kind == browser.Chromium && w.size.Width == desktop.Width {
		v.axe = allRules
	}
	v.Goto(s.Admin)
	v.click(".languages a", "中文")
	v.WaitFor(`document.title.startsWith('概况')`)
	return v
}

// An operator creates a user on the admin page and opens the demo as that user,
// also when the demo has no logins of its own.
func TestAdminPageCreatesUsers(t *testing.T) {
	t.Parallel()
	inWindows(t, []window{{browser.Chromium, desktop}, {browser.Firefox, tablet}, {browser.Chromium, touchPhone}}, func(t *testing.T, w window) {
		s := stack.Start(t, "-private")
		createUser(openAdmin(t, s, w))
	})
}

func createUser(v *visitor) {
	v.checkView("overview")
	v.click("nav a:nth-of-type(4)", "")
	v.WaitFor(`document.title.startsWith('连接')`)
	v.checkView("connections")
	v.click("nav a:nth-of-type(2)", "")
	v.WaitFor(`document.title.startsWith('用户')`)
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
	for _, w := range []window{{browser.Chromium, darkDesktop}, {browser.Firefox, phone}, {browser.Chromium, darkTablet}} {
		sendNotice(s, openAdmin(t, s, w))
	}
	for _, member := range []*visitor{alice, bob} {
		member.openTab("notices")
		member.WaitFor(`[...document.querySelectorAll('[data-report-type="255"]')].filter((e) => e.textContent.includes('今晚 <b>维护</b>')).length === 3`)
		member.checkPage()
	}
}

func sendNotice(s *stack.Server, v *visitor) {
	v.click("nav a:nth-of-type(3)", "")
	v.WaitFor(`document.title.startsWith('群组')`)
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
	v := openAdmin(t, s, window{browser.Chromium, desktop})
	v.Goto(other.URL)
	v.WaitFor(fmt.Sprintf(`location.href === %q && document.body.textContent.includes('cross-origin')`, admin+"users"))
	v.Goto(admin + "users?q=alice")
	v.WaitFor(`document.querySelector('tbody').textContent.includes('离线')`)
}
