package loader

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

// failingCalls is the first script after the tag in a page that cannot run Go.
const failingCalls = `<script>
	seen = [webim.Tool.trimStr(" x") === undefined, webim.checkLogin(), webim.Tool.trimStr(" x") === undefined];
	ended = [];
	webim.login({}, {}, {}, null, (e) => ended.push(e.ErrorCode));
	webim.syncMsgs(null, (e) => ended.push(e.ErrorCode));
</script>`

// requireRefusal checks that calls end in errors instead of throwing and that
// exactly one error of the shim contains all of want.
func requireRefusal(t *testing.T, tab *browser.Tab, want ...string) {
	t.Helper()
	var seen []bool
	tab.Eval("seen", &seen)
	require.Equal(t, []bool{true, false, true}, seen)
	var ended []int
	tab.WaitFor(`ended.length === 2`)
	tab.Eval("ended", &ended)
	assert.Equal(t, []int{-100, -100}, ended)
	errors := shimErrors(tab)
	require.Len(t, errors, 1)
	for _, w := range want {
		assert.Contains(t, errors[0], w)
	}
	for _, m := range tab.Console() {
		if strings.HasPrefix(m.Text, "Content-Security-Policy: ") {
			continue // Firefox reports blocked scripts as exceptions
		}
		if strings.HasPrefix(m.Text, "The resource from ") && strings.Contains(m.Text, "webim.es5.js") {
			continue // and missing scripts
		}
		assert.NotEqual(t, "exception", m.Source, m.String())
	}
}

// shimErrors returns the errors of failures.js, each in two languages, without those
// that webim.Log writes.
func shimErrors(tab *browser.Tab) []string {
	return slices.DeleteFunc(consoleLines(tab, "error"), func(text string) bool { return !strings.Contains(text, "\n[webim] ") })
}

func TestForbiddenWebAssemblyIsReported(t *testing.T) {
	policy := map[string]string{"Content-Security-Policy": "script-src 'self' 'unsafe-inline'"}
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		t.Run("synchronous call fails", func(t *testing.T) {
			p := page(`<script src="/webim.js"></script>` + failingCalls)
			p.headers = policy
			requireRefusal(t, open(newSite(t, site{"/": p})), "'wasm-unsafe-eval'", "页面的 CSP 禁止了 WebAssembly")
		})
		t.Run("no call logs one error", func(t *testing.T) {
			p := page(`<script src="/webim.js"></script>`)
			p.headers = policy
			tab := open(newSite(t, site{"/": p}))
			tab.WaitFor(state + ` === "failed"`)
			assert.Len(t, consoleLines(tab, "error"), 1)
		})
		t.Run("pending call ends in error", func(t *testing.T) {
			p := page(`<script src="/webim.js"></script><script>ended = 0; webim.login({}, {}, {}, null, (e) => ended = e.ErrorCode)</script>`)
			p.headers = policy
			tab := open(newSite(t, site{"/": p}))
			tab.WaitFor(`ended === -100`)
		})
		t.Run("wasm-unsafe-eval allows calls", func(t *testing.T) {
			p := page(`<script src="/webim.js"></script>` + firstUse)
			p.headers = map[string]string{"Content-Security-Policy": "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'"}
			requireFirstUse(t, open(newSite(t, site{"/": p})))
		})
	})
}

func TestMissingWebAssemblyIsReported(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(`<script>delete window.WebAssembly</script><script src="/webim.js"></script>` + failingCalls)}))
		requireRefusal(t, tab, "no WebAssembly", "不支持 WebAssembly", "/webim.es5.js could not be loaded")
		assert.Equal(t, "failed", evalString(t, tab, state))
	})
}

func TestBrokenBinaryIsReported(t *testing.T) {
	before, after, found := bytes.Cut(theScript, []byte(`text:"`))
	require.True(t, found)
	spoilt := append(append(bytes.Clone(before), `text:"~~~~`...), after[4:]...)
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/webim.js": script(spoilt), "/": page(`<script src="/webim.js"></script>` + failingCalls)}))
		requireRefusal(t, tab, "could not be compiled", "编译或启动失败")
		// The cause may be transient: the next call retries, and logs nothing new.
		assert.Equal(t, "-100", evalString(t, tab, `new Promise((ok) => webim.syncMsgs(null, (e) => ok(String(e.ErrorCode))))`))
		assert.Len(t, shimErrors(tab), 1)
	})
}
