package webim

// charSet is a set of ASCII characters below '@', one bit each, that have to be
// escaped in some context.
type charSet uint64

const (
	angles charSet = 1<<'<' | 1<<'>'

	// filtered holds the characters that the original's filter replaces. Without the
	// ampersand, filtered text is unchanged when filtered again, and entities keep
	// working.
	filtered = angles | 1<<'"'

	// inContent holds the characters to escape between tags. The single quote is
	// included for pages that insert the HTML into an attribute. The ampersand is not:
	// an entity between tags can become any text, but never a tag.
	inContent = filtered | 1<<'\''

	// inAttribute holds the characters to escape in an attribute's value in either
	// kind of quotes.
	inAttribute = inContent | 1<<'&'

	// spaced holds the characters that formatText2Html replaces.
	spaced = filtered | 1<<' ' | 1<<'\n'
)

func (s charSet) has(c uint16) bool { return c < 64 && s>>c&1 != 0 }

// entity returns the markup for a character of any of the sets.
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

// escape appends text with the characters of the set replaced. If there are none, it
// returns same and appends nothing.
func escape(dst, text Text, set charSet) (out Text, same bool) {
	for i, c := range text {
		if set.has(c) {
			return appendEscapedFrom(dst, text, i, set), false
		}
	}
	return dst, true
}

// appendEscaped is escape for callers that always need the text appended.
func appendEscaped(dst, text Text, set charSet) Text {
	return appendEscapedFrom(dst, text, 0, set)
}

// appendEscapedFrom is appendEscaped for a text with nothing to replace before from.
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

// appendJSString appends text as the contents of a JavaScript string literal in an
// event handler's attribute. Everything but letters, digits and ._- is escaped, so
// the result needs no further escaping for HTML.
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
