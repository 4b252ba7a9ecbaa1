package webim

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hostileTexts returns the corpus that the browser tests insert into real pages.
func hostileTexts(t testing.TB) []Text {
	t.Helper()
	b, err := os.ReadFile("../test/testdata/hostile.json")
	require.NoError(t, err)
	var groups map[string][]json.RawMessage
	require.NoError(t, json.Unmarshal(b, &groups))
	var all []Text
	for _, group := range groups {
		for _, raw := range group {
			all = append(all, jsonUnits(t, raw))
		}
	}
	require.Greater(t, len(all), 150)
	return all
}

// jsonUnits parses a JSON string and preserves lone surrogates, which encoding/json
// replaces.
func jsonUnits(t testing.TB, raw []byte) Text {
	t.Helper()
	out, rest := Text{}, string(raw[1:len(raw)-1])
	for rest != "" {
		if strings.HasPrefix(rest, `\u`) {
			unit, err := strconv.ParseUint(rest[2:6], 16, 16)
			require.NoError(t, err)
			out, rest = append(out, uint16(unit)), rest[6:]
			continue
		}
		r, _, tail, err := strconv.UnquoteChar(rest, '"')
		require.NoError(t, err)
		out, rest = utf16.AppendRune(out, r), tail
	}
	return out
}

// renderer renders one hostile text in every place that takes text. check verifies the
// parsed result.
type renderer struct {
	name   string
	render func(x Text) string
	check  func(t *testing.T, x string, nodes []any)
}

var harmless = units("u")

func render1(op Op, dialect13 bool, args func(x Text) []Text) func(Text) string {
	return func(x Text) string { return renderTexts(op, dialect13, args(x)...) }
}

var renderers = []renderer{
	{"text", render1(OpText, false, func(x Text) []Text { return []Text{x} }), isSingleText("", "", "", 1)},
	{"custom", render1(OpCustom, false, func(x Text) []Text { return []Text{x} }), isSingleText("", "", "", 1)},
	{"face name", render1(OpFace, false, func(x Text) []Text { return []Text{nil, x} }), isSingleText("", "", "", 1)},
	{"location", render1(OpLocation, false, func(x Text) []Text { return []Text{x, harmless, x} }), isSingleText("经度=", ",纬度=u,描述=", "", 2)},
	{"latitude", render1(OpLocation, false, func(x Text) []Text { return []Text{harmless, x, harmless} }), isSingleText("经度=u,纬度=", "", ",描述=u", 1)},
	{"formatText2Html", render1(OpText2Html, false, func(x Text) []Text { return []Text{x} }), nil},
	{"tip users", render1(OpTip, false, func(x Text) []Text { return []Text{units("1"), harmless, units("2"), x, x} }), isSingleText("[群提示消息]u邀请了", ",", ",加入该群", 2)},
	{"tip operator", render1(OpTip, false, func(x Text) []Text { return []Text{units("2"), x, units("0")} }), isSingleText("[群提示消息]", "", "主动退出该群", 1)},
	{"tip infos", render1(OpTip, false, func(x Text) []Text { return []Text{units("6"), x, units("1"), units("1"), x} }), isSingleText("[群提示消息]", "修改了群资料：群头像为", "; ", 2)},
	{"tip info type", render1(OpTip, false, func(x Text) []Text { return []Text{units("6"), x, units("1"), append(x[:len(x):len(x)], '!'), x} }), nil},
	{"tip members", render1(OpTip, false, func(x Text) []Text { return []Text{units("7"), x, units("1"), x, nil} }), isSingleText("[群提示消息]", "修改了群成员资料:", ":  shutupTime为空", 2)},
	{"tip seconds", render1(OpTip, false, func(x Text) []Text { return []Text{units("7"), x, x, x, x} }), nil},
	{"tip type", render1(OpTip, false, func(x Text) []Text { return []Text{append(x[:len(x):len(x)], '!'), x, x} }), isSingleText("[群提示消息]未知群提示消息类型：type=", "", "!", 1)},
	{"face picture", render1(OpFace, false, func(x Text) []Text { return []Text{x, x} }),
		func(t *testing.T, x string, nodes []any) {
			attributes(t, nodes, "img", "@src")
			assert.Equal(t, x, nodes[0].(element)["@src"])
		}},
	{"images", render1(OpImages, false, func(x Text) []Text { return []Text{x, x, x, x} }), isPicture},
	{"sound 1.7", render1(OpSound, false, func(x Text) []Text { return []Text{x, x} }),
		func(t *testing.T, x string, nodes []any) {
			audio := attributes(t, nodes, "audio", "@id", "@src", "@controls", "@preload", "@onplay")
			assert.Equal(t, "uuid_"+x, audio["@id"])
			assert.Equal(t, "onChangePlayAudio(this)", audio["@onplay"])
			isHarmlessURL(t, audio["@src"])
		}},
	{"sound 1.3", render1(OpSound, true, func(x Text) []Text { return []Text{x, x} }),
		func(t *testing.T, x string, nodes []any) {
			audio := attributes(t, nodes, "audio", "@src", "@controls", "@preload", "@onplay")
			assert.Equal(t, "onChangePlayAudio(this)", audio["@onplay"])
			isHarmlessURL(t, audio["@src"])
		}},
	{"file 1.7", render1(OpFile, false, func(x Text) []Text { return []Text{x, x, x, units("2048")} }),
		func(t *testing.T, x string, nodes []any) { isFile17(t, nodes, x, x+"(2KB)") }},
	{"file size 1.7", render1(OpFile, false, func(x Text) []Text { return []Text{harmless, x, harmless, append(x[:len(x):len(x)], '!')} }),
		func(t *testing.T, x string, nodes []any) { isFile17(t, nodes, "u", "u("+x+"!Byte)") }},
	{"plain images", render1(OpImages, false, func(x Text) []Text { return []Text{x, x, x, x, harmless} }),
		func(t *testing.T, x string, nodes []any) {
			img := attributes(t, nodes, "img", "@src", "@id", "@bigimgurl", "@data-webim")
			assert.Equal(t, []any{x, "image"}, []any{img["@id"], img["@data-webim"]})
		}},
	{"plain sound", render1(OpSound, false, func(x Text) []Text { return []Text{x, x, harmless} }),
		func(t *testing.T, x string, nodes []any) {
			audio := attributes(t, nodes, "audio", "@id", "@src", "@controls", "@preload", "@data-webim")
			assert.Equal(t, []any{"uuid_" + x, "sound"}, []any{audio["@id"], audio["@data-webim"]})
			isHarmlessURL(t, audio["@src"])
		}},
	{"plain file", render1(OpFile, false, func(x Text) []Text { return []Text{x, x, x, units("2048"), harmless} }),
		func(t *testing.T, x string, nodes []any) {
			link := attributes(t, nodes, "a", "@href", "@data-webim", "@data-uuid", "@title", "in")
			assert.Equal(t, []any{"#", "file", x}, []any{link["@href"], link["@data-webim"], link["@data-uuid"]}, "the id must be passed to the SDK unchanged")
			isFileName(t, link, x+"(2KB)")
		}},
	{"file 1.3", render1(OpFile, true, func(x Text) []Text { return []Text{x, x, x, append(x[:len(x):len(x)], '!')} }),
		func(t *testing.T, x string, nodes []any) {
			link := attributes(t, nodes, "a", "@href", "@title", "in")
			isHarmlessURL(t, link["@href"])
			isFileName(t, link, x+"(NaNKB)")
		}},
}

