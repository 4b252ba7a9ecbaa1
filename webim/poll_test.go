package webim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The kind of an event determines which notice advances the poll's cookie.
func TestEventsAdvancePollCookie(t *testing.T) {
	r := connectedRig(t, "1.7")
	for _, c := range []struct{ events, cookie string }{
		{`{"Event":1,"NotifySeq":77}`, `"NotifySeq":77,"NoticeSeq":0`},
		{`{"Event":1,"NotifySeq":7}`, `"NotifySeq":7,"NoticeSeq":0`},
		{groupEvent(grp("@g", "bob", 11, `,"NoticeSeq":20`), grp("@g", "bob", 12, `,"NoticeSeq":19`)), `"NotifySeq":7,"NoticeSeq":20`},
		{groupEvent(grp("@g", "bob", 13, `,"NoticeSeq":5`), grp("@g", "bob", 14, "")), `"NotifySeq":7,"NoticeSeq":20`},
		{tipEvent(tipItem("@g", "bob", 15, `"OpType":1`, `,"NoticeSeq":21`)), `"NotifySeq":7,"NoticeSeq":21`},
		{systemEvent(system("@g", 4, `,"NoticeSeq":22`)), `"NotifySeq":7,"NoticeSeq":22`},
		{systemEvent(system("@g", 4, `,"NoticeSeq":2`)), `"NotifySeq":7,"NoticeSeq":22`},
		{`{"Event":7,"FriendListMod":[{"PushType":1,"NoticeSeq":23},{"PushType":2,"NoticeSeq":3}]}`, `"NotifySeq":7,"NoticeSeq":23`},
		{`{"Event":8,"ProfileDataMod":[{"PushType":1,"NoticeSeq":24},{"PushType":1}]}`, `"NotifySeq":7,"NoticeSeq":24`},
		// The first item of one-to-one messages and receipts sets NoticeSeq.
		{c2cEvent(c2c("bob", "me", 1, `,"NoticeSeq":31`), c2c("bob", "me", 2, `,"NoticeSeq":32`)), `"NotifySeq":7,"NoticeSeq":31`},
		{c2cEvent(c2c("bob", "me", 3, `,"NoticeSeq":30`)), `"NotifySeq":7,"NoticeSeq":30`},
		{c2cEvent(c2c("bob", "me", 4, ``)), `"NotifySeq":7,"NoticeSeq":30`},
		{c2cEvent(), `"NotifySeq":7,"NoticeSeq":30`},
		{`{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":92,"NoticeSeq":44},{"SubMsgType":92,"NoticeSeq":45}]}`, `"NotifySeq":7,"NoticeSeq":44`},
		{`{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":92}]}`, `"NotifySeq":7,"NoticeSeq":44`},
		{`{"Event":10,"C2cNotifyMsgArray":[]}`, `"NotifySeq":7,"NoticeSeq":44`},
		{`{"Event":10}`, `"NotifySeq":7,"NoticeSeq":44`},
	} {
		r.push(c.events)
		assert.Equal(t, "{"+c.cookie+`,"LongPollingId":"poll1"}`, r.cookie(), c.events)
	}
	r.pushRaw(refusedPoll)
	r.untilPoll()
	assert.Equal(t, `{"NotifySeq":7,"NoticeSeq":44,"LongPollingId":"poll1"}`, r.cookie(), "a failed poll must not advance the position")
}

func TestEventsAdvancePollCookie13(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.push(c2cPending(5) + "," + groupEvent(grp("@g", "bob", 11, `,"NoticeSeq":20`)) + "," + systemEvent(system("@g", 4, `,"NoticeSeq":22`)))
	assert.Equal(t, `{"NotifySeq":5,"NoticeSeq":22}`, r.cookie())
}

func TestEventsAreHandledInOrder(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.push(strings.Join([]string{
		systemEvent(system("@g", 4, "")),
		c2cEvent(c2c("bob", "me", 1, "")),
		groupEvent(grp("@g", "bob", 11, "")),
		`{"Event":99}`,
		c2cEvent(c2c("bob", "me", 2, "")),
		`{"Event":7,"FriendListMod":[{"PushType":1,"FriendAdd_Account":["x"]}]}`,
		`{"Event":6,"GroupTips":[` + tipItem("@g", "bob", 12, `"OpType":2`, "") + `]}`,
	}, ","))
	r.expect(
		"onGroupSystemNotifys/4 …",
		"onMsgNotify [bob 1]",
		"onMsgNotify [@g bob 11]",
		"onMsgNotify [bob 2]",
		`onFriendSystemNotifys/1 {"Type":1,"Accounts":["x"]}`,
		"onMsgNotify [@g bob 12 tip kind=2]",
		pollOf(`"NotifySeq":0,"NoticeSeq":0`),
	)
	assert.True(t, r.log.has("longpolling收到未知新消息类型: Event=99"))
}

// An event that the dialect does not define is logged, and the poll continues. An event
// number in quotes is not defined either.
func TestUnknownEventsAreLogged(t *testing.T) {
	for dialect, unknown := range map[string][]string{
		"1.7": {"0", "2", "11", "-1", "1e300", "3.5", `"3"`, "null", "{}", "true"},
		"1.3": {"0", "2", "6", "7", "8", "9", "10", `"3"`, "null"},
	} {
		r := connectedRig(t, dialect)
		for _, event := range unknown {
			r.log.lines = nil
			r.push(`{"Event":` + event + `,"GroupMsgArray":[` + grp("@g", "bob", 11, "") + `],"GroupTips":[` + grp("@g", "bob", 11, "") + `],"C2cMsgArray":[` + c2c("bob", "me", 1, "") + `]}`)
			assert.Empty(t, r.callbacks())
			assert.True(t, r.log.has("longpolling收到未知新消息类型: Event="), event)
		}
		r.push(`{}`)
		r.push(`null`)
		r.push(groupEvent(grp("@g", "bob", 11, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.callbacks())
	}
}

func TestEmptyPollCallsNoListener(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		for _, response := range []string{``, `"EventArray":[]`, `"EventArray":null`, `"EventArray":{}`, `"EventArray":"x"`} {
			r.pushRaw(okWith(response))
		}
		assert.Empty(t, r.callbacks())
	})
}

