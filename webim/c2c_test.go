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

const askMessages = `> openim/getmsg {"Cookie":"","SyncFlag":0}`

// getmsg returns a response of getmsg. Flag 1 means that more messages follow.
func getmsg(cookie string, flag int, items ...string) reply {
	return okWith(fmt.Sprintf(`"Cookie":%q,"SyncFlag":%d,"MsgList":[%s]`, cookie, flag, strings.Join(items, ",")))
}

// typingItem returns a typing notification. more are further elements.
func typingItem(seq int, more string) string {
	return strings.Replace(c2c("bob", "me", seq, ""), textBody("n"),
		`[{"MsgType":"TIMCustomElem","MsgContent":{"Data":"{\"userAction\":14}","Desc":"","Ext":""}}`+more+`]`, 1)
}

func TestPolledC2CMessagesAreDeliveredOnce(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.push(c2cEvent(c2c("bob", "me", 1, ""), c2c("me", "bob", 2, ""), c2c("eve", "me", 3, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 1, me>bob 2, eve 3]"}, r.callbacks(), "a response must be delivered in one call")
	assert.Equal(t, []string{"bob 1", "me>bob 2"}, r.page.stored("C2Cbob"))
	assert.Equal(t, 1, r.page.sessions["C2Cbob"].unread)
	r.push(c2cEvent(c2c("bob", "me", 1, ""), c2c("me", "bob", 2, "")))
	assert.Empty(t, r.callbacks(), "known messages must not be delivered")
}

// The same seq and random are the same message only in the same session and
// direction.
func TestDuplicatesAreKeyedBySession(t *testing.T) {
	r := connectedRig(t, "1.7")
	item := func(from, to string, seq, random int64, time int) string {
		return fmt.Sprintf(`{"From_Account":%q,"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgTimeStamp":%d,"MsgBody":%s}`, from, to, seq, random, time, textBody("x"))
	}
	r.push(c2cEvent(item("bob", "me", 1, 2, 100), item("bob", "me", 2, 1, 100), item("me", "bob", 1, 2, 100), item("eve", "me", 1, 2, 100), item("bob", "me", 1, 3, 100)))
	assert.Equal(t, []string{"onMsgNotify [bob 1, bob 2, me>bob 1, eve 1, bob 1]"}, r.callbacks())
	r.push(c2cEvent(item("bob", "me", 1, 2, 99999), item("me", "bob", 1, 2, 99999), item("eve", "me", 1, 2, 99999)))
	assert.Empty(t, r.callbacks(), "1.7 must ignore the time")
	r.push(c2cEvent(item("bob", "me", 1, 4294967296, 100), item("bob", "me", 1, 4294967296, 100)))
	assert.Equal(t, []string{"onMsgNotify [bob 1]"}, r.callbacks())
}

// In 1.3 a message is new again after 1800 s; each attempt updates the recorded time.
func TestDuplicateIsNewAfterWindow13(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.page.lenient = true
	item := func(time int) string {
		return fmt.Sprintf(`{"From_Account":"bob","To_Account":"me","MsgSeq":1,"MsgRandom":2,"MsgTimeStamp":%d,"MsgBody":%s}`, time, textBody("x"))
	}
	for _, c := range []struct {
		time  int
		taken bool
	}{{10000, true}, {11799, false}, {13598, false}, {15398, true}, {13599, false}, {11799, true}, {11799, false}} {
		r.on("openim/getmsg", getmsg("c", 2, item(c.time)))
		r.SyncMsgs(r.done("sync"))
		r.settle()
		want := "sync ok []"
		if c.taken {
			want = "sync ok wrapped [bob 1]"
		}
		assert.Equal(t, []string{want}, r.callbacks(), c.time)
	}
	// The original of 1.3 compared the sum of seq and random; this implementation
	// compares the pair.
	r.on("openim/getmsg", getmsg("c", 2, c2c("eve", "me", 5, ""), strings.Replace(c2c("eve", "me", 6, ""), `"MsgRandom":60`, `"MsgRandom":49`, 1)))
	r.SyncMsgs(r.done("sync"))
	r.settle()
	assert.Equal(t, []string{"sync ok wrapped [eve 5, eve 6]"}, r.callbacks())
}

// A poll event reports pending messages, which are fetched page by page.
func TestNoticeFetchesAllMessages(t *testing.T) {
	for dialect, want := range map[string]string{
		"1.7": "onMsgNotify [bob 1, me>bob 2, eve 3]",
		"1.3": "onMsgNotify wrapped [bob 1, me>bob 2, eve 3]",
	} {
		r := connectedRig(t, dialect)
		r.on("openim/getmsg", getmsg("c1", 1, c2c("bob", "me", 1, ""), c2c("me", "bob", 2, "")), getmsg("c2", 2, c2c("bob", "me", 1, ""), c2c("eve", "me", 3, "")))
		r.push(c2cPending(1))
		lines := r.take()
		assert.Equal(t, askMessages, lines[0])
		assert.Equal(t, []string{`> openim/getmsg {"Cookie":"c1","SyncFlag":1}`, want}, lines[2:])
		r.push(c2cPending(2))
		lines = r.take()
		assert.Equal(t, `> openim/getmsg {"Cookie":"c2","SyncFlag":0}`, lines[0], "the next round must keep the cookie and reset the flag")
		assert.Len(t, lines, 2, "a round without new messages must call no listener")
	}
}

func TestSyncMsgsCallsCallbackOrListener(t *testing.T) {
	r := connectedRig(t, "1.7")
	sync := func() []string {
		r.SyncMsgs(r.done("sync"))
		r.settle()
		return r.take()
	}
	r.on("openim/getmsg", getmsg("c1", 2, c2c("bob", "me", 1, "")), getmsg("c2", 2), okReply, failWith(7, "no"), getmsg("c3", 0, c2c("bob", "me", 2, "")))
	assert.Equal(t, []string{askMessages, "sync ok [bob 1]"}, sync(), "the callback must be called, not the listener")
	assert.Equal(t, []string{`> openim/getmsg {"Cookie":"c1","SyncFlag":0}`, "sync ok []"}, sync())
	assert.Equal(t, []string{`> openim/getmsg {"Cookie":"c2","SyncFlag":0}`, "sync ok []"}, sync(), "a missing list must count as an empty one")
	assert.Contains(t, sync()[1], `sync err {"ActionStatus":"FAIL","ErrorCode":7,`)
	assert.True(t, r.log.has("getMsgs failed:"))
	r.ResetCookie()
	assert.Equal(t, []string{askMessages, "sync ok [bob 2]"}, sync())
}

// Messages received before a later request failed are delivered with the next round.
func TestSyncFailureKeepsReceivedMessages(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("openim/getmsg", getmsg("c1", 1, c2c("bob", "me", 1, "")), getmsg("c2", 1, c2c("bob", "me", 2, "")), failWith(7, "no"), getmsg("c3", 2, c2c("bob", "me", 3, "")), getmsg("c4", 2))
		r.SyncMsgs(Done{})
		r.settle()
		r.expect(askMessages, `> openim/getmsg {"Cookie":"c1","SyncFlag":1}`, `> openim/getmsg {"Cookie":"c2","SyncFlag":1}`)
		r.SyncMsgs(Done{})
		r.settle()
		lines := r.take()
		assert.Equal(t, `> openim/getmsg {"Cookie":"c2","SyncFlag":0}`, lines[0])
		assert.Contains(t, lines[1], "[bob 1, bob 2, bob 3]")
		r.page.DeleteSession("C2C", "bob")
		r.DropSession("C2C", "bob")
		r.SyncMsgs(r.done("sync"))
		r.settle()
		assert.Equal(t, []string{"sync ok []"}, r.callbacks(), "each message must be delivered once")
	})
}

