package webim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

const (
	askTicket  = `> openim/login {"State":"Online"}`
	askProfile = `> profile/portrait_get {"From_Account":"me","To_Account":["me"],"TagList":["Tag_Profile_IM_Nick","Tag_Profile_IM_Image"]}`
	askGroups  = `> group_open_http_svc/get_joined_group_list {"Member_Account":"me","Limit":1000,"Offset":0,"ResponseFilter":{"GroupBaseInfoFilter":["NextMsgSeq"]}}`
	poll13     = `> openim/longpolling {"Timeout":90,"Cookie":{"NotifySeq":0,"NoticeSeq":0}}`
	loginOK    = `login ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"login success","identifierNick":null}`
	logoutOK   = `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"logout success"}`
	netError   = `{"ActionStatus":"FAIL","ErrorCode":-2,"ErrorInfo":"请求服务器失败,请检查你的网络是否正常[-2]"}`
	noSignIn   = `{"ActionStatus":"FAIL","ErrorCode":-4,"ErrorInfo":"请登录[-4]"}`
)

func TestSignIn17SendsRequestsInOrder(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.login(me17)
	r.expect(
		"> webim/accesslayer {}",
		askTicket,
		askProfile,
		`> imopenstat/web_report {"EvtItems":[{"UniqKey":"a2keya2key_1500000000_1","EventId":1,"ReportTime":1500000000,"MsgCmdErrorCode":{"Code":0,"ErrMsg":""}}],"MainVersion":"1.7.2","Version":"0"}`,
		askGroups,
		"> openim/authkey {}",
		loginOK,
		"> openim/getlongpollingid {}",
		pollOf(`"NotifySeq":0,"NoticeSeq":0`),
	)
	assert.Equal(t, "1.7", r.page.dialect)
	assert.Equal(t, &Downloads{AuthKey: "key", Host: "1.2.3.4:80", AppID: "1400000001", Dialect: "1.7", appAt3rd: "undefined", soundHost: vendorSounds}, r.page.downloads)
}

func TestSignIn17ReturnsNickAndPicture(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.on("profile/portrait_get", okWith(`"UserProfileItem":[{"To_Account":"me","ProfileItem":[{"Tag":"Tag_Profile_IM_Nick","Value":"Mé"},{"Tag":"Tag_Profile_IM_Image","Value":"http://p"},{"Tag":"Tag_Profile_IM_Nick","Value":""}]}]`))
	r.login(me17)
	assert.Contains(t, r.callbacks(), `login ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"login success","identifierNick":"Mé","headurl":"http://p"}`)
}

// The requests of a sign-in are sent in order; the first failure ends it.
func TestSignIn17EndsAtFirstFailure(t *testing.T) {
	refused := failWith(5, "no")
	for _, c := range []struct {
		command  string
		response reply
		notified string // part of the error
	}{
		{"openim/login", refused, `"ErrorCode":5,`},
		{"openim/login", lost, `"ErrorCode":-2,`},
		{"openim/login", reply{status: 500, text: "<html>"}, `"ErrorCode":-2,`},
		{"openim/login", notJSON, `"ErrorCode":-2,`},
		{"openim/login", okWith(`"A2Key":"x"`), `"ErrorCode":-10,"ErrorInfo":"TinyId is empty[-10]"`},
		{"openim/login", okWith(`"TinyId":"1"`), `"ErrorCode":-11,"ErrorInfo":"A2Key is empty[-11]"`},
		{"profile/portrait_get", refused, `"ErrorCode":5,`},
		{"profile/portrait_get", okWith(`"Fail_Account":["me"],"UserProfileItem":[{"To_Account":"me","ResultCode":7,"ResultInfo":"x"}]`), `"ErrorCode":99999,`},
		{"group_open_http_svc/get_joined_group_list", refused, `"ErrorCode":5,`},
		{"openim/authkey", refused, `"ErrorCode":5,`},
	} {
		t.Run(c.command, func(t *testing.T) {
			r := newRig(t, "")
			r.scriptSignIn()
			r.on(c.command, c.response)
			r.login(me17)
			r.advance(time.Minute)
			callbacks := r.callbacks()
			require.Len(t, callbacks, 1)
			assert.Contains(t, callbacks[0], "login err {")
			assert.Contains(t, callbacks[0], c.notified)
			steps := []string{"webim/accesslayer", "openim/login", "profile/portrait_get", "group_open_http_svc/get_joined_group_list", "openim/authkey"}
			var sent []string
			for _, x := range r.net.sent {
				if x.name != "imopenstat/web_report" {
					sent = append(sent, x.name)
				}
			}
			require.LessOrEqual(t, len(sent), len(steps))
			assert.Equal(t, steps[:len(sent)], sent)
			assert.Equal(t, c.command, sent[len(sent)-1])
		})
	}
}

