package main

import (
	"fmt"
	"slices"
	"strings"
)

// payload is a binary as text for shim/payload.js. Its form was chosen by
// measurement, see docs/performance.md:
//
//   - Plain ASCII, because it is what browsers read fastest by far: no decoding,
//     one byte a character in memory. It also reads the same in a page of any
//     encoding.
//   - One or two characters a byte. Whole bytes let the transport's own compression
//     see the module as it is (base64 hides it, at a fifth of its size), and a byte
//     that is a character of its own stays itself, so that texts in the binary and
//     in the script around it look alike.
type payload struct {
	codes [256]string // the characters of each byte
	data  []byte
}

// prefixes begin the codes of two characters. Two leave room for 91 bytes of one
// character and 186 of two.
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
	// The others take what is left, in turn.
	free := slices.DeleteFunc(slices.Clone(single), func(c byte) bool { return slices.Contains(frequent, int(c)) })
	for _, b := range frequent {
		if slices.Contains(single, byte(b)) {
			p.codes[b] = string([]byte{byte(b)})
		} else {
			p.codes[b], free = string(free[:1]), free[1:]
		}
	}
	// Neighbours share a prefix, which compresses better than the order of frequency.
	slices.Sort(rare)
	for i, b := range rare {
		p.codes[b] = string([]byte{prefixes[i/len(chars)], chars[i%len(chars)]})
	}
	return p
}

// characters lists the ASCII characters that stand for themselves in a JavaScript
// string, also inside an HTML document: all but the quote, the backslash, and
// "<", which could begin a closing tag.
func characters() []byte {
	var chars []byte
	for c := byte(' '); c <= '~'; c++ {
		if c != '"' && c != '\\' && c != '<' {
			chars = append(chars, c)
		}
	}
	return chars
}

// literal writes the payload as the object that payload.js takes.
func (p payload) literal() string {
	var text strings.Builder
	for _, b := range p.data {
		text.WriteString(p.codes[b])
	}
	return fmt.Sprintf(`{size:%d,prefixes:"%s",codes:"%s",text:"%s"}`,
		len(p.data), prefixes, strings.Join(p.codes[:], ""), text.String())
}
