package packages

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// clientPage loads the package's modules as a browser does without a bundler, and
// provides what the page's scripts need.
const clientPage = `<!doctype html><meta charset="utf-8"><script type="module">
	import { connect, webim, WebimError } from '/client.mjs';
	const SERVER = new URLSearchParams(location.search).get('server');
	const text = (to, words) => { const m = new webim.Msg(im.session('C2C', to), true); m.addText(new webim.Msg.Elem.Text(words)); return m; };
	const words = (msgs) => msgs.map((m) => m.toHtml());
	// rejection summarizes the outcome of a promise.
	const rejection = (promise) => promise.then((v) => 'fulfilled: ' + JSON.stringify(v), (e) => ({
		name: e.name, message: e.message, code: e.code, original: e.original && e.original.ErrorCode, webim: e instanceof WebimError, error: e instanceof Error,
	}));
	const signIn = async (identifier, userSig, more) => (window.im = await connect({ sdkAppID: 1400000001, accountType: 1, identifier, userSig, server: SERVER, isLogOn: false, ...more }));
	Object.assign(window, { connect, webim, WebimError, text, words, rejection, signIn });
</script>`

// clientPages opens pages of clientPage.
type clientPages struct {
	t    *testing.T
	im   *stack.Server
	open opener
	url  string
}

func (p clientPages) tab() *browser.Tab {
	p.t.Helper()
	tab := p.open(p.url + "/?server=" + p.im.URL)
	tab.WaitFor(`window.signIn`)
	return tab
}

func (p clientPages) signedIn(who string) *browser.Tab {
	p.t.Helper()
	tab := p.tab()
	tab.Eval(fmt.Sprintf(`signIn(%q, %q).then(() => 1)`, who, p.im.Signature(who)), nil)
	return tab
}

// inEachBrowser runs a test in each browser with a new server.
func inEachBrowser(t *testing.T, test func(t *testing.T, p clientPages)) {
	im := stack.Start(t)
	files := http.FileServer(http.Dir(distPath(t, "npm")))
	url := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write([]byte(clientPage))
		case r.URL.Path == "/favicon.ico":
		default:
			w.Header().Set("Content-Type", "text/javascript")
			files.ServeHTTP(w, r)
		}
	}))
	inBrowsers(t, func(t *testing.T, open opener) { test(t, clientPages{t, im, open, url}) })
}

func eval[T any](t *testing.T, tab *browser.Tab, expr string) (value T) {
	t.Helper()
	tab.Eval(expr, &value)
	return value
}

type rejected struct {
	Name, Message  string
	Code, Original int
	Webim, Error   bool
}

func TestClientSendsAndReceives(t *testing.T) {
	inEachBrowser(t, func(t *testing.T, p clientPages) {
		alice, bob := p.signedIn("alice"), p.signedIn("bob")
		assert.Equal(t, "alice 林小夏", eval[string](t, alice, `im.user + ' ' + im.account.identifierNick`))

		// Several listeners and an iterator receive the same messages, which are the
		// records of MsgStore.
		bob.Eval(`void (received = [], second = [], iterated = [],
			im.addEventListener('messages', (e) => received.push(...words(e.detail))),
			im.addEventListener('messages', (e) => { second.push(e.detail.every((m) => m instanceof webim.Msg)); throw new Error('a listener of the page') }),
			(async () => { for await (const msgs of im.events('messages')) iterated.push(...words(msgs)); iterated.push('end') })())`, nil)
		assert.Equal(t, "OK", eval[string](t, alice, `im.sendMsg(text('bob', 'one <')).then((r) => r.ActionStatus)`))
		alice.Eval(`im.sendMsg(text('bob', 'two')).then(() => 1)`, nil)
		bob.WaitFor(`received.length === 2 && iterated.length === 2`)
		assert.Equal(t, []string{"one &lt;", "two"}, eval[[]string](t, bob, `received`))
		assert.Equal(t, []string{"one &lt;", "two"}, eval[[]string](t, bob, `iterated`))
		assert.NotContains(t, eval[[]bool](t, bob, `second`), false)
		assert.True(t, eval[bool](t, bob, `im.session('C2C', 'alice') === webim.MsgStore.sessByTypeId('C2C', 'alice')`))

		// An error is an Error with the number and the original object.
		failed := eval[rejected](t, alice, `rejection(im.sendMsg(text('nobody', 'x')))`)
		assert.Regexp(t, `^webim\.sendMsg: 20003 .*nobody`, failed.Message)
		failed.Message = ""
		assert.Equal(t, rejected{"WebimError", "", 20003, 20003, true, true}, failed)
		// Errors that the SDK logs before sending are rejections as well.
		assert.Equal(t, "webim.sendMsg: invalid subType", eval[rejected](t, alice, `rejection(im.sendMsg(new webim.Msg(im.session('GROUP', '@g'), true, 1, 1, 1, 'alice', 7)))`).Message)

		// Signing out ends the iterations and the client.
		assert.Equal(t, "logout", eval[string](t, bob, `new Promise((ok) => { im.addEventListener('end', (e) => ok(e.detail)); im.logout() })`))
		bob.WaitFor(`iterated[2] === 'end'`)
		assert.Contains(t, eval[rejected](t, bob, `rejection(im.syncMsgs())`).Message, "has ended: logout")
		assert.Equal(t, []any{true, nil}, eval[[]any](t, bob, `im.events('messages').next().then((r) => [r.done, r.value])`))
	})
}