func TestCallsAfterRefusedSignInFail(t *testing.T) {
	r := newRig(t, "")
	r.on("openim/login", failWith(70001, "expired"))
	r.login(me17)
	r.take()
	r.call("getAllFriend", `{}`)
	r.expect(`getAllFriend err {"ActionStatus":"FAIL","ErrorCode":-5,"ErrorInfo":"tinyid或a2为空[sns][friend_get_all][-5]"}`)
}

func TestSignIn17ValidatesLoginInfo(t *testing.T) {
	for info, notified := range map[string]string{
		"":     `-6,"ErrorInfo":"loginInfo is empty[-6]"`,
		`null`: `-6,"ErrorInfo":"loginInfo is empty[-6]"`,
		`{"accountType":"1","identifier":"me","userSig":"s"}`:                                 `-7,"ErrorInfo":"loginInfo.sdkAppID is empty[-7]"`,
		`{"sdkAppID":"","accountType":"1"}`:                                                   `-7,"ErrorInfo":"loginInfo.sdkAppID is empty[-7]"`,
		`{"sdkAppID":"1","accountType":null,"identifier":"me","userSig":"s"}`:                 `-8,"ErrorInfo":"loginInfo.accountType is empty[-8]"`,
		`{"sdkAppID":"1","accountType":"1","identifier":"me","userSig":""}`:                   `-9,"ErrorInfo":"loginInfo.userSig is empty[-9]"`,
		`{"sdkAppID":{"a":1},"accountType":"1","identifier":"me","userSig":"s"}`:              `-7,"ErrorInfo":"loginInfo.sdkAppID is empty[-7]"`,
		`{"sdkAppID":1400000001,"accountType":792,"identifier":"me","userSig":["not a sig"]}`: `-9,"ErrorInfo":"loginInfo.userSig is empty[-9]"`,
	} {
		r := newRig(t, "1.7.2")
		r.login(info)
		r.expect(`login err {"ActionStatus":"FAIL","ErrorCode":` + notified + `}`)
	}
}

func TestAnonymousSignIn17AllowsSearch(t *testing.T) {
	r := newRig(t, "")
	r.login(`{"sdkAppID":1400000001,"accountType":"792"}`)
	r.expect(`login ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"login success(no login state)"}`)
	r.call("getAllFriend", `{}`)
	r.expect(`getAllFriend err ` + noSignIn)
	r.call("searchGroupByName", `{"Content":"n"}`)
	r.expect(`> group_open_http_svc/search_group {"Content":"n"}`, `searchGroupByName ok {"ActionStatus":"OK",…`)
}

// The vendor's access layer, which is requested first, may redirect a page to another
// host. A failure is ignored.
func TestAccessLayerRedirectsHost(t *testing.T) {
	for name, c := range map[string]struct {
		response reply
		host     string
	}{
		"redirect":       {reply{status: 200, text: `{"ErrorCode":0,"WebImAccessLayer":1}`}, "https://events.tim.qq.com"},
		"no redirect":    {reply{status: 200, text: `{"ErrorCode":0,"WebImAccessLayer":0}`}, "https://webim.tim.qq.com"},
		"error response": {reply{status: 200, text: `{"ErrorCode":1,"WebImAccessLayer":1}`}, "https://webim.tim.qq.com"},
		"field missing":  {okReply, "https://webim.tim.qq.com"},
		"response lost":  {lost, "https://webim.tim.qq.com"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, "")
			r.scriptSignIn()
			r.on("webim/accesslayer", c.response)
			r.login(me17)
			r.advance(time.Second)
			assert.Contains(t, r.callbacks(), loginOK)
			assert.Equal(t, "https://webim.tim.qq.com/v3/webim/accesslayer", address(r.net.sent[0]))
			assert.Equal(t, c.host+"/v4/openim/longpolling", address(r.net.last()))
		})
	}
}

