package webim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

const history = "group_open_http_svc/group_msg_get"

func askHistory(group string, seq, number int) string {
	return fmt.Sprintf(`> `+history+` {"GroupId":%q,"ReqMsgSeq":%d,"ReqMsgNumber":%d}`, group, seq, number)
}

// historyOf returns a handler that has every message of a group, all from bob, and
// returns at most atMost at once.
func historyOf(atMost int) handler {
	return func(body jsontext.Value, _ int) reply {
		high, number := body.Get("ReqMsgSeq").Int(), body.Get("ReqMsgNumber").Int()
		low := max(high-number+1, 1)
		finished := 1
		if high-low+1 > atMost {
			low, finished = high-atMost+1, 0
		}
		var items []string
		for seq := high; seq >= low; seq-- {
			items = append(items, grp(body.Get("GroupId").Str(), "bob", seq, ""))
		}
		return historyPage(finished, items...)
	}
}

// historyPage returns a response with these items, newest first.
func historyPage(finished int, items ...string) reply {
	return okWith(fmt.Sprintf(`"IsFinished":%d,"RspMsgList":[%s]`, finished, strings.Join(items, ",")))
}

func TestGroupMessagesAreDeliveredOnce(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.push(groupEvent(grp("@g", "bob", 11, ""), grp("@h", "bob", 5, `,"MsgPriority":1`), grp("@g", "me", 12, `,"MsgPriority":2`), grp("@h", "eve", 6, `,"MsgPriority":3`)))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11, @g me 12, @h bob 5 kind=3, @h eve 6 kind=1]"}, r.callbacks(), "all groups must be delivered in one array")
	assert.Equal(t, 1, r.page.sessions["GROUP@g"].unread)
	r.push(groupEvent(grp("@g", "bob", 11, ""), grp("@g", "bob", 12, `,"MsgRandom":1`)))
	assert.Equal(t, []string{"onMsgNotify [@g bob 12]"}, r.callbacks(), "a different message with the same seq must be delivered")
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Empty(t, r.callbacks())
}

func TestInvalidGroupMessagesAreDropped(t *testing.T) {
	for dialect, want := range map[string]string{"1.7": "@g bob 16", "1.3": "@g bob 16"} {
		r := connectedRig(t, dialect)
		noBody := strings.Replace(grp("@g", "bob", 13, ""), textBody("n"), "[]", 1)
		r.push(groupEvent(grp("@g", "bob", 11, `,"IsPlaceMsg":1`), grp("@g", "", 12, ""), noBody, strings.Replace(noBody, `"MsgSeq":13`, `"MsgSeq":14`, 1),
			strings.Replace(grp("@g", "bob", 15, ""), textBody("n"), "null", 1), grp("@g", "bob", 16, "")))
		assert.Equal(t, []string{"onMsgNotify [" + want + "]"}, r.callbacks())
	}
}