func TestClientSignsIn(t *testing.T) {
	inEachBrowser(t, func(t *testing.T, p clientPages) {
		tab := p.tab()
		assert.Equal(t, 70003, eval[rejected](t, tab, `rejection(signIn('alice', 'forged'))`).Code)

		// Another sign-in of the same user ends the first one's client.
		tab.Eval(fmt.Sprintf(`signIn('alice', %q).then(() => { first = im; ended = new Promise((ok) => first.addEventListener('end', (e) => ok(e.detail))) })`, p.im.Signature("alice")), nil)
		tab.Eval(fmt.Sprintf(`signIn('alice', %q).then(() => 1)`, p.im.Signature("alice")), nil)
		assert.Equal(t, "another sign-in", eval[string](t, tab, `ended`))
		assert.Equal(t, "another sign-in", eval[string](t, tab, `first.ended`))
		assert.True(t, eval[bool](t, tab, `im.user === 'alice' && im !== first && im.webim === webim`))

		// Two concurrent sign-ins: the first one's promise settles as well.
		assert.Equal(t, []any{"WebimError", -2.0, nil}, eval[[]any](t, tab, fmt.Sprintf(`(async () => {
			const both = [signIn('alice', %q), signIn('alice', %[1]q)]; const { name, code } = await rejection(both[0]); const second = await both[1];
			return [name, code, second.ended] })()`, p.im.Signature("alice"))))
		tab.Eval(`im.logout()`, nil)

		// A sign-in aborted before it is done leaves no user signed in.
		assert.Equal(t, "AbortError", eval[rejected](t, tab, fmt.Sprintf(`(() => {
			const giveUp = new AbortController(); const done = rejection(signIn('carol', %q, { signal: giveUp.signal })); giveUp.abort(); return done })()`, p.im.Signature("carol"))).Name)
		tab.WaitFor(`!webim.checkLogin()`)
	})
}

