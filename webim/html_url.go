package webim

// blankURL stands where an address is missing or not safe: it opens nothing, loads
// nothing, and unlike an empty address it does not mean the page itself.
const blankURL = "about:blank"

// rasterTypes are the pictures taken from data: addresses. SVG is not among them, as
// it can hold scripts.
var rasterTypes = [...]string{"png", "jpeg", "jpg", "pjpeg", "gif", "webp", "bmp", "avif", "apng", "x-icon", "vnd.microsoft.icon"}

// safeURL reports whether an address that came from someone else may stand in a page:
// http, https, blob, data with a raster image, or relative to the page.
//
// It is stricter than a browser, so that no browser can understand more than it. A
// colon before the first slash always ends a scheme, and the scheme has to be one of
// those four, letter by letter. What the browser drops (control characters, blanks in
// front) is dropped before.
//
// Two kinds of relative addresses are refused that no honest message holds. With an
// ampersand in front of the first slash, &#106;avascript: would come alive in pages
// that read the attribute and write it into HTML again. With two slashes one of which
// is a backslash, a page opened from a file would reach for a Windows share.
func safeURL(u Text) bool {
	u = trimURL(u)
	if len(u) == 0 || isShare(u) {
		return false
	}
	for i, c := range u {
		switch c {
		case '/', '?', '#':
			return true
		case '&':
			return false
		case ':':
			scheme := u[:i]
			return equalFold(scheme, "http") || equalFold(scheme, "https") || equalFold(scheme, "blob") ||
				equalFold(scheme, "data") && isRaster(u[i+1:])
		}
	}
	return true
}

// isShare tells \\host, /\host and \/host; //host is what pages write.
func isShare(u Text) bool {
	slashes, backslashes := 0, 0
	for _, c := range u {
		switch {
		case isDropped(c):
			continue
		case c == '\\':
			backslashes++
		case c != '/':
			return false
		}
		if slashes++; slashes == 2 {
			return backslashes > 0
		}
	}
	return false
}

// isRaster looks at what follows "data:".
func isRaster(u Text) bool {
	mime := u
	for i, c := range u {
		if c == ';' || c == ',' {
			mime = u[:i]
			break
		}
	}
	if len(mime) == len(u) {
		return false
	}
	const family = "image/"
	subtype, rest := skipFold(mime, family)
	if !subtype {
		return false
	}
	for _, name := range rasterTypes {
		if equalFold(rest, name) {
			return true
		}
	}
	return false
}

// equalFold compares ASCII letters in any case, passing over control characters.
func equalFold(t Text, lower string) bool {
	ok, rest := skipFold(t, lower)
	for _, c := range rest {
		ok = ok && isDropped(c)
	}
	return ok
}

// skipFold takes a prefix in the same manner and answers what follows it.
func skipFold(t Text, lower string) (ok bool, rest Text) {
	n := 0
	for i, c := range t {
		if n == len(lower) {
			return true, t[i:]
		}
		if isDropped(c) {
			continue
		}
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != uint16(lower[n]) {
			return false, nil
		}
		n++
	}
	return n == len(lower), nil
}

// isDropped: browsers drop tabs and line ends anywhere in an address, and never need
// the other control characters.
func isDropped(c uint16) bool { return c < ' ' || c == 0x7F }

// trimURL cuts off what browsers do not read.
func trimURL(u Text) Text {
	for len(u) > 0 && (u[0] <= ' ' || u[0] == 0x7F) {
		u = u[1:]
	}
	for len(u) > 0 && (u[len(u)-1] <= ' ' || u[len(u)-1] == 0x7F) {
		u = u[:len(u)-1]
	}
	return u
}

// appendURL appends an address for an attribute's value, or about:blank. The
// characters that could end an attribute become percent codes, which name the same
// resource and stay harmless when a page writes the value into HTML again.
func appendURL(dst, u Text) Text { return appendCleanURL(dst, u, true) }

// cleanURL is appendURL for addresses that a script opens: without entities.
func cleanURL(dst, u Text) (out Text, same bool) {
	start := len(dst)
	out = appendCleanURL(dst, u, false)
	if !equalText(out[start:], u) {
		return out, false
	}
	return dst, true
}

func appendCleanURL(dst, u Text, attribute bool) Text {
	if !safeURL(u) {
		return appendStr16(dst, blankURL)
	}
	u = trimURL(u)
	copied := 0
	for i, c := range u {
		if !isSpecialInURL(c) || c == '&' && !attribute {
			continue
		}
		dst = append(dst, u[copied:i]...)
		copied = i + 1
		switch {
		case c == '&':
			dst = appendStr16(dst, entity(c))
		case !isDropped(c):
			dst = append(dst, '%', hexDigit(c>>4), hexDigit(c))
		}
	}
	return append(dst, u[copied:]...)
}

func isSpecialInURL(c uint16) bool {
	return c <= '>' && (inAttribute.has(c) || isDropped(c)) || c == '`' || c == 0x7F
}

func equalText(a, b Text) bool {
	if len(a) != len(b) {
		return false
	}
	for i, c := range a {
		if c != b[i] {
			return false
		}
	}
	return true
}
