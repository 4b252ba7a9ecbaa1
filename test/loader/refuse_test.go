package loader

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

// callsFail is the first script after the tag in a page where Go cannot run.
const callsFail = `<script>seen = [webim.echo("abc"), webim.ensure(), webim.echo("abc"), webim.greeting]</script>`

// requireRefusal checks that calls answered null instead of throwing and that
// exactly one error of the shim says all of want.
func requireRefusal(t *testing.T, tab *browser.Tab, want ...string) {
	t.Helper()
	var seen []any
	tab.Eval("seen", &seen)
	require.Equal(t, []any{nil, nil, nil, "你好，世界"}, seen)
	tab.WaitFor(state + ` === "failed"`)
	errors := said(tab, "error")
	require.Len(t, errors, 1)
	for _, w := range want {
		assert.Contains(t, errors[0], w)
	}
	for _, m := range tab.Console() {
		if strings.HasPrefix(m.Text, "Content-Security-Policy: ") {
			continue // Firefox's own word on what it blocked, which it files under exceptions
		}
		assert.NotEqual(t, "exception", m.Source, m.String())
	}
}

func TestForbiddenByCSP(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, path := range builds {
			t.Run(name, func(t *testing.T) {
				p := page(`<script src="` + path + `"></script>` + callsFail)
				p.headers = map[string]string{"Content-Security-Policy": "script-src 'self' 'unsafe-inline'"}
				requireRefusal(t, open(newSite(t, site{"/": p})), "'wasm-unsafe-eval'", "页面的 CSP 禁止了 WebAssembly")
			})
			t.Run(name+" without a call", func(t *testing.T) {
				p := page(`<script src="` + path + `"></script>`)
				p.headers = map[string]string{"Content-Security-Policy": "script-src 'self' 'unsafe-inline'"}
				tab := open(newSite(t, site{"/": p}))
				tab.WaitFor(state + ` === "failed"`)
				assert.Len(t, said(tab, "error"), 1)
			})
			t.Run(name+" allowed", func(t *testing.T) {
				p := page(`<script src="` + path + `"></script>` + firstUse)
				p.headers = map[string]string{"Content-Security-Policy": "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'"}
				requireFirstUse(t, open(newSite(t, site{"/": p})))
			})
		}
	})
}

func TestNoWebAssembly(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, path := range builds {
			t.Run(name, func(t *testing.T) {
				tab := open(newSite(t, site{"/": page(`<script>delete window.WebAssembly</script><script src="` + path + `"></script>` + callsFail)}))
				requireRefusal(t, tab, "no WebAssembly", "不支持 WebAssembly")
			})
		}
	})
}

func TestScriptAndBinaryOfDifferentBuilds(t *testing.T) {
	own := buildID(t)
	other := []byte("0123456789abcdef")
	require.Equal(t, 1, bytes.Count(splitBinary, own), "the binary states its build id once")
	binary := bytes.Replace(splitBinary, own, other, 1)
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(`<script src="/split/webim.js"></script>` + callsFail), "/split/webim.wasm": wasm(binary)}))
		requireRefusal(t, tab, string(own), string(other), "版本不一致")
	})
}

func buildID(t *testing.T) []byte {
	t.Helper()
	found := regexp.MustCompile(`buildID:"?([0-9a-f]{16})|"([0-9a-f]{16})"`).FindSubmatch(splitScript)
	require.NotNil(t, found)
	return append(found[1], found[2]...)
}

func TestBinaryMissingOrBroken(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tag := `<script src="/split/webim.js"></script>`
		missing := site{"/sdk/webim.js": script(splitScript)}
		t.Run("missing, called at once", func(t *testing.T) {
			missing["/"] = page(`<script src="/sdk/webim.js"></script>` + callsFail)
			requireRefusal(t, open(newSite(t, missing)), "/sdk/webim.wasm", "answered 404", "加载失败")
		})
		t.Run("missing, called later", func(t *testing.T) {
			missing["/"] = page(`<script>const real = fetch; fetch = (...of) => real(...of).then((r) => (fetched = r.status, r))</script>` +
				`<script src="/sdk/webim.js"></script>`)
			tab := open(newSite(t, missing))
			tab.WaitFor(`typeof fetched !== "undefined" && ` + state + ` === "idle"`)
			assert.Empty(t, said(tab, "error"), "the verdict is left to the first call")
			tab.Eval(`void (seen = [webim.echo("abc"), webim.ensure(), webim.echo("abc"), webim.greeting])`, nil)
			requireRefusal(t, tab, "/sdk/webim.wasm", "answered 404", "加载失败")
		})
		t.Run("not a module", func(t *testing.T) {
			tab := open(newSite(t, site{"/": page(tag + callsFail), "/split/webim.wasm": page("<h1>Not found</h1>")}))
			requireRefusal(t, tab, "could not be compiled")
		})
	})
}

// A page's stand-in for XMLHttpRequest may not know synchronous requests; what
// the background brings must then still count.
func TestBackgroundOutlivesAFailedSynchronousRequest(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		gate := make(chan struct{})
		held := wasm(splitBinary)
		held.gate = gate
		tab := open(newSite(t, site{"/split/webim.wasm": held, "/": page(
			`<script>XMLHttpRequest = function () { this.status = 0; this.open = this.send = this.overrideMimeType = function () {} }</script>` +
				`<script src="/split/webim.js"></script><script>lost = [webim.echo("abc"), webim.echo("abc")]</script>`)}))
		close(gate)
		var lost []any
		tab.Eval(`lost`, &lost)
		assert.Equal(t, []any{nil, nil}, lost)
		assert.Len(t, said(tab, "error"), 1)
		tab.WaitFor(state + ` === "compiled"`)
		assert.Equal(t, "ABC", text(t, tab, `webim.echo("abc")`))
	})
}

func TestGoEnds(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for how, says := range map[string][]string{
			"exit":  {"exit code 3"},
			"panic": {"exit code 2", "panic: asked to", "main.serve"},
		} {
			t.Run(how, func(t *testing.T) {
				tab := open(newSite(t, site{"/": page(`<script src="/webim.js"></script>`)}))
				assert.Equal(t, "ABC", text(t, tab, `webim.echo("abc")`))
				tab.Eval(`(() => { try { webim.echo("`+how+`") } catch (e) { return String(e) } })()`, nil)
				assert.Equal(t, "failed", text(t, tab, state))
				var after any
				tab.Eval(`webim.ensure()`, &after)
				assert.Nil(t, after)
				errors := said(tab, "error")
				require.Len(t, errors, 1)
				for _, s := range says {
					assert.Contains(t, errors[0], s)
				}
				assert.Contains(t, errors[0], "请刷新页面")
			})
		}
	})
}
