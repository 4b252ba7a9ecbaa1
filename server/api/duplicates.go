package api

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// repeatedKey finds a key that an object of a valid JSON text has twice.
//
// Of two values under one key each reader takes the one it likes: what the
// edge has checked (From_Account) need not be what a handler, a log or another
// server reads. Go's decoder also takes from_account for From_Account, so here
// they are the same. No page writes such a thing.
func repeatedKey(text []byte) (key string, found bool) {
	var open []map[string]bool // of each open object its keys; nil for an array
	isKey := false
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '{':
			open = append(open, map[string]bool{})
			isKey = true
		case '[':
			open = append(open, nil)
			isKey = false
		case '}', ']':
			open = open[:len(open)-1]
		case ',':
			isKey = open[len(open)-1] != nil
		case '"':
			end := stringEnd(text, i)
			if isKey {
				keys, name := open[len(open)-1], keyName(text[i:end])
				if keys[name] {
					return name, true
				}
				keys[name] = true
				isKey = false
			}
			i = end - 1
		}
	}
	return "", false
}

// stringEnd is behind the closing quote of the string that begins at i.
func stringEnd(text []byte, i int) int {
	for i++; ; {
		i += bytes.IndexAny(text[i:], `"\`)
		if text[i] == '"' {
			return i + 1
		}
		i += 2 // a backslash, and what it stands before
	}
}

// keyName is what readers compare.
func keyName(quoted []byte) string {
	plain := quoted[1 : len(quoted)-1]
	if !slices.ContainsFunc(plain, func(c byte) bool { return c == '\\' || c >= utf8.RuneSelf }) {
		return strings.ToLower(string(plain))
	}
	var name string
	_ = json.Unmarshal(quoted, &name) // the text is valid
	return strings.ToLower(strings.ToUpper(name))
}
