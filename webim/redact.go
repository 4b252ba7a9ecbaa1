package webim

import (
	"slices"
	"strings"
)

// secretNames are the parameters and fields whose values sign a request in.
var secretNames = []string{"a2", "a2key", "usersig", "accesstoken", "tinyid", "auth_key", "authkey"}

const redacted = "***"

// redact replaces the values of secretNames in a text that people see: an error,
// a line of the console. They stand in a query (name=value) or in JSON, also in
// JSON that is a string of JSON.
func redact(text string) string {
	var b strings.Builder
	copied := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '=' && c != ':' || !isSecretName(text[copied:i]) {
			continue
		}
		from := i + 1
		for from < len(text) && strings.IndexByte(` \"`, text[from]) >= 0 {
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
		b.WriteString(text[copied:from])
		b.WriteString(redacted)
		copied = to
		i = to - 1
	}
	if copied == 0 {
		return text
	}
	return b.String() + text[copied:]
}

// isSecretName reports whether a text ends in one of secretNames, as a whole word
// that may be quoted.
func isSecretName(text string) bool {
	text = strings.TrimRight(text, `\" `)
	from := len(text)
	for from > 0 && isWordByte(text[from-1]) {
		from--
	}
	name := text[from:]
	return slices.ContainsFunc(secretNames, func(s string) bool { return strings.EqualFold(s, name) })
}

func isWordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// redactingLog is a Log without tickets.
type redactingLog struct{ Log }

func (l redactingLog) Info(text string)  { l.Log.Info(redact(text)) }
func (l redactingLog) Warn(text string)  { l.Log.Warn(redact(text)) }
func (l redactingLog) Error(text string) { l.Log.Error(redact(text)) }
