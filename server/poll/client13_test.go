package poll_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server/deliver"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// fetch fetches messages as a 1.3 client does after event 1.
func fetch(t *testing.T, c *servertest.Client, cookie string) (texts []string, next string) {
	t.Helper()
	a := c.OK(t, "openim/getmsg", servertest.M{"Cookie": cookie, "SyncFlag": 0})
	for i := range a.Len("MsgList") {
		texts = append(texts, a.At("MsgList", i, "MsgBody", 0, "MsgContent", "Text").(string))
	}
	return texts, a.At("Cookie").(string)
}

func TestEvent1AnnouncesNewMessage(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.Client13("bob")
	bob.Quiet(t)
	waiting := bob.StartPoll(t)
	s.Clock.AwaitTimers(1)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "one"))
	got := waiting.Response(t)
	assert.Equal(t, 1, got.Len("EventArray"))
	assert.Equal(t, 1.0, got.At("EventArray", 0, "Event"))
	first := bob.NotifySeq
	assert.Positive(t, first)
	texts, cookie := fetch(t, bob, "")
	assert.Equal(t, []string{"one"}, texts)
	bob.Quiet(t) // the message is unread, but already announced

	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "two"))
	bob.Poll(t)
	assert.Greater(t, bob.NotifySeq, first, "NotifySeq must increase")
	texts, _ = fetch(t, bob, cookie)
	assert.Equal(t, []string{"two"}, texts)

	bob.NotifySeq = first // the response was lost
	bob.Poll(t)
	bob.Quiet(t)
}

func TestFirst13PollAnnouncesUnread(t *testing.T) {
	s := servertest.Start(t)
	bob := s.Client13("bob")
	s.SignIn(t, "alice").OK(t, "openim/sendmsg", servertest.Text("bob", "while away"))
	s.Restart(t)
	assert.Equal(t, 1.0, bob.Poll(t).At("EventArray", 0, "Event"))
	bob.OK(t, "openim/msgreaded", servertest.M{"C2CMsgReaded": servertest.M{
		"Cookie": "", "C2CMsgReadedItem": []servertest.M{{"To_Account": "alice", "LastedMsgTime": servertest.Epoch}}}})
	s.Client13("bob").Quiet(t) // a new client without unread messages
}

func Test13PollOmitsOtherEvents(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.Client13("bob")
	bob.Quiet(t)
	bob.OK(t, "openim/sendmsg", servertest.Text("alice", "hi"))
	alice.OK(t, "openim/msgreaded", servertest.M{"C2CMsgReaded": servertest.M{
		"C2CMsgReadedItem": []servertest.M{{"To_Account": "bob", "LastedMsgTime": servertest.Epoch}}}})
	bob.Quiet(t) // neither the receipt nor bob's own message is returned
	texts, _ := fetch(t, bob, "")
	assert.Empty(t, texts)
}

func Test13PollAnnouncesOwnMessage(t *testing.T) {
	s := servertest.Start(t)
	home, office, phone := s.Client13("bob"), s.Client13("bob"), s.SignIn(t, "bob")
	office.Agent = "another browser"
	home.Quiet(t)
	office.Quiet(t)
	home.OK(t, "openim/sendmsg", servertest.Text("alice", "from home"))
	phone.OK(t, "openim/sendmsg", servertest.Text("alice", "from the phone"))
	office.Poll(t)
	texts, _ := fetch(t, office, "")
	assert.Equal(t, []string{"from home", "from the phone"}, texts)
	home.Poll(t)
	texts, cookie := fetch(t, home, "")
	assert.Equal(t, []string{"from the phone"}, texts)
	texts, _ = fetch(t, home, cookie)
	assert.Empty(t, texts)
}

func Test13ClientsOfBrowserGetOwnMessages(t *testing.T) {
	s := servertest.Start(t)
	one, two := s.Client13("bob"), s.Client13("bob")
	waitingOne := one.StartPoll(t)
	s.Clock.AwaitTimers(1)
	waitingTwo := two.StartPoll(t)
	s.Clock.AwaitTimers(2)
	one.OK(t, "openim/sendmsg", servertest.Text("alice", "hi"))
	waitingOne.Response(t)
	waitingTwo.Response(t)
	texts, _ := fetch(t, two, "")
	assert.Equal(t, []string{"hi"}, texts)
}

