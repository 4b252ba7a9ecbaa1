package server_test

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

type M = servertest.M

// waitFor waits for an effect in another process.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	require.Eventually(t, ok, 20*time.Second, 5*time.Millisecond, what)
}

// texts returns the texts of the messages in a poll's response.
func texts(a servertest.Response) (list []string) {
	for i := range a.Len("EventArray") {
		for _, kind := range []string{"C2cMsgArray", "GroupMsgArray"} {
			for j := range a.Len("EventArray", i, kind) {
				list = append(list, fmt.Sprint(a.At("EventArray", i, kind, j, "MsgBody", 0, "MsgContent", "Text")))
			}
		}
	}
	return list
}

// Polls that alternate between servers return each message once and in order.
func TestPollsAcrossServersLoseNothing(t *testing.T) {
	one := servertest.Start(t)
	nodes := []*servertest.Server{one, one.Join(t), one.Join(t)}
	alice, bob := one.SignIn(t, "alice"), one.SignIn(t, "bob")
	var got, want []string
	for i := range 30 {
		alice.MoveTo(nodes[i%3])
		bob.MoveTo(nodes[(i*7+i/3)%3])
		text := fmt.Sprint("message ", i)
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", text))
		want = append(want, text)
		if i%4 != 3 {
			got = append(got, texts(bob.Poll(t))...)
		}
	}
	for len(got) < len(want) {
		got = append(got, texts(bob.Poll(t))...)
	}
	assert.Equal(t, want, got)
	for _, node := range nodes {
		bob.MoveTo(node)
		bob.Quiet(t)
	}
}

// Sign-outs, kicks and disconnects end polls at every server.
func TestSessionEndReachesAllServers(t *testing.T) {
	one := servertest.Start(t, func(c *server.Config) { c.MaxInstances = 1 })
	other := one.Join(t)
	client := func(s *servertest.Server) (*servertest.Client, *servertest.Waiting) {
		c := s.Client17("bob")
		c.Query.Set("v", "1.7.0") // it is kicked by an error
		c.Login(t)
		w := c.StartPoll(t)
		s.Clock.AwaitTimers(1)
		return c, w
	}
	first, waiting := client(one)
	second, waitingSecond := client(other)
	assert.Equal(t, 91101, waiting.Response(t).ErrorCode, "the limit must kick the oldest client")
	waitFor(t, "its calls must be refused", func() bool {
		return first.Call(t, "openim/getmsg", M{"Cookie": ""}).ErrorCode == 91101
	})
	second.OK(t, "openim/getmsg", M{"Cookie": ""})

	second.MoveTo(one)
	second.OK(t, "openim/longpollinglogout", M{"LongPollingId": second.PollID})
	assert.Equal(t, 60008, waitingSecond.Response(t).ErrorCode, "a sign-out must end the poll at the other server")

	third, waiting := client(one)
	client13 := other.Client13("bob")
	waiting13 := client13.StartPoll(t)
	other.Clock.AwaitTimers(1)
	require.NoError(t, other.IM.Polls.Disconnect(t.Context(), "bob"))
	assert.Equal(t, 91101, waiting.Response(t).ErrorCode, "Disconnect must end the poll")
	assert.Equal(t, 60008, waiting13.Response(t).ErrorCode)
	third.PollRefused(t, 91101)
}

// A 1.3 client without a cookie loses nothing if its next poll reaches another server.
func TestFirst13PollsOnTwoServersLoseNothing(t *testing.T) {
	one := servertest.Start(t)
	other := one.Join(t)
	alice, bob := one.SignIn(t, "alice"), one.Client13("bob")
	alice.OK(t, "group_open_http_svc/create_group", M{
		"Owner_Account": "alice", "Type": "Private", "Name": "g", "GroupId": "g", "MemberList": []M{{"Member_Account": "bob"}},
	})
	say := func(text string) {
		alice.OK(t, "group_open_http_svc/send_group_msg", M{"GroupId": "g", "MsgBody": servertest.TextBody(text)})
	}
	bob.NoticeSeq = 0
	bob.Quiet(t)
	say("between the polls")
	bob.MoveTo(other)
	assert.Equal(t, []string{"between the polls"}, texts(bob.Poll(t)))
	bob.MoveTo(one)
	bob.Quiet(t)

	next := other.Client13("bob") // the client is reloaded, without its cookie
	next.Quiet(t)
	say("for the next client")
	next.MoveTo(one)
	assert.Equal(t, []string{"for the next client"}, texts(next.Poll(t)))
}

