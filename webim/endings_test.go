package webim

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/webim/jsontext"
)

// Tests of how the page's calls end when their session ends or is replaced. rig.done
// checks in every test that each call ends once.

const (
	lostError17 = `{"ActionStatus":"FAIL","ErrorCode":-2,"ErrorInfo":"请求服务器失败,请检查你的网络是否正常[-2]"}`
	lostError13 = `{"ActionStatus":"FAIL","ErrorInfo":"[0]请求服务器失败"}`
)

func (r *rig) lostError() string {
	if r.Dialect() == "1.3" {
		return lostError13
	}
	return lostError17
}

// callKind is a kind of call: what it asks first, which hangs, and whether a
// further sign-in leaves it its answer.
type callKind struct {
	command  string
	outlives bool
	call     func(r *rig, done Done)
}

func optionsCall(command string, outlives bool, name, options string) callKind {
	return callKind{command, outlives, func(r *rig, done Done) { r.Call(name, value(r.t, options), done) }}
}

func uploadCall() callKind {
	return callKind{picUp, false, func(r *rig, done Done) {
		file := &fakeFile{name: "f", data: make([]byte, 5)}
		r.Upload(UploadCall{Options: value(r.t, `{}`), File: file, Done: done})
		for file.step() {
		}
	}}
}

var callKinds = map[string]callKind{
	"sendMsg":           {"openim/sendmsg", true, func(r *rig, done Done) { r.Send(c2cMessage("bob", 1), done) }},
	"sendMsg to group":  {"group_open_http_svc/send_group_msg", true, func(r *rig, done Done) { r.Send(groupMessage("@g", 1), done) }},
	"syncMsgs":          {"openim/getmsg", false, func(r *rig, done Done) { r.SyncMsgs(done) }},
	"syncGroupMsgs":     optionsCall("group_open_http_svc/group_msg_get", false, "syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":5,"ReqMsgNumber":3}`),
	"getC2CHistoryMsgs": optionsCall("openim/getroammsg", false, "getC2CHistoryMsgs", `{"Peer_Account":"bob","MaxCnt":5}`),
	"getAllFriend":      optionsCall("sns/friend_get_all", true, "getAllFriend", `{}`),
	"createGroup":       optionsCall("group_open_http_svc/create_group", true, "createGroup", `{"Type":"Public","Name":"G"}`),
	"getProfile":        optionsCall("profile/portrait_get", true, "getProfilePortrait", `{"To_Account":["bob"]}`),
	"c2CMsgReaded":      optionsCall("openim/msgreaded", true, "c2CMsgReaded", `{"To_Account":"bob","LastedMsgTime":5}`),
	"uploadPicByBase64": optionsCall(picUp, true, "uploadPicByBase64", `{}`),
	"uploadPic":         uploadCall(),
	"applyJoinBigGroup": optionsCall("group_open_http_svc/apply_join_group", false, "applyJoinBigGroup", `{"GroupId":"@b"}`),
}

// another signs another user in.
func another(r *rig) {
	if r.Dialect() == "1.3" {
		r.init13(strings.ReplaceAll(me13, `"me"`, `"you"`))
	} else {
		r.login(strings.ReplaceAll(me17, `"me"`, `"you"`))
	}
}

func TestCallsInFlightEndOnce(t *testing.T) {
	aborting := map[string]func(r *rig){
		"logout":    func(r *rig) { r.SignOut(false, r.done("logout")) },
		"logoutAll": func(r *rig) { r.SignOut(true, r.done("logout")) },
		"event 96":  func(r *rig) { r.push(`{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":96}]}`) },
	}
	replacing := map[string]func(r *rig){
		"login again":   func(r *rig) { r.login(me17) },
		"login another": another,
	}
	for kind, k := range callKinds {
		for name, end := range aborting {
			t.Run(name+" "+kind, func(t *testing.T) { endsInFlight(t, "1.7", k, end, false) })
		}
		for name, end := range replacing {
			t.Run(name+" "+kind, func(t *testing.T) { endsInFlight(t, "1.7", k, end, k.outlives) })
		}
		t.Run("1.3 init another "+kind, func(t *testing.T) { endsInFlight(t, "1.3", k, another, k.outlives) })
	}
}

