package webim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	bigPoll     = "group_open_long_polling_http_noauth_svc/get_msg"
	bigOK       = `onConnNotify {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"connection is ok..."}`
	anonymous17 = `{"sdkAppID":"1400000001","accountType":"792"}`
)

func bigPollOf(body string) string { return "> " + bigPoll + ` {"USP":1,` + body + `}` }

// bigGroupRig returns a client without identity that has joined the big group @b.
func bigGroupRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t, "")
	r.login(anonymous17)
	r.on("group_open_http_noauth_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"key1"`))
	r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
	require.NotNil(t, r.net.find(bigPoll))
	r.take()
	return r
}

// respondBigGroup responds to the big group's poll with items.
func (r *rig) respondBigGroup(items ...string) {
	r.t.Helper()
	r.respond(bigPoll, okWith(fmt.Sprintf(`"NextSeq":10,"HoldTime":60,"Key":"key2","RspMsgList":[%s]`, strings.Join(items, ","))))
}

// untilBigPoll advances the clock to the next poll of the big group and returns the time
// that passed.
func (r *rig) untilBigPoll() time.Duration {
	r.t.Helper()
	start := r.clock.now
	for r.settle(); r.net.find(bigPoll) == nil; r.settle() {
		require.True(r.t, r.clock.next(start+time.Hour), "no poll within an hour")
	}
	return r.clock.now - start
}

