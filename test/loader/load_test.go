package loader

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

// firstUse is the first script after the tag: it uses Go at once.
const firstUse = `<script>seen = [webim.greeting, webim.echo("abc"), ` + state + `]</script>`

func requireFirstUse(t *testing.T, tab *browser.Tab) {
	t.Helper()
	var seen []string
	tab.Eval("seen", &seen)
	require.Equal(t, []string{"你好，世界", "ABC", "running"}, seen)
	requireQuiet(t, tab)
}

func TestNextScriptHasEverything(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, path := range builds {
			t.Run(name, func(t *testing.T) {
				address := newSite(t, site{"/": page(`<script src="` + path + `"></script>` + firstUse)})
				requireFirstUse(t, open(address))
			})
		}
	})
}

func TestFromFile(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "webim.js"), singleScript, 0o644))
		index := filepath.Join(dir, "index.html")
		html := `<!doctype html><meta charset="utf-8"><script src="webim.js"></script>` + firstUse
		require.NoError(t, os.WriteFile(index, []byte(html), 0o644))
		tab := open((&url.URL{Scheme: "file", Path: index}).String())
		requireFirstUse(t, tab)
		assert.Equal(t, "null", text(t, tab, `String(webim.config.server)`))
	})
}

func TestGBKPage(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, path := range builds {
			t.Run(name, func(t *testing.T) {
				// No charset is stated anywhere but in the page, whose own text is GBK.
				html := `<!doctype html><meta charset="gbk"><script src="` + path + `"></script>` + firstUse +
					"<script>own = '\xC4\xE3\xBA\xC3'</script>"
				tab := open(newSite(t, site{"/": {contentType: "text/html", body: []byte(html)}}))
				assert.Equal(t, "GBK", text(t, tab, `document.characterSet`))
				assert.Equal(t, "你好", text(t, tab, `own`))
				requireFirstUse(t, tab)
			})
		}
	})
}

func TestAsyncAndInsertedScripts(t *testing.T) {
	pages := map[string]string{
		"async":    `<script async src="/webim.js" onload="use()"></script>`,
		"inserted": `<script>var s = document.createElement("script"); s.onload = use; s.src = "/split/webim.js"; document.head.appendChild(s)</script>`,
	}
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, tag := range pages {
			t.Run(name, func(t *testing.T) {
				use := `<script>function use() { seen = [webim.greeting, webim.echo("abc"), ` + state + `] }</script>`
				tab := open(newSite(t, site{"/": page(use + tag)}))
				tab.WaitFor(`typeof seen !== "undefined"`)
				requireFirstUse(t, tab)
				assert.Contains(t, text(t, tab, `webim.config.scriptURL`), "/webim.js")
			})
		}
	})
}

func TestLeavesOneGlobal(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, path := range builds {
			t.Run(name, func(t *testing.T) {
				tab := open(newSite(t, site{"/": page(
					`<script>var before, added; before = Object.getOwnPropertyNames(window)</script>` +
						`<script src="` + path + `"></script>` +
						`<script>webim.echo("x"); added = Object.getOwnPropertyNames(window).filter((n) => !before.includes(n))</script>`)}))
				var added []string
				tab.Eval("added", &added)
				assert.Equal(t, []string{"webim"}, added)
			})
		}
	})
}

func TestLoadedTwice(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(
			`<script src="/webim.js"></script><script>first = webim; first.echo("x")</script>` +
				`<script src="/split/webim.js"></script><script>same = webim === first</script>`)}))
		var same bool
		tab.Eval("same", &same)
		assert.True(t, same, "the page keeps the SDK that it may already use")
		assert.Equal(t, "ABC", text(t, tab, `webim.echo("abc")`))
		assert.Len(t, said(tab, "warn"), 1)
		assert.Empty(t, said(tab, "error"))
	})
}

func TestGoSeesItsScopeOnly(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(`<script>fs = process = "the page's own"</script><script src="/webim.js"></script>`)}))
		for name, kind := range map[string]string{
			"document": "undefined", "window": "undefined", "webim": "undefined",
			"host": "object", "fs": "object", "process": "object", "Date": "function", "setTimeout": "function",
		} {
			assert.Equal(t, kind, text(t, tab, `webim.ensure().call("global `+name+`")`), name)
		}
		assert.Equal(t, "the page's own", text(t, tab, `fs`))
	})
}