// isSingleText returns a check that the result is the single text that the original
// displayed, with entities decoded and markup in x inert.
func isSingleText(before, between, after string, times int) func(t *testing.T, x string, nodes []any) {
	return func(t *testing.T, x string, nodes []any) {
		t.Helper()
		xs := slices.Repeat([]string{x}, times)
		want := []any{html.UnescapeString(before + strings.Join(xs, between) + after)}
		if want[0] == "" {
			want = []any{}
		}
		assert.Equal(t, want, nodes)
	}
}

// attributes requires a single element with exactly these attributes.
func attributes(t *testing.T, nodes []any, tag string, keys ...string) element {
	t.Helper()
	require.Len(t, nodes, 1)
	require.IsType(t, element{}, nodes[0])
	node := nodes[0].(element)
	assert.Equal(t, tag, node["tag"])
	for key := range node {
		assert.True(t, key == "tag" || slices.Contains(keys, key), "%s has %s", tag, key)
	}
	for _, key := range keys {
		assert.Contains(t, node, key)
	}
	return node
}

func isPicture(t *testing.T, x string, nodes []any) {
	img := attributes(t, nodes, "img", "@src", "@style", "@id", "@bigimgurl", "@onclick")
	assert.Equal(t, x, img["@id"])
	assert.Equal(t, "imageClick(this)", img["@onclick"])
	assert.Equal(t, "CURSOR: hand", img["@style"])
	isHarmlessURL(t, img["@bigimgurl"])
	urls := strings.Split(img["@src"].(string), "#")
	assert.Len(t, urls, 3, "src must hold three URLs")
	for _, url := range urls {
		isHarmlessURL(t, url)
	}
}

