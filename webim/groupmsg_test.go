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

// historyOf is a server that has every message of a group, from bob, and hands
// out at most so many at once.
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

// historyPage is an answer with these items, newest first.
func historyPage(finished int, items ...string) reply {
	return okWith(fmt.Sprintf(`"IsFinished":%d,"RspMsgList":[%s]`, finished, strings.Join(items, ",")))
}

func TestGroupMessages(t *testing.T) {
	r := connected(t, "1.7")
	r.push(groupEvent(grp("@g", "bob", 11, ""), grp("@h", "bob", 5, `,"MsgPriority":1`), grp("@g", "me", 12, `,"MsgPriority":2`), grp("@h", "eve", 6, `,"MsgPriority":3`)))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11, @g me 12, @h bob 5 kind=3, @h eve 6 kind=1]"}, r.heard(), "all groups in one array")
	assert.Equal(t, 1, r.page.sessions["GROUP@g"].unread)
	r.push(groupEvent(grp("@g", "bob", 11, ""), grp("@g", "bob", 12, `,"MsgRandom":1`)))
	assert.Equal(t, []string{"onMsgNotify [@g bob 12]"}, r.heard(), "one seq, but another message")
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Empty(t, r.heard())
}

func TestGroupMessagesThatAreNone(t *testing.T) {
	for dialect, want := range map[string]string{"1.7": "@g bob 16", "1.3": "@g bob 16"} {
		r := connected(t, dialect)
		noBody := strings.Replace(grp("@g", "bob", 13, ""), textBody("n"), "[]", 1)
		r.push(groupEvent(grp("@g", "bob", 11, `,"IsPlaceMsg":1`), grp("@g", "", 12, ""), noBody, strings.Replace(noBody, `"MsgSeq":13`, `"MsgSeq":14`, 1),
			strings.Replace(grp("@g", "bob", 15, ""), textBody("n"), "null", 1), grp("@g", "bob", 16, "")))
		assert.Equal(t, []string{"onMsgNotify [" + want + "]"}, r.heard())
	}
}

