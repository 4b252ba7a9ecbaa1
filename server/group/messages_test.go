package group_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/server/store"
)

func TestInvalidGroupMessagesAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	bob := s.SignIn(t, "bob")
	id := createWithMembers(t, s, "Public")
	text := servertest.TextBody("hi")
	for what, c := range map[string]struct {
		body M
		code int
	}{
		"no group":              {M{"GroupId": nil}, 10015},
		"unknown group":         {M{"GroupId": "nope"}, 10010},
		"no body":               {M{"MsgBody": nil}, 10004},
		"empty body":            {M{"MsgBody": []M{}}, 10004},
		"body not a list":       {M{"MsgBody": text[0]}, 10004},
		"a tip":                 {M{"MsgBody": []M{{"MsgType": "TIMGroupTipElem", "MsgContent": M{}}}}, 10004},
		"no content":            {M{"MsgBody": []M{{"MsgType": "TIMTextElem"}}}, 10004},
		"text too long":         {M{"MsgBody": servertest.TextBody(strings.Repeat("x", 12001))}, 10004},
		"unknown priority":      {M{"MsgPriority": "URGENT"}, 10004},
		"priority not a string": {M{"MsgPriority": []int{1}}, 10004},
		"random negative":       {M{"Random": -1}, 10004},
		"random too large":      {M{"Random": 1e300}, 10004},
		"random not a number":   {M{"Random": "x"}, 10004},
		"for another":           {M{"From_Account": "alice"}, 10012},
	} {
		a := bob.Call(t, svc("send_group_msg"), extend(M{"GroupId": id, "MsgBody": text, "Random": 1}, c.body))
		assert.Equal(t, c.code, a.ErrorCode, "%s: %s", what, a.Raw)
	}
	list, finished := fetchHistory(t, bob, id)
	assert.Empty(t, list)
	assert.True(t, finished)
	bob.OK(t, svc("send_group_msg"), M{"GroupId": id, "MsgBody": servertest.TextBody(strings.Repeat("x", 12000))})
	bob.OK(t, svc("send_group_msg"), M{"GroupId": id, "MsgBody": text, "From_Account": "bob"})
}

func TestResentGroupMessageStoredOnce(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.SignIn(t, "bob"), client13(t, s, "carol")
	id, other := createWithMembers(t, s, "Public"), createWithMembers(t, s, "Public")
	body := M{"GroupId": id, "From_Account": "bob", "Random": 4294967296, "MsgBody": servertest.TextBody("once")}
	first := bob.OK(t, svc("send_group_msg"), body)
	s.Clock.Advance(4 * time.Minute)
	assert.Equal(t, first.Raw, bob.OK(t, svc("send_group_msg"), body).Raw, "a repeated message must get the same response")
	s.Restart(t)
	assert.Equal(t, first.Raw, bob.OK(t, svc("send_group_msg"), body).Raw)

	assert.Equal(t, 2.0, alice.OK(t, svc("send_group_msg"), extend(body, M{"From_Account": "alice"})).At("MsgSeq"), "another sender's message must not be a duplicate")
	assert.Equal(t, 1.0, bob.OK(t, svc("send_group_msg"), extend(body, M{"GroupId": other})).At("MsgSeq"), "another group's message must not be a duplicate")
	for i := range 3 { // 1.3 sends no Random
		a := carol.OK(t, svc("send_group_msg"), M{"GroupId": id, "MsgBody": servertest.TextBody("again")})
		assert.Equal(t, 3.0+float64(i), a.At("MsgSeq"))
	}
	s.Clock.Advance(20 * time.Minute)
	assert.Equal(t, 6.0, bob.OK(t, svc("send_group_msg"), body).At("MsgSeq"), "after the window it must be a new message")
	list, _ := fetchHistory(t, bob, id)
	assert.Equal(t, "once again again again once once", summarize(list))
	randoms := map[any]bool{}
	for _, e := range list[1:5] {
		randoms[e.at("MsgRandom")] = true
	}
	assert.Len(t, randoms, 4, "1.7 detects duplicates by seq and random")
}

func TestPrioritiesAreNumbered(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	id := create(t, alice, "Public", nil)
	receiveAll(t, s, alice)
	for _, c := range []struct {
		word   any
		number float64
	}{{"REDPACKET", 1}, {"COMMON", 2}, {nil, 2}, {"LOVEMSG", 3}} {
		alice.OK(t, svc("send_group_msg"), M{"GroupId": id, "MsgPriority": c.word, "MsgBody": servertest.TextBody("hi")})
		assert.Equal(t, c.number, receiveAll(t, s, alice)[0].at("MsgPriority"))
	}
}

