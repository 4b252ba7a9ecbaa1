package main

import (
	"bytes"
	"fmt"
	"slices"
)

// script returns the file that a page loads: the bundle as a function of exports,
// the function that hands webim over, and of the binary, which is last in the file
// and which no outer name keeps alive. esbuild drops the directive, as modules
// imply it. webim is a variable, as the original's is: projects have appended an
// export of theirs, which may only name what the file declares.
func script(bundle, exports, binary []byte) ([]byte, error) {
	text := slices.Concat([]byte(`"use strict";var webim;(function(GIVE,PAYLOAD){`), bytes.TrimSpace(bundle), []byte("})("), exports,
		[]byte(","), []byte(encode(binary).literal()), []byte(");\n"))
	// A script is decoded in the encoding of its page, GBK for many. Only ASCII is
	// the same in all of them, and needs no byte order mark.
	if i := bytes.IndexFunc(text, func(r rune) bool { return r > '~' }); i >= 0 {
		return nil, fmt.Errorf("script: not ASCII at byte %d", i)
	}
	return text, nil
}
