package notices

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func names(parts []Part) string {
	var all []string
	for _, p := range parts {
		all = append(all, p.Name)
	}
	return strings.Join(all, "\n")
}

func TestPartsListLinkedModules(t *testing.T) {
	server, err := Parts(Program{Root: "../..", Package: "./server/webim-server", Targets: []string{"linux/amd64", "windows/amd64"}})
	require.NoError(t, err)
	listed := names(server)
	assert.True(t, strings.HasPrefix(listed, "Go, its runtime"), listed)
	assert.Contains(t, listed, "go.etcd.io/bbolt v")
	assert.NotContains(t, listed, "chromedp", "modules of tests must not be included")
	assert.NotContains(t, listed, "webim.js", "the project's own license must not be included")

	page, err := Parts(Program{Root: "../..", Package: "./wasm", Targets: []string{"js/wasm"}})
	require.NoError(t, err)
	assert.Contains(t, names(page), "github.com/hack-pad/safejs v")
	assert.NotContains(t, names(page), "bbolt")

	text := Text("Headline", page)
	assert.True(t, strings.HasPrefix(text, "Headline\n\n  Go, its runtime"), text[:80])
	assert.Contains(t, text, "The Go Authors")
	assert.Contains(t, text, "Redistribution and use in source and binary forms")
}

func TestDirectoryRequiresLicense(t *testing.T) {
	dir := t.TempDir()
	_, err := Directory("nothing v1", dir)
	assert.ErrorContains(t, err, "nothing v1 has no license file")
	for name, text := range map[string]string{
		"LICENSE": "the license\r\nof it\n", "NOTICE.md": "a notice", "COPYING.LESSER": "more",
		"license_test.go": "package x", "README": "no", "licensed": "no",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "licenses"), 0o700))
	part, err := Directory("x v1", dir)
	require.NoError(t, err)
	assert.Equal(t, Part{"x v1", []string{"more", "the license\nof it", "a notice"}}, part)
}
