package webim

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/webim/jsontext"
)

// These tests check how the page's calls end when their session ends or is replaced.
// rig.done checks in every test that each call ends once.

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

// callKind is a kind of call: the command of its first request, which hangs, and
// whether the call continues after a further sign-in of the same user.
type callKind struct {
	command  string
	survives bool
	call     func(r *rig, done Done)
}

func optionsCall(command string, survives bool, name, options string) callKind {
	return callKind{command, survives, func(r *rig, done Done) { r.Call(name, value(r.t, options), done) }}
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
	"sendMsg":            {"openim/sendmsg", true, func(r *rig, done Done) { r.Send(c2cMessage("bob", 1), done) }},
	"sendMsg to group":   {"group_open_http_svc/send_group_msg", true, func(r *rig, done Done) { r.Send(groupMessage("@g", 1), done) }},
	"syncMsgs":           {"openim/getmsg", false, func(r *rig, done Done) { r.SyncMsgs(done) }},
	"syncGroupMsgs":      optionsCall("group_open_http_svc/group_msg_get", false, "syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":5,"ReqMsgNumber":3}`),
	"getC2CHistoryMsgs":  optionsCall("openim/getroammsg", false, "getC2CHistoryMsgs", `{"Peer_Account":"bob","MaxCnt":5}`),
	"getAllFriend":       optionsCall("sns/friend_get_all", true, "getAllFriend", `{}`),
	"createGroup":        optionsCall("group_open_http_svc/create_group", true, "createGroup", `{"Type":"Public","Name":"G"}`),
	"getProfilePortrait": optionsCall("profile/portrait_get", true, "getProfilePortrait", `{"To_Account":["bob"]}`),
	"c2CMsgReaded":       optionsCall("openim/msgreaded", true, "c2CMsgReaded", `{"To_Account":"bob","LastedMsgTime":5}`),
	"uploadPicByBase64":  optionsCall(picUp, true, "uploadPicByBase64", `{}`),
	"uploadPic":          uploadCall(),
	"applyJoinBigGroup":  optionsCall("group_open_http_svc/apply_join_group", false, "applyJoinBigGroup", `{"GroupId":"@b"}`),
}

// signInOther signs in another user.
func signInOther(r *rig) {
	if r.Dialect() == "1.3" {
		r.init13(strings.ReplaceAll(me13, `"me"`, `"you"`))
	} else {
		r.login(strings.ReplaceAll(me17, `"me"`, `"you"`))
	}
}

func TestCallsInFlightEndOnce(t *testing.T) {
	aborts := map[string]func(r *rig){
		"logout":    func(r *rig) { r.SignOut(false, r.done("logout")) },
		"logoutAll": func(r *rig) { r.SignOut(true, r.done("logout")) },
		"event 96":  func(r *rig) { r.push(`{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":96}]}`) },
	}
	replaces := map[string]func(r *rig){
		"login again":   func(r *rig) { r.login(me17) },
		"login another": signInOther,
	}
	for kind, k := range callKinds {
		for name, end := range aborts {
			t.Run(name+" "+kind, func(t *testing.T) { endInFlight(t, "1.7", k, end, false) })
		}
		for name, end := range replaces {
			t.Run(name+" "+kind, func(t *testing.T) { endInFlight(t, "1.7", k, end, k.survives) })
		}
		t.Run("1.3 init another "+kind, func(t *testing.T) { endInFlight(t, "1.3", k, signInOther, k.survives) })
	}
}

// endInFlight ends the session while a call is in flight. The call must end in the
// network error, or, if survives is set, with its response.
func endInFlight(t *testing.T, dialect string, k callKind, end func(*rig), survives bool) {
	r := connectedRig(t, dialect)
	before := r.net.handlers[k.command]
	r.on(k.command, hang)
	k.call(r, r.done("call"))
	r.net.handlers[k.command] = before
	x := r.net.find(k.command)
	end(r)
	r.advance(lostDelay)
	if survives {
		assert.NotContains(t, strings.Join(r.take(), "\n"), "call ")
		r.net.respond(x, okReply)
		assert.Contains(t, strings.Join(r.take(), "\n"), "call ok")
	} else {
		assert.Contains(t, r.take(), "call err "+r.lostError())
	}
	if r.id.identifier != "me" {
		assert.Empty(t, r.page.stored("C2Cbob"), "a message of an ended session must not be stored")
	}
	r.advance(time.Hour)
}

