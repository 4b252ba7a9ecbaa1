package webim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/webim/jsontext"
)

const (
	sendC2C   = "openim/sendmsg"
	sendGroup = "group_open_http_svc/send_group_msg"
)

// inFlight returns the MsgSeq or Random of each message in flight.
func (r *rig) inFlight() []int {
	var list []int
	for _, x := range r.net.waiting {
		body := value(r.t, x.Body)
		switch x.name {
		case sendC2C:
			list = append(list, body.Get("MsgSeq").Int())
		case sendGroup:
			list = append(list, body.Get("Random").Int()/10)
		}
	}
	return list
}

func (r *rig) send(m pageMessage) { r.Send(m, r.done(fmt.Sprint("send ", m.Value().Get("seq").Int()))) }

func TestConsecutiveSendsKeepOrder(t *testing.T) {
	for _, version := range []string{"1.7", "1.7.0", "1.7.2", "1.7.3", "1.3"} {
		for kind, newMessage := range map[string]func(string, int) pageMessage{"C2C": c2cMessage, "GROUP": groupMessage} {
			if version == "1.3" && kind == "GROUP" {
				continue // its group messages have no number
			}
			t.Run(version+" "+kind, func(t *testing.T) {
				r := connectedRig(t, version)
				r.on(sendC2C, hang)
				r.on(sendGroup, hang)
				for seq := 1; seq <= 15; seq++ {
					r.send(newMessage("bob", seq))
				}
				r.take()
				for seq := 1; seq <= 15; seq++ {
					assert.Equal(t, []int{seq}, r.inFlight())
					for _, x := range r.net.waiting {
						if x.name == sendC2C || x.name == sendGroup {
							r.net.respond(x, []reply{okReply, lost, failWith(20003, "no")}[seq%3])
							break
						}
					}
					r.advance(lostDelay)
				}
				assert.Empty(t, r.inFlight())
				assert.Len(t, r.callbacks(), 15)
			})
		}
	}
}

func TestSendOtherConversationsDoNotWait(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on(sendC2C, hang)
		r.send(c2cMessage("bob", 1))
		r.send(c2cMessage("bob", 2))
		r.send(c2cMessage("cat", 3))
		assert.Equal(t, []int{1, 3}, r.inFlight())
		r.send(groupMessage("bob", 4))
		assert.Equal(t, 1, r.net.counts[sendGroup])
	})
}

func TestSendWaitIsLimited(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on(sendC2C, hang)
		r.send(c2cMessage("bob", 1))
		first := r.net.find(sendC2C)
		r.advance(sendWait - time.Millisecond)
		r.send(c2cMessage("bob", 2))
		r.send(c2cMessage("bob", 3))
		assert.Equal(t, []int{1}, r.inFlight())
		r.advance(time.Millisecond)
		assert.Equal(t, []int{1, 2}, r.inFlight(), "the second must be sent after two seconds")
		r.net.respond(first, okReply)
		assert.Equal(t, []int{2}, r.inFlight(), "the third must wait for the second")
		r.advance(sendWait)
		assert.Equal(t, []int{2, 3}, r.inFlight())
		r.advance(sendWait)
		r.send(c2cMessage("bob", 4))
		assert.Equal(t, []int{2, 3, 4}, r.inFlight(), "the third must be sent after its limit")
	})
}

// Messages are sent in the state they had at the call.
func TestSendCopiesMessageAtCall(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on(sendC2C, hang)
	r.send(c2cMessage("bob", 1))
	second := c2cMessage("bob", 2)
	r.send(second)
	second.Value().Set("seq", jsontext.Int(9))
	r.respond(sendC2C, okReply)
	assert.Equal(t, []int{2}, r.inFlight())
}

