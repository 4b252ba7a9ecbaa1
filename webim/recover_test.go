package webim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

// catch runs f as the bridge does: it recovers a panic and calls Recover.
func (r *rig) catch(f func()) {
	depth := r.Depth()
	defer func() {
		if p := recover(); p != nil {
			r.Recover(depth, p.(string))
		}
	}()
	f()
}

// panicRig returns a client whose responses and timers are handled by catch.
func panicRig(t *testing.T, dialect string) *rig {
	r := connectedRig(t, dialect)
	r.net.enter, r.clock.enter = r.catch, r.catch
	return r
}

const broken17 = `{"ActionStatus":"FAIL","ErrorCode":-100,"ErrorInfo":"oh[-100]"}`

func TestPanicInCallEndsInError(t *testing.T) {
	r := panicRig(t, "1.7")
	r.onCall("sns/friend_get_all", func(jsontext.Value, int) reply { panic("oh") })
	done := r.done("friends")
	r.catch(func() { r.Handle(done, func() { r.Call("getAllFriend", value(t, "{}"), done) }) })
	r.expect("friends err " + broken17)
	assert.Zero(t, r.Depth())
}

func TestPanicInResponseEndsCall(t *testing.T) {
	r := panicRig(t, "1.7")
	r.page.onNotify["onMsgNotify"] = func([]Arg) { panic("oh") }
	r.on("openim/getmsg", okWith(`"Cookie":"c","SyncFlag":2,"EventArray":[],"MsgList":[`+c2c("bob", "me", 1, "")+`]`))
	sync := r.done("sync")
	sync.OK = nil // the listener is called only without a callback
	r.SyncMsgs(sync)
	r.settle()
	assert.Contains(t, r.callbacks(), "sync err "+broken17)
	assert.Equal(t, []string{"bob 1"}, r.page.stored("C2Cbob"))
	assert.Zero(t, r.Depth())
}

func TestPanicInPollIsRetried(t *testing.T) {
	for _, dialect := range []string{"1.3", "1.7"} {
		r := panicRig(t, dialect)
		panics := true
		r.page.onNotify["onMsgNotify"] = func([]Arg) {
			if panics {
				panics = false
				panic("oh")
			}
		}
		r.push(groupEvent(grp("@g", "bob", 11, "")))
		r.advance(time.Minute)
		require.NotNil(t, r.net.find("openim/longpolling"), dialect)
		r.take()
		r.push(groupEvent(grp("@g", "bob", 12, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 12]"}, r.callbacks(), dialect)
		assert.Equal(t, []string{"@g bob 11", "@g bob 12"}, r.page.stored("GROUP@g"), dialect)
		assert.Zero(t, r.Depth(), dialect)
	}
}

func TestPanicInTimerIsRetried(t *testing.T) {
	r := panicRig(t, "1.7")
	r.onCall("openim/longpolling", func(_ jsontext.Value, n int) reply {
		if n == 1 {
			panic("oh")
		}
		return hang
	})
	r.respond("openim/longpolling", lost)
	r.advance(time.Minute)
	require.NotNil(t, r.net.find("openim/longpolling"))
	assert.Zero(t, r.Depth())
}

// A call made by a listener may panic; the caller of the listener continues.
func TestPanicInNestedCallKeepsListener(t *testing.T) {
	r := panicRig(t, "1.7")
	r.onCall("openim/sendmsg", func(jsontext.Value, int) reply { panic("oh") })
	r.page.onNotify["onMsgNotify"] = func([]Arg) {
		done := r.done("send")
		r.catch(func() { r.Handle(done, func() { r.Send(c2cMessage("bob", 7), done) }) })
	}
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11]", "send err " + broken17}, r.callbacks())
	assert.NotNil(t, r.net.find("openim/longpolling"))
	assert.Zero(t, r.Depth())
}

// The session of a response has ended when handling the response panics: the page's
// call ends, and no request of the old session is retried.
func TestPanicAfterSessionEndEndsCall(t *testing.T) {
	r := panicRig(t, "1.7")
	out := r.done("logout")
	out.OK = func(...Arg) { panic("oh") }
	r.SignOut(false, out)
	r.settle()
	assert.Equal(t, []string{"logout err " + broken17}, r.callbacks())
	r.advance(time.Minute)
	assert.Empty(t, r.requests())
	assert.Zero(t, r.Depth())
}
