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
	onConn      = `onConnNotify {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"create connection successfully(INIT->ON)"}`
	onReconnect = `onConnNotify {"ActionStatus":"OK","ErrorCode":1,"ErrorInfo":"reconnect successfully(OFF->RECONNECT)"}`
	onOff       = `onConnNotify {"ActionStatus":"FAIL","ErrorCode":9999,"ErrorInfo":"connection is off"}`
)

var refusedPoll = failWith(5, "no")

// untilPoll advances the clock to the next poll and returns the time that passed.
func (r *rig) untilPoll() time.Duration {
	r.t.Helper()
	start := r.clock.now
	for r.settle(); r.net.find("openim/longpolling") == nil; r.settle() {
		require.True(r.t, r.clock.next(start+time.Hour), "no poll within an hour")
	}
	return r.clock.now - start
}

func TestConnectionOnIsReported(t *testing.T) {
	for _, first := range []reply{okReply, empty60} {
		r := signedInRig(t, "1.7")
		r.pushRaw(first)
		r.expect(onConn, pollOf(`"NotifySeq":0,"NoticeSeq":0`))
		r.pushRaw(first)
		r.expect(pollOf(`"NotifySeq":0,"NoticeSeq":0`))
	}
}

// As in the original, the state survives a sign-out: after a further sign-in INIT->ON is
// not reported again, and a connection that was off is reported as RECONNECT.
func TestConnectionStateSurvivesSignOut(t *testing.T) {
	for _, again := range []string{me17, strings.Replace(me17, `"me"`, `"you"`, 1)} {
		r := connectedRig(t, "1.7")
		r.SignOut(false, r.done("logout"))
		r.settle()
		r.login(again)
		r.take()
		r.push("")
		assert.Empty(t, r.callbacks())

		for range quickRetries + 1 {
			r.pushRaw(refusedPoll)
			r.untilPoll()
		}
		assert.Equal(t, []string{onOff}, r.callbacks())
		r.SignOut(false, r.done("logout"))
		r.settle()
		r.login(again)
		r.take()
		r.push("")
		assert.Equal(t, []string{onReconnect}, r.callbacks())
	}
}

func TestEveryPollNotifiesPage(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.page.unregistered = nil
	r.push(`{"Event":1,"NotifySeq":3}`)
	assert.Equal(t, `onLongPullingNotify {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","EventArray":[{"Event":1,"NotifySeq":3}]}`, r.take()[0])
}

func TestConnectionToleratesFewErrors(t *testing.T) {
	for _, bad := range []reply{refusedPoll, lost, notJSON, {status: 500}} {
		r := connectedRig(t, "1.7")
		for range quickRetries {
			r.pushRaw(bad)
			wait := quickPause
			if bad.status != 200 || bad == notJSON {
				wait += lostDelay
			}
			assert.Equal(t, wait, r.untilPoll())
		}
		assert.Empty(t, r.callbacks())
		r.push("")
		assert.Empty(t, r.callbacks())
		r.pushRaw(bad)
		r.untilPoll()
		assert.Empty(t, r.callbacks(), "a successful poll must reset the count")
	}
}

func TestConnectionIsOffAfterTenFailures(t *testing.T) {
	for _, bad := range []reply{refusedPoll, lost} {
		r := connectedRig(t, "1.7")
		r.on("imopenstat/web_report", bad) // polls are reported there
		for range quickRetries {
			r.pushRaw(bad)
			r.untilPoll()
		}
		assert.Empty(t, r.callbacks())
		r.pushRaw(bad)
		r.advance(lostDelay)
		assert.Equal(t, []string{onOff}, r.callbacks())
		for range 5 {
			r.untilPoll()
			r.pushRaw(bad)
		}
		assert.Empty(t, r.callbacks(), "a lost connection must be reported once")
		r.untilPoll()
		r.take()
		r.push("")
		r.expect(onReconnect, pollOf(`"NotifySeq":0,"NoticeSeq":0`))
		r.push("")
		r.expect(pollOf(`"NotifySeq":0,"NoticeSeq":0`))
		for range quickRetries + 1 {
			r.pushRaw(bad)
			r.advance(lostDelay)
			r.untilPoll()
		}
		assert.Equal(t, []string{onOff}, r.callbacks(), "a second loss must be reported")
	}
}

