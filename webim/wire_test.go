package webim

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The URL of every service has its host, its version, and its query in the right order.
func TestEachServiceHasItsURL(t *testing.T) {
	odd := map[string]string{"me#1 é": "me%231%20%C3%A9"}
	for id, escaped := range odd {
		r := newRig(t, "")
		r.scriptSignIn()
		r.login(strings.Replace(me17, `"me"`, `"`+id+`"`, 1))
		r.on("group_open_http_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"k"`))
		for _, call := range [][2]string{{"getAllFriend", "{}"}, {"getProfilePortrait", "{}"}, {"getRecentContactList", "{}"}, {"applyJoinBigGroup", `{"GroupId":"@b"}`}, {"applyDownload", "{}"}} {
			r.call(call[0], call[1])
		}
		const start, end = "websdkappid=537048168&v=1.7.2&platform=10", "&sdkappid=1400000001&accounttype=792&apn=1&reqtime=1500000000"
		signIn := start + "&identifier=" + escaped + "&usersig=usersig-of-me&contenttype=json" + end
		ticket := start + "&tinyid=144115&a2=a2keya2key&contenttype=json" + end
		r.expectURLs(map[string]string{
			"webim/accesslayer": "https://webim.tim.qq.com/v3/webim/accesslayer?" + signIn,
			"openim/login":      "https://webim.tim.qq.com/v4/openim/login?" + signIn,
			"openim/authkey":    "https://webim.tim.qq.com/v4/openim/authkey?" + ticket,
			"group_open_http_svc/get_joined_group_list":       "https://webim.tim.qq.com/v4/group_open_http_svc/get_joined_group_list?" + ticket,
			"imopenstat/web_report":                           "https://webim.tim.qq.com/v4/imopenstat/web_report?" + ticket,
			"sns/friend_get_all":                              "https://webim.tim.qq.com/v4/sns/friend_get_all?" + ticket,
			"profile/portrait_get":                            "https://webim.tim.qq.com/v4/profile/portrait_get?" + ticket,
			"recentcontact/get":                               "https://webim.tim.qq.com/v4/recentcontact/get?" + ticket,
			"openpic/apply_download":                          "https://pic.tim.qq.com/v4/openpic/apply_download?" + ticket,
			"group_open_long_polling_http_noauth_svc/get_msg": "https://webim.tim.qq.com/v1/group_open_long_polling_http_noauth_svc/get_msg?" + ticket,
		})

		r = newRig(t, "")
		r.init13(strings.Replace(strings.Replace(me13, `"me"`, `"`+id+`"`, 1), `"appIDAt3rd":"1400000001"`, `"appIDAt3rd":"third"`, 1))
		for _, call := range [][2]string{{"getAllFriend", "{}"}, {"getProfilePortrait", "{}"}, {"uploadPicByBase64", "{}"}} {
			r.call(call[0], call[1])
		}
		rest := "=usersig-of-me&sdkappid=1400000001&identifier=" + escaped + "&appidat3rd=third&accounttype=792&apn=1&contenttype=json&reqtime=1500000000"
		r.expectURLs(map[string]string{
			"openim/longpolling":                        "https://webim.tim.qq.com/v4/openim/longpolling?usersig" + rest,
			"openpic/pic_up":                            "https://webim.tim.qq.com/v1/openpic/pic_up?usersig" + rest,
			"group_open_http_svc/get_joined_group_list": "https://webim.tim.qq.com/v3/group_open_http_svc/get_joined_group_list?accesstoken" + rest,
			"sns/friend_get_all":                        "https://webim.tim.qq.com/v3/sns/friend_get_all?accesstoken" + rest,
			"profile/portrait_get":                      "https://webim.tim.qq.com/v3/profile/portrait_get?accesstoken" + rest,
		})
	}
}

// expectURLs checks the URL of the first request of each command.
func (r *rig) expectURLs(urls map[string]string) {
	r.t.Helper()
	for _, x := range r.net.sent {
		if want, ok := urls[x.name]; ok {
			assert.Equal(r.t, want, x.URL)
			delete(urls, x.name)
		}
	}
	assert.Empty(r.t, urls, "requests not sent")
}

func TestAnonymousRequestsHaveNullIdentity(t *testing.T) {
	r := newRig(t, "")
	r.login(`{"sdkAppID":"1400000001","accountType":"792"}`)
	r.on("group_open_http_noauth_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"k"`))
	r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
	const query = "?websdkappid=537048168&v=1.7.2&platform=10&sdkappid=1400000001&accounttype=792&apn=1&reqtime=1500000000"
	r.expectURLs(map[string]string{
		"group_open_http_noauth_svc/apply_join_group":     "https://webim.tim.qq.com/v1/group_open_http_noauth_svc/apply_join_group" + query,
		"group_open_long_polling_http_noauth_svc/get_msg": "https://webim.tim.qq.com/v1/group_open_long_polling_http_noauth_svc/get_msg" + query,
	})
	// Without sign-in data, missing values are sent as null, as in the original.
	r = newRig(t, "1.7")
	r.call("searchGroupByName", "{}")
	assert.Equal(t, "https://webim.tim.qq.com/v4/group_open_http_svc/search_group?websdkappid=537048168&v=1.7.2&platform=10&sdkappid=null&accounttype=null&apn=1&reqtime=1500000000", r.net.last().URL)
	// 1.3 sends omitted properties as undefined.
	r = newRig(t, "1.3")
	r.init13(me17)
	assert.Contains(t, r.net.last().query, "&appidat3rd=undefined&")
}

func TestReqTimeIsRequestTime(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.advance(1499 * time.Millisecond)
		r.call("getAllFriend", "{}")
		assert.Contains(t, r.net.last().query, "reqtime=1500000001", "the time must be rounded")
		r.advance(time.Millisecond)
		r.call("getAllFriend", "{}")
		assert.Contains(t, r.net.last().query, "reqtime=1500000002")
	})
}

