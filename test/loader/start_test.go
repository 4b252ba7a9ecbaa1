package loader

import (
	_ "embed"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

// network is a fake network for the page, loaded before the SDK.
//
//go:embed network.js
var network string

// firstUse is the first script after the tag: it calls Go synchronously.
const firstUse = `<script>seen = [webim.Tool.groupTypeEn2Ch("Public"), webim.Tool.formatText2Html("a<b"), ` + state + `]</script>`

func requireFirstUse(t *testing.T, tab *browser.Tab) {
	t.Helper()
	var seen []string
	tab.Eval("seen", &seen)
	require.Equal(t, []string{"公开群", "a&lt;b", "running"}, seen)
	requireNoWarnings(t, tab)
}

func TestNextScriptCanUseGo(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		requireFirstUse(t, open(newSite(t, site{"/": page(`<script src="/webim.js"></script>` + firstUse)})))
	})
}

func TestScriptRunsFromFileURL(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "webim.js"), theScript, 0o644))
		index := filepath.Join(dir, "index.html")
		html := `<!doctype html><meta charset="utf-8"><script src="webim.js"></script>` + firstUse
		require.NoError(t, os.WriteFile(index, []byte(html), 0o644))
		tab := open((&url.URL{Scheme: "file", Path: index}).String())
		requireFirstUse(t, tab)
		assert.Equal(t, "null", evalString(t, tab, `String(`+config+`.server)`))
	})
}

func TestScriptRunsInGBKPage(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		// Only the page declares a charset, and its own text is GBK.
		html := `<!doctype html><meta charset="gbk"><script src="/webim.js"></script>` + firstUse +
			"<script>own = '\xC4\xE3\xBA\xC3'</script>"
		tab := open(newSite(t, site{"/": {contentType: "text/html", body: []byte(html)}}))
		assert.Equal(t, "GBK", evalString(t, tab, `document.characterSet`))
		assert.Equal(t, "你好", evalString(t, tab, `own`))
		requireFirstUse(t, tab)
	})
}

func TestAsyncAndInsertedScriptsRun(t *testing.T) {
	pages := map[string]string{
		"async":    `<script async src="/webim.js" onload="use()"></script>`,
		"inserted": `<script>var s = document.createElement("script"); s.onload = use; s.src = "/webim.js"; document.head.appendChild(s)</script>`,
	}
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, tag := range pages {
			t.Run(name, func(t *testing.T) {
				use := `<script>function use() { seen = [webim.Tool.groupTypeEn2Ch("Public"), webim.Tool.formatText2Html("a<b"), ` + state + `] }</script>`
				tab := open(newSite(t, site{"/": page(use + tag)}))
				tab.WaitFor(`typeof seen !== "undefined"`)
				requireFirstUse(t, tab)
				assert.Contains(t, evalString(t, tab, config+`.scriptURL`), "/webim.js")
			})
		}
	})
}

func TestScriptDefinesOneGlobal(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(
			`<script>var before, added; before = Object.getOwnPropertyNames(window)</script>` +
				`<script src="/webim.js"></script>` +
				`<script>webim.Tool.trimStr(" x"); added = Object.getOwnPropertyNames(window).filter((n) => !before.includes(n))</script>`)}))
		var added []string
		tab.Eval("added", &added)
		assert.Equal(t, []string{"webim"}, added)
	})
}

func TestSecondTagKeepsFirstObject(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(
			`<script src="/webim.js"></script><script>first = webim; first.Tool.trimStr(" x")</script>` +
				`<script src="/webim.js?again"></script><script>same = webim === first</script>`)}))
		var same bool
		tab.Eval("same", &same)
		assert.True(t, same, "the page must keep the first SDK object")
		assert.Equal(t, "x", evalString(t, tab, `webim.Tool.trimStr(" x")`))
		assert.Len(t, consoleLines(tab, "warn"), 1)
		assert.Empty(t, consoleLines(tab, "error"))
	})
}