// Members of a big group receive messages sent at any server.
func TestBigGroupSpansServers(t *testing.T) {
	one := servertest.Start(t)
	other := one.Join(t)
	alice := one.SignIn(t, "alice")
	alice.OK(t, "group_open_http_svc/create_group", M{"Owner_Account": "alice", "Type": "AVChatRoom", "Name": "live", "GroupId": "live"})
	watcher := other.Anonymous()
	joined := watcher.OK(t, "group_open_http_noauth_svc/apply_join_group", M{"GroupId": "live"})
	const poll = "group_open_long_polling_http_noauth_svc/get_msg"
	key, start := joined.At("LongPollingKey"), any(nil)
	for _, s := range []*servertest.Server{other, one, other} {
		alice.OK(t, "group_open_http_svc/send_group_msg", M{"GroupId": "live", "MsgBody": servertest.TextBody("hello")})
		watcher.MoveTo(s)
		body := M{"USP": 1, "HoldTime": 90, "Key": key}
		if start != nil {
			body["StartSeq"] = start
		}
		a := watcher.OK(t, poll, body)
		require.Equal(t, 1, a.Len("RspMsgList"), a.Raw)
		key, start = a.At("Key"), a.At("NextSeq")
	}
}

// Servers' clocks differ by some seconds, also across the edge of a window.
func TestClockSkewKeepsResendsDetected(t *testing.T) {
	one := servertest.Start(t)
	other := one.Join(t)
	alice, bob := one.SignIn(t, "alice"), one.SignIn(t, "bob")
	// The first server is past the edge of a window of 300 s, the other is not.
	edge := time.Duration(300-servertest.Epoch%300) * time.Second
	one.Clock.Advance(edge + 2*time.Second)
	other.Clock.Advance(edge - 3*time.Second)

	sent := alice.OK(t, "openim/sendmsg", servertest.Text("bob", "once"))
	alice.MoveTo(other)
	again := alice.OK(t, "openim/sendmsg", servertest.Text("bob", "once"))
	assert.Equal(t, sent.At("MsgKey"), again.At("MsgKey"), "the repeated message must be a duplicate")
	assert.Equal(t, []string{"once"}, texts(bob.Poll(t)))

	group := M{"GroupId": "g", "Random": 7, "MsgBody": servertest.TextBody("once")}
	alice.OK(t, "group_open_http_svc/create_group", M{"Owner_Account": "alice", "Type": "Private", "Name": "g", "GroupId": "g"})
	alice.MoveTo(one)
	said := alice.OK(t, "group_open_http_svc/send_group_msg", group)
	alice.MoveTo(other)
	assert.Equal(t, said.At("MsgSeq"), alice.OK(t, "group_open_http_svc/send_group_msg", group).At("MsgSeq"))

	// A message stamped by the clock that is ahead can be read at the other server.
	bob.MoveTo(other)
	bob.OK(t, "openim/msgreaded", M{"C2CMsgReaded": M{
		"Cookie": "", "C2CMsgReadedItem": []M{{"To_Account": "alice", "LastedMsgTime": sent.At("MsgTime")}}}})
	assert.Zero(t, bob.OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0}).Len("MsgList"), "the message must be marked as read")
}

// Slices of a file may reach different servers, while another upload starts.
func TestSlicesMayReachSeveralServers(t *testing.T) {
	one := servertest.Start(t)
	other := one.Join(t)
	alice := one.SignIn(t, "alice")
	data := bytes.Repeat([]byte("slice of ten bytes"), 100)
	sum := md5.Sum(data)
	var last servertest.Response
	for i := 0; i < len(data); i += 300 {
		end := min(i+300, len(data))
		alice.MoveTo([]*servertest.Server{one, other}[i/300%2])
		last = alice.OK(t, "openpic/pic_up", M{
			"Timestamp": 1, "Random": 2, "File_Str_Md5": hex.EncodeToString(sum[:]), "File_Size": len(data), "File_Type": 2,
			"Slice_Offset": i, "Slice_Size": end - i, "Slice_Data": base64.StdEncoding.EncodeToString(data[i:end]),
		})
		if i == 300 {
			one.Join(t)
		}
	}
	assert.Equal(t, 1.0, last.At("IsFinish"), last.Raw)
}
