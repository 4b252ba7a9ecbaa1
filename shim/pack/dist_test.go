package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDistIsCurrentOnlyIfComplete(t *testing.T) {
	d := distribution{dir: filepath.Join(t.TempDir(), "new"), stamp: "id server"}
	assert.False(t, d.current())
	require.NoError(t, d.write(map[string][]byte{scriptFile: []byte("one")}))
	assert.True(t, d.current())
	assert.False(t, distribution{dir: d.dir, stamp: "id other"}.current())
	require.NoError(t, os.Remove(d.path(scriptFile)))
	assert.False(t, d.current())
}

func TestCompressedFilesFollowBuild(t *testing.T) {
	d := distribution{dir: t.TempDir(), stamp: "one"}
	raw := []byte(strings.Repeat("one\n", 50))
	require.NoError(t, d.write(map[string][]byte{scriptFile: raw, es5File: raw}))
	require.NoError(t, d.compress())

	packed, err := os.ReadFile(d.path(scriptFile + ".br"))
	require.NoError(t, err)
	text, err := io.ReadAll(brotli.NewReader(bytes.NewReader(packed)))
	require.NoError(t, err)
	assert.Equal(t, raw, text)

	packed, err = os.ReadFile(d.path(scriptFile + ".gz"))
	require.NoError(t, err)
	unzip, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	text, err = io.ReadAll(unzip)
	require.NoError(t, err)
	assert.Equal(t, raw, text)

	require.NoError(t, d.write(map[string][]byte{scriptFile: []byte("two")}))
	assert.NoFileExists(t, d.path(scriptFile+".br"))
	assert.NoFileExists(t, d.path(scriptFile+".gz"))
	assert.NoFileExists(t, d.path(es5File), "a build without a translation must remove an older one")
}
