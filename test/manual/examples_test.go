package manual

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// examples names the test that runs each block of JavaScript or HTML of a page.
// test/types runs those of the reference, test/packages the files of examples/.
var examples = map[string][]string{
	"quickstart.md":      {"html: TestQuickStartPageChats", "js: TestImportExamplesRun", "js: TestImportExamplesRun"},
	"client.md":          {"js: quoted", "vue: quoted", "jsx: quoted", "jsx: quoted", "js: quoted", "js: quoted", "js: quoted"},
	"recipes.md":         slices.Repeat([]string{"js: TestRecipesRun"}, 11),
	"session-end.md":     {"js: TestSessionEndExampleSendsDrafts"},
	"security.md":        {"js: TestSnippetsWork", "html: test/csp"},
	"errors.md":          {"js: TestSnippetsWork"},
	"browsers.md":        {"js: TestSnippetsWork"},
	"faq.md":             {"js: TestSnippetsWork"},
	"troubleshooting.md": {"js: TestSnippetsWork", "js: TestSnippetsWork"},
	"self-hosting.md":    {"js: TestUserSigRecipesAreAccepted"},
}

// localized are the pages whose code contains localized texts for users.
var localized = []string{"errors.md", "quickstart.md", "session-end.md"}

var comment = regexp.MustCompile(`(?m) *// .*$`)

func TestEveryCodeBlockIsTested(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(stack.Root(t), "docs", "zh", "*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := filepath.Base(file)
		var wanted []string
		for _, run := range examples[name] {
			kind, _, _ := strings.Cut(run, ":")
			wanted = append(wanted, kind)
		}
		code := map[string][]string{}
		for _, language := range []string{"zh", "en"} {
			var found []string
			for _, m := range block.FindAllStringSubmatch(page(t, language+"/"+name), -1) {
				if slices.Contains([]string{"js", "jsx", "vue", "html"}, m[1]) {
					found = append(found, m[1])
					code[language] = append(code[language], comment.ReplaceAllString(m[2], ""))
				}
			}
			assert.Equal(t, wanted, found, "docs/%s/%s", language, name)
			assert.Equal(t, codeOf(t, "zh/"+name, "sh"), codeOf(t, language+"/"+name, "sh"), name)
		}
		if !slices.Contains(localized, name) {
			assert.Equal(t, code["zh"], code["en"], "%s: code differs between the languages", name)
		}
	}
}

// quoted matches the line that names the file of examples/ that a block quotes.
var quoted = regexp.MustCompile(`^(?://|<!--) (examples/\S+)(?: -->)?\n`)

// A block that names a file of examples/ equals that file.
func TestQuotedFilesEqualExamples(t *testing.T) {
	for _, language := range []string{"zh", "en"} {
		for _, m := range block.FindAllStringSubmatch(page(t, language+"/client.md"), -1) {
			if name := quoted.FindStringSubmatch(m[2]); name != nil {
				file, err := os.ReadFile(filepath.Join(stack.Root(t), name[1]))
				require.NoError(t, err)
				assert.Equal(t, string(file), strings.TrimPrefix(m[2], name[0]), "docs/%s/client.md: %s", language, name[1])
			}
		}
	}
}

// site serves texts by path, and the files in dist.
func site(t *testing.T, texts map[string]string) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, given := texts[r.URL.Path]
		if !given {
			b, err := os.ReadFile(filepath.Join(stack.Root(t), "dist", filepath.Base(r.URL.Path)))
			if err != nil {
				http.NotFound(w, r)
				return
			}
			text = string(b)
		}
		kind := "text/html"
		if strings.HasSuffix(r.URL.Path, "js") {
			kind = "text/javascript"
		}
		w.Header().Set("Content-Type", kind+"; charset=utf-8")
		fmt.Fprint(w, text)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

// TestQuickStartPageChats saves the page of the quick start and opens the file as
// alice, and a copy as bob.
func TestQuickStartPageChats(t *testing.T) {
	t.Parallel()
	server := stack.Start(t)
	for _, language := range []string{"zh", "en"} {
		html := strings.ReplaceAll(codeOf(t, language+"/quickstart.md", "html")[0], "http://127.0.0.1:8080/", server.URL)
		alice := strings.ReplaceAll(html, "USERSIG", server.Signature("alice"))
		bob := strings.NewReplacer("USERSIG", server.Signature("bob"), "'alice'", "'bob'", "'bob'", "'alice'").Replace(html)
		folder := t.TempDir()
		open := func(who, html string) *browser.Tab {
			file := filepath.Join(folder, who+".html")
			require.NoError(t, os.WriteFile(file, []byte(html), 0o600))
			tab := browser.Open(t, browser.Chromium, browser.Options{})
			tab.Goto("file://" + file)
			tab.WaitFor(`document.getElementById('form').onsubmit`)
			return tab
		}
		a, b := open("alice", alice), open("bob", bob)
		a.Eval(`void (document.getElementById('text').value = '<b>`+language+`</b>', document.querySelector('button').click())`, nil)
		for _, tab := range []*browser.Tab{a, b} {
			tab.WaitFor(`[...document.querySelectorAll('#chat p')].filter((p) => p.textContent === 'alice: <b>` + language + `</b>').length === 1`)
		}
		a.WaitFor(`document.getElementById('text').value === ''`)
	}
}