func TestContentTypeAndTimeoutMatchDialect(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.call("getAllFriend", "{}")
	assert.Equal(t, "application/x-www-form-urlencoded", r.net.last().ContentType)
	assert.Equal(t, 15*time.Second, r.net.last().Timeout)
	assert.Equal(t, 60*time.Second+pollGrace, r.net.find("openim/longpolling").Timeout)

	r = connectedRig(t, "1.3")
	r.call("getAllFriend", "{}")
	assert.Equal(t, "", r.net.last().ContentType)
	assert.Zero(t, r.net.last().Timeout)
}

func TestEncodeURIComponentLikeJavaScript(t *testing.T) {
	assert.Equal(t, "AZaz09-_.!~*'()%20%23%2F%22%C3%A9%F0%9F%98%80%00", encodeURIComponent("AZaz09-_.!~*'() #/\"é😀\x00"))
}

// The error callback of a refused call gets the response with its text rewritten.
func TestRefusedCallRewritesErrorInfo(t *testing.T) {
	r := connectedRig(t, "1.7")
	response := `{"ActionStatus":"FAIL","ErrorCode":30001,"ErrorInfo":"bad","More":[1]}`
	r.on("sns/friend_get_all", reply{status: 200, text: response})
	r.call("getAllFriend", `{"TimeStamp":0}`)
	callbacks := r.callbacks()
	require.Len(t, callbacks, 1)
	var got map[string]any
	require.NoError(t, json.Unmarshal([]byte(strings.TrimPrefix(callbacks[0], "getAllFriend err ")), &got))
	x := r.net.last()
	assert.Equal(t, map[string]any{
		"ActionStatus": "FAIL", "ErrorCode": 30001.0, "More": []any{1.0}, "SrcErrorInfo": "bad",
		"ErrorInfo": "[sns][friend_get_all]failed: \n request url: \n" + redact(x.URL) + "\n request body: \n" + x.Body + "\n response: \n" + response,
	}, got)

	r = connectedRig(t, "1.3")
	r.on("sns/friend_get_all", reply{status: 200, text: response}, reply{status: 200, text: `{"ActionStatus":"ok"}`}, reply{status: 200, text: `{}`})
	for range 3 {
		r.call("getAllFriend", `{}`)
	}
	assert.Equal(t, []string{
		`getAllFriend err {"ActionStatus":"FAIL","ErrorCode":30001,"ErrorInfo":"[30001]bad","More":[1]}`,
		`getAllFriend err {"ActionStatus":"ok","ErrorInfo":"[undefined]undefined"}`,
		`getAllFriend err {"ErrorInfo":"[undefined]undefined"}`,
	}, r.callbacks())
}

