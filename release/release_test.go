package main

import (
	"archive/tar"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	webimjs "webim.js"
)

func TestSectionOfEndsAtNextHeading(t *testing.T) {
	const changelog = "# Changelog\n\nWords.\n\n## 1.10.0\n\nTen.\n\n## 1.1.0\n\nOne.\n\n### Of it\n\n- more\n\n## 1.0.0\n"
	assert.Equal(t, "Ten.", sectionOf(changelog, "1.10.0"))
	assert.Equal(t, "One.\n\n### Of it\n\n- more", sectionOf(changelog, "1.1.0"))
	assert.Empty(t, sectionOf(changelog, "1.0.0"))
	assert.Empty(t, sectionOf(changelog, "1.1"))
}

func TestChangelogHasSectionOfVersion(t *testing.T) {
	assert.Regexp(t, `^\d+\.\d+\.\d+(-[0-9a-z.]+)?$`, webimjs.Version())
	changes, err := releaser{root: "..", version: webimjs.Version()}.changes()
	require.NoError(t, err)
	assert.NotEmpty(t, changes)
	_, err = releaser{root: "..", version: "0.0.1"}.changes()
	assert.ErrorContains(t, err, "0.0.1")
}

func TestSetVersionReplacesPlaceholder(t *testing.T) {
	out, err := setVersion([]byte(`{"version": "0.0.0"}`), "1.2.3")
	require.NoError(t, err)
	assert.Equal(t, `{"version": "1.2.3"}`, string(out))
	_, err = setVersion([]byte(`{"version": "1.0.0"}`), "1.2.3")
	assert.Error(t, err)
}

func TestToCommonJSRequiresScript(t *testing.T) {
	out, err := toCommonJS([]byte("import webim from './webim.mjs';\nexport const a = webim;\n"))
	require.NoError(t, err)
	assert.Contains(t, string(out), `require("./webim.js")`)
	assert.NotContains(t, string(out), "webim.mjs")
	_, err = toCommonJS([]byte("export const a = 1;\n"))
	assert.ErrorContains(t, err, "imports")
	_, err = toCommonJS([]byte("import webim from './webim.mjs'; ("))
	assert.Error(t, err)
}

func TestReleaseRefusesStandardGo(t *testing.T) {
	r := releaser{dist: t.TempDir()}
	stamp := func(text string) {
		require.NoError(t, os.WriteFile(filepath.Join(r.dist, ".build"), []byte(text), 0o600))
	}
	assert.Error(t, r.checkCompiler(), "a missing build must be an error")
	stamp("0123456789abcdef go ")
	assert.ErrorContains(t, r.checkCompiler(), "not built by TinyGo")
	stamp("0123456789abcdef tinygo https://go.example")
	assert.NoError(t, r.checkCompiler())
}

func TestTarballIsReproducible(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "b.js"), []byte("b"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.js"), []byte("aa"), 0o777))
	one, two := filepath.Join(out, "1.tgz"), filepath.Join(out, "2.tgz")
	require.NoError(t, tarball(one, dir))
	require.NoError(t, os.Chtimes(filepath.Join(dir, "a.js"), modTime, modTime))
	require.NoError(t, tarball(two, dir))
	first, err := os.ReadFile(one)
	require.NoError(t, err)
	second, err := os.ReadFile(two)
	require.NoError(t, err)
	assert.Equal(t, first, second, "tarballs must be reproducible")

	unzipped, err := gzip.NewReader(strings.NewReader(string(first)))
	require.NoError(t, err)
	files := map[string]string{}
	for archive := tar.NewReader(unzipped); ; {
		header, err := archive.Next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		data, err := io.ReadAll(archive)
		require.NoError(t, err)
		files[header.Name] = string(data)
	}
	assert.Equal(t, map[string]string{"package/a.js": "aa", "package/b.js": "b"}, files)
	assert.Error(t, tarball(filepath.Join(out, "no", "3.tgz"), dir))
}

func TestIntegrityIsSHA384(t *testing.T) {
	// The hash of the empty string, as browsers compute it.
	assert.Equal(t, "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb", integrity(nil))
}

func TestServerNameContainsPlatform(t *testing.T) {
	assert.Equal(t, "webim-server-1.0.0-windows-arm64.exe", serverName("1.0.0", "windows", "arm64"))
	assert.Equal(t, "webim-server-1.0.0-linux-amd64", serverName("1.0.0", "linux", "amd64"))
}
