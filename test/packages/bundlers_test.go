package packages

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/npm"
	"webim.js/test/stack"
)

// newProject creates a project in which the package is installed. The files are those
// of the tarball (TestPackageHoldsReleaseFiles), so that npm need not run;
// TestInstallCommandInstallsClient runs it.
func newProject(t *testing.T) string {
	t.Helper()
	npm.Modules(t) // requires Node.js and npm, installing them if necessary
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "package.json"), []byte(`{"name": "scratch", "private": true}`), 0o600))
	require.NoError(t, os.CopyFS(filepath.Join(dir, "node_modules", "webim-wasm"), os.DirFS(distPath(t, "npm"))))
	return dir
}

// project creates a project with the package, the code of testdata, and a copy of the
// script in sdk/.
func project(t *testing.T) string {
	t.Helper()
	dir := newProject(t)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "sdk"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sdk", "webim.js"), read(t, distPath(t, "webim.js")), 0o600))
	for name, end := range map[string]string{"exporting": "export { webim };", "defaulting": "export default webim;", "assigned": "module.exports = webim;"} {
		copied := string(read(t, distPath(t, "webim.js"))) + "\n" + end + "\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, "sdk", name+".js"), []byte(copied), 0o600))
	}
	for _, name := range []string{"app.mjs", "app.cjs", "forms.mjs", "forms.cjs"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), read(t, filepath.Join("testdata", name)), 0o600))
	}
	// Vite treats only files in node_modules as CommonJS: its projects keep
	// webim.mjs next to the script.
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sdk", "webim.mjs"), read(t, distPath(t, "webim.mjs")), 0o600))
	app := strings.ReplaceAll(string(read(t, "testdata/app.mjs")), "./sdk/webim.js", "./sdk/webim.mjs")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "vite.mjs"), []byte(app), 0o600))
	forms := string(read(t, "testdata/forms.mjs"))
	for _, commonJS := range []string{"./sdk/webim.js", "./sdk/assigned.js"} {
		forms = strings.ReplaceAll(forms, commonJS, "./sdk/webim.mjs")
	}
	// In webpack 4, CommonJS has no named exports in .mjs files.
	require.NoError(t, os.WriteFile(filepath.Join(dir, "forms.js"), read(t, "testdata/forms.mjs"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "viteforms.mjs"), []byte(forms), 0o600))
	return dir
}

// bundles lists the bundlers that projects use, with an entry for each module format.
var bundles = []struct{ bundler, entry string }{
	{"esbuild", "app.mjs"}, {"esbuild", "app.cjs"},
	{"webpack", "app.mjs"}, {"webpack", "app.cjs"},
	{"rollup", "app.mjs"}, {"vite", "vite.mjs"},
	{"browserify", "app.cjs"},
	{"parcel", "app.mjs"}, {"parcel", "app.cjs"},
	{"esbuild", "forms.mjs"}, {"esbuild", "forms.cjs"},
	{"webpack", "forms.mjs"}, {"webpack", "forms.cjs"},
	{"webpack4", "forms.js"}, {"webpack4", "forms.cjs"},
	{"rollup", "forms.mjs"}, {"vite", "viteforms.mjs"},
	{"browserify", "forms.cjs"}, {"babel", "forms.mjs"},
	{"parcel", "forms.mjs"}, {"parcel", "forms.cjs"},
}

// TestBundlersBuildWorkingPages builds a project with every bundler. One page per
// browser loads the bundles in frames, which run independently of each other.
func TestBundlersBuildWorkingPages(t *testing.T) {
	im := stack.Start(t)
	dir := project(t)
	script, err := filepath.Abs("testdata/bundle.cjs")
	require.NoError(t, err)
	args, frames := []string{"out"}, ""
	for _, b := range bundles {
		args = append(args, b.bundler+":"+b.entry)
		frames += fmt.Sprintf("<iframe name=%q src=\"%[1]s/\"></iframe>", b.bundler+"-"+b.entry)
	}
	out, err := npm.Node(t, dir, script, args...).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "out", "index.html"), []byte("<!doctype html>"+frames), 0o600))
	address := serve(t, http.FileServer(http.Dir(filepath.Join(dir, "out"))))
	inBrowsers(t, func(t *testing.T, open opener) {
		tab := open(address + "/")
		for _, b := range bundles {
			job := b.bundler + " " + b.entry
			frame := fmt.Sprintf(`frames[%q]`, b.bundler+"-"+b.entry)
			tab.WaitFor(frame + `.seen`)
			var seen map[string]bool
			tab.Eval(frame+`.seen`, &seen)
			require.NotEmpty(t, seen, job)
			for what, so := range seen {
				assert.True(t, so, "%s: %s", job, what)
			}
			if strings.Contains(b.entry, "forms") {
				continue
			}
			var nick string
			tab.Eval(fmt.Sprintf(frame+`.nick({ sdkAppID: 1400000001, accountType: 1, identifier: 'alice', userSig: %q, server: %q, isLogOn: false })`, im.Signature("alice"), im.URL), &nick)
			assert.Equal(t, "林小夏", nick, job)
		}
		requireQuiet(t, tab, "error")
	})
}

// A text can be both a classic script and a module with a default export, because
// await is a keyword only in modules: a string in one is code in the other. Browsers
// accept it, but bundlers see a module with top-level await, which can be neither a
// script nor required. Hence webim.js is a script, and webim.mjs the module.
func TestBundlersRejectPolyglot(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	polyglot := "globalThis.webim = { both: true }; if (typeof module === 'object') module.exports = globalThis.webim;\n" +
		`typeof await /"/; export default globalThis.webim; //"` + "\n"
	write("both.js", polyglot)
	write("app.js", `require('./both.js');`)
	esbuild := npm.Node(t, dir, filepath.Join(npm.Modules(t), "esbuild", "bin", "esbuild"), "--bundle", "app.js", "--outfile=out.js")
	out, err := esbuild.CombinedOutput()
	require.Error(t, err)
	assert.Contains(t, string(out), "top-level await")

	address := site(t, map[string]string{
		"/both.js": polyglot,
		"/":        `<!doctype html><script src="/both.js"></script><script>asScript = webim.both</script><script type="module">import w from '/both.js'; window.asModule = w.both</script>`,
	})
	inBrowsers(t, func(t *testing.T, open opener) {
		tab := open(address + "/")
		tab.WaitFor(`window.asScript === true && window.asModule === true`)
	})
}
