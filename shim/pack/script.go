package main

import (
	"bytes"
	"fmt"
	"slices"
)

// script returns the file that a page loads. The bundle is a function of exports, the
// function that exports webim, and of the binary, which has no outer name, so it can be
// garbage-collected. The directive is added because esbuild drops it. webim is a
// variable, as in the original: some projects have appended an export, which must name a
// declaration of the file.
func script(bundle, exports, binary []byte) ([]byte, error) {
	text := slices.Concat([]byte(`"use strict";var webim;(function(EXPORT,PAYLOAD){`), bytes.TrimSpace(bundle), []byte("})("), exports,
		[]byte(","), []byte(encode(binary).literal()), []byte(");\n"))
	// A script is decoded in the encoding of its page, which is often GBK. Only ASCII is
	// the same in every encoding, and needs no byte order mark.
	if i := bytes.IndexFunc(text, func(r rune) bool { return r > '~' }); i >= 0 {
		return nil, fmt.Errorf("script: not ASCII at byte %d", i)
	}
	return text, nil
}
