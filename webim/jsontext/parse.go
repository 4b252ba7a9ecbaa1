package jsontext

import (
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ErrSyntax is returned by Parse for invalid JSON.
var ErrSyntax = errors.New("jsontext: not JSON")

// maxDepth bounds the nesting that Parse accepts. Deeper values are hostile, and
// would grow the stack of a WebAssembly program, whose memory never shrinks.
const maxDepth = 200

type parser struct {
	s   string
	pos int
}

// Parse parses a single JSON value.
func Parse(s string) (Value, error) {
	p := parser{s: s}
	v, ok := p.value(0)
	if p.space(); !ok || p.pos != len(s) {
		return Value{}, ErrSyntax
	}
	return v, nil
}

func (p *parser) space() {
	for p.pos < len(p.s) {
		switch p.s[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// take skips white space and consumes c. It reports whether c was the next byte.
func (p *parser) take(c byte) bool {
	if p.space(); p.pos < len(p.s) && p.s[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

func (p *parser) value(depth int) (Value, bool) {
	if p.space(); p.pos >= len(p.s) || depth > maxDepth {
		return Value{}, false
	}
	start := p.pos
	v := Value{&node{}}
	ok := true
	switch c := p.s[p.pos]; c {
	case '{', '[':
		p.pos++
		ok = p.container(v.n, c, depth)
	case '"':
		v.n.kind = Text
		v.n.text, ok = p.text()
	case 't':
		v.n.kind, ok = Bool, p.word("true")
	case 'f':
		v.n.kind, ok = Bool, p.word("false")
	case 'n':
		v.n.kind, ok = Null, p.word("null")
	default:
		v.n.kind, ok = Number, p.number()
	}
	v.n.raw = p.s[start:p.pos]
	return v, ok
}

func (p *parser) container(n *node, open byte, depth int) bool {
	end := byte(']')
	if n.kind = Array; open == '{' {
		n.kind, end = Object, '}'
	}
	if p.take(end) {
		return true
	}
	for {
		if open == '{' {
			p.space()
			name, ok := p.text()
			if !ok || !p.take(':') {
				return false
			}
			n.names = append(n.names, name)
		}
		item, ok := p.value(depth + 1)
		if !ok {
			return false
		}
		n.items = append(n.items, item)
		if p.take(end) {
			return true
		}
		if !p.take(',') {
			return false
		}
	}
}

func (p *parser) word(w string) bool {
	if strings.HasPrefix(p.s[p.pos:], w) {
		p.pos += len(w)
		return true
	}
	return false
}

func (p *parser) digits() bool {
	start := p.pos
	for p.pos < len(p.s) && p.s[p.pos] >= '0' && p.s[p.pos] <= '9' {
		p.pos++
	}
	return p.pos > start
}

func (p *parser) number() bool {
	if p.s[p.pos] == '-' {
		p.pos++
	}
	zero := p.pos < len(p.s) && p.s[p.pos] == '0'
	start := p.pos
	if !p.digits() || zero && p.pos > start+1 {
		return false
	}
	if p.pos < len(p.s) && p.s[p.pos] == '.' {
		if p.pos++; !p.digits() {
			return false
		}
	}
	if p.pos < len(p.s) && p.s[p.pos]|0x20 == 'e' {
		p.pos++
		if p.pos < len(p.s) && (p.s[p.pos] == '+' || p.s[p.pos] == '-') {
			p.pos++
		}
		return p.digits()
	}
	return true
}

// text parses a string. A lone surrogate, which a Go string cannot hold, decodes
// to U+FFFD; an unchanged value is still written with its source text.
func (p *parser) text() (string, bool) {
	if p.pos >= len(p.s) || p.s[p.pos] != '"' {
		return "", false
	}
	p.pos++
	start := p.pos
	for p.pos < len(p.s) && p.s[p.pos] != '"' && p.s[p.pos] != '\\' && p.s[p.pos] >= ' ' {
		p.pos++
	}
	if p.pos < len(p.s) && p.s[p.pos] == '"' { // fast path: no escapes, no copy
		p.pos++
		return p.s[start : p.pos-1], true
	}
	b := []byte(p.s[start:p.pos])
	for p.pos < len(p.s) {
		c := p.s[p.pos]
		p.pos++
		switch {
		case c == '"':
			return string(b), true
		case c < ' ':
			return "", false
		case c != '\\':
			b = append(b, c)
		default:
			r, ok := p.escape()
			if !ok {
				return "", false
			}
			b = AppendRune(b, r)
		}
	}
	return "", false
}

func (p *parser) escape() (rune, bool) {
	if p.pos >= len(p.s) {
		return 0, false
	}
	c := p.s[p.pos]
	p.pos++
	switch c {
	case '"', '\\', '/':
		return rune(c), true
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	case 'u':
		r, ok := p.hex4()
		if ok && utf16.IsSurrogate(r) && strings.HasPrefix(p.s[p.pos:], `\u`) {
			mark := p.pos
			p.pos += 2
			if low, lowOK := p.hex4(); lowOK {
				if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
					return pair, true
				}
			}
			p.pos = mark
		}
		return r, ok
	}
	return 0, false
}

func (p *parser) hex4() (rune, bool) {
	if p.pos+4 > len(p.s) {
		return 0, false
	}
	var r rune
	for _, c := range []byte(p.s[p.pos : p.pos+4]) {
		r <<= 4
		switch {
		case c >= '0' && c <= '9':
			r |= rune(c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r |= rune(c|0x20-'a') + 10
		default:
			return 0, false
		}
	}
	p.pos += 4
	return r, true
}

// AppendRune appends r in UTF-8, U+FFFD for a surrogate. It has a third of the size of
// utf8.AppendRune.
func AppendRune(b []byte, r rune) []byte {
	if r < 0x80 {
		return append(b, byte(r))
	}
	if utf16.IsSurrogate(r) {
		r = utf8.RuneError
	}
	shift, lead := 6, byte(0xC0)
	if r >= 0x800 {
		shift, lead = 12, 0xE0
	}
	if r >= 0x10000 {
		shift, lead = 18, 0xF0
	}
	b = append(b, lead|byte(r>>shift))
	for shift > 0 {
		shift -= 6
		b = append(b, 0x80|byte(r>>shift)&0x3F)
	}
	return b
}
