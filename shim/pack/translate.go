package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// translation is a WebAssembly module translated to JavaScript: a module whose default
// export takes the imports and the initial data, and returns the exports.
type translation struct {
	script string
	data   []byte // the initial data
}

// translate runs binaryen's wasm2js.
func translate(wasm2js string, module []byte) (translation, error) {
	dir, err := os.MkdirTemp("", "webim-pack-")
	if err != nil {
		return translation{}, err
	}
	defer os.RemoveAll(dir)
	from, to := filepath.Join(dir, "webim.wasm"), filepath.Join(dir, "webim.js")
	if err := os.WriteFile(from, module, 0o600); err != nil {
		return translation{}, err
	}
	args := append([]string{"-Oz", from, "-o", to}, features...)
	if _, err := output("", nil, wasm2js, args...); err != nil {
		return translation{}, err
	}
	text, err := os.ReadFile(to)
	if err != nil {
		return translation{}, err
	}
	return fromWasm2js(string(text))
}

var (
	// segmentCall matches the base64 of a data segment and its address.
	segmentCall = regexp.MustCompile(`base64DecodeToExistingUint8Array\(bufferView, (\d+), "([^"]*)"\);`)
	// decoder matches the base64 decoder, up to the function with these calls.
	decoder = regexp.MustCompile(`(?s)  var base64ReverseLookup.*?\nfunction initActiveSegments`)
)

// byteMethods maps the calls of methods that old engines lack to functions of
// shim/polyfills.js.
var byteMethods = map[string]string{
	"bufferView.copyWithin(": "copyBytes(bufferView, ",
	"bufferView.fill(":       "fillBytes(bufferView, ",
}

// fromWasm2js converts the output of wasm2js, a module that is instantiated on load, to
// a module that exports its function. It extracts the data, because base64 compresses
// badly.
func fromWasm2js(text string) (translation, error) {
	begin := strings.Index(text, "  var bufferView;")
	end := strings.Index(text, "\nvar retasmFunc = ")
	calls := segmentCall.FindAllStringSubmatch(text, -1)
	if begin < 0 || end < 0 || len(calls) == 0 || !decoder.MatchString(text) {
		return translation{}, errors.New("wasm2js: unexpected output")
	}
	low, high := -1, 0
	segments := map[int][]byte{}
	for _, call := range calls {
		at, err := strconv.Atoi(call[1])
		if err != nil {
			return translation{}, fmt.Errorf("wasm2js: %w", err)
		}
		data, err := base64.StdEncoding.DecodeString(call[2])
		if err != nil {
			return translation{}, fmt.Errorf("wasm2js: %w", err)
		}
		segments[at] = data
		if low < 0 || at < low {
			low = at
		}
		high = max(high, at+len(data))
	}
	image := make([]byte, high-low)
	for at, data := range segments {
		copy(image[at-low:], data)
	}
	body := text[begin:end]
	body = decoder.ReplaceAllString(body, "function initActiveSegments")
	first := true
	body = segmentCall.ReplaceAllStringFunc(body, func(string) string {
		if !first {
			return ""
		}
		first = false
		return fmt.Sprintf("bufferView.set(DATA, %d);", low)
	})
	script := "export default function (imports, DATA) {\n" + body + "\nreturn asmFunc(imports);\n}\n"
	if n := strings.Count(script, "base64"); n > 0 {
		return translation{}, errors.New("wasm2js: unexpected base64 decoder")
	}
	for method, function := range byteMethods {
		if strings.Count(script, method) != 1 {
			return translation{}, fmt.Errorf("wasm2js: want one call of %s", method)
		}
		script = strings.Replace(script, method, function, 1)
	}
	return translation{script: script, data: bytes.TrimRight(image, "\x00")}, nil
}
