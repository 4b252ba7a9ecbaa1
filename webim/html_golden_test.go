package webim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// These tests compare the generated HTML with the html entries of the traces recorded
// from the original, as parsed by a browser.

const downloadURL = "http://203.0.113.7/asn.com/stddownload_common_file?authkey=AUTHKEY&bid=10001&subbid=1400000001&fileid=su&filetype=2106&openid=bob&ver=0"

// render returns the result of an op for string arguments.
func render(op Op, dialect13 bool, args ...string) string {
	texts := make([]Text, len(args))
	for i, arg := range args {
		texts[i] = units(arg)
	}
	return renderTexts(op, dialect13, texts...)
}

func renderTexts(op Op, dialect13 bool, args ...Text) string {
	out, same, ok := Render(op, dialect13, args, nil)
	switch {
	case !ok:
		return "not ok"
	case same:
		return str(args[len(args)-1])
	}
	return str(out)
}

func TestElementHTMLEqualsRecorded(t *testing.T) {
	const (
		v13, v17 = true, false
		picture  = "data:image/gif;base64,R0lGODlhGAAYAPc="
	)
	images := `<img src='http://p/s#http://p/l#http://p/o' style='CURSOR: hand' id='uuid1' bigImgUrl='http://p/l' onclick='imageClick(this)' />`
	imagesDOM := `[{"tag":"img","@bigimgurl":"http://p/l","@id":"uuid1","@onclick":"imageClick(this)","@src":"http://p/s#http://p/l#http://p/o","@style":"CURSOR: hand"}]`
	for _, c := range []struct {
		name, got, html, dom string
	}{
		{"message: elements 0", render(OpText, v17, "hi &lt;b&gt;&quot;you&quot;&lt;/b&gt; \n & me"),
			"hi &lt;b&gt;&quot;you&quot;&lt;/b&gt; \n & me", `["hi <b>\"you\"</b> \n & me"]`},
		{"message: elements 1", renderTexts(OpFace, v17, nil, units("[nothing]")), "[nothing]", `["[nothing]"]`},
		{"message: elements 2", render(OpCustom, v17, "data"), "data", `["data"]`},
		{"message: elements 3", render(OpLocation, v17, "113.9", "22.5", "here"), "经度=113.9,纬度=22.5,描述=here", `["经度=113.9,纬度=22.5,描述=here"]`},
		{"message: elements 4", render(OpImages, v17, "uuid1", "http://p/s", "http://p/l", "http://p/o"), images, imagesDOM},
		{"message: elements 5", render(OpText, v17, "plain"), "plain", `["plain"]`},
		{"message: elements, only small", renderTexts(OpImages, v17, units("u2"), units("http://p/only"), nil, nil),
			`<img src='http://p/only#http://p/only#http://p/only' style='CURSOR: hand' id='u2' bigImgUrl='http://p/only' onclick='imageClick(this)' />`,
			`[{"tag":"img","@bigimgurl":"http://p/only","@id":"u2","@onclick":"imageClick(this)","@src":"http://p/only#http://p/only#http://p/only","@style":"CURSOR: hand"}]`},
		{"message: emoticons", render(OpFace, v17, picture, "[惊讶]"), `<img src='` + picture + `'/>`, `[{"tag":"img","@src":"` + picture + `"}]`},
		{"message: sound", render(OpSound, v17, "su", downloadURL),
			`<audio id="uuid_su" src="` + strings.ReplaceAll(downloadURL, "&", "&amp;") + `" controls="controls" preload="none" onplay="onChangePlayAudio(this)"></audio>`,
			`[{"tag":"audio","@controls":"controls","@id":"uuid_su","@onplay":"onChangePlayAudio(this)","@preload":"none","@src":"` + downloadURL + `"}]`},
		{"1.3 session and message 0", render(OpText, v13, "hi &lt;b&gt; &quot;q&quot;"), "hi &lt;b&gt; &quot;q&quot;", `["hi <b> \"q\""]`},
		{"1.3 session and message 1", render(OpFace, v13, picture, "[微笑]"), `<img src='` + picture + `'/>`, `[{"tag":"img","@src":"` + picture + `"}]`},
		{"1.3 session and message 2", renderTexts(OpFace, v13, nil, units("[none]")), "[none]", `["[none]"]`},
		{"1.3 session and message 3", render(OpCustom, v13, "d"), "d", `["d"]`},
		{"1.3 session and message 4", render(OpImages, v13, "uuid1", "http://p/s", "http://p/l", "http://p/o"), images, imagesDOM},
		{"1.3 session and message 5", render(OpText, v13, "tail"), "tail", `["tail"]`},

		// The traces do not cover these elements. The HTML is that of the description
		// of the dialects, except the URL of the first link.
		{"1.7 file", render(OpFile, v17, "fu", downloadURL, "a b&c.txt", "4096"),
			`<a href="#" onclick="webim.onDownFile('fu');return false" title="点击下载文件" ><i class="glyphicon glyphicon-file">&nbsp;a b&c.txt(4KB)</i></a>`,
			`[{"tag":"a","@href":"#","@onclick":"webim.onDownFile('fu');return false","@title":"点击下载文件","in":[{"tag":"i","@class":"glyphicon glyphicon-file","in":["\u00a0a b&c.txt(4KB)"]}]}]`},
		{"1.3 file", render(OpFile, v13, "fu", "http://h/f?fileid=fu&filename=a%20b%26c.txt", "a b&c.txt", "4096"),
			`<a href="http://h/f?fileid=fu&amp;filename=a%20b%26c.txt" title="点击下载文件" ><i class="glyphicon glyphicon-file">&nbsp;a b&c.txt(4KB)</i></a>`,
			`[{"tag":"a","@href":"http://h/f?fileid=fu&filename=a%20b%26c.txt","@title":"点击下载文件","in":[{"tag":"i","@class":"glyphicon glyphicon-file","in":["\u00a0a b&c.txt(4KB)"]}]}]`},
		{"1.3 sound", render(OpSound, v13, "su", downloadURL),
			`<audio src="` + strings.ReplaceAll(downloadURL, "&", "&amp;") + `" controls="controls" onplay="onChangePlayAudio(this)" preload="none"></audio>`,
			`[{"tag":"audio","@controls":"controls","@onplay":"onChangePlayAudio(this)","@preload":"none","@src":"` + downloadURL + `"}]`},

		// The original has no variant without handlers, for pages whose policy forbids
		// them.
		{"plain images", render(OpImages, v17, "u", "http://p/s", "http://p/l", "http://p/o", "none"),
			`<img src='http://p/s#http://p/l#http://p/o' id='u' bigImgUrl='http://p/l' data-webim='image' />`,
			`[{"tag":"img","@bigimgurl":"http://p/l","@data-webim":"image","@id":"u","@src":"http://p/s#http://p/l#http://p/o"}]`},
		{"plain 1.7 sound", render(OpSound, v17, "su", "http://h/s", "none"),
			`<audio id="uuid_su" src="http://h/s" controls="controls" preload="none" data-webim="sound"></audio>`,
			`[{"tag":"audio","@controls":"controls","@data-webim":"sound","@id":"uuid_su","@preload":"none","@src":"http://h/s"}]`},
		{"plain 1.3 sound", render(OpSound, v13, "su", "http://h/s", "none"),
			`<audio src="http://h/s" controls="controls" data-webim="sound" preload="none"></audio>`,
			`[{"tag":"audio","@controls":"controls","@data-webim":"sound","@preload":"none","@src":"http://h/s"}]`},
		{"plain file", render(OpFile, v17, "fu", "", "a", "4096", "none"),
			`<a href="#" data-webim="file" data-uuid="fu" title="点击下载文件" ><i class="glyphicon glyphicon-file">&nbsp;a(4KB)</i></a>`,
			`[{"tag":"a","@data-uuid":"fu","@data-webim":"file","@href":"#","@title":"点击下载文件","in":[{"tag":"i","@class":"glyphicon glyphicon-file","in":["\u00a0a(4KB)"]}]}]`},
	} {
		assert.Equal(t, c.html, c.got, c.name)
		assert.JSONEq(t, c.dom, dom(t, c.got), c.name)
	}
}

