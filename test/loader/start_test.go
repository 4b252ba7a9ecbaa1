package loader

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

func TestCompilesInTheBackgroundAndRunsOnDemand(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, path := range builds {
			t.Run(name, func(t *testing.T) {
				// Counts synchronous compiles, which must not happen here.
				tab := open(newSite(t, site{"/": page(
					`<script>compiles = 0; WebAssembly.Module = new Proxy(WebAssembly.Module, { construct(of, args) { compiles++; return new of(...args) } })</script>` +
						`<script src="` + path + `"></script>`)}))
				tab.WaitFor(state + ` === "compiled"`)
				var memory bool
				tab.Eval(`webim.host.attach !== undefined`, &memory)
				assert.False(t, memory, "Go has not been started")
				assert.Equal(t, "ABC", text(t, tab, `webim.echo("abc")`))
				assert.Equal(t, "running", text(t, tab, state))
				var compiles int
				tab.Eval(`compiles`, &compiles)
				assert.Zero(t, compiles)
				requireQuiet(t, tab)
			})
		}
	})
}

func TestSynchronousStartOvertakesTheBackground(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for name, path := range builds {
			t.Run(name, func(t *testing.T) {
				// Holds back the background's result until the page says so.
				tab := open(newSite(t, site{"/": page(`<script>
					held = new Promise((go) => { release = go });
					for (const name of ["compile", "compileStreaming"]) {
						const real = WebAssembly[name];
						WebAssembly[name] = (from) => real.call(WebAssembly, from).then((m) => held.then(() => m));
					}</script><script src="` + path + `"></script><script>first = webim.ensure(); during = ` + state + `</script>`)}))
				assert.Equal(t, "running", text(t, tab, `during`))
				var same bool
				tab.Eval(`(release(), held.then(() => new Promise((ok) => setTimeout(ok))).then(() => webim.ensure() === first))`, &same)
				assert.True(t, same, "the running program stays")
				assert.Equal(t, "running", text(t, tab, state))
				assert.Equal(t, "ABC", text(t, tab, `webim.echo("abc")`))
				requireQuiet(t, tab)
			})
		}
	})
}

// Between two slices of decoding, the synchronous start finishes the rest.
func TestSynchronousStartAmidDecoding(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		// A clock that jumps makes every slice end at once.
		tab := open(newSite(t, site{"/": page(`<script>
			clock = 0; performance.now = () => clock += 1000; slices = 0;
			const real = window.requestIdleCallback;
			window.requestIdleCallback = (f, options) => real(() => {
				slices++; f();
				if (slices === 3) { during = ` + state + `; answer = webim.echo("abc"); }
			}, options)</script><script src="/webim.js"></script>`)}))
		tab.WaitFor(`typeof answer !== "undefined"`)
		assert.Equal(t, "compiling", text(t, tab, `during`))
		assert.Equal(t, "ABC", text(t, tab, `answer`))
		requireQuiet(t, tab)
	})
}

func TestHandle(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(`<script src="/webim.js"></script>`)}))
		var sum int
		tab.Eval(`webim.ensure().exports.add(2, 40)`, &sum)
		assert.Equal(t, 42, sum)
		var sizes []int
		tab.Eval(`(() => {
			const go = webim.ensure(), before = go.memory();
			go.exports.grow(64);
			return [before.length, go.memory().length];
		})()`, &sizes)
		require.Len(t, sizes, 2)
		assert.Zero(t, sizes[0], "growing leaves the old view empty")
		assert.Greater(t, sizes[1], 64<<20)
	})
}

// The packer takes tables out of the binary; those for walking stacks must stay.
func TestRuntimeWalksStacks(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(`<script src="/webim.js"></script>`)}))
		var depth int
		tab.Eval(`webim.ensure().exports.work(3000)`, &depth)
		assert.Equal(t, 3000, depth)
		assert.Equal(t, "ABC", text(t, tab, `webim.echo("abc")`))
	})
}

func TestWasmMIMEType(t *testing.T) {
	streams := map[string]int{"application/wasm": 1, "application/octet-stream": 0, "": 0}
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		for contentType, want := range streams {
			t.Run(contentType, func(t *testing.T) {
				tab := open(newSite(t, site{
					"/split/webim.wasm": {contentType: contentType, body: splitBinary},
					"/": page(`<script>streams = 0; const real = WebAssembly.compileStreaming;
						WebAssembly.compileStreaming = (r) => (streams++, real.call(WebAssembly, r))</script>
						<script src="/split/webim.js"></script>`),
				}))
				tab.WaitFor(state + ` === "compiled"`)
				var counted int
				tab.Eval(`streams`, &counted)
				assert.Equal(t, want, counted)
				assert.Equal(t, "ABC", text(t, tab, `webim.echo("abc")`))
				requireQuiet(t, tab)
			})
		}
	})
}