var (
	downCall = regexp.MustCompile(`^webim\.onDownFile\('((?:[A-Za-z0-9._-]|\\x[0-9A-F]{2}|\\u[0-9A-F]{4})*)'\);return false$`)
	jsUnit   = regexp.MustCompile(`\\x..|\\u....|.`)
)

func isFile17(t *testing.T, nodes []any, wantID, wantName string) {
	t.Helper()
	link := attributes(t, nodes, "a", "@href", "@onclick", "@title", "in")
	assert.Equal(t, "#", link["@href"])
	call := downCall.FindStringSubmatch(link["@onclick"].(string))
	require.NotNil(t, call, link["@onclick"])
	uuid := Text{}
	for _, unit := range jsUnit.FindAllString(call[1], -1) {
		if len(unit) > 1 {
			code, err := strconv.ParseUint(unit[2:], 16, 16)
			require.NoError(t, err)
			uuid = append(uuid, uint16(code))
		} else {
			uuid = append(uuid, uint16(unit[0]))
		}
	}
	assert.Equal(t, wantID, str(uuid), "the id must be passed to the SDK unchanged")
	isFileName(t, link, wantName)
}

func isFileName(t *testing.T, link element, name string) {
	t.Helper()
	assert.Equal(t, "点击下载文件", link["@title"])
	icon := attributes(t, link["in"].([]any), "i", "@class", "in")
	assert.Equal(t, "glyphicon glyphicon-file", icon["@class"])
	assert.Equal(t, []any{html.UnescapeString("\u00a0" + name)}, icon["in"])
}

var (
	scheme  = regexp.MustCompile(`^([a-z][a-z0-9+.-]*):`)
	share   = regexp.MustCompile(`^(\\[\\/]|/\\)`)
	ending  = regexp.MustCompile("[\x00-\x1f\x7f\"'<>`]")
	picture = regexp.MustCompile(`^data:image/(png|p?jpe?g|gif|webp|bmp|avif|apng|x-icon|vnd\.microsoft\.icon)[;,]`)
)

// isHarmlessURL parses a URL as the URL standard does, and as a page does that
// inserts the attribute's value into HTML without escaping it.
func isHarmlessURL(t *testing.T, value any) {
	t.Helper()
	url := value.(string)
	assert.NotRegexp(t, ending, url)
	again := attributes(t, parseHTML(`<img src="`+url+`">`), "img", "@src")["@src"].(string)
	for _, read := range []string{url, again, strings.TrimSpace(url)} {
		read = strings.ToLower(strings.Trim(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(read), "\x00\x01 "))
		if read == blankURL {
			continue
		}
		found := scheme.FindStringSubmatch(read)
		if found == nil {
			assert.NotRegexp(t, share, read)
			continue
		}
		assert.True(t, slices.Contains([]string{"http", "https", "blob"}, found[1]) || picture.MatchString(read), "%q", url)
	}
}

// checkText checks one renderer with one text.
func (r renderer) checkText(t *testing.T, x Text) {
	t.Helper()
	before := t.Failed()
	markup := r.render(x)
	nodes := parseHTML(markup)
	for _, node := range flatten(nodes) {
		tag := fmt.Sprint(node["tag"])
		assert.True(t, slices.Contains([]string{"img", "audio", "a", "i"}, tag) || tag == "br" && r.check == nil, "%s: %q has %s", r.name, str(x), tag)
		for key := range node {
			assert.Contains(t, []string{"tag", "in", "@src", "@style", "@id", "@bigimgurl", "@onclick", "@onplay", "@controls", "@preload", "@href", "@title", "@class", "@data-webim", "@data-uuid"}, key, "%s: %q", r.name, str(x))
		}
	}
	if r.check != nil {
		r.check(t, str(x), nodes)
	}
	if t.Failed() && !before {
		t.Logf("%s of %q: %s", r.name, str(x), markup)
	}
}

func flatten(nodes []any) (all []element) {
	for _, node := range nodes {
		if e, ok := node.(element); ok {
			in, _ := e["in"].([]any)
			all = append(append(all, e), flatten(in)...)
		}
	}
	return all
}

func TestHostileTextsAreInert(t *testing.T) {
	texts := hostileTexts(t)
	for _, r := range renderers {
		t.Run(r.name, func(t *testing.T) {
			for _, x := range texts {
				r.checkText(t, x)
			}
		})
	}
}

// Hostile texts in adjacent parts of one message do not combine to markup.
func TestConcatenatedHostileTextsAreInert(t *testing.T) {
	texts := hostileTexts(t)
	for i, x := range texts {
		y := texts[(i*7+1)%len(texts)]
		joined := renderTexts(OpText, false, x) + renderTexts(OpCustom, false, y)
		for _, node := range parseHTML(joined) {
			assert.IsType(t, "", node, "%q", joined)
		}
	}
}
