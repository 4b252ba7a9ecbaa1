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
)

const (
	bigJoin = "group_open_http_noauth_svc/apply_join_group"
	bigQuit = "group_open_http_noauth_svc/quit_group"
	bigPoll = "group_open_long_polling_http_noauth_svc/get_msg"

	bigPollTimeout = 90 * time.Second // longer than the server holds any poll
)

// watcher is a client in a big group that polls like the SDK.
type watcher struct {
	*servertest.Client
	key   any
	start any // StartSeq; nil is omitted, as in the first poll of 1.7.2
	hold  any
}

// join joins the big group. A signed-in client uses the ordinary command.
func join(t testing.TB, c *servertest.Client, id string) *watcher {
	t.Helper()
	command := bigJoin
	if c.Name != "" {
		command = svc("apply_join_group")
	}
	a := c.OK(t, command, M{"GroupId": id})
	require.Equal(t, "JoinedSuccess", a.At("JoinedStatus"))
	require.NotEmpty(t, a.At("LongPollingKey"))
	return &watcher{Client: c, key: a.At("LongPollingKey"), hold: 90}
}

func (w *watcher) body() M {
	body := M{"USP": 1, "HoldTime": w.hold, "Key": w.key}
	if w.start != nil {
		body["StartSeq"] = w.start
	}
	return body
}

// take advances the watcher's position and returns the items of a response, oldest
// first.
func (w *watcher) take(t testing.TB, a servertest.Response) []event {
	t.Helper()
	require.Equal(t, "OK", a.ActionStatus, a.Raw)
	w.start, w.hold, w.key = a.At("NextSeq"), a.At("HoldTime"), a.At("Key")
	require.NotNil(t, w.start)
	require.NotNil(t, w.hold)
	require.NotNil(t, w.key)
	require.NotNil(t, a.At("RspMsgList"), a.Raw)
	var list []event
	for i := a.Len("RspMsgList") - 1; i >= 0; i-- {
		list = append(list, parseEvent(a, toInt(a.At("RspMsgList", i, "Event")), "RspMsgList", i))
	}
	return list
}

func (w *watcher) poll(t testing.TB) []event {
	t.Helper()
	return w.take(t, w.Call(t, bigPoll, w.body()))
}

// startPoll starts a poll that has no items yet.
func (w *watcher) startPoll(t testing.TB, s *servertest.Server) chan servertest.Response {
	response := make(chan servertest.Response, 1)
	go func() { response <- w.Call(t, bigPoll, w.body()) }()
	s.Clock.AwaitTimers(1)
	return response
}

func TestBigGroupWatchersReceiveMessages(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	id := create(t, alice, "AVChatRoom", nil)
	sendText(t, alice, id, "before")
	named := s.SignIn(t, "bob")
	named.OK(t, "profile/portrait_set", M{"From_Account": "bob", "ProfileItem": []M{{"Tag": "Tag_Profile_IM_Nick", "Value": "阿波"}, {"Tag": "Tag_Profile_IM_Image", "Value": "http://p/bob.png"}}})
	bob := join(t, named, id)
	guest := join(t, s.Anonymous(), id)
	assert.Equal(t, 3, sendText(t, alice, id, "one"))
	got := bob.poll(t)
	require.Equal(t, "t1 one", summarize(got), "bob must receive his join tip and later messages")
	assert.Equal(t, []any{"bob"}, got[0].at("MsgBody", "List_Account"))
	assert.Equal(t, []any{M{"User_Account": "bob", "NickName": "阿波", "ImageUrl": "http://p/bob.png"}}, got[0].at("MsgBody", "MsgMemberExtraInfo"), "the tip must contain nick and picture")
	assert.Equal(t, "林小夏", got[1].at("GroupInfo", "From_AccountNick"))
	assert.Equal(t, id, got[1].Group)
	require.Equal(t, "one", summarize(guest.poll(t)), "joining anonymously must not post a tip")

	waiting := guest.startPoll(t, s)
	bob.OK(t, svc("send_group_msg"), M{"GroupId": id, "Random": 1, "MsgPriority": "LOVEMSG", "MsgBody": servertest.TextBody("two")})
	got = guest.take(t, <-waiting)
	require.Equal(t, "two", summarize(got))
	assert.Equal(t, 3.0, got[0].at("MsgPriority"))
	sendText(t, alice, id, "three")
	sendText(t, alice, id, "four")
	assert.Equal(t, "two three four", summarize(bob.poll(t)), "the sender must receive the own message")
	assert.Equal(t, "three four", summarize(guest.poll(t)))
	assert.Equal(t, "n6", summarize(receiveAll(t, s, alice)), "the ordinary poll must not return messages")

	bob.OK(t, svc("quit_group"), M{"GroupId": id})
	guest.OK(t, bigQuit, M{"GroupId": id})
	bob.Refused(t, 10007, svc("send_group_msg"), M{"GroupId": id, "MsgBody": servertest.TextBody("hi")})
	list, finished := fetchHistory(t, alice, id)
	assert.Empty(t, list, "a big group must have no history")
	assert.True(t, finished)
	alice.OK(t, svc("msg_read_report"), M{"GroupId": id, "MsgReadedSeq": 3})
	mine := alice.OK(t, svc("get_joined_group_list"), M{"ResponseFilter": M{"SelfInfoFilter": []string{"UnreadMsgNum"}}})
	assert.Equal(t, 0.0, mine.At("GroupIdList", 0, "SelfInfo", "UnreadMsgNum"))
}