// A second client of the browser opens while the first one, which has received events, is
// between two polls.
func Test13ClientBetweenPollsGetsMessage(t *testing.T) {
	s := servertest.Start(t)
	alice, one, two := s.SignIn(t, "alice"), s.Client13("bob"), s.Client13("bob")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hello"))
	one.Poll(t)
	two.Poll(t)
	_, cookie := fetch(t, two, "")
	one.OK(t, "openim/sendmsg", servertest.Text("alice", "hi"))
	texts, _ := fetch(t, two, cookie)
	assert.Equal(t, []string{"hi"}, texts)
}

// A reloaded client begins at an earlier cookie, like a second client. It does not receive
// messages that it sent before.
func Test13ReloadOmitsOwnMessages(t *testing.T) {
	s := servertest.Start(t)
	alice, client := s.SignIn(t, "alice"), s.Client13("bob")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hello"))
	client.Poll(t)
	client.OK(t, "openim/sendmsg", servertest.Text("alice", "hi"))
	reloaded := s.Client13("bob")
	reloaded.Poll(t)
	texts, cookie := fetch(t, reloaded, "")
	assert.Equal(t, []string{"hello"}, texts)
	reloaded.Quiet(t)
	texts, _ = fetch(t, reloaded, cookie)
	assert.Empty(t, texts)
}

// A poll whose connection is lost undetected overlaps with the client's next poll. The
// browser does not count as shared indefinitely.
func TestOverlapWithLostPollExpires(t *testing.T) {
	s := servertest.Start(t)
	client := s.Client13("bob")
	broken := client.StartPoll(t)
	s.Clock.AwaitTimers(1)
	next := client.StartPoll(t)
	s.Clock.AwaitTimers(2)
	client.OK(t, "openim/sendmsg", servertest.Text("alice", "soon"))
	broken.Response(t)
	next.Response(t)
	texts, cookie := fetch(t, client, "")
	assert.Equal(t, []string{"soon"}, texts, "another client might share the browser")
	s.Clock.Advance(2 * time.Minute)
	client.OK(t, "openim/sendmsg", servertest.Text("alice", "later"))
	client.Quiet(t)
	texts, _ = fetch(t, client, cookie)
	assert.Empty(t, texts)
}

// publishNotices publishes notices to bob, as a group does.
func publishNotices(t *testing.T, s *servertest.Server, texts ...string) {
	t.Helper()
	outbox := deliver.NewOutbox(s.Clock)
	err := s.Store.Update(t.Context(), func(tx store.Tx) error {
		for _, text := range texts {
			outbox.Notify(tx, deliver.Event{Kind: deliver.GroupNotice, To: []string{"bob"}}, servertest.M{"Text": text})
		}
		return nil
	})
	assert.NoError(t, err)
}

func notices(a servertest.Response) (got []string) {
	for i := range a.Len("EventArray", 0, "GroupTips") {
		got = append(got, a.At("EventArray", 0, "GroupTips", i, "Text").(string))
	}
	return got
}

func TestNoticesBeforeFirstCookieRepeat(t *testing.T) {
	s := servertest.Start(t)
	publishNotices(t, s, "before the client")
	bob := s.Client13("bob")
	bob.Quiet(t)
	publishNotices(t, s, "one")
	lost := bob.StartPoll(t).Response(t)
	assert.Equal(t, []string{"one"}, notices(lost))
	bob.NoticeSeq = 0 // the response was lost
	publishNotices(t, s, "two")
	assert.Equal(t, []string{"one", "two"}, notices(bob.Poll(t)))
	bob.Quiet(t) // this cookie acknowledges

	s.Restart(t)
	publishNotices(t, s, "three")
	assert.Equal(t, []string{"three"}, notices(bob.Poll(t)))

	reloaded := s.Client13("bob")
	reloaded.Quiet(t)
	publishNotices(t, s, "four")
	assert.Equal(t, []string{"four"}, notices(reloaded.Poll(t)))
	assert.Equal(t, []string{"four"}, notices(bob.Poll(t)))
}

