package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wasm2jsOutput has the form of wasm2js's output.
const wasm2jsOutput = `import { getTempRet0 } from 'env';

  var bufferView;
  var base64ReverseLookup = new Uint8Array(123/*'z'+1*/);
  function base64DecodeToExistingUint8Array(uint8Array, offset, b64) {
    return uint8Array;
  }
function initActiveSegments(imports) {
  base64DecodeToExistingUint8Array(bufferView, 1024, "AQID");
  base64DecodeToExistingUint8Array(bufferView, 1030, "BAUAAA==");
}
  function wasm2js_memory_copy(dest, source, size) {
    bufferView.copyWithin(dest, source, source + size);
  }
  function wasm2js_memory_fill(dest, value, size) {
    bufferView.fill(value, dest, dest + size);
  }
function asmFunc(env) {
 return {};
}

var retasmFunc = asmFunc({});
export var memory = retasmFunc.memory;
`

func TestTranslationIsFunction(t *testing.T) {
	got, err := fromWasm2js(wasm2jsOutput)
	require.NoError(t, err)
	assert.Equal(t, []byte{1, 2, 3, 0, 0, 0, 4, 5}, got.data, "there must be one image, without trailing zeros")
	assert.Contains(t, got.script, "export default function (imports, DATA) {\n  var bufferView;\nfunction initActiveSegments(imports) {\n  bufferView.set(DATA, 1024);")
	assert.Contains(t, got.script, "return asmFunc(imports);")
	assert.Contains(t, got.script, "copyBytes(bufferView, dest, source, source + size);")
	assert.Contains(t, got.script, "fillBytes(bufferView, value, dest, dest + size);")
	for _, gone := range []string{"base64", "retasmFunc", "getTempRet0"} {
		assert.NotContains(t, got.script, gone)
	}
}

func TestTranslationRejectsOtherForm(t *testing.T) {
	for _, text := range []string{"", "export var memory = 1;", "  var bufferView;\nvar retasmFunc = 0;"} {
		_, err := fromWasm2js(text)
		assert.Error(t, err)
	}
}