func TestSyncRequestsAreLimited(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.onCall("openim/getmsg", func(_ jsontext.Value, n int) reply { return getmsg(fmt.Sprint(n), 1, c2c("bob", "me", n, "")) })
	r.SyncMsgs(r.done("sync"))
	r.settle()
	assert.Len(t, r.callbacks(), 1)
	assert.Len(t, r.page.stored("C2Cbob"), maxFetches)
}

// Concurrent rounds are serialized: the second would otherwise deliver later messages
// before the first has delivered earlier ones.
func TestConcurrentSyncsAreSerialized(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("openim/getmsg", hang)
		r.SyncMsgs(r.done("a"))
		r.SyncMsgs(r.done("b"))
		r.push(c2cPending(7)) // a notice
		r.push(c2cPending(8)) // a second notice requests no second round
		assert.Equal(t, 1, r.net.counts["openim/getmsg"])
		r.respond("openim/getmsg", getmsg("c1", 1, c2c("bob", "me", 1, "")))
		r.respond("openim/getmsg", getmsg("c2", 2, c2c("bob", "me", 2, "")))
		r.respond("openim/getmsg", getmsg("c3", 2, c2c("bob", "me", 3, "")))
		assert.Nil(t, r.net.find("openim/getmsg"), "the second round must include the pending messages")
		assert.Equal(t, []string{"bob 1", "bob 2", "bob 3"}, r.page.stored("C2Cbob"))
		callbacks := strings.Join(r.callbacks(), "\n")
		assert.Contains(t, callbacks, "[bob 1, bob 2]\nb ok ")
	})
}

