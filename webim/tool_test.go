package webim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The results for strings equal those of the recorded traces "tool: text" and "1.3 tool".
func TestToolTextsEqualRecorded(t *testing.T) {
	for _, c := range []struct {
		text, toHTML, toText, trimmed, filtered string
		bytes17, bytes13                        int
	}{
		{"", "", "", "", "", 0, 0},
		{"a b\nc", "a&nbsp;b<br/>c", "a b\nc", "a b\nc", "a b\nc", 5, 9},
		{"<b>&\"'", "&lt;b&gt;&&quot;'", "<b>&\"'", "<b>&\"'", "&lt;b&gt;&&quot;'", 6, 12},
		{"  x ", "&nbsp;&nbsp;x&nbsp;", "  x ", "x", "  x ", 4, 10},
		{"a&nbsp;b<br/>c", "a&nbsp;b&lt;br/&gt;c", "a b\nc", "a&nbsp;b<br/>c", "a&nbsp;b&lt;br/&gt;c", 14, 18},
	} {
		for _, dialect13 := range []bool{false, true} {
			assert.Equal(t, c.toHTML, render(OpText2Html, dialect13, c.text), c.text)
			assert.Equal(t, c.toText, render(OpHtml2Text, dialect13, c.text), c.text)
			assert.Equal(t, c.trimmed, render(OpTrim, dialect13, c.text), c.text)
			assert.Equal(t, c.filtered, render(OpXSSFilter, dialect13, c.text), c.text)
		}
		assert.Equal(t, c.bytes17, StrBytes(false, units(c.text)), c.text)
		assert.Equal(t, c.bytes13, StrBytes(true, units(c.text)), c.text)
	}
	assert.Equal(t, "0", render(OpXSSFilter, false, "0"))
}

func TestStrBytesDependsOnDialect(t *testing.T) {
	for text, want := range map[string]struct{ v17, v13 int }{
		// from the traces
		"é": {2, 3}, "中文": {6, 6}, "😀": {6, 6}, "x\x00y": {3, 7}, "x-0f": {4, 6}, "aé中😀": {12, 13},
		// not in the traces
		"/0:;<=>?@": {9, 11}, "AZ[\\]^_`ax": {10, 10}, "yz{|}~": {6, 18}, "\x7f": {1, 3}, "\u0080": {2, 3}, "\u07ff\u0800\uffff": {8, 9},
		"\U0010D83D": {3, 3}, "": {0, 0},
	} {
		assert.Equal(t, want.v17, StrBytes(false, units(text)), "1.7 %q", text)
		assert.Equal(t, want.v13, StrBytes(true, units(text)), "1.3 %q", text)
	}
	assert.Zero(t, StrBytes(false, nil))
	assert.Zero(t, StrBytes(true, nil))
}

func TestHtml2TextReversesText2Html(t *testing.T) {
	for html, want := range map[string]string{
		"&nbsp;":                 " ",
		"<br/><br/>":             "\n\n",
		"&nbsp;&nbsp<br/>":       " &nbsp\n",
		"a<br>b<br />c<BR/>d":    "a<br>b<br />c<BR/>d",
		"&amp;&lt;&NBSP;":        "&amp;&lt;&NBSP;",
		"&&nbsp;nbsp;":           "& nbsp;",
		"<<br/>br/>":             "<\nbr/>",
		"&nbsp":                  "&nbsp",
		"<br/":                   "<br/",
		"\U0010DE00&nbsp;中<br/>": "\U0010DE00 中\n",
	} {
		assert.Equal(t, want, render(OpHtml2Text, false, html), html)
	}
}

func TestTrimRemovesJavaScriptWhiteSpace(t *testing.T) {
	const white = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
	assert.Equal(t, "a"+white+"b", render(OpTrim, false, white+"a"+white+"b"+white))
	assert.Equal(t, "", render(OpTrim, false, white))
	for _, c := range "\x00\x08\x0e\x1f\u0085\u00ad\u180e\u200b\u200d\u2060\ufffe\U0010D83D" {
		assert.Equal(t, string(c)+"x"+string(c), render(OpTrim, false, string(c)+"x"+string(c)), "%U", c)
	}
}

func TestValidNumberTakesEightDigits(t *testing.T) {
	for text, want := range map[string]bool{
		"12345678": true, "123456789": false, "12a": false, "": false, "0": true, "12": true, // from the traces
		"00000000": true, "-1": false, "+1": false, "1.0": false, " 1": false, "1\n": false, "１２": false, "1 ": false,
	} {
		assert.Equal(t, want, ValidNumber(units(text)), "%q", text)
	}
	assert.False(t, ValidNumber(nil))
}