func TestFileSizeIsRounded(t *testing.T) {
	for size, want := range map[string]struct{ v17, v13 string }{
		"12":                     {"12Byte", "0KB"},
		"0":                      {"0Byte", "0KB"},
		"511":                    {"511Byte", "0KB"},
		"512":                    {"512Byte", "1KB"},
		"1023":                   {"1023Byte", "1KB"},
		"1024":                   {"1KB", "1KB"},
		"1535":                   {"1KB", "1KB"},
		"1536":                   {"2KB", "2KB"},
		"1535.9":                 {"1KB", "1KB"},
		"209715200":              {"204800KB", "204800KB"},
		"9007199254740992":       {"8796093022208KB", "8796093022208KB"},
		"1e+25":                  {"9.765625e+21KB", "9.765625e+21KB"},
		" 4096 ":                 {"4KB", "4KB"},
		"":                       {"Byte", "0KB"},
		"undefined":              {"undefinedByte", "NaNKB"},
		"-1024":                  {"-1024Byte", "-1KB"},
		"-512":                   {"-512Byte", "0KB"},
		"1_024":                  {"1_024Byte", "NaNKB"},
		"0x1p20":                 {"0x1p20Byte", "NaNKB"},
		"<b>":                    {"&lt;b&gt;Byte", "NaNKB"},
		strings.Repeat("9", 400): {strings.Repeat("9", 400) + "Byte", "NaNKB"},
		"1e999":                  {"InfinityKB", "InfinityKB"},
	} {
		assert.Contains(t, render(OpFile, false, "u", "", "n", size), "&nbsp;n("+want.v17+")</i>", size)
		assert.Contains(t, render(OpFile, true, "u", "", "n", size), "&nbsp;n("+want.v13+")</i>", size)
	}
	assert.Contains(t, renderTexts(OpFile, true, nil, nil, units("n"), nil), `<a href="about:blank" title="点击下载文件" ><i class="glyphicon glyphicon-file">&nbsp;n(NaNKB)`)
}