func TestBigPollTimesOutEmpty(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := create(t, s.SignIn(t, "alice"), "AVChatRoom", nil)
	guest := join(t, s.Anonymous(), id)
	for hold, ends := range map[any]time.Duration{90: 85 * time.Second, 60: 55 * time.Second, 0: 55 * time.Second, 1e15: 85 * time.Second, 3: 3 * time.Second} {
		guest.hold = hold
		waiting := guest.startPoll(t, s)
		s.Clock.Advance(ends - time.Second)
		select {
		case <-s.Clock.Waiting():
		default:
			require.Fail(t, "the poll ended too early", "hold %v", hold)
		}
		s.Clock.Advance(time.Second)
		assert.Empty(t, guest.take(t, <-waiting), "a timeout must be an empty list, since clients repeat failed polls")
		assert.Equal(t, 60.0, guest.hold)
	}
	waiting := guest.startPoll(t, s)
	s.IM.Shutdown()
	assert.Empty(t, guest.take(t, <-waiting))
	assert.Empty(t, guest.poll(t), "polls of a closing server must end at once")
}

func TestBigPollIgnoresForeignStartSeq(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	id := create(t, alice, "AVChatRoom", nil)
	guest := join(t, s.Anonymous(), id)
	for i := range 5 {
		sendText(t, alice, id, fmt.Sprint(i))
	}
	guest.start = 0
	assert.Equal(t, "0 1 2 3 4", summarize(guest.poll(t)), "StartSeq 0 must mean the time of joining")
	s.Restart(t)
	sendText(t, alice, id, "after")
	assert.Equal(t, "after", summarize(guest.poll(t)), "seqs must continue after a restart")

	other := create(t, alice, "AVChatRoom", nil)
	moved := join(t, s.Anonymous(), other)
	moved.start = guest.start // 1.7.0 keeps its StartSeq
	waiting := moved.startPoll(t, s)
	sendText(t, alice, other, "here")
	assert.Equal(t, "here", summarize(moved.take(t, <-waiting)))

	for what, change := range map[string]M{
		"no key": {"Key": nil}, "invalid key": {"Key": "x"}, "key of an unknown group": {"Key": "e30"},
		"negative": {"StartSeq": -1}, "hold negative": {"HoldTime": -1}, "no number": {"StartSeq": M{}},
	} {
		a := guest.Call(t, bigPoll, extend(guest.body(), change))
		assert.Equal(t, 10004, a.ErrorCode, what)
	}
}

func TestBigPollReturnsPagesInOrder(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	id := create(t, alice, "AVChatRoom", nil)
	guest, late := join(t, s.Anonymous(), id), join(t, s.Anonymous(), id)
	var all sync.WaitGroup
	for range 8 { // concurrently, to share flushes
		all.Go(func() {
			for range 13 {
				sendText(t, alice, id, "hi")
			}
		})
	}
	all.Wait()
	got := guest.poll(t)
	require.Len(t, got, 100)
	for i, e := range append(got, guest.poll(t)...) {
		require.Equal(t, i+1, e.Seq)
	}

	// A ring holds one megabyte; older items are dropped.
	long := strings.Repeat("x", 60<<10)
	for range 20 {
		alice.OK(t, svc("send_group_msg"), M{"GroupId": id, "MsgBody": []M{{"MsgType": "TIMCustomElem", "MsgContent": M{"Data": long}}}})
	}
	got = late.poll(t)
	assert.Less(t, len(got), 18)
	assert.Equal(t, 124, got[len(got)-1].Seq)
}

