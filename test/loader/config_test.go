package loader

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

func TestSettingsFollowPrecedence(t *testing.T) {
	built := func(server string) []byte {
		literal := []byte(`"__WEBIM_SERVER__"`)
		return bytes.Replace(theScript, literal, []byte(`"`+server+`"`), 1)
	}
	files := site{
		"/built.js": script(built("https://built.example")),
		"/self.js":  script(built("self")),
	}
	for _, test := range []struct {
		name, html      string
		server, version string // SITE stands for the site's own origin
		errors          []string
	}{
		{name: "default", html: `<script src="/webim.js"></script>`},
		{name: "tag attributes", html: `<script src="/webim.js" data-server="https://im.example/" data-webim-version="1.3"></script>`, server: "https://im.example", version: "1.3"},
		{name: "server with path", html: `<script src="/webim.js" data-server="//im.example:8443/base/im/"></script>`, server: "http://im.example:8443/base/im"},
		{name: "global overrides tag", html: `<script>webimConfig = { server: "http://a.example", version: 1.7 }</script><script src="/webim.js" data-server="http://b.example" data-webim-version="1.3"></script>`, server: "http://a.example", version: "1.7"},
		{name: "build", html: `<script src="/built.js"></script>`, server: "https://built.example"},
		{name: "tag overrides build", html: `<script src="/built.js" data-server="http://b.example"></script>`, server: "http://b.example"},
		{name: "original hosts override build", html: `<script src="/built.js" data-server="__"></script>`},
		{name: "self", html: `<script src="/self.js"></script>`, server: "SITE"},
		{name: "empty", html: `<script>webimConfig = {}</script><script src="/webim.js" data-webim-version></script>`},
		{name: "empty server", html: `<script src="/built.js" data-server=""></script>`, errors: []string{`data-server is ""`}},
		{name: "no scheme", html: `<script src="/built.js" data-server="im.example"></script>`,
			errors: []string{`data-server is "im.example"`}},
		{name: "not http", html: `<script src="/webim.js" data-server="javascript://im.example/%0Aalert(1)"></script>`,
			errors: []string{"data-server is"}},
		{name: "server with query", html: `<script>webimConfig = { server: "http://a.example/?x", version: "2" }</script><script src="/webim.js" data-webim-version="1.3"></script>`, version: "1.3",
			errors: []string{`webimConfig.version is "2"`, "webimConfig.server is"}},
		{name: "misspelled", html: `<script>webimConfig = { sever: "http://a.example" }</script><script src="/webim.js" data-sever="http://b.example" data-version="1.3" data-user="x" data-service="y"></script>`,
			errors: []string{"unknown setting webimConfig.sever", "unknown setting data-sever", "unknown setting data-version"}},
		{name: "release version", html: `<script src="/webim.js" data-webim-version="1.7.3"></script>`, version: "1.7.3"},
		{name: "unknown version", html: `<script>webimConfig = { version: "1.7.1" }</script><script src="/webim.js" data-webim-version="toString"></script>`,
			errors: []string{`webimConfig.version is "1.7.1"`, `data-webim-version is "toString"`}},
		{name: "not an object", html: `<script>webimConfig = "http://a.example"</script><script src="/webim.js"></script>`,
			errors: []string{`webimConfig is "http://a.example"`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			all := site{"/": page(test.html)}
			for path, f := range files {
				all[path] = f
			}
			address := newSite(t, all)
			tab := browser.Open(t, browser.Chromium, browser.Options{})
			tab.Goto(address)
			want := []any{nil, nil}
			for i, value := range []string{test.server, test.version} {
				switch value {
				case "":
				case "SITE":
					want[i] = address
				default:
					want[i] = value
				}
			}
			var got []any
			tab.Eval(`[`+config+`.server, `+config+`.version]`, &got)
			assert.Equal(t, want, got)
			errors := consoleLines(tab, "error")
			require.Len(t, errors, len(test.errors))
			for i, e := range test.errors {
				assert.Contains(t, errors[i], e)
			}
		})
	}
}

