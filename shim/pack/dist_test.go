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

func productFiles(text string) map[string][]byte {
	files := map[string][]byte{}
	for _, name := range products {
		files[name] = []byte(strings.Repeat(name+" "+text+"\n", 50))
	}
	return files
}

func TestDistributionIsCurrentOnlyWhole(t *testing.T) {
	d := distribution{dir: filepath.Join(t.TempDir(), "new"), stamp: "id server"}
	assert.False(t, d.current())
	require.NoError(t, d.write(productFiles("one")))
	assert.True(t, d.current())
	assert.False(t, distribution{dir: d.dir, stamp: "id other"}.current())
	require.NoError(t, os.Remove(d.path(splitBinary)))
	assert.False(t, d.current())
}

func TestCompressedNeighboursFollowTheBuild(t *testing.T) {
	d := distribution{dir: t.TempDir(), stamp: "one"}
	require.NoError(t, d.write(productFiles("one")))
	require.NoError(t, d.compress())
	for name, raw := range productFiles("one") {
		packed, err := os.ReadFile(d.path(name + ".br"))
		require.NoError(t, err)
		text, err := io.ReadAll(brotli.NewReader(bytes.NewReader(packed)))
		require.NoError(t, err)
		assert.Equal(t, raw, text)

		packed, err = os.ReadFile(d.path(name + ".gz"))
		require.NoError(t, err)
		unzip, err := gzip.NewReader(bytes.NewReader(packed))
		require.NoError(t, err)
		text, err = io.ReadAll(unzip)
		require.NoError(t, err)
		assert.Equal(t, raw, text)
	}
	require.NoError(t, d.write(productFiles("two")))
	for _, name := range products {
		assert.NoFileExists(t, d.path(name+".br"))
		assert.NoFileExists(t, d.path(name+".gz"))
	}
}

func TestSizesAddUpTheSplitBuild(t *testing.T) {
	d := distribution{dir: t.TempDir(), stamp: "one"}
	files := map[string][]byte{singleScript: make([]byte, 5000), splitScript: make([]byte, 1200), splitBinary: make([]byte, 2300)}
	require.NoError(t, d.write(files))
	var table strings.Builder
	require.NoError(t, d.printSizes(&table))
	assert.Regexp(t, `split, both files +3\.5 `, table.String())
}
