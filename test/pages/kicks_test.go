package pages

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/nginx"
	"webim.js/test/stack"
)

// Each page whose session the server ends is notified once by each listener, whether
// the page is polling or between two polls: after sign-ins elsewhere, logoutAll, also
// of a page in a live room, and when the account is disabled.
func TestKickBehindNginxNotifiesOnce(t *testing.T) {
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		for protocol, startProxy := range map[string]func(testing.TB, *stack.Server) *nginx.Proxy{"HTTP1": nginx.HTTP1, "HTTP2": nginx.HTTP2} {
			t.Run(string(kind)+" "+protocol, func(t *testing.T) {
				s := stack.Start(t, "-trust-proxy", "-max-instances", "2")
				f := openFrames(t, kind, s, startProxy(t, s).URL)
				for range 8 { // six sign-ins end a session each
					f.openPages("1.7", "ann")
				}
				f.awaitKick(0, 6)

				f.Eval(`(function (six, seven) {
					return six.call(six.user, 'createGroup', { Type: 'AVChatRoom', Name: 'room', Owner_Account: 'ann', MemberList: [] }).then(function (a) {
						return six.call(six.user, 'applyJoinBigGroup', { GroupId: a.GroupId });
					}).then(function () { return seven.call(seven.user, 'logoutAll') }).then(function () { return true; });
				})(pages[6], pages[7])`, nil)
				f.awaitKick(6, 7)

				from := f.openPages("1.7", "ben", "ben")
				out, err := exec.Command(filepath.Join(stack.Root(t), "bin", "webim-server"), "user", "disable", "ben", "-data", s.Data()).CombinedOutput()
				require.NoError(t, err, "%s", out)
				f.awaitKick(from, from+2)

				var ended [][]string
				f.Eval(`pages.map(function (w) { return w.user.ended })`, &ended)
				for i, how := range ended {
					want := []string{"kicked", "96"}
					if i == 7 { // the page has signed out itself
						want = []string{}
					}
					assert.Equal(t, want, how, "page %d", i)
				}
			})
		}
	}
}

// awaitKick waits until pages [from, to) are signed out and none of their polls is
// pending.
func (f *frames) awaitKick(from, to int) {
	f.WaitFor(fmt.Sprintf(`pages.slice(%d, %d).every(function (w) {
		return w.user.ended.length > 1 && !w.webim.checkLogin() && w.polls.every(function (p) { return p.Ended || p.Aborted });
	})`, from, to))
}