// The data of an upload is not part of the error text.
func TestRefusedUploadErrorOmitsData(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openpic/pic_up", failWith(1, "no"))
	r.call("uploadPicByBase64", `{"base64Str":"SECRET"}`)
	assert.NotContains(t, r.callbacks()[0], "SECRET")
}

func TestLostCallEndsInNetworkError(t *testing.T) {
	for name, c := range map[string]struct {
		response reply
		text13   string
	}{
		"lost":       {lost, `[0]请求服务器失败`},
		"502":        {reply{status: 502, text: "bad gateway"}, `[502]请求服务器失败`},
		"204":        {reply{status: 204}, `[204]请求服务器失败`},
		"no JSON":    {notJSON, `[0]请求服务器失败`},
		"list":       {reply{status: 200, text: "[]"}, `[0]请求服务器失败`},
		"empty body": {reply{status: 200}, `[0]请求服务器失败`},
		"500 JSON":   {reply{status: 500, text: okReply.text}, `[500]请求服务器失败`},
	} {
		t.Run(name, func(t *testing.T) {
			r := connectedRig(t, "1.7")
			r.on("sns/friend_get_all", c.response)
			r.call("getAllFriend", "{}")
			assert.Empty(t, r.callbacks())
			r.advance(15 * time.Millisecond)
			assert.Empty(t, r.callbacks())
			r.advance(time.Millisecond)
			r.expect("getAllFriend err " + netError)

			r = connectedRig(t, "1.3")
			r.on("sns/friend_get_all", c.response)
			r.call("getAllFriend", "{}")
			assert.Equal(t, []string{`getAllFriend err {"ActionStatus":"FAIL","ErrorInfo":"` + c.text13 + `"}`}, r.callbacks())
		})
	}
}

// Failures are logged, except those of a poll.
func TestFailuresAreLogged(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("sns/friend_get_all", failWith(30001, "bad"), lost)
		r.call("getAllFriend", "{}")
		assert.Contains(t, r.log.lines, "E [sns][friend_get_all] 30001 bad")
		r.call("getAllFriend", "{}")
		assert.Contains(t, r.log.lines, "E [sns][friend_get_all] https://webim.tim.qq.com 请求服务器失败,请检查你的网络是否正常")
		r.on("sns/friend_get_all", reply{status: 502}, notJSON)
		r.call("getAllFriend", "{}")
		assert.True(t, r.log.has("正常 (HTTP 502)"))
		r.call("getAllFriend", "{}")
		assert.True(t, r.log.has("正常 (invalid body)"))
		r.log.lines = nil
		r.pushRaw(empty60)
		assert.Empty(t, r.log.lines)
		r.pushRaw(failWith(5, "no"))
		assert.Equal(t, []string{"W longpolling: 5 1"}, r.log.lines)
	})
	r := newRig(t, "")
	r.scriptSignIn()
	r.on("webim/accesslayer", reply{status: 200, text: `{"ErrorCode":0}`})
	r.login(me17)
	assert.Empty(t, r.log.lines, "the access layer's response must not be logged as a refusal")
	r.on("openim/getlongpollingid", failWith(5, "no"), okReply)
	r.login(me17)
	assert.True(t, r.log.has("getlongpollingid failed: "))
}

// Callbacks are optional.
func TestCallsWithoutCallbacksRun(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("sns/friend_get_all", okReply, failWith(1, "no"), lost)
		r.on("openim/sendmsg", okReply, failWith(1, "no"), lost)
		for i := range 3 {
			r.Call("getAllFriend", value(t, "{}"), Done{})
			r.Send(c2cMessage("bob", i), Done{})
		}
		r.advance(time.Second)
		assert.Empty(t, r.callbacks())
	})
}

func TestUnknownCallsEndInError(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.call("noSuch", "{}")
		callbacks := r.callbacks()
		require.Len(t, callbacks, 1)
		assert.Contains(t, callbacks[0], "noSuch err {")
		r.expect()
	})
}