// The seqs of a group's messages and tips are consecutive under concurrency.
func TestSeqsHaveNoGaps(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := createWithMembers(t, s, "Private")
	dave, carol := s.SignIn(t, "dave"), client13(t, s, "carol")
	const each = 8
	var all sync.WaitGroup
	for _, name := range []string{"alice", "bob", "carol"} {
		all.Go(func() {
			c := s.Client13(name)
			for i := range each {
				text := fmt.Sprintf("%s %d", name, i)
				c.Call(t, svc("send_group_msg"), M{"GroupId": id, "Random": i, "MsgBody": servertest.TextBody(text)})
				c.Call(t, svc("modify_group_base_info"), M{"GroupId": id, "Introduction": text})
				c.Call(t, svc("send_group_msg"), M{"GroupId": id, "MsgBody": M{}}) // refused, so it takes no seq
			}
		})
	}
	all.Wait()
	checkCounters(t, s.Store)
	for _, c := range []*servertest.Client{dave, carol} {
		got := receiveAll(t, s, c)
		require.Len(t, got, 3*each*2)
		for i, e := range got {
			require.Equal(t, i+1, e.Seq, "messages and tips must be delivered in the order of their seqs")
		}
		sent := map[string]int{}
		for _, e := range got {
			if name, n, ok := strings.Cut(e.Text, " "); ok {
				assert.Equal(t, fmt.Sprint(sent[name]), n, "a sender's messages must keep their order")
				sent[name]++
			}
		}
	}
}

// A client that detects a gap requests the messages at once, so they must be readable
// before the event is delivered.
func TestReadableBeforeNotified(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob := s.Client13("alice"), s.SignIn(t, "bob")
	id := createWithMembers(t, s, "Public")
	receiveAll(t, s, bob)
	for i := range 5 {
		poll := bob.StartPoll(t)
		s.Clock.AwaitTimers(1)
		sent := make(chan int)
		go func() { sent <- sendText(t, alice, id, strings.Repeat("x", i+1)) }()
		notified := toInt(poll.Response(t).At("EventArray", 0, "GroupMsgArray", 0, "MsgSeq"))
		list, _ := fetchHistory(t, bob, id, M{"ReqMsgSeq": notified, "ReqMsgNumber": 1})
		require.Len(t, list, 1)
		assert.Equal(t, notified, list[0].Seq)
		assert.Equal(t, notified, <-sent)
	}
}

func TestHistoryPagesDescend(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	id := create(t, alice, "Public", []string{"bob"})
	for i := range 24 {
		sendText(t, alice, id, strings.Repeat("x", i+1))
	}
	alice.OK(t, svc("modify_group_base_info"), M{"GroupId": id, "Notification": "seq 25"})
	page := func(body M) (first, last int, finished bool) {
		list, finished := fetchHistory(t, alice, id, body)
		for i, e := range list {
			require.Equal(t, list[0].Seq-i, e.Seq, "history must be in descending order without gaps")
			assert.Equal(t, id, e.Group, "the group id must be present, since clients derive the session from it")
			assert.Equal(t, "Public group", e.at("GroupInfo", "GroupName"))
			assert.Equal(t, 0.0, e.at("IsPlaceMsg"))
		}
		if len(list) == 0 {
			return 0, 0, finished
		}
		return list[0].Seq, list[len(list)-1].Seq, finished
	}
	for _, c := range []struct {
		body        M
		first, last int
		finished    bool
	}{
		{M{"ReqMsgNumber": 5}, 25, 21, false},
		{M{"ReqMsgSeq": 20, "ReqMsgNumber": 5}, 20, 16, false},
		{M{"ReqMsgSeq": "20", "ReqMsgNumber": "5"}, 20, 16, false},
		{M{"ReqMsgSeq": 5, "ReqMsgNumber": 5}, 5, 1, true},
		{M{"ReqMsgSeq": 5, "ReqMsgNumber": 4}, 5, 2, false},
		{M{"ReqMsgSeq": 3, "ReqMsgNumber": 15}, 3, 1, true},
		{M{"ReqMsgSeq": 1e12, "ReqMsgNumber": 2}, 25, 24, false},
		{M{"ReqMsgNumber": 100}, 25, 6, false},
		{M{"ReqMsgNumber": nil}, 25, 6, false},
		{M{"ReqMsgNumber": 0}, 0, 0, false},
	} {
		first, last, finished := page(c.body)
		assert.Equal(t, []any{c.first, c.last, c.finished}, []any{first, last, finished}, "%v", c.body)
	}
	list, _ := fetchHistory(t, alice, id, M{"ReqMsgNumber": 1})
	require.Equal(t, "t6", summarize(list))
	assert.Equal(t, 4.0, list[0].at("Event"), "Event must mark it as a tip")
	assert.Equal(t, M{"GroupNotification": "seq 25"}, list[0].at("MsgBody", "MsgGroupNewInfo"))
	for body, code := range map[*M]int{
		{"ReqMsgSeq": -1}: 10004, {"ReqMsgNumber": -1}: 10004, {"ReqMsgSeq": "x"}: 10004,
		{"GroupId": "nope"}: 10010, {"GroupId": ""}: 10015,
	} {
		alice.Refused(t, code, svc("group_msg_get"), extend(M{"GroupId": id}, *body))
	}
}