// A notice during a round may report a message that the round does not include.
func TestNoticeDuringRoundStartsAnother(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("openim/getmsg", hang)
		r.push(c2cPending(7))
		r.push(c2cPending(8))
		r.respond("openim/getmsg", getmsg("c1", 2, c2c("bob", "me", 1, "")))
		r.respond("openim/getmsg", getmsg("c2", 2, c2c("bob", "me", 2, "")))
		assert.Equal(t, []string{"bob 1", "bob 2"}, r.page.stored("C2Cbob"))
	})
}

// A failed fetch of pending messages is retried after a growing pause, with the next
// successful poll, on wake, and by a call of the page.
func TestNoticeIsFetchedDespiteFailures(t *testing.T) {
	for name, again := range map[string]func(r *rig){
		"after a pause": func(r *rig) { r.advance(2 * time.Second) },
		"with the next successful poll": func(r *rig) {
			r.pushRaw(refusedPoll)
			r.settle()
			require.Equal(r.t, 1, r.net.counts["openim/getmsg"], "a failed poll must not trigger a round")
			r.untilPoll()
			r.pushRaw(empty60)
		},
		"with the next notice":         func(r *rig) { r.push(c2cPending(8)) },
		"when the page wakes":          func(r *rig) { r.Wake() },
		"when the page calls syncMsgs": func(r *rig) { r.SyncMsgs(Done{}) },
	} {
		t.Run(name, func(t *testing.T) {
			for _, dialect := range []string{"1.7", "1.3"} {
				for _, failure := range []reply{lost, notJSON, failWith(7, "no"), {status: 502}} {
					r := connectedRig(t, dialect)
					r.on("openim/getmsg", failure, getmsg("c1", 2, c2c("bob", "me", 1, "")))
					r.push(c2cPending(7))
					r.advance(lostDelay)
					assert.Empty(t, r.callbacks())
					again(r)
					r.settle()
					assert.Equal(t, []string{"bob 1"}, r.page.stored("C2Cbob"))
					r.advance(time.Hour)
					assert.Equal(t, 2, r.net.counts["openim/getmsg"])
				}
			}
		})
	}
	r := connectedRig(t, "1.7")
	r.on("openim/getmsg", failWith(7, "no"))
	r.push(c2cPending(7))
	r.advance(time.Hour)
	assert.Less(t, r.net.counts["openim/getmsg"], 70, "retries must back off")
	assert.Greater(t, r.net.counts["openim/getmsg"], 40, "retries must not stop")
}

// A round times out after 15 seconds in both dialects, since it blocks all others.
func TestRoundTimesOut(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("openim/getmsg", hang)
		r.push(c2cPending(7))
		assert.Equal(t, 15*time.Second, r.net.find("openim/getmsg").Timeout)
	})
}

