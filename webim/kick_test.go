package webim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// event96 is the event by which webim-server reports that it has ended a session.
const event96 = `{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":96,"KickoutMsgNotify":{"Reason":"logoutAll"}}]}`

// kickedByError is the response of webim-server to a poll of an ended session.
var kickedByError = reply{status: 200, text: `{"ActionStatus":"FAIL","ErrorCode":91101,"ErrorInfo":"kicked","KickReason":"logoutAll"}`}

// kicks lists the ways in which the server reports that it has ended a session.
var kicks = map[string]func(r *rig){
	"91101":                    func(r *rig) { r.pushRaw(kickedByError) },
	"91101 without a reason":   func(r *rig) { r.pushRaw(failWith(91101, "kicked")) },
	"event 96":                 func(r *rig) { r.push(event96) },
	"event 96 twice":           func(r *rig) { r.push(event96 + "," + event96) },
	"event 96, logout refused": func(r *rig) { r.on("openim/longpollinglogout", failWith(91101, "kicked")); r.push(event96) },
	"event 96, logout lost":    func(r *rig) { r.on("openim/longpollinglogout", lost); r.push(event96); r.advance(lostDelay) },
	"big group":                func(r *rig) { r.join("@b"); r.take(); r.respond(bigPoll, kickedByError) },
	"both polls": func(r *rig) {
		r.join("@b")
		r.take()
		r.on("openim/longpollinglogout", hang)
		r.push(event96)
		r.respond(bigPoll, kickedByError)
		r.respond("openim/longpollinglogout", okReply)
	},
}

// join makes the page join a big group.
func (r *rig) join(id string) {
	r.on("group_open_http_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"k"`))
	r.call("applyJoinBigGroup", `{"GroupId":"`+id+`"}`)
}

func TestKickNotifiesOnce(t *testing.T) {
	for name, kick := range kicks {
		t.Run(name, func(t *testing.T) {
			r := connectedRig(t, "1.7")
			kick(r)
			assert.Equal(t, []string{"onKickedEventCall", "onC2cEventNotifys/96"}, r.callbacks())
			assert.False(t, r.CheckLogin(Done{}, false))
			r.advance(time.Hour)
			r.Wake()
			r.advance(time.Hour)
			assert.Empty(t, r.callbacks())
			assert.Empty(t, r.net.waiting, "no poll may be pending")
		})
	}
}

func TestKickPassesReason(t *testing.T) {
	for name, kick := range kicks {
		r := connectedRig(t, "1.7")
		delete(r.page.unregistered, "onSessionEnd")
		kick(r)
		want := `onSessionEnd "logoutAll"`
		if name == "91101 without a reason" {
			want = `onSessionEnd ""`
		}
		assert.Equal(t, want, r.callbacks()[0], name)
	}
}

// A forced release calls only the listener for the way in which the kick was reported.
func TestForcedVersionCallsOneKickListener(t *testing.T) {
	for _, version := range []string{"1.7.0", "1.7.2", "1.7.3"} {
		r := connectedRig(t, version)
		r.pushRaw(kickedByError)
		assert.Equal(t, []string{"onKickedEventCall"}, r.callbacks(), version)
		r = connectedRig(t, version)
		r.push(event96)
		assert.Equal(t, []string{"onC2cEventNotifys/96"}, r.callbacks(), version)
	}
}

// The server may also end the session between the sign-in and the first poll.
func TestKickBeforeFirstPollNotifies(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.on("openim/getlongpollingid", kickedByError)
	r.login(me17)
	assert.Equal(t, []string{loginOK, "onKickedEventCall", "onC2cEventNotifys/96"}, r.callbacks())
	assert.Empty(t, r.net.waiting)
}

// webim-server returns 91000 only for an ended session. From the vendor's servers it is
// an ordinary failure.
func TestUnknownSessionIsKick(t *testing.T) {
	r := newRigAt(t, OwnServer("https://im.example"), "")
	r.scriptSignIn()
	r.login(me17)
	r.push("")
	r.take()
	delete(r.page.unregistered, "onSessionEnd")
	r.pushRaw(failWith(91000, "unknown"))
	assert.Equal(t, []string{`onSessionEnd "expired"`, "onKickedEventCall", "onC2cEventNotifys/96"}, r.callbacks())

	r = connectedRig(t, "1.7")
	r.pushRaw(failWith(91000, "busy"))
	assert.Empty(t, r.callbacks())
	assert.True(t, r.CheckLogin(Done{}, false))
}

// When the page signs out, its poll may be refused before the sign-out's response
// arrives. That is not a kick.
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
		r.respond("openim/logout", okReply)
		assert.Equal(t, []string{`logout ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, r.callbacks())

		r.login(me17)
		r.push("")
		r.take()
		r.on("openim/logout", lost)
		r.SignOut(true, r.done("logout"))
		r.pushRaw(refusal)
		r.advance(time.Second)
		r.pushRaw(refusal)
		assert.Contains(t, r.callbacks(), "onKickedEventCall", "a kick must be reported if the sign-out failed")
	}
}

// If a listener signs in again, the remaining listeners are not called.
func TestSignInInKickListenerSkipsOthers(t *testing.T) {
	for name, kick := range kicks {
		r := connectedRig(t, "1.7")
		times := 0
		r.page.onNotify["onKickedEventCall"] = func([]Arg) {
			times++
			r.SignIn(SignInCall{Name: "login", Info: value(t, me17), Done: r.done("again")})
		}
		kick(r)
		assert.NotContains(t, r.callbacks(), "onC2cEventNotifys/96", name)
		assert.Equal(t, 1, times, name)
		assert.True(t, r.CheckLogin(Done{}, false), name)
		assert.NotNil(t, r.net.find("openim/longpolling"), name)
	}
}

// Without a session, a kick only ends the group's poll.
func TestKickEndsAnonymousBigGroupPoll(t *testing.T) {
	r := newRig(t, "")
	r.login(`{"sdkAppID":"1","accountType":"2"}`)
	r.on("group_open_http_noauth_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"k"`))
	join := func() { r.Call("applyJoinBigGroup", value(t, `{"GroupId":"@b"}`), r.done("join")) }
	join()
	r.settle()
	r.take()
	r.page.onNotify["onKickedEventCall"] = func([]Arg) { join() }
	r.respond(bigPoll, kickedByError)
	callbacks := r.callbacks()
	assert.Equal(t, "onKickedEventCall", callbacks[0])
	assert.Contains(t, callbacks[1], "join ok")
	assert.NotNil(t, r.net.find(bigPoll))
}

// A kick ends the calls in flight, however it is reported.
func TestKickEndsCallsInFlight(t *testing.T) {
	for name, kick := range kicks {
		r := connectedRig(t, "1.7")
		r.on("sns/friend_get_all", hang)
		r.Call("getAllFriend", value(t, "{}"), r.done("friends"))
		kick(r)
		r.advance(lostDelay)
		assert.Contains(t, r.callbacks(), "friends err "+lostError17, name)
	}
}
