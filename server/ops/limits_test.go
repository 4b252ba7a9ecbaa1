package ops_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/api"
	"webim.js/server/ops"
	"webim.js/server/servertest"
)

// refusals counts refusals by limit.
type refusals struct {
	mu sync.Mutex
	m  map[string]int
}

func (r *refusals) add(limit string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.m == nil {
		r.m = map[string]int{}
	}
	r.m[limit]++
}

func (r *refusals) count(limit string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.m[limit]
}

func start(t *testing.T, c ops.LimitsConfig) (*servertest.Server, *refusals) {
	var counted refusals
	c.Refused = counted.add
	return servertest.Start(t, func(s *server.Config) { s.Limits, s.Admins = ops.NewLimits(c), []string{"root"} }), &counted
}

var getmsg = servertest.M{"Cookie": "", "SyncFlag": 0}

func TestUserRateIsEnforced(t *testing.T) {
	s, refused := start(t, ops.LimitsConfig{UserRate: 2})
	alice, bob := s.Client13("alice"), s.Client13("bob")
	waiting := alice.StartPoll(t)
	require.Eventually(t, func() bool { return s.IM.Polls.Instances() == 1 }, 10*time.Second, time.Millisecond)
	for range 5 { // the requests of three seconds, and the poll that created an instance
		alice.OK(t, "openim/getmsg", getmsg)
	}
	alice.Refused(t, 60007, "openim/getmsg", getmsg)
	bob.OK(t, "openim/getmsg", getmsg)
	s.Clock.Advance(time.Second)
	alice.OK(t, "openim/getmsg", getmsg)
	alice.OK(t, "openim/getmsg", getmsg)
	alice.Refused(t, 60007, "openim/getmsg", getmsg)
	assert.Equal(t, 2, refused.count("user_rate"))
	bob.OK(t, "openim/sendmsg", servertest.Text("alice", "polls must not count"))
	waiting.Response(t)
}

func TestAddressRateIsEnforced(t *testing.T) {
	s, refused := start(t, ops.LimitsConfig{AddressRate: 1})
	for i := range 3 {
		s.Client13(fmt.Sprint("user", i)).OK(t, "openim/getmsg", getmsg)
	}
	s.Client13("another").Refused(t, 60102, "openim/getmsg", getmsg)
	s.Anonymous().Refused(t, 60102, "no/command", "not JSON")
	s.Clock.Advance(2 * time.Second)
	s.Client13("another").OK(t, "openim/getmsg", getmsg)
	assert.Equal(t, 2, refused.count("address_rate"))
}

// mustRefusePoll sends a poll that a limit refuses, whose response is delayed by a
// second.
func mustRefusePoll(t *testing.T, s *servertest.Server, c *servertest.Client, timers, code int) {
	t.Helper()
	w := c.StartPoll(t)
	s.Clock.AwaitTimers(timers + 1)
	s.Clock.Advance(time.Second)
	assert.Equal(t, code, w.Response(t).ErrorCode)
}

func TestPollsPerUserAreLimited(t *testing.T) {
	s, refused := start(t, ops.LimitsConfig{PollsPerUser: 2})
	one, two, three := s.SignIn(t, "bob"), s.SignIn(t, "bob"), s.SignIn(t, "bob")
	first, second := one.StartPoll(t), two.StartPoll(t)
	s.Clock.AwaitTimers(2)
	mustRefusePoll(t, s, three, 2, 60104)
	alice := s.SignIn(t, "alice").StartPoll(t)
	s.Clock.AwaitTimers(3)

	one.OK(t, "openim/longpollinglogout", servertest.M{"LongPollingId": one.PollID})
	first.Response(t)
	third := three.StartPoll(t) // a slot is free again
	s.Clock.AwaitTimers(3)
	s.Clock.Advance(time.Minute)
	for _, w := range []*servertest.Waiting{second, third, alice} {
		assert.Equal(t, 60008, w.Response(t).ErrorCode)
	}
	assert.Equal(t, 1, refused.count("polls_of_user"))
}

func TestPollsInTotalAreLimited(t *testing.T) {
	s, refused := start(t, ops.LimitsConfig{Polls: 1, PollsPerUser: 1})
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	waiting := alice.StartPoll(t)
	s.Clock.AwaitTimers(1)
	mustRefusePoll(t, s, bob, 1, 60103)
	waiting.Abandon()
	s.Clock.Advance(time.Minute)
	assert.Eventually(t, func() bool { _, n := s.IM.Polls.Stats(); return n == 0 }, 10*time.Second, time.Millisecond)
	bob.Quiet(t)
	assert.Equal(t, 1, refused.count("polls"))
}