// A message deleted from the store is returned as a placeholder, so that clients see no
// gap.
func TestMissingMessageIsPlaceholder(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	id := create(t, alice, "Public", nil)
	for _, text := range []string{"1", "22", "333"} {
		sendText(t, alice, id, text)
	}
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		var keys [][]byte
		for k := range tx.Scan("group_messages", store.Range{}) {
			keys = append(keys, append([]byte(nil), k...))
		}
		tx.Delete("group_messages", keys[1])
		return nil
	}))
	list, _ := fetchHistory(t, alice, id)
	assert.Equal(t, []int{3, 2, 1}, seqs(list))
	assert.Equal(t, "333  1", summarize(list))
	assert.Equal(t, 1.0, list[1].at("IsPlaceMsg"))
	assert.NotNil(t, list[1].at("GroupInfo"))
}

func TestHistoryBeforeJoiningIsHidden(t *testing.T) {
	t.Parallel()
	s := start(t)
	for kind, want := range map[string]string{
		"Private": "after t1", "Public": "after t1", "ChatRoom": "after before",
	} {
		alice, erin := s.SignIn(t, "alice"), s.SignIn(t, "erin")
		id := create(t, alice, kind, nil)
		sendText(t, alice, id, "before")
		s.Client13(appAdmin).OK(t, svc("add_group_member"), M{"GroupId": id, "MemberList": members("erin")})
		sendText(t, alice, id, "after")
		list, finished := fetchHistory(t, erin, id)
		assert.Equal(t, want, summarize(list), kind)
		assert.True(t, finished, kind)
		got := receiveAll(t, s, erin)
		assert.NotContains(t, summarize(got), "before", "%s: history must be returned on request only", kind)

		// Joining again starts a new membership.
		erin.OK(t, svc("quit_group"), M{"GroupId": id})
		sendText(t, alice, id, "while away")
		s.Client13(appAdmin).OK(t, svc("add_group_member"), M{"GroupId": id, "MemberList": members("erin")})
		list, _ = fetchHistory(t, erin, id)
		if kind == "ChatRoom" {
			assert.Equal(t, "while away after before", summarize(list))
		} else {
			assert.Equal(t, "t1", summarize(list), kind)
		}
	}
}

func TestReadReportReducesUnread(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob, too := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.SignIn(t, "bob")
	id := createWithMembers(t, s, "Public")
	unread := func(c *servertest.Client) any {
		a := c.OK(t, svc("get_joined_group_list"), M{"ResponseFilter": M{
			"GroupBaseInfoFilter": []string{"NextMsgSeq"}, "SelfInfoFilter": []string{"UnreadMsgNum"}}})
		return a.At("GroupIdList", 0, "SelfInfo", "UnreadMsgNum")
	}
	for _, text := range []string{"1", "22", "333"} {
		sendText(t, alice, id, text)
	}
	assert.Equal(t, 0.0, unread(alice), "own messages must count as read")
	assert.Equal(t, 3.0, unread(bob))
	receiveAll(t, s, bob)
	receiveAll(t, s, too)
	report := func(seq any) { bob.OK(t, svc("msg_read_report"), M{"GroupId": id, "MsgReadedSeq": seq}) }
	report(2)
	assert.Equal(t, 1.0, unread(bob))
	got := receiveAll(t, s, too)
	require.Equal(t, "n15", summarize(got), "the user's other client must be notified")
	assert.Equal(t, []any{M{"GroupId": id, "LastReadMsgSeq": 2.0}}, got[0].at("MsgBody", "GroupReadInfoArray"))
	assert.Empty(t, receiveAll(t, s, bob))
	report(1)
	report("2")
	assert.Equal(t, 1.0, unread(bob), "an earlier report must not change the count")
	assert.Empty(t, receiveAll(t, s, too))
	report(1e12)
	assert.Equal(t, 0.0, unread(bob))
	sendText(t, bob, id, "4444")
	assert.Equal(t, 0.0, unread(bob))
	sendText(t, alice, id, "55555")
	sendText(t, bob, id, "666666")
	assert.Equal(t, 2.0, unread(bob), "sending must not mark earlier messages as read")
	assert.Equal(t, 2.0, profileOf(t, bob, id).At("GroupInfo", 0, "NextMsgSeq").(float64)-1-profileOf(t, bob, id).At("GroupInfo", 0, "MsgSeq").(float64))
	for body, code := range map[*M]int{
		{}: 10004, {"MsgReadedSeq": -1}: 10004, {"MsgReadedSeq": "x"}: 10004, {"MsgReadedSeq": 1, "GroupId": "nope"}: 10010,
	} {
		bob.Refused(t, code, svc("msg_read_report"), extend(M{"GroupId": id}, *body))
	}
}