// The results for names equal those of the recorded traces "tool: names" and "1.3 tool".
func TestToolNamesEqualRecorded(t *testing.T) {
	const v13, v17 = true, false
	for _, c := range []struct {
		op         Op
		dialect13  bool
		text, want string
	}{
		{OpTypeEn2Ch, v17, "Public", "公开群"},
		{OpTypeEn2Ch, v17, "ChatRoom", "聊天室"},
		{OpTypeEn2Ch, v17, "Private", "私有群"},
		{OpTypeEn2Ch, v17, "AVChatRoom", "直播聊天室"},
		{OpTypeEn2Ch, v17, "Other", "Other"},
		{OpTypeCh2En, v17, "公开群", "Public"},
		{OpTypeCh2En, v17, "聊天室", "ChatRoom"},
		{OpTypeCh2En, v17, "私有群", "Private"},
		{OpTypeCh2En, v17, "直播聊天室", "AVChatRoom"},
		{OpTypeCh2En, v17, "别的", "别的"},
		{OpRoleEn2Ch, v17, "Member", "成员"},
		{OpRoleEn2Ch, v17, "Admin", "管理员"},
		{OpRoleEn2Ch, v17, "Owner", "群主"},
		{OpRoleEn2Ch, v17, "Other", "Other"},
		{OpRoleCh2En, v17, "成员", "Member"},
		{OpRoleCh2En, v17, "管理员", "Admin"},
		{OpRoleCh2En, v17, "群主", "Owner"},
		{OpRoleCh2En, v17, "别的", "别的"},
		{OpFlagEn2Ch, v17, "AcceptAndNotify", "接收并提示"},
		{OpFlagEn2Ch, v17, "AcceptNotNotify", "接收不提示"},
		{OpFlagEn2Ch, v17, "Discard", "屏蔽"},
		{OpFlagEn2Ch, v17, "Other", "Other"},
		{OpFlagCh2En, v17, "接收并提示", "AcceptAndNotify"},
		{OpFlagCh2En, v17, "接收不提示", "AcceptNotNotify"},
		{OpFlagCh2En, v17, "屏蔽", "Discard"},
		{OpFlagCh2En, v17, "别的", "别的"},
		{OpTypeEn2Ch, v13, "Public", "公开群"},
		{OpTypeEn2Ch, v13, "ChatRoom", "聊天室"},
		{OpTypeEn2Ch, v13, "Private", "讨论组"},
		{OpTypeEn2Ch, v13, "x", "x"},
		{OpTypeCh2En, v13, "公开群", "Public"},
		{OpTypeCh2En, v13, "聊天室", "ChatRoom"},
		{OpTypeCh2En, v13, "讨论组", "Private"},
		{OpTypeCh2En, v13, "x", "x"},

		// The traces do not cover these names.
		{OpTypeEn2Ch, v13, "AVChatRoom", "AVChatRoom"},
		{OpTypeCh2En, v13, "私有群", "私有群"},
		{OpTypeCh2En, v17, "讨论组", "讨论组"},
		{OpTypeEn2Ch, v17, "public", "public"},
		{OpTypeEn2Ch, v17, "Publi", "Publi"},
		{OpTypeEn2Ch, v17, "Publics", "Publics"},
		{OpRoleEn2Ch, v13, "Owner", "群主"},
		{OpFlagCh2En, v13, "屏蔽", "Discard"},
		{OpTypeEn2Ch, v17, "", ""},
	} {
		assert.Equal(t, c.want, render(c.op, c.dialect13, c.text), "%d %v %s", c.op, c.dialect13, c.text)
	}
}

// The results equal those of the traces "tool: time" and "1.3 tool", which were recorded
// in the time zone of Shanghai.
func TestToolTimesEqualRecorded(t *testing.T) {
	moments := map[string][6]int{
		"1500000000": {2017, 7, 14, 10, 40, 0},
		"1483200000": {2017, 1, 1, 0, 0, 0},
		"951782400":  {2000, 2, 29, 8, 0, 0},
	}
	for _, c := range []struct{ moment, format, want string }{
		{"1500000000", "", "2017-07-14 10:40:00"},
		{"1500000000", "yyyy-MM-dd", "2017-07-14"},
		{"1500000000", "hh:mm:ss", "10:40:00"},
		{"1500000000", "yy/M/d h:m:s", "17/7/14 10:40:0"},
		{"1500000000", "MM-dd", "07-14"},
		{"1500000000", "x", "x"},
		{"1483200000", "", "2017-01-01 00:00:00"},
		{"1483200000", "yyyy-MM-dd", "2017-01-01"},
		{"1483200000", "hh:mm:ss", "00:00:00"},
		{"1483200000", "yy/M/d h:m:s", "17/1/1 0:0:0"},
		{"1483200000", "MM-dd", "01-01"},
		{"1483200000", "x", "x"},
		{"951782400", "", "2000-02-29 08:00:00"},
		{"951782400", "yyyy-MM-dd", "2000-02-29"},
		{"951782400", "hh:mm:ss", "08:00:00"},
		{"951782400", "yy/M/d h:m:s", "00/2/29 8:0:0"},
		{"951782400", "MM-dd", "02-29"},
		{"951782400", "x", "x"},

		// The traces do not cover repeated runs, long runs and unknown letters.
		{"1500000000", "yyyy yyyy M MM d", "2017 yyyy 7 MM 14"},
		{"1500000000", "y yy", "7 yy"},
		{"1500000000", "yyyyyy", "2017"},
		{"1500000000", "MMMM dddd hhh", "07 14 10"},
		{"1500000000", "Month: M", "7ont10: M"},
		{"1500000000", "YYYY-DD HH 年月 $& \U0010D83D", "YYYY-DD HH 年月 $& \U0010D83D"},
		{"1500000000", "sms", "040s"},
	} {
		m := moments[c.moment]
		prefix := units(">")
		out, ok := FormatTimeStamp(false, prefix, units(c.format), m[0], m[1], m[2], m[3], m[4], m[5])
		assert.True(t, ok)
		assert.Equal(t, ">"+c.want, str(out), c.format)

		out, ok = FormatTimeStamp(true, prefix, units(c.format), m[0], m[1], m[2], m[3], m[4], m[5])
		if hasYear := c.format == "" || strings.Contains(c.format, "y"); !hasYear {
			c.want = ""
			assert.False(t, ok, c.format)
		}
		assert.Equal(t, ">"+c.want, str(out), c.format)
	}
	out, ok := FormatTimeStamp(true, nil, nil, 12017, 12, 31, 23, 59, 59)
	assert.True(t, ok)
	assert.Equal(t, "2017-12-31 23:59:59", str(out))
}
