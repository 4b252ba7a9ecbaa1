package server_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/admin"
	"webim.js/server/servertest"
)

// On a remote database a command needs one round trip for the reads that it
// announces together, and one for each other read. The number must not grow with a
// user's contacts, groups and friends. The requests go to a node that has not cached
// the user's session: the first round trip reads it. If the command posts a message or
// tip to a group, the last one reads the members, whom the node has not cached either.
func TestCommandReadRoundTrips(t *testing.T) {
	const many = 25
	s := servertest.StartOnPostgres(t)
	alice := s.SignIn(t, "alice")
	var people []string
	var friends []servertest.M
	for i := range many {
		name := fmt.Sprintf("peer%02d", i)
		peer := s.SignIn(t, name)
		people = append(people, name)
		peer.OK(t, "profile/portrait_set", servertest.M{"ProfileItem": []servertest.M{
			{"Tag": "Tag_Profile_IM_Nick", "Value": name}, {"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_AllowAny"},
		}})
		friends = append(friends, servertest.M{"To_Account": name, "AddSource": "AddSource_Type_Web"})
		peer.OK(t, "openim/sendmsg", servertest.Text("alice", "hi"))
		id := fmt.Sprintf("group%02d", i)
		peer.OK(t, "group_open_http_svc/create_group", servertest.M{
			"Type": "Public", "GroupId": id, "Name": id, "MemberList": []servertest.M{{"Member_Account": "alice"}},
		})
		peer.OK(t, "group_open_http_svc/send_group_msg", groupText(id, "hello"))
	}
	alice.OK(t, "sns/friend_add", servertest.M{"AddFriendItem": friends})
	for i := range many { // groups in which alice decides, each with an applicant
		id := fmt.Sprintf("led%02d", i)
		alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Public", "GroupId": id, "Name": id})
		s.SignIn(t, people[i]).OK(t, "group_open_http_svc/apply_join_group", servertest.M{"GroupId": id, "ApplyMsg": "me"})
	}
	alice.OK(t, "group_open_http_svc/create_group", servertest.M{"Type": "Private", "GroupId": "privat", "Name": "p"})
	asking := s.SignIn(t, "asking")
	for _, name := range people[:5] {
		asking.OK(t, "openim/sendmsg", servertest.Text(name, "hi"))
	}
	var members []servertest.M
	for _, name := range people {
		members = append(members, servertest.M{"Member_Account": name})
	}

	for _, c := range []struct {
		command string
		body    any
		rounds  int64
	}{
		{"openim/getlongpollingid", servertest.M{}, 4},
		{"openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0}, 8},
		{"openim/getroammsg", servertest.M{"Peer_Account": people[0], "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""}, 3},
		{"openim/sendmsg", servertest.Text(people[0], "hello"), 2},
		{"openim/msgreaded", servertest.M{"C2CMsgReaded": servertest.M{"C2CMsgReadedItem": []servertest.M{
			{"To_Account": people[0], "LastedMsgTime": servertest.Epoch}, {"To_Account": people[1], "LastedMsgTime": servertest.Epoch},
		}}}, 7},
		{"recentcontact/get", servertest.M{"Count": 100}, 6},
		{"group_open_http_svc/get_joined_group_list", servertest.M{"Member_Account": "alice", "Limit": 100, "Offset": 0}, 3},
		{"group_open_http_svc/get_group_info", servertest.M{"GroupIdList": []string{"group00", "group01", "group02"}}, 2},
		{"group_open_http_svc/get_pendency", servertest.M{"StartTime": 0, "Limit": 100}, 6},
		{"group_open_http_svc/report_pendency", servertest.M{"ReportTime": servertest.Epoch}, 2},
		{"group_open_http_svc/search_group", servertest.M{"Content": "led", "PageNum": 0, "GroupPerPage": 50}, 6},
		{"group_open_http_svc/get_group_public_info", servertest.M{"GroupIdList": []string{"group00", "group01", "led00", "led01"}}, 2},
		{"group_open_http_svc/get_group_member_info", servertest.M{"GroupId": "group00"}, 3},
		{"group_open_http_svc/get_role_in_group", servertest.M{"GroupId": "group00", "User_Account": people}, 3},
		{"group_open_http_svc/add_group_member", servertest.M{"GroupId": "privat", "MemberList": members[10:]}, 5},
		{"group_open_http_svc/delete_group_member", servertest.M{"GroupId": "privat", "MemberToDel_Account": people[10:]}, 5},
		{"group_open_http_svc/modify_group_base_info", servertest.M{"GroupId": "led01", "Name": "renamed"}, 4},
		{"group_open_http_svc/msg_read_report", servertest.M{"GroupId": "group00", "MsgReadedSeq": 1}, 2},
		{"group_open_http_svc/group_msg_get", servertest.M{"GroupId": "group00", "ReqMsgNumber": 20}, 4},
		{"group_open_http_svc/send_group_msg", groupText("group00", "hello"), 4},
		{"group_open_http_svc/create_group", servertest.M{"Type": "Public", "GroupId": "mine", "Name": "mine", "MemberList": members}, 3},
		{"profile/portrait_get", servertest.M{"To_Account": people, "TagList": []string{"Tag_Profile_IM_Nick"}}, 2},
		{"profile/portrait_set", servertest.M{"ProfileItem": []servertest.M{{"Tag": "Tag_Profile_IM_Nick", "Value": "Alice"}}}, 2},
		{"sns/friend_get_all", servertest.M{"TagList": []string{"Tag_Profile_IM_Nick", "Tag_SNS_IM_Remark"}, "GetCount": 100}, 3},
		{"sns/pendency_get", servertest.M{"PendencyType": "Pendency_Type_ComeIn", "MaxLimited": 100}, 2},
		{"sns/black_list_get", servertest.M{"MaxLimited": 100}, 2},
		{"sns/friend_delete", servertest.M{"To_Account": people[:20], "DeleteType": "Delete_Type_Both"}, 2},
		{"sns/black_list_add", servertest.M{"To_Account": people}, 2},
	} {
		t.Run(c.command, func(t *testing.T) {
			other := s.Join(t)
			alice.MoveTo(other)
			before := roundsOf(t, other)
			alice.OK(t, c.command, c.body)
			assert.LessOrEqual(t, roundsOf(t, other)-before, c.rounds)
		})
	}
	t.Run("poll", func(t *testing.T) {
		other := s.Join(t)
		alice.MoveTo(other)
		before := roundsOf(t, other)
		alice.Poll(t)
		assert.LessOrEqual(t, roundsOf(t, other)-before, int64(10))
	})
	t.Run("poll for events in memory", func(t *testing.T) {
		other := s.Join(t)
		asking.OK(t, "openim/sendmsg", servertest.Text("alice", "here"))
		alice.MoveTo(other)
		before := roundsOf(t, other)
		assert.Contains(t, alice.Poll(t).Raw, `"here"`)
		assert.LessOrEqual(t, roundsOf(t, other)-before, int64(2), "a poll must read the session and the instance")
	})
	t.Run("admin lists", func(t *testing.T) {
		other := s.Join(t)
		before := roundsOf(t, other)
		users := &admin.Users{Store: other.Store, Accounts: other.IM.Accounts, Profiles: other.IM.Profiles, Clock: other.Clock}
		list, err := users.List(t.Context(), "", "peer", 0)
		require.NoError(t, err)
		assert.Len(t, list, many)
		assert.LessOrEqual(t, roundsOf(t, other)-before, int64(4))
	})
	t.Run("sign-in", func(t *testing.T) {
		other := s.Join(t)
		before := roundsOf(t, other)
		other.SignIn(t, "alice")
		assert.LessOrEqual(t, roundsOf(t, other)-before, int64(6))
	})
}

func roundsOf(t *testing.T, s *servertest.Server) int64 {
	counting, ok := s.Store.(interface{ ReadRounds() int64 })
	require.True(t, ok)
	return counting.ReadRounds()
}

func groupText(id, text string) servertest.M {
	return servertest.M{"GroupId": id, "MsgBody": []servertest.M{
		{"MsgType": "TIMTextElem", "MsgContent": servertest.M{"Text": text}},
	}}
}
