package manual

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// Every block of JavaScript or HTML in the pages is run by one of these tests:
// examples says by which. The reference's own are run by test/types.
var examples = map[string][]string{
	"quickstart.md":   {"html: TestQuickStart", "js: TestImports", "js: TestImports"},
	"security.md":     {"js: TestSnippets", "html: test/csp"},
	"errors.md":       {"js: TestSnippets"},
	"browsers.md":     {"js: TestSnippets"},
	"faq.md":          {"js: TestSnippets", "js: TestSnippets"},
	"self-hosting.md": {"js: TestUserSigRecipes"},
	"migration.md":    nil,
	"README.md":       nil,
}

func TestEveryBlockIsRun(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(stack.Root(t), "docs", "zh", "*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := filepath.Base(file)
		runs, listed := examples[name]
		require.True(t, listed, "docs/zh/%s is not listed", name)
		for _, language := range []string{"zh", "en"} {
			var found []string
			for _, m := range block.FindAllStringSubmatch(page(t, language+"/"+name), -1) {
				if m[1] == "js" || m[1] == "html" {
					found = append(found, m[1])
				}
			}
			var wanted []string
			for _, run := range runs {
				kind, _, _ := strings.Cut(run, ":")
				wanted = append(wanted, kind)
			}
			assert.Equal(t, wanted, found, "docs/%s/%s", language, name)
		}
		for _, kind := range []string{"js", "html", "sh"} {
			if name != "errors.md" { // whose texts are for users, in their language
				assert.Equal(t, codeOf(t, "zh/"+name, kind), codeOf(t, "en/"+name, kind), "%s: the languages have different code", name)
			}
		}
	}
}

// site serves texts by path, and what make build has left in dist.
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

// TestQuickStart follows the page: a signature of the command, the page as it
// stands there, and bob in another copy of it.
func TestQuickStart(t *testing.T) {
	t.Parallel()
	server := stack.Start(t)
	html := strings.ReplaceAll(codeOf(t, "zh/quickstart.md", "html")[0], "http://127.0.0.1:8080/", server.URL)
	alice := strings.ReplaceAll(html, "USERSIG", server.Signature("alice"))
	bob := strings.NewReplacer("USERSIG", server.Signature("bob"), "'alice'", "'bob'", "'bob'", "'alice'").Replace(html)
	address := site(t, map[string]string{"/alice": alice, "/bob": bob})
	open := func(who string) *browser.Tab {
		tab := browser.Open(t, browser.Chromium, browser.Options{})
		tab.Goto(address + "/" + who)
		tab.WaitFor(`document.getElementById('send').onclick`)
		return tab
	}
	a, b := open("alice"), open("bob")
	a.Eval(`void (document.getElementById('text').value = '<b>你好</b>', document.getElementById('send').click())`, nil)
	for _, tab := range []*browser.Tab{a, b} {
		tab.WaitFor(`document.querySelectorAll('#chat p').length === 1`)
		var said string
		tab.Eval(`document.querySelector('#chat p').textContent`, &said)
		assert.Contains(t, said, ": <b>你好</b>")
	}
}

// TestImports loads the package as the page imports it, by an import map.
func TestImports(t *testing.T) {
	t.Parallel()
	server := stack.Start(t)
	blocks := codeOf(t, "zh/quickstart.md", "js")
	client := strings.ReplaceAll(blocks[1], "https://im.example", strings.TrimSuffix(server.URL, "/"))
	imports := `<!DOCTYPE html><script type="importmap">{"imports": {"webim-wasm": "/webim.mjs", "webim-wasm/client": "/client.mjs"}}</script>`
	sig := "const userSig = '" + server.Signature("alice") + "';\n"
	address := site(t, map[string]string{
		"/plain":  imports + `<script type="module">` + blocks[0] + "\nwindow.done = typeof webim.login;</script>",
		"/client": imports + `<script type="module">` + sig + client + "\nwindow.done = webim.MsgStore.sessCount();</script>",
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

// TestSnippets runs the short ones and looks at what they do.
func TestSnippets(t *testing.T) {
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
			then  string // an expression that has to be true
		}{
			{"security.md", 0, `document.getElementById('name').textContent === '<b>'`},
			{"errors.md", 0, `['10017', '5'].map((code) => { let said; window.alert = (text) => { said = text; }; showError({ErrorCode: code}); return said; }).every((said, n) => said.length > 4 && (n === 0 || said.includes('5')))`},
			{"browsers.md", 0, `canChat() === true`},
			{"faq.md", 0, `call('createGroup', {}).then(() => false, (err) => err.ErrorCode === -4)`},
			{"faq.md", 1, `ordered.map((m) => m.getSeq()).join() === '1,2'`},
		} {
			tab := browser.Open(t, browser.Chromium, browser.Options{})
			tab.Goto(address)
			tab.Eval(`(() => { const s = document.createElement('script'); s.textContent = `+fmt.Sprintf("%q", codeOf(t, language+"/"+c.page, "js")[c.block])+`; document.head.append(s); })()`, nil)
			tab.WaitFor(`(async () => ` + c.then + `)()`)
		}
	}
}
