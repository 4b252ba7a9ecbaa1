package c2c_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/c2c"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

type M = servertest.M

// texts returns the messages of a response's list with their senders.
func texts(a servertest.Response) []string {
	got := []string{}
	for i := range a.Len("MsgList") {
		got = append(got, fmt.Sprint(a.At("MsgList", i, "From_Account"), ": ",
			a.At("MsgList", i, "MsgBody", 0, "MsgContent", "Text")))
	}
	return got
}

func fetchUnread(t *testing.T, c *servertest.Client) []string {
	t.Helper()
	return texts(c.OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0}))
}

func TestSendDeliversMessage(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	sent := alice.OK(t, "openim/sendmsg", M{
		"From_Account": "alice", "To_Account": "bob", "MsgTimeStamp": 1, "MsgSeq": 7, "MsgRandom": 4294967295,
		"MsgBody": servertest.TextBody("hi"),
	})
	assert.EqualValues(t, servertest.Epoch, sent.At("MsgTime"))
	got := bob.Poll(t)
	item := got.At("EventArray", 0, "C2cMsgArray", 0).(map[string]any)
	assert.NotZero(t, item["NoticeSeq"])
	delete(item, "NoticeSeq")
	assert.Equal(t, M{
		"From_Account": "alice", "To_Account": "bob", "MsgSeq": 7.0, "MsgRandom": 4294967295.0,
		"MsgTimeStamp":     float64(servertest.Epoch), // the server's time, not the sender's
		"MsgBody":          []any{M{"MsgType": "TIMTextElem", "MsgContent": M{"Text": "hi"}}},
		"From_AccountNick": "林小夏",
	}, item)
}

// A 1.3 client that retries creates a new message with the same MsgSeq.
func TestResend13StoredOnce(t *testing.T) {
	s := servertest.Start(t)
	client, bob := s.Client13("alice"), s.SignIn(t, "bob")
	random := 0
	send := func(c *servertest.Client, to string, seq int, text string) {
		random++
		c.OK(t, "openim/sendmsg", M{"To_Account": to, "MsgSeq": seq, "MsgRandom": random, "MsgBody": servertest.TextBody(text)})
	}
	send(client, "bob", 1, "hi")
	send(client, "bob", 1, "hi") // repeated
	send(client, "bob", 2, "hi") // a different message with the same text
	send(client, "bob", 1, "ho") // a message of a reloaded client
	s.Clock.Advance(resendTime)
	send(client, "bob", 1, "hi")
	s.Clock.Advance(time.Second)
	send(client, "bob", 1, "hi") // a new message after resendTime
	assert.Equal(t, []string{"alice: hi", "alice: hi", "alice: ho", "alice: hi"}, fetchUnread(t, bob))
	carol := s.SignIn(t, "carol") // 1.7 identifies messages by MsgRandom
	send(carol, "bob", 1, "one")
	send(carol, "bob", 1, "one")
	assert.Len(t, fetchUnread(t, bob), 6)
}

const resendTime = time.Minute

func TestInvalidMessagesAreRefused(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	body := servertest.TextBody("x")
	for name, c := range map[string]struct {
		code int
		body any
	}{
		"unknown receiver": {20003, M{"To_Account": "nobody", "MsgSeq": 1, "MsgRandom": 1, "MsgBody": body}},
		"no receiver":      {60005, M{"MsgSeq": 1, "MsgRandom": 1, "MsgBody": body}},
		"a list":           {20001, M{"To_Account": []string{"bob"}, "MsgBody": body}},
		"no body":          {60005, M{"To_Account": "bob", "MsgSeq": 1, "MsgRandom": 1}},
		"no elements":      {20001, M{"To_Account": "bob", "MsgSeq": 1, "MsgRandom": 1, "MsgBody": []any{}}},
		"too long":         {20001, M{"To_Account": "bob", "MsgSeq": 1, "MsgRandom": 1, "MsgBody": servertest.TextBody(strings.Repeat("x", 12_001))}},
		"seq not a number": {20001, M{"To_Account": "bob", "MsgSeq": "one", "MsgRandom": 1, "MsgBody": body}},
		"negative seq":     {20001, M{"To_Account": "bob", "MsgSeq": -1, "MsgRandom": 1, "MsgBody": body}},
		"random too large": {20001, M{"To_Account": "bob", "MsgSeq": 1, "MsgRandom": 1 << 60, "MsgBody": body}},
		"as bob":           {70013, M{"From_Account": "bob", "To_Account": "bob", "MsgSeq": 1, "MsgRandom": 1, "MsgBody": body}},
		"not JSON":         {60003, "To_Account=bob"},
	} {
		t.Run(name, func(t *testing.T) { alice.Refused(t, c.code, "openim/sendmsg", c.body) })
	}
	s.Client13("alice").Refused(t, 20003, "openim/sendmsg", servertest.Text("nobody", "x"))
	assert.Empty(t, fetchUnread(t, bob), "rejected messages must not be stored")
	alice.Quiet(t)
	bob.Quiet(t)
}

