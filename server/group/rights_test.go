package group_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/servertest"
)

// The members of most tests: alice is the owner, bob an admin where the type has
// admins, carol and dave are members, erin is not a member, frank is an app admin.
const appAdmin = "frank"

func start(t testing.TB) *servertest.Server {
	return servertest.Start(t, func(c *server.Config) { c.Admins = []string{appAdmin} })
}

// createWithMembers creates a group with these members.
func createWithMembers(t testing.TB, s *servertest.Server, kind string, more ...M) string {
	t.Helper()
	return createWithMembersAs(t, s.Client13("alice"), kind, more...)
}

func createWithMembersAs(t testing.TB, alice *servertest.Client, kind string, more ...M) string {
	t.Helper()
	first := members("bob", "carol", "dave")
	if kind == "Public" || kind == "ChatRoom" {
		first[0]["Role"] = "Admin"
	}
	return create(t, alice, kind, nil, append(more, M{"MemberList": first})...)
}

// actors are the columns of the table of rights.
var actors = []string{"erin", "carol", "bob", "alice", appAdmin}

// rights repeats the permissions of group/rules.go. The columns are outsider, member,
// admin, owner and app admin; + is allowed, - is refused with 10007. In types without
// admins bob is a member like carol.
var rights = []struct {
	what    string
	command string
	body    func(actor string) M

	Private, Public, ChatRoom, AVChatRoom string
}{
	{"see the public profile", "get_group_public_info", severalGroups, "-++++", "+++++", "+++++", "+++++"},
	{"see the profile", "get_group_info", severalGroups, "-++++", "+++++", "+++++", "+++++"},
	{"see roles", "get_role_in_group", always(M{"User_Account": []string{"carol"}}), "-++++", "+++++", "+++++", "+++++"},
	{"list members", "get_group_member_info", always(M{"Limit": 10, "Offset": 0}), "-++++", "-++++", "-++++", "-++++"},
	{"send", "send_group_msg", always(M{"MsgBody": servertest.TextBody("hi")}), "-++++", "-++++", "-++++", "-++++"},
	{"read history", "group_msg_get", always(M{"ReqMsgNumber": 5}), "-++++", "-++++", "-++++", "-++++"},
	{"report reading", "msg_read_report", always(M{"MsgReadedSeq": 1}), "-+++-", "-+++-", "-+++-", "-+++-"},
	{"add members", "add_group_member", always(M{"MemberList": members("heidi")}), "-++++", "----+", "----+", "----+"},
	{"change texts", "modify_group_base_info", always(M{"Introduction": "new"}), "-++++", "--+++", "--+++", "---++"},
	{"change other fields", "modify_group_base_info", always(M{"ApplyJoinOption": "DisableApply"}), "---++", "--+++", "--+++", "---++"},
	{"mute all members", "modify_group_base_info", always(M{"ShutUpAllMember": "On"}), "---++", "--+++", "--+++", "---++"},
	{"set admins", "modify_group_member_info", always(M{"Member_Account": "dave", "Role": "Admin"}), "----+", "---++", "---++", "----+"},
	{"mute a member", "forbid_send_msg", always(M{"Members_Account": []string{"dave"}, "ShutUpTime": 60}), "----+", "--+++", "--+++", "---++"},
	{"mute a member by profile", "modify_group_member_info", always(M{"Member_Account": "dave", "ShutUpTime": 60}), "----+", "--+++", "--+++", "---++"},
	{"mute an admin", "forbid_send_msg", always(M{"Members_Account": []string{"bob"}, "ShutUpTime": 60}), "----+", "---++", "---++", "---++"},
	{"mute the owner", "forbid_send_msg", always(M{"Members_Account": []string{"alice"}, "ShutUpTime": 60}), "-----", "-----", "-----", "-----"},
	{"set a member's card", "modify_group_member_info", always(M{"Member_Account": "dave", "NameCard": "D"}), "---++", "--+++", "--+++", "---++"},
	{"set the owner's card", "modify_group_member_info", always(M{"Member_Account": "alice", "NameCard": "A"}), "---++", "---++", "---++", "---++"},
	{"choose another's flag", "modify_group_member_info", always(M{"Member_Account": "dave", "MsgFlag": "Discard"}), "-----", "-----", "-----", "-----"},
	{"kick a member", "delete_group_member", always(M{"MemberToDel_Account": []string{"dave"}}), "---++", "--+++", "--+++", "----+"},
	{"kick an admin", "delete_group_member", always(M{"MemberToDel_Account": []string{"bob"}}), "---++", "---++", "---++", "----+"},
	{"kick the owner", "delete_group_member", always(M{"MemberToDel_Account": []string{"alice"}}), "-----", "-----", "-----", "-----"},
	{"transfer ownership", "change_group_owner", always(M{"NewOwner_Account": "dave"}), "---++", "---++", "---++", "----+"},
	{"dissolve", "destroy_group", always(M{}), "----+", "---++", "---++", "---++"},
	{"send a custom notice", "send_group_system_notification", always(M{"Content": "c"}), "----+", "----+", "----+", "----+"},
}

