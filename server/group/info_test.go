package group_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/server/store"
)

func TestPublicInfoReportsErrorsPerGroup(t *testing.T) {
	t.Parallel()
	s := start(t)
	erin := s.SignIn(t, "erin")
	open, hidden := createWithMembers(t, s, "Public"), createWithMembers(t, s, "Private")
	a := erin.OK(t, svc("get_group_public_info"), M{
		"GroupIdList":    []string{open, hidden, "nope", ""},
		"ResponseFilter": M{"GroupBasePublicInfoFilter": []string{"Name", "MemberNum", "Owner_Account", "Nonsense"}},
	})
	require.Equal(t, 4, a.Len("GroupInfo"))
	assert.Equal(t, M{
		"GroupId": open, "ErrorCode": 0.0, "ErrorInfo": "", "Name": "Public group", "MemberNum": 4.0, "Owner_Account": "alice",
	}, a.At("GroupInfo", 0))
	for i, want := range map[int]struct {
		id   string
		code float64
	}{1: {hidden, 10007}, 2: {"nope", 10010}, 3: {"", 10015}} {
		item, _ := a.At("GroupInfo", i).(M)
		assert.Equal(t, want.id, item["GroupId"])
		assert.Equal(t, want.code, item["ErrorCode"])
		assert.NotEmpty(t, item["ErrorInfo"])
		assert.Len(t, item, 3, "an error must not contain other fields: %v", item)
	}
	whole := erin.OK(t, svc("get_group_public_info"), M{"GroupIdList": open, "ResponseFilter": M{}})
	assert.Equal(t, "NeedPermission", whole.At("GroupInfo", 0, "ApplyJoinOption"), "without a filter all fields must be returned")
	assert.NotContains(t, whole.Raw, "MemberList")
	for _, command := range []string{"get_group_public_info", "get_group_info"} {
		for body, code := range map[*M]int{
			{}: 10004, {"GroupIdList": []string{}}: 10004, {"GroupIdList": M{}}: 10004, {"GroupIdList": make([]string, 501)}: 10004,
			{"GroupIdList": open, "ResponseFilter": "x"}: 10004,
		} {
			erin.Refused(t, code, svc(command), *body)
		}
	}
}

func TestInfoListsMembers(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := createWithMembers(t, s, "Public", M{"AppDefinedData": []M{{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}}})
	filter := M{"GroupBaseInfoFilter": []string{"Type"}, "MemberInfoFilter": []string{"Account"}}
	a := profileOf(t, s.Client13("carol"), id, M{"ResponseFilter": filter, "AppDefinedDataFilter_Group": []string{"b"}})
	assert.Equal(t, M{
		"GroupId": id, "ErrorCode": 0.0, "ErrorInfo": "", "Type": "Public", "MsgSeq": 0.0,
		"AppDefinedData": []any{M{"Key": "b", "Value": "2"}},
		"MemberList": []any{
			M{"Member_Account": "alice"}, M{"Member_Account": "bob"}, M{"Member_Account": "carol"}, M{"Member_Account": "dave"},
		},
	}, a.At("GroupInfo", 0))
	assert.Zero(t, profileOf(t, s.Client13("carol"), id).Len("GroupInfo", 0, "MemberList"), "members must be returned on request only")
	assert.Nil(t, profileOf(t, s.Client13("erin"), id, M{"ResponseFilter": filter}).At("GroupInfo", 0, "MemberList"))
	assert.Nil(t, profileOf(t, s.Client13("erin"), id).At("GroupInfo", 0, "MsgSeq"))
	with17 := M{"ResponseFilter": extend(filter, M{"AppDefinedDataFilter_Group": []string{"a"}})}
	assert.Equal(t, []any{M{"Key": "a", "Value": "1"}}, profileOf(t, s.Client13("carol"), id, with17).At("GroupInfo", 0, "AppDefinedData"))
}