func TestJoinBigGroupStartsPoll(t *testing.T) {
	for _, c := range []struct{ info, service string }{{me17, "group_open_http_svc"}, {anonymous17, "group_open_http_noauth_svc"}} {
		r := newRig(t, "")
		r.scriptSignIn()
		r.login(c.info)
		r.take()
		r.on(c.service+"/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"key1"`))
		r.call("applyJoinBigGroup", `{"GroupId":"@b","ApplyMsg":"hi","UserDefinedField":"u","More":1}`)
		r.expect(
			`> `+c.service+`/apply_join_group {"GroupId":"@b","ApplyMsg":"hi","UserDefinedField":"u"}`,
			bigPollOf(`"HoldTime":90,"Key":"key1"`),
			`applyJoinBigGroup ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","JoinedStatus":"JoinedSuccess","LongPollingKey":"key1"}`,
		)
		assert.Equal(t, 90*time.Second+pollGrace, r.net.find(bigPoll).Timeout)
		r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
		r.expect(`applyJoinBigGroup err {"ActionStatus":"FAIL","ErrorCode":10013,"ErrorInfo":"Join Group failed; You have already been in this group, you have to quit group before you rejoin[10013]"}`)
		r.respondBigGroup()
		assert.Equal(t, bigPollOf(`"StartSeq":10,"HoldTime":60,"Key":"key2"`), r.requests()[0])
		assert.Equal(t, 60*time.Second+pollGrace, r.net.find(bigPoll).Timeout)
		r.call("quitBigGroup", `{"GroupId":"@b"}`)
		r.expect("abort "+bigPoll, `> `+c.service+`/quit_group {"GroupId":"@b"}`, `quitBigGroup ok …`)
		r.call("applyJoinBigGroup", `{"GroupId":12}`)
		assert.Equal(t, `> `+c.service+`/apply_join_group {"GroupId":"12"}`, r.take()[0])
	}
}

func TestJoinOtherGroupTypeStartsNoPoll(t *testing.T) {
	for response, notified := range map[string]string{
		`"JoinedStatus":"JoinedSuccess"`:                                `err {"ActionStatus":"FAIL","ErrorCode":-12,"ErrorInfo":"Join Group succeed; But the type of group is not AVChatRoom: groupid=@b[-12]"}`,
		`"JoinedStatus":"JoinedSuccess","LongPollingKey":""`:            `err {"ActionStatus":"FAIL","ErrorCode":-12,…`,
		`"JoinedStatus":"WaitAdminApproval"`:                            `ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","JoinedStatus":"WaitAdminApproval"}`,
		`"JoinedStatus":"WaitAdminApproval","LongPollingKey":"k"`:       `ok {…`,
		`"JoinedStatus":{"odd":1},"LongPollingKey":"k"`:                 `ok {…`,
		`"JoinedStatus":"JoinedSuccess","LongPollingKey":{"odd":true}`:  `err {"ActionStatus":"FAIL","ErrorCode":-12,…`,
		`"JoinedStatus":"JoinedSuccess","LongPollingKey":null,"More":1`: `err {"ActionStatus":"FAIL","ErrorCode":-12,…`,
	} {
		r := connectedRig(t, "1.7")
		r.on(inGroup+"apply_join_group", okWith(response))
		r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
		r.trace = r.callbacks()
		r.expect("applyJoinBigGroup " + notified)
		assert.Zero(t, r.net.counts[bigPoll])
		r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
		assert.NotContains(t, r.callbacks()[0], "10013")
	}
	r := connectedRig(t, "1.7")
	r.on(inGroup+"apply_join_group", failWith(10010, "no"))
	r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
	assert.Contains(t, r.callbacks()[0], `applyJoinBigGroup err {"ActionStatus":"FAIL","ErrorCode":10010,`)

	r = newRig(t, "")
	r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
	r.expect("applyJoinBigGroup err " + noSignIn)
}

// Items arrive newest first. Messages and tips are never stored. Each successful poll
// notifies the page, even if it is empty.
func TestBigGroupMessagesAreNotStored(t *testing.T) {
	r := bigGroupRig(t)
	event := func(n int) string { return fmt.Sprintf(`,"Event":%d`, n) }
	r.respondBigGroup(
		grp("@b", "bob", 9, event(3)),
		grp("@b", "bob", 8, event(3)+`,"MsgPriority":3`),
		tipItem("@b", "bob", 7, `"OpType":1`, event(4)),
		grp("@b", "bob", 6, event(3)+`,"IsPlaceMsg":1`),
		grp("@b", "", 5, event(3)),
		strings.Replace(grp("@b", "bob", 4, event(3)), textBody("n"), "[]", 1),
		grp("@b", "bob", 3, event(77)),
		grp("@b", "bob", 2, ""),
		tipItem("@b", "bob", 1, `"OpType":2`, event(6)),
	)
	r.expect(bigOK, "onBigGroupMsgNotify [@b bob 1 tip kind=2 unstored, @b bob 7 tip kind=2 unstored, @b bob 8 kind=1 unstored, @b bob 9 unstored]",
		bigPollOf(`"StartSeq":10,"HoldTime":60,"Key":"key2"`))
	assert.Empty(t, r.page.sessions)
	assert.True(t, r.log.has("未知大群消息类型: Event=77"))
	r.respondBigGroup(grp("@b", "bob", 9, event(3)))
	assert.Contains(t, r.callbacks(), "onBigGroupMsgNotify [@b bob 9 unstored]", "repeated messages must be delivered again")
	r.respondBigGroup()
	assert.Equal(t, []string{bigOK, "onBigGroupMsgNotify []"}, r.callbacks())
	r.respond(bigPoll, okWith(`"NextSeq":12,"HoldTime":90,"Key":"key3"`))
	r.expect(bigOK, "onBigGroupMsgNotify []", bigPollOf(`"StartSeq":12,"HoldTime":90,"Key":"key3"`))
}

// System notices and changes of the profile are passed to their listeners.
func TestBigGroupNoticesReachListeners(t *testing.T) {
	r := bigGroupRig(t)
	notice := strings.Replace(systemItem("255"), `"ToGroupId":"@g"`, `"Event":5,"ToGroupId":"@b"`, 1)
	read := `{"Event":5,"ToGroupId":"@b","From_Account":"s","MsgBody":{"ReportType":15,"GroupReadInfoArray":[1]}}`
	r.respondBigGroup(grp("@b", "bob", 9, `,"Event":3`), notice, notice, read, tipItem("@b", "bob", 1, change, `,"Event":4`))
	const notified = `onGroupSystemNotifys/255 {"SrcFlag":1,"ReportType":255,"GroupId":"@b","GroupName":"G","Operator_Account":"op","MsgTime":9,"MsgSeq":6,"UserDefinedField":"of the body"}`
	assert.Equal(t, []string{
		strings.Replace(changed, "@g", "@b", 1),
		`onGroupSystemNotifys/15 {"SrcFlag":1,"ReportType":15,"GroupId":"@b"}`,
		notified, notified, // no notice is a duplicate
		bigOK,
		"onBigGroupMsgNotify [@b bob 1 tip kind=2 unstored, @b bob 9 unstored]",
	}, r.callbacks())
}

// Servers of 1.7.2 abbreviate the names of fields.
func TestBigGroupExpandsShortNames(t *testing.T) {
	r := bigGroupRig(t)
	r.respondBigGroup(`{"Evt":3,"F_Account":"bob","TGId":"@b","MSeq":5,"Rdm":7,"TStp":9,"Pri":1,"GInfo":{"GName":"B"},"MBody":`+textBody("x")+`}`,
		`{"Evt":5,"F_Account":"s","TGId":"@b","TStp":9,"GInfo":{"GName":"B"},"MBody":{"ReportType":5,"Operator_Account":"op"}}`)
	assert.Equal(t, []string{`onGroupSystemNotifys/5 {"SrcFlag":1,"ReportType":5,"GroupId":"@b","GroupName":"B","Operator_Account":"op","MsgTime":9}`,
		bigOK, "onBigGroupMsgNotify [@b bob 5 kind=3 unstored]"}, r.callbacks())
}

func TestTwoBigGroupsAreIndependent(t *testing.T) {
	r := bigGroupRig(t)
	r.on("group_open_http_noauth_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"keyC"`))
	r.call("applyJoinBigGroup", `{"GroupId":"@c"}`)
	r.take()
	r.respondBigGroup(grp("@b", "bob", 9, `,"Event":3`))
	r.expect(bigOK, "onBigGroupMsgNotify [@b bob 9 unstored]", bigPollOf(`"StartSeq":10,"HoldTime":60,"Key":"key2"`))
	r.respond(bigPoll, okWith(`"NextSeq":3,"HoldTime":30,"Key":"keyC2"`)) // the poll of @c
	assert.Equal(t, bigPollOf(`"StartSeq":3,"HoldTime":30,"Key":"keyC2"`), r.requests()[0])
	r.call("quitBigGroup", `{"GroupId":"@b"}`)
	r.take()
	assert.Len(t, r.net.waiting, 1)
	r.respondBigGroup(grp("@c", "bob", 4, `,"Event":3`))
	assert.Contains(t, r.callbacks(), "onBigGroupMsgNotify [@c bob 4 unstored]", "quitting @b must not end the poll of @c")
}

// The poll ends before the request is sent, even if the request fails.
func TestQuitBigGroupEndsPoll(t *testing.T) {
	for _, response := range []reply{okReply, failWith(10010, "no")} {
		r := bigGroupRig(t)
		r.page.session("GROUP@b")
		r.on("group_open_http_noauth_svc/quit_group", response)
		poll := r.net.find(bigPoll)
		r.call("quitBigGroup", `{"GroupId":"@b"}`)
		assert.Equal(t, response == okReply, r.page.sessions["GROUP@b"] == nil, "the session must be deleted if and only if the request succeeds")
		r.take()
		poll.done(Reply{Status: 200, Response: &fakeResponse{r.page, value(t, okReply.text), true}}) // a late response
		r.advance(time.Hour)
		r.expect()
	}
	r := connectedRig(t, "1.7")
	for range 2 { // quitting clears the duplicate index of the group
		r.push(groupEvent(grp("@b", "bob", 1, "")))
		assert.Equal(t, []string{"onMsgNotify [@b bob 1]"}, r.callbacks())
		r.call("quitBigGroup", `{"GroupId":"@b"}`)
		r.take()
	}
	r = bigGroupRig(t)
	r.call("quitBigGroup", `{"GroupId":"@other"}`)
	assert.NotNil(t, r.net.find(bigPoll))
}

// A page may quit, or sign in again, in any listener of the poll.
func TestQuitInBigGroupListenerEndsPoll(t *testing.T) {
	for i, listener := range []string{"onGroupInfoChangeNotify", "onGroupSystemNotifys/255", "onConnNotify", "onBigGroupMsgNotify"} {
		for name, act := range map[string]func(r *rig){
			"quit":    func(r *rig) { r.Call("quitBigGroup", value(t, `{"GroupId":"@b"}`), Done{}) },
			"sign in": func(r *rig) { r.SignIn(SignInCall{Name: "login", Info: value(t, anonymous17)}) },
		} {
			r := bigGroupRig(t)
			r.page.onNotify[listener] = func([]Arg) { act(r) }
			r.respondBigGroup(grp("@b", "bob", 9, `,"Event":3`), strings.Replace(systemItem("255"), `"ToGroupId"`, `"Event":5,"ToGroupId"`, 1), tipItem("@b", "bob", 1, change, `,"Event":4`))
			assert.Len(t, r.callbacks(), i+1, "%s in %s", name, listener)
			assert.Nil(t, r.net.find(bigPoll))
			assert.Empty(t, r.clock.timers)
		}
	}
}

// Two joins in flight result in one poll.
func TestConcurrentBigGroupJoinsShareOnePoll(t *testing.T) {
	r := newRig(t, "")
	r.login(anonymous17)
	r.on("group_open_http_noauth_svc/apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"k"`))
	for range 2 {
		r.Call("applyJoinBigGroup", value(t, `{"GroupId":"@b"}`), Done{})
	}
	r.settle()
	assert.Len(t, r.net.waiting, 1)
}

func TestBigGroupReportsTenthFailure(t *testing.T) {
	r := bigGroupRig(t)
	for range 30 {
		r.respond(bigPoll, empty60)
		assert.Zero(t, r.untilBigPoll(), "an empty response must not count as an error")
	}
	assert.Empty(t, r.callbacks())
	// The tenth lost poll in a row is reported and ends polling.
	for range bigFailures - 1 {
		r.respond(bigPoll, lost)
		assert.Equal(t, lostDelay, r.untilBigPoll())
	}
	r.respondBigGroup()
	r.take()
	for range bigFailures - 1 {
		r.respond(bigPoll, lost)
		r.untilBigPoll()
	}
	assert.Empty(t, r.callbacks(), "a successful poll must reset the count")
	r.respond(bigPoll, lost)
	r.advance(time.Hour)
	assert.Equal(t, []string{onOff}, r.callbacks())
	assert.Empty(t, r.net.waiting)
	r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
	assert.NotNil(t, r.net.find(bigPoll), "joining again must start a poll")
}

// Polls that a server refuses back off, and are reported once.
func TestRefusedBigGroupPollsBackOff(t *testing.T) {
	r := bigGroupRig(t)
	for range bigFailures - 1 {
		r.respond(bigPoll, refusedPoll)
		assert.Zero(t, r.untilBigPoll())
	}
	assert.Empty(t, r.callbacks())
	for range 4 {
		r.respond(bigPoll, refusedPoll)
		assert.GreaterOrEqual(t, r.untilBigPoll(), longPause)
	}
	assert.Equal(t, []string{onOff}, r.callbacks())
	r.respond(bigPoll, refusedPoll)
	r.Wake()
	assert.Zero(t, r.untilBigPoll())
	r.respondBigGroup()
	assert.Equal(t, []string{bigOK, "onBigGroupMsgNotify []"}, r.callbacks())
	r.respond(bigPoll, refusedPoll)
	assert.Zero(t, r.untilBigPoll())

	for range bigFailures {
		r.respond(bigPoll, refusedPoll)
		r.settle()
		if r.net.find(bigPoll) == nil {
			break
		}
	}
	r.call("quitBigGroup", `{"GroupId":"@b"}`)
	r.take()
	r.advance(time.Hour)
	r.expect()
}

// After error 10018 the poll starts over. The first such error is not a failure.
func TestBigGroupStartsOver(t *testing.T) {
	r := bigGroupRig(t)
	r.respondBigGroup()
	r.take()
	r.respond(bigPoll, failWith(10018, "too large"))
	r.expect(bigPollOf(`"StartSeq":0,"HoldTime":60,"Key":"key2"`))
	for range bigFailures {
		assert.Zero(t, r.untilBigPoll())
		r.respond(bigPoll, failWith(10018, "too large"))
	}
	assert.Equal(t, []string{onOff}, r.callbacks())
	assert.Greater(t, r.untilBigPoll(), longPause)
}

// Invalid responses to the poll of a big group are ignored.
func TestBigGroupIgnoresInvalidResponses(t *testing.T) {
	r := bigGroupRig(t)
	for _, c := range []struct{ response, poll string }{
		{``, `"HoldTime":90,"Key":"key1"`},
		{`"NextSeq":"5","HoldTime":-1,"Key":""`, `"StartSeq":"5","HoldTime":90,"Key":"key1"`},
		{`"NextSeq":null,"HoldTime":1e300,"Key":{}`, `"StartSeq":null,"HoldTime":90,"Key":"key1"`},
		{`"NextSeq":1,"HoldTime":1e15,"Key":7`, `"StartSeq":1,"HoldTime":600,"Key":"7"`},
		{`"NextSeq":1,"HoldTime":"20","Key":"k","RspMsgList":[null,1,"x",[],{},{"Event":3},{"Event":5,"From_Account":"x","MsgBody":[1]}]`, `"StartSeq":1,"HoldTime":20,"Key":"k"`},
	} {
		r.respond(bigPoll, okWith(c.response))
		lines := r.requests()
		require.Len(t, lines, 1)
		assert.Equal(t, bigPollOf(c.poll), lines[0])
	}
	assert.Equal(t, 20*time.Second+pollGrace, r.net.find(bigPoll).Timeout)
}

// A big group's poll and the page's own are independent.
func TestBigGroupAndOwnPollAreSeparate(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on(inGroup+"apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"key1"`))
	r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
	r.take()
	for range bigFailures {
		r.respond(bigPoll, refusedPoll)
	}
	assert.Equal(t, []string{onOff}, r.callbacks())
	r.push(c2cEvent(c2c("bob", "me", 1, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 1]"}, r.callbacks())
	r.SignOut(false, Done{})
	r.settle()
	r.take()
	r.advance(time.Hour)
	r.expect()
	assert.Empty(t, r.clock.timers)
}