// Emoticons are disabled by an attribute, or by loading the script under the name of
// a copy without them.
func TestEmotionsFollowSetting(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(url string) *browser.Tab) {
		for _, test := range []struct {
			name, html, want, error string
		}{
			{name: "default", html: `<script src="/webim.js"></script>`},
			{name: "tag attribute", html: `<script src="/webim.js" data-emotions="none"></script>`, want: "none"},
			{name: "global overrides tag", html: `<script>webimConfig = { emotions: "all" }</script><script src="/webim.js" data-emotions="none"></script>`, want: "all"},
			{name: "file name", html: `<script src="/js/webim_no_emotion.js?v=3"></script>`, want: "none"},
			{name: "minified file name", html: `<script src="/js/webim.1.7.no_emotion.min.js"></script>`, want: "none"},
			{name: "tag overrides file name", html: `<script src="/js/webim_no_emotion.js" data-emotions="all"></script>`, want: "all"},
			{name: "folder name", html: `<script src="/no_emotion.js/webim.js"></script>`},
			{name: "query", html: `<script src="/webim.js?/no_emotion.js"></script>`},
			{name: "invalid value", html: `<script src="/webim.js" data-emotions="false"></script>`, error: `data-emotions is "false"`},
		} {
			t.Run(test.name, func(t *testing.T) {
				sdk := script(theScript)
				tab := open(newSite(t, site{
					"/": page(test.html), "/webim.js": sdk, "/no_emotion.js/webim.js": sdk,
					"/js/webim_no_emotion.js": sdk, "/js/webim.1.7.no_emotion.min.js": sdk,
				}))
				var got string
				tab.Eval(config+`.emotions || ''`, &got)
				assert.Equal(t, test.want, got)
				// The first use of an emoticon logs how to disable them.
				tab.Eval(`(webim.Emotions, webim.EmotionPicData, new webim.Msg.Elem.Face(0, '[惊讶]').toHtml())`, nil)
				if test.want == "" {
					_, err := tab.Page.WaitMessage(t.Context(), `data-emotions="none"`)
					require.NoError(t, err)
					assert.Len(t, consoleLines(tab, "info"), 1)
				} else {
					assert.Empty(t, consoleLines(tab, "info"))
				}
				if errors := consoleLines(tab, "error"); test.error == "" {
					assert.Empty(t, errors)
				} else {
					assert.Contains(t, strings.Join(errors, "\n"), test.error)
				}
			})
		}
	})
}

// The script without emoticons behaves like webim.js with data-emotions="none",
// under any name and where it loads its second script. Face elements use the tables
// that the page fills.
func TestPlainScriptHasNoEmoticons(t *testing.T) {
	const use = `<script>
		face = (name) => new webim.Msg.Elem.Face(0, name).toHtml();
		seen = JSON.stringify([webim.Emotions, webim.EmotionPicData, webim.EmotionDataIndexs, webim.EmotionPicDataIndex, webim.Emotions === webim.EmotionPicData,
			webim.EmotionDataIndexs === webim.EmotionPicDataIndex, face('[惊讶]'), Object.keys(webim).sort().join()]);
		webim.EmotionDataIndexs['[own]'] = 0;
		webim.Emotions[0] = ['[own]', '/own.png'];
		seen += face('[own]') + ` + state + `;
	</script>`
	forbidden := page(`<script src="/webim_no_emotion.js"></script>` + use)
	forbidden.headers = map[string]string{"Content-Security-Policy": "script-src * 'unsafe-inline'"}
	address := newSite(t, site{
		"/none":      page(`<script src="/webim.js" data-emotions="none"></script>` + use),
		"/named":     page(`<script src="/webim_no_emotion.js"></script>` + use),
		"/renamed":   page(`<script src="/im.js" data-webim-version="1.7.2"></script>` + use),
		"/all":       page(`<script src="/webim_no_emotion.js" data-emotions="all"></script>` + use),
		"/forbidden": forbidden,
		"/im.js":     script(plainScript), "/webim_no_emotion.js": script(plainScript), "/webim_no_emotion.es5.js": script(plainES5Script),
	})
	var want string
	for _, path := range []string{"none", "named", "renamed", "all", "forbidden"} {
		tab := browser.Open(t, browser.Chromium, browser.Options{})
		tab.Goto(address + "/" + path)
		got := evalString(t, tab, `seen`)
		if path == "none" {
			want = got
			assert.Contains(t, got, `[{},{},{},{},true,true,"[惊讶]",`)
			assert.Contains(t, got, "own.png")
		}
		assert.Equal(t, want, got, path)
		if errors := consoleLines(tab, "error"); path == "all" {
			assert.Contains(t, strings.Join(errors, "\n"), `data-emotions is "all", which is not "none"`)
		} else {
			assert.Empty(t, errors, path)
		}
	}
	assert.Less(t, len(plainScript), len(theScript)-10_000)
}

