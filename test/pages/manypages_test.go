package pages

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// TestManyPagesOfOneBrowser: eight pages, as frames that share the browser's six
// connections to the server over HTTP/1.1, all load, send and receive.
func TestManyPagesOfOneBrowser(t *testing.T) {
	const pages = 8
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) {
			s := stack.Start(t)
			tab := browser.Open(t, kind, browser.Options{})
			tab.Goto(site(t, s.URL+"sdk/webim.js") + "/users.html")
			tab.Eval(`void (window.pages = [])`, nil)
			for i := range pages {
				name, dialect := fmt.Sprint("user", i), "1.7"
				if i%4 == 3 {
					dialect = "1.3"
				}
				tab.Eval(fmt.Sprintf(`new Promise(function (ok, failed) {
					var frame = document.createElement('iframe');
					frame.src = location.href;
					frame.onload = function () {
						var w = frame.contentWindow, fetch = w.fetch;
						w.polls = [];
						w.fetch = function (url, init) {
							if (/\/longpolling\?/.test(url)) w.polls.push((/&browser=([^&]+)/.exec(url) || [])[1]);
							else if (/browser=/.test(url)) w.polls.push('not a poll: ' + url);
							return fetch.call(w, url, init);
						};
						w.enter(w.webim, %q, %q, %q).then(function (user) { w.user = user; pages.push(w); ok(true); }, failed);
					};
					document.body.appendChild(frame);
				})`, dialect, name, s.Signature(name)), nil)
			}
			tab.WaitFor(`pages.every(function (w) { return w.polls.length > 0 })`)
			for i := range pages {
				tab.Eval(fmt.Sprintf(`pages[%d].say(pages[%[1]d].user, 'user%d', 'hello').then(function () { return true })`, i, (i+1)%pages), nil)
			}
			tab.WaitFor(`pages.every(function (w) { return w.user.heard.length === 1 })`)
			var ids []string
			tab.Eval(`pages.reduce(function (ids, w) { return ids.concat(w.polls) }, []).filter(function (id, i, all) { return all.indexOf(id) === i })`, &ids)
			assert.Len(t, ids, 1, "all pages must send the same browser id, with polls only")
			assert.NotContains(t, ids, "")
		})
	}
}