// TestImportExamplesRun imports the package with an import map, as the page does.
func TestImportExamplesRun(t *testing.T) {
	t.Parallel()
	server := stack.Start(t)
	blocks := codeOf(t, "zh/quickstart.md", "js")
	client := strings.NewReplacer("http://127.0.0.1:8080", strings.TrimSuffix(server.URL, "/"), "USERSIG", server.Signature("alice")).Replace(blocks[1])
	imports := `<!DOCTYPE html><script type="importmap">{"imports": {"webim-wasm": "/webim.mjs", "webim-wasm/client": "/client.mjs"}}</script>`
	address := site(t, map[string]string{
		"/plain":  imports + `<script type="module">` + blocks[0] + "\nwindow.done = typeof webim.login;</script>",
		"/client": imports + `<script type="module">` + client + "\nwindow.done = webim.MsgStore.sessCount();</script>",
	})
	for path, want := range map[string]string{"/plain": "function", "/client": "1"} {
		tab := browser.Open(t, browser.Chromium, browser.Options{})
		tab.Goto(address + path)
		tab.WaitFor(`window.done !== undefined`)
		var done string
		tab.Eval(`String(window.done)`, &done)
		assert.Equal(t, want, done, path)
	}
}

// TestSnippetsWork runs short examples and checks an expression after each.
func TestSnippetsWork(t *testing.T) {
	t.Parallel()
	server := stack.Start(t)
	address := site(t, map[string]string{"/": `<!DOCTYPE html><meta charset="utf-8"><p id="name"></p><script src="` + server.URL + `sdk/webim.js"></script><script>
		var sess = new webim.Session('C2C', 'bob', 'bob', '', 0);
		var msg = new webim.Msg(sess, false, 2, 1, 20, 'bob', 0, '<b>');
		sess._impl_addMsg(msg);
		sess._impl_addMsg(new webim.Msg(sess, false, 1, 1, 10, 'bob'));
	</script>`})
	for _, language := range []string{"zh", "en"} {
		for _, c := range []struct {
			page  string
			block int
			then  string // an expression that must become true
		}{
			{"security.md", 0, `document.getElementById('name').textContent === '<b>'`},
			{"errors.md", 0, `['10017', '5'].map((code) => { let said; window.alert = (text) => { said = text; }; showError({ErrorCode: code}); return said; }).every((said, n) => said.length > 4 && (n === 0 || said.includes('5')))`},
			{"browsers.md", 0, `canChat() === true`},
			{"faq.md", 0, `(addNew([3]), addEarlier([1, 2]), shown.join() === '1,2,3')`},
			{"troubleshooting.md", 0, `webim.Log.getOn() === true`},
			{"troubleshooting.md", 1, `(webim.sendMsg(msg), collected.length > 0)`},
		} {
			tab := browser.Open(t, browser.Chromium, browser.Options{})
			tab.Goto(address)
			tab.Eval(`(() => { const s = document.createElement('script'); s.textContent = `+fmt.Sprintf("%q", codeOf(t, language+"/"+c.page, "js")[c.block])+`; document.head.append(s); })()`, nil)
			tab.WaitFor(`(async () => ` + c.then + `)()`)
		}
	}
}

// openPage opens a page that loads the SDK and runs code, in which login() signs the
// user in.
func openPage(t *testing.T, server *stack.Server, user, code string) *browser.Tab {
	t.Helper()
	login := fmt.Sprintf(`{"sdkAppID": 1400000001, "identifier": %q, "userSig": %q}`, user, server.Signature(user))
	address := site(t, map[string]string{
		"/usersig": login,
		"/": `<!DOCTYPE html><meta charset="utf-8"><input id="text"><p id="status"></p><script src="` + server.URL + `sdk/webim.js"></script><script>
			var received = [], failures = [];
			function show(msg) { received.push(msg.toHtml()); }
			function showError(err) { failures.push(err.ErrorCode); }
			` + code + `
			function login(more) {
				return new Promise((ok, failed) => webim.login(` + login + `,
					Object.assign({ onMsgNotify: (msgs) => msgs.forEach(show) }, more), null, () => ok(true), (err) => failed(new Error(err.ErrorCode))));
			}
		</script>`,
	})
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(address)
	return tab
}

