package jsontext

import (
	"unicode/utf8"
	"unsafe"
)

// JSON returns the text of v: what it was read from where nothing changed, and
// what JSON.stringify would print for the rest. Undefined gives "".
func (v Value) JSON() string {
	if v.n != nil && v.n.raw != "" {
		return v.n.raw
	}
	b := v.AppendTo(nil)
	return unsafe.String(unsafe.SliceData(b), len(b)) // a copy may be a megabyte, and b is nobody else's
}

// AppendTo appends the text of v to b.
func (v Value) AppendTo(b []byte) []byte {
	if v.n == nil {
		return b
	}
	if v.n.raw != "" {
		return append(b, v.n.raw...)
	}
	switch v.n.kind {
	case Null:
		return append(b, "null"...)
	case Text:
		return AppendQuoted(b, v.n.text)
	case Array:
		b = append(b, '[')
		for i, item := range v.n.items {
			if i > 0 {
				b = append(b, ',')
			}
			if item.n == nil { // an array keeps its places
				b = append(b, "null"...)
			}
			b = item.AppendTo(b)
		}
		return append(b, ']')
	case Object:
		b = append(b, '{')
		first := true
		for i, item := range v.n.items {
			if item.n == nil {
				continue
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			b = append(AppendQuoted(b, v.n.names[i]), ':')
			b = item.AppendTo(b)
		}
		return append(b, '}')
	}
	return b
}

const hexDigits = "0123456789abcdef"

// room makes room for n more bytes, and for a little behind them: growing again
// would take twice as much, and a page's memory never shrinks.
func room(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	behind := max(256, len(b)/2)
	return append(make([]byte, 0, len(b)+n+behind), b...)
}

// AppendQuoted appends s as a JSON string.
func AppendQuoted(b []byte, s string) []byte {
	b = room(b, len(s)+2)
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\r':
			b = append(b, '\\', 'r')
		case r == '\t':
			b = append(b, '\\', 't')
		case r == '\b':
			b = append(b, '\\', 'b')
		case r == '\f':
			b = append(b, '\\', 'f')
		case r < ' ':
			b = append(b, '\\', 'u', '0', '0', hexDigits[r>>4], hexDigits[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
