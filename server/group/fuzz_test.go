package group_test

import (
	"encoding/json"
	"fmt"
	"hash/maphash"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/server/store"
)

// buckets are the buckets that the group commands write.
var buckets = []store.Bucket{
	"groups", "group_heads", "group_members", "group_discards", "group_joined", "group_messages", "group_sent", "group_trash", "group_tasks",
	"group_requests", "group_open_requests", "group_applicants", "group_invitations", "group_hidden_requests", "group_pendency_read", "notices",
}

// digest returns a hash of all records of groups.
func digest(t testing.TB, s store.Store, seed maphash.Seed) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		for _, b := range buckets {
			for k, v := range r.Scan(b, store.Range{}) {
				fmt.Fprintf(&h, "%s %x %x\n", b, k, v)
			}
		}
		return nil
	}))
	return h.Sum64()
}

// checkCounters compares the counters with the records.
func checkCounters(t testing.TB, s store.Store) {
	t.Helper()
	require.NoError(t, s.View(t.Context(), func(r store.Reader) error {
		count := func(b store.Bucket, prefix ...any) (n int) {
			for range r.Scan(b, store.Prefix(prefix...)) {
				n++
			}
			return n
		}
		all := 0
		for k, v := range r.Scan("groups", store.Range{}) {
			id, _, _ := store.CutString(k)
			var grp struct {
				Serial      uint64
				Type, Owner string
				Members     int
			}
			require.NoError(t, json.Unmarshal(v, &grp))
			conversation, _ := store.Load[struct{ Next int }](r, "group_heads", store.Key(id))
			require.Equal(t, grp.Members, count("group_members", id), "members of %s", id)
			if grp.Type != "AVChatRoom" {
				require.Equal(t, conversation.Next-1, count("group_messages", grp.Serial), "messages of %s", id)
			}
			if grp.Owner != "" {
				require.NotNil(t, r.Get("group_members", store.Key(id, grp.Owner)), "the owner of %s must be a member", id)
			}
			all += grp.Members
		}
		require.Equal(t, all, count("group_joined"), "every membership must be indexed")
		return nil
	}))
}

// fuzzed holds the commands, with a body each as a seed.
var fuzzed = []struct{ command, body string }{
	{"group_open_http_svc/create_group", `{"Type":"Public","Name":"n","MemberList":[{"Member_Account":"bob","Role":"Admin"}],"MaxMemberCount":3,"AppDefinedData":[{"Key":"k","Value":"v"}]}`},
	{"group_open_http_svc/modify_group_base_info", `{"GroupId":"pub","Name":"new","ShutUpAllMember":"On","MaxMemberNum":9}`},
	{"group_open_http_svc/change_group_owner", `{"GroupId":"pub","NewOwner_Account":"bob"}`},
	{"group_open_http_svc/destroy_group", `{"GroupId":"room"}`},
	{"group_open_http_svc/get_group_info", `{"GroupIdList":["pub","priv"],"ResponseFilter":{"GroupBaseInfoFilter":["Name"],"MemberInfoFilter":["Account"]}}`},
	{"group_open_http_svc/get_group_public_info", `{"GroupIdList":["pub","live"]}`},
	{"group_open_http_svc/get_joined_group_list", `{"Member_Account":"alice","Limit":1,"Offset":0,"GroupType":"Public","ResponseFilter":{"SelfInfoFilter":["Role"]}}`},
	{"group_open_http_svc/search_group", `{"Content":"g","PageNum":0,"GroupPerPage":2}`},
	{"group_open_http_svc/apply_join_group", `{"GroupId":"live","ApplyMsg":"x","UserDefinedField":"u"}`},
	{"group_open_http_svc/handle_apply_join_group", `{"GroupId":"pub","Applicant_Account":"erin","HandleMsg":"Agree","Authentication":"a","MsgKey":1}`},
	{"group_open_http_svc/handle_invite_join_group", `{"GroupId":"priv","Inviter_Account":"bob","HandleMsg":"Reject","MsgKey":"1"}`},
	{"group_open_http_svc/get_pendency", `{"StartTime":0,"Limit":10,"Handle_Account":"alice"}`},
	{"group_open_http_svc/report_pendency", `{"ReportTime":1,"From_Account":"alice"}`},
	{"group_open_http_svc/get_group_member_info", `{"GroupId":"pub","Offset":1,"Limit":2,"MemberRoleFilter":["Member"]}`},
	{"group_open_http_svc/get_role_in_group", `{"GroupId":"pub","User_Account":["bob","x"]}`},
	{"group_open_http_svc/add_group_member", `{"GroupId":"priv","MemberList":[{"Member_Account":"heidi"},"erin"]}`},
	{"group_open_http_svc/modify_group_member_info", `{"GroupId":"pub","Member_Account":"bob","Role":"Member","ShutUpTime":5,"NameCard":"n"}`},
	{"group_open_http_svc/forbid_send_msg", `{"GroupId":"pub","Members_Account":"carol","ShutUpTime":5}`},
	{"group_open_http_svc/delete_group_member", `{"GroupId":"pub","MemberToDel_Account":["carol","nobody"]}`},
	{"group_open_http_svc/quit_group", `{"GroupId":"priv"}`},
	{"group_open_http_svc/send_group_msg", `{"GroupId":"pub","Random":5,"MsgPriority":"COMMON","MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}]}`},
	{"group_open_http_svc/group_msg_get", `{"GroupId":"pub","ReqMsgSeq":"3","ReqMsgNumber":2}`},
	{"group_open_http_svc/msg_read_report", `{"GroupId":"pub","MsgReadedSeq":1}`},
	{"group_open_http_svc/send_group_system_notification", `{"GroupId":"pub","Content":"c"}`},
	{"group_open_http_noauth_svc/apply_join_group", `{"GroupId":"live"}`},
	{"group_open_http_noauth_svc/quit_group", `{"GroupId":"live"}`},
	{"group_open_long_polling_http_noauth_svc/get_msg", `{"StartSeq":0,"HoldTime":1,"Key":"e30"}`},
}