func TestSessionEndDropsWaitingMessages(t *testing.T) {
	for name, end := range map[string]func(r *rig){
		"logout":      func(r *rig) { r.SignOut(false, Done{}); r.settle() },
		"login":       func(r *rig) { r.login(strings.ReplaceAll(me17, `"me"`, `"you"`)) },
		"init of 1.3": func(r *rig) { r.init13(me13) },
		"event 96":    func(r *rig) { r.push(`{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":96}]}`) },
		"login again": func(r *rig) { r.login(me17) },
		"no end":      func(r *rig) {},
	} {
		t.Run(name, func(t *testing.T) {
			r := connectedRig(t, "1.7")
			r.on(sendC2C, hang)
			for seq, peer := range []string{"bob", "cat", "bob", "cat", "bob"} {
				r.send(c2cMessage(peer, seq))
			}
			end(r)
			r.advance(lostDelay)
			var ended []string
			for _, line := range r.callbacks() {
				if strings.HasPrefix(line, "send ") {
					ended = append(ended, line[:len("send 0 err")])
				}
			}
			switch name {
			case "no end":
				assert.Empty(t, ended)
			case "logout", "event 96":
				assert.Equal(t, []string{"send 0 err", "send 1 err", "send 2 err", "send 3 err", "send 4 err"}, ended)
			default: // messages in flight continue after a sign-in
				assert.Equal(t, []string{"send 2 err", "send 3 err", "send 4 err"}, ended)
			}
			r.net.counts[sendC2C] = 0
			r.advance(time.Minute)
			if name != "no end" {
				assert.Zero(t, r.net.counts[sendC2C], "an ended message must not be sent")
			}
		})
	}
}

// A message whose sending panics ends, and the next one is sent.
func TestPanicInSendReleasesNext(t *testing.T) {
	r := panicRig(t, "1.7")
	r.onCall(sendC2C, func(_ jsontext.Value, n int) reply {
		if n == 2 {
			panic("oh")
		}
		return okReply
	})
	for seq := 1; seq <= 3; seq++ {
		r.send(c2cMessage("bob", seq))
	}
	r.advance(time.Minute)
	assert.Equal(t, []string{`send 1 ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`, "send 2 err " + broken17,
		`send 3 ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, r.callbacks())
}

// A message without a predecessor in flight is sent within its call, and starts no
// timer.
func TestSendAloneDoesNotWait(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		timers := len(r.clock.timers)
		r.Send(c2cMessage("bob", 1), r.done("send"))
		assert.Equal(t, []int{1}, r.inFlight())
		r.settle()
		assert.Len(t, r.clock.timers, timers)
		assert.Empty(t, r.sending.inFlight)
	})
}

func TestSentMessageHasServerTime(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		m, g := c2cMessage("bob", 1), groupMessage("@g", 2)
		r.on(sendC2C, okWith(`"MsgTime":1400000000`))
		r.on(sendGroup, okWith(`"MsgTime":1400000001,"MsgSeq":12`))
		r.send(m)
		r.send(g)
		r.settle()
		assert.Equal(t, 1400000000, m.Value().Get("time").Int())
		assert.Equal(t, 1400000001, g.Value().Get("time").Int())
		assert.EqualValues(t, 1400000000, r.page.session("C2Cbob").msgs[0].time, "the stored record must have the server's time")
		r.take()
		r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob"}`)
	})
	for _, response := range []string{``, `"MsgTime":0`, `"MsgTime":"soon"`, `"MsgTime":-5`, `"MsgTime":null`} {
		r := connectedRig(t, "1.7")
		m := c2cMessage("bob", 1)
		before := m.Value().Get("time").Int()
		r.on(sendC2C, okWith(response))
		r.send(m)
		r.settle()
		assert.Equal(t, before, m.Value().Get("time").Int(), response)
	}
}

// If the page's clock is wrong, a sent message is still recognized when 1.3 fetches it,
// although 1.3 compares times as well.
func TestSentMessageMatchesByServerTime(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.on(sendC2C, okWith(fmt.Sprintf(`"MsgTime":%d`, startTime+36000)))
	r.send(c2cMessage("bob", 1))
	r.settle()
	r.on("openim/getmsg", okWith(`"Cookie":"c","SyncFlag":2,"MsgList":[`+
		fmt.Sprintf(`{"From_Account":"me","To_Account":"bob","MsgSeq":1,"MsgRandom":10,"MsgTimeStamp":%d,"MsgBody":%s}`, startTime+36000, textBody("n"))+`]`))
	r.SyncMsgs(r.done("sync"))
	r.settle()
	assert.Len(t, r.page.stored("C2Cbob"), 1)
}
