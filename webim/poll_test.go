package webim

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The cookie of a poll: each kind of event moves it in its own way.
func TestPollCookie(t *testing.T) {
	r := connected(t, "1.7")
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
		// One-to-one messages and receipts set it to what their first item says.
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
	r.waits()
	assert.Equal(t, `{"NotifySeq":7,"NoticeSeq":44,"LongPollingId":"poll1"}`, r.cookie(), "a bad poll moves nothing")
}

func TestPollCookie13(t *testing.T) {
	r := connected(t, "1.3")
	r.push(c2cNews(5) + "," + groupEvent(grp("@g", "bob", 11, `,"NoticeSeq":20`)) + "," + systemEvent(system("@g", 4, `,"NoticeSeq":22`)))
	assert.Equal(t, `{"NotifySeq":5,"NoticeSeq":22}`, r.cookie())
}

func TestEventsAreHandledInOrder(t *testing.T) {
	r := connected(t, "1.7")
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

// An event that a dialect does not know is logged, and the poll goes on. A
// number in quotes is none.
func TestUnknownEvents(t *testing.T) {
	for dialect, unknown := range map[string][]string{
		"1.7": {"0", "2", "11", "-1", "1e300", "3.5", `"3"`, "null", "{}", "true"},
		"1.3": {"0", "2", "6", "7", "8", "9", "10", `"3"`, "null"},
	} {
		r := connected(t, dialect)
		for _, event := range unknown {
			r.log.lines = nil
			r.push(`{"Event":` + event + `,"GroupMsgArray":[` + grp("@g", "bob", 11, "") + `],"GroupTips":[` + grp("@g", "bob", 11, "") + `],"C2cMsgArray":[` + c2c("bob", "me", 1, "") + `]}`)
			assert.Empty(t, r.heard())
			assert.True(t, r.log.has("longpolling收到未知新消息类型: Event="), event)
		}
		r.push(`{}`)
		r.push(`null`)
		r.push(groupEvent(grp("@g", "bob", 11, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.heard())
	}
}

func TestPollWithoutEvents(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		for _, answer := range []string{``, `"EventArray":[]`, `"EventArray":null`, `"EventArray":{}`, `"EventArray":"x"`} {
			r.pushRaw(okWith(answer))
		}
		assert.Empty(t, r.heard())
	})
}

// A page may sign in anew inside any listener. Then the rest of the answer
// belongs to nobody, and there is one poll: the new sign-in's.
func TestSignInInsideListeners(t *testing.T) {
	answer := strings.Join([]string{
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
	r := connected(t, "1.7")
	r.page.missing = nil
	r.push(answer)
	assert.Equal(t, order, names(r.heard()))
	for i, listener := range order {
		for _, info := range []string{me17, strings.ReplaceAll(me17, "me", "you")} {
			r := connected(t, "1.7")
			r.page.missing = nil
			heard := 0
			for _, name := range order {
				r.page.listening[name] = func([]Arg) {
					if heard++; heard == i+1 {
						r.SignIn(SignInCall{Name: "login", Info: value(t, info), Done: r.done("again")})
					}
				}
			}
			r.push(answer)
			assert.Equal(t, append(append([]string{}, order[:i+1]...), "again"), names(r.heard()), listener)
			assert.Equal(t, 3, r.net.counts["openim/longpolling"])
		}
	}
}

// The same in 1.3, where a sign-in does not even change the poll's id.
func TestInitInsideListeners13(t *testing.T) {
	r := connected(t, "1.3")
	r.page.listening["onMsgNotify"] = func([]Arg) {
		r.page.listening["onMsgNotify"] = nil
		r.SignIn(SignInCall{Name: "init", Info: value(t, me13), Notify13: true})
	}
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.heard())
	assert.Equal(t, 3, r.net.counts["openim/longpolling"], "the third waits; a fourth would have been an error")
}

// Signing out takes until the server has agreed; until then all goes on.
func TestSignOutInsideListener(t *testing.T) {
	r := connected(t, "1.7")
	r.page.listening["onMsgNotify"] = func([]Arg) { r.SignOut(false, r.done("logout")) }
	r.push(c2cEvent(c2c("bob", "me", 1, "")) + "," + groupEvent(grp("@g", "bob", 15, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 1]", `logout ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`}, r.heard(), "the gap's messages come too late")
	assert.Empty(t, r.net.waiting)
}

// When a listener hears of a message, the store has it and it is known.
func TestStateIsUpdatedBeforeCallbacks(t *testing.T) {
	r := connected(t, "1.7")
	heard := 0
	r.page.listening["onMsgNotify"] = func([]Arg) {
		heard++
		assert.Equal(t, []string{"@g bob 11"}, r.page.stored("GROUP@g"))
		assert.Equal(t, 11.0, r.groups.known["@g"])
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":11,"ReqMsgNumber":1}`)
	}
	r.on("group_open_http_svc/group_msg_get", okWith(`"IsFinished":1,"RspMsgList":[`+grp("@g", "bob", 11, "")+`]`))
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Equal(t, 1, heard)
	assert.Contains(t, r.take(), "syncGroupMsgs ok []")
}

// A listener may call back into the client as it likes.
func TestCallsInsideListeners(t *testing.T) {
	r := connected(t, "1.7")
	r.page.listening["onMsgNotify"] = func([]Arg) {
		r.Send(c2cMessage("bob", r.net.counts["openim/sendmsg"]+1), r.done("send"))
		r.SyncMsgs(r.done("sync"))
		r.Forget("C2C", "bob")
		r.ResetCookie()
		r.Wake()
	}
	r.push(c2cEvent(c2c("bob", "me", 1, "")))
	r.push(c2cEvent(c2c("bob", "me", 2, "")))
	heard := r.heard()
	assert.Equal(t, "onMsgNotify [bob 1]", heard[0])
	assert.Contains(t, heard, "onMsgNotify [bob 2]")
	assert.Len(t, heard, 6)
}
