package main

import (
	"bytes"
	"slices"
	"strings"
)

// bom makes a browser read the script as UTF-8 in a page of any encoding.
const bom = "\uFEFF"

// head starts every script; esbuild drops the directive, as modules imply it.
const head = bom + `"use strict";`

// script makes the file that a page loads: the bundle, wrapped into a function
// whose argument is the binary as a string, so that it stands last in the file
// and is not kept alive by a name. A nil binary leaves both out.
func script(bundle, binary []byte) []byte {
	bundle = bytes.TrimSpace(bundle)
	if binary == nil {
		return slices.Concat([]byte(head), bundle, []byte("\n"))
	}
	return slices.Concat([]byte(head+"(function(PAYLOAD){"), bundle, []byte(`})("`), []byte(embed(binary)), []byte("\");\n"))
}

// embed writes a binary as a string of one character a byte, preceded by its
// alphabet: 256 characters, that of each byte value in turn. The most frequent
// values get ASCII characters, one byte each in UTF-8, the others two.
func embed(binary []byte) string {
	alphabet := alphabetFor(binary)
	var text strings.Builder
	text.Grow(len(binary) * 4 / 3)
	for _, char := range alphabet {
		text.WriteRune(char)
	}
	for _, b := range binary {
		text.WriteRune(alphabet[b])
	}
	return text.String()
}

// alphabetFor assigns a character to each byte value by frequency.
func alphabetFor(binary []byte) (alphabet [256]rune) {
	var count [256]int
	for _, b := range binary {
		count[b]++
	}
	values := make([]int, 256)
	for i := range values {
		values[i] = i
	}
	slices.SortStableFunc(values, func(a, b int) int { return count[b] - count[a] })
	chars := characters()
	for i, value := range values {
		alphabet[value] = chars[i]
	}
	return alphabet
}

// characters lists 256 characters that stand for themselves in a JavaScript
// string and inside an HTML document, cheapest in UTF-8 first. Left out are the
// quote, the backslash and "<" (which could begin a closing tag), the control
// characters, the no-break space and the soft hyphen (which editors and mail
// programs drop).
func characters() []rune {
	var chars []rune
	for c := rune(' '); len(chars) < 256; c++ {
		switch {
		case c == '"' || c == '\\' || c == '<' || c == 0xAD:
		case c > '~' && c < 0xA1:
		default:
			chars = append(chars, c)
		}
	}
	return chars
}
