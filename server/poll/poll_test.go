package poll_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

// texts returns the one-to-one messages of a poll's response.
func texts(a servertest.Response) []string {
	var got []string
	for i := range a.Len("EventArray") {
		for j := range a.Len("EventArray", i, "C2cMsgArray") {
			got = append(got, a.At("EventArray", i, "C2cMsgArray", j, "MsgBody", 0, "MsgContent", "Text").(string))
		}
	}
	return got
}

func TestEventWakesWaitingPoll(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	waiting := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "one"))
	assert.Equal(t, []string{"one"}, texts(waiting.Response(t)))
}

func TestUnacknowledgedEventsRepeat(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	for _, text := range []string{"one", "two"} {
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", text))
	}
	before := bob.NoticeSeq
	assert.Equal(t, []string{"one", "two"}, texts(bob.Poll(t)), "events must be grouped, in order")
	after := bob.NoticeSeq
	assert.Greater(t, after, before)

	bob.NoticeSeq = before // the response was lost
	assert.Equal(t, []string{"one", "two"}, texts(bob.Poll(t)))
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "three"))
	assert.Equal(t, []string{"three"}, texts(bob.Poll(t)))
	bob.NoticeSeq = after // only the last response was lost
	assert.Equal(t, []string{"three"}, texts(bob.Poll(t)))
	bob.NoticeSeq = before // all responses were lost; the events are read from the store
	assert.Equal(t, []string{"one", "two", "three"}, texts(bob.Poll(t)))
	bob.Quiet(t)
}

func TestPollTimesOutWithoutEvents(t *testing.T) {
	s := servertest.Start(t)
	bob := s.SignIn(t, "bob")
	waiting := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	s.Clock.Advance(54 * time.Second)
	select {
	case <-s.Clock.Waiting(): // the timer still runs
	default:
		require.Fail(t, "the poll ended too early")
	}
	s.Clock.Advance(time.Second)
	assert.Equal(t, 60008, waiting.Response(t).ErrorCode)
}

// Polls that started together, for example after a restart, do not end together.
func TestPollTimeoutsAreSpread(t *testing.T) {
	random := make(chan float64, 2)
	s := servertest.Start(t, func(c *server.Config) { c.Random = func() float64 { return <-random } })
	random <- 1
	alice := s.SignIn(t, "alice").StartPoll(t)
	s.Clock.AwaitTimers(1)
	random <- 0
	bob := s.SignIn(t, "bob").StartPoll(t)
	s.Clock.AwaitTimers(2)
	s.Clock.Advance(53 * time.Second)
	assert.Equal(t, 60008, alice.Response(t).ErrorCode)
	s.Clock.AwaitTimers(1)
	s.Clock.Advance(2 * time.Second)
	assert.Equal(t, 60008, bob.Response(t).ErrorCode)
}

func TestLaterPollReplacesEarlier(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	first := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	second := bob.StartPoll(t)
	assert.Equal(t, 60008, first.Response(t).ErrorCode)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
	assert.Equal(t, []string{"hi"}, texts(second.Response(t)))
}

func TestAbandonedPollLosesNothing(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	waiting := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	waiting.Abandon()
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
	assert.Equal(t, []string{"hi"}, texts(bob.Poll(t)))
}

func TestInstancesPollIndependently(t *testing.T) {
	s := servertest.Start(t)
	alice, aliceToo := s.SignIn(t, "alice"), s.SignIn(t, "alice")
	bob, bobToo, bob13 := s.SignIn(t, "bob"), s.SignIn(t, "bob"), s.Client13("bob")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
	assert.Equal(t, []string{"hi"}, texts(bob.Poll(t)))
	assert.Equal(t, []string{"hi"}, texts(bobToo.Poll(t)))
	assert.Equal(t, 1.0, bob13.Poll(t).At("EventArray", 0, "Event"))
	assert.Equal(t, []string{"hi"}, texts(aliceToo.Poll(t)), "the sender's other client must receive the message")
	alice.Quiet(t)
	bob.Quiet(t)
}

func TestRestartLosesNoEvents(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	fresh := s.SignIn(t, "bob") // has never polled
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "seen"))
	bob.Poll(t)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "unseen"))
	bob.OK(t, "openim/sendmsg", servertest.Text("alice", "answer"))
	alice.OK(t, "openim/msgreaded", servertest.M{"C2CMsgReaded": servertest.M{
		"C2CMsgReadedItem": []servertest.M{{"To_Account": "bob", "LastedMsgTime": servertest.Epoch}}}})
	s.Restart(t)

	got := bob.Poll(t)
	assert.Equal(t, []string{"unseen"}, texts(got), "neither acknowledged nor own messages may be returned")
	assert.Equal(t, 92.0, got.At("EventArray", 1, "C2cNotifyMsgArray", 0, "SubMsgType"), "receipts must be replayed as well")
	bob.Quiet(t)
	assert.Equal(t, []string{"seen", "unseen", "answer"}, texts(fresh.Poll(t)))
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "later"))
	assert.Equal(t, []string{"later"}, texts(bob.Poll(t)))
	assert.Equal(t, []string{"later"}, texts(fresh.Poll(t)))
}

