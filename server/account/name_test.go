package account_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/server/account"
	"webim.js/server/servertest"
)

// Names that look alike would allow impersonation.
func TestConfusableNamesAreRefused(t *testing.T) {
	for _, name := range []string{"alice", "小明", "a b", "user@example.com", "O'Neil-1_2.x", "émile", "Ünal", "😀", "@RBT#001", "한글"} {
		assert.NoError(t, account.ValidName(name), name)
	}
	for what, name := range map[string]string{
		"zero width space": "ali\u200bce", "zero width joiner": "alice\u200d", "word joiner": "\u2060alice", "BOM": "\ufeffalice",
		"right to left": "\u202eecila", "left to right mark": "alice\u200e", "isolate": "\u2066alice\u2069",
		"soft hyphen": "ali\u00adce", "variation selector": "alice\ufe0f", "tag": "alice\U000e0041",
		"Hangul filler": "alice\u3164", "braille blank": "alice\u2800", "combining grapheme joiner": "ali\u034fce",
		"trailing space": "alice ", "leading space": " alice", "no-break space": "a\u00a0b", "ideographic space": "a\u3000b",
		"line separator": "a\u2028b", "tab": "a\tb", "newline": "a\nb", "NUL": "a\x00b", "DEL": "a\x7fb", "C1": "a\u0085b",
		"decomposed": "e\u0301mile", "private use": "a\ue000", "unassigned": "a\U000e0fff", "not UTF-8": "a\xff",
		"too long": strings.Repeat("a", 65), "the system": "@TIM#SYSTEM", "empty": "",
	} {
		assert.Error(t, account.ValidName(name), what)
	}
	s := servertest.Start(t)
	s.Client13("alice\u200b").Refused(t, 70003, "openim/getmsg", servertest.M{"Cookie": ""})
}
