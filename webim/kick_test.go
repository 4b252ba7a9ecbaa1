package webim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// event96 is what a server of ours says of a session that it ended.
const event96 = `{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":96,"KickoutMsgNotify":{"Reason":"logoutAll"}}]}`

// kickedByError is a poll's refusal by a server of ours.
var kickedByError = reply{status: 200, text: `{"ActionStatus":"FAIL","ErrorCode":91101,"ErrorInfo":"kicked","KickReason":"logoutAll"}`}

// kicks are the ways in which a page hears that its session was ended.
var kicks = map[string]func(r *rig){
	"91101":       func(r *rig) { r.pushRaw(kickedByError) },
	"91101 bare":  func(r *rig) { r.pushRaw(failWith(91101, "kicked")) },
	"event 96":    func(r *rig) { r.push(event96) },
	"96 twice":    func(r *rig) { r.push(event96 + "," + event96) },
	"96, refused": func(r *rig) { r.on("openim/longpollinglogout", failWith(91101, "kicked")); r.push(event96) },
	"96, lost":    func(r *rig) { r.on("openim/longpollinglogout", lost); r.push(event96); r.pass(lostDelay) },
	"big group":   func(r *rig) { r.join("@b"); r.take(); r.answer(bigPoll, kickedByError) },
	"both polls": func(r *rig) {
		r.join("@b")
		r.take()
		r.on("openim/longpollinglogout", hang)
		r.push(event96)
		r.answer(bigPoll, kickedByError)
		r.answer("openim/longpollinglogout", okReply)
	},
}

// join has the page enter a big group.
func (r *rig) join(id string) {
	r.on("group_open_http_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"k"`))
	r.call("applyJoinBigGroup", `{"GroupId":"`+id+`"}`)
}

func TestKickNotifiesOnce(t *testing.T) {
	for name, kick := range kicks {
		t.Run(name, func(t *testing.T) {
			r := connected(t, "1.7")
			kick(r)
			assert.Equal(t, []string{"onKickedEventCall", "onC2cEventNotifys/96"}, r.heard())
			assert.False(t, r.CheckLogin(Done{}, false))
			r.pass(time.Hour)
			r.Wake()
			r.pass(time.Hour)
			assert.Empty(t, r.heard())
			assert.Empty(t, r.net.waiting, "nothing is polled")
		})
	}
}

func TestKickReason(t *testing.T) {
	for name, kick := range kicks {
		r := connected(t, "1.7")
		delete(r.page.missing, "onSessionEnd")
		kick(r)
		want := `onSessionEnd "logoutAll"`
		if name == "91101 bare" {
			want = `onSessionEnd ""`
		}
		assert.Equal(t, want, r.heard()[0], name)
	}
}

// A release that is named has the listener for the way it was told.
func TestKickOfForcedVersions(t *testing.T) {
	for _, version := range []string{"1.7.0", "1.7.2", "1.7.3"} {
		r := connected(t, version)
		r.pushRaw(kickedByError)
		assert.Equal(t, []string{"onKickedEventCall"}, r.heard(), version)
		r = connected(t, version)
		r.push(event96)
		assert.Equal(t, []string{"onC2cEventNotifys/96"}, r.heard(), version)
	}
}

// Between the sign-in and the first poll the server may end the session, too.
func TestKickBeforeFirstPoll(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.on("openim/getlongpollingid", kickedByError)
	r.login(me17)
	assert.Equal(t, []string{loginOK, "onKickedEventCall", "onC2cEventNotifys/96"}, r.heard())
	assert.Empty(t, r.net.waiting)
}

// An own server returns 91000 only for a session that has ended. The vendor's 91000 is
// an ordinary failure.
func TestKickByUnknownSession(t *testing.T) {
	r := newRigAt(t, OwnServer("https://im.example"), "")
	r.scriptSignIn()
	r.login(me17)
	r.push("")
	r.take()
	delete(r.page.missing, "onSessionEnd")
	r.pushRaw(failWith(91000, "unknown"))
	assert.Equal(t, []string{`onSessionEnd "expired"`, "onKickedEventCall", "onC2cEventNotifys/96"}, r.heard())

	r = connected(t, "1.7")
	r.pushRaw(failWith(91000, "busy"))
	assert.Empty(t, r.heard())
	assert.True(t, r.CheckLogin(Done{}, false))
}

// The server ends the session at the page's own wish, and its poll may hear of
// that before the answer has come.
func TestOwnSignOutIsNoKick(t *testing.T) {
	for _, refusal := range []reply{kickedByError, failWith(91000, "gone")} {
		r := newRigAt(t, OwnServer("https://im.example"), "")
		r.scriptSignIn()
		r.login(me17)
		r.push("")
		r.take()
		r.on("openim/logout", hang)
		r.SignOut(true, r.done("logout"))
		r.pushRaw(refusal)
		r.answer("openim/logout", okReply)
		assert.Equal(t, []string{`logout ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, r.heard())

		r.login(me17)
		r.push("")
		r.take()
		r.on("openim/logout", lost)
		r.SignOut(true, r.done("logout"))
		r.pushRaw(refusal)
		r.pass(time.Second)
		r.pushRaw(refusal)
		assert.Contains(t, r.heard(), "onKickedEventCall", "the sign-out failed, and the session is over all the same")
	}
}

// A listener that signs in again is not told the rest of what is over.
func TestKickSignInInListener(t *testing.T) {
	for name, kick := range kicks {
		r := connected(t, "1.7")
		times := 0
		r.page.listening["onKickedEventCall"] = func([]Arg) {
			times++
			r.SignIn(SignInCall{Name: "login", Info: value(t, me17), Done: r.done("again")})
		}
		kick(r)
		assert.NotContains(t, r.heard(), "onC2cEventNotifys/96", name)
		assert.Equal(t, 1, times, name)
		assert.True(t, r.CheckLogin(Done{}, false), name)
		assert.NotNil(t, r.net.find("openim/longpolling"), name)
	}
}

// Without a session, a kick only ends the group's poll.
func TestKickOfAnonymousBigGroup(t *testing.T) {
	r := newRig(t, "")
	r.login(`{"sdkAppID":"1","accountType":"2"}`)
	r.on("group_open_http_noauth_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"k"`))
	join := func() { r.Call("applyJoinBigGroup", value(t, `{"GroupId":"@b"}`), r.done("join")) }
	join()
	r.settle()
	r.take()
	r.page.listening["onKickedEventCall"] = func([]Arg) { join() }
	r.answer(bigPoll, kickedByError)
	heard := r.heard()
	assert.Equal(t, "onKickedEventCall", heard[0])
	assert.Contains(t, heard[1], "join ok")
	assert.NotNil(t, r.net.find(bigPoll))
}

// A kick ends the calls in flight, whichever way the news comes.
func TestKickEndsCallsInFlight(t *testing.T) {
	for name, kick := range kicks {
		r := connected(t, "1.7")
		r.on("sns/friend_get_all", hang)
		r.Call("getAllFriend", value(t, "{}"), r.done("friends"))
		kick(r)
		r.pass(lostDelay)
		assert.Contains(t, r.heard(), "friends err "+lostError17, name)
	}
}