func address(x *exchange) string {
	address, _, _ := strings.Cut(x.URL, "?")
	return address
}

func TestHostsFollowEnvironment(t *testing.T) {
	for name, c := range map[string]struct {
		hosts           Hosts
		options         string
		common, picture string
	}{
		"vendor":              {OriginalHosts(), `{}`, "https://webim.tim.qq.com", "https://pic.tim.qq.com/v4/openpic/pic_up"},
		"vendor, formal":      {OriginalHosts(), `{"isAccessFormalEnv":true}`, "https://webim.tim.qq.com", "https://pic.tim.qq.com/v4/openpic/pic_up"},
		"vendor, test":        {OriginalHosts(), `{"isAccessFormalEnv":false}`, "https://test.tim.qq.com", "https://pic.tim.qq.com/v4/openpic/pic_up_test"},
		"vendor, falsy value": {OriginalHosts(), `{"isAccessFormalEnv":0}`, "https://webim.tim.qq.com", "https://pic.tim.qq.com/v4/openpic/pic_up"},
		"own server":          {OwnServer("https://im.example"), `{}`, "https://im.example", "https://im.example/v4/openpic/pic_up"},
		"own server, test":    {OwnServer("https://im.example"), `{"isAccessFormalEnv":false}`, "https://im.example", "https://im.example/v4/openpic/pic_up"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRigAt(t, c.hosts, "")
			r.scriptSignIn()
			r.SignIn(SignInCall{Name: "login", Info: value(t, me17), Options: value(t, c.options)})
			r.settle()
			require.NotNil(t, r.net.find("openim/longpolling"))
			for _, x := range r.net.sent {
				assert.True(t, strings.HasPrefix(x.URL, c.common+"/"), x.URL)
			}
			assert.Equal(t, !c.hosts.Own, r.net.sent[0].name == "webim/accesslayer", "an own server has no access layer")
			r.call("uploadPicByBase64", `{}`)
			assert.Equal(t, c.picture, address(r.net.last()))
			if c.hosts.Own {
				assert.Equal(t, c.common, r.page.downloads.Own)
			}
		})
	}
}

// The hosts of one sign-in do not affect the next one.
func TestNextSignInResetsHosts(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	for _, c := range [][2]string{{`{"isAccessFormalEnv":false}`, "https://test.tim.qq.com/"}, {`{}`, "https://webim.tim.qq.com/"}} {
		r.SignIn(SignInCall{Name: "login", Info: value(t, me17), Options: value(t, c[0])})
		r.settle()
		assert.True(t, strings.HasPrefix(r.net.last().URL, c[1]), r.net.last().URL)
	}
}

