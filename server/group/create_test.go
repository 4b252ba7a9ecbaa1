package group_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
)

// profileOf reads a group's profile as its member.
func profileOf(t testing.TB, c *servertest.Client, id string, filter ...M) servertest.Response {
	t.Helper()
	return c.OK(t, svc("get_group_info"), extend(M{"GroupIdList": []string{id}}, filter...))
}

func TestCreateFillsDefaults(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	for kind, want := range map[string]M{
		"Private":    {"MaxMemberNum": 200.0, "ApplyJoinOption": "DisableApply"},
		"Public":     {"MaxMemberNum": 2000.0, "ApplyJoinOption": "NeedPermission"},
		"ChatRoom":   {"MaxMemberNum": 10000.0, "ApplyJoinOption": "FreeAccess"},
		"AVChatRoom": {"MaxMemberNum": 1e9, "ApplyJoinOption": "FreeAccess"},
	} {
		id := create(t, alice, kind, nil)
		info := profileOf(t, alice, id)
		assert.Equal(t, extend(M{
			"GroupId": id, "ErrorCode": 0.0, "ErrorInfo": "",
			"Type": kind, "Name": kind + " group", "Introduction": "", "Notification": "", "FaceUrl": "",
			"Owner_Account": "alice", "CreateTime": float64(servertest.Epoch), "InfoSeq": 1.0,
			"LastInfoTime": float64(servertest.Epoch), "LastMsgTime": 0.0, "NextMsgSeq": 1.0,
			"MemberNum": 1.0, "ShutUpAllMember": "Off", "MsgSeq": 0.0,
		}, want), info.At("GroupInfo", 0), kind)
	}
}

func TestCreateStoresAllFields(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	id := alice.OK(t, svc("create_group"), M{
		"GroupId": "my-room_1", "Owner_Account": "alice", "Type": "Public", "Name": strings.Repeat("名", 10),
		"Introduction": strings.Repeat("i", 120), "Notification": strings.Repeat("n", 150), "FaceUrl": strings.Repeat("f", 100),
		"MaxMemberCount": "3", "ApplyJoinOption": "FreeAccess",
		"AppDefinedData": []M{{"Key": "k", "Value": "v"}, {"Key": "k2", "Value": 2}},
		"MemberList": []any{
			M{"Member_Account": "bob", "Role": "Admin", "AppMemberDefinedData": []M{{"Key": "mk", "Value": "mv"}}},
			M{"Member_Account": "alice"}, "carol", "carol",
		},
	}).At("GroupId").(string)
	require.Equal(t, "my-room_1", id)
	info := profileOf(t, alice, id, M{"ResponseFilter": M{"MemberInfoFilter": []string{"Account", "Role"}}})
	assert.Equal(t, 3.0, info.At("GroupInfo", 0, "MaxMemberNum"))
	assert.Equal(t, 3.0, info.At("GroupInfo", 0, "MemberNum"))
	assert.Equal(t, []any{M{"Key": "k", "Value": "v"}, M{"Key": "k2", "Value": "2"}}, info.At("GroupInfo", 0, "AppDefinedData"))
	assert.Equal(t, []any{
		M{"Member_Account": "alice", "Role": "Owner"},
		M{"Member_Account": "bob", "Role": "Admin", "AppMemberDefinedData": []any{M{"Key": "mk", "Value": "mv"}}},
		M{"Member_Account": "carol", "Role": "Member"},
	}, info.At("GroupInfo", 0, "MemberList"))
	s.Client13("dave").Refused(t, 10014, svc("apply_join_group"), M{"GroupId": id})

	// Values are capped at the limits of the type.
	small := create(t, alice, "Private", nil, M{"MaxMemberCount": 10000})
	assert.Equal(t, 200.0, profileOf(t, alice, small).At("GroupInfo", 0, "MaxMemberNum"))
}

func TestCreateNotifiesFirstMembers(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	carol := client13(t, s, "carol")
	id := create(t, alice, "ChatRoom", []string{"bob", "carol"})
	for c, report := range map[*servertest.Client]string{alice: "n6", bob: "n7", carol: "n7"} {
		got := receiveAll(t, s, c)
		require.Equal(t, report, summarize(got), c.Name)
		assert.Equal(t, id, got[0].Group)
		assert.Equal(t, "alice", got[0].at("MsgBody", "Operator_Account"))
		assert.Equal(t, "@TIM#SYSTEM", got[0].at("From_Account"))
		assert.Equal(t, M{"GroupName": "ChatRoom group", "To_Account": c.Name}, got[0].at("GroupInfo"))
		assert.Equal(t, float64(servertest.Epoch), got[0].at("MsgTimeStamp"))
	}
}

func TestInvalidGroupsAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.SignIn(t, "alice")
	create(t, alice, "Public", nil, M{"GroupId": "alices"})
	create(t, s.Client13("bob"), "Public", nil, M{"GroupId": "bobs"})
	good := M{"Type": "Public", "Name": "n", "MemberList": []M{}}
	for what, c := range map[string]struct {
		change M
		code   int
	}{
		"no type":                        {M{"Type": nil}, 10004},
		"unknown type":                   {M{"Type": "public"}, 10004},
		"no name":                        {M{"Name": nil}, 10004},
		"empty name":                     {M{"Name": ""}, 10004},
		"name too long":                  {M{"Name": strings.Repeat("名", 10) + "x"}, 10004},
		"name not a string":              {M{"Name": M{}}, 10004},
		"introduction too long":          {M{"Introduction": strings.Repeat("x", 121)}, 10004},
		"notification too long":          {M{"Notification": strings.Repeat("x", 151)}, 10004},
		"face too long":                  {M{"FaceUrl": strings.Repeat("x", 101)}, 10004},
		"maximum of zero members":        {M{"MaxMemberCount": 0}, 10004},
		"maximum too high":               {M{"MaxMemberCount": 10001}, 10004},
		"maximum not a number":           {M{"MaxMemberCount": "many"}, 10004},
		"unknown option":                 {M{"ApplyJoinOption": "Free"}, 10004},
		"list not a list":                {M{"MemberList": 7.5}, 10004},
		"list of lists":                  {M{"MemberList": [][]string{{"bob"}}}, 10004},
		"unknown first member":           {M{"MemberList": members("nobody")}, 10019},
		"first member without name":      {M{"MemberList": []M{{}}}, 10019},
		"first member as owner":          {M{"MemberList": []M{{"Member_Account": "bob", "Role": "Owner"}}}, 10004},
		"admin in a type without admins": {M{"Type": "Private", "MemberList": []M{{"Member_Account": "bob", "Role": "Admin"}}}, 10004},
		"501 first members":              {M{"MemberList": members(make([]string, 501)...)}, 10005},
		"more members than the maximum":  {M{"MaxMemberCount": 1, "MemberList": members("bob")}, 10014},
		"owner not the caller":           {M{"Owner_Account": "bob"}, 10007},
		"id in use":                      {M{"GroupId": "alices"}, 10025},
		"another's id":                   {M{"GroupId": "bobs"}, 10021},
		"reserved id":                    {M{"GroupId": "@TGS#1"}, 10015},
		"id too long":                    {M{"GroupId": strings.Repeat("x", 49)}, 10015},
		"id with a space":                {M{"GroupId": "a b"}, 10015},
		"id not ASCII":                   {M{"GroupId": "群"}, 10015},
		"custom without key":             {M{"AppDefinedData": []M{{"Value": "v"}}}, 10004},
		"custom value too long":          {M{"AppDefinedData": []M{{"Key": "k", "Value": strings.Repeat("v", 513)}}}, 10004},
		"too many custom":                {M{"AppDefinedData": manyCustom(21)}, 10004},
		"member's custom":                {M{"MemberList": []M{{"Member_Account": "bob", "AppMemberDefinedData": []M{{}}}}}, 10004},
	} {
		body := extend(good, c.change)
		for field, value := range c.change {
			if value == nil {
				delete(body, field)
			}
		}
		a := alice.Call(t, svc("create_group"), body)
		assert.Equal(t, c.code, a.ErrorCode, "%s: %s", what, a.Raw)
	}
	assert.Equal(t, 1.0, alice.OK(t, svc("get_joined_group_list"), M{}).At("TotalCount"), "no group may be created")
	s.Client13(appAdmin).OK(t, svc("create_group"), extend(good, M{"Owner_Account": "carol", "GroupId": "carols"}))
	assert.Equal(t, "carol", profileOf(t, s.Client13("carol"), "carols").At("GroupInfo", 0, "Owner_Account"))
}

func manyCustom(n int) []M {
	list := make([]M, n)
	for i := range list {
		list[i] = M{"Key": strings.Repeat("k", i+1), "Value": "v"}
	}
	return list
}
