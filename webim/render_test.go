package webim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The page's script uses the same numbers.
func TestOpNumbersAreStable(t *testing.T) {
	assert.Equal(t, []Op{1, 2, 3, 4, 5, 6, 7, 8, 9}, []Op{OpText, OpFace, OpImages, OpSound, OpFile, OpLocation, OpCustom, OpTip, OpCleanURL})
	assert.Equal(t, []Op{16, 17, 18, 19}, []Op{OpText2Html, OpHtml2Text, OpXSSFilter, OpTrim})
	assert.Equal(t, []Op{20, 21, 22, 23, 24, 25}, []Op{OpTypeEn2Ch, OpTypeCh2En, OpRoleEn2Ch, OpRoleCh2En, OpFlagEn2Ch, OpFlagCh2En})
}

func TestRenderReturnsSame(t *testing.T) {
	for _, c := range []struct {
		op   Op
		args []string
		same bool
	}{
		{OpText, []string{"plain 你好 & &lt;b&gt; \n \U0010D83D"}, true},
		{OpText, []string{""}, true},
		{OpText, []string{"it's"}, false},
		{OpCustom, []string{"data"}, true},
		{OpCustom, []string{`{"a":1}`}, false},
		{OpFace, []string{"picture", "[微笑]"}, false},
		{OpLocation, []string{"1", "2", ""}, false},
		{OpTip, []string{"2", "owner", "0"}, false},
		{OpCleanURL, []string{"http://p/?a=1&b=2"}, true},
		{OpCleanURL, []string{"http://p/\n"}, false},
		{OpText2Html, []string{"text"}, true},
		{OpText2Html, []string{"two words"}, false},
		{OpText2Html, []string{"it's"}, true},
		{OpHtml2Text, []string{"text&nbsp"}, true},
		{OpHtml2Text, []string{"&nbsp;"}, false},
		{OpXSSFilter, []string{"it's & two words\n"}, true},
		{OpXSSFilter, []string{">"}, false},
		{OpTrim, []string{"a b"}, true},
		{OpTrim, []string{"a b "}, false},
		{OpTrim, []string{"  "}, false},
		{OpTypeEn2Ch, []string{"Other"}, true},
		{OpTypeEn2Ch, []string{"Public"}, false},
		{OpTypeCh2En, []string{"Public"}, true},
		{OpRoleEn2Ch, []string{""}, true},
		{OpRoleCh2En, []string{"群主"}, false},
		{OpFlagEn2Ch, []string{"x"}, true},
		{OpFlagCh2En, []string{"屏蔽"}, false},
	} {
		var args []Text
		for _, arg := range c.args {
			args = append(args, units(arg))
		}
		dst := units("before")
		out, same, ok := Render(c.op, false, args, dst)
		assert.True(t, ok)
		assert.Equal(t, c.same, same, "%d %q", c.op, c.args)
		assert.True(t, strings.HasPrefix(str(out), "before"), "dst must be appended to")
		if same {
			assert.Equal(t, "before", str(out), "%d %q", c.op, c.args)
		}
	}
	for _, op := range []Op{OpText, OpCustom, OpFace, OpText2Html, OpHtml2Text, OpXSSFilter, OpTrim, OpTypeEn2Ch} {
		_, same, ok := Render(op, false, []Text{nil, nil}[:fewestArgs[op]], nil)
		assert.True(t, same && ok, "op %d: a missing argument must be left to the caller", op)
	}
}

func TestRenderRejectsBadArguments(t *testing.T) {
	dst := units("before")
	for op := range 256 {
		known := op < len(fewestArgs) && fewestArgs[op] > 0
		for n := range 5 {
			out, same, ok := Render(Op(op), n%2 == 0, make([]Text, n), dst)
			assert.Equal(t, known && n >= int(fewestArgs[op]), ok, "op %d with %d arguments", op, n)
			if !ok {
				assert.Equal(t, dst, out)
				assert.False(t, same)
			}
		}
	}
}

func TestRenderKeepsArguments(t *testing.T) {
	for _, x := range hostileTexts(t) {
		args := []Text{x, x, x, x}
		before := str(x)
		for op := range fewestArgs {
			Render(Op(op), op%2 == 0, args, make(Text, 0, 8))
		}
		assert.Equal(t, before, str(x))
	}
}

func TestRenderDoesNotAllocate(t *testing.T) {
	// Only integers: other numbers are formatted by the browser.
	args := []Text{units("7"), units(`<it's> "hostile" & 中文`), units("4096"), units("12345")}
	dst := make(Text, 0, 4096)
	for op, n := range fewestArgs {
		if n == 0 {
			continue
		}
		for _, dialect13 := range []bool{false, true} {
			allocs := testing.AllocsPerRun(10, func() { Render(Op(op), dialect13, args, dst) })
			assert.Zero(t, allocs, "op %d", op)
		}
	}
	format := units("yyyy-MM-dd")
	assert.Zero(t, testing.AllocsPerRun(10, func() { FormatTimeStamp(false, dst, format, 2017, 7, 14, 10, 40, 0) }))
	assert.Zero(t, testing.AllocsPerRun(10, func() { FormatTimeStamp(false, dst, nil, 2017, 7, 14, 10, 40, 0) }))
}

func BenchmarkText(b *testing.B) {
	for name, text := range map[string]string{
		"ascii":   strings.Repeat("plain text", 3),
		"chinese": strings.Repeat("你好世界这是一条消息", 3),
		"quoted":  strings.Repeat("it's text ", 3),
	} {
		b.Run(name, func(b *testing.B) { benchmarkOp(b, OpText, text) })
	}
}

func BenchmarkOps(b *testing.B) {
	url := "http://203.0.113.7/asn.com/stddownload_common_file?authkey=AUTHKEY&bid=10001&fileid=su"
	for op, args := range map[Op][]string{
		OpImages:    {"uuid", url, url, url},
		OpFile:      {"uuid", url, "报告 (1).pdf", "409600"},
		OpTip:       {"1", "owner", "2", "bob", "eve"},
		OpText2Html: {"two words and more"},
		OpTypeEn2Ch: {"AVChatRoom"},
	} {
		b.Run(fmt.Sprint(op), func(b *testing.B) { benchmarkOp(b, op, args...) })
	}
}

func benchmarkOp(b *testing.B, op Op, args ...string) {
	var texts []Text
	for _, arg := range args {
		texts = append(texts, units(arg))
	}
	dst := make(Text, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		Render(op, false, texts, dst)
	}
}