func TestSignInDetectsDialect(t *testing.T) {
	for _, c := range []struct {
		call    SignInCall
		info    string
		dialect string
	}{
		{SignInCall{Name: "login"}, me17, "1.7"},
		{SignInCall{Name: "login", Notify13: true}, me17, "1.7"},
		{SignInCall{Name: "init", HasDone: true}, me17, "1.7"},
		{SignInCall{Name: "init", HasDone: true, Notify13: true}, me17, "1.7"},
		{SignInCall{Name: "init", Notify17: true}, me17, "1.7"},
		{SignInCall{Name: "init", Notify13: true}, me13, "1.3"},
		{SignInCall{Name: "init"}, me13, "1.3"},
		{SignInCall{Name: "init"}, `{"sdkAppID":"1","accountType":"1"}`, "1.7"},
		{SignInCall{Name: "init", Notify13: true}, `{"sdkAppID":"1","accountType":"1"}`, "1.3"},
	} {
		r := newRig(t, "")
		c.call.Info = value(t, c.info)
		r.SignIn(c.call)
		assert.Equal(t, c.dialect, r.Dialect(), "%+v", c.call)
		assert.Equal(t, c.dialect, r.page.dialect, "%+v", c.call)
		for _, forced := range []string{"1.3", "1.7"} {
			f := newRig(t, forced)
			assert.Equal(t, forced, f.Dialect())
			f.SignIn(c.call)
			assert.Equal(t, forced, f.Dialect())
			assert.Equal(t, forced, f.page.dialect)
		}
	}
}

// In 1.3 requests do not wait for each other, and no callback is called.
func TestInit13CallsNoCallback(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.SignIn(SignInCall{Name: "init", Info: value(t, me13), Notify13: true})
	r.expect(askGroups, "> openim/authkey {}", poll13)
	r.settle()
	r.expect()
	assert.Equal(t, &Downloads{AuthKey: "key", Host: "1.2.3.4:80", AppID: "1400000001", Dialect: "1.3", appAt3rd: "1400000001"}, r.page.downloads)
}

func TestInit13OnlyLogsItsFailures(t *testing.T) {
	r := newRig(t, "")
	r.on("group_open_http_svc/get_joined_group_list", failWith(1, "one"))
	r.on("openim/authkey", failWith(2, "two"))
	r.init13(me13)
	assert.Empty(t, r.callbacks())
	assert.True(t, r.log.has("initMyGroupMaxSeqs failed:[1]one"))
	assert.True(t, r.log.has("initIpAndAuthkey failed:[2]two"))

	r = newRig(t, "")
	r.init13(me13)
	assert.True(t, r.log.has("initMyGroupMaxSeqs: 目前还没有加入任何群组"))
}

func TestInit13WithoutIdentitySendsNothing(t *testing.T) {
	r := newRig(t, "1.3")
	r.init13(`{"sdkAppID":"1"}`)
	r.init13(`{"identifier":"me"}`)
	r.call("getAllFriend", `{}`)
	r.expect()
	assert.True(t, r.log.has("请登录"))
}

// A second init of the same user continues the session with the same poll.
func TestInit13AgainContinuesSession(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.push(c2cPending(7))
	r.push(groupEvent(grp("@g", "bob", 11, `,"NoticeSeq":40`)))
	r.on("openim/sendmsg", hang)
	r.Send(c2cMessage("bob", 1), r.done("send"))
	r.take()
	r.init13(me13)
	r.expect("abort openim/longpolling", askGroups, "> openim/authkey {}", `> openim/longpolling {"Timeout":90,"Cookie":{"NotifySeq":7,"NoticeSeq":40}}`)
	r.respond("openim/sendmsg", okReply)
	assert.Len(t, r.callbacks(), 1, "pending requests must end as before")
	assert.Equal(t, []string{"@g bob 11"}, r.page.stored("GROUP@g"))

	r.on(history, hang)
	r.push(groupEvent(grp("@g", "bob", 13, "")))
	r.init13(me13)
	r.take()
	r.respond(history, historyPage(1, grp("@g", "bob", 13, ""), grp("@g", "bob", 12, "")))
	assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 12, @g bob 13]"}, r.callbacks(), "messages that wait for a gap must be delivered")
}

// The second init may also come while the first poll waits for a retry.
func TestInit13AgainEndsRetryWait(t *testing.T) {
	r := connectedRig(t, "1.3")
	for range quickRetries {
		r.pushRaw(refusedPoll)
		r.untilPoll()
	}
	r.pushRaw(refusedPoll)
	r.init13(me13)
	require.NotNil(t, r.net.find("openim/longpolling"))
	r.advance(time.Hour)
	r.Wake()
	r.settle()
	assert.Len(t, r.net.waiting, 1)
}

