package webim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

const roaming = "openim/getroammsg"

// roamResponse returns a response of getroammsg.
func roamResponse(complete int, last int, key string, items ...string) reply {
	return okWith(fmt.Sprintf(`"Complete":%d,"MaxCnt":%d,"LastMsgTime":%d,"MsgKey":%q,"MsgList":[%s]`, complete, len(items), last, key, strings.Join(items, ",")))
}

func TestC2CHistoryIsStoredAsRead(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on(roaming, roamResponse(1, 5, "k", c2c("bob", "me", 1, ""), c2c("me", "bob", 2, ""), c2c("bob", "me", 3, "")))
	r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob","MaxCnt":3,"LastMsgTime":9,"MsgKey":"m","More":1}`)
	r.expect(`> openim/getroammsg {"Peer_Account":"bob","MaxCnt":3,"LastMsgTime":9,"MsgKey":"m"}`,
		`getC2CHistoryMsgs ok {"Complete":1,"MsgCount":3,"LastMsgTime":5,"MsgKey":"k"} MsgList [bob 1 read, me>bob 2, bob 3 read]`)
	assert.Equal(t, []string{"bob 1", "me>bob 2", "bob 3"}, r.page.stored("C2Cbob"))
	assert.Zero(t, r.page.sessions["C2Cbob"].unread)
	assert.Equal(t, "1", r.page.sessions["C2Cbob"].finished)

	// Repeated messages are returned but not stored again.
	r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob"}`)
	assert.Equal(t, []string{`getC2CHistoryMsgs ok {"Complete":1,"MsgCount":3,"LastMsgTime":5,"MsgKey":"k"} MsgList [bob 1 unstored, me>bob 2 unstored, bob 3 unstored]`}, r.callbacks())
}

// Requests are repeated until the requested number has arrived or history ends.
func TestC2CHistoryRepeatsUntilComplete(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on(roaming, roamResponse(0, 50, "k5", c2c("bob", "me", 5, "")), roamResponse(0, 40, "k4", c2c("bob", "me", 3, ""), c2c("me", "bob", 4, "")), roamResponse(0, 30, "k3", c2c("bob", "me", 2, "")))
	r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob","MaxCnt":4}`)
	r.expect(
		`> openim/getroammsg {"Peer_Account":"bob","MaxCnt":4,"MsgKey":""}`,
		`> openim/getroammsg {"Peer_Account":"bob","MaxCnt":3,"LastMsgTime":50,"MsgKey":"k5"}`,
		`> openim/getroammsg {"Peer_Account":"bob","MaxCnt":1,"LastMsgTime":40,"MsgKey":"k4"}`,
		`getC2CHistoryMsgs ok {"Complete":0,"MsgCount":4,"LastMsgTime":30,"MsgKey":"k3"} MsgList [bob 5 read, bob 3 read, me>bob 4, bob 2 read]`,
	)
	assert.Equal(t, "0", r.page.sessions["C2Cbob"].finished)

	for name, last := range map[string]reply{
		"history has ended":         roamResponse(1, 40, "k4", c2c("bob", "me", 3, "")),
		"empty page before the end": roamResponse(0, 40, "k4"),
		"field missing":             okWith(`"MsgList":[` + c2c("bob", "me", 3, "") + `]`),
	} {
		r := connectedRig(t, "1.7")
		r.on(roaming, roamResponse(0, 50, "k5", c2c("bob", "me", 5, "")), last)
		r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob"}`)
		assert.Equal(t, 2, r.net.counts[roaming], name)
		assert.Len(t, r.callbacks(), 1)
	}
}

func TestEmptyC2CHistoryCallsBack(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on(roaming, roamResponse(1, 0, ""))
	r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob"}`)
	assert.Equal(t, []string{`getC2CHistoryMsgs ok {"Complete":1,"MsgCount":0,"LastMsgTime":0,"MsgKey":"","MsgList":[]}`}, r.callbacks())
	r.on(roaming, okReply)
	r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob"}`)
	assert.Equal(t, []string{`getC2CHistoryMsgs ok {"MsgCount":0,"MsgList":[]}`}, r.callbacks())
	r.on(roaming, failWith(20001, "no"))
	r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob"}`)
	assert.Contains(t, r.callbacks()[0], `getC2CHistoryMsgs err {"ActionStatus":"FAIL","ErrorCode":20001,`)
}