// With an invalid server every call ends in an error, and no request is sent: the
// signature must not reach the original's hosts.
func TestWrongServerSendsNothing(t *testing.T) {
	for name, html := range map[string]string{
		"no scheme":   `<script src="/webim.js" data-server="127.0.0.1:18080"></script>`,
		"empty":       `<script src="/webim.js" data-server=""></script>`,
		"misspelled":  `<script src="/webim.js" data-sever="https://im.example"></script>`,
		"webimConfig": `<script>webimConfig = { server: "im.example" }</script><script src="/webim.js"></script>`,
		"no object":   `<script>webimConfig = "https://im.example"</script><script src="/webim.js"></script>`,
		"late":        `<script src="/webim.js"></script><script>webimConfig = { server: 5 }</script>`,
	} {
		t.Run(name, func(t *testing.T) {
			tab := browser.Open(t, browser.Chromium, browser.Options{})
			tab.Goto(newSite(t, site{"/": page(html), "/webim.js": script(theScript)}))
			tab.WaitFor(`window.webim`)
			var errors []string
			tab.Eval(`new Promise((done) => {
				sent = [];
				fetch = (url) => { sent.push(url); return new Promise(() => {}); };
				const errors = [];
				const failed = (e) => errors.push(e.ErrorInfo) === 3 && done(errors);
				const me = { sdkAppID: 1, accountType: 1, identifier: 'a', userSig: 's' };
				webim.login(me, {}, {}, null, failed);
				webim.init(me, {}, {}, null, failed);
				webim.searchGroupByName({}, null, failed);
				webim.init(me, { groupSystemNotifys: {} }, {});
			})`, &errors)
			for _, e := range errors {
				assert.Contains(t, e, "服务器设置无效")
			}
			var sent []string
			tab.Eval(`new Promise((done) => setTimeout(done)).then(() => sent)`, &sent)
			assert.Empty(t, sent)
			assert.Equal(t, "running", evalString(t, tab, `(webim.Tool.trimStr(' x'), `+state+`)`))
			tab.Eval(`webimConfig = { server: "https://im.example" }, webim.login({ sdkAppID: 1, accountType: 1, identifier: 'a', userSig: 's' }, {}, {})`, nil)
			tab.WaitFor(`sent.length === 1 && sent[0].startsWith('https://im.example/')`)
		})
	}
}

// The SDK's console lines are distinguishable from the page's.
func TestConsoleLinesHavePrefix(t *testing.T) {
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(newSite(t, site{"/": page(`<script src="/webim.js"></script>`), "/webim.js": script(theScript)}))
	tab.Eval(`fetch = () => Promise.reject(new Error('no network')),
		webim.getAllFriend({}), webim.checkLogin(), webim.sendMsg(null), new webim.Msg.Elem.Sound('u', 1, 2, 'a'),
		new Promise((done) => webim.login({ sdkAppID: 1, accountType: 1, identifier: 'a', userSig: 's' }, {}, {}, null, done))`, nil)
	errors := consoleLines(tab, "error")
	assert.Greater(t, len(errors), 4)
	for _, line := range errors {
		assert.Regexp(t, `^\[webim\] `, line)
	}
	assert.Contains(t, errors[len(errors)-1], "[openim][login] https://webim.tim.qq.com 请求服务器失败")
	tab.Eval(`webim.Log.error('of the page')`, nil)
	line, err := tab.Page.WaitMessage(t.Context(), "of the page")
	require.NoError(t, err)
	assert.Equal(t, "of the page", line.Text, "the page's line has no prefix")
}