func TestInit13AsOtherUserResetsState(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.push(c2cPending(7))
	r.push(groupEvent(grp("@g", "bob", 11, `,"NoticeSeq":40`)))
	r.take()
	r.init13(strings.ReplaceAll(me13, `"me"`, `"you"`))
	r.expect("abort openim/longpolling", strings.Replace(askGroups, `"me"`, `"you"`, 1), "> openim/authkey {}",
		poll13) // the other user's position starts at 0
	assert.Empty(t, r.page.sessions)
}

func TestSignInAgainKeepsStoreOfSameUser(t *testing.T) {
	for name, c := range map[string]struct {
		info       string
		keepsStore bool
	}{
		"same user":    {me17, true},
		"another user": {strings.ReplaceAll(me17, "me", "you"), false},
		"anonymous":    {`{"sdkAppID":"1","accountType":"1"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := connectedRig(t, "1.7")
			r.push(c2cEvent(c2c("bob", "me", 1, `,"NoticeSeq":5`)))
			r.on("openim/getmsg", hang)
			r.SyncMsgs(r.done("sync"))
			old := r.net.find("openim/getmsg")
			r.on("openim/getmsg", okWith(`"MsgList":[]`))
			r.take()
			r.login(c.info)
			assert.Equal(t, c.keepsStore, len(r.page.sessions) == 1)
			old.done(Reply{Status: 200, Response: &fakeResponse{r.page, value(t, okReply.text), true}}) // a response despite the abort
			r.advance(lostDelay)
			assert.Contains(t, r.callbacks(), "sync err "+lostError17)
			if poll := r.net.find("openim/longpolling"); poll != nil {
				assert.JSONEq(t, `{"NotifySeq":0,"NoticeSeq":0,"LongPollingId":"poll1"}`, r.cookie())
				r.push(c2cEvent(c2c("bob", "me", 1, "")))
				assert.Equal(t, c.keepsStore, len(r.callbacks()) == 0, "a stored message must be a duplicate")
			}
		})
	}
}

func TestSignInAgainReplacesSignIn(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.on("openim/authkey", hang, okReply)
	r.login(me17)
	r.take()
	r.login(me17)
	r.advance(lostDelay)
	assert.Equal(t, []string{loginOK, "login err " + lostError17}, r.callbacks())
}

// A page may sign in again in the callback of its sign-in.
func TestSignInInCallbackKeepsOnePoll(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	again := r.done("again")
	r.SignIn(SignInCall{Name: "login", Info: value(t, me17), Done: Done{OK: func(...Arg) {
		r.SignIn(SignInCall{Name: "login", Info: value(t, strings.ReplaceAll(me17, "me", "you")), Done: again})
	}}})
	r.settle()
	assert.Len(t, r.callbacks(), 1)
	assert.Equal(t, 1, r.net.counts["openim/longpolling"])
	assert.Equal(t, 1, r.net.counts["openim/getlongpollingid"])
}

func TestSignOut17EndsPoll(t *testing.T) {
	for everywhere, request := range map[bool]string{
		false: `> openim/longpollinglogout {"LongPollingId":"poll1"}`,
		true:  `> openim/logout {}`,
	} {
		r := connectedRig(t, "1.7")
		r.on("openim/sendmsg", hang)
		r.Send(c2cMessage("bob", 1), r.done("send"))
		r.take()
		r.SignOut(everywhere, r.done("logout"))
		r.settle()
		lines := r.take()
		assert.Equal(t, request, lines[0])
		assert.ElementsMatch(t, []string{"abort openim/longpolling", "abort openim/sendmsg"}, lines[1:3])
		assert.Equal(t, []string{`logout ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, lines[3:])
		assert.Nil(t, r.page.downloads)
		assert.Empty(t, r.net.waiting)

		r.advance(time.Hour)
		r.expect("send err " + lostError17)
		r.SignOut(everywhere, r.done("logout"))
		r.expect("logout ok " + logoutOK)
		r.call("getAllFriend", `{}`)
		r.expect("getAllFriend err " + noSignIn)
	}
}

