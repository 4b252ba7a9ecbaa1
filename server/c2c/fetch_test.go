package c2c_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server/servertest"
)

// sendMany sends numbered texts, one per second.
func sendMany(t *testing.T, s *servertest.Server, from *servertest.Client, to string, first, last int) {
	t.Helper()
	for i := first; i <= last; i++ {
		from.OK(t, "openim/sendmsg", M{"To_Account": to, "MsgSeq": i, "MsgRandom": i, "MsgBody": servertest.TextBody(fmt.Sprint(i))})
		s.Clock.Advance(time.Second)
	}
}

func numbered(from string, first, last int) (list []string) {
	for i := first; i <= last; i++ {
		list = append(list, fmt.Sprintf("%s: %d", from, i))
	}
	return list
}

func TestUnreadPagesAreOldestFirst(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.Client13("bob")
	sendMany(t, s, alice, "bob", 1, 60)
	first := bob.OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0})
	assert.Equal(t, numbered("alice", 1, 50), texts(first), "the oldest messages must be first")
	assert.EqualValues(t, 1, first.At("SyncFlag"))
	second := bob.OK(t, "openim/getmsg", M{"Cookie": first.At("Cookie"), "SyncFlag": 1})
	assert.Equal(t, numbered("alice", 51, 60), texts(second))
	assert.EqualValues(t, 2, second.At("SyncFlag"))
	third := bob.OK(t, "openim/getmsg", M{"Cookie": second.At("Cookie"), "SyncFlag": 0})
	assert.Empty(t, texts(third))
	assert.EqualValues(t, 2, third.At("SyncFlag"))
	assert.Nil(t, third.At("EventArray"))
	sendMany(t, s, alice, "bob", 61, 61)
	assert.Equal(t, numbered("alice", 61, 61), texts(bob.OK(t, "openim/getmsg", M{"Cookie": third.At("Cookie"), "SyncFlag": 0})))
	assert.Len(t, fetchUnread(t, bob), 50, "a new client must receive all unread messages")

	for _, cookie := range []any{"x", "-1", "1e9", []int{}, "99999999999999999999999"} {
		bob.Refused(t, 20001, "openim/getmsg", M{"Cookie": cookie, "SyncFlag": 0})
	}
	assert.Empty(t, fetchUnread(t, s.SignIn(t, "carol")))
}

func TestReadReportMarksMessages(t *testing.T) {
	s := servertest.Start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.SignIn(t, "carol")
	read := func(peer string, upTo int64) {
		t.Helper()
		bob.OK(t, "openim/msgreaded", M{"C2CMsgReaded": M{"Cookie": "", "C2CMsgReadedItem": []M{{"To_Account": peer, "LastedMsgTime": upTo}}}})
	}
	sendMany(t, s, alice, "bob", 1, 3) // at Epoch, +1, +2
	sendMany(t, s, carol, "bob", 1, 1)
	read("alice", servertest.Epoch+1)
	assert.Equal(t, []string{"alice: 3", "carol: 1"}, fetchUnread(t, bob))

	got := alice.Poll(t)
	assert.EqualValues(t, 10, got.At("EventArray", 0, "Event"))
	item := got.At("EventArray", 0, "C2cNotifyMsgArray", 0).(map[string]any)
	delete(item, "NoticeSeq")
	assert.Equal(t, M{"SubMsgType": 92.0, "ReadC2cMsgNotify": M{"UinPairReadArray": []any{
		M{"Peer_Account": "bob", "LastReadTime": servertest.Epoch + 1.0}}}}, item)

	read("alice", servertest.Epoch+1) // a repeated report
	read("alice", servertest.Epoch)   // an older report that arrives late
	read("dave", servertest.Epoch)    // dave has never written
	alice.Quiet(t)
	assert.Equal(t, []string{"alice: 3", "carol: 1"}, fetchUnread(t, bob))

	read("alice", servertest.Epoch+100_000) // a report of a client whose clock is ahead
	alice.Poll(t)
	sendMany(t, s, alice, "bob", 4, 4)
	assert.Equal(t, []string{"carol: 1", "alice: 4"}, fetchUnread(t, bob), "later messages must be unread")

	both := M{"C2CMsgReaded": M{"C2CMsgReadedItem": []M{
		{"To_Account": "alice", "LastedMsgTime": s.Clock.Now().Unix()}, {"To_Account": "carol", "LastedMsgTime": s.Clock.Now().Unix()}}}}
	bob.OK(t, "openim/msgreaded", both)
	assert.Empty(t, fetchUnread(t, bob))
	alice.Poll(t)
	carol.Poll(t)
}

func TestInvalidReadReportChangesNothing(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	sendMany(t, s, alice, "bob", 1, 1)
	for code, bodies := range map[int][]any{
		60005: {M{}, M{"C2CMsgReaded": M{}}},
		20001: {M{"C2CMsgReaded": 1}, M{"C2CMsgReaded": M{"C2CMsgReadedItem": "x"}}, M{"C2CMsgReaded": M{"C2CMsgReadedItem": make([]M, 501)}}},
		20003: {M{"C2CMsgReaded": M{"C2CMsgReadedItem": []M{
			{"To_Account": "alice", "LastedMsgTime": servertest.Epoch}, {"To_Account": "nobody", "LastedMsgTime": 1}}}}},
		60003: {"x"},
	} {
		for _, body := range bodies {
			bob.Refused(t, code, "openim/msgreaded", body)
		}
	}
	assert.Len(t, fetchUnread(t, bob), 1, "a rejected report must change nothing")
	alice.Quiet(t)
}