// Polls back off if the server refuses them or is down.
func TestPollRetryBacksOff(t *testing.T) {
	hidden := [][2]time.Duration{{5, 8}, {10, 20}, {5, 60}, {45, 60}, {45, 60}}
	visible := [][2]time.Duration{{5, 8}, {2, 10}, {6, 10}, {6, 10}, {6, 10}}
	inBoth(t, func(t *testing.T, r *rig) {
		for i, bad := range []reply{refusedPoll, lost, refusedPoll, lost} {
			limits := hidden
			if r.page.visible = i >= 2; r.page.visible {
				limits = visible
			}
			r.on("imopenstat/web_report", bad) // polls are reported there
			var pauses []time.Duration
			for i := range quickRetries + 5 {
				r.pushRaw(bad)
				if bad == lost {
					r.advance(r.d.lostDelay)
				}
				wait := r.untilPoll()
				if i < quickRetries {
					assert.Equal(t, r.d.retryPause, wait)
					continue
				}
				pauses = append(pauses, wait)
			}
			for i, bounds := range limits {
				assert.GreaterOrEqual(t, pauses[i], bounds[0]*time.Second, "clients must not all retry at the same moment")
				assert.LessOrEqual(t, pauses[i], bounds[1]*time.Second)
			}
			r.push("")
		}
		r.push("") // after a success: quick retries first, then short pauses
		for range quickRetries {
			r.pushRaw(refusedPoll)
			assert.Equal(t, r.d.retryPause, r.untilPoll())
		}
		r.pushRaw(refusedPoll)
		assert.Less(t, r.untilPoll(), 8*time.Second)
	})
}

// Every HTTP 200 resets the count of failures, as in the original, but only for lost
// connections. A refusing server must not be polled faster because the network works.
func TestResponsesResetFailures(t *testing.T) {
	r := connectedRig(t, "1.7")
	for range 3 * quickRetries {
		r.pushRaw(lost)
		r.advance(lostDelay)
		r.call("getAllFriend", "{}")
		assert.Equal(t, quickPause, r.untilPoll())
	}
	r.take()
	for range quickRetries + 1 {
		r.pushRaw(refusedPoll)
		r.call("getAllFriend", "{}")
		r.untilPoll()
	}
	assert.Contains(t, r.callbacks(), onOff)
}

// Any response of a server that was down ends the wait for the next poll.
func TestResponseEndsLongPause(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("imopenstat/web_report", lost) // polls are reported there
		for range quickRetries + 3 {
			r.pushRaw(lost)
			r.untilPoll()
		}
		r.pushRaw(lost)
		r.advance(r.d.lostDelay)
		require.Nil(t, r.net.find("openim/longpolling"))
		r.call("getAllFriend", "{}")
		assert.Zero(t, r.untilPoll())
		r.advance(5 * time.Minute)
		assert.Len(t, r.net.waiting, 1, "the old timer must not send another poll")
	})
}

func TestWakePollsAtOnce(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.Wake()
		r.settle()
		r.expect()
		for range quickRetries {
			r.pushRaw(refusedPoll)
			r.untilPoll()
			r.Wake() // no wait to interrupt
		}
		r.pushRaw(refusedPoll)
		require.Nil(t, r.net.find("openim/longpolling"))
		r.Wake()
		assert.Zero(t, r.untilPoll())
		r.Wake()
		r.advance(time.Minute)
		assert.Len(t, r.net.waiting, 1, "the old timer must not send another poll")
	})
}

