package webim

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

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

// A server may return fewer messages than requested.
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

// failing is a history that fails so often, and then has everything.
func failing(times int, failure reply) handler {
	return func(body jsontext.Value, n int) reply {
		if n <= times {
			return failure
		}
		return historyOf(100)(body, n)
	}
}

var failures = []reply{failWith(10002, "busy"), lost, notJSON, {status: 503}}

// When history fails, messages wait and the request is retried: after a pause, with the
// next successful poll, and on wake.
func TestGapRequestIsRetried(t *testing.T) {
	for name, again := range map[string]func(r *rig){
		"after pauses":           func(r *rig) { r.pass(6 * time.Second) },
		"with the next polls":    func(r *rig) { r.push(""); r.pass(lostDelay); r.pushRaw(empty60) },
		"when the page wakes up": func(r *rig) { r.Wake(); r.pass(lostDelay); r.Wake(); r.settle() },
	} {
		for _, failure := range failures {
			for dialect, told := range map[string]string{"1.7": "onMsgNotify [", "1.3": "onMsgNotify wrapped ["} {
				r := connected(t, dialect)
				r.onCall(history, failing(2, failure))
				r.push(groupEvent(grp("@g", "bob", 14, "")))
				r.pass(lostDelay)
				assert.Empty(t, r.heard())
				again(r)
				assert.Equal(t, []string{told + "@g bob 11, @g bob 12, @g bob 13, @g bob 14]"}, r.heard(), name)
				r.pass(time.Hour)
				assert.Equal(t, 3, r.net.counts[history], "it is filled")
				r.push(groupEvent(grp("@g", "bob", 15, "")))
				assert.Equal(t, []string{"onMsgNotify [@g bob 15]"}, r.heard())
			}
		}
	}
}

// No message waits longer than 15 seconds. Then it is delivered; missing messages are
// still requested, and inserted where they belong.
func TestGapWaitIsLimited(t *testing.T) {
	for _, failure := range append(failures, hang) {
		for dialect, told := range map[string]string{"1.7": "onMsgNotify [", "1.3": "onMsgNotify wrapped ["} {
			r := connected(t, dialect)
			r.on(history, failure)
			r.push(groupEvent(grp("@g", "bob", 13, "")))
			r.pass(waitLimit - 1)
			r.push(groupEvent(grp("@g", "bob", 16, "")))
			assert.Empty(t, r.heard())
			r.pass(1)
			assert.Equal(t, []string{told + "@g bob 13]"}, r.heard(), "each waits as long")
			r.pass(waitLimit - 1)
			assert.Equal(t, []string{told + "@g bob 16]"}, r.heard())
			r.push(groupEvent(grp("@g", "bob", 17, "")))
			assert.Equal(t, []string{"onMsgNotify [@g bob 17]"}, r.heard(), "what leaves no gap does not wait")
			for x := r.net.find(history); x != nil; x = r.net.find(history) {
				r.net.answer(x, lost) // 15 seconds are over
				r.pass(lostDelay)
			}
			r.onCall(history, historyOf(100))
			r.take()
			r.pass(2 * time.Minute)
			assert.Equal(t, []string{told + "@g bob 11, @g bob 12, @g bob 14, @g bob 15]"}, r.heard())
			var want []string
			for seq := 11; seq <= 17; seq++ {
				want = append(want, fmt.Sprint("@g bob ", seq))
			}
			assert.Equal(t, want, r.page.stored("GROUP@g"))
			assert.Equal(t, 7, r.page.sessions["GROUP@g"].unread)
			assert.Empty(t, r.groups.missing)
		}
	}
}

// Requests back off while history is down.
func TestGapRetryBacksOff(t *testing.T) {
	r := connected(t, "1.7")
	r.on(history, failWith(10002, "busy"))
	r.push(groupEvent(grp("@g", "bob", 13, "")))
	r.pass(time.Hour)
	assert.Less(t, r.net.counts[history], 70)
	assert.Greater(t, r.net.counts[history], 40, "and it is never given up")
	before := r.net.counts[history]
	for range 100 {
		r.push("")
	}
	assert.LessOrEqual(t, r.net.counts[history], before+1, "nor by every poll")
}