func TestJoinedListFiltersByType(t *testing.T) {
	t.Parallel()
	s := start(t)
	bob := s.SignIn(t, "bob")
	for i, kind := range []string{"Public", "ChatRoom", "Public", "AVChatRoom"} {
		createWithMembers(t, s, kind, M{"GroupId": fmt.Sprintf("g%d", i)})
	}
	ids := func(body M) (list []any, total float64) {
		a := bob.OK(t, svc("get_joined_group_list"), extend(M{"Member_Account": "bob"}, body))
		for i := range a.Len("GroupIdList") {
			list = append(list, a.At("GroupIdList", i, "GroupId"))
		}
		return list, a.At("TotalCount").(float64)
	}
	for _, c := range []struct {
		body  M
		want  []any
		total float64
	}{
		{M{}, []any{"g0", "g1", "g2", "g3"}, 4},
		{M{"Limit": 2, "Offset": 1}, []any{"g1", "g2"}, 4},
		{M{"Limit": "0"}, nil, 4},
		{M{"Offset": 9}, nil, 4},
		{M{"GroupType": "Public"}, []any{"g0", "g2"}, 2},
		{M{"GroupType": "Public", "Offset": 1, "Limit": 5}, []any{"g2"}, 2},
		{M{"GroupType": "Private"}, nil, 0},
	} {
		got, total := ids(c.body)
		assert.Equal(t, c.want, got, "%v", c.body)
		assert.Equal(t, c.total, total, "%v", c.body)
	}
	a := bob.OK(t, svc("get_joined_group_list"), M{"Limit": 1, "ResponseFilter": M{
		"GroupBaseInfoFilter": []string{"Name", "ShutUpAllMember"},
		"SelfInfoFilter":      []string{"Role", "JoinTime", "MsgFlag", "UnreadMsgNum"},
	}})
	assert.Equal(t, M{
		"GroupId": "g0", "Name": "Public group", "ShutUpAllMember": "Off",
		"SelfInfo": M{"Role": "Admin", "JoinTime": float64(servertest.Epoch), "MsgFlag": "AcceptAndNotify", "UnreadMsgNum": 0.0},
	}, a.At("GroupIdList", 0))
	whole := bob.OK(t, svc("get_joined_group_list"), M{"Limit": 1})
	assert.Nil(t, whole.At("GroupIdList", 0, "SelfInfo"))
	assert.Equal(t, "alice", whole.At("GroupIdList", 0, "Owner_Account"))
	for body, code := range map[*M]int{
		{"Member_Account": "alice"}: 10007, {"Limit": -1}: 10004, {"Offset": -1}: 10004,
		{"GroupType": "public"}: 10004, {"ResponseFilter": []int{}}: 10004,
	} {
		bob.Refused(t, code, svc("get_joined_group_list"), *body)
	}
	other := s.Client13(appAdmin).OK(t, svc("get_joined_group_list"), M{"Member_Account": "alice", "ResponseFilter": M{"SelfInfoFilter": []string{"Role"}}})
	assert.Equal(t, "Owner", other.At("GroupIdList", 0, "SelfInfo", "Role"))
}

func TestEmptyPrivateGroupIsUnlisted(t *testing.T) {
	t.Parallel()
	s := start(t)
	id := createWithMembers(t, s, "Private")
	count := func(name string) any {
		return s.Client13(name).OK(t, svc("get_joined_group_list"), M{}).At("TotalCount")
	}
	assert.Equal(t, []any{1.0, 0.0}, []any{count("alice"), count("bob")})
	s.Client13("bob").OK(t, svc("add_group_member"), M{"GroupId": id, "MemberList": members("erin")})
	assert.Equal(t, 0.0, count("bob"), "a tip must not count as a message")
	sendText(t, s.Client13("alice"), id, "hi")
	assert.Equal(t, []any{1.0, 1.0}, []any{count("alice"), count("bob")})
}