// Dialect 1.3 reports nothing, has no kicks, and keeps polling. The original stopped
// after fifteen errors 60003, or polled without a pause.
func TestConnection13KeepsPolling(t *testing.T) {
	for _, bad := range []reply{failWith(60003, "no JSON"), failWith(91101, "kicked"), lost, {status: 500}, notJSON} {
		r := connectedRig(t, "1.3")
		for i := range 40 {
			r.pushRaw(bad)
			if wait := r.untilPoll(); i < quickRetries {
				assert.Zero(t, wait, "the next poll must follow at once")
			} else {
				assert.GreaterOrEqual(t, wait, longPause)
			}
		}
		assert.Empty(t, r.callbacks())
		r.push(groupEvent(grp("@g", "bob", 11, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.callbacks())
	}
	r := connectedRig(t, "1.3")
	for range 20 {
		r.pushRaw(empty60)
		assert.Zero(t, r.untilPoll())
	}
}

func TestPollUsesServerIDAndTimeout(t *testing.T) {
	for timeout, seconds := range map[string]int{"30": 30, "60": 60, "61": 60, "0": 60, "-1": 60, `"x"`: 60, `"20"`: 20} {
		r := newRig(t, "")
		r.scriptSignIn()
		r.on("openim/getlongpollingid", okWith(`"LongPollingId":9,"Timeout":`+timeout))
		r.login(me17)
		assert.Equal(t, `{"Timeout":60,"Cookie":{"NotifySeq":0,"NoticeSeq":0,"LongPollingId":9}}`, r.net.last().Body, "the first poll must use the default timeout")
		r.push("")
		assert.Equal(t, fmt.Sprintf(`{"Timeout":%d,"Cookie":{"NotifySeq":0,"NoticeSeq":0,"LongPollingId":9}}`, seconds), r.net.last().Body)
		assert.Equal(t, time.Duration(seconds)*time.Second+pollGrace, r.net.last().Timeout)
	}
}

// Without an instance id there is no poll. A refused request for the id is retried like
// a poll.
func TestRefusedPollIDIsRetried(t *testing.T) {
	r := newRig(t, "")
	r.scriptSignIn()
	r.onCall("openim/getlongpollingid", func(_ jsontext.Value, n int) reply {
		switch {
		case n < 5:
			return refusedPoll
		case n < quickRetries+3:
			return lost
		}
		return okWith(`"LongPollingId":"p","Timeout":60`)
	})
	r.login(me17)
	r.take()
	r.advance(20 * time.Second)
	assert.Equal(t, []string{onOff}, r.callbacks())
	r.push("")
	assert.Equal(t, []string{onReconnect}, r.callbacks())
}

// At most one poll is in flight, even if the page signs in again in the connection
// listener.
func TestSignInInConnectionNoticeKeepsPoll(t *testing.T) {
	again := func(r *rig) func([]Arg) {
		done := false
		return func([]Arg) {
			if !done {
				done = true
				r.SignIn(SignInCall{Name: "login", Info: value(r.t, me17), Done: r.done("again")})
			}
		}
	}
	t.Run("connection on", func(t *testing.T) {
		r := signedInRig(t, "1.7")
		r.page.onNotify["onConnNotify"] = again(r)
		r.push("")
		assert.Equal(t, []string{onConn, strings.Replace(loginOK, "login", "again", 1)}, r.callbacks())
		assert.Equal(t, 2, r.net.counts["openim/longpolling"])
	})
	t.Run("connection on, empty poll", func(t *testing.T) {
		r := signedInRig(t, "1.7")
		r.page.onNotify["onConnNotify"] = again(r)
		r.pushRaw(empty60)
		assert.Equal(t, 2, r.net.counts["openim/longpolling"])
	})
	t.Run("connection off", func(t *testing.T) {
		r := connectedRig(t, "1.7")
		for range quickRetries {
			r.pushRaw(lost)
			r.untilPoll()
		}
		r.page.onNotify["onConnNotify"] = again(r)
		r.pushRaw(lost)
		r.advance(lostDelay)
		polls := r.net.counts["openim/longpolling"]
		r.advance(time.Minute)
		assert.Equal(t, polls, r.net.counts["openim/longpolling"])
		assert.NotNil(t, r.net.find("openim/longpolling"))
	})
	t.Run("kicked", func(t *testing.T) {
		r := connectedRig(t, "1.7")
		r.page.onNotify["onKickedEventCall"] = again(r)
		r.pushRaw(failWith(91101, "kicked"))
		assert.NotNil(t, r.net.find("openim/longpolling"))
		assert.True(t, r.CheckLogin(Done{}, false))
	})
}

func TestSignOutInConnectionNoticeEndsPoll(t *testing.T) {
	r := signedInRig(t, "1.7")
	r.page.onNotify["onConnNotify"] = func([]Arg) { r.SignOut(false, r.done("logout")) }
	r.push("")
	assert.Equal(t, []string{onConn, `logout ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, r.callbacks())
	assert.Empty(t, r.net.waiting)
	assert.Empty(t, r.clock.timers)
}