func TestExpiredInstanceLosesNoEvents(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "before"))
	bob.Poll(t)
	s.Clock.Advance(time.Hour)
	alice.Quiet(t) // another client's poll triggers the server's sweep
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "during"))
	assert.Equal(t, []string{"during"}, texts(bob.Poll(t)))
	bob.Quiet(t)
}

func TestManyEventsTakeSeveralResponses(t *testing.T) {
	s := servertest.Start(t)
	bob := s.SignIn(t, "bob")
	const many = 1200 // more than a response includes and memory holds
	texts := make([]string, many)
	for i := range texts {
		texts[i] = fmt.Sprint(i)
	}
	publishNotices(t, s, texts...)
	var got []string
	for len(got) < many {
		got = append(got, notices(bob.Poll(t))...)
	}
	assert.Equal(t, texts, got)
	bob.Quiet(t)
}

func TestInvalidCookiesAreRefused(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	poll := func(c *servertest.Client, code int, cookie any) {
		t.Helper()
		c.Refused(t, code, "openim/longpolling", servertest.M{"Timeout": 60, "Cookie": cookie})
	}
	poll(bob, 60005, nil)
	poll(bob, 60005, "x")
	poll(bob, 60005, servertest.M{"NoticeSeq": -1, "LongPollingId": bob.PollID})
	poll(bob, 60005, servertest.M{"NoticeSeq": "x", "LongPollingId": bob.PollID})
	poll(bob, 60005, servertest.M{"NoticeSeq": 0, "LongPollingId": "guessed"})
	poll(bob, 60005, servertest.M{"NoticeSeq": 0, "LongPollingId": alice.PollID})
	poll(s.SignIn(t, "alice"), 60005, servertest.M{"NoticeSeq": 0, "LongPollingId": alice.PollID})
	s.Client17("bob").Refused(t, 60005, "openim/getlongpollingid", servertest.M{})
	s.Anonymous().Refused(t, 60005, "openim/longpolling", servertest.M{})
}

// A client of 1.6 signs in like 1.7 and polls without an id.
func TestPollWithoutIDUsesSession(t *testing.T) {
	s := servertest.Start(t)
	bob := s.Client17("bob")
	signedIn := bob.OK(t, "openim/login", servertest.M{"State": "Online"})
	bob.Query.Del("usersig")
	bob.Query.Del("identifier")
	bob.Query.Set("tinyid", signedIn.At("TinyId").(string))
	bob.Query.Set("a2", signedIn.At("A2Key").(string))
	waiting := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	publishNotices(t, s, "one")
	assert.Equal(t, []string{"one"}, notices(waiting.Response(t)))
	publishNotices(t, s, "between two polls")
	assert.Equal(t, []string{"between two polls"}, notices(bob.Poll(t)))
	bob.Quiet(t)
	instances, _ := s.IM.Polls.Stats()
	assert.Equal(t, 1, instances)

	old := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	bob.StartPoll(t) // ends the previous one, as with an id
	assert.Equal(t, 60008, old.Response(t).ErrorCode)
	bob.OK(t, "openim/longpollinglogout", servertest.M{})
	bob.Refused(t, 91000, "openim/longpolling", servertest.M{"Timeout": 60, "Cookie": servertest.M{"NotifySeq": 0, "NoticeSeq": 0}})
	instances, _ = s.IM.Polls.Stats()
	assert.Zero(t, instances, "an ended session must not create an instance")
}

func TestSessionHasOneInstance(t *testing.T) {
	s := servertest.Start(t)
	bob := s.SignIn(t, "bob")
	waiting := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	// If a client calls getLongPollingId, its SDK continues with the old id.
	assert.Equal(t, bob.PollID, bob.OK(t, "openim/getlongpollingid", servertest.M{}).At("LongPollingId"))
	publishNotices(t, s, "x")
	assert.Equal(t, []string{"x"}, notices(waiting.Response(t)))
	instances, _ := s.IM.Polls.Stats()
	assert.Equal(t, 1, instances)
	assert.NotEqual(t, bob.PollID, s.SignIn(t, "bob").PollID, "another session must have another instance")
}

