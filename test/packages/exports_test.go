package packages

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/test/npm"
)

// report is called by the page of each loading method, which runs in a frame, with the
// webim that it obtained. It must be the frame's global, and work.
const report = `<script>function report(w) {
	const works = w && w === window.webim && w.Tool.formatText2Html("<") === "&lt;";
	parent.results[location.pathname] = works ? "yes" : typeof w + " / " + typeof window.webim;
}</script>`

const global = `<script>report(window.webim)</script>`

// loadingMethods holds the HTML for each method by which pages load copies of the
// original.
var loadingMethods = map[string]string{
	"classic":                       `<script src="/webim.js"></script>` + global,
	"deferred":                      `<script defer src="/webim.js" onload="report(webim)"></script>`,
	"import-without-names":          `<script type="module">import '/webim.js'; report(window.webim)</script>`,
	"import-of-webim.mjs":           `<script type="module">import w, { login } from '/webim.mjs'; import * as all from '/webim.mjs'; report(login === w.login && all.sendMsg === w.sendMsg && w)</script>`,
	"dynamic-import":                `<script type="module">import('/webim.mjs').then((module) => report(module.default))</script>`,
	"copy-with-export-default":      `<script type="module">import w from '/copies/default.js'; report(w)</script>`,
	"copy-with-module.exports":      `<script src="/copies/exported.js"></script>` + global,
	"requirejs-as-webim":            `<script src="/require.js"></script><script>require.config({ baseUrl: '/' }); require(['webim'], report)</script>`,
	"requirejs-by-another-name":     `<script src="/require.js"></script><script>require.config({ paths: { 'im/sdk': '/webim' } }); require(['im/sdk'], report)</script>`,
	"requirejs-by-url":              `<script src="/require.js"></script><script>require(['/webim.js'], report)</script>`,
	"requirejs-wrapped-copy":        `<script src="/require.js"></script><script>require(['/copies/amd.js'], report)</script>`,
	"requirejs-before-script":       `<script src="/require.js"></script><script src="/webim.js"></script><script>require(['webim'], report)</script>`,
	"seajs":                         `<script src="/sea.js"></script><script>seajs.use('/webim.js', report)</script>`,
	"seajs-wrapped-copy":            `<script src="/sea.js"></script><script>seajs.use('/copies/cmd.js', report)</script>`,
	"seajs-before-script":           `<script src="/sea.js"></script><script src="/webim.js"></script>` + global,
	"commonjs-by-hand":              `<script>fetch('/webim.js').then((r) => r.text()).then((text) => { const module = { exports: {} }; new Function('module', 'exports', text)(module, module.exports); report(module.exports) })</script>`,
	"evaluated-text":                `<script>fetch('/webim.js').then((r) => r.text()).then((text) => { new Function(text)(); report(window.webim) })</script>`,
	"text-in-a-script-element":      `<script>fetch('/webim.js').then((r) => r.text()).then((text) => { const s = document.createElement('script'); s.text = text; document.head.appendChild(s).remove(); report(window.webim) })</script>`,
	"inserted":                      `<script>const s = document.createElement('script'); s.src = '/webim.js'; s.onload = () => report(window.webim); document.head.appendChild(s)</script>`,
	"document.write":                `<script>document.write('<script src="/webim.js"><\/script>')</script>` + global,
	"after-load-event":              `<script>addEventListener('load', () => setTimeout(() => { const s = document.createElement('script'); s.src = '/webim.js'; s.onload = () => report(window.webim); document.head.appendChild(s) }))</script>`,
	"electron":                      `<script>module = { exports: {}, id: '.' }; exports = module.exports; require = () => { throw new Error('require must not be called') }</script><script src="/webim.js"></script><script>report(module.exports === webim && webim)</script>`,
	"elements-named-module-exports": `<p id="module"></p><p id="exports"></p><p id="define"></p><script src="/webim.js"></script>` + global,
	"functions-named-module-define": `<script>called = 0; module = () => called++; define = () => called++</script><script src="/webim.js"></script><script>report(called === 0 && webim)</script>`,
	"module-that-exports-nothing":   `<script>module = {}; exports = null; define = null</script><script src="/webim.js"></script><script>report(Object.keys(module).length === 0 && webim)</script>`,
}

