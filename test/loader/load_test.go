package loader

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"webim.js/test/browser"
)

// countCompiles counts compilations on the main thread, without the probe's small module.
const countCompiles = `<script>compiles = 0; WebAssembly.Module = new Proxy(WebAssembly.Module, { construct(of, args) { if (args[0].byteLength > 8192) compiles++; return new of(...args) } })</script>`

// delayCompile delays the background compile's result until the page calls release.
const delayCompile = `<script>
	held = new Promise((go) => { release = go });
	const real = WebAssembly.compile;
	WebAssembly.compile = (from) => real.call(WebAssembly, from).then((m) => held.then(() => m));
</script>`

func TestBackgroundCompileStartsOnDemand(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(countCompiles + `<script src="/webim.js"></script>`)}))
		tab.WaitFor(state + ` === "compiled"`)
		assert.Equal(t, "x", evalString(t, tab, `webim.Tool.trimStr(" x")`))
		assert.Equal(t, "running", evalString(t, tab, state))
		var compiles int
		tab.Eval(`compiles`, &compiles)
		assert.Zero(t, compiles)
		requireNoWarnings(t, tab)
	})
}

func TestSyncCallOvertakesBackgroundCompile(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(delayCompile + `<script src="/webim.js"></script>` + firstUse)}))
		requireFirstUse(t, tab)
		tab.Eval(`(release(), held.then(() => new Promise((ok) => setTimeout(ok))))`, nil)
		assert.Equal(t, "running", evalString(t, tab, state))
		assert.Equal(t, "x", evalString(t, tab, `webim.Tool.trimStr(" x")`))
		requireNoWarnings(t, tab)
	})
}

// Calls with callbacks do not block the page while Go is being compiled; they are
// queued and keep their order.
func TestPendingCallsKeepOrder(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(`<script>` + network + `</script>` + countCompiles + delayCompile + `<script src="/webim.js"></script><script>
			order = [];
			webim.getAllFriend({}, null, (e) => order.push('early ' + e.ErrorCode));
			login().then(() => order.push('in'));
			webim.login({}, {}, {}, null, (e) => order.push('refused ' + e.ErrorCode));
			webim.syncMsgs(null, (e) => order.push('late ' + e.ErrorCode));
			after = [` + state + `, order.length];
			release();
		</script>`)}))
		tab.WaitFor(`order.length === 3`)
		var order, after []any
		tab.Eval(`order`, &order)
		assert.Equal(t, []any{"early -4", "refused -7", "late -4"}, order, "the second sign-in must end the first")
		tab.Eval(`after`, &after)
		assert.NotEqual(t, "running", after[0])
		assert.Equal(t, 0.0, after[1])
		var compiles int
		tab.Eval(`compiles`, &compiles)
		assert.Zero(t, compiles, "compilations on the main thread")
	})
}

// A call that returns a value runs at once, after the queued calls.
func TestSyncCallRunsPendingCallsFirst(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(`<script>` + network + `</script>` + delayCompile + `<script src="/webim.js"></script><script>
			order = [];
			login().then(() => order.push('in'));
			order.push(webim.checkLogin(), sent.length);
		</script>`)}))
		tab.WaitFor(`order.length === 3`)
		var order []any
		tab.Eval(`order`, &order)
		assert.Equal(t, []any{true, 1.0, "in"}, order)
	})
}

// Calls made in a queued call's callback are queued after the others.
func TestCallsFromCallbacksQueueLast(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := open(newSite(t, site{"/": page(`<script>` + network + `</script>` + delayCompile + `<script src="/webim.js"></script><script>
			order = [];
			webim.syncMsgs(null, () => { order.push(1); webim.syncMsgs(null, () => order.push(3)); });
			webim.syncMsgs(null, () => order.push(2));
			release();
		</script>`)}))
		tab.WaitFor(`order.length === 3`)
		var order []int
		tab.Eval(`order`, &order)
		assert.Equal(t, []int{1, 2, 3}, order)
	})
}
