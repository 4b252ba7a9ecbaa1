package group_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
	"webim.js/server/store"
)

func TestModifyPostsTip(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob := s.SignIn(t, "alice"), client13(t, s, "bob")
	id := createWithMembers(t, s, "Public")
	receiveAll(t, s, alice)
	receiveAll(t, s, bob)
	for _, step := range []struct {
		change M
		news   M // nil means no tip
	}{
		{M{"Name": "new", "Introduction": "intro", "Notification": "note", "FaceUrl": "http://f"},
			M{"GroupName": "new", "GroupIntroduction": "intro", "GroupNotification": "note", "GroupFaceUrl": "http://f"}},
		{M{"Name": "new"}, nil},
		{M{}, nil},
		{M{"Notification": ""}, M{"GroupNotification": ""}},
		{M{"ApplyJoinOption": "DisableApply", "MaxMemberNum": 7}, M{"ApplyJoinOption": "DisableApply", "MaxMemberNum": 7.0}},
		{M{"ShutUpAllMember": "On"}, M{"ShutUpAllMember": "On"}},
		{M{"ShutUpAllMember": "On"}, nil},
		{M{"AppDefinedData": []M{{"Key": "k", "Value": "v"}}}, M{}},
		{M{"AppDefinedData": []M{{"Key": "k", "Value": "v"}}}, nil},
		{M{"AppDefinedData": []M{{"Key": "k", "Value": ""}, {"Key": "none", "Value": ""}}}, M{}},
	} {
		seq := toInt(profileOf(t, alice, id).At("GroupInfo", 0, "InfoSeq"))
		alice.OK(t, svc("modify_group_base_info"), extend(step.change, M{"GroupId": id}))
		for _, c := range []*servertest.Client{alice, bob} {
			got := receiveAll(t, s, c)
			if step.news == nil {
				assert.Empty(t, got, "%v", step.change)
				continue
			}
			require.Equal(t, "t6", summarize(got), "%v", step.change)
			assert.Equal(t, step.news, got[0].at("MsgBody", "MsgGroupNewInfo"), "1.7.0 requires the field, even if empty")
			assert.Equal(t, "alice", got[0].at("MsgBody", "Operator_Account"))
		}
		if step.news != nil {
			seq++
		}
		assert.Equal(t, seq, toInt(profileOf(t, alice, id).At("GroupInfo", 0, "InfoSeq")))
	}
	info := profileOf(t, alice, id)
	assert.Equal(t, "new", info.At("GroupInfo", 0, "Name"))
	assert.Equal(t, "", info.At("GroupInfo", 0, "Notification"))
	assert.Equal(t, 7.0, info.At("GroupInfo", 0, "MaxMemberNum"))
	assert.Nil(t, info.At("GroupInfo", 0, "AppDefinedData"))
}

func TestInvalidModificationsAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice := s.Client13("alice")
	id := createWithMembers(t, s, "Public")
	before := profileOf(t, alice, id).Raw
	for what, c := range map[string]struct {
		body M
		code int
	}{
		"no group":                {M{"Name": "x"}, 10015},
		"unknown group":           {M{"GroupId": "@TGS#NONE", "Name": "x"}, 10010},
		"id too long":             {M{"GroupId": strings.Repeat("x", 49)}, 10015},
		"id with a newline":       {M{"GroupId": "a\nb"}, 10015},
		"id not a string":         {M{"GroupId": []string{"x"}}, 10004},
		"empty name":              {M{"GroupId": id, "Name": ""}, 10004},
		"name too long":           {M{"GroupId": id, "Name": strings.Repeat("x", 31)}, 10004},
		"fewer than members":      {M{"GroupId": id, "MaxMemberNum": 3}, 10004},
		"none":                    {M{"GroupId": id, "MaxMemberNum": 0}, 10004},
		"unknown option":          {M{"GroupId": id, "ApplyJoinOption": ""}, 10004},
		"invalid ShutUpAllMember": {M{"GroupId": id, "ShutUpAllMember": "on"}, 10004},
		"one valid, one invalid":  {M{"GroupId": id, "Name": "ok", "Introduction": strings.Repeat("x", 121)}, 10004},
		"too many custom":         {M{"GroupId": id, "Name": "ok", "AppDefinedData": manyCustom(21)}, 10004},
	} {
		a := alice.Call(t, svc("modify_group_base_info"), c.body)
		assert.Equal(t, c.code, a.ErrorCode, "%s: %s", what, a.Raw)
	}
	assert.Equal(t, before, profileOf(t, alice, id).Raw, "a refused request must change nothing")
}

