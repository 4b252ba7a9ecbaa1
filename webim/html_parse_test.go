package webim

import (
	"encoding/json"
	"html"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// Go strings cannot hold lone surrogates. Tests write them as private-use characters
// with this offset.
const loneSurrogate = 0x100000

// units converts a string to a Text.
func units(s string) Text {
	t := Text{}
	for _, r := range s {
		if r >= loneSurrogate|0xD800 && r <= loneSurrogate|0xDFFF {
			t = append(t, uint16(r))
		} else {
			t = utf16.AppendRune(t, r)
		}
	}
	return t
}

// str converts a Text to a string. It is the inverse of units.
func str(t Text) string {
	var b strings.Builder
	for i := 0; i < len(t); i++ {
		r := rune(t[i])
		if utf16.IsSurrogate(r) {
			if i+1 < len(t) && utf16.DecodeRune(r, rune(t[i+1])) != '\uFFFD' {
				r = utf16.DecodeRune(r, rune(t[i+1]))
				i++
			} else {
				r |= loneSurrogate
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// element is a node of parsed HTML in the notation of the recorded traces: "tag",
// "@attribute" and "in" for its children. Text is a string.
type element = map[string]any

// parseHTML parses HTML like a browser, as far as these tests need. Anything that a
// browser would not parse as text, an element or an end tag becomes an element whose
// name starts with '#', which no test expects.
func parseHTML(s string) []any {
	p := &parser{rest: s, open: []element{{"in": []any{}}}}
	for p.rest != "" {
		p.next()
	}
	for len(p.open) > 1 { // a browser would close them, but our HTML must be well-formed
		p.add(element{"tag": "#unclosed " + p.open[len(p.open)-1]["tag"].(string)})
		p.open = p.open[:len(p.open)-1]
	}
	return p.open[0]["in"].([]any)
}

type parser struct {
	rest string
	open []element
}

func (p *parser) add(node any) {
	top := p.open[len(p.open)-1]
	in, _ := top["in"].([]any)
	if text, ok := node.(string); ok && len(in) > 0 {
		if before, ok := in[len(in)-1].(string); ok {
			in[len(in)-1] = before + text
			return
		}
	}
	top["in"] = append(in, node)
}

func (p *parser) next() {
	lt := strings.IndexByte(p.rest, '<')
	if lt != 0 {
		if lt < 0 {
			lt = len(p.rest)
		}
		p.add(html.UnescapeString(p.rest[:lt]))
		p.rest = p.rest[lt:]
		return
	}
	p.rest = p.rest[1:]
	switch {
	case p.rest != "" && isLetter(p.rest[0]):
		p.tag(false)
	case len(p.rest) > 1 && p.rest[0] == '/' && isLetter(p.rest[1]):
		p.rest = p.rest[1:]
		p.tag(true)
	case p.rest != "" && strings.IndexByte("!?/", p.rest[0]) >= 0:
		p.add(element{"tag": "#markup " + p.rest[:1]})
	default:
		p.add("<")
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

const htmlSpace = "\t\n\f\r "

func (p *parser) until(stops string) string {
	i := strings.IndexAny(p.rest, stops)
	if i < 0 {
		i = len(p.rest)
	}
	taken := p.rest[:i]
	p.rest = p.rest[i:]
	return taken
}

// tag parses the rest of a tag after "<" or "</".
func (p *parser) tag(end bool) {
	node := element{"tag": strings.ToLower(p.until(htmlSpace + "/>"))}
	for {
		p.rest = strings.TrimLeft(p.rest, htmlSpace+"/")
		if p.rest == "" {
			p.add(element{"tag": "#cut off"})
			return
		}
		if p.rest[0] == '>' {
			p.rest = p.rest[1:]
			break
		}
		first := p.rest[:1] // a name may start with '='
		p.rest = p.rest[1:]
		key := "@" + strings.ToLower(first+p.until(htmlSpace+"/>="))
		value := ""
		if after := strings.TrimLeft(p.rest, htmlSpace); strings.HasPrefix(after, "=") {
			p.rest = strings.TrimLeft(after[1:], htmlSpace)
			value = html.UnescapeString(p.value())
		}
		if _, twice := node[key]; !twice {
			node[key] = value
		}
	}
	switch top := p.open[len(p.open)-1]; {
	case !end && (node["tag"] == "img" || node["tag"] == "br"):
		p.add(node)
	case !end:
		p.add(node)
		p.open = append(p.open, node)
	case top["tag"] == node["tag"] && len(node) == 1:
		p.open = p.open[:len(p.open)-1]
	default:
		p.add(element{"tag": "#end " + node["tag"].(string)})
	}
}

func (p *parser) value() string {
	if p.rest == "" || p.rest[0] != '"' && p.rest[0] != '\'' {
		return p.until(htmlSpace + ">")
	}
	quote := p.rest[:1]
	p.rest = p.rest[1:]
	value := p.until(quote)
	p.rest = strings.TrimPrefix(p.rest, quote)
	return value
}

// dom returns parsed HTML as JSON, in the notation of the recorded traces.
func dom(t *testing.T, s string) string {
	t.Helper()
	b, err := json.Marshal(parseHTML(s))
	require.NoError(t, err)
	return string(b)
}

// The tests of hostile HTML rely on this parser.
func TestParseHTMLFindsElements(t *testing.T) {
	for s, want := range map[string]string{
		``:                              `[]`,
		`a &lt; b < c`:                  `["a < b < c"]`,
		`<a b="1" C='x y' d=z e>t</A>u`: `[{"tag":"a","@b":"1","@c":"x y","@d":"z","@e":"","in":["t"]},"u"]`,
		`<img a="x"onerror=y/>`:         `[{"tag":"img","@a":"x","@onerror":"y/"}]`,
		`<img/src/onerror=y>`:           `[{"tag":"img","@src":"","@onerror":"y"}]`,
		`<img a=1 a=2>`:                 `[{"tag":"img","@a":"1"}]`,
		`<i><b></i>`:                    `[{"tag":"i","in":[{"tag":"b","in":[{"tag":"#end i"},{"tag":"#unclosed b"}]},{"tag":"#unclosed i"}]}]`,
		`<!--x`:                         `[{"tag":"#markup !"},"!--x"]`,
		`</ x`:                          `[{"tag":"#markup /"},"/ x"]`,
		`<a href="`:                     `[{"tag":"#cut off"}]`,
		`<a"b='c">d</a"b='c">`:          `[{"tag":"a\"b='c\"","in":["d"]}]`,
	} {
		require.JSONEq(t, want, dom(t, s), s)
	}
}
