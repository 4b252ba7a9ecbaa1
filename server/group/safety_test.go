package group_test

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server"
	"webim.js/server/servertest"
)

// A mute survives leaving and joining again, and being removed.
func TestMuteSurvivesRejoin(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.Client13("alice"), s.Client13("bob")
	bob.OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
	say := servertest.M{"GroupId": "g", "Random": 1, "MsgBody": servertest.TextBody("x")}
	for _, kind := range []string{"ChatRoom", "AVChatRoom"} {
		alice.OK(t, svc("create_group"), servertest.M{"Type": kind, "Name": "g", "GroupId": "g"})
		join := func() { bob.OK(t, svc("apply_join_group"), servertest.M{"GroupId": "g", "ApplyMsg": ""}) }
		join()
		alice.OK(t, svc("forbid_send_msg"), servertest.M{"GroupId": "g", "Members_Account": []string{"bob"}, "ShutUpTime": 1000})
		bob.Refused(t, 10017, svc("send_group_msg"), say)
		bob.OK(t, svc("quit_group"), servertest.M{"GroupId": "g"})
		join()
		bob.Refused(t, 10017, svc("send_group_msg"), say)
		if kind == "ChatRoom" {
			alice.OK(t, svc("delete_group_member"), servertest.M{"GroupId": "g", "MemberToDel_Account": []string{"bob"}})
			join()
			bob.Refused(t, 10017, svc("send_group_msg"), say)
		}
		bob.OK(t, svc("quit_group"), servertest.M{"GroupId": "g"})
		s.Clock.Advance(1001 * time.Second)
		join()
		bob.OK(t, svc("send_group_msg"), say)

		alice.OK(t, svc("forbid_send_msg"), servertest.M{"GroupId": "g", "Members_Account": []string{"bob"}, "ShutUpTime": 1000})
		alice.OK(t, svc("destroy_group"), servertest.M{"GroupId": "g"})
		alice.OK(t, svc("create_group"), servertest.M{"Type": "ChatRoom", "Name": "g", "GroupId": "g"})
		join()
		bob.OK(t, svc("send_group_msg"), say)
		alice.OK(t, svc("destroy_group"), servertest.M{"GroupId": "g"})
	}
}

// A blocked user cannot reach the blocking user through groups, whether by adding,
// inviting or applying.
func TestBlockedUserCannotInvite(t *testing.T) {
	for _, consent := range []bool{false, true} {
		s := servertest.Start(t, func(c *server.Config) { c.InviteConsent = consent })
		alice, mallory := s.SignIn(t, "alice"), s.SignIn(t, "mallory")
		alice.OK(t, "sns/black_list_add", servertest.M{"To_Account": []string{"mallory"}})
		alice.OK(t, svc("create_group"), servertest.M{"Type": "Public", "Name": "hers", "GroupId": "hers"})
		alice.Poll(t)
		mallory.OK(t, svc("create_group"), servertest.M{"Type": "Private", "Name": "g", "GroupId": "trap", "MemberList": []string{"alice", "bob"}})
		added := mallory.OK(t, svc("add_group_member"), servertest.M{"GroupId": "trap", "MemberList": []servertest.M{{"Member_Account": "alice"}, {"Member_Account": "carol"}}})
		assert.EqualValues(t, 0, added.At("MemberList", 0, "Result"), added.Raw)
		assert.NotEqualValues(t, 0, added.At("MemberList", 1, "Result"), added.Raw)
		mallory.OK(t, svc("apply_join_group"), servertest.M{"GroupId": "hers", "ApplyMsg": "you again"})
		alice.Quiet(t)
		assert.Zero(t, alice.OK(t, svc("get_joined_group_list"), servertest.M{"Member_Account": "alice"}).Len("GroupIdList")-1, "alice must only be in her own group")
		assert.Zero(t, alice.OK(t, svc("get_pendency"), servertest.M{"StartTime": 0, "Limit": 10, "Handle_Account": "alice"}).Len("PendencyList"))
		got := alice.OK(t, "openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0})
		assert.NotContains(t, got.Raw, "mallory")
	}
}

// The key of a big group's poll is signed by the server, because serial numbers
// can be guessed.
func TestBigPollRequiresSignedKey(t *testing.T) {
	s := servertest.Start(t)
	alice, watcher := s.Client13("alice"), s.Anonymous()
	alice.OK(t, svc("create_group"), servertest.M{"Type": "AVChatRoom", "Name": "g", "GroupId": "secret-room"})
	key := watcher.OK(t, "group_open_http_noauth_svc/apply_join_group", servertest.M{"GroupId": "secret-room"}).At("LongPollingKey").(string)
	alice.OK(t, svc("send_group_msg"), servertest.M{"GroupId": "secret-room", "Random": 1, "MsgBody": servertest.TextBody("x")})
	poll := func(key string) servertest.M { return servertest.M{"StartSeq": 0, "HoldTime": 1, "Key": key} }
	const get = "group_open_long_polling_http_noauth_svc/get_msg"
	assert.NotZero(t, watcher.OK(t, get, poll(key)).Len("RspMsgList"))
	for serial := range 40 {
		forged := fmt.Sprintf(`{"Group":"x","Serial":%d,"From":0}`, serial)
		for _, prefix := range []string{"", "0123456789abcdef"} {
			watcher.Refused(t, 10004, get, poll(base64.RawURLEncoding.EncodeToString([]byte(prefix+forged))))
		}
	}
	watcher.Refused(t, 10004, get, poll(key[:len(key)-1]))
}

func TestOwnedGroupsAreLimited(t *testing.T) {
	s := servertest.Start(t, func(c *server.Config) { c.MaxGroups = 2 })
	alice, bob := s.Client13("alice"), s.Client13("bob")
	create := func(id string) servertest.M { return servertest.M{"Type": "Public", "Name": "g", "GroupId": id} }
	alice.OK(t, svc("create_group"), create("a"))
	alice.OK(t, svc("create_group"), create("b"))
	alice.Refused(t, 10005, svc("create_group"), create("c"))
	bob.OK(t, svc("create_group"), create("c"))
	alice.OK(t, svc("destroy_group"), servertest.M{"GroupId": "a"})
	alice.OK(t, svc("create_group"), create("a"))
}
