package packages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	webimjs "webim.js"
	"webim.js/test/npm"
	"webim.js/test/stack"
)

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	res, err := http.Get(url)
	require.NoError(t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(text)
}

// The release's server runs without files next to it.
func TestServerNeedsNoOtherFiles(t *testing.T) {
	name := "webim-server-" + webimjs.Version() + "-" + runtime.GOOS + "-" + runtime.GOARCH
	program := filepath.Join(t.TempDir(), "webim-server")
	require.NoError(t, os.WriteFile(program, read(t, distPath(t, "release", name)), 0o700))
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Dir = filepath.Dir(program)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		return string(out)
	}
	assert.Regexp(t, `^webim-server `+webimjs.Version()+`, SDK and demo inside \(go1\..* `+runtime.GOOS+"/"+runtime.GOARCH, run("version"))
	licenses := run("licenses")
	for _, part := range []string{"MIT License", "linked into webim-server", "go.etcd.io/bbolt v", "linked into webim.js", "github.com/hack-pad/safejs v", "The Go Authors"} {
		assert.Contains(t, licenses, part)
	}

	// TinyGo's runtime is part of the compiled script.
	if out, err := exec.Command("sh", filepath.Join(stack.Root(t), "shim", "pack", "tinygo.sh")).Output(); err == nil {
		assert.Contains(t, licenses, "TinyGo, its runtime and library", "found: %s", out)
		assert.Contains(t, licenses, "The TinyGo Authors")
	}

	im := stack.StartProgram(t, program)
	_, script := get(t, im.URL+"sdk/webim.js")
	ours := string(read(t, distPath(t, "webim.js")))
	assert.Equal(t, strings.ReplaceAll(ours, "__WEBIM_SERVER__", "self"), script)
	for path, holds := range map[string]string{"sdk/webim.mjs": "webim as default", "sdk/client.mjs": "export async function connect", "sdk/webim.es5.js": "copyWithin", "sdk/webim_no_emotion.js": "webim", "sdk/webim_no_emotion.es5.js": "copyWithin", "demo/server.json": `"version":"` + webimjs.Version(), "demo/": "<title>", "docs/zh/": "<title>", "docs/en/self-hosting": "nginx"} {
		status, body := get(t, im.URL+path)
		assert.Equal(t, http.StatusOK, status, path)
		assert.Contains(t, body, holds, path)
	}
}

func TestReleaseChecksumsMatch(t *testing.T) {
	sums := strings.Split(strings.TrimSpace(string(read(t, distPath(t, "release", "SHA256SUMS")))), "\n")
	entries, err := os.ReadDir(distPath(t, "release"))
	require.NoError(t, err)
	require.Len(t, sums, len(entries)-1, "one line per file, except SHA256SUMS")
	for _, line := range sums {
		sum, name, found := strings.Cut(line, "  ")
		require.True(t, found, line)
		is := sha256.Sum256(read(t, distPath(t, "release", name)))
		assert.Equal(t, hex.EncodeToString(is[:]), sum, name)
	}
}

// Browsers accept the hash of RELEASE.md.
func TestBrowsersAcceptIntegrityHash(t *testing.T) {
	_, tag, _ := strings.Cut(string(read(t, distPath(t, "release", "RELEASE.md"))), "    <script")
	tag, _, _ = strings.Cut(tag, "\n")
	require.Contains(t, tag, "integrity=")
	script := string(read(t, distPath(t, "release", "webim.js")))
	address := site(t, map[string]string{
		"/webim.js": script, "/changed/webim.js": script + " ",
		"/": "<!doctype html><script" + tag, "/changed/": "<!doctype html><script" + tag,
	})
	inBrowsers(t, func(t *testing.T, open opener) {
		assert.Equal(t, "object", eval[string](t, open(address+"/"), `typeof window.webim`))
		assert.Equal(t, "undefined", eval[string](t, open(address+"/changed/"), `typeof window.webim`))
	})
}

// The client is below 4 kB on the wire, including comments.
func TestClientIsBelow4kB(t *testing.T) {
	var packed bytes.Buffer
	w := brotli.NewWriterLevel(&packed, brotli.BestCompression)
	_, err := w.Write(read(t, distPath(t, "npm", "client.mjs")))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	assert.Less(t, packed.Len(), 4000)
}