// Two users in one page chat with each other.
func TestTwoUsersChatInOnePage(t *testing.T) {
	inEachBrowser(t, func(t *testing.T, p clientPages) {
		tab := p.tab()
		tab.Eval(fmt.Sprintf(`Promise.all([signIn('alice', %q), signIn('bob', %q)]).then((two) => {
			[alice, bob] = two; received = { alice: [], bob: [] };
			for (const who of two) who.addEventListener('messages', (e) => received[who.user].push(...words(e.detail)));
		})`, p.im.Signature("alice"), p.im.Signature("bob")), nil)
		assert.True(t, eval[bool](t, tab, `alice.webim === webim && bob.webim !== webim && alice.ended === null && bob.ended === null`))
		tab.Eval(`say = (who, to, words) => { const m = new who.webim.Msg(who.session('C2C', to), true); m.addText(new who.webim.Msg.Elem.Text(words)); return who.sendMsg(m); }`, nil)
		tab.Eval(`say(alice, 'bob', 'hello').then(() => say(bob, 'alice', 'hi')).then(() => 1)`, nil)
		tab.WaitFor(`received.alice.length === 1 && received.bob.length === 1`)
		assert.Equal(t, map[string][]string{"alice": {"hi"}, "bob": {"hello"}}, eval[map[string][]string](t, tab, `received`))
		// Promises of a user who signs out settle; the other user is unaffected.
		assert.Equal(t, []any{"logout", nil}, eval[[]any](t, tab, `(async () => {
			const late = bob.getAllFriend({ StartIndex: 0, GetCount: 10 }).then(() => 'well', (e) => e.code);
			await bob.logout(); await late; return [bob.ended, alice.ended] })()`))
		tab.Eval(`alice.syncMsgs().then(() => 1)`, nil)
	})
}

func TestAbortSignalEndsClientCall(t *testing.T) {
	inEachBrowser(t, func(t *testing.T, p clientPages) {
		tab := p.signedIn("alice")
		assert.Equal(t, "no time", eval[string](t, tab, `im.syncMsgs({ signal: AbortSignal.abort('no time') }).catch((e) => e)`))
		assert.Equal(t, "AbortError", eval[rejected](t, tab, `(() => {
			const c = new AbortController(); const done = rejection(im.getAllFriend({ StartIndex: 0, GetCount: 10 }, { signal: c.signal })); c.abort(); return done })()`).Name)
		assert.Equal(t, "no more", eval[string](t, tab, `(async () => {
			const c = new AbortController(); const all = im.events('messages', { signal: c.signal }); const next = all.next(); c.abort(); return (await next).done ? 'no more' : 'more' })()`))

		// An upload stops at the signal or at the page's own button: later calls still
		// complete, and no further slice has been sent meanwhile.
		upload := `(async () => {
			const c = new AbortController();
			const file = new File([new Uint8Array(4 << 20)], 'large.bin');
			let calls = 0; const button = {};
			const done = rejection(im.uploadFile({ file, To_Account: 'bob', businessType: 2, fileType: 2, abortButton: button,
				onProgressCallBack() { calls++; STOP } }, { signal: c.signal }));
			const { name } = await done; const before = calls;
			for (let i = 0; i < 5; i++) await im.getProfilePortrait({ To_Account: ['bob'], TagList: ['Tag_Profile_IM_Nick'] });
			return [name, before, calls];
		})()`
		for _, stop := range []string{`c.abort()`, `button.onclick()`} {
			assert.Equal(t, []any{"AbortError", 1.0, 1.0}, eval[[]any](t, tab, strings.Replace(upload, "STOP", stop, 1)), stop)
		}
	})
}

// Each function of the built SDK is a method of the client, unless it has no
// callbacks.
func TestClientHasEveryCall(t *testing.T) {
	inEachBrowser(t, func(t *testing.T, p clientPages) {
		tab := p.signedIn("alice")
		missing := eval[[]string](t, tab, `Object.keys(webim).filter((name) => typeof webim[name] === 'function' && typeof im[name] !== 'function').sort()`)
		require.Equal(t, []string{"Msg", "Session", "checkLogin", "getCtx", "init", "login", "newInstance", "newWebIm", "onDownFile", "setAutoRead", "setJsonpLastRspData"}, missing)
		extra := eval[[]string](t, tab, `Object.getOwnPropertyNames(Object.getPrototypeOf(im)).filter((name) => typeof webim[name] !== 'function').sort()`)
		assert.Equal(t, []string{"events", "session"}, extra)
		// webim.mjs exports every name, except those that are created at first use.
		names := eval[[]string](t, tab, `import('/webim.mjs').then((all) => [...Object.keys(webim).filter((name) => !(name in all)), ...Object.keys(all).filter((name) => name !== 'default' && name !== 'webim' && all[name] !== webim[name])].sort())`)
		assert.Equal(t, []string{"BROWSER_INFO", "EmotionDataIndexs", "EmotionPicData", "EmotionPicDataIndex", "Emotions"}, names)
	})
}
