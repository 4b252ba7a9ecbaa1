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

func testBundler(t *testing.T) (bundler, compiler) {
	t.Helper()
	c, err := findCompiler(root, "go")
	require.NoError(t, err)
	b, err := newBundler(root, c)
	require.NoError(t, err)
	return b, c
}

func TestBundleIsSelfContained(t *testing.T) {
	b, _ := testBundler(t)
	text, err := b.bundle("0123456789abcdef", wasmEngine, builtIn)
	require.NoError(t, err)
	for _, want := range []string{"PAYLOAD", `"0123456789abcdef"`, `\u4E0D\u652F\u6301`, "runtime.wasmExit"} {
		assert.True(t, strings.Contains(string(text), want), "lacks %s", want)
	}
	assert.Equal(t, 1, strings.Count(string(text), serverPlaceholder))
	assert.False(t, strings.Contains(string(text), "globalThis.Go"), "wasm_exec.js must run in its own scope")
	wd, err := os.Getwd()
	require.NoError(t, err)
	assert.False(t, strings.Contains(string(text), filepath.Dir(filepath.Dir(wd))), "the bundle must not contain paths of this machine")
}

func TestSizesAddUp(t *testing.T) {
	b, _ := testBundler(t)
	text, err := b.bundle("", wasmEngine, builtIn)
	require.NoError(t, err)
	parts, err := b.parts()
	require.NoError(t, err)
	sum := 0
	for _, p := range parts {
		assert.Positive(t, p.bytes, p.name)
		sum += p.bytes
	}
	assert.InDelta(t, len(text), sum, 1000)
}

func TestSetServerReplacesPlaceholder(t *testing.T) {
	bundle := []byte(`var a=` + serverPlaceholder + `;`)
	same, err := setServer(bundle, "")
	require.NoError(t, err)
	assert.Equal(t, bundle, same)
	set, err := setServer(bundle, "https://im.example/a")
	require.NoError(t, err)
	assert.Equal(t, `var a="https://im.example/a";`, string(set))
	_, err = setServer([]byte("var a;"), "")
	assert.Error(t, err, "a bundle without the placeholder must be an error")
}

func TestCheckServerAcceptsURLsOnly(t *testing.T) {
	for _, good := range []string{"", "self", "https://im.example", "http://127.0.0.1:8080/base"} {
		assert.NoError(t, checkServer(good), good)
	}
	for _, bad := range []string{"im.example", "ftp://im.example", "https://", "https://u:p@im.example", "https://im.example/?a", "https://im.example/#a", "javascript:alert(1)", "https://im.example:port"} {
		assert.Error(t, checkServer(bad), bad)
	}
}

func TestBuildIDIgnoresServer(t *testing.T) {
	id := func(program, server string) string {
		b, c := testBundler(t)
		id, err := buildID(options{root: root, program: program, server: server}, c, b)
		require.NoError(t, err)
		assert.Regexp(t, `^[0-9a-f]{16}$`, id)
		return id
	}
	first := id("./wasm", "")
	assert.Equal(t, first, id("./wasm", "https://im.example"), "the build id must not depend on the server")
	assert.NotEqual(t, first, id("./webim/jsontext", ""))
}

func TestBuildIDCoversGoSources(t *testing.T) {
	var sources strings.Builder
	require.NoError(t, hashGoSources(&sources, root, "./wasm", "./shim/pack"))
	assert.Contains(t, sources.String(), "func (c *Client) SignIn(")
	assert.Contains(t, sources.String(), "module github.com/hack-pad/safejs v")
	assert.Contains(t, sources.String(), "webim.js/shim/pack/target.json", "embedded files must be included")
}