func TestResendStoredOnce(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	send := func(to string, seq, random int) servertest.Response {
		return alice.OK(t, "openim/sendmsg", M{
			"To_Account": to, "MsgSeq": seq, "MsgRandom": random, "MsgBody": servertest.TextBody(fmt.Sprint(seq, random))})
	}
	first := send("bob", 1, 2)
	s.Clock.Advance(4 * time.Minute)
	assert.Equal(t, first.At("MsgTime"), send("bob", 1, 2).At("MsgTime"), "a repeated message must get the same response")
	s.Restart(t)
	assert.Equal(t, first.At("MsgTime"), send("bob", 1, 2).At("MsgTime"))
	send("bob", 2, 1)
	send("bob", 1, 3)
	send("carol", 1, 2)
	bob.OK(t, "openim/sendmsg", M{"To_Account": "alice", "MsgSeq": 1, "MsgRandom": 2, "MsgBody": servertest.TextBody("mine")})
	assert.Equal(t, []string{"alice: 1 2", "alice: 2 1", "alice: 1 3"}, fetchUnread(t, bob))

	s.Clock.Advance(time.Hour)
	send("bob", 1, 2) // a reloaded client reuses numbers, so after the window it is a new message
	assert.Len(t, fetchUnread(t, bob), 4)

	for range 2 { // without MsgRandom no message is a duplicate
		alice.OK(t, "openim/sendmsg", M{"To_Account": "bob", "MsgBody": servertest.TextBody("x")})
	}
	assert.Len(t, fetchUnread(t, bob), 6)
}

func TestConcurrentResendsStoredOnce(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() { alice.OK(t, "openim/sendmsg", servertest.Text("bob", fmt.Sprint(i%4))) })
	}
	wg.Wait()
	assert.Len(t, fetchUnread(t, bob), 4)
}

func TestMessageToSelfIsRead(t *testing.T) {
	s := servertest.Start(t)
	here, there := s.SignIn(t, "alice"), s.SignIn(t, "alice")
	here.OK(t, "openim/sendmsg", servertest.Text("alice", "note"))
	assert.Equal(t, 1, there.Poll(t).Len("EventArray", 0, "C2cMsgArray"))
	here.Quiet(t)
	assert.Empty(t, fetchUnread(t, here))
	got := here.OK(t, "openim/getroammsg", M{"Peer_Account": "alice", "MaxCnt": 15})
	assert.Equal(t, []string{"alice: note"}, texts(got))
}

func TestUpkeepRemovesOldMarks(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	for round := range 5 {
		for i := range 3 {
			alice.OK(t, "openim/sendmsg", servertest.Text("bob", fmt.Sprint(round, i)))
		}
		s.Clock.Advance(time.Minute * 5)
	}
	require.NoError(t, s.IM.Upkeep(t.Context()))
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		n := 0
		for range r.Scan("c2c_sent", store.Range{}) {
			n++
		}
		assert.Equal(t, 6, n, "marks of two windows must be kept, since clocks differ")
		return nil
	}))
}

func TestUnreadCountsFollowReports(t *testing.T) {
	s := servertest.Start(t)
	alice, carol := s.SignIn(t, "alice"), s.SignIn(t, "carol")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "one"))
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "two"))
	carol.OK(t, "openim/sendmsg", servertest.Text("bob", "three"))
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		assert.Equal(t, map[string]int{"alice": 2, "carol": 1}, c2c.UnreadCounts(r, "bob"))
		assert.Empty(t, c2c.UnreadCounts(r, "alice"))
		last, ok := c2c.LastMessage(r, "bob", "alice")
		assert.True(t, ok)
		assert.Contains(t, string(last.Body), "two")
		_, ok = c2c.LastMessage(r, "carol", "alice")
		assert.False(t, ok)
		var peers []string
		c2c.Contacts(r, "bob", func(peer string, c c2c.Contact) bool {
			peers = append(peers, peer)
			assert.Equal(t, int64(servertest.Epoch), c.LastTime)
			return true
		})
		assert.Equal(t, []string{"alice", "carol"}, peers)
		return nil
	}))
}
