package webim

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/webim/jsontext"
)

func TestDownloadsBuildURLs(t *testing.T) {
	d17 := Downloads{AuthKey: "key", Host: "1.2.3.4:80", AppID: "app", Dialect: "1.7", appAt3rd: "third", soundHost: vendorSounds}
	assert.Equal(t, "https://grouptalk.c2c.qq.com/asn.com/stddownload_common_file?authkey=key&bid=10001&subbid=app&fileid=u u&filetype=2106&openid=bob&ver=0", d17.Sound("u u", "bob"))
	assert.Equal(t, "http://1.2.3.4:80/asn.com/stddownload_common_file?authkey=key&bid=10001&subbid=app&fileid=u u&filetype=2107&openid=bob&ver=0&filename=a%20%E4%B8%AD%26.txt", d17.File("u u", "bob", "a 中&.txt"))

	d13 := d17
	d13.Dialect, d13.soundHost = "1.3", ""
	assert.Equal(t, "http://1.2.3.4:80/asn.com/stddownload_common_file?authkey=key&bid=10001&subbid=third&fileid=u&filetype=2106&openid=bob&ver=0", d13.Sound("u", "bob"))
	assert.Equal(t, "http://1.2.3.4:80/asn.com/stddownload_common_file?authkey=key&bid=10001&subbid=third&fileid=u&filetype=2107&openid=bob&ver=0&filename=n", d13.File("u", "bob", "n"))

	own := d17
	own.Own = "https://im.example"
	assert.Equal(t, "https://im.example/asn.com/stddownload_common_file?authkey=key&bid=10001&subbid=app&fileid=u&filetype=2106&openid=bob&ver=0", own.Sound("u", "bob"))
	assert.Equal(t, "https://im.example/asn.com/stddownload_common_file?authkey=key&bid=10001&subbid=app&fileid=u&filetype=2107&openid=bob&ver=0&filename=n", own.File("u", "bob", "n"))

	for _, d := range []Downloads{{}, {AuthKey: "key"}, {Host: "h"}} {
		assert.Empty(t, d.Sound("u", "bob"), "without a ticket there must be no URL")
		assert.Empty(t, d.File("u", "bob", "n"))
	}
}

// Fields of the ticket response may be missing or have any type.
func TestInvalidTicketsGiveNoURLs(t *testing.T) {
	for _, response := range []string{``, `"IpList":[],"AuthKey":"k"`, `"IpList":"x","AuthKey":"k"`, `"IpList":["h"]`, `"IpList":["h"],"AuthKey":{}`, `"IpList":[null],"AuthKey":"k"`} {
		r := newRig(t, "")
		r.scriptSignIn()
		r.on("openim/authkey", okWith(response))
		r.login(me17)
		assert.Contains(t, r.callbacks(), loginOK)
		assert.Empty(t, r.page.downloads.File("u", "bob", "n"), response)
	}
}

func TestApplyDownloadSetsElementURL(t *testing.T) {
	r := connectedRig(t, "1.7")
	set := ""
	e := Element{UUID: "u", Sender: "bob", Receiver: jsontext.String("me"), Business: 2, Flag: jsontext.Int(1), SetURL: func(url string) { set = url }}
	r.on("openpic/apply_download", okWith(`"error_code":0,"response_info":{"url":"http://f/1"}`))
	r.page.onNotify["onAppliedDownloadUrl"] = func([]Arg) {
		assert.Equal(t, "http://f/1", set, "the element must have the URL")
		assert.Equal(t, `"http://f/1"`, r.page.urls["u"])
	}
	r.ApplyDownload(e)
	r.settle()
	r.expect(`> openpic/apply_download {"From_Account":"bob","To_Account":"me","os_platform":10,"Timestamp":"1500000000","Random":"1",`+
		`"request_info":[{"busi_id":2,"download_flag":1,"type":2,"uuid":"u","version":1,"auth_key":"key","ip":"1.2.3.4:80"}]}`,
		`onAppliedDownloadUrl {"uuid":"u","url":"http://f/1"} with downloads`)
	assert.Equal(t, "http://f/1", set)

	e.Sound, e.Receiver, e.Business, e.Flag = true, jsontext.Value{}, 1, jsontext.NullValue()
	r.ApplyDownload(e)
	r.settle()
	assert.Equal(t, `> openpic/apply_download {"From_Account":"bob","os_platform":10,"Timestamp":"1500000000","Random":"2",`+
		`"request_info":[{"busi_id":1,"download_flag":null,"type":4,"uuid":"u","version":1,"auth_key":"key","ip":"1.2.3.4:80"}]}`, r.take()[0])

	set = ""
	e.UUID = "v"
	delete(r.page.onNotify, "onAppliedDownloadUrl")
	for _, bad := range []reply{failWith(1, "no"), okReply, okWith(`"error_code":5,"response_info":{"url":"x"}`), okWith(`"error_code":0`), okWith(`"error_code":0,"response_info":{"url":{}}`), okWith(`"error_code":0,"response_info":[{"url":"x"}]`)} {
		r.log.lines = nil
		r.on("openpic/apply_download", bad)
		r.ApplyDownload(e)
		r.settle()
		assert.Empty(t, r.callbacks())
		assert.True(t, r.log.has("获取下载地址失败: uuid=v"))
	}
	assert.Empty(t, set)
	assert.NotContains(t, r.page.urls, "v")
	r.on("openpic/apply_download", okWith(`"error_code":"0","response_info":{"url":"x"}`))
	r.ApplyDownload(e)
	r.settle()
	assert.Equal(t, "x", set, "error_code must be compared loosely")
}

func TestReceivedTextDependsOnDialect(t *testing.T) {
	for _, c := range []struct {
		kind                 string
		c2c17, grp17, both13 string
	}{
		{"TIMSoundElem", "[语音消息]下载地址解析出错", "[语音消息]下载地址解析出错", ""},
		{"TIMFileElem", "[文件消息下载地址解析出错]", "[文件消息]地址解析出错", ""},
		{"TIMLocationElem", "web端暂不支持TIMLocationElem消息", "web端暂不支持TIMLocationElem消息", "web端暂不支持地理位置消息"},
		{"TIMOddElem", "web端暂不支持TIMOddElem消息", "web端暂不支持TIMOddElem消息", ""},
	} {
		assert.Equal(t, c.c2c17, ReceivedText(false, false, c.kind))
		assert.Equal(t, c.grp17, ReceivedText(false, true, c.kind))
		if c.both13 == "" {
			assert.Equal(t, c.c2c17, ReceivedText(true, false, c.kind))
			assert.Equal(t, c.grp17, ReceivedText(true, true, c.kind))
		} else {
			assert.Equal(t, c.both13, ReceivedText(true, false, c.kind))
			assert.Equal(t, c.both13, ReceivedText(true, true, c.kind))
		}
	}
}
