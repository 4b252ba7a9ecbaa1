package webim

import (
	"math"

	"webim.js/webim/jsontext"
)

// Text is a JavaScript string as UTF-16 code units, including lone surrogates. A nil
// Text represents undefined or null.
type Text = []uint16

// appendStr16 appends one of the SDK's own strings, which contain no character outside
// the basic multilingual plane.
func appendStr16(dst Text, s string) Text {
	for _, r := range s {
		dst = append(dst, uint16(r))
	}
	return dst
}

// equal16 reports whether t equals s, one of the SDK's own strings.
func equal16(t Text, s string) bool {
	i := 0
	for _, r := range s {
		if i >= len(t) || t[i] != uint16(r) {
			return false
		}
		i++
	}
	return i == len(t)
}

// hasPrefix16 reports whether t begins with prefix, which must be ASCII.
func hasPrefix16(t Text, prefix string) bool {
	if len(t) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if t[i] != uint16(prefix[i]) {
			return false
		}
	}
	return true
}

// isSpace16 reports whether String.prototype.trim removes c: JavaScript's white space
// and line terminators.
func isSpace16(c uint16) bool {
	switch {
	case c <= ' ':
		return c == ' ' || c >= '\t' && c <= '\r'
	case c < 0xA0:
		return false
	}
	switch c {
	case 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF:
		return true
	}
	return c >= 0x2000 && c <= 0x200A
}

func trim16(t Text) Text {
	for len(t) > 0 && isSpace16(t[0]) {
		t = t[1:]
	}
	for len(t) > 0 && isSpace16(t[len(t)-1]) {
		t = t[:len(t)-1]
	}
	return t
}

// maxNumeral exceeds the length of any number that JavaScript prints.
const maxNumeral = 40

// number16 is JavaScript's Number(text) for decimal numerals. It returns NaN for
// everything else, including nil.
func number16(t Text) float64 {
	if t == nil {
		return math.NaN()
	}
	t = trim16(t)
	if len(t) == 0 {
		return 0
	}
	if len(t) > maxNumeral || !isNumeral(t) {
		return math.NaN()
	}
	if len(t) <= 15 { // fast path for integers, without an allocation
		n, whole := 0.0, true
		for _, c := range t {
			whole = whole && c >= '0' && c <= '9'
			n = 10*n + float64(c) - '0'
		}
		if whole {
			return n
		}
	}
	var ascii [maxNumeral]byte
	for i, c := range t {
		ascii[i] = byte(c)
	}
	return jsontext.ParseNumber(string(ascii[:len(t)])) // ±Infinity if out of range, as in JavaScript
}

// isNumeral reports whether t is a decimal numeral of JavaScript.
func isNumeral(t Text) bool {
	skip := func(t Text, sign bool) (rest Text, digits int) {
		if sign && len(t) > 0 && (t[0] == '+' || t[0] == '-') {
			t = t[1:]
		}
		for digits < len(t) && isDigit16(t[digits]) {
			digits++
		}
		return t[digits:], digits
	}
	t, whole := skip(t, true)
	fraction := 0
	if len(t) > 0 && t[0] == '.' {
		t, fraction = skip(t[1:], false)
	}
	if whole+fraction == 0 {
		return false
	}
	if len(t) > 0 && t[0]|0x20 == 'e' {
		exponent := 0
		if t, exponent = skip(t[1:], true); exponent == 0 {
			return false
		}
	}
	return len(t) == 0
}

func isDigit16(c uint16) bool { return c >= '0' && c <= '9' }

// round16 is Math.round: halves round up.
func round16(f float64) float64 {
	floor := math.Floor(f)
	if f-floor >= 0.5 {
		return floor + 1
	}
	return floor
}

// appendNumber16 appends an integer as JavaScript prints it.
func appendNumber16(dst Text, f float64) Text {
	switch {
	case f != f:
		return appendStr16(dst, "NaN")
	case math.Abs(f) < 1<<53: // fast path, without an allocation
		return appendDigits(dst, int64(f), 1, maxNumeral)
	case math.IsInf(f, 0):
		if f < 0 {
			dst = append(dst, '-')
		}
		return appendStr16(dst, "Infinity")
	}
	return appendStr16(dst, jsontext.FormatNumber(f))
}
