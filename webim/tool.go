package webim

// The formatters of webim.Tool. They append to dst and report same like the
// functions of html.go. The caller handles values that are not strings (null, 0, a
// number) as the original does.

// formatText2Html converts text from an input field to HTML.
func formatText2Html(dst, text Text) (out Text, same bool) {
	return escape(dst, text, spaced)
}

// formatHtml2Text reverses what formatText2Html does to spaces and line ends, and
// nothing else.
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

// strBytes17 returns the size in UTF-8, except that each half of a surrogate pair
// counts 3.
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

// strBytes13 counts 3 for everything but '0' to 'x': a mistake in the original's
// pattern on which pages have based their limits.
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

// ValidNumber reports whether Tool.validNumber matches s: one to eight digits. The
// match is s itself.
func ValidNumber(s Text) bool {
	for _, c := range s {
		if !isDigit16(c) {
			return false
		}
	}
	return len(s) >= 1 && len(s) <= 8
}