func TestSearchFindsPublicGroups(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	for i := range 5 {
		create(t, alice, "Public", nil, M{"Name": fmt.Sprintf("Go 语言 %d", i), "GroupId": fmt.Sprintf("g%d", i)})
	}
	create(t, alice, "Private", nil, M{"Name": "Go 语言 secret"})
	create(t, alice, "AVChatRoom", nil, M{"Name": "go live"})
	find := func(c *servertest.Client, body M) (names []any, total any) {
		a := c.OK(t, svc("search_group"), body)
		for i := range a.Len("GroupInfo") {
			names = append(names, a.At("GroupInfo", i, "GroupId"))
			assert.Equal(t, 0.0, a.At("GroupInfo", i, "ErrorCode"))
		}
		return names, a.At("TotalRecord")
	}
	got, total := find(alice, M{"Content": "语言", "PageNum": 1, "GroupPerPage": 2, "ResponseFilter": M{"GroupBasePublicInfoFilter": []string{"Name"}}})
	assert.Equal(t, []any{"g2", "g3"}, got)
	assert.Equal(t, 5.0, total)
	got, _ = find(alice, M{"Content": " gO "})
	assert.Len(t, got, 6)
	got, total = find(alice, M{"Content": "nothing"})
	assert.Empty(t, got)
	assert.Equal(t, 0.0, total)
	got, _ = find(s.Anonymous(), M{"Content": "live"})
	assert.Len(t, got, 1, "anonymous search must be allowed")
	got, _ = find(alice, M{"Content": "语言", "PageNum": 1e15, "GroupPerPage": 100})
	assert.Empty(t, got)
	for body, code := range map[*M]int{
		{}: 10004, {"Content": "  "}: 10004, {"Content": "x", "PageNum": -1}: 10004,
		{"Content": "x", "GroupPerPage": 0}: 10004, {"Content": "x", "GroupPerPage": 101}: 10004, {"Content": M{}}: 10004,
	} {
		alice.Refused(t, code, svc("search_group"), *body)
	}
}

func TestCustomNoticesReachMembers(t *testing.T) {
	t.Parallel()
	s := start(t)
	root, bob, carol := s.Client13(appAdmin), s.SignIn(t, "bob"), client13(t, s, "carol")
	id := createWithMembers(t, s, "ChatRoom")
	receiveAll(t, s, bob)
	receiveAll(t, s, carol)
	root.OK(t, svc("send_group_system_notification"), M{"GroupId": id, "Content": "to all"})
	root.OK(t, svc("send_group_system_notification"), M{"GroupId": id, "Content": "to one", "ToMembers_Account": []string{"carol"}})
	got := receiveAll(t, s, bob)
	require.Equal(t, "n255", summarize(got))
	assert.Equal(t, "to all", got[0].at("MsgBody", "UserDefinedField"))
	assert.Equal(t, "n255 n255", summarize(receiveAll(t, s, carol)))
	for body, code := range map[*M]int{
		{}: 10004, {"Content": string(make([]byte, 8899))}: 10004, {"Content": "x", "ToMembers_Account": "erin"}: 10019,
		{"Content": "x", "ToMembers_Account": make([]string, 501)}: 10005, {"Content": "x", "GroupId": "nope"}: 10010,
	} {
		root.Refused(t, code, svc("send_group_system_notification"), extend(M{"GroupId": id}, *body))
	}
	assert.Empty(t, receiveAll(t, s, bob))

	live := create(t, s.Client13("alice"), "AVChatRoom", nil)
	guest := join(t, s.Anonymous(), live)
	s.Clock.Advance(time.Second)
	root.OK(t, svc("send_group_system_notification"), M{"GroupId": live, "Content": "to watchers"})
	assert.Equal(t, "n255", summarize(guest.poll(t)))
}

func TestLargeGroupResponsesAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	id := createWithMembers(t, s, "AVChatRoom")
	require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
		rec, _ := store.Load[M](tx, "groups", store.Key(id))
		rec["Members"] = 10_001
		store.Save(tx, "groups", store.Key(id), rec)
		for i := range 10_001 - 4 {
			store.Save(tx, "group_members", store.Key(id, fmt.Sprintf("m%05d", i)), M{"Joined": 1})
		}
		return nil
	}))
	alice.Refused(t, 10018, svc("get_group_member_info"), M{"GroupId": id})
	alice.Refused(t, 10018, svc("get_group_info"), M{"GroupIdList": id, "ResponseFilter": M{"MemberInfoFilter": []string{"Role"}}})
	again := alice.OK(t, svc("get_group_info"), M{"GroupIdList": []string{id, id, id, "none", "none"}})
	assert.Equal(t, 2, again.Len("GroupInfo"), "duplicates must be dropped")
	page := alice.OK(t, svc("get_group_member_info"), M{"GroupId": id, "Offset": 9990, "Limit": 20})
	assert.Equal(t, 11, page.Len("MemberList"))
	assert.Equal(t, 10_001.0, page.At("MemberNum"))
}
