package webim

// A set of ASCII characters below '@', one bit each: those that an escape has to
// replace in some place.
type charSet uint64

const (
	angles charSet = 1<<'<' | 1<<'>'

	// What the original's filter replaces. It leaves the ampersand alone, so text
	// that was filtered before comes out unchanged, and entities keep working.
	filtered = angles | 1<<'"'

	// Between tags. The single quote is added for pages that put the HTML they get
	// into an attribute of their own. The ampersand stays: an entity between tags
	// can become any text, but never a tag.
	inContent = filtered | 1<<'\''

	// In an attribute's value, whatever its quotes: the value that the browser reads
	// is exactly the text.
	inAttribute = inContent | 1<<'&'

	// What formatText2Html replaces.
	spaced = filtered | 1<<' ' | 1<<'\n'
)

func (s charSet) has(c uint16) bool { return c < 64 && s>>c&1 != 0 }

// entity answers the markup for a character of any of the sets.
func entity(c uint16) string {
	switch c {
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&quot;"
	case '\'':
		return "&#39;"
	case '&':
		return "&amp;"
	case ' ':
		return "&nbsp;"
	}
	return "<br/>" // '\n'
}

// escape appends text with the characters of the set replaced. If there are none it
// says same and appends nothing.
func escape(dst, text Text, set charSet) (out Text, same bool) {
	for i, c := range text {
		if set.has(c) {
			return appendEscapedFrom(dst, text, i, set), false
		}
	}
	return dst, true
}

// appendEscaped is escape for callers that need the text in any case.
func appendEscaped(dst, text Text, set charSet) Text {
	return appendEscapedFrom(dst, text, 0, set)
}

// appendEscapedFrom knows that nothing before from is to be replaced.
func appendEscapedFrom(dst, text Text, from int, set charSet) Text {
	copied := 0
	for i := from; i < len(text); i++ {
		if c := text[i]; set.has(c) {
			dst = append(dst, text[copied:i]...)
			dst = appendStr16(dst, entity(c))
			copied = i + 1
		}
	}
	return append(dst, text[copied:]...)
}

const hexDigits = "0123456789ABCDEF"

// appendJSString appends text as the inside of a JavaScript string literal within an
// event handler's attribute. Only letters, digits and ._- stand for themselves, so
// what is left for HTML to misread is nothing.
func appendJSString(dst, text Text) Text {
	for _, c := range text {
		switch {
		case isDigit16(c), c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '.', c == '_', c == '-':
			dst = append(dst, c)
		case c < 0x100:
			dst = append(dst, '\\', 'x', hexDigit(c>>4), hexDigit(c))
		default:
			dst = append(dst, '\\', 'u', hexDigit(c>>12), hexDigit(c>>8), hexDigit(c>>4), hexDigit(c))
		}
	}
	return dst
}

func hexDigit(c uint16) uint16 { return uint16(hexDigits[c&15]) }