// The state of a session is reset at its end.
func TestSignOutResetsState(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openim/getmsg", okWith(`"Cookie":"c","EventArray":[{"Event":5,"GroupTips":[`+system("@g", 1, "")+`]}]`))
	r.SyncMsgs(Done{})
	r.settle()
	assert.Len(t, r.callbacks(), 1)
	r.SignOut(false, Done{})
	r.settle()
	assert.Contains(t, r.UploadForm(value(t, "{}")).JSON(), `["Auth_Key","null"]`)
	r.take()
	r.login(me17)
	lines := r.take()
	assert.Contains(t, lines, askMessages, "the cookie must be reset and messages fetched")
	assert.Contains(t, lines[len(lines)-1], "onGroupSystemNotifys/1", "join requests must be reported again")
}

// A further sign-in of the same user delivers the messages received since the last one,
// in order, with or without a call of the page. A sign-in of another user does not.
func TestSignInAgainFetchesMissedMessages(t *testing.T) {
	r := connectedRig(t, "1.7") // @g is at 10
	r.push(groupEvent(grp("@g", "bob", 11, ""), grp("@h", "bob", 1, "")))
	r.on(history, hang)
	r.push(groupEvent(grp("@h", "bob", 3, ""))) // one gap exists already
	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":15},{"GroupId":"@h","NextMsgSeq":5},{"GroupId":"@new","NextMsgSeq":9}]`))
	r.onCall(history, historyOf(100))
	r.on("openim/getmsg", getmsg("c", 2, c2c("bob", "me", 1, "")))
	r.take()
	r.login(me17)
	r.push("")
	callbacks := r.callbacks()
	assert.Equal(t, []string{loginOK, "onMsgNotify [@g bob 12, @g bob 13, @g bob 14]", "onMsgNotify [@h bob 2, @h bob 3, @h bob 4]", "onMsgNotify [bob 1]"}, callbacks[:4])
	assert.Equal(t, 1, r.net.counts["openim/getmsg"])

	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":25}]`))
	r.login(strings.ReplaceAll(me17, "me", "you"))
	r.push("")
	assert.NotContains(t, strings.Join(r.callbacks(), "\n"), "onMsgNotify")
	assert.Equal(t, 1, r.net.counts["openim/getmsg"])

	// In 1.3 a second init continues the session.
	r = connectedRig(t, "1.3")
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":13}]`))
	r.onCall(history, historyOf(100))
	r.take()
	r.init13(me13)
	assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 12]"}, r.callbacks())
}

// Messages that were unread before the first sign-in are not delivered by a further
// one, but by a call of the page.
func TestSignInAgainOmitsOlderMessages(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.on("openim/login", okWith(fmt.Sprintf(`"TinyId":"144115","A2Key":"a2keya2key","ServerTime":%d`, startTime+2)))
	r.login(me17)
	unread := []string{c2c("bob", "me", 1, ""), c2c("bob", "me", 2, ""), c2c("bob", "me", 3, "")}
	r.on("openim/getmsg", getmsg("c", 2, unread...))
	r.take()
	r.login(me17)
	assert.Equal(t, []string{loginOK, "onMsgNotify [bob 2, bob 3]"}, r.callbacks())

	r.SyncMsgs(r.done("syncMsgs"))
	r.settle()
	assert.Contains(t, strings.Join(r.callbacks(), "\n"), "[bob 1]")
}

// A further sign-in delivers missed messages even if the first session's poll has not
// started.
func TestSignInAgainBeforePollFetchesMissed(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.on("openim/getlongpollingid", hang)
	r.login(me17)
	r.on("openim/getmsg", getmsg("c", 2, c2c("bob", "me", 1, "")))
	r.take()
	r.login(me17)
	assert.Equal(t, []string{loginOK, "onMsgNotify [bob 1]"}, r.callbacks())
}

