package webim

import (
	"slices"
	"strings"
)

// secretNames lists the parameters and fields whose values authenticate a request.
var secretNames = []string{"a2", "a2key", "usersig", "accesstoken", "tinyid", "auth_key", "authkey"}

const redacted = "***"

// quotes holds the characters that may separate a name, ":" or "=", and its value.
const quotes = ` \"`

// redact replaces the values of secretNames in a text that is displayed or logged.
// It finds them in queries (name=value) and in JSON, including JSON within a JSON
// string.
func redact(text string) string {
	var b []byte
	copied := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '=' && c != ':' || !isSecretName(text[copied:i]) {
			continue
		}
		from := i + 1
		for from < len(text) && strings.IndexByte(quotes, text[from]) >= 0 {
			from++
		}
		ends := "&\"\\,}] \r\n\t"
		if text[from-1] == '"' {
			ends = `"\`
		}
		to := from
		for to < len(text) && strings.IndexByte(ends, text[to]) < 0 {
			to++
		}
		if to == from {
			continue
		}
		b = append(append(b, text[copied:from]...), redacted...)
		copied = to
		i = to - 1
	}
	if copied == 0 {
		return text
	}
	return string(append(b, text[copied:]...))
}

// isSecretName reports whether text ends in one of secretNames, as a whole word,
// possibly quoted.
func isSecretName(text string) bool {
	to := len(text)
	for to > 0 && strings.IndexByte(quotes, text[to-1]) >= 0 {
		to--
	}
	from := to
	for from > 0 && isWordByte(text[from-1]) {
		from--
	}
	return slices.ContainsFunc(secretNames, func(s string) bool { return sameName(s, text[from:to]) })
}

// sameName is strings.EqualFold for a lower-case s and a t of word bytes. EqualFold
// would add Unicode's case tables, 3 kB of the script.
func sameName(s, t string) bool {
	if len(s) != len(t) {
		return false
	}
	for i := range len(s) {
		if c := t[i]; c != s[i] && (c|0x20 != s[i] || c == '_') {
			return false
		}
	}
	return true
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// redactingLog is a Log that redacts tickets.
type redactingLog struct{ Log }

func (l redactingLog) Info(text string)  { l.Log.Info(redact(text)) }
func (l redactingLog) Warn(text string)  { l.Log.Warn(redact(text)) }
func (l redactingLog) Error(text string) { l.Log.Error(redact(text)) }