// Messages polled during a round are delivered after those of the round.
func TestPolledMessagesWaitForRound(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openim/getmsg", hang)
	r.SyncMsgs(r.done("sync"))
	r.push(c2cEvent(c2c("bob", "me", 3, "")))
	r.push(c2cEvent(c2c("bob", "me", 4, "")))
	assert.Empty(t, r.callbacks())
	r.respond("openim/getmsg", getmsg("c1", 2, c2c("bob", "me", 1, ""), c2c("bob", "me", 2, "")))
	assert.Equal(t, []string{"sync ok [bob 1, bob 2]", "onMsgNotify [bob 3, bob 4]"}, r.callbacks())
	assert.Equal(t, []string{"bob 1", "bob 2", "bob 3", "bob 4"}, r.page.stored("C2Cbob"))

	// Polled messages wait at most 15 seconds, and do not wait again until a round has
	// succeeded.
	r.push(c2cPending(7))
	r.push(c2cEvent(c2c("bob", "me", 6, "")))
	r.advance(waitLimit - 1)
	assert.Empty(t, r.callbacks())
	r.advance(1)
	assert.Equal(t, []string{"onMsgNotify [bob 6]"}, r.callbacks())
	r.push(c2cEvent(c2c("bob", "me", 7, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 7]"}, r.callbacks())
	r.respond("openim/getmsg", getmsg("c1", 2, c2c("bob", "me", 5, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 5]"}, r.callbacks())

	// A failed round of the page is retried, since older messages may be pending.
	r.SyncMsgs(r.done("sync"))
	r.push(c2cEvent(c2c("bob", "me", 9, "")))
	r.respond("openim/getmsg", failWith(7, "no"))
	assert.Len(t, r.callbacks(), 1)
	r.advance(2 * time.Second)
	r.respond("openim/getmsg", getmsg("c1", 2, c2c("bob", "me", 8, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 8]", "onMsgNotify [bob 9]"}, r.callbacks())

	// The wait ends with the session.
	r.SyncMsgs(r.done("sync"))
	r.push(c2cEvent(c2c("bob", "me", 10, "")))
	r.login(strings.ReplaceAll(me17, "me", "you"))
	r.take()
	r.advance(time.Hour)
	assert.NotContains(t, strings.Join(r.callbacks(), ""), "bob 10")
}

func TestTypingNoticesAreOmitted(t *testing.T) {
	text := `,{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}`
	r := connectedRig(t, "1.7")
	r.push(c2cEvent(typingItem(1, ""), typingItem(2, text), c2c("bob", "me", 3, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 2, bob 3]"}, r.callbacks())
	r.push(c2cEvent(typingItem(4, "")))
	assert.Empty(t, r.callbacks())
	r.on("openim/getmsg", getmsg("c", 2, typingItem(5, ""), c2c("bob", "me", 6, "")))
	r.SyncMsgs(r.done("sync"))
	r.settle()
	assert.Equal(t, []string{"sync ok [bob 6]"}, r.callbacks())
	r.on("openim/getroammsg", okWith(`"Complete":1,"MsgList":[`+typingItem(7, "")+`]`))
	r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob"}`)
	assert.Contains(t, r.callbacks()[0], "MsgList [bob 7 read]", "history must include typing notifications")

	r = connectedRig(t, "1.3")
	r.on("openim/getmsg", getmsg("c", 2, typingItem(1, "")))
	r.SyncMsgs(r.done("sync"))
	r.settle()
	assert.Equal(t, []string{"sync ok wrapped [bob 1]"}, r.callbacks(), "1.3 has no typing notifications")
}

func TestIsTyping(t *testing.T) {
	for data, want := range map[string]bool{
		`{"userAction":14}`: true, `{"userAction":"14"}`: true, `{"userAction":14.0,"x":1}`: true,
		`{"userAction":15}`: false, `{"userAction":[14]}`: false, `{"userAction":""}`: false, `{}`: false, `14`: false,
		`userAction`: false, ``: false, `null`: false, `[{"userAction":14}]`: false, `{"userAction":14`: false,
	} {
		assert.Equal(t, want, IsTyping(data), data)
	}
}

func TestMessagesWithoutElementsAreDropped(t *testing.T) {
	r := connectedRig(t, "1.7")
	body := func(seq int, body string) string {
		return strings.Replace(c2c("bob", "me", seq, ""), textBody("n"), body, 1)
	}
	r.push(c2cEvent(body(1, `[]`), body(2, `null`), body(3, `{}`), body(4, `"x"`), `null`, `"x"`, `[]`, `{}`, body(5, `[{"MsgType":"TIMTextElem"}]`)))
	assert.Equal(t, []string{"onMsgNotify [bob 5]"}, r.callbacks())
	r.push(c2cEvent(c2c("bob", "me", 1, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 1]"}, r.callbacks(), "an invalid message must not be indexed as a duplicate")
}

// getmsg also returns requests to join the user's groups, again after each sign-in.
func TestSyncDeliversJoinRequests(t *testing.T) {
	request := func(kind int, operator string, time int) string {
		return fmt.Sprintf(`{"ToGroupId":"@g","From_Account":"s","ClientSeq":1,"MsgRandom":2,"MsgTimeStamp":%d,"UserDefinedField":"u","NoticeSeq":9,"GroupInfo":{"GroupName":"G","To_Account":"me"},"MsgBody":{"ReportType":%d,"Operator_Account":%q,"RemarkInfo":"r"}}`, time, kind, operator)
	}
	events := `"Cookie":"c","SyncFlag":2,"MsgList":[` + c2c("bob", "me", 1, "") + `],"EventArray":[{"Event":5,"GroupTips":[` +
		request(1, "bob", 5) + "," + request(1, "eve", 5) + "," + request(1, "bob", 6) + `]},{"Event":7,"GroupTips":[` + request(1, "joe", 5) + `]},null,{"Event":5,"GroupTips":{}}]`
	for dialect, notified := range map[string][]string{
		// The key consists of group, type and operator. The number of the event is
		// ignored, as in the original.
		"1.7": {"bob", "eve", "joe"},
		// The key also includes the time.
		"1.3": {"bob", "eve", "bob"},
	} {
		r := connectedRig(t, dialect)
		r.on("openim/getmsg", okWith(events))
		for range 2 {
			r.SyncMsgs(r.done("sync"))
			r.settle()
		}
		callbacks := r.callbacks()
		require.Len(t, callbacks, len(notified)+2, dialect)
		for i, operator := range notified {
			assert.Contains(t, callbacks[i], r.d.notices.table+"/1 {")
			assert.Contains(t, callbacks[i], `"Operator_Account":"`+operator+`"`)
		}
		assert.True(t, r.log.has("syncMsgs收到未知的群系统消息类型: Event=7"))
		assert.Contains(t, r.cookie(), `"NoticeSeq":0`, "join requests must not advance the poll's position")
	}
}

// The records are stored before the listener for requests is called. If the page signs
// in again there, the rest of the old round is dropped.
func TestSignInInJoinRequestDropsRest(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on("openim/getmsg", okWith(`"SyncFlag":2,"MsgList":[`+c2c("bob", "me", 1, "")+`],"EventArray":[{"Event":5,"GroupTips":[`+system("@g", 1, "")+","+system("@h", 1, "")+`]}]`))
	r.page.onNotify["onGroupSystemNotifys/1"] = func([]Arg) {
		r.page.onNotify["onGroupSystemNotifys/1"] = nil // the new session receives it again
		assert.Equal(t, []string{"bob 1"}, r.page.stored("C2Cbob"))
		r.SignIn(SignInCall{Name: "login", Info: value(t, me17)})
	}
	r.SyncMsgs(r.done("sync"))
	r.settle()
	assert.NotContains(t, strings.Join(r.callbacks(), "\n"), "sync")
}

func TestReceiptsReachListener(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.push(`{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":92,"NoticeSeq":44,"ReadC2cMsgNotify":{"UinPairReadArray":[{"Peer_Account":"bob","LastReadTime":1},{"Peer_Account":"eve","LastReadTime":2}]}},{"SubMsgType":92},{"SubMsgType":7},null]}`)
	assert.Equal(t, []string{`onC2cEventNotifys/92 {"Peer_Account":"bob","LastReadTime":1}`, `onC2cEventNotifys/92 {"Peer_Account":"eve","LastReadTime":2}`}, r.callbacks())
	assert.True(t, r.log.has("未知C2c通知类型: SubMsgType=7"))
}

// DropSession drops the duplicate index of one session and keeps those of the others.
func TestDropSessionAdmitsMessagesAgain(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.push(c2cEvent(c2c("bob", "me", 1, ""), c2c("eve", "me", 1, "")))
	r.take()
	r.page.DeleteSession("C2C", "bob")
	r.DropSession("C2C", "bob")
	r.push(c2cEvent(c2c("bob", "me", 1, ""), c2c("eve", "me", 1, "")))
	assert.Equal(t, []string{"onMsgNotify [bob 1]"}, r.callbacks())
}

// A message is delivered once, by the source that returns it first.
func TestMessageFromAllSourcesIsStoredOnce(t *testing.T) {
	r := connectedRig(t, "1.7")
	item := c2c("bob", "me", 1, "")
	r.on("openim/getmsg", getmsg("c", 2, item))
	r.on("openim/getroammsg", okWith(`"Complete":1,"MsgList":[`+item+`]`))
	r.push(c2cEvent(item))
	r.SyncMsgs(r.done("sync"))
	r.settle()
	r.call("getC2CHistoryMsgs", `{"Peer_Account":"bob"}`)
	r.push(c2cPending(1))
	r.push(c2cEvent(item))
	callbacks := r.callbacks()
	assert.Equal(t, []string{"onMsgNotify [bob 1]", "sync ok []"}, callbacks[:2])
	assert.Len(t, callbacks, 3)
	assert.Contains(t, callbacks[2], "MsgList [bob 1 unstored]")
	assert.Equal(t, []string{"bob 1"}, r.page.stored("C2Cbob"))
}