func always(body M) func(string) M { return func(string) M { return body } }

// severalGroups marks commands that take several groups: it returns nil.
func severalGroups(string) M { return nil }

func TestRightsFollowRoleAndType(t *testing.T) {
	t.Parallel()
	s := start(t)
	clients := map[string]*servertest.Client{}
	for _, actor := range actors {
		clients[actor] = s.Client13(actor)
	}
	for _, kind := range []string{"Private", "Public", "ChatRoom", "AVChatRoom"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			for _, row := range rights {
				want := map[string]string{
					"Private": row.Private, "Public": row.Public, "ChatRoom": row.ChatRoom, "AVChatRoom": row.AVChatRoom,
				}[kind]
				assert.Equal(t, want, tryRights(t, clients, kind, row.command, row.body, want), row.what)
			}
		})
	}
}

// tryRights calls a command as each actor and returns the outcomes.
func tryRights(t *testing.T, clients map[string]*servertest.Client, kind, command string, body func(string) M, want string) string {
	var got strings.Builder
	id := createWithMembersAs(t, clients["alice"], kind)
	for i, actor := range actors {
		// These commands need a new group for each call.
		if (command == "destroy_group" || command == "change_group_owner") && strings.Contains(want[:i], "+") {
			id = createWithMembersAs(t, clients["alice"], kind)
		}
		var code int
		if b := body(actor); b == nil {
			a := clients[actor].OK(t, svc(command), M{"GroupIdList": []string{id}})
			code = toInt(a.At("GroupInfo", 0, "ErrorCode"))
		} else {
			code = clients[actor].Call(t, svc(command), extend(b, M{"GroupId": id})).ErrorCode
		}
		switch code {
		case 0:
			got.WriteByte('+')
		case 10007:
			got.WriteByte('-')
		default:
			fmt.Fprintf(&got, "(%d)", code)
		}
	}
	return got.String()
}

// The operator can send a notice to a group's members without a session of the system
// account.
func TestAnnounceNotifiesMembers(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	id := alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "Name": "值班", "Owner_Account": "alice"}).At("GroupId").(string)
	alice.Poll(t)
	require.NoError(t, s.IM.Announce(t.Context(), id, "今晚维护"))
	event := alice.Poll(t)
	assert.Contains(t, event.Raw, `"ReportType":255`)
	assert.Contains(t, event.Raw, "今晚维护")
	assert.Error(t, s.IM.Announce(t.Context(), "nowhere", "x"))
	assert.Error(t, s.IM.Announce(t.Context(), id, ""))
	assert.Error(t, s.IM.Announce(t.Context(), id, strings.Repeat("长", 10_000)))
}