// A page may sign in again in any listener. Then the rest of the response is dropped,
// and only the new session polls.
func TestSignInInListenerDropsRest(t *testing.T) {
	response := strings.Join([]string{
		systemEvent(system("@g", 4, ""), system("@g", 5, "")),
		`{"Event":7,"FriendListMod":[{"PushType":1},{"PushType":2}]}`,
		`{"Event":8,"ProfileDataMod":[{"PushType":1},{"PushType":2}]}`,
		`{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":92,"ReadC2cMsgNotify":{"UinPairReadArray":[1]}},{"SubMsgType":92,"ReadC2cMsgNotify":{"UinPairReadArray":[2]}}]}`,
		tipEvent(tipItem("@g", "bob", 11, `"OpType":6,"MsgGroupNewInfo":{"GroupName":"x"}`, ""), tipItem("@g", "bob", 12, `"OpType":6,"MsgGroupNewInfo":{"GroupName":"y"}`, "")),
		c2cEvent(c2c("bob", "me", 1, "")),
		groupEvent(grp("@g", "bob", 13, "")),
	}, ",")
	order := []string{"onLongPullingNotify", "onGroupSystemNotifys/4", "onGroupSystemNotifys/5", "onFriendSystemNotifys/1", "onFriendSystemNotifys/2",
		"onProfileSystemNotifys/1", "onProfileSystemNotifys/2", "onC2cEventNotifys/92", "onC2cEventNotifys/92", "onGroupInfoChangeNotify", "onGroupInfoChangeNotify", "onMsgNotify", "onMsgNotify", "onMsgNotify"}
	names := func(lines []string) (names []string) {
		for _, s := range lines {
			name, _, _ := strings.Cut(s, " ")
			names = append(names, name)
		}
		return names
	}
	r := connectedRig(t, "1.7")
	r.page.unregistered = nil
	r.push(response)
	assert.Equal(t, order, names(r.callbacks()))
	for i, listener := range order {
		for _, info := range []string{me17, strings.ReplaceAll(me17, "me", "you")} {
			r := connectedRig(t, "1.7")
			r.page.unregistered = nil
			callbacks := 0
			for _, name := range order {
				r.page.onNotify[name] = func([]Arg) {
					if callbacks++; callbacks == i+1 {
						r.SignIn(SignInCall{Name: "login", Info: value(t, info), Done: r.done("again")})
					}
				}
			}
			r.push(response)
			assert.Equal(t, append(append([]string{}, order[:i+1]...), "again"), names(r.callbacks()), listener)
			assert.Equal(t, 3, r.net.counts["openim/longpolling"])
		}
	}
}

// In 1.3 the poll's id stays the same after a sign-in.
func TestInitInListenerKeepsPollID13(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.page.onNotify["onMsgNotify"] = func([]Arg) {
		r.page.onNotify["onMsgNotify"] = nil
		r.SignIn(SignInCall{Name: "init", Info: value(t, me13), Notify13: true})
	}
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.callbacks())
	assert.Equal(t, 3, r.net.counts["openim/longpolling"], "the third poll must be pending, and the last")
}

// A sign-out ends the session when the server responds; until then events are
// delivered.
func TestSignOutInListenerDropsGaps(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.page.onNotify["onMsgNotify"] = func([]Arg) { r.SignOut(false, r.done("logout")) }
	r.push(c2cEvent(c2c("bob", "me", 1, "")) + "," + groupEvent(grp("@g", "bob", 15, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 1]", `logout ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, r.callbacks(), "messages that wait for a gap must be dropped")
	assert.Empty(t, r.net.waiting)
}

// A message is stored, and its seq recorded, before the listener is called.
func TestStateIsUpdatedBeforeCallbacks(t *testing.T) {
	r := connectedRig(t, "1.7")
	callbacks := 0
	r.page.onNotify["onMsgNotify"] = func([]Arg) {
		callbacks++
		assert.Equal(t, []string{"@g bob 11"}, r.page.stored("GROUP@g"))
		assert.Equal(t, 11.0, r.groups.known["@g"])
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":11,"ReqMsgNumber":1}`)
	}
	r.on("group_open_http_svc/group_msg_get", okWith(`"IsFinished":1,"RspMsgList":[`+grp("@g", "bob", 11, "")+`]`))
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Equal(t, 1, callbacks)
	assert.Contains(t, r.take(), "syncGroupMsgs ok []")
}

// A listener may call any function of the client.
func TestListenersMayCallClient(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.page.onNotify["onMsgNotify"] = func([]Arg) {
		r.Send(c2cMessage("bob", r.net.counts["openim/sendmsg"]+1), r.done("send"))
		r.SyncMsgs(r.done("sync"))
		r.DropSession("C2C", "bob")
		r.ResetCookie()
		r.Wake()
	}
	r.push(c2cEvent(c2c("bob", "me", 1, "")))
	r.push(c2cEvent(c2c("bob", "me", 2, "")))
	callbacks := r.callbacks()
	assert.Equal(t, "onMsgNotify [bob 1]", callbacks[0])
	assert.Contains(t, callbacks, "onMsgNotify [bob 2]")
	assert.Len(t, callbacks, 6)
}
