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

func TestGapsAreFilledInOrder(t *testing.T) {
	for _, c := range []struct {
		name      string
		known     int // 0: no seq of the group is known
		seqs      []int
		requested string // seq and number
		delivered string
	}{
		{"next", 10, []int{11}, "", "11"},
		{"several next", 10, []int{11, 12, 13}, "", "11 12 13"},
		{"several next, unordered", 10, []int{13, 11, 12}, "", "11 12 13"},
		{"one missing", 10, []int{12}, "12 2", "11 12"},
		{"many missing", 10, []int{14, 15}, "15 5", "11 12 13 14 15"},
		{"gap inside", 10, []int{11, 13}, "13 3", "11 12 13"},
		{"gap inside, unordered", 10, []int{14, 11, 12}, "14 4", "11 12 13 14"},
		{"old", 10, []int{4}, "", "4"},
		{"gap between old ones", 10, []int{4, 6}, "", "4 6"},
		{"gap between old and new", 10, []int{9, 12}, "12 2", "9 11 12"},
		{"old and next", 10, []int{10, 11}, "", "10 11"},
		{"next, repeated", 10, []int{11, 11}, "", "11"},
		{"gap inside, next repeated", 10, []int{11, 11, 13}, "13 3", "11 12 13"},
		{"unknown group", 0, []int{50}, "", "50"},
		{"unknown group, unordered", 0, []int{51, 50}, "", "50 51"},
		{"unknown group, gap inside", 0, []int{50, 53}, "53 4", "50 51 52 53"},
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
				if c.requested != "" {
					var seq, number int
					_, err := fmt.Sscan(c.requested, &seq, &number)
					require.NoError(t, err)
					assert.Equal(t, askHistory("@g", seq, number), r.trace[0])
					if dialect == "1.3" {
						want = "onMsgNotify wrapped ["
					}
				} else {
					assert.Zero(t, r.net.counts[history])
				}
				want += "@g bob " + strings.ReplaceAll(c.delivered, " ", ", @g bob ") + "]"
				assert.Equal(t, []string{want}, r.callbacks(), dialect)

				// Afterwards the next message leaves no gap.
				next := max(c.known, r.highest()) + 1
				requested := r.net.counts[history]
				r.push(groupEvent(grp("@g", "bob", next, "")))
				assert.Equal(t, []string{fmt.Sprintf("onMsgNotify [@g bob %d]", next)}, r.callbacks())
				assert.Equal(t, requested, r.net.counts[history])
			}
		})
	}
}

// highest returns the highest seq in the store of @g.
func (r *rig) highest() (seq int) {
	for _, m := range r.page.session("GROUP@g").msgs {
		seq = max(seq, int(m.seq))
	}
	return seq
}

func TestGapsOfGroupsAreIndependent(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.onCall(history, historyOf(100))
	r.push(groupEvent(grp("@g", "bob", 13, ""), grp("@h", "bob", 1, ""), grp("@i", "bob", 3, ""), grp("@h", "bob", 2, ""), grp("@i", "bob", 1, "")))
	r.expect(
		askHistory("@g", 13, 3), askHistory("@i", 3, 3),
		"onMsgNotify [@h bob 1, @h bob 2]", // groups without a gap do not wait
		pollOf(`"NotifySeq":0,"NoticeSeq":0`),
		"onMsgNotify [@g bob 11, @g bob 12, @g bob 13]",
		"onMsgNotify [@i bob 1, @i bob 2, @i bob 3]",
	)
}

// A server may return fewer messages than requested.
func TestGapIsFilledByPartialResponses(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.onCall(history, historyOf(4))
	r.push(groupEvent(grp("@g", "bob", 20, "")))
	assert.Equal(t, []string{askHistory("@g", 20, 10), pollOf(`"NotifySeq":0,"NoticeSeq":0`), askHistory("@g", 16, 6), askHistory("@g", 12, 2),
		"onMsgNotify [@g bob 11, @g bob 12, @g bob 13, @g bob 14, @g bob 15, @g bob 16, @g bob 17, @g bob 18, @g bob 19, @g bob 20]"}, r.take())
}