// A message in flight when the same user signs in again is stored.
func TestSendOutlivesSignInAgain(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openim/sendmsg", hang)
	r.Send(c2cMessage("bob", 1), r.done("send"))
	r.login(me17)
	r.take()
	r.respond("openim/sendmsg", okReply)
	assert.Equal(t, []string{`send ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, r.callbacks())
	assert.Equal(t, []string{"sent>bob 1"}, r.page.stored("C2Cbob"))
}

// Pending calls end in the order in which they began, after the logout.
func TestLogoutEndsCallsInOrder(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openim/sendmsg", hang)
	r.on("openim/getroammsg", hang)
	r.on("sns/friend_get_all", hang)
	r.Send(c2cMessage("bob", 1), r.done("send"))
	r.Call("getC2CHistoryMsgs", value(t, `{"Peer_Account":"bob"}`), r.done("history"))
	r.Call("getAllFriend", value(t, `{}`), r.done("friends"))
	r.SignOut(false, r.done("logout"))
	r.advance(lostDelay)
	assert.Equal(t, []string{`logout ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`,
		"send err " + lostError17, "history err " + lostError17, "friends err " + lostError17}, r.callbacks())
}

// Calls that wait for another call's round end as well.
func TestWaitingSyncsEndWithSession(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openim/getmsg", hang)
	for _, name := range []string{"first", "second", "third"} {
		r.SyncMsgs(r.done(name))
	}
	r.SignOut(false, Done{})
	r.advance(lostDelay)
	assert.Equal(t, []string{"first err " + lostError17, "second err " + lostError17, "third err " + lostError17}, r.callbacks())
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
				r.advance(time.Second)
				callbacks := r.callbacks()
				assert.Contains(t, callbacks, "login err "+lostError17)
				assert.Contains(t, strings.Join(callbacks, "\n"), "second ok ")
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
			r.advance(time.Second)
			callbacks := r.callbacks()
			assert.Len(t, callbacks, 2, at)
			assert.Contains(t, callbacks[0], "logout ok ", at)
			assert.Equal(t, "login err "+lostError17, callbacks[1], at)
			assert.False(t, r.CheckLogin(Done{}, false), at)
			r.advance(time.Hour)
			assert.Empty(t, r.net.waiting, at)
		}
	}
}

// A forced release behaves as recorded: the logout fails, the login continues.
func TestLogoutDuringForcedLoginFails(t *testing.T) {
	for _, version := range []string{"1.7.0", "1.7.2", "1.7.3"} {
		r := newRig(t, version)
		r.scriptSignIn()
		r.on("openim/login", hang)
		r.login(me17)
		r.SignOut(false, r.done("logout"))
		assert.Contains(t, strings.Join(r.callbacks(), "\n"), `logout err {"ActionStatus":"FAIL","ErrorCode":-5`, version)
		r.respond("openim/login", okWith(`"TinyId":"144115","A2Key":"a2keya2key"`))
		assert.Contains(t, strings.Join(r.callbacks(), "\n"), "login ok", version)
	}
}

// A login right after a logout does not wait for it: the logout ends, and the new
// session stays.
func TestLoginDuringLogoutKeepsSession(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openim/longpollinglogout", hang)
	r.SignOut(false, r.done("logout"))
	r.login(me17)
	r.respond("openim/longpollinglogout", okReply)
	callbacks := strings.Join(r.callbacks(), "\n")
	assert.Contains(t, callbacks, "login ok")
	assert.Contains(t, callbacks, "logout ok")
	assert.True(t, r.CheckLogin(Done{}, false))
	assert.NotNil(t, r.net.find("openim/longpolling"))
}

// The logout that event 96 triggers belongs to the session that received the event.
func TestLoginAfterEvent96KeepsSession(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openim/longpollinglogout", hang)
	r.push(`{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":96}]}`)
	r.login(me17)
	r.respond("openim/longpollinglogout", okReply)
	assert.NotContains(t, r.callbacks(), "onC2cEventNotifys/96")
	assert.True(t, r.CheckLogin(Done{}, false))
}

// An upload also ends if no request is in flight.
func TestLogoutEndsUploadOnce(t *testing.T) {
	for name, phase := range map[string]func(u *upload){
		"digest":          func(u *upload) {},
		"reading":         func(u *upload) { u.file.step() },
		"retry":           func(u *upload) { u.on(picUp, failWith(1, "no")); u.file.step(); u.file.step(); u.settle() },
		"loss":            func(u *upload) { u.on(picUp, lost); u.file.step(); u.file.step(); u.settle() },
		"between slices":  func(u *upload) { u.on(picUp, uploadNext(slice)); u.file.step(); u.file.step(); u.settle() },
		"slice in flight": func(u *upload) { u.on(picUp, hang); u.file.step(); u.file.step(); u.settle() },
	} {
		for _, dialect := range []string{"1.7", "1.3"} {
			t.Run(dialect+" "+name, func(t *testing.T) {
				u := startUpload(t, dialect, 3*slice, `{}`, func(jsontext.Value, int) reply { return hang })
				phase(u)
				if dialect == "1.3" {
					signInOther(u.rig)
				} else {
					u.SignOut(false, Done{})
				}
				u.on(picUp, hang)
				callbacks := u.run()
				u.advance(time.Hour)
				assert.Contains(t, strings.Join(append(callbacks, u.callbacks()...), "\n"), "upload err ")
			})
		}
	}
}