func TestChangeOwnerSwapsRoles(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob := s.SignIn(t, "alice"), client13(t, s, "bob")
	id := createWithMembers(t, s, "Public")
	receiveAll(t, s, bob)
	for next, code := range map[string]int{"": 10004, "erin": 10004, "nobody": 10004, "alice": 10004} {
		alice.Refused(t, code, svc("change_group_owner"), M{"GroupId": id, "NewOwner_Account": next})
	}
	alice.OK(t, svc("change_group_owner"), M{"GroupId": id, "NewOwner_Account": "bob"})
	got := receiveAll(t, s, bob)
	require.Equal(t, "t6", summarize(got))
	assert.Equal(t, M{"Owner_Account": "bob"}, got[0].at("MsgBody", "MsgGroupNewInfo"))
	roles := alice.OK(t, svc("get_role_in_group"), M{"GroupId": id, "User_Account": []string{"alice", "bob", "erin"}})
	assert.Equal(t, "Member", roles.At("UserIdList", 0, "Role"))
	assert.Equal(t, "Owner", roles.At("UserIdList", 1, "Role"))
	assert.Equal(t, "NotMember", roles.At("UserIdList", 2, "Role"))
	alice.Refused(t, 10007, svc("destroy_group"), M{"GroupId": id})
	alice.OK(t, svc("quit_group"), M{"GroupId": id})
}

func TestDissolveDeletesRecords(t *testing.T) {
	t.Parallel()
	s := start(t)
	alice, bob := s.SignIn(t, "alice"), client13(t, s, "bob")
	id := createWithMembers(t, s, "Public", M{"GroupId": "phoenix"})
	for _, text := range []string{"1", "22", "333", "4444", "55555"} {
		sendText(t, bob, id, text)
	}
	s.Client13("erin").OK(t, svc("apply_join_group"), M{"GroupId": id})
	receiveAll(t, s, bob)
	alice.OK(t, svc("destroy_group"), M{"GroupId": id})
	got := receiveAll(t, s, bob)
	require.Equal(t, "n5", summarize(got))
	assert.Equal(t, M{"GroupName": "Public group", "To_Account": "bob"}, got[0].at("GroupInfo"))
	bob.Refused(t, 10010, svc("send_group_msg"), M{"GroupId": id, "MsgBody": servertest.TextBody("hi")})
	assert.Equal(t, 0.0, bob.OK(t, svc("get_joined_group_list"), M{}).At("TotalCount"))
	assert.Zero(t, alice.OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0}).Len("EventArray"), "no application may be pending")

	// A new group with that id is empty. Upkeep deletes the messages of the old one.
	create(t, bob, "ChatRoom", nil, M{"GroupId": id})
	list, finished := fetchHistory(t, bob, id)
	assert.Empty(t, list)
	assert.True(t, finished)
	assert.Equal(t, 1, sendText(t, bob, id, "new"))
	sendText(t, bob, id, "newer")
	require.NoError(t, s.IM.Upkeep(t.Context()))
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		n := 0
		for range r.Scan("group_messages", store.Range{}) {
			n++
		}
		assert.Equal(t, 2, n, "old messages must be deleted")
		for range r.Scan("group_trash", store.Range{}) {
			n++
		}
		assert.Equal(t, 2, n)
		return nil
	}))
}