// internal is the code of internal errors.
const internal = 10002

// FuzzBodies sends arbitrary bodies to every command. None may cause an internal error,
// and a rejected request must change nothing.
func FuzzBodies(f *testing.F) {
	s := start(f)
	for id, kind := range map[string]string{"pub": "Public", "priv": "Private", "room": "ChatRoom", "live": "AVChatRoom"} {
		createWithMembers(f, s, kind, M{"GroupId": id})
	}
	s.Client13("erin").OK(f, svc("apply_join_group"), M{"GroupId": "pub"})
	for i, c := range fuzzed {
		f.Add(uint8(i), c.body)
		f.Add(uint8(i), `{}`)
		for _, hostile := range []string{
			`null`, `"<script>"`, `[[[]]]`, `{"GroupId":{}}`, `-1`, `1e400`, `"\u0000\ud800"`, `[{"Member_Account":null}]`,
		} {
			f.Add(uint8(i), `{"GroupId":"pub","GroupIdList":["pub"],"MemberList":`+hostile+`,"MsgBody":`+hostile+
				`,"MsgReadedSeq":`+hostile+`,"ReqMsgSeq":`+hostile+`,"ResponseFilter":`+hostile+`}`)
		}
	}
	seed := maphash.MakeSeed()
	f.Fuzz(func(t *testing.T, match uint8, body string) {
		c := fuzzed[int(match)%len(fuzzed)]
		client := s.Client13("alice")
		before := digest(t, s.Store, seed)
		// The poll is the only command that waits.
		stop := make(chan struct{})
		defer close(stop)
		if c.command == bigPoll {
			go advanceClock(s, stop)
		}
		a := client.Call(t, c.command, body)
		require.NotEqual(t, internal, a.ErrorCode, a.Raw)
		if a.ErrorCode != 0 {
			require.Equal(t, before, digest(t, s.Store, seed), "%s %s: %s", c.command, body, a.Raw)
		}
		checkCounters(t, s.Store)
	})
}

// advanceClock moves the clock whenever a timer is pending.
func advanceClock(s *servertest.Server, stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-s.Clock.Waiting():
			s.Clock.Advance(bigPollTimeout)
		}
	}
}
