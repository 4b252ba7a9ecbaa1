package main

import (
	"bytes"
	"fmt"
	"slices"
)

// script makes the file that a page loads: the bundle, wrapped into a function of
// ways, which hands webim over, and of the binary, so that it stands last in the
// file and no name outside keeps it alive. esbuild drops the directive, as
// modules imply it.
func script(bundle, ways, binary []byte) ([]byte, error) {
	text := slices.Concat([]byte(`"use strict";(function(GIVE,PAYLOAD){`), bytes.TrimSpace(bundle), []byte("})("), ways,
		[]byte(","), []byte(encode(binary).literal()), []byte(");\n"))
	// A script is decoded in the encoding of its page, GBK for many. Only ASCII is
	// the same in all of them, and needs no byte order mark.
	if i := bytes.IndexFunc(text, func(r rune) bool { return r > '~' }); i >= 0 {
		return nil, fmt.Errorf("the script is not ASCII at byte %d", i)
	}
	return text, nil
}