func TestScriptExportsToEachLoader(t *testing.T) {
	script := string(read(t, distPath(t, "webim.js")))
	pages := map[string]string{
		"/webim.js":   script,
		"/webim.mjs":  string(read(t, distPath(t, "webim.mjs"))),
		"/require.js": string(npm.File(t, "requirejs/require.js")),
		"/sea.js":     string(npm.File(t, "seajs/dist/sea.js")),
		// Projects have modified their copies in these ways.
		"/copies/default.js":  script + "\nexport default webim;\n",
		"/copies/exported.js": script + "\nif (typeof module !== 'undefined') module.exports = webim;\n",
		"/copies/cmd.js":      "define(function (require, exports, module) {\n" + script + "\nmodule.exports = webim;\n});\n",
		"/copies/amd.js":      "define(function (require, exports, module) {\n" + script + "\nreturn webim;\n});\n",
	}
	host := `<!doctype html><script>results = {}</script>`
	for name, html := range loadingMethods {
		pages["/methods/"+name] = `<!doctype html><meta charset="utf-8">` + report + html
		host += `<iframe src="/methods/` + name + `"></iframe>`
	}
	pages["/"] = host
	address := site(t, pages)
	inBrowsers(t, func(t *testing.T, open opener) {
		tab := open(address + "/")
		tab.Limit = time.Minute // all frames load concurrently
		tab.WaitFor(`Object.keys(results).length === ` + strconv.Itoa(len(loadingMethods)))
		var seen map[string]string
		tab.Eval(`results`, &seen)
		for name := range loadingMethods {
			assert.Equal(t, "yes", seen["/methods/"+name], name)
		}
		requireQuiet(t, tab, "warn", "error")
	})
}

// Regardless of how copies are loaded, the page keeps the first, logs each further
// one once, and every loader gets the same object.
func TestFurtherCopiesKeepFirst(t *testing.T) {
	address := site(t, map[string]string{
		"/webim.js": string(read(t, distPath(t, "webim.js"))), "/again.js": string(read(t, distPath(t, "webim.js"))),
		"/webim.mjs":  string(read(t, distPath(t, "webim.mjs"))),
		"/require.js": string(npm.File(t, "requirejs/require.js")),
		"/": `<!doctype html><script src="/webim.js"></script><script>first = webim</script><script src="/again.js"></script><script src="/require.js"></script>
			<script>require(['/webim.js'], (w) => { window.required = w; })</script>
			<script type="module">import w from '/webim.mjs'; window.imported = w;</script>`,
	})
	inBrowsers(t, func(t *testing.T, open opener) {
		tab := open(address + "/")
		tab.WaitFor(`window.required && window.imported`)
		var same bool
		tab.Eval(`first === webim && required === first && imported === first`, &same)
		assert.True(t, same)
		var warnings int
		for _, m := range tab.Console() {
			if m.Level == "warn" && strings.Contains(m.Text, "twice") {
				warnings++
			}
		}
		assert.Equal(t, 3, warnings)
		requireQuiet(t, tab, "error")
	})
}

// No file is both a script and a module, hence webim.mjs. A file from which a browser
// imports a default must contain export, which is a syntax error in a classic script. A
// text that is valid as either, because await is a keyword only in modules, is rejected
// by bundlers or has no CommonJS exports: see TestBundlersRejectPolyglot.
func TestNoFileIsScriptAndModule(t *testing.T) {
	address := site(t, map[string]string{
		"/plain.js":     `window.webim = 1;`,
		"/exporting.js": `window.webim = 1; export default 1;`,
		"/default":      `<!doctype html><script>onerror = (text) => { seen = text; }</script><script type="module">import w from '/plain.js'; seen = w;</script>`,
		"/classic":      `<!doctype html><script>onerror = (text) => { seen = text; }</script><script src="/exporting.js"></script>`,
	})
	inBrowsers(t, func(t *testing.T, open opener) {
		for path, part := range map[string]string{"/default": "default", "/classic": "export"} {
			tab := open(address + path)
			tab.WaitFor(`window.seen`)
			var seen string
			tab.Eval(`seen`, &seen)
			assert.Contains(t, seen, "SyntaxError", path)
			assert.Contains(t, seen, part, path)
		}
	})
}