// npm pack writes the files of the release's tarball, and the paths in package.json
// exist.
func TestPackageHoldsReleaseFiles(t *testing.T) {
	npm.Modules(t) // finds or installs npm
	pack := exec.Command("npm", "pack", "--dry-run", "--json", "--ignore-scripts")
	pack.Dir = distPath(t, "npm")
	out, err := pack.Output()
	require.NoError(t, err)
	var packed []struct {
		Name, Version string
		Files         []struct{ Path string }
	}
	require.NoError(t, json.Unmarshal(out, &packed), "%s", out)
	require.Len(t, packed, 1)
	assert.Equal(t, "webim-wasm", packed[0].Name)
	assert.Equal(t, webimjs.Version(), packed[0].Version)
	list := exec.Command("tar", "tzf", tarball(t))
	listed, err := list.Output()
	require.NoError(t, err)
	var files []string
	for _, f := range packed[0].Files {
		files = append(files, "package/"+f.Path)
	}
	assert.ElementsMatch(t, strings.Fields(string(listed)), files)

	manifest := string(read(t, distPath(t, "npm", "package.json")))
	for _, path := range strings.Split(manifest, `"./`)[1:] {
		name, _, _ := strings.Cut(path, `"`)
		if !slices.Contains([]string{"client", "es5", "no-emotion"}, name) { // names of entries
			assert.FileExists(t, distPath(t, "npm", name))
		}
	}
}

// Importing throws nothing; calls that need a browser fail.
func TestImportWithoutWindowThrowsNothing(t *testing.T) {
	dir := newProject(t)
	for name, script := range map[string]string{
		"esm.mjs": `import webim, { Msg } from 'webim-wasm'; import { connect, webim as same } from 'webim-wasm/client';
			const errors = []; const record = (e) => errors.push(e.message);
			try { webim.login({}, {}, {}) } catch (e) { record(e) }
			try { new Msg(new webim.Session('C2C', 'a', 'a', '', 0), true).toHtml(); webim.Tool.formatText2Html('<') } catch (e) { record(e) }
			await connect({ identifier: 'alice' }).catch(record); await connect({ server: 'https://im.example' }).catch(record);
			console.log(JSON.stringify({ same: same === webim, global: typeof globalThis.webim, version: webim.VERSION, errors }))`,
		"cjs.cjs": `const webim = require('webim-wasm'); const { connect, webim: same } = require('webim-wasm/client');
			const errors = []; const record = (e) => errors.push(e.message);
			try { webim.login({}, {}, {}) } catch (e) { record(e) }
			try { webim.Tool.formatText2Html('<') } catch (e) { record(e) }
			Promise.all([connect({ identifier: 'alice' }).catch(record), connect({ server: 'https://im.example' }).catch(record)]).then(() =>
				console.log(JSON.stringify({ same: same === webim, global: typeof globalThis.webim, version: webim.VERSION, errors })))`,
		"worker.cjs": `const { Worker, isMainThread } = require('worker_threads');
			if (isMainThread) new Worker(__filename).on('error', (e) => { throw e }); else {
			globalThis.self = globalThis; const webim = require('webim-wasm'); const errors = [];
			for (let i = 0; i < 4; i++) try { webim.getAllFriend({}) } catch (e) { errors.push(e.message) }
			console.log(JSON.stringify({ same: true, global: typeof globalThis.webim, version: webim.VERSION, errors })) }`,
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o600))
			out, err := npm.Node(t, dir, name).CombinedOutput()
			require.NoError(t, err, "%s", out)
			var seen struct {
				Same            bool
				Global, Version string
				Errors          []string
			}
			require.NoError(t, json.Unmarshal(out, &seen), "%s", out)
			assert.True(t, seen.Same)
			assert.Equal(t, "undefined", seen.Global)
			assert.Equal(t, webimjs.Version(), seen.Version)
			require.Len(t, seen.Errors, 4)
			for _, message := range seen.Errors {
				assert.Contains(t, message, "needs a browser")
			}
		})
	}
}