func TestC2CHistoryRefusesInvalidArguments(t *testing.T) {
	r := connectedRig(t, "1.7")
	for options, notified := range map[string]string{
		``:                                    `-13,"ErrorInfo":"Peer_Account is empty[-13]"`,
		`{}`:                                  `-13,"ErrorInfo":"Peer_Account is empty[-13]"`,
		`{"Peer_Account":""}`:                 `-13,"ErrorInfo":"Peer_Account is empty[-13]"`,
		`{"Peer_Account":"bob","MaxCnt":0}`:   `-14,"ErrorInfo":"MaxCnt should be greater than 0[-14]"`,
		`{"Peer_Account":"bob","MaxCnt":-1}`:  `-14,"ErrorInfo":"MaxCnt should be greater than 0[-14]"`,
		`{"Peer_Account":"bob","MaxCnt":"x"}`: `-14,"ErrorInfo":"MaxCnt should be greater than 0[-14]"`,
		`{"Peer_Account":"bob","MaxCnt":16}`:  `-15,"ErrorInfo":"MaxCnt can not be greater than 15[-15]"`,
	} {
		r.call("getC2CHistoryMsgs", options)
		r.expect(`getC2CHistoryMsgs err {"ActionStatus":"FAIL","ErrorCode":` + notified + `}`)
	}
	r.call("getC2CHistoryMsgs", `{"Peer_Account":5}`)
	assert.Equal(t, `> openim/getroammsg {"Peer_Account":5,"MaxCnt":15,"MsgKey":""}`, r.take()[0])
}

func TestGroupHistoryPassesNewMessages(t *testing.T) {
	page := historyPage(1, grp("@g", "bob", 9, ""), tipItem("@g", "bob", 8, change, `,"Event":4`), grp("@g", "x", 7, `,"IsPlaceMsg":1`), grp("@g", "me", 6, ""), grp("@g", "", 5, ""))
	for dialect, want := range map[string][]string{
		"1.7": {"[@g me 6, @g bob 8 tip kind=2, @g bob 9]"},
		"1.3": {changed, "wrapped [@g me 6, @g bob 8 tip kind=2, @g bob 9]"},
	} {
		r := connectedRig(t, dialect)
		r.on(history, page)
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":9,"ReqMsgNumber":5,"More":1}`)
		want[len(want)-1] = "syncGroupMsgs ok " + want[len(want)-1]
		r.expect(append([]string{askHistory("@g", 9, 5)}, want...)...)
		assert.Equal(t, 2, r.page.sessions["GROUP@g"].unread)
		finished := map[string]string{"1.7": "1", "1.3": ""} // 1.3's sessions have no such property
		assert.Equal(t, finished[dialect], r.page.sessions["GROUP@g"].finished)
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":9,"ReqMsgNumber":5}`)
		callbacks := r.callbacks()
		assert.Equal(t, "syncGroupMsgs ok []", callbacks[len(callbacks)-1], "known messages must be omitted")

		// Without a callback the listener is called.
		r.on(history, historyPage(0, grp("@g", "bob", 4, "")))
		r.Call("syncGroupMsgs", value(t, `{"GroupId":"@g","ReqMsgSeq":4,"ReqMsgNumber":1}`), Done{})
		r.settle()
		listened := map[string]string{"1.7": "onMsgNotify [@g bob 4]", "1.3": "onMsgNotify wrapped [@g bob 4]"}
		assert.Equal(t, []string{listened[dialect]}, r.callbacks())
		r.Call("syncGroupMsgs", value(t, `{"GroupId":"@g","ReqMsgSeq":4,"ReqMsgNumber":1}`), Done{})
		r.settle()
		assert.Empty(t, r.callbacks())
	}
}

func TestGroupHistorySetsFinished(t *testing.T) {
	for response, want := range map[string]string{`1`: "1", `0`: "0", `null`: "0", `"1"`: `"1"`, `true`: "true"} {
		r := connectedRig(t, "1.7")
		r.on(history, okWith(`"IsFinished":`+response+`,"RspMsgList":[`+grp("@g", "bob", 9, "")+`]`))
		r.call("syncGroupMsgs", `{"GroupId":"@g"}`)
		assert.Equal(t, `> `+history+` {"GroupId":"@g"}`, r.requests()[0], "omitted options must not be sent")
		assert.Equal(t, want, r.page.sessions["GROUP@g"].finished)
	}
}