func TestHistoryPagesAreComplete(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	sendMany(t, s, alice, "bob", 1, 20)
	sendMany(t, s, bob, "alice", 21, 32)
	sendMany(t, s, alice, "carol", 100, 101)
	roam := func(c *servertest.Client, body M) servertest.Response {
		t.Helper()
		return c.OK(t, "openim/getroammsg", body)
	}
	page := roam(alice, M{"Peer_Account": "bob", "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""})
	assert.Equal(t, append(numbered("alice", 18, 20), numbered("bob", 21, 32)...), texts(page), "the newest page must be in ascending order")
	assert.EqualValues(t, 0, page.At("Complete"))
	assert.EqualValues(t, 15, page.At("MaxCnt"))
	assert.EqualValues(t, servertest.Epoch+17, page.At("LastMsgTime"), "LastMsgTime must be that of the oldest message")

	page = roam(alice, M{"Peer_Account": "bob", "MaxCnt": 15, "LastMsgTime": page.At("LastMsgTime"), "MsgKey": page.At("MsgKey")})
	assert.Equal(t, numbered("alice", 3, 17), texts(page))
	assert.EqualValues(t, 0, page.At("Complete"))
	page = roam(alice, M{"Peer_Account": "bob", "MaxCnt": 2, "LastMsgTime": page.At("LastMsgTime"), "MsgKey": page.At("MsgKey")})
	assert.Equal(t, numbered("alice", 1, 2), texts(page))
	assert.EqualValues(t, 1, page.At("Complete"), "history must be complete")
	page = roam(alice, M{"Peer_Account": "bob", "MaxCnt": 2, "LastMsgTime": page.At("LastMsgTime"), "MsgKey": page.At("MsgKey")})
	assert.Empty(t, texts(page))
	assert.EqualValues(t, 1, page.At("Complete"))
	assert.EqualValues(t, 0, page.At("MaxCnt"))

	page = roam(bob, M{"Peer_Account": "alice", "MaxCnt": 3, "LastMsgTime": servertest.Epoch + 5, "MsgKey": ""})
	assert.Equal(t, numbered("alice", 4, 6), texts(page), "without a key the whole second must be included")
	page = roam(bob, M{"Peer_Account": "alice", "MaxCnt": 3, "LastMsgTime": servertest.Epoch + 5000, "MsgKey": ""})
	assert.Equal(t, numbered("bob", 30, 32), texts(page))
	assert.Empty(t, texts(roam(bob, M{"Peer_Account": "carol", "MaxCnt": 3})))
	assert.Empty(t, texts(roam(bob, M{"Peer_Account": "nobody", "MaxCnt": 3})))

	for code, bodies := range map[int][]any{
		60005: {M{"MaxCnt": 1}},
		20001: {
			M{"Peer_Account": "bob"}, M{"Peer_Account": "bob", "MaxCnt": 0}, M{"Peer_Account": "bob", "MaxCnt": 21},
			M{"Peer_Account": "bob", "MaxCnt": 1, "MsgKey": "key"}, M{"Peer_Account": "bob", "MaxCnt": 1, "LastMsgTime": -1},
			M{"Peer_Account": M{}, "MaxCnt": 1},
		},
	} {
		for _, body := range bodies {
			alice.Refused(t, code, "openim/getroammsg", body)
		}
	}
}

func TestMessageTimesNeverDecrease(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	sendMany(t, s, alice, "bob", 1, 1)
	s.Clock.Advance(-time.Hour)
	sendMany(t, s, bob, "alice", 2, 2)
	got := alice.OK(t, "openim/getroammsg", M{"Peer_Account": "bob", "MaxCnt": 15})
	assert.Equal(t, []string{"alice: 1", "bob: 2"}, texts(got))
	assert.Equal(t, got.At("MsgList", 0, "MsgTimeStamp"), got.At("MsgList", 1, "MsgTimeStamp"))
}

func TestDeleteAffectsCallerOnly(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	sendMany(t, s, alice, "bob", 1, 3)
	bob.OK(t, "openim/deletemsg", M{"DelMsgList": []M{
		{"From_Account": "alice", "MsgSeq": 2, "MsgRandom": 2},
		{"From_Account": "alice", "MsgSeq": 3, "MsgRandom": 2}, // this message does not exist
		{"From_Account": "@TIM#SYSTEM", "MsgSeq": 1, "MsgRandom": 1},
	}})
	assert.Equal(t, []string{"alice: 1", "alice: 3"}, fetchUnread(t, bob))
	history := M{"Peer_Account": "alice", "MaxCnt": 15}
	assert.Equal(t, []string{"alice: 1", "alice: 3"}, texts(bob.OK(t, "openim/getroammsg", history)))
	history["Peer_Account"] = "bob"
	assert.Len(t, texts(alice.OK(t, "openim/getroammsg", history)), 3, "the peer must keep the conversation")

	carol := s.SignIn(t, "carol")
	carol.OK(t, "openim/deletemsg", M{"DelMsgList": []M{{"From_Account": "alice", "MsgSeq": 1, "MsgRandom": 1}}})
	assert.Len(t, fetchUnread(t, bob), 2, "the conversation must be deleted for the caller only")
	for code, body := range map[int]any{
		60005: M{}, 20001: M{"DelMsgList": []any{1}}, 60003: "[]",
	} {
		bob.Refused(t, code, "openim/deletemsg", body)
	}
	bob.Refused(t, 20001, "openim/deletemsg", M{"DelMsgList": make([]M, 501)})
}
