package server_test

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/admin"
	"webim.js/server/servertest"
)

// roundsCase is a command and its maximum number of round trips.
type roundsCase struct {
	command string
	client  *servertest.Client
	body    any
	rounds  int64
}

// On a remote database a command needs one round trip for the reads that it
// announces together, and one for each other read. The number must not grow with a
// user's contacts, groups and friends. The requests go to a node that has not cached
// the user's session: the first round trip reads it. If the command posts a message or
// tip to a group, the last one reads the members, whom the node has not cached either.
// Servertest runs every function twice, so pages of a range after its first count twice.
func TestCommandRoundTripsAreBounded(t *testing.T) {
	const many = 25
	consent := false
	s := servertest.StartOnPostgres(t, func(c *server.Config) { c.Admins, c.InviteConsent = []string{"root"}, consent })
	alice, root := s.SignIn(t, "alice"), s.BackEnd("root")
	root.OK(t, "im_open_login_svc/account_import", M{"UserID": "root"})
	var people, askers []string
	var friends, members, requests, deletions, accounts []M
	led := func(i int) string { return fmt.Sprintf("led%02d", i) }
	for i := range many {
		name, asker := fmt.Sprintf("peer%02d", i), fmt.Sprintf("asker%02d", i)
		peer := s.SignIn(t, name)
		people, askers = append(people, name), append(askers, asker)
		peer.OK(t, "profile/portrait_set", M{"ProfileItem": []M{
			{"Tag": "Tag_Profile_IM_Nick", "Value": name}, {"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_AllowAny"},
		}})
		friends = append(friends, M{"To_Account": name, "AddSource": "AddSource_Type_Web"})
		members = append(members, M{"Member_Account": name})
		accounts = append(accounts, M{"UserID": name})
		message := servertest.Text("alice", "hi")
		peer.OK(t, "openim/sendmsg", message)
		deletions = append(deletions, M{"From_Account": name, "MsgSeq": message["MsgSeq"], "MsgRandom": message["MsgRandom"]})
		id := fmt.Sprintf("group%02d", i)
		peer.OK(t, "group_open_http_svc/create_group", M{
			"Type": "Public", "GroupId": id, "Name": id, "MemberList": []M{{"Member_Account": "alice"}},
		})
		peer.OK(t, "group_open_http_svc/send_group_msg", groupText(id, "hello"))
	}
	alice.OK(t, "sns/friend_add", M{"AddFriendItem": friends})
	alice.OK(t, "profile/portrait_set", M{"ProfileItem": []M{{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_NeedConfirm"}}})
	for i := range many { // groups in which alice decides, each with an applicant, and requests to her
		alice.OK(t, "group_open_http_svc/create_group", M{"Type": "Public", "GroupId": led(i), "Name": led(i)})
		s.Client13(people[i]).OK(t, "group_open_http_svc/apply_join_group", M{"GroupId": led(i), "ApplyMsg": "me"})
		s.Client13(askers[i]).OK(t, "sns/friend_add", M{"AddFriendItem": []M{{"To_Account": "alice", "AddSource": "AddSource_Type_Web"}}})
		requests = append(requests, M{"To_Account": askers[i], "ResponseAction": "Response_Action_AgreeAndAdd"})
	}
	alice.OK(t, "group_open_http_svc/create_group", M{"Type": "Private", "GroupId": "privat", "Name": "p"})
	alice.OK(t, "group_open_http_svc/create_group", M{"Type": "ChatRoom", "GroupId": "full", "Name": "full", "MemberList": members})
	alice.OK(t, "group_open_http_svc/create_group", M{"Type": "AVChatRoom", "GroupId": "live", "Name": "live"})
	anonymous := s.Anonymous()
	watching := anonymous.OK(t, "group_open_http_noauth_svc/apply_join_group", M{"GroupId": "live"})
	alice.OK(t, "group_open_http_svc/send_group_msg", groupText("live", "hello"))
	asking := s.SignIn(t, "asking")
	for _, name := range people[:5] {
		asking.OK(t, "openim/sendmsg", servertest.Text(name, "hi"))
	}
	pending := func(client *servertest.Client, group string) M {
		list := client.OK(t, "group_open_http_svc/get_pendency", M{"StartTime": 0, "Limit": 100})
		for i := range list.Len("PendencyList") {
			if list.At("PendencyList", i, "GroupId") == group {
				return M{
					"GroupId": group, "Applicant_Account": list.At("PendencyList", i, "From_Account"), "HandleMsg": "Agree",
					"Authentication": list.At("PendencyList", i, "Authentication"), "MsgKey": list.At("PendencyList", i, "MsgKey"),
				}
			}
		}
		require.Fail(t, "no pendency", "in %s: %s", group, list.Raw)
		return nil
	}
	leaving, leavingAll := s.SignIn(t, "leaver"), s.SignIn(t, "leaver")
	signing := s.Client17("alice")
	file := uploadBody("a small document")
	id := alice.OK(t, "openpic/pic_up", uploadBody("another one")).At("File_UUID")

	cases := []roundsCase{
		{"openim/login", signing, M{"State": "Online"}, 3},
		{"openim/logout", leavingAll, M{}, 8},
		{"openim/longpollinglogout", leaving, M{"LongPollingId": leaving.PollID}, 3},
		{"openim/authkey", alice, M{}, 2},
		{"openim/getlongpollingid", alice, M{}, 4},
		{"openim/getmsg", alice, M{"Cookie": "", "SyncFlag": 0}, 8},
		{"openim/getroammsg", alice, M{"Peer_Account": people[0], "MaxCnt": 15, "LastMsgTime": 0, "MsgKey": ""}, 3},
		{"openim/sendmsg", alice, servertest.Text(people[0], "hello"), 2},
		{"openim/msgreaded", alice, M{"C2CMsgReaded": M{"C2CMsgReadedItem": []M{
			{"To_Account": people[0], "LastedMsgTime": servertest.Epoch}, {"To_Account": people[1], "LastedMsgTime": servertest.Epoch},
		}}}, 7},
		{"openim/deletemsg", alice, M{"DelMsgList": deletions}, 4},
		{"openim/querystate", root, M{"To_Account": people}, 2},
		{"openim/query_online_status", root, M{"To_Account": people}, 2},
		{"openim/batchsendmsg", root, M{"To_Account": people, "MsgRandom": 1, "MsgBody": servertest.TextBody("hi")}, 2},
		{"openim/importmsg", root, M{
			"SyncFromOldSystem": 2, "From_Account": "alice", "To_Account": "root", "MsgRandom": 1, "MsgTimeStamp": 1400000000, "MsgBody": servertest.TextBody("hi"),
		}, 2},
		{"openim/admin_getroammsg", root, M{"From_Account": "alice", "To_Account": people[0], "MaxCnt": 20, "MinTime": 0, "MaxTime": servertest.Epoch + 1}, 6},
		{"openpic/pic_up", alice, file, 8},
		{"openpic/pic_up_test", alice, file, 8},
		{"openpic/apply_download", alice, M{"request_info": []M{{"uuid": id, "type": 4}}}, 3},
		{"recentcontact/get", alice, M{"Count": 100}, 6},
		{"recentcontact/delete", alice, M{"Type": 1, "To_Account": people[9]}, 2},
		{"group_open_http_svc/get_joined_group_list", alice, M{"Member_Account": "alice", "Limit": 100, "Offset": 0}, 3},
		{"group_open_http_svc/get_group_info", alice, M{"GroupIdList": []string{"group00", "group01", "group02"}}, 2},
		{"group_open_http_svc/get_pendency", alice, M{"StartTime": 0, "Limit": 100}, 6},
		{"group_open_http_svc/report_pendency", alice, M{"ReportTime": servertest.Epoch}, 2},
		{"group_open_http_svc/handle_apply_join_group", alice, pending(alice, led(3)), 10},
		{"group_open_http_svc/search_group", alice, M{"Content": "led", "PageNum": 0, "GroupPerPage": 50}, 6},
		{"group_open_http_svc/get_group_public_info", alice, M{"GroupIdList": []string{"group00", "group01", "led00", "led01"}}, 2},
		{"group_open_http_svc/get_group_member_info", alice, M{"GroupId": "group00"}, 3},
		{"group_open_http_svc/get_role_in_group", alice, M{"GroupId": "group00", "User_Account": people}, 3},
		{"group_open_http_svc/add_group_member", alice, M{"GroupId": "privat", "MemberList": members[10:]}, 5},
		{"group_open_http_svc/delete_group_member", alice, M{"GroupId": "privat", "MemberToDel_Account": people[10:]}, 5},
		{"group_open_http_svc/modify_group_base_info", alice, M{"GroupId": "led01", "Name": "renamed"}, 4},
		{"group_open_http_svc/modify_group_member_info", alice, M{"GroupId": "full", "Member_Account": people[0], "Role": "Admin"}, 5},
		{"group_open_http_svc/forbid_send_msg", alice, M{"GroupId": "full", "Members_Account": people[1:], "ShutUpTime": 100}, 5},
		{"group_open_http_svc/get_group_shutted_uin", root, M{"GroupId": "full"}, 3},
		{"group_open_http_svc/change_group_owner", alice, M{"GroupId": "full", "NewOwner_Account": people[2]}, 5},
		{"group_open_http_svc/quit_group", alice, M{"GroupId": "full"}, 2},
		{"group_open_http_svc/apply_join_group", alice, M{"GroupId": "full", "ApplyMsg": ""}, 5},
		{"group_open_http_svc/msg_read_report", alice, M{"GroupId": "group00", "MsgReadedSeq": 1}, 2},
		{"group_open_http_svc/group_msg_get", alice, M{"GroupId": "group00", "ReqMsgNumber": 20}, 4},
		{"group_open_http_svc/group_msg_get_simple", root, M{"GroupId": "group00", "ReqMsgNumber": 20}, 4},
		{"group_open_http_svc/send_group_msg", alice, groupText("group00", "hello"), 4},
		{"group_open_http_svc/send_group_system_notification", root, M{"GroupId": "full", "Content": "c"}, 5},
		{"group_open_http_svc/create_group", alice, M{"Type": "Public", "GroupId": "mine", "Name": "mine", "MemberList": members}, 3},
		{"group_open_http_svc/destroy_group", alice, M{"GroupId": "mine"}, 8},
		{"group_open_http_svc/get_appid_group_list", root, M{"Limit": 100}, 5},
		{"group_open_http_svc/import_group", root, M{"Type": "Public", "Name": "moved", "GroupId": "moved", "Owner_Account": "alice"}, 5},
		{"group_open_http_svc/import_group_member", root, M{"GroupId": "moved", "MemberList": members}, 3},
		{"group_open_http_svc/import_group_msg", root, M{
			"GroupId": "moved", "MsgList": []M{{"From_Account": "alice", "SendTime": servertest.Epoch, "MsgBody": servertest.TextBody("hi")}},
		}, 6},
		{"group_open_http_noauth_svc/apply_join_group", anonymous, M{"GroupId": "live"}, 1},
		{"group_open_http_noauth_svc/quit_group", anonymous, M{"GroupId": "live"}, 1},
		{"group_open_long_polling_http_noauth_svc/get_msg", anonymous, M{"StartSeq": 0, "HoldTime": 1, "Key": watching.At("LongPollingKey")}, 2},
		{"profile/portrait_get", alice, M{"To_Account": people, "TagList": []string{"Tag_Profile_IM_Nick"}}, 2},
		{"profile/portrait_set", alice, M{"ProfileItem": []M{{"Tag": "Tag_Profile_IM_Nick", "Value": "Alice"}}}, 2},
		{"sns/friend_get_all", alice, M{"TagList": []string{"Tag_Profile_IM_Nick", "Tag_SNS_IM_Remark"}, "GetCount": 100}, 3},
		{"sns/friend_add", s.Client13(askers[0]), M{"AddFriendItem": friends}, 2},
		{"sns/pendency_get", alice, M{"PendencyType": "Pendency_Type_ComeIn", "MaxLimited": 100}, 3},
		{"sns/PendencyReport", alice, M{"LatestPendencyTimeStamp": servertest.Epoch}, 3},
		{"sns/friend_response", alice, M{"ResponseFriendItem": requests[:10]}, 2},
		{"sns/pendency_delete", alice, M{"PendencyType": "Pendency_Type_ComeIn", "To_Account": askers[10:]}, 2},
		{"sns/black_list_get", alice, M{"MaxLimited": 100}, 2},
		{"sns/friend_check", root, M{"From_Account": "alice", "To_Account": people, "CheckType": "CheckResult_Type_Both"}, 3},
		{"sns/friend_delete", alice, M{"To_Account": people[:20], "DeleteType": "Delete_Type_Both"}, 2},
		{"sns/friend_import", root, M{"From_Account": "alice", "AddFriendItem": friends}, 3},
		{"sns/black_list_add", alice, M{"To_Account": people}, 2},
		{"sns/black_list_check", root, M{"From_Account": "alice", "To_Account": people, "CheckType": "BlackCheckResult_Type_Both"}, 3},
		{"sns/black_list_delete", alice, M{"To_Account": people}, 2},
		{"im_open_login_svc/account_import", root, M{"UserID": "zoe"}, 4},
		{"im_open_login_svc/multiaccount_import", root, M{"Accounts": people}, 2},
		{"im_open_login_svc/account_check", root, M{"CheckItem": accounts}, 2},
		{"im_open_login_svc/kick", root, M{"Identifier": people[20]}, 6},
		{"im_open_login_svc/account_delete", root, M{"DeleteItem": []M{{"UserID": "zoe"}}}, 29},
		{"imopenstat/web_report", alice, M{}, 1},
		{"webim/accesslayer", alice, M{}, 1},
	}
	tried := map[string]bool{"openim/longpolling": true, "group_open_http_svc/handle_invite_join_group": true} // below
	try := func(c roundsCase) {
		tried[c.command] = true
		t.Run(c.command, func(t *testing.T) {
			other := s.Join(t)
			c.client.MoveTo(other)
			before := readRounds(t, other)
			c.client.OK(t, c.command, c.body)
			c.client.MoveTo(s)
			assert.LessOrEqual(t, readRounds(t, other)-before, c.rounds)
		})
	}
	for _, c := range cases {
		try(c)
	}
	consent = true
	asks := s.Join(t)
	alice.MoveTo(asks)
	alice.OK(t, "group_open_http_svc/add_group_member", M{"GroupId": "privat", "MemberList": members})
	invited := s.SignIn(t, people[0])
	invitation := pending(invited, "privat")
	invitation["Inviter_Account"] = "alice"
	try(roundsCase{"group_open_http_svc/handle_invite_join_group", invited, invitation, 8})
	consent = false
	for _, name := range s.IM.CommandNames() {
		assert.Contains(t, tried, name, "a case for the command is missing")
	}

	t.Run("poll", func(t *testing.T) {
		other := s.Join(t)
		alice.MoveTo(other)
		before := readRounds(t, other)
		alice.Poll(t)
		assert.LessOrEqual(t, readRounds(t, other)-before, int64(10))
	})
	t.Run("poll for events in memory", func(t *testing.T) {
		other := s.Join(t)
		asking.OK(t, "openim/sendmsg", servertest.Text("alice", "here"))
		alice.MoveTo(other)
		before := readRounds(t, other)
		assert.Contains(t, alice.Poll(t).Raw, `"here"`)
		assert.LessOrEqual(t, readRounds(t, other)-before, int64(2), "a poll must read the session and the instance")
	})
	t.Run("sign-in", func(t *testing.T) {
		other := s.Join(t)
		before := readRounds(t, other)
		other.SignIn(t, "alice")
		assert.LessOrEqual(t, readRounds(t, other)-before, int64(6))
	})
	for path, rounds := range map[string]int64{
		"/admin/": 5, "/admin/users?q=peer": 4, "/admin/groups": 3, "/admin/groups?q=led": 3, "/admin/group?id=full": 6, "/admin/connections": 1,
	} {
		t.Run(path, func(t *testing.T) {
			other := s.Join(t)
			page := &admin.Page{
				Users: &admin.Users{Store: other.Store, Accounts: other.IM.Accounts, Profiles: other.IM.Profiles, Clock: other.Clock},
				Polls: other.IM.Polls, Size: func() int64 { return 0 }, Log: slog.New(slog.DiscardHandler),
				Nodes: &admin.Nodes{Name: "node", Store: other.Store, Polls: other.IM.Polls, Clock: other.Clock, Log: slog.New(slog.DiscardHandler)},
			}
			mux := http.NewServeMux()
			page.Routes(mux, func(h http.Handler) http.Handler { return h })
			before := readRounds(t, other)
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			assert.Equal(t, http.StatusOK, w.Code)
			assert.LessOrEqual(t, readRounds(t, other)-before, rounds)
		})
	}
}

// uploadBody returns the body that uploads a file in one slice.
func uploadBody(content string) M {
	sum := md5.Sum([]byte(content))
	return M{
		"App_Version": "2.1", "To_Account": "peer00", "Seq": 7, "Timestamp": servertest.Epoch, "Random": 12345,
		"File_Str_Md5": hex.EncodeToString(sum[:]), "File_Size": len(content), "File_Type": 2,
		"Server_Ver": 1, "Auth_Key": nil, "Busi_Id": 2, "PkgFlag": 1,
		"Slice_Offset": 0, "Slice_Size": len(content), "Slice_Data": base64.StdEncoding.EncodeToString([]byte(content)),
	}
}

func readRounds(t *testing.T, s *servertest.Server) int64 {
	counting, ok := s.Store.(interface{ ReadRounds() int64 })
	require.True(t, ok)
	return counting.ReadRounds()
}

func groupText(id, text string) M {
	return M{"GroupId": id, "MsgBody": servertest.TextBody(text)}
}
