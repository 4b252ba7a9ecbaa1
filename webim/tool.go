package webim

// The formatters of webim.Tool. They answer as the functions of html.go do. What the
// original does with values that are no strings (null, 0, a number) is up to the
// caller.

// formatText2Html makes text from an input field fit to be shown.
func formatText2Html(dst, text Text) (out Text, same bool) {
	return escape(dst, text, spaced)
}

// formatHtml2Text takes back what formatText2Html did to blanks and line ends, and
// only that.
func formatHtml2Text(dst, html Text) (out Text, same bool) {
	copied := 0
	for i := 0; i < len(html); {
		plain, markup := uint16(0), ""
		switch {
		case hasPrefix16(html[i:], "&nbsp;"):
			plain, markup = ' ', "&nbsp;"
		case hasPrefix16(html[i:], "<br/>"):
			plain, markup = '\n', "<br/>"
		default:
			i++
			continue
		}
		dst = append(append(dst, html[copied:i]...), plain)
		i += len(markup)
		copied = i
	}
	if copied == 0 {
		return dst, true
	}
	return append(dst, html[copied:]...), false
}

func xssFilter(dst, text Text) (out Text, same bool) {
	return escape(dst, text, filtered)
}

func trimStr(dst, text Text) (out Text, same bool) {
	trimmed := trim16(text)
	if len(trimmed) == len(text) {
		return dst, true
	}
	return append(dst, trimmed...), false
}

// strBytes17 is the size in UTF-8, but for characters outside the basic plane: each
// half of a pair counts 3.
func strBytes17(s Text) int {
	n := len(s)
	for _, c := range s {
		if c >= 0x80 {
			n++
			if c >= 0x800 {
				n++
			}
		}
	}
	return n
}

// strBytes13 counts 3 for everything but '0' to 'x': a slip in the original's
// pattern, which pages have built their limits on.
func strBytes13(s Text) int {
	n := len(s)
	for _, c := range s {
		if c < '0' || c > 'x' {
			n += 2
		}
	}
	return n
}

// StrBytes is Tool.getStrBytes of a string.
func StrBytes(dialect13 bool, s Text) int {
	if dialect13 {
		return strBytes13(s)
	}
	return strBytes17(s)
}

// ValidNumber tells whether Tool.validNumber matches: one to eight digits. The match
// is the text itself.
func ValidNumber(s Text) bool {
	for _, c := range s {
		if !isDigit16(c) {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 8
}