// History may return fewer messages than requested, since older ones may not be
// addressed to this user.
func TestUnfillableGapIsRequestedOnce(t *testing.T) {
	for _, response := range []reply{
		okReply, historyPage(1), historyPage(0), historyPage(1, grp("@g", "bob", 14, "")), okWith(`"IsFinished":1,"RspMsgList":null`),
		historyPage(0, grp("@g", "bob", 2, "")),  // another, older message
		historyPage(0, grp("@g", "bob", 99, "")), // another, newer message
	} {
		r := connectedRig(t, "1.7")
		r.on(history, response)
		r.push(groupEvent(grp("@g", "bob", 14, "")))
		callbacks := r.callbacks()
		require.Len(t, callbacks, 1)
		assert.Contains(t, callbacks[0], "@g bob 14", "the received message must be delivered")
		r.push(groupEvent(grp("@g", "bob", 15, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 15]"}, r.callbacks())
		assert.Equal(t, 1, r.net.counts[history])
	}
}

// failTimes returns a handler whose history fails the given number of times and then
// succeeds.
func failTimes(times int, failure reply) handler {
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
		"after pauses":           func(r *rig) { r.advance(6 * time.Second) },
		"with the next polls":    func(r *rig) { r.push(""); r.advance(lostDelay); r.pushRaw(empty60) },
		"when the page wakes up": func(r *rig) { r.Wake(); r.advance(lostDelay); r.Wake(); r.settle() },
	} {
		for _, failure := range failures {
			for dialect, notified := range map[string]string{"1.7": "onMsgNotify [", "1.3": "onMsgNotify wrapped ["} {
				r := connectedRig(t, dialect)
				r.onCall(history, failTimes(2, failure))
				r.push(groupEvent(grp("@g", "bob", 14, "")))
				r.advance(lostDelay)
				assert.Empty(t, r.callbacks())
				again(r)
				assert.Equal(t, []string{notified + "@g bob 11, @g bob 12, @g bob 13, @g bob 14]"}, r.callbacks(), name)
				r.advance(time.Hour)
				assert.Equal(t, 3, r.net.counts[history], "a filled gap must not be requested again")
				r.push(groupEvent(grp("@g", "bob", 15, "")))
				assert.Equal(t, []string{"onMsgNotify [@g bob 15]"}, r.callbacks())
			}
		}
	}
}

// No message waits longer than 15 seconds. Then it is delivered; missing messages are
// still requested, and inserted in order.
func TestGapWaitIsLimited(t *testing.T) {
	for _, failure := range append(failures, hang) {
		for dialect, notified := range map[string]string{"1.7": "onMsgNotify [", "1.3": "onMsgNotify wrapped ["} {
			r := connectedRig(t, dialect)
			r.on(history, failure)
			r.push(groupEvent(grp("@g", "bob", 13, "")))
			r.advance(waitLimit - 1)
			r.push(groupEvent(grp("@g", "bob", 16, "")))
			assert.Empty(t, r.callbacks())
			r.advance(1)
			assert.Equal(t, []string{notified + "@g bob 13]"}, r.callbacks(), "each message must wait for the full limit")
			r.advance(waitLimit - 1)
			assert.Equal(t, []string{notified + "@g bob 16]"}, r.callbacks())
			r.push(groupEvent(grp("@g", "bob", 17, "")))
			assert.Equal(t, []string{"onMsgNotify [@g bob 17]"}, r.callbacks(), "a message that leaves no gap must not wait")
			for x := r.net.find(history); x != nil; x = r.net.find(history) {
				r.net.respond(x, lost) // the request times out after 15 seconds
				r.advance(lostDelay)
			}
			r.onCall(history, historyOf(100))
			r.take()
			r.advance(2 * time.Minute)
			assert.Equal(t, []string{notified + "@g bob 11, @g bob 12, @g bob 14, @g bob 15]"}, r.callbacks())
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
	r := connectedRig(t, "1.7")
	r.on(history, failWith(10002, "busy"))
	r.push(groupEvent(grp("@g", "bob", 13, "")))
	r.advance(time.Hour)
	assert.Less(t, r.net.counts[history], 70)
	assert.Greater(t, r.net.counts[history], 40, "retries must not stop")
	before := r.net.counts[history]
	for range 100 {
		r.push("")
	}
	assert.LessOrEqual(t, r.net.counts[history], before+1, "polls must not trigger a retry each")
}

// The SDK's own requests time out after 15 seconds in both dialects.
func TestGapRequestTimesOut(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on(history, hang)
		r.push(groupEvent(grp("@g", "bob", 13, "")))
		assert.Equal(t, 15*time.Second, r.net.find(history).Timeout)
	})
}

// When a later request fails, only the rest is requested again.
func TestGapRetryRequestsOnlyRest(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.onCall(history, func(body jsontext.Value, n int) reply {
		if n == 2 {
			return failWith(10002, "busy")
		}
		return historyOf(2)(body, n)
	})
	r.push(groupEvent(grp("@g", "bob", 14, "")))
	assert.Empty(t, r.callbacks())
	r.push("")
	assert.Equal(t, []string{askHistory("@g", 12, 2), pollOf(`"NotifySeq":0,"NoticeSeq":0`), "onMsgNotify [@g bob 11, @g bob 12, @g bob 13, @g bob 14]"}, r.take())

	// After the wait limit, the messages received so far are delivered.
	r = connectedRig(t, "1.7")
	r.onCall(history, func(body jsontext.Value, n int) reply {
		if n == 1 {
			return historyOf(2)(body, n)
		}
		return hang
	})
	r.push(groupEvent(grp("@g", "bob", 14, "")))
	r.advance(waitLimit)
	assert.Equal(t, []string{"onMsgNotify [@g bob 13, @g bob 14]"}, r.callbacks())
	r.respond(history, historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11, @g bob 12]"}, r.callbacks())
	assert.Equal(t, []string{"@g bob 11", "@g bob 12", "@g bob 13", "@g bob 14"}, r.page.stored("GROUP@g"))
}

// If the user may not read a group's history, it is not requested again.
func TestUnreadableGapIsNotRetried(t *testing.T) {
	for _, code := range []int{10007, 10010, 10015} {
		r := connectedRig(t, "1.7")
		r.on(history, failWith(code, "no"))
		r.push(groupEvent(grp("@g", "bob", 14, "")))
		assert.Equal(t, []string{"onMsgNotify [@g bob 14]"}, r.callbacks())
		r.push("")
		assert.Equal(t, 1, r.net.counts[history])
	}
}

// Two gaps in a group without a known seq are requested together, with the messages
// between them.
func TestGapsInGroupAreOneRequest(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.onCall(history, failTimes(1, failWith(10002, "busy")))
	r.push(groupEvent(grp("@x", "bob", 20, ""), grp("@x", "bob", 22, "")))
	r.push(groupEvent(grp("@x", "bob", 30, ""), grp("@x", "bob", 32, "")))
	r.push(groupEvent(grp("@x", "bob", 23, "")))
	r.take()
	r.advance(5 * time.Second)
	stored := r.page.session("GROUP@x").msgs
	require.Len(t, stored, 13)
	for i, m := range stored {
		assert.Equal(t, float64(20+i), m.seq)
	}
	assert.True(t, slices.IsSorted(r.page.stored("GROUP@x")))
}

// Messages that arrive during a gap request wait for it. The request is sent once.
func TestMessagesWaitForGapRequest(t *testing.T) {
	for _, next := range [][]int{{14}, {15}, {14, 15, 16}, {16, 15}, {20, 17}} {
		r := connectedRig(t, "1.7")
		r.on(history, hang)
		r.push(groupEvent(grp("@g", "bob", 13, "")))
		for _, seq := range next {
			r.push(groupEvent(grp("@g", "bob", seq, "")))
		}
		assert.Equal(t, 1, r.net.counts[history])
		first := r.net.find(history)
		r.onCall(history, historyOf(100))
		r.net.respond(first, historyOf(100)(value(t, first.Body), 1))
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
func TestMessagesBeforeGapDoNotWait(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on(history, hang)
	r.push(groupEvent(grp("@g", "bob", 13, "")))
	r.push(groupEvent(grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 11]"}, r.callbacks())
	r.respond(history, historyPage(1, grp("@g", "bob", 12, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 12, @g bob 13]"}, r.callbacks())
}

// History is requested for a few groups at a time, and eventually for all.
func TestConcurrentGapRequestsAreLimited(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on(history, hang)
	var items []string
	for i := range 10 {
		group := fmt.Sprint("@many", i)
		items = append(items, grp(group, "bob", 1, ""), grp(group, "bob", 3, ""))
	}
	r.push(groupEvent(items...))
	assert.Equal(t, maxRequests, r.net.counts[history])
	for x := r.net.find(history); x != nil; x = r.net.find(history) {
		r.net.respond(x, historyOf(100)(value(t, x.Body), 1))
		r.settle()
	}
	for i := range 10 {
		assert.Len(t, r.page.stored(fmt.Sprint("GROUP@many", i)), 3)
	}
}

// A sign-out ends a gap request. The next user's session starts without gaps.
func TestSignOutEndsGapRequests(t *testing.T) {
	r := connectedRig(t, "1.7")
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
func TestPolledMessagesWaitForRefill13(t *testing.T) {
	r := connectedRig(t, "1.3") // @g is at 10
	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":13}]`))
	r.on(history, hang)
	r.init13(me13)
	r.push(groupEvent(grp("@g", "me", 11, ""), grp("@g", "bob", 12, "")))
	assert.Empty(t, r.callbacks())
	r.respond(history, historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "me", 11, "")))
	assert.Equal(t, []string{"onMsgNotify wrapped [@g me 11, @g bob 12]"}, r.callbacks())
}

// In 1.3 a poll continues across a second init. Until its first response, it may still
// return messages from before the first group list, so messages up to the second list's
// seq must wait for it.
func TestGroupListWaitsForPoll13(t *testing.T) {
	again := func(t *testing.T) *rig {
		r := signedInRig(t, "1.3") // @g is at 10; the poll is pending
		r.onCall(history, historyOf(13))
		r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":13}]`))
		r.init13(me13)
		r.init13(me13)
		assert.Empty(t, r.callbacks())
		return r
	}
	t.Run("poll returns the messages", func(t *testing.T) {
		r := again(t)
		r.push(groupEvent(grp("@g", "bob", 8, ""), grp("@g", "bob", 9, "")))
		r.push(groupEvent(grp("@g", "bob", 10, ""), grp("@g", "bob", 11, ""), grp("@g", "bob", 12, "")))
		r.push("")
		assert.Equal(t, []string{"onMsgNotify [@g bob 8, @g bob 9]", "onMsgNotify [@g bob 10, @g bob 11, @g bob 12]"}, r.callbacks())
		assert.Zero(t, r.net.counts[history])
	})
	for name, nothing := range map[string]reply{"poll is empty": okWith(`"EventArray":[]`), "poll times out": failWith(60008, "")} {
		t.Run(name, func(t *testing.T) {
			r := again(t)
			r.pushRaw(nothing)
			assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 11, @g bob 12]"}, r.callbacks())
			r.push(groupEvent(grp("@g", "bob", 13, "")))
			assert.Equal(t, []string{"onMsgNotify [@g bob 13]"}, r.callbacks())
			assert.Equal(t, 1, r.net.counts[history])
		})
	}
}

// A group list does not trigger a second request for history that is already being
// requested: its response could repeat own messages that the poll delivered meanwhile.
func TestGroupListRequestsRestOnly13(t *testing.T) {
	r := connectedRig(t, "1.3") // @g is at 10
	r.on(history, hang)
	r.push(groupEvent(grp("@g", "bob", 12, "")))
	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":14}]`))
	r.init13(me13)
	r.callbacks()
	r.respond(history, historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 11, @g bob 12]"}, r.callbacks())
	assert.JSONEq(t, `{"GroupId":"@g","ReqMsgSeq":13,"ReqMsgNumber":1}`, r.net.find(history).Body)
	r.respond(history, historyPage(1, grp("@g", "bob", 13, "")))
	assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 13]"}, r.callbacks())
}

// History that the poll delivered before the request is not requested either. A late
// request, as after a first attempt that hung, would deliver own messages after later
// messages.
func TestPollDeliversListedMessages13(t *testing.T) {
	r := connectedRig(t, "1.3") // @g is at 10
	r.on(history, hang)
	r.push(groupEvent(grp("@g", "bob", 12, "")))
	r.on("group_open_http_svc/get_joined_group_list", okWith(`"GroupIdList":[{"GroupId":"@g","NextMsgSeq":14}]`))
	r.init13(me13)
	r.push(groupEvent(grp("@g", "bob", 13, "")))
	r.callbacks()
	r.respond(history, historyPage(1, grp("@g", "bob", 12, ""), grp("@g", "bob", 11, "")))
	assert.Equal(t, []string{"onMsgNotify wrapped [@g bob 11, @g bob 12, @g bob 13]"}, r.callbacks())
	assert.Nil(t, r.net.find(history))
	r.push(groupEvent(grp("@g", "bob", 14, "")))
	assert.Equal(t, []string{"onMsgNotify [@g bob 14]"}, r.callbacks())
}