// 1.3 calls no callback if nothing is requested or the list is missing.
func TestEmptyGroupHistoryCallsNoCallback13(t *testing.T) {
	for _, seq := range []string{"0", "-1", `"0"`, "null"} {
		r := connectedRig(t, "1.7")
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":`+seq+`}`)
		r.expect(`syncGroupMsgs err {"ActionStatus":"FAIL","ErrorCode":-16,"ErrorInfo":"ReqMsgSeq must be greater than 0[-16]"}`)
		r = connectedRig(t, "1.3")
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":`+seq+`}`)
		r.expect()
	}
	for _, list := range []string{``, `"RspMsgList":null`} {
		r := connectedRig(t, "1.7")
		r.on(history, okWith(list))
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":5}`)
		assert.Equal(t, []string{"syncGroupMsgs ok []"}, r.callbacks())
		r = connectedRig(t, "1.3")
		r.on(history, okWith(list))
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":5}`)
		assert.Empty(t, r.callbacks())
	}
	inBoth(t, func(t *testing.T, r *rig) {
		r.on(history, failWith(10007, "no"))
		r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":5}`)
		callbacks := r.callbacks()
		require.Len(t, callbacks, 1)
		assert.Contains(t, callbacks[0], `syncGroupMsgs err {"ActionStatus":"FAIL","ErrorCode":10007,`)
		assert.True(t, r.log.has("getGroupMsgs failed:"))
	})
}

// History adjacent to the known seq advances it; other history does not.
func TestAdjacentHistoryAdvancesSeq(t *testing.T) {
	r := connectedRig(t, "1.7") // @g is at 10
	r.onCall(history, historyOf(100))
	r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":13,"ReqMsgNumber":3}`)
	r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":5,"ReqMsgNumber":3}`)
	r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":30,"ReqMsgNumber":3}`)
	r.call("syncGroupMsgs", `{"GroupId":"@new","ReqMsgSeq":8,"ReqMsgNumber":3}`)
	requested := r.net.counts[history]
	r.push(groupEvent(grp("@g", "bob", 14, ""), grp("@new", "bob", 9, "")))
	assert.Equal(t, requested, r.net.counts[history])
	r.push(groupEvent(grp("@g", "bob", 31, "")))
	assert.Equal(t, requested+1, r.net.counts[history])
}

// If the page signs in again in the listener of a tip, the old history is dropped.
func TestSignInInHistoryDropsRest13(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.on(history, historyPage(1, tipItem("@g", "bob", 12, change, `,"Event":4`), tipItem("@g", "bob", 11, change, `,"Event":4`)))
	r.page.onNotify["onGroupInfoChangeNotify"] = func([]Arg) {
		r.SignIn(SignInCall{Name: "init", Info: value(t, strings.ReplaceAll(me13, `"me"`, `"you"`)), Notify13: true})
	}
	r.call("syncGroupMsgs", `{"GroupId":"@g","ReqMsgSeq":12,"ReqMsgNumber":2}`)
	assert.Equal(t, []string{changed, "syncGroupMsgs err " + lostError13}, r.callbacks())
	assert.Empty(t, r.page.sessions)
}

func TestReadReportsCarryLastMessage(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		const read = `> openim/msgreaded {"C2CMsgReaded":{"Cookie":%s,"C2CMsgReadedItem":[{"To_Account":"bob","LastedMsgTime":5}]}}`
		r.call("c2CMsgReaded", `{"To_Account":"bob","LastedMsgTime":5}`)
		r.expect(fmt.Sprintf(read, `""`), `c2CMsgReaded ok …`)
		r.on("openim/getmsg", okWith(`"Cookie":{"odd":1},"SyncFlag":2`))
		r.SyncMsgs(Done{})
		r.settle()
		r.take()
		r.call("c2CMsgReaded", `{"To_Account":"bob","LastedMsgTime":5}`)
		r.expect(fmt.Sprintf(read, `{"odd":1}`), `c2CMsgReaded ok …`)
		r.call("groupMsgReaded", `{"GroupId":"@g","MsgReadedSeq":12}`)
		r.expect(`> group_open_http_svc/msg_read_report {"GroupId":"@g","MsgReadedSeq":12}`, `groupMsgReaded ok …`)

		// Reports of setAutoRead call no callback; a failure is logged.
		r.on("openim/msgreaded", okReply, failWith(20002, "no"))
		r.on("group_open_http_svc/msg_read_report", okReply, failWith(20002, "no"))
		for range 2 {
			r.ReadUpTo("C2C", jsontext.String("bob"), jsontext.Int(5), jsontext.Int(7))
			r.settle()
			r.ReadUpTo("GROUP", jsontext.String("@g"), jsontext.Int(5), jsontext.Int(7))
			r.settle()
			r.expect(fmt.Sprintf(read, `{"odd":1}`), `> group_open_http_svc/msg_read_report {"GroupId":"@g","MsgReadedSeq":7}`)
		}
		assert.True(t, r.log.has("c2CMsgReaded failed: "))
		assert.True(t, r.log.has("groupMsgReaded failed: "))
	})
	r := newRig(t, "1.7")
	r.ReadUpTo("C2C", jsontext.String("bob"), jsontext.Int(5), jsontext.Int(7))
	r.expect()
}
