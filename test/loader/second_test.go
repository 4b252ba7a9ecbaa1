package loader

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

// withoutWasm returns two pages without WebAssembly: in one the policy forbids it but
// allows scripts, in the other the engine lacks it.
func withoutWasm(scripts string) map[string]file {
	forbidden := page(scripts)
	forbidden.headers = map[string]string{"Content-Security-Policy": "script-src * 'unsafe-inline'"}
	return map[string]file{
		"forbidden": forbidden,
		"absent":    page(`<script>delete window.WebAssembly</script>` + scripts),
	}
}

// requireUse checks the values that firstUse has stored.
func requireUse(t *testing.T, tab *browser.Tab) {
	t.Helper()
	tab.WaitFor(`window.seen`)
	var seen []string
	tab.Eval("seen", &seen)
	require.Equal(t, []string{"公开群", "a&lt;b", "running"}, seen)
	require.Empty(t, consoleLines(tab, "error"))
	require.Empty(t, consoleLines(tab, "warn"))
}

// The second script runs before the page's next script, regardless of names and
// URLs, and serves the object that webim.js has put into the page.
func TestSecondScriptRunsBeforeNextScript(t *testing.T) {
	shared := func(body []byte) file {
		f := script(body)
		f.headers = map[string]string{"Access-Control-Allow-Origin": "*"}
		return f
	}
	other, err := url.Parse(newSite(t, site{"/cdn/webim.js": shared(theScript), "/cdn/webim.es5.js": shared(es5Script)}))
	require.NoError(t, err)
	other.Host = strings.Replace(other.Host, "127.0.0.1", "localhost", 1)
	tags := map[string]string{
		"same folder":    `<script src="/webim.js" onload="first = webim"></script>`,
		"query":          `<script src="/webim.js?v=1.0&t=2" data-server="https://im.example/a"></script>`,
		"renamed":        `<script src="/js/im-sdk.js#x" crossorigin></script>`,
		"other origin":   `<script src="` + other.String() + `/cdn/webim.js" crossorigin="anonymous"></script>`,
		"data-es5":       `<script src="/renamed.js" data-es5="/webim.es5.js"></script>`,
		"document.write": `<script>document.write('<script src="/webim.js"><\/script>')</script>`,
	}
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, tag := range tags {
			for why, p := range withoutWasm(tag + firstUse) {
				t.Run(name+" "+why, func(t *testing.T) {
					files := site{"/": p, "/webim.es5.js": script(es5Script), "/renamed.js": script(theScript),
						"/js/im-sdk.js": script(theScript), "/js/im-sdk.es5.js": script(es5Script)}
					tab := open(newSite(t, files))
					requireUse(t, tab)
					assert.Equal(t, "true", evalString(t, tab, `String(!window.first || first === webim)`))
				})
			}
		}
	})
}

// Nonces are copied, and strict-dynamic trusts scripts with a nonce.
func TestSecondScriptCopiesNonce(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for _, tag := range []string{`<script nonce="abc" src="/webim.js"></script>`, `<script nonce="abc" async src="/webim.js"></script>`} {
			p := page(tag + `<script nonce="abc">(function use() {
				if (!window.webim || webim[Symbol.for("webim.js")].state() === "awaiting") return void setTimeout(use);
				seen = [webim.Tool.groupTypeEn2Ch("Public"), webim.Tool.formatText2Html("a<b"), ` + state + `] })()</script>`)
			p.headers = map[string]string{"Content-Security-Policy": "script-src 'nonce-abc' 'strict-dynamic'"}
			requireUse(t, open(newSite(t, site{"/": p, "/webim.es5.js": script(es5Script)})))
		}
	})
}

// A script that cannot use document.write inserts the second one, and calls are queued
// until then.
func TestSecondScriptLoadsAsynchronously(t *testing.T) {
	const calls = `<script>ended = []; function use() { webim.login({}, {}, {}, null, (e) => ended.push('login')); webim.syncMsgs(null, (e) => ended.push('sync')) }</script>`
	tags := map[string]string{
		"async":    calls + `<script async src="/webim.js" onload="use()"></script>`,
		"deferred": calls + `<script defer src="/webim.js" onload="use()"></script>`,
		"inserted": calls + `<script>var s = document.createElement('script'); s.async = false; s.src = '/webim.js'; s.onload = use; document.head.appendChild(s)</script>`,
		"module":   calls + `<script type="module">import '/webim.js'; use()</script>`,
	}
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, tag := range tags {
			for why, p := range withoutWasm(tag) {
				t.Run(name+" "+why, func(t *testing.T) {
					tab := open(newSite(t, site{"/": p, "/webim.es5.js": script(es5Script)}))
					tab.WaitFor(`ended.length === 2`)
					assert.Equal(t, "login sync running", evalString(t, tab, `ended.join(' ') + ' ' + `+state))
					assert.Empty(t, consoleLines(tab, "warn"))
				})
			}
		}
	})
}

// Chromium before 115 compiles more than 4 kB only asynchronously. Without the
// second script, calls are queued until then, in order.
func TestAsynchronousStartQueuesCalls(t *testing.T) {
	const limit = `<script>['Module', 'Instance'].forEach((name) => {
		const real = WebAssembly[name];
		WebAssembly[name] = class extends real { constructor() { throw new RangeError('WebAssembly.' + name + ' is disallowed on the main thread') } };
	})</script>`
	const calls = `<script>ended = []; early = webim.Tool.formatText2Html("<"); webim.login({}, {}, {}, null, (e) => ended.push('login')); webim.syncMsgs(null, (e) => ended.push('sync'))</script>`
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(limit + `<script src="/webim.js"></script>` + calls)}))
		tab.WaitFor(`ended.length === 2`)
		assert.Equal(t, "login sync &lt;", evalString(t, tab, `ended.join(' ') + ' ' + webim.Tool.formatText2Html('<')`))
		errors := shimErrors(tab)
		require.Len(t, errors, 1, "the missing file must be reported once")
		assert.Contains(t, errors[0], "/webim.es5.js could not be loaded")

		tab = open(newSite(t, site{"/": page(limit + `<script src="/webim.js"></script>` + firstUse), "/webim.es5.js": script(es5Script)}))
		requireUse(t, tab)
	})
}

// Scripts of different builds do not share an object.
func TestSecondScriptOfOtherBuildIsRefused(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(`<script>delete window.WebAssembly</script><script src="/webim.js"></script>` + firstUse)}))
		var id string
		tab.Eval(`webim[Symbol.for("webim.js")].buildID`, &id)
		older := bytes.ReplaceAll(es5Script, []byte(id), []byte("0123456789abcdef"))
		require.NotEqual(t, es5Script, older)
		tab = open(newSite(t, site{"/": page(`<script>delete window.WebAssembly</script><script src="/webim.js"></script>` + firstUse), "/webim.es5.js": script(older)}))
		tab.WaitFor(`window.seen`)
		assert.Equal(t, "公开群", evalString(t, tab, `seen[0]`))
		require.Len(t, consoleLines(tab, "warn"), 1)
		assert.Contains(t, consoleLines(tab, "warn")[0], "different builds")
	})
}