// In 1.3 own messages are not taken from the poll and do not move what is
// known; they come with the next message's gap.
func TestOwnGroupMessages13(t *testing.T) {
	r := connected(t, "1.3")
	r.onCall(history, func(jsontext.Value, int) reply {
		return historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "me", 11, ""))
	})
	r.push(groupEvent(grp("@g", "me", 11, "")))
	assert.Empty(t, r.heard())
	r.push(groupEvent(grp("@g", "bob", 12, "")))
	lines := r.take()
	assert.Equal(t, askHistory("@g", 12, 2), lines[0])
	assert.Equal(t, "onMsgNotify wrapped [@g me 11, @g bob 12]", lines[2])
	// In one batch with others' they count for its holes, and are left out.
	r.push(groupEvent(grp("@g", "bob", 13, ""), grp("@g", "me", 14, ""), grp("@g", "bob", 15, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 13, @g bob 15]"}, r.heard())
}

// In 1.3 a group's message has no random number: its seq stands for it.
func TestGroupDuplicates13(t *testing.T) {
	r := connected(t, "1.3")
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	r.take()
	r.push(groupEvent(grp("@g", "bob", 11, `,"MsgRandom":1`)))
	assert.Empty(t, r.heard())
}

func TestGaps(t *testing.T) {
	for _, c := range []struct {
		name   string
		known  int // 0: nothing is known of the group
		seqs   []int
		asked  string // seq and number
		told17 string
	}{
		{"the next one", 10, []int{11}, "", "11"},
		{"the next ones", 10, []int{11, 12, 13}, "", "11 12 13"},
		{"in any order", 10, []int{13, 11, 12}, "", "11 12 13"},
		{"one is missing", 10, []int{12}, "12 2", "11 12"},
		{"many are missing", 10, []int{14, 15}, "15 5", "11 12 13 14 15"},
		{"a hole", 10, []int{11, 13}, "13 3", "11 12 13"},
		{"a hole, in any order", 10, []int{14, 11, 12}, "14 4", "11 12 13 14"},
		{"an old one", 10, []int{4}, "", "4"},
		{"a hole in the old", 10, []int{4, 6}, "", "4 6"},
		{"a hole between old and new", 10, []int{9, 12}, "12 2", "9 11 12"},
		{"old and next", 10, []int{10, 11}, "", "10 11"},
		{"the next one twice", 10, []int{11, 11}, "", "11"},
		{"a hole, hidden by a double", 10, []int{11, 11, 13}, "13 3", "11 12 13"},
		{"unknown group", 0, []int{50}, "", "50"},
		{"unknown group, some", 0, []int{51, 50}, "", "50 51"},
		{"unknown group, a hole", 0, []int{50, 53}, "53 4", "50 51 52 53"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, dialect := range []string{"1.7", "1.3"} {
				r := newRig(t, "")
				r.on("group_open_http_svc/get_joined_group_list", okWith(fmt.Sprintf(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":%d}]`, c.known+1)))
				r.scriptSignIn()
				if dialect == "1.3" {
					r.init13(me13)
				} else {
					r.login(me17)
				}
				r.push("")
				r.take()
				r.onCall(history, historyOf(100))
				var items []string
				for _, seq := range c.seqs {
					items = append(items, grp("@g", "bob", seq, ""))
				}
				r.push(groupEvent(items...))
				want := "onMsgNotify ["
				if c.asked != "" {
					var seq, number int
					_, err := fmt.Sscan(c.asked, &seq, &number)
					require.NoError(t, err)
					assert.Equal(t, askHistory("@g", seq, number), r.trace[0])
					if dialect == "1.3" {
						want = "onMsgNotify wrapped ["
					}
				} else {
					assert.Zero(t, r.net.counts[history])
				}
				want += "@g bob " + strings.ReplaceAll(c.told17, " ", ", @g bob ") + "]"
				assert.Equal(t, []string{want}, r.heard(), dialect)

				// Whatever it was, the next one is no gap.
				next := max(c.known, r.highest()) + 1
				asked := r.net.counts[history]
				r.push(groupEvent(grp("@g", "bob", next, "")))
				assert.Equal(t, []string{fmt.Sprintf("onMsgNotify [@g bob %d]", next)}, r.heard())
				assert.Equal(t, asked, r.net.counts[history])
			}
		})
	}
}

// highest is the highest seq in the store of @g.
func (r *rig) highest() (seq int) {
	for _, m := range r.page.session("GROUP@g").msgs {
		seq = max(seq, int(m.seq))
	}
	return seq
}

func TestGapsOfSeveralGroups(t *testing.T) {
	r := connected(t, "1.7")
	r.onCall(history, historyOf(100))
	r.push(groupEvent(grp("@g", "bob", 13, ""), grp("@h", "bob", 1, ""), grp("@i", "bob", 3, ""), grp("@h", "bob", 2, ""), grp("@i", "bob", 1, "")))
	r.expect(
		askHistory("@g", 13, 3), askHistory("@i", 3, 3),
		"onMsgNotify [@h bob 1, @h bob 2]", // the whole ones need not wait
		pollOf(`"NotifySeq":0,"NoticeSeq":0`),
		"onMsgNotify [@g bob 11, @g bob 12, @g bob 13]",
		"onMsgNotify [@i bob 1, @i bob 2, @i bob 3]",
	)
}

// A server may hand out less at once than is missing.
func TestGapInPages(t *testing.T) {
	r := connected(t, "1.7")
	r.onCall(history, historyOf(4))
	r.push(groupEvent(grp("@g", "bob", 20, "")))
	assert.Equal(t, []string{askHistory("@g", 20, 10), pollOf(`"NotifySeq":0,"NoticeSeq":0`), askHistory("@g", 16, 6), askHistory("@g", 12, 2),
		"onMsgNotify [@g bob 11, @g bob 12, @g bob 13, @g bob 14, @g bob 15, @g bob 16, @g bob 17, @g bob 18, @g bob 19, @g bob 20]"}, r.take())
}

// Less may come than was asked for: older messages need not be for this user.
func TestGapThatHistoryDoesNotFill(t *testing.T) {
	for _, answer := range []reply{
		okReply, historyPage(1), historyPage(0), historyPage(1, grp("@g", "bob", 14, "")), okWith(`"IsFinished":1,"RspMsgList":null`),
		historyPage(0, grp("@g", "bob", 2, "")),  // from elsewhere, and older
		historyPage(0, grp("@g", "bob", 99, "")), // and newer
	} {
		r := connected(t, "1.7")
		r.on(history, answer)
		r.push(groupEvent(grp("@g", "bob", 14, "")))
		heard := r.heard()
		require.Len(t, heard, 1)
		assert.Contains(t, heard[0], "@g bob 14", "what came is not lost")
		r.push(groupEvent(grp("@g", "bob", 15, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 15]"}, r.heard())
		assert.Equal(t, 1, r.net.counts[history])
	}
}

// When history fails, what came is delivered and the gap is asked for again,
// after each poll that goes well, until it is filled. Nothing comes twice.
func TestGapIsAskedForAgain(t *testing.T) {
	for _, failure := range []reply{failWith(10002, "busy"), lost, notJSON} {
		r := connected(t, "1.7")
		r.onCall(history, func(body jsontext.Value, n int) reply {
			if n <= 3 {
				return failure
			}
			return historyOf(100)(body, n)
		})
		r.push(groupEvent(grp("@g", "bob", 14, "")))
		r.pass(lostDelay)
		assert.Equal(t, []string{"onMsgNotify [@g bob 14]"}, r.heard())
		r.push("")
		r.pass(lostDelay)
		assert.Equal(t, []string{askHistory("@g", 14, 4)}, r.requests()[:1])
		r.pushRaw(refusedPoll) // not after one that does not
		r.waits()
		assert.Equal(t, 2, r.net.counts[history])
		// The next message leaves the same gap, and one try is enough for both.
		r.push(groupEvent(grp("@g", "bob", 15, "")))
		r.pass(lostDelay)
		assert.Contains(t, r.heard(), "onMsgNotify [@g bob 15]")
		r.push("")
		r.pass(lostDelay)
		assert.Equal(t, []string{"onMsgNotify [@g bob 11, @g bob 12, @g bob 13]"}, r.heard())
		asked := r.net.counts[history]
		r.push("")
		r.push(groupEvent(grp("@g", "bob", 16, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 16]"}, r.heard())
		assert.Equal(t, asked, r.net.counts[history], "it is filled")
	}
}

// When a later page fails, the earlier ones are delivered too.
func TestGapFailsInTheMiddle(t *testing.T) {
	r := connected(t, "1.7")
	r.onCall(history, func(body jsontext.Value, n int) reply {
		if n == 2 {
			return failWith(10002, "busy")
		}
		return historyOf(2)(body, n)
	})
	r.push(groupEvent(grp("@g", "bob", 14, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 13, @g bob 14]"}, r.heard())
	r.push("")
	assert.Equal(t, []string{"onMsgNotify [@g bob 11, @g bob 12]"}, r.heard())
}

// A group whose history is closed to the user is not asked for again.
func TestGapOfAClosedGroup(t *testing.T) {
	for _, code := range []int{10007, 10010, 10015} {
		r := connected(t, "1.7")
		r.on(history, failWith(code, "no"))
		r.push(groupEvent(grp("@g", "bob", 14, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 14]"}, r.heard())
		r.push("")
		assert.Equal(t, 1, r.net.counts[history])
	}
}

// Two gaps of a group nothing is known of are both filled.
func TestSeveralGapsOfAGroup(t *testing.T) {
	r := connected(t, "1.7")
	r.on(history, failWith(10002, "busy"))
	r.push(groupEvent(grp("@x", "bob", 20, ""), grp("@x", "bob", 22, "")))
	r.push(groupEvent(grp("@x", "bob", 30, ""), grp("@x", "bob", 32, "")))
	r.take()
	r.onCall(history, historyOf(100))
	r.push("")
	heard := r.heard()
	require.Len(t, heard, 1)
	assert.Contains(t, heard[0], "[@x bob 21, @x bob 23, ")
	assert.Contains(t, heard[0], "@x bob 31]")
	r.push("")
	assert.Len(t, r.page.stored("GROUP@x"), 13)
}

// While a gap is being fetched, news goes on; whichever answer comes last.
func TestNewsDuringAFetch(t *testing.T) {
	for _, last := range []string{"first", "second"} {
		r := connected(t, "1.7")
		r.on(history, hang)
		r.push(groupEvent(grp("@g", "bob", 13, "")))
		r.push(groupEvent(grp("@g", "bob", 14, "")))
		first, second := r.net.waiting[0], r.net.waiting[1]
		a, b := historyOf(100)(value(t, first.Body), 1), historyOf(100)(value(t, second.Body), 1)
		if last == "second" {
			r.net.answer(first, a)
			r.net.answer(second, b)
		} else {
			r.net.answer(second, b)
			r.net.answer(first, a)
		}
		r.settle()
		assert.ElementsMatch(t, []string{"@g bob 11", "@g bob 12", "@g bob 13", "@g bob 14"}, r.page.stored("GROUP@g"))
		r.push(groupEvent(grp("@g", "bob", 15, "")))
		assert.Equal(t, 2, r.net.counts[history])
	}
}

// A sign-out ends a fetch; the next sign-in of another user knows of no gap.
func TestGapsEndWithTheSignIn(t *testing.T) {
	r := connected(t, "1.7")
	r.on(history, failWith(10002, "busy"))
	r.push(groupEvent(grp("@g", "bob", 14, "")))
	r.login(strings.ReplaceAll(me17, "me", "you"))
	r.take()
	r.push("")
	assert.Equal(t, 1, r.net.counts[history])
}

// A number that is no seq is shown but not waited for.
func TestSeqsThatAreNone(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		for _, seq := range []string{"1e300", "1e999", "-5", "-1e999", `"x"`, "null", "9007199254740994"} {
			r.push(groupEvent(strings.Replace(grp("@g", "bob", 5, ""), `"MsgSeq":5`, `"MsgSeq":`+seq, 1)))
		}
		assert.Zero(t, r.net.counts[history])
		r.take()
		r.push(groupEvent(grp("@g", "bob", 11, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.heard())
		assert.Zero(t, r.net.counts[history])
	})
}

const change = `"OpType":6,"MsgGroupNewInfo":{"GroupFaceUrl":"f","GroupName":"new","Owner_Account":"","GroupIntroduction":"i"}`

const changed = `onGroupInfoChangeNotify {"GroupId":"@g","GroupFaceUrl":"f","GroupName":"new","OwnerAccount":null,"GroupNotification":null,"GroupIntroduction":"i"}`

func TestTips(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.push(tipEvent(tipItem("@g", "bob", 11, `"OpType":1`, ""), tipItem("@g", "bob", 12, change, "")))
		assert.Equal(t, []string{changed, "onMsgNotify [@g bob 11 tip kind=2, @g bob 12 tip kind=2]"}, r.heard(), "before it is stored")
		r.push(tipEvent(tipItem("@g", "bob", 12, change, "")))
		assert.Equal(t, []string{changed}, r.heard(), "and also when it is known")
		r.push(tipEvent(tipItem("@g", "bob", 13, `"OpType":6,"MsgGroupNewInfo":{}`, ""), tipItem("@g", "bob", 14, `"OpType":6`, ""),
			tipItem("@g", "bob", 15, change, `,"IsPlaceMsg":1`), tipItem("@g", "", 16, change, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 13 tip kind=2, @g bob 14 tip kind=2]"}, r.heard(), "a change of nothing")
	})
}

// What a page does itself, 1.3 tells it only by history.
func TestOwnTips(t *testing.T) {
	r := connected(t, "1.3")
	r.push(tipEvent(tipItem("@g", "me", 11, change, "")))
	assert.Empty(t, r.heard())
	r = connected(t, "1.7")
	r.push(tipEvent(tipItem("@g", "me", 11, change, "")))
	assert.Len(t, r.heard(), 2)
}

// Tips number on with messages, so they may close a gap or open one. The
// changes that history brings are told in 1.3 only.
func TestTipsInAGap(t *testing.T) {
	for dialect, want := range map[string][]string{
		"1.7": {"onMsgNotify [@g bob 11 tip kind=2, @g bob 12, @g bob 13 tip kind=2]"},
		"1.3": {changed, "onMsgNotify wrapped [@g bob 11 tip kind=2, @g bob 12, @g bob 13 tip kind=2]"},
	} {
		r := connected(t, dialect)
		r.on(history, historyPage(1, tipItem("@g", "bob", 13, `"OpType":2`, `,"Event":4`), grp("@g", "bob", 12, ""), tipItem("@g", "bob", 11, change, `,"Event":6`)))
		r.push(tipEvent(tipItem("@g", "bob", 13, `"OpType":2`, "")))
		assert.Equal(t, want, r.heard(), dialect)
	}
	// When history fails, the change came by the poll after all.
	inBoth(t, func(t *testing.T, r *rig) {
		r.on(history, failWith(10002, "busy"))
		r.push(tipEvent(tipItem("@g", "bob", 13, change, "")))
		heard := r.heard()
		require.Len(t, heard, 2)
		assert.Equal(t, changed, heard[0])
	})
}

// A page may do anything when it hears of a change, for nothing is half done.
func TestForgetInsideAnInfoChange(t *testing.T) {
	r := connected(t, "1.7")
	r.page.listening["onGroupInfoChangeNotify"] = func([]Arg) {
		r.page.DeleteSession("GROUP", "@g")
		r.Forget("GROUP", "@g")
	}
	item := grp("@g", "bob", 11, "")
	r.push(tipEvent(item, tipItem("@g", "bob", 12, change, "")))
	r.push(groupEvent(item))
	assert.Len(t, r.page.stored("GROUP@g"), 2, "nothing is stored twice")
}

func TestManyMessagesAtOnce(t *testing.T) {
	r := connected(t, "1.7")
	var items []string
	for seq := 11; seq < 1011; seq++ {
		items = append(items, grp("@g", "bob", seq, ""))
	}
	for i := range 300 { // in any order, some twice
		items[i], items[999-i] = items[999-i], items[i]
	}
	r.push(groupEvent(append(items, items[:500]...)...))
	stored := r.page.session("GROUP@g").msgs
	require.Len(t, stored, 1000)
	for i, m := range stored {
		require.Equal(t, float64(11+i), m.seq)
	}
}