func TestDiscardFlagStopsMessages(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.SignIn(t, "bob"), client13(t, s, "carol")
	id := createWithMembers(t, s, "Public")
	flag := func(c *servertest.Client, value string) {
		c.OK(t, svc("modify_group_member_info"), M{"GroupId": id, "Member_Account": c.Name, "MsgFlag": value})
	}
	receiveAll(t, s, bob)
	receiveAll(t, s, carol)
	flag(bob, "Discard")
	flag(carol, "Discard")
	sendText(t, alice, id, "unheard")
	assert.Empty(t, receiveAll(t, s, bob))
	assert.Empty(t, receiveAll(t, s, carol))
	s.Restart(t)
	assert.Empty(t, receiveAll(t, s, bob))
	flag(bob, "AcceptNotNotify")
	flag(carol, "AcceptAndNotify")
	sendText(t, alice, id, "heard")
	s.Restart(t)
	assert.Equal(t, "heard", summarize(receiveAll(t, s, bob)), "discarded messages must not be delivered later")
	assert.Equal(t, "heard", summarize(receiveAll(t, s, carol)))
	list, _ := fetchHistory(t, bob, id)
	assert.Equal(t, "heard unheard", summarize(list), "history must include discarded messages")
	flag(bob, "Discard")
	s.Client13("erin").OK(t, svc("apply_join_group"), M{"GroupId": id})
	assert.Equal(t, "n1", summarize(receiveAll(t, s, bob)), "Discard must not apply to notices")
}

func TestRestartReplaysMessages(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.SignIn(t, "bob"), client13(t, s, "carol")
	id := create(t, alice, "Public", []string{"bob", "carol"}, M{"ApplyJoinOption": "FreeAccess"})
	other := create(t, alice, "ChatRoom", []string{"bob", "carol"})
	sendText(t, alice, id, "one")
	receiveAll(t, s, bob)
	receiveAll(t, s, carol)
	sendText(t, alice, id, "two")
	sendText(t, bob, other, "three")
	apply(t, s.Client13("dave"), id)
	sendText(t, carol, id, "four")
	bobs, carols := bob.NoticeSeq, carol.NoticeSeq
	s.Restart(t)
	for range 2 {
		assert.Equal(t, "two three t1 four", summarize(reorder(receiveAll(t, s, bob), id, other)))
		assert.Equal(t, "two three t1 four", summarize(reorder(receiveAll(t, s, carol), id, other)))
		bob.NoticeSeq, carol.NoticeSeq = bobs, carols // the responses were lost
	}
	dave := s.SignIn(t, "dave")
	assert.Empty(t, receiveAll(t, s, dave), "a new client must receive later events only")
	assert.Equal(t, 5, sendText(t, alice, id, "five"), "seqs must continue")
	info := profileOf(t, alice, id)
	assert.Equal(t, 4.0, info.At("GroupInfo", 0, "MemberNum"))
}

// reorder moves the other group's event to the second place, where it happened. A
// response keeps the order within a group, and lists each kind separately.
func reorder(events []event, id, other string) []event {
	var list []event
	for _, e := range events {
		if e.Group == id {
			list = append(list, e)
		}
	}
	for _, e := range events {
		if e.Group == other && len(list) > 0 {
			list = append(list[:1], append([]event{e}, list[1:]...)...)
		}
	}
	return list
}
