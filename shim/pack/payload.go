package main

import (
	"fmt"
	"slices"
	"strings"
)

// payload is a binary encoded as text for shim/payload.js. The encoding was chosen by
// measurement; see docs/performance.md:
//
//   - It is plain ASCII, which browsers read fastest by far: no decoding, and one byte
//     per character in memory. It is also the same in a page of any encoding.
//   - A byte is one or two characters. Encoding whole bytes keeps the module
//     compressible by the transport (base64 costs a fifth of its size), and printable
//     bytes encode to themselves, so strings in the binary and in the script compress
//     together.
type payload struct {
	codes [256]string // the characters of each byte
	data  []byte
}

// prefixes lists the first characters of two-character codes. With two of them, 91
// bytes have a code of one character and 186 could have one of two.
const prefixes = "!#"

func encode(binary []byte) payload {
	p := payload{data: binary}
	var counts [256]int
	for _, b := range binary {
		counts[b]++
	}
	order := make([]int, 256)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return counts[b] - counts[a] })

	chars := characters()
	single := slices.DeleteFunc(slices.Clone(chars), func(c byte) bool { return strings.IndexByte(prefixes, c) >= 0 })
	frequent, rare := order[:len(single)], order[len(single):]
	// Other frequent bytes get the remaining characters in order.
	free := slices.DeleteFunc(slices.Clone(single), func(c byte) bool { return slices.Contains(frequent, int(c)) })
	for _, b := range frequent {
		if slices.Contains(single, byte(b)) {
			p.codes[b] = string([]byte{byte(b)})
		} else {
			p.codes[b], free = string(free[:1]), free[1:]
		}
	}
	// Adjacent bytes share a prefix, which compresses better than the order of frequency.
	slices.Sort(rare)
	for i, b := range rare {
		p.codes[b] = string([]byte{prefixes[i/len(chars)], chars[i%len(chars)]})
	}
	return p
}

// characters returns the printable ASCII characters that need no escape in a JavaScript
// string, even in an HTML document: all but the quote, the backslash, and "<", which
// could begin a closing tag.
func characters() []byte {
	var chars []byte
	for c := byte(' '); c <= '~'; c++ {
		if c != '"' && c != '\\' && c != '<' {
			chars = append(chars, c)
		}
	}
	return chars
}

// literal returns the payload as the object literal that payload.js expects.
func (p payload) literal() string {
	var text strings.Builder
	for _, b := range p.data {
		text.WriteString(p.codes[b])
	}
	return fmt.Sprintf(`{size:%d,prefixes:"%s",codes:"%s",text:"%s"}`,
		len(p.data), prefixes, strings.Join(p.codes[:], ""), text.String())
}