// TestSessionEndExampleSendsDrafts sends drafts after the session has ended: each
// arrives once.
func TestSessionEndExampleSendsDrafts(t *testing.T) {
	t.Parallel()
	server := stack.Start(t)
	for _, language := range []string{"zh", "en"} {
		bob := openPage(t, server, "bob", "")
		bob.Eval(`login()`, nil)
		alice := openPage(t, server, "alice", codeOf(t, language+"/session-end.md", "js")[0])
		alice.Eval(`signIn().then(() => true)`, nil)
		other := openPage(t, server, "alice", "")
		other.Eval(`login()`, nil)
		other.Eval(`new Promise((ok, failed) => webim.logoutAll(ok, failed)).then(() => true)`, nil)
		alice.WaitFor(`document.getElementById('status').textContent`)
		alice.Eval(`(input.value = '`+language+`', send('bob').then(() => true))`, nil)
		var left string
		alice.Eval(`input.value + failures`, &left)
		assert.Empty(t, left)
		bob.WaitFor(`received.join() === '` + language + `'`)
	}
}

// TestRecipesRun calls the functions of the recipes.
func TestRecipesRun(t *testing.T) {
	t.Parallel()
	server := stack.Start(t)
	code := strings.Join(codeOf(t, "zh/recipes.md", "js"), "\n")
	bob, alice := openPage(t, server, "bob", code), openPage(t, server, "alice", code)
	bob.Eval(`login()`, nil)
	alice.Eval(`login(receiptListeners)`, nil)
	for _, step := range []struct{ what, then string }{
		{"optimistic sending", `(async () => {
			const sess = new webim.Session('C2C', 'bob', 'bob', '', 0);
			const states = [];
			await Promise.all(Array.from({ length: 20 }, (_, n) => {
				const msg = new webim.Msg(sess, true);
				msg.addText(new webim.Msg.Elem.Text(String(n)));
				return sendShown(msg, (state) => { states[n] = state; });
			}));
			return states.length === 20 && states.every((state) => state === 'sent');
		})()`},
		{"history of C2C", `(async () => {
			const earlier = c2cHistory('bob');
			const pages = [await earlier(), await earlier(), await earlier()];
			return [].concat(...pages.reverse()).map((msg) => msg.toHtml()).join() === Array.from({ length: 20 }, (_, n) => n).join();
		})()`},
		{"conversations", `conversations().then((list) => list.some((c) => c.type === 'C2C' && c.id === 'bob' && c.name && c.preview === '19'))`},
		{"customer service and group history", `(async () => {
			const groupId = await openTicket('carol', ['bob']);
			const msg = new webim.Msg(new webim.Session('GROUP', groupId, groupId, '', 0), true);
			msg.addText(new webim.Msg.Elem.Text('hello'));
			await new Promise((ok, failed) => webim.sendMsg(msg, ok, failed));
			const earlier = await groupHistory(groupId);
			await earlier();
			const found = webim.MsgStore.sessByTypeId('GROUP', groupId).msgs().some((m) => m.toHtml() === 'hello');
			await transfer(groupId, 'dave');
			return found && (await earlier()).length === 0;
		})()`},
		{"typing", `(() => {
			const msg = new webim.Msg(new webim.Session('C2C', 'bob', 'bob', '', 0), true);
			msg.addCustom(new webim.Msg.Elem.Custom('{"userAction":1001}', '', ''));
			const text = new webim.Msg(new webim.Session('C2C', 'bob', 'bob', '', 0), true);
			text.addText(new webim.Msg.Elem.Text('{"userAction":1001}'));
			sendTyping(webim.MsgStore.sessByTypeId('C2C', 'bob'));
			return isTyping(msg) && !isTyping(text);
		})()`},
		{"pictures", `(() => {
			const images = new webim.Msg.Elem.Images('id');
			images.addImage(new webim.Msg.Elem.Images.Image(webim.IMAGE_TYPE.ORIGIN, 1, 1, 1, 'https://im.example/o'));
			const urls = pictureURLs(new webim.Msg.Elem(webim.MSG_ELEMENT_TYPE.IMAGE, images));
			return urls.small === 'https://im.example/o' && urls.large === urls.origin;
		})()`},
		{"scrolling", `(() => {
			const list = document.createElement('div');
			list.style.cssText = 'height: 50px; overflow: auto';
			document.body.append(list);
			const item = () => Object.assign(document.createElement('p'), { textContent: 'a' });
			list.append(...Array.from({ length: 20 }, item));
			list.scrollTop = 10;
			const first = list.firstChild, before = first.getBoundingClientRect().top;
			prepend(list, Array.from({ length: 5 }, item));
			return Math.abs(first.getBoundingClientRect().top - before) < 1;
		})()`},
	} {
		var right bool
		alice.Eval(step.then, &right)
		assert.True(t, right, step.what)
	}
	bob.WaitFor(`received.length >= 20`)
	bob.Eval(`openConversation(webim.MsgStore.sessByTypeId('C2C', 'alice'))`, nil)
	alice.WaitFor(`webim.MsgStore.sessByTypeId('C2C', 'bob').msgs().slice(0, 20).every(isRead)`)
}
