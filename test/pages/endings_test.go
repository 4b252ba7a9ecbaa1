package pages

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// A call of each kind is in flight when the session ends or is replaced. Each ends
// once: in error -2, or, if a further sign-in does not abort it, in the server's
// response. 1.3 has no error codes.
func TestCallsInFlightEndOnce(t *testing.T) {
	const lost = "error -2"
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) {
			s := stack.Start(t)
			tab := browser.Open(t, kind, browser.Options{})
			tab.Goto(site(t, s.URL+"sdk/webim.js") + "/endings.html")
			sigs := map[string]string{"peer": s.Signature("peer")}
			tab.Eval(fmt.Sprintf(`signIn(webim, '1.7', 'peer', %q).then(function (u) { return call(u, 'logout') })`, sigs["peer"]), nil)
			for _, c := range []struct {
				dialect, ending string
				want            []string // the ends of all calls, if it is more than one
			}{
				{"1.7", "logout", []string{lost}},
				{"1.7", "logoutAll", []string{lost}},
				{"1.7", "kick", []string{lost}},
				{"1.7", "again", []string{lost, "ok"}},
				{"1.7", "another", []string{lost, "ok"}},
				{"1.3", "another", []string{"error undefined", "ok"}},
			} {
				name := c.ending + c.dialect
				sigs[name] = s.Signature(name)
				var ended map[string][]string
				tab.Eval(fmt.Sprintf(`runEnding(%q, %q, %q, %s)`, c.dialect, name, c.ending, quoted(sigs)), &ended)
				var ends []string
				for call, how := range ended {
					assert.Len(t, how, 1, "%s %s: %s", c.dialect, c.ending, call)
					ends = append(ends, how...)
				}
				slices.Sort(ends)
				assert.Equal(t, c.want, slices.Compact(ends), "%s %s: %v", c.dialect, c.ending, ended)
			}

			var ended [][]string
			tab.Eval(fmt.Sprintf(`loginTwice('ann', %q)`, s.Signature("ann")), &ended)
			assert.Equal(t, [][]string{{lost}, {"ok"}, {"out"}}, ended, "login twice")
			tab.Eval(fmt.Sprintf(`mountAndUnmount('ann', %q)`, s.Signature("ann")), &ended)
			assert.Equal(t, [][]string{{lost}, {"ok"}, {"out"}}, ended, "logout during login")
		})
	}
}
