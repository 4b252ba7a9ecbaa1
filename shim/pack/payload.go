package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// payload is a binary as text for shim/binary_embedded.js. Its form was chosen by
// measurement, see docs/architecture.md:
//
//   - Plain ASCII, because it is what browsers read fastest by far: no decoding,
//     one byte a character in memory. It also reads the same in a page of any
//     encoding.
//   - One or two characters a symbol, where a symbol is a byte or a frequent
//     sequence of bytes. Whole symbols let the transport's own compression see
//     the module as it is (base64 hides it), and the sequences, found by byte-pair
//     encoding, halve what the parser and the decoder go through.
type payload struct {
	size  int      // the binary's length in bytes
	codes []string // the characters of each symbol; the first 256 symbols are the bytes
	pairs [][2]int // the two earlier symbols that each further symbol stands for
	text  []uint16 // the binary, in symbols
}

const (
	// sequences is how many symbols stand for more than a byte. Around 64 the raw,
	// gzip and brotli sizes are all near their best; with 256 the latter two lose.
	sequences = 64
	// prefixes begin the codes of two characters. Three leave room for 361 symbols.
	prefixes = "!#$"
)

func encode(binary []byte) payload {
	p := payload{size: len(binary), text: make([]uint16, len(binary))}
	for i, b := range binary {
		p.text[i] = uint16(b)
	}
	for range sequences {
		pair, count := mostFrequentPair(p.text, 256+len(p.pairs))
		if count < 2 {
			break
		}
		p.text = substitute(p.text, pair, uint16(256+len(p.pairs)))
		p.pairs = append(p.pairs, pair)
	}
	p.codes = codesFor(p.text, 256+len(p.pairs))
	return p
}

// mostFrequentPair answers the first of the most frequent pairs of neighbours,
// so that the same binary always gives the same text.
func mostFrequentPair(text []uint16, symbols int) (pair [2]int, count int) {
	counts := make([]int, symbols*symbols)
	for i := 1; i < len(text); i++ {
		counts[int(text[i-1])*symbols+int(text[i])]++
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	return [2]int{best / symbols, best % symbols}, counts[best]
}

// substitute replaces a pair from left to right, in place.
func substitute(text []uint16, pair [2]int, symbol uint16) []uint16 {
	kept := text[:0]
	for i := 0; i < len(text); i++ {
		if i+1 < len(text) && int(text[i]) == pair[0] && int(text[i+1]) == pair[1] {
			kept = append(kept, symbol)
			i++
		} else {
			kept = append(kept, text[i])
		}
	}
	return kept
}

// codesFor gives the most frequent symbols codes of one character. The others
// get two, in the order of the symbols: neighbours then share a prefix, which
// compresses better than the order of frequency.
func codesFor(text []uint16, symbols int) []string {
	counts := make([]int, symbols)
	for _, s := range text {
		counts[s]++
	}
	order := make([]int, symbols)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return counts[b] - counts[a] })

	chars := characters()
	single := bytes.Trim(chars, prefixes)
	rare := order[min(len(single), symbols):]
	slices.Sort(rare)

	codes := make([]string, symbols)
	for i, symbol := range order[:symbols-len(rare)] {
		codes[symbol] = string(single[i])
	}
	for i, symbol := range rare {
		codes[symbol] = string([]byte{prefixes[i/len(chars)], chars[i%len(chars)]})
	}
	return codes
}

// characters lists the ASCII characters that stand for themselves in a JavaScript
// string, also inside an HTML document: all visible ones but the quote, the
// backslash, and "<", which could begin a closing tag.
func characters() []byte {
	var chars []byte
	for c := byte('!'); c <= '~'; c++ {
		if c != '"' && c != '\\' && c != '<' {
			chars = append(chars, c)
		}
	}
	return chars
}

// literal writes the payload as the object that binary_embedded.js takes.
func (p payload) literal() string {
	var pairs, text strings.Builder
	for _, pair := range p.pairs {
		pairs.WriteString(p.codes[pair[0]] + p.codes[pair[1]])
	}
	for _, symbol := range p.text {
		text.WriteString(p.codes[symbol])
	}
	return fmt.Sprintf(`{size:%d,prefixes:"%s",codes:"%s",pairs:"%s",text:"%s"}`,
		p.size, prefixes, strings.Join(p.codes, ""), pairs.String(), text.String())
}
