package webim

import "strings"

// These functions of strings have constant separators. Their counterparts of package
// strings would add 2 kB to the script.

// cut is strings.Cut for a separator of one byte.
func cut(s string, separator byte) (before, after string, found bool) {
	if i := strings.IndexByte(s, separator); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// words splits a list whose separators are single spaces.
func words(list string) []string {
	var all []string
	for more := true; more; {
		var word string
		word, list, more = cut(list, ' ')
		all = append(all, word)
	}
	return all
}

// index returns the position of part in s, or -1.
func index(s, part string) int {
	for i := 0; i+len(part) <= len(s); i++ {
		if s[i:i+len(part)] == part {
			return i
		}
	}
	return -1
}