func TestInstancesPerUserAreLimited(t *testing.T) {
	s := servertest.Start(t)
	waiting := s.SignIn(t, "bob").StartPoll(t)
	s.Clock.AwaitTimers(1)
	for i := range 120 {
		client := s.Client13("bob")
		client.Agent = fmt.Sprint("browser ", i)
		publishNotices(t, s, "x")
		client.NoticeSeq = 1
		client.Poll(t)
		if i == 0 {
			assert.Equal(t, []string{"x"}, notices(waiting.Response(t)))
		}
	}
	instances, polls := s.IM.Polls.Stats()
	assert.Equal(t, 100, instances)
	assert.Zero(t, polls)
}

func TestSignOutEndsPoll(t *testing.T) {
	s := servertest.Start(t)
	bob, other := s.SignIn(t, "bob"), s.SignIn(t, "bob")
	waiting := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	bob.OK(t, "openim/longpollinglogout", servertest.M{"LongPollingId": bob.PollID})
	assert.Equal(t, 60008, waiting.Response(t).ErrorCode)
	bob.PollRefused(t, 91000)
	other.Quiet(t)
}

func TestSignOutEverywhereKicksOthers(t *testing.T) {
	s := servertest.Start(t)
	bob, other, third := s.SignIn(t, "bob"), s.SignIn(t, "bob"), s.SignIn(t, "bob")
	other.Query.Set("v", "1.7.0")
	other.Login(t)
	waiting := other.StartPoll(t)
	s.Clock.AwaitTimers(1)
	bob.OK(t, "openim/logout", servertest.M{})
	got := waiting.Response(t)
	assert.Equal(t, 91101, got.ErrorCode)
	assert.Equal(t, "logoutAll", got.At("KickReason"))
	got = third.Poll(t)
	assert.Equal(t, 96.0, got.At("EventArray", 0, "C2cNotifyMsgArray", 0, "SubMsgType"))
	assert.Equal(t, "logoutAll", got.At("EventArray", 0, "C2cNotifyMsgArray", 0, "KickoutMsgNotify", "Reason"))
	bob.PollRefused(t, 91000)
	third.Refused(t, 91101, "openim/getmsg", servertest.M{"Cookie": ""})
}

func TestLimitKicksOldestClient(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.MaxInstances = 1 })
	old := s.Client17("bob")
	old.Query.Set("v", "1.7.0")
	old.Login(t)
	client13 := s.Client13("bob")
	waiting := old.StartPoll(t)
	s.Clock.AwaitTimers(1)

	middle := s.SignIn(t, "bob")
	assert.Equal(t, 91101, waiting.Response(t).ErrorCode, "1.7.0 must be kicked by an error")
	old.PollRefused(t, 91101)
	old.Refused(t, 91101, "openim/getmsg", servertest.M{"Cookie": ""})
	old.OK(t, "openim/longpollinglogout", servertest.M{"LongPollingId": old.PollID})

	newest := s.SignIn(t, "bob")
	got := middle.Poll(t)
	assert.Equal(t, 10.0, got.At("EventArray", 0, "Event"), "1.7.2 must be kicked by one event")
	assert.Equal(t, 96.0, got.At("EventArray", 0, "C2cNotifyMsgArray", 0, "SubMsgType"))
	assert.Equal(t, "elsewhere", got.At("EventArray", 0, "C2cNotifyMsgArray", 0, "KickoutMsgNotify", "Reason"))
	middle.PollRefused(t, 91101)
	s.Restart(t)
	assert.Equal(t, "elsewhere", middle.Call(t, "openim/getmsg", servertest.M{"Cookie": ""}).At("KickReason"), "the kick must survive a restart")
	middle.PollRefused(t, 91101)

	s.SignIn(t, "alice").OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
	assert.Equal(t, []string{"hi"}, texts(newest.Poll(t)))
	assert.Equal(t, 1.0, client13.Poll(t).At("EventArray", 0, "Event"), "1.3 clients must not be kicked")
}

func TestShutdownEndsPolls(t *testing.T) {
	s := servertest.Start(t)
	bob, bob13 := s.SignIn(t, "bob"), s.Client13("bob")
	waiting, waiting13 := bob.StartPoll(t), bob13.StartPoll(t)
	s.Clock.AwaitTimers(2)
	s.IM.Shutdown()
	assert.Equal(t, 60008, waiting.Response(t).ErrorCode)
	assert.Equal(t, 60008, waiting13.Response(t).ErrorCode)
	bob.PollRefused(t, 60008)
}