// endsInFlight has a call of a kind in flight when the session ends. It must end
// in the error of a lost network, or, when outlives says so, in its answer.
func endsInFlight(t *testing.T, dialect string, k callKind, end func(*rig), outlives bool) {
	r := connected(t, dialect)
	before := r.net.handlers[k.command]
	r.on(k.command, hang)
	k.call(r, r.done("call"))
	r.net.handlers[k.command] = before
	x := r.net.find(k.command)
	end(r)
	r.pass(lostDelay)
	if outlives {
		assert.NotContains(t, strings.Join(r.take(), "\n"), "call ")
		r.net.answer(x, okReply)
		assert.Contains(t, strings.Join(r.take(), "\n"), "call ok")
	} else {
		assert.Contains(t, r.take(), "call err "+r.lostError())
	}
	if r.id.identifier != "me" {
		assert.Empty(t, r.page.stored("C2Cbob"), "the store is another user's, or the session has ended")
	}
	r.pass(time.Hour)
}

// A message that was on its way when the same user signed in again is stored.
func TestSendOutlivesSignInAgain(t *testing.T) {
	r := connected(t, "1.7")
	r.on("openim/sendmsg", hang)
	r.Send(c2cMessage("bob", 1), r.done("send"))
	r.login(me17)
	r.take()
	r.answer("openim/sendmsg", okReply)
	assert.Equal(t, []string{`send ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, r.heard())
	assert.Equal(t, []string{"sent>bob 1"}, r.page.stored("C2Cbob"))
}

// Several end in the order in which they began, after the logout.
func TestLogoutEndsCallsInOrder(t *testing.T) {
	r := connected(t, "1.7")
	r.on("openim/sendmsg", hang)
	r.on("openim/getroammsg", hang)
	r.on("sns/friend_get_all", hang)
	r.Send(c2cMessage("bob", 1), r.done("send"))
	r.Call("getC2CHistoryMsgs", value(t, `{"Peer_Account":"bob"}`), r.done("history"))
	r.Call("getAllFriend", value(t, `{}`), r.done("friends"))
	r.SignOut(false, r.done("logout"))
	r.pass(lostDelay)
	assert.Equal(t, []string{`logout ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`,
		"send err " + lostError17, "history err " + lostError17, "friends err " + lostError17}, r.heard())
}

// Calls that wait for a round of another call end as well.
func TestWaitingSyncsEndWithSession(t *testing.T) {
	r := connected(t, "1.7")
	r.on("openim/getmsg", hang)
	for _, name := range []string{"first", "second", "third"} {
		r.SyncMsgs(r.done(name))
	}
	r.SignOut(false, Done{})
	r.pass(lostDelay)
	assert.Equal(t, []string{"first err " + lostError17, "second err " + lostError17, "third err " + lostError17}, r.heard())
}

func TestSecondLoginEndsFirst(t *testing.T) {
	for _, at := range []string{"webim/accesslayer", "openim/login", "profile/portrait_get", "group_open_http_svc/get_joined_group_list", "openim/authkey"} {
		for name, info := range map[string]string{"same": me17, "another": strings.ReplaceAll(me17, `"me"`, `"you"`)} {
			t.Run(at+" "+name, func(t *testing.T) {
				r := newRig(t, "")
				r.scriptSignIn()
				before := r.net.handlers[at]
				r.on(at, hang)
				r.login(me17)
				r.net.handlers[at] = before
				r.SignIn(SignInCall{Name: "login", Info: value(t, info), HasDone: true, Done: r.done("second")})
				r.pass(time.Second)
				heard := r.heard()
				assert.Contains(t, heard, "login err "+lostError17)
				assert.Contains(t, strings.Join(heard, "\n"), "second ok ")
			})
		}
	}
}

func TestLogoutEndsLoginInFlight(t *testing.T) {
	for _, at := range []string{"webim/accesslayer", "openim/login", "profile/portrait_get", "openim/authkey"} {
		for _, everywhere := range []bool{false, true} {
			r := newRig(t, "")
			r.scriptSignIn()
			r.on(at, hang)
			r.login(me17)
			r.SignOut(everywhere, r.done("logout"))
			r.pass(time.Second)
			heard := r.heard()
			assert.Len(t, heard, 2, at)
			assert.Contains(t, heard[0], "logout ok ", at)
			assert.Equal(t, "login err "+lostError17, heard[1], at)
			assert.False(t, r.CheckLogin(Done{}, false), at)
			r.pass(time.Hour)
			assert.Empty(t, r.net.waiting, at)
		}
	}
}

// A forced release does as it was recorded: the logout fails, the login goes on.
func TestLogoutDuringLoginForced(t *testing.T) {
	for _, version := range []string{"1.7.0", "1.7.2", "1.7.3"} {
		r := newRig(t, version)
		r.scriptSignIn()
		r.on("openim/login", hang)
		r.login(me17)
		r.SignOut(false, r.done("logout"))
		assert.Contains(t, strings.Join(r.heard(), "\n"), `logout err {"ActionStatus":"FAIL","ErrorCode":-5`, version)
		r.answer("openim/login", okWith(`"TinyId":"144115","A2Key":"a2keya2key"`))
		assert.Contains(t, strings.Join(r.heard(), "\n"), "login ok", version)
	}
}

// Logout and login without waiting: the logout ends, and the session stays.
func TestLogoutThenLoginAtOnce(t *testing.T) {
	r := connected(t, "1.7")
	r.on("openim/longpollinglogout", hang)
	r.SignOut(false, r.done("logout"))
	r.login(me17)
	r.answer("openim/longpollinglogout", okReply)
	heard := strings.Join(r.heard(), "\n")
	assert.Contains(t, heard, "login ok")
	assert.Contains(t, heard, "logout ok")
	assert.True(t, r.CheckLogin(Done{}, false))
	assert.NotNil(t, r.net.find("openim/longpolling"))
}

// The logout that event 96 makes belongs to the session it came in.
func TestSignedInElsewhereThenLogin(t *testing.T) {
	r := connected(t, "1.7")
	r.on("openim/longpollinglogout", hang)
	r.push(`{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":96}]}`)
	r.login(me17)
	r.answer("openim/longpollinglogout", okReply)
	assert.NotContains(t, r.heard(), "onC2cEventNotifys/96")
	assert.True(t, r.CheckLogin(Done{}, false))
}

// An upload is ended between its requests as well.
func TestUploadEndsOnceWithTheSession(t *testing.T) {
	for name, phase := range map[string]func(u *upload){
		"digest":        func(u *upload) {},
		"reading":       func(u *upload) { u.file.step() },
		"retry":         func(u *upload) { u.on(picUp, failWith(1, "no")); u.file.step(); u.file.step(); u.settle() },
		"loss":          func(u *upload) { u.on(picUp, lost); u.file.step(); u.file.step(); u.settle() },
		"between":       func(u *upload) { u.on(picUp, goOn(slice)); u.file.step(); u.file.step(); u.settle() },
		"slice hanging": func(u *upload) { u.on(picUp, hang); u.file.step(); u.file.step(); u.settle() },
	} {
		for _, dialect := range []string{"1.7", "1.3"} {
			t.Run(dialect+" "+name, func(t *testing.T) {
				u := startUpload(t, dialect, 3*slice, `{}`, func(jsontext.Value, int) reply { return hang })
				phase(u)
				if dialect == "1.3" {
					another(u.rig)
				} else {
					u.SignOut(false, Done{})
				}
				u.on(picUp, hang)
				heard := u.run()
				u.pass(time.Hour)
				assert.Contains(t, strings.Join(append(heard, u.heard()...), "\n"), "upload err ")
			})
		}
	}
}