// A 1.3 client that has received nothing yet sends 0 and 0, before and after a restart:
// events since its first poll are returned, earlier ones are not.
func TestRestartBeforeCookieLosesNothing(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	bob := s.Client13("bob")
	bob.OK(t, "openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0})
	alice.OK(t, "group_open_http_svc/create_group", servertest.M{
		"Owner_Account": "alice", "Type": "Private", "Name": "g", "GroupId": "g", "MemberList": []servertest.M{{"Member_Account": "bob"}},
	})
	said := 0
	say := func(text string) {
		said++
		alice.OK(t, "group_open_http_svc/send_group_msg", servertest.M{"GroupId": "g", "Random": said, "MsgBody": servertest.TextBody(text)})
	}
	// events returns the notices and group messages of a response.
	events := func(a servertest.Response) (list []string) {
		for i := range a.Len("EventArray") {
			for j := range a.Len("EventArray", i, "GroupMsgArray") {
				list = append(list, a.At("EventArray", i, "GroupMsgArray", j, "MsgBody", 0, "MsgContent", "Text").(string))
			}
			for j := range a.Len("EventArray", i, "GroupTips") {
				text, _ := a.At("EventArray", i, "GroupTips", j, "Text").(string)
				list = append(list, text)
			}
		}
		return list
	}
	say("before the client")
	publishNotices(t, s, "told before the client")
	bob.Quiet(t)

	say("between the polls")
	publishNotices(t, s, "told between the polls")
	s.Restart(t)
	want := []string{"between the polls", "told between the polls"}
	assert.ElementsMatch(t, want, events(bob.Poll(t)))
	bob.NoticeSeq = 0 // the response was lost
	waiting := bob.StartPoll(t)
	assert.ElementsMatch(t, want, events(waiting.Response(t)))

	bob.NoticeSeq = 0 // this response was lost as well, and the server restarts again
	s.Restart(t)
	say("after the second restart")
	want = append(want, "after the second restart")
	assert.ElementsMatch(t, want, events(bob.Poll(t)))
	bob.Quiet(t) // this cookie acknowledges

	s.Restart(t)
	next := s.Client13("bob") // the client is reloaded
	next.Quiet(t)
	say("for the next client")
	s.Restart(t)
	assert.Equal(t, []string{"for the next client"}, events(next.Poll(t)))
}

func TestExpired13ClientStartsOver(t *testing.T) {
	s := servertest.Start(t)
	bob := s.Client13("bob")
	bob.Quiet(t)
	s.Clock.Advance(9 * time.Minute)
	publishNotices(t, s, "soon enough")
	assert.Equal(t, []string{"soon enough"}, notices(bob.Poll(t)))

	other := s.Client13("bob")
	other.Agent = "another browser"
	other.Quiet(t)
	publishNotices(t, s, "too late")
	s.Clock.Advance(11 * time.Minute)
	s.SignIn(t, "alice").Quiet(t) // triggers the server's sweep
	other.Quiet(t)
}

// A late request of a client that was reloaded has the cookie of the old client, not of the
// new one.
func TestLatePollAfterReloadGetsEvents(t *testing.T) {
	s := servertest.Start(t)
	before := s.Client13("bob")
	before.Quiet(t)
	publishNotices(t, s, "one")
	before.Poll(t)
	before.Quiet(t)
	s.Restart(t)
	publishNotices(t, s, "two")
	next := s.Client13("bob")
	next.Quiet(t)
	assert.Equal(t, []string{"two"}, notices(before.StartPoll(t).Response(t)))
	publishNotices(t, s, "three")
	assert.Equal(t, []string{"three"}, notices(next.Poll(t)))
}

// A message that the user sent from another client can be fetched at any server.
func TestOwnMessageIsFetchedAnywhere(t *testing.T) {
	s := servertest.Start(t)
	other := s.Join(t)
	client, phone := s.Client13("bob"), s.SignIn(t, "bob")
	client.Quiet(t)
	_, cookie := fetch(t, client, "")
	phone.OK(t, "openim/sendmsg", servertest.Text("alice", "from the phone"))
	client.Poll(t)
	client.MoveTo(other)
	texts, cookie := fetch(t, client, cookie)
	assert.Equal(t, []string{"from the phone"}, texts)

	client.MoveTo(s)
	s.Restart(t)
	phone.OK(t, "openim/sendmsg", servertest.Text("alice", "after a restart"))
	client.Poll(t)
	texts, _ = fetch(t, client, cookie)
	assert.Equal(t, []string{"after a restart"}, texts)
}