// In 1.3 own messages are not taken from the poll and do not advance the known seq.
// They arrive with the gap request of the next message.
func TestOwnGroupMessagesArriveByHistory13(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.onCall(history, func(jsontext.Value, int) reply {
		return historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "me", 11, ""))
	})
	r.push(groupEvent(grp("@g", "me", 11, "")))
	assert.Empty(t, r.callbacks())
	r.push(groupEvent(grp("@g", "bob", 12, "")))
	lines := r.take()
	assert.Equal(t, askHistory("@g", 12, 2), lines[0])
	assert.Equal(t, "onMsgNotify wrapped [@g me 11, @g bob 12]", lines[2])
	// Own messages in a batch with messages of others count as received, and are
	// omitted.
	r.push(groupEvent(grp("@g", "bob", 13, ""), grp("@g", "me", 14, ""), grp("@g", "bob", 15, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 13, @g bob 15]"}, r.callbacks())
}

// In 1.3 a group message has no random number; its seq is used instead.
func TestGroupDuplicatesMatchBySeq13(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	r.take()
	r.push(groupEvent(grp("@g", "bob", 11, `,"MsgRandom":1`)))
	assert.Empty(t, r.callbacks())
}

// A message with an invalid seq is delivered and opens no gap.
func TestInvalidSeqsAreIgnored(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		for _, seq := range []string{"1e300", "1e999", "-5", "-1e999", `"x"`, "null", "9007199254740994"} {
			r.push(groupEvent(strings.Replace(grp("@g", "bob", 5, ""), `"MsgSeq":5`, `"MsgSeq":`+seq, 1)))
		}
		assert.Zero(t, r.net.counts[history])
		r.take()
		r.push(groupEvent(grp("@g", "bob", 11, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.callbacks())
		assert.Zero(t, r.net.counts[history])
	})
}

const change = `"OpType":6,"MsgGroupNewInfo":{"GroupFaceUrl":"f","GroupName":"new","Owner_Account":"","GroupIntroduction":"i"}`

const changed = `onGroupInfoChangeNotify {"GroupId":"@g","GroupFaceUrl":"f","GroupName":"new","OwnerAccount":null,"GroupNotification":null,"GroupIntroduction":"i"}`

func TestTipsNotifyInfoChanges(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.push(tipEvent(tipItem("@g", "bob", 11, `"OpType":1`, ""), tipItem("@g", "bob", 12, change, "")))
		assert.Equal(t, []string{changed, "onMsgNotify [@g bob 11 tip kind=2, @g bob 12 tip kind=2]"}, r.callbacks(), "the change must be reported before the message is stored")
		r.push(tipEvent(tipItem("@g", "bob", 12, change, "")))
		assert.Equal(t, []string{changed}, r.callbacks(), "the change must be reported for a duplicate, too")
		r.push(tipEvent(tipItem("@g", "bob", 13, `"OpType":6,"MsgGroupNewInfo":{}`, ""), tipItem("@g", "bob", 14, `"OpType":6`, ""),
			tipItem("@g", "bob", 15, change, `,"IsPlaceMsg":1`), tipItem("@g", "", 16, change, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 13 tip kind=2, @g bob 14 tip kind=2]"}, r.callbacks(), "an empty change must not be reported")
	})
}

// 1.3 reports a page's own changes only when they arrive with history.
func TestOwnTipsAreDroppedIn13Only(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.push(tipEvent(tipItem("@g", "me", 11, change, "")))
	assert.Empty(t, r.callbacks())
	r = connectedRig(t, "1.7")
	r.push(tipEvent(tipItem("@g", "me", 11, change, "")))
	assert.Len(t, r.callbacks(), 2)
}

// Tips share the numbering of messages, so they may close or open a gap. Changes that
// arrive with history are reported in 1.3 only.
func TestTipsCountInGaps(t *testing.T) {
	for dialect, want := range map[string][]string{
		"1.7": {"onMsgNotify [@g bob 11 tip kind=2, @g bob 12, @g bob 13 tip kind=2]"},
		"1.3": {changed, "onMsgNotify wrapped [@g bob 11 tip kind=2, @g bob 12, @g bob 13 tip kind=2]"},
	} {
		r := connectedRig(t, dialect)
		r.on(history, historyPage(1, tipItem("@g", "bob", 13, `"OpType":2`, `,"Event":4`), grp("@g", "bob", 12, ""), tipItem("@g", "bob", 11, change, `,"Event":6`)))
		r.push(tipEvent(tipItem("@g", "bob", 13, `"OpType":2`, "")))
		assert.Equal(t, want, r.callbacks(), dialect)
	}
	// When history fails, the change counts as polled.
	inBoth(t, func(t *testing.T, r *rig) {
		r.on(history, failWith(10002, "busy"))
		r.push(tipEvent(tipItem("@g", "bob", 13, change, "")))
		r.advance(waitLimit)
		callbacks := r.callbacks()
		require.Len(t, callbacks, 2)
		assert.Equal(t, changed, callbacks[0])
	})
}

// A page may delete the session in the listener of a change.
func TestDropSessionInInfoChangeStoresOnce(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.page.onNotify["onGroupInfoChangeNotify"] = func([]Arg) {
		r.page.DeleteSession("GROUP", "@g")
		r.DropSession("GROUP", "@g")
	}
	item := grp("@g", "bob", 11, "")
	r.push(tipEvent(item, tipItem("@g", "bob", 12, change, "")))
	r.push(groupEvent(item))
	assert.Len(t, r.page.stored("GROUP@g"), 2, "no message may be stored twice")
}

func TestLargeBatchIsSortedAndDeduplicated(t *testing.T) {
	r := connectedRig(t, "1.7")
	var items []string
	for seq := 11; seq < 1011; seq++ {
		items = append(items, grp("@g", "bob", seq, ""))
	}
	for i := range 300 { // unordered, some repeated
		items[i], items[999-i] = items[999-i], items[i]
	}
	r.push(groupEvent(append(items, items[:500]...)...))
	stored := r.page.session("GROUP@g").msgs
	require.Len(t, stored, 1000)
	for i, m := range stored {
		require.Equal(t, float64(11+i), m.seq)
	}
}