// The SDK's own requests end after 15 seconds in both dialects.
func TestGapRequestTimesOut(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on(history, hang)
		r.push(groupEvent(grp("@g", "bob", 13, "")))
		assert.Equal(t, 15*time.Second, r.net.find(history).Timeout)
	})
}

// When a later page fails, only the rest is asked for again.
func TestGapFailsInTheMiddle(t *testing.T) {
	r := connected(t, "1.7")
	r.onCall(history, func(body jsontext.Value, n int) reply {
		if n == 2 {
			return failWith(10002, "busy")
		}
		return historyOf(2)(body, n)
	})
	r.push(groupEvent(grp("@g", "bob", 14, "")))
	assert.Empty(t, r.heard())
	r.push("")
	assert.Equal(t, []string{askHistory("@g", 12, 2), pollOf(`"NotifySeq":0,"NoticeSeq":0`), "onMsgNotify [@g bob 11, @g bob 12, @g bob 13, @g bob 14]"}, r.take())

	// If that takes too long, what is there is told.
	r = connected(t, "1.7")
	r.onCall(history, func(body jsontext.Value, n int) reply {
		if n == 1 {
			return historyOf(2)(body, n)
		}
		return hang
	})
	r.push(groupEvent(grp("@g", "bob", 14, "")))
	r.pass(waitLimit)
	assert.Equal(t, []string{"onMsgNotify [@g bob 13, @g bob 14]"}, r.heard())
	r.answer(history, historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11, @g bob 12]"}, r.heard())
	assert.Equal(t, []string{"@g bob 11", "@g bob 12", "@g bob 13", "@g bob 14"}, r.page.stored("GROUP@g"))
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

// Two gaps of a group nothing is known of, and what comes between them.
func TestSeveralGapsOfAGroup(t *testing.T) {
	r := connected(t, "1.7")
	r.onCall(history, failing(1, failWith(10002, "busy")))
	r.push(groupEvent(grp("@x", "bob", 20, ""), grp("@x", "bob", 22, "")))
	r.push(groupEvent(grp("@x", "bob", 30, ""), grp("@x", "bob", 32, "")))
	r.push(groupEvent(grp("@x", "bob", 23, "")))
	r.take()
	r.pass(5 * time.Second)
	stored := r.page.session("GROUP@x").msgs
	require.Len(t, stored, 13)
	for i, m := range stored {
		assert.Equal(t, float64(20+i), m.seq)
	}
	assert.True(t, slices.IsSorted(r.page.stored("GROUP@x")))
}

// Messages that arrive during the request for a gap wait for it; the request is sent
// once.
func TestMessagesDuringGapFetch(t *testing.T) {
	for _, next := range [][]int{{14}, {15}, {14, 15, 16}, {16, 15}, {20, 17}} {
		r := connected(t, "1.7")
		r.on(history, hang)
		r.push(groupEvent(grp("@g", "bob", 13, "")))
		for _, seq := range next {
			r.push(groupEvent(grp("@g", "bob", seq, "")))
		}
		assert.Equal(t, 1, r.net.counts[history])
		first := r.net.find(history)
		r.onCall(history, historyOf(100))
		r.net.answer(first, historyOf(100)(value(t, first.Body), 1))
		r.settle()
		var want []string
		for seq := 11; seq <= max(slices.Max(next), 13); seq++ {
			want = append(want, fmt.Sprint("@g bob ", seq))
		}
		assert.Equal(t, want, r.page.stored("GROUP@g"), next)
		assert.LessOrEqual(t, r.net.counts[history], 1)
	}
}

// Messages that follow the known position do not wait for a later gap.
func TestMessagesBeforeGap(t *testing.T) {
	r := connected(t, "1.7")
	r.on(history, hang)
	r.push(groupEvent(grp("@g", "bob", 13, "")))
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.heard())
	r.answer(history, historyPage(1, grp("@g", "bob", 12, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 12, @g bob 13]"}, r.heard())
}

// History is requested for a few groups at a time, and eventually for all.
func TestGapsOfManyGroups(t *testing.T) {
	r := connected(t, "1.7")
	r.on(history, hang)
	var items []string
	for i := range 10 {
		group := fmt.Sprint("@many", i)
		items = append(items, grp(group, "bob", 1, ""), grp(group, "bob", 3, ""))
	}
	r.push(groupEvent(items...))
	assert.Equal(t, maxRequests, r.net.counts[history])
	for x := r.net.find(history); x != nil; x = r.net.find(history) {
		r.net.answer(x, historyOf(100)(value(t, x.Body), 1))
		r.settle()
	}
	for i := range 10 {
		assert.Len(t, r.page.stored(fmt.Sprint("GROUP@many", i)), 3)
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

// In 1.3 own messages are taken from history, not from a poll. Polled messages in the
// range of a pending history request wait for it, or an own message would be delivered
// after a later one.
func TestOwnMessagesDuringARefill13(t *testing.T) {
	r := connected(t, "1.3") // @g is at 10
	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":13}]`))
	r.on(history, hang)
	r.init13(me13)
	r.push(groupEvent(grp("@g", "me", 11, ""), grp("@g", "bob", 12, "")))
	assert.Empty(t, r.heard())
	r.answer(history, historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "me", 11, "")))
	assert.Equal(t, []string{"onMsgNotify wrapped [@g me 11, @g bob 12]"}, r.heard())
}

// The poll of 1.3 goes on over a second init. While it has brought nothing, it
// may still bring what came before the first list: what the second list tells of
// beyond that must not come before it.
func TestPollBehindGroupList13(t *testing.T) {
	again := func(t *testing.T) *rig {
		r := signedIn(t, "1.3") // @g is at 10; the poll has not answered yet
		r.onCall(history, historyOf(13))
		r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":13}]`))
		r.init13(me13)
		r.init13(me13)
		assert.Empty(t, r.heard())
		return r
	}
	t.Run("it brings it", func(t *testing.T) {
		r := again(t)
		r.push(groupEvent(grp("@g", "bob", 8, ""), grp("@g", "bob", 9, "")))
		r.push(groupEvent(grp("@g", "bob", 10, ""), grp("@g", "bob", 11, ""), grp("@g", "bob", 12, "")))
		r.push("")
		assert.Equal(t, []string{"onMsgNotify [@g bob 8, @g bob 9]", "onMsgNotify [@g bob 10, @g bob 11, @g bob 12]"}, r.heard())
		assert.Zero(t, r.net.counts[history])
	})
	for name, nothing := range map[string]reply{"it is empty": okWith(`"EventArray":[]`), "it has nothing": failWith(60008, "")} {
		t.Run(name, func(t *testing.T) {
			r := again(t)
			r.pushRaw(nothing)
			assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 11, @g bob 12]"}, r.heard())
			r.push(groupEvent(grp("@g", "bob", 13, "")))
			assert.Equal(t, []string{"onMsgNotify [@g bob 13]"}, r.heard())
			assert.Equal(t, 1, r.net.counts[history])
		})
	}
}

// What history is being asked for, a list does not have it asked for again: the
// second answer could bring own messages that came by the poll meanwhile.
func TestListDuringARefill13(t *testing.T) {
	r := connected(t, "1.3") // @g is at 10
	r.on(history, hang)
	r.push(groupEvent(grp("@g", "bob", 12, "")))
	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":14}]`))
	r.init13(me13)
	r.heard()
	r.answer(history, historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 11, @g bob 12]"}, r.heard())
	assert.JSONEq(t, `{"GroupId":"@g","ReqMsgSeq":13,"ReqMsgNumber":1}`, r.net.find(history).Body)
	r.answer(history, historyPage(1, grp("@g", "bob", 13, "")))
	assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 13]"}, r.heard())
}

// Nor what the poll has brought before it could be asked for: asked for late, as
// when a first try hangs, it would bring own messages from behind it after later
// ones.
func TestPollDeliversListedMessages13(t *testing.T) {
	r := connected(t, "1.3") // @g is at 10
	r.on(history, hang)
	r.push(groupEvent(grp("@g", "bob", 12, "")))
	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":14}]`))
	r.init13(me13)
	r.push(groupEvent(grp("@g", "bob", 13, "")))
	r.heard()
	r.answer(history, historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 11, @g bob 12, @g bob 13]"}, r.heard())
	assert.Nil(t, r.net.find(history))
	r.push(groupEvent(grp("@g", "bob", 14, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 14]"}, r.heard())
}
