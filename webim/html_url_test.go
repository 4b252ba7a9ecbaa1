package webim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestUnsafeURLsBecomeBlank(t *testing.T) {
	same := "" // unchanged
	for url, want := range map[string]string{
		"http://p/s":                   same,
		"https://p:8080/s?a=1&b=2#c":   same,
		"HTTPS://P/":                   same,
		"http:relative":                same,
		"blob:https://p/0-1-2":         same,
		"data:image/png;base64,AA==":   same,
		"DATA:Image/GIF,x":             same,
		"data:image/jpeg;a=b,x":        same,
		"/a/b:c.png":                   same,
		"a/b.png":                      same,
		"../a.png":                     same,
		"a.png":                        same,
		"a.png?x=javascript:1&b=2":     same,
		"?a=1&b=2":                     same,
		"#a&b:c":                       same,
		"//cdn.example/a.png":          same,
		"http://p/图 片.png":             same,
		"http://p/a%20b'":              "http://p/a%20b%27",
		"http://p/\"<`>":               "http://p/%22%3C%60%3E",
		" \x01http://p/s \n":           "http://p/s",
		"ht\ttp://p/\ns":               "http://p/s",
		"/a\x7fb\x01c":                 "/abc",
		"ht\x7ftp://p":                 "http://p",
		"\x7f/a":                       "/a",
		"javascript:alert(1)":          blankURL,
		"java\tscript:alert(1)":        blankURL,
		"JavaScript:x":                 blankURL,
		"x:y":                          blankURL,
		":":                            blankURL,
		"httpx://p":                    blankURL,
		"http\u200b://p":               blankURL,
		"\u00a0javascript:x":           blankURL,
		"file:///etc/passwd":           blankURL,
		"data:text/html,x":             blankURL,
		"data:image/svg+xml,x":         blankURL,
		"data:image/svg%2bxml,x":       blankURL,
		"data:image/png":               blankURL,
		"data:image/png x,y":           blankURL,
		"data:image/pngx,y":            blankURL,
		"data:image/pn,y":              blankURL,
		"data:image/,y":                blankURL,
		"data:audio/mp3,x":             blankURL,
		"data:":                        blankURL,
		"data":                         same,
		"&#106;avascript:alert(1)":     blankURL,
		"javascript&colon;alert(1)":    blankURL,
		`\\host\share`:                 blankURL,
		`/\host/x`:                     blankURL,
		`\/host/x`:                     blankURL,
		"/\t\\host/x":                  blankURL,
		`\x`:                           same,
		"":                             blankURL,
		" \t":                          blankURL,
		"about:blank":                  same,
		"\U0010D83Dhttp://p":           blankURL,
		"/" + "\U0010D83D" + "/\u2028": same,
	} {
		if want == same {
			want = url
		}
		assert.Equal(t, want, render(OpCleanURL, false, url), url)
		attribute := strings.ReplaceAll(want, "&", "&amp;")
		assert.Equal(t, `<audio src="`+attribute+`" controls="controls" onplay="onChangePlayAudio(this)" preload="none"></audio>`, render(OpSound, true, "", url), url)
	}
	out, same16, ok := Render(OpCleanURL, false, []Text{nil}, nil)
	assert.Equal(t, blankURL, str(out))
	assert.False(t, same16)
	assert.True(t, ok)
}
