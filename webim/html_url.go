package webim

// blankURL replaces a missing or unsafe URL. It opens nothing, loads nothing, and
// unlike an empty URL does not refer to the page itself.
const blankURL = "about:blank"

// rasterTypes lists the image types allowed in data: URLs. SVG is excluded,
// because it can contain scripts.
var rasterTypes = [...]string{"png", "jpeg", "jpg", "pjpeg", "gif", "webp", "bmp", "avif", "apng", "x-icon", "vnd.microsoft.icon"}

// safeURL reports whether a URL from another user may be used in a page: http,
// https, blob, data with a raster image, or relative to the page.
//
// It is stricter than browsers, so that no browser accepts more. A colon before the
// first slash always ends a scheme, and the scheme has to be exactly one of those
// four. Characters that browsers drop (control characters, leading spaces) are
// dropped first.
//
// Two kinds of relative URLs, which no legitimate message contains, are refused. With
// an ampersand before the first slash, &#106;avascript: would become a scheme in
// pages that read the attribute and write it into HTML again. With two slashes one of
// which is a backslash, a page opened from a file would access a Windows share.
func safeURL(u Text) bool {
	u = trimURL(u)
	if len(u) == 0 || isUNC(u) {
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

// isUNC reports whether u begins like the path of a Windows share: \\host, /\host or
// \/host. //host is allowed, because pages use it.
func isUNC(u Text) bool {
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

// isRaster reports whether u, the part after "data:", is a raster image.
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

// equalFold compares ASCII letters case-insensitively and ignores control characters.
func equalFold(t Text, lower string) bool {
	ok, rest := skipFold(t, lower)
	for _, c := range rest {
		ok = ok && isDropped(c)
	}
	return ok
}

// skipFold removes a prefix, compared like equalFold, and returns the rest.
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

// isDropped reports whether c is a control character. Browsers drop tabs and line
// ends anywhere in a URL, and no URL needs the others.
func isDropped(c uint16) bool { return c < ' ' || c == 0x7F }

// trimURL removes leading and trailing characters that browsers ignore.
func trimURL(u Text) Text {
	for len(u) > 0 && (u[0] <= ' ' || u[0] == 0x7F) {
		u = u[1:]
	}
	for len(u) > 0 && (u[len(u)-1] <= ' ' || u[len(u)-1] == 0x7F) {
		u = u[:len(u)-1]
	}
	return u
}

// appendURL appends a URL as an attribute's value, or about:blank. Characters that
// could end an attribute are percent-encoded: the result identifies the same
// resource, and is still safe if a page writes the value into HTML again.
func appendURL(dst, u Text) Text { return appendCleanURL(dst, u, true) }

// cleanURL is appendURL for URLs that a script opens: without entities.
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