func TestMissingPictureSizesAreReplaced(t *testing.T) {
	u := func(s string) Text { return units(s) }
	for _, c := range []struct {
		name                   string
		small, large, original Text
		src, big               string
	}{
		{"large", u("s"), nil, u("o"), "s#s#o", "s"},
		{"original", u("s"), u("l"), nil, "s#l#s", "l"},
		{"an empty URL must count as missing", u("s"), u(""), u(""), "s#s#s", "s"},
		{"small", nil, u("l"), u("o"), "l#l#o", "l"},
		{"all but the original", nil, nil, u("o"), "o#o#o", "o"},
		{"all", nil, nil, nil, "about:blank#about:blank#about:blank", "about:blank"},
		{"an unsafe URL must not be replaced", u("s"), u("javascript:x"), u("o"), "s#about:blank#o", "about:blank"},
		{"a fragment must not be parsed as the next URL", u("s#javascript:x"), u("l#x"), u("#x"), "s#l#s", "l"},
	} {
		want := `<img src='` + c.src + `' style='CURSOR: hand' id='i' bigImgUrl='` + c.big + `' onclick='imageClick(this)' />`
		assert.Equal(t, want, renderTexts(OpImages, false, u("i"), c.small, c.large, c.original), c.name)
	}
}

func TestTextIsNotEscapedTwice(t *testing.T) {
	once := render(OpText, false, `<a href="x" title='y'>&amp;&lt;`)
	assert.Equal(t, `&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;`, once)
	assert.Equal(t, once, render(OpText, false, once))
}