func TestDissolveBigGroupNotifiesWatchers(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	id := create(t, alice, "AVChatRoom", nil, M{"GroupId": "live"})
	named, guest, late := join(t, bob, id), join(t, s.Anonymous(), id), join(t, s.Anonymous(), id)
	require.Equal(t, "t1", summarize(named.poll(t)))
	sendText(t, alice, id, "last words")
	require.Equal(t, "last words", summarize(named.poll(t)))
	assert.Equal(t, "last words", summarize(guest.poll(t)))
	waiting := guest.startPoll(t, s)
	alice.OK(t, svc("destroy_group"), M{"GroupId": id})
	got := guest.take(t, <-waiting)
	require.Equal(t, "n5", summarize(got))
	assert.Equal(t, "AVChatRoom group", got[0].at("GroupInfo", "GroupName"))
	assert.Equal(t, "n5", summarize(receiveAll(t, s, bob)), "members must be notified in the ordinary poll")
	assert.Equal(t, "last words n5", summarize(late.poll(t)))

	// Polls of a dissolved group stay empty, because clients repeat failed polls
	// indefinitely. A new group with that id has a new key.
	create(t, alice, "AVChatRoom", nil, M{"GroupId": "live"})
	sendText(t, alice, "live", "to others")
	for _, w := range []*watcher{named, guest} {
		w.hold = 60
		waiting := w.startPoll(t, s)
		s.Clock.Advance(55 * time.Second)
		assert.Empty(t, w.take(t, <-waiting))
	}
}

// With four polls of one browser over HTTP/1.1, the oldest ends early, as if it had
// timed out.
func TestBigGroupPollEndsEarly(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := create(t, s.SignIn(t, "alice"), "AVChatRoom", nil)
	var visitors []*watcher
	var waiting []chan servertest.Response
	for i := range 4 {
		visitors = append(visitors, join(t, s.Anonymous(), id))
		visitors[i].Query.Set("browser", "b")
		waiting = append(waiting, visitors[i].startPoll(t, s))
		s.Clock.AwaitTimers(i + 1)
	}
	s.Clock.AwaitTimers(5) // set by the server
	s.Clock.Advance(2 * time.Second)
	assert.Empty(t, visitors[0].take(t, <-waiting[0]))
	s.Clock.Advance(bigPollTimeout)
	for i, response := range waiting[1:] {
		assert.Empty(t, visitors[i+1].take(t, <-response))
	}
}

func TestAnonymousCallerOnlyWatches(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := createWithMembers(t, s, "Public")
	guest := s.Anonymous()
	for command, code := range map[string]int{bigJoin: 10007, bigQuit: 10007, svc("apply_join_group"): 60005, svc("quit_group"): 60005} {
		guest.Refused(t, code, command, M{"GroupId": id})
	}
	guest.Refused(t, 10010, bigJoin, M{"GroupId": "nope"})
	guest.Refused(t, 10010, bigQuit, M{"GroupId": "nope"})
	guest.Refused(t, 10004, bigJoin, M{"GroupId": M{}})
	guest.Refused(t, 10004, bigQuit, M{"GroupId": M{}})

	// The noauth service authenticates signed-in clients.
	live := create(t, s.Client13("alice"), "AVChatRoom", nil)
	s.Client13("bob").OK(t, bigJoin, M{"GroupId": live})
	sendText(t, s.Client13("bob"), live, "a signed-in client must join as a member")
	s.Client13("bob").OK(t, bigQuit, M{"GroupId": live})
	s.Client13("bob").Refused(t, 10007, svc("send_group_msg"), M{"GroupId": live, "MsgBody": servertest.TextBody("hi")})
}

func TestMuteInBigGroupExpires(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	id := create(t, alice, "AVChatRoom", []string{"bob"})
	guest := join(t, s.Anonymous(), id)
	alice.OK(t, svc("forbid_send_msg"), M{"GroupId": id, "Members_Account": "bob", "ShutUpTime": 60})
	bob.Refused(t, 10017, svc("send_group_msg"), M{"GroupId": id, "MsgBody": servertest.TextBody("hi")})
	assert.Equal(t, "t7", summarize(guest.poll(t)))
	s.Clock.Advance(time.Minute)
	sendText(t, bob, id, "again")
}

func TestDissolvedRingsAreRemoved(t *testing.T) {
	if testing.Short() {
		t.Skip("slow with the race detector")
	}
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	var first *watcher
	for i := range 22 {
		id := create(t, alice, "AVChatRoom", nil)
		w := join(t, s.Anonymous(), id)
		sendText(t, alice, id, "hi")
		alice.OK(t, svc("destroy_group"), M{"GroupId": id})
		if i == 0 {
			first = w
		} else if i == 21 {
			assert.Equal(t, "hi n5", summarize(w.poll(t)), "the latest rings must be kept")
		}
	}
	waiting := first.startPoll(t, s)
	s.Clock.Advance(bigPollTimeout)
	assert.Empty(t, first.take(t, <-waiting))
}
