package jsontext

import "unsafe"

// JSON returns v as JSON: its source text where nothing has changed, and the output
// of JSON.stringify for the rest. It returns "" for Undefined.
func (v Value) JSON() string {
	if v.n != nil && v.n.raw != "" {
		return v.n.raw
	}
	b := v.AppendTo(nil)
	return unsafe.String(unsafe.SliceData(b), len(b)) // avoids a copy; b is not used elsewhere
}

// AppendTo appends v as JSON to b.
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
			if item.n == nil { // keeps the indexes of later items
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

const (
	hexDigits = "0123456789abcdef"
	letters   = "--------btn-fr------------------" // by control character; '-': none, so \u00XX
)

// grow grows b by n bytes plus some headroom. append would double b, and a page's
// memory never shrinks.
func grow(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	headroom := max(256, len(b)/2)
	return append(make([]byte, 0, len(b)+n+headroom), b...)
}

// AppendQuoted appends s as a JSON string.
func AppendQuoted(b []byte, s string) []byte {
	b = grow(b, len(s)+2)
	b = append(b, '"')
	for _, c := range []byte(s) {
		switch {
		case c >= ' ' && c != '"' && c != '\\':
			b = append(b, c)
		case c < ' ' && letters[c] == '-':
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		case c < ' ':
			b = append(b, '\\', letters[c])
		default:
			b = append(b, '\\', c)
		}
	}
	return append(b, '"')
}