func TestAnonymousPollsCountByAddress(t *testing.T) {
	l := ops.NewLimits(ops.LimitsConfig{PollsPerUser: 1})
	poll := api.Command{Waits: true}
	release, err := l.Admit(&api.Call{RemoteHost: "2001:db8::1"}, poll)
	assert.NoError(t, err)
	_, err = l.Admit(&api.Call{RemoteHost: "2001:db8::2"}, poll)
	assert.ErrorIs(t, err, api.Errorf(api.CodePollsOfUser, ""), "a network must count as one address")
	_, err = l.Admit(&api.Call{RemoteHost: "2001:db8:0:1::2"}, poll)
	assert.NoError(t, err)
	release()
	_, err = l.Admit(&api.Call{RemoteHost: "2001:db8::2"}, poll)
	assert.NoError(t, err)
}

func TestChargeCountsByUserOrClient(t *testing.T) {
	l := ops.NewLimits(ops.LimitsConfig{UserRate: 1})
	call := &api.Call{Caller: api.Caller{Account: "alice"}, Now: time.Unix(1500000000, 0)}
	for range 3 {
		assert.NoError(t, l.Charge(call, ""))
	}
	assert.ErrorIs(t, l.Charge(call, ""), &api.Error{Code: api.CodeUserRate})
	assert.ErrorIs(t, l.Charge(call, "client"), &api.Error{Code: api.CodeUserRate}, "all requests of a user must share a rate")
	stranger := &api.Call{Now: call.Now}
	assert.NoError(t, l.Charge(stranger, ""), "anonymous requests must count by address")
	for range 3 {
		assert.NoError(t, l.Charge(stranger, "client"))
	}
	assert.ErrorIs(t, l.Charge(stranger, "client"), &api.Error{Code: api.CodeUserRate})
	assert.NoError(t, l.Charge(stranger, "another"))
}

func TestBatchChargesPerItem(t *testing.T) {
	s, _ := start(t, ops.LimitsConfig{UserRate: 2})
	alice := s.SignIn(t, "alice") // signing in counts as one request
	names := make([]string, 60)
	for i := range names {
		names[i] = "bob"
	}
	alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Public", "Name": "g", "MemberList": names})
	alice.Refused(t, 60007, "openim/getmsg", getmsg)
	s.Clock.Advance(5 * time.Second)
	alice.OK(t, "openim/getmsg", getmsg)
}

func TestByteRateIsEnforced(t *testing.T) {
	s, refused := start(t, ops.LimitsConfig{ByteRate: 30 << 10})
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	long := servertest.Text("bob", strings.Repeat("x", 10_000))
	sent := 0
	for alice.Call(t, "openim/sendmsg", long).ErrorCode == 0 {
		sent++
	}
	assert.InDelta(t, 4<<20/10_000, sent, 5)
	alice.Refused(t, 60007, "openim/sendmsg", long)
	bob.OK(t, "openim/sendmsg", servertest.Text("alice", "hi"))
	s.Clock.Advance(3 * time.Second)
	alice.OK(t, "openim/sendmsg", long)
	assert.Equal(t, 2, refused.count("user_bytes"))
}

func TestGroupRateIsEnforced(t *testing.T) {
	s, refused := start(t, ops.LimitsConfig{GroupRate: 2})
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	id := alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Public", "Name": "g"}).At("GroupId")
	say := servertest.M{"GroupId": id, "MsgBody": servertest.TextBody("hi")}
	for range 10 {
		bob.Refused(t, 10007, "group_open_http_svc/send_group_msg", say) // a message in another group does not count
	}
	for range 6 {
		alice.OK(t, "group_open_http_svc/send_group_msg", say)
	}
	alice.Refused(t, 10006, "group_open_http_svc/send_group_msg", say)
	s.BackEnd("root").OK(t, "group_open_http_svc/send_group_msg", say) // back ends are trusted
	s.Clock.Advance(time.Second)
	alice.OK(t, "group_open_http_svc/send_group_msg", say)
	assert.Equal(t, 1, refused.count("group_rate"))
}
