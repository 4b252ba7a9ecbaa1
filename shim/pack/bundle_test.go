package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../.."

func surfaceFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "surface.js")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	return file
}

func testBundler(t *testing.T, surface string) (bundler, toolchain) {
	t.Helper()
	tools, err := findToolchain(root)
	require.NoError(t, err)
	return bundler{root: root, surface: surfaceFile(t, surface), wasmExec: tools.wasmExec}, tools
}

func TestBundle(t *testing.T) {
	b, _ := testBundler(t, `export const buildWebim = () => ({ text: "你好", marker: "surface" })`)
	for source, marker := range map[string]string{"binary_embedded.js": "PAYLOAD", "binary_beside.js": "webim.wasm?build="} {
		text, err := b.bundle(source, "0123456789abcdef")
		require.NoError(t, err)
		for _, want := range []string{marker, `"0123456789abcdef"`, `\u4F60\u597D`, `"surface"`, "runtime.wasmExit"} {
			assert.True(t, strings.Contains(string(text), want), "%s lacks %s", source, want)
		}
		assert.Equal(t, 1, strings.Count(string(text), serverPlaceholder))
		assert.False(t, strings.Contains(string(text), "globalThis.Go"), "wasm_exec.js is to see a scope of its own")
		wd, err := os.Getwd()
		require.NoError(t, err)
		assert.False(t, strings.Contains(string(text), filepath.Dir(filepath.Dir(wd))), "a path of this machine")
	}
}

func TestBundleReportsErrors(t *testing.T) {
	b, _ := testBundler(t, `export const somethingElse = 1`)
	_, err := b.bundle("binary_beside.js", "")
	assert.ErrorContains(t, err, "buildWebim")
}

func TestSetServer(t *testing.T) {
	bundle := []byte(`var a=` + serverPlaceholder + `;`)
	same, err := setServer(bundle, "")
	require.NoError(t, err)
	assert.Equal(t, bundle, same)
	set, err := setServer(bundle, "https://im.example/a")
	require.NoError(t, err)
	assert.Equal(t, `var a="https://im.example/a";`, string(set))
	_, err = setServer([]byte("var a;"), "")
	assert.Error(t, err, "a bundle without the literal could not be configured")
}

func TestCheckServer(t *testing.T) {
	for _, good := range []string{"", "self", "https://im.example", "http://127.0.0.1:8080/base"} {
		assert.NoError(t, checkServer(good), good)
	}
	for _, bad := range []string{"im.example", "ftp://im.example", "https://", "https://u:p@im.example", "https://im.example/?a", "https://im.example/#a", "javascript:alert(1)", "https://im.example:port"} {
		assert.Error(t, checkServer(bad), bad)
	}
}

func TestBuildID(t *testing.T) {
	const program = "./test/loader/fixture/program"
	id := func(surface, server string) string {
		b, tools := testBundler(t, surface)
		id, err := buildID(options{root: root, program: program, server: server}, tools, b)
		require.NoError(t, err)
		assert.Regexp(t, `^[0-9a-f]{16}$`, id)
		return id
	}
	first := id(`export const buildWebim = () => 1`, "")
	assert.Equal(t, first, id(`export const buildWebim = () => 1 // a comment`, ""), "the same inputs in another folder")
	assert.Equal(t, first, id(`export const buildWebim = () => 1`, "https://im.example"), "the server is set after the build")
	assert.NotEqual(t, first, id(`export const buildWebim = () => 2`, ""))
}

func TestBuildIDCoversGoSources(t *testing.T) {
	var small, large strings.Builder
	require.NoError(t, hashGoSources(&small, root, "./test/loader/fixture/program"))
	require.NoError(t, hashGoSources(&large, root, "./test/loader/fixture/program", "./shim/pack"))
	assert.Contains(t, small.String(), "func serve(")
	assert.Contains(t, small.String(), "module github.com/hack-pad/safejs v")
	assert.NotContains(t, small.String(), "smallfmt")
	assert.Contains(t, large.String(), "webim.js/shim/pack/smallfmt/fmt.go", "what is embedded counts")
}