func TestRefusedSignOut17KeepsSession(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openim/longpollinglogout", failWith(91000, "no"))
	r.SignOut(false, r.done("logout"))
	r.settle()
	callbacks := r.callbacks()
	require.Len(t, callbacks, 1)
	assert.Contains(t, callbacks[0], `logout err {"ActionStatus":"FAIL","ErrorCode":91000,`)
	r.push(c2cEvent(c2c("bob", "me", 1, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 1]"}, r.callbacks(), "the session must continue")
}

// Timers that are running at the end of the session have no effect.
func TestSignOutStopsTimers(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.pushRaw(lost) // the loss is reported after 16 ms
	r.SignOut(false, Done{})
	r.settle()
	r.take()
	r.advance(time.Hour)
	r.expect()

	r = connectedRig(t, "1.7")
	r.pushRaw(failWith(5, "no")) // the next poll starts after 100 ms
	r.SignOut(false, Done{})
	r.settle()
	r.take()
	r.advance(time.Hour)
	r.expect()
	assert.Empty(t, r.clock.timers)
}

// In 1.3 a sign-out only notifies the server.
func TestOffline13KeepsPolling(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.SignOut(false, r.done("offline"))
	r.settle()
	r.expect("> openim/logout {}", `offline ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`)
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.callbacks())

	r.on("openim/logout", failWith(3, "no"))
	r.SignOut(false, r.done("offline"))
	r.settle()
	r.expect("> openim/logout {}", `offline err {"ActionStatus":"FAIL","ErrorCode":3,"ErrorInfo":"[3]no"}`)
}

func TestCheckLoginReportsSignIn(t *testing.T) {
	r := newRig(t, "")
	assert.False(t, r.CheckLogin(r.done("check"), false))
	r.expect()
	assert.False(t, r.CheckLogin(r.done("check"), true))
	r.expect("check err " + noSignIn)
	assert.True(t, r.log.has("请登录"))
	r = connectedRig(t, "1.7")
	assert.True(t, r.CheckLogin(r.done("check"), true))
	r.expect()
}

// Calls before any sign-in end in an error. If the page forces version 1.3, they end
// without a callback.
func TestCallsBeforeSignInFail(t *testing.T) {
	for _, dialect := range []string{"", "1.7", "1.3"} {
		r := newRig(t, dialect)
		r.call("getAllFriend", `{}`)
		r.SyncMsgs(r.done("syncMsgs"))
		r.Send(c2cMessage("bob", 1), r.done("sendMsg"))
		r.Send(groupMessage("@g", 1), r.done("sendMsg"))
		r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob"}`)
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":5}`)
		var want []string
		if dialect != "1.3" {
			for _, name := range []string{"getAllFriend", "syncMsgs", "sendMsg", "sendMsg", "getC2CHistoryMsgs", "syncGroupMsgs"} {
				want = append(want, name+" err "+noSignIn)
			}
		}
		r.expect(want...)
		assert.True(t, r.log.has("请登录"))
	}
}

// When the page changes the dialect between two sign-ins, the state of the first does
// not affect the requests of the second.
func TestInit13After17KeepsStore(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.push(c2cEvent(c2c("bob", "me", 1, `,"NoticeSeq":5`)))
	r.take()
	r.init13(me13)
	r.expect("abort openim/longpolling", askGroups, "> openim/authkey {}", poll13)
	assert.Len(t, r.page.sessions, 1, "the store must be retained for the same user")
}

// 1.3 does not report a failed sign-in, so its requests are retried until they succeed.
func TestInit13RetriesRequests(t *testing.T) {
	for _, command := range []string{"group_open_http_svc/get_joined_group_list", "openim/authkey"} {
		r := newRig(t, "")
		r.scriptSignIn()
		good := r.net.handlers[command]
		r.onCall(command, func(body jsontext.Value, n int) reply {
			if n < 3 {
				return reply{status: 502}
			}
			return good(body, n)
		})
		r.init13(me13)
		r.advance(time.Hour)
		assert.Equal(t, 3, r.net.counts[command])
		assert.Equal(t, 10.0, r.groups.known["@g"])
		assert.NotNil(t, r.page.downloads)
	}
}
