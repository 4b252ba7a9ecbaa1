package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim"
)

func TestBorderModuleHoldsGoConstants(t *testing.T) {
	module, err := borderModule(filepath.Join(root, "webim", "border.go"))
	require.NoError(t, err)
	require.EqualValues(t, 32, webim.PickInOrder)
	assert.Contains(t, module, "export const PickInOrder = 32;\n")
	assert.Contains(t, module, "export const OpTyping = 70;\n")
	assert.Contains(t, module, "export const ResultFailed = -2;\n")
}

func TestBundleRefusesUnknownBorderName(t *testing.T) {
	b, _ := testBundler(t)
	shim := filepath.Join(t.TempDir(), "shim")
	require.NoError(t, os.CopyFS(shim, os.DirFS(b.shim)))
	b.shim = shim
	b.border = "export const Mine = 2;\n"
	_, err := b.bundle("", wasmEngine, builtIn)
	assert.ErrorContains(t, err, `No matching export in "webim:border:webim:border" for import "PickMine"`)
}
