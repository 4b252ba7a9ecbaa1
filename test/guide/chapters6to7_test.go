package guide

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// call calls a function of the signature (options, cbOk, cbErr) and decodes its
// response. It returns the error's text, or "" on success.
func (p *person) call(fn, options string, response any) (wrong string) {
	p.t.Helper()
	var result struct{ Wrong string }
	p.Eval(fmt.Sprintf(`new Promise(function (ok) { webim.%s(%s, function (resp) { window.response = resp; ok({}) }, function (err) { ok({Wrong: err.ErrorInfo}) }) })`, fn, options), &result)
	if result.Wrong == "" && response != nil {
		p.Eval(`response`, response)
	}
	return result.Wrong
}

func TestGuideChangesProfiles(t *testing.T) {
	w := newWorld(t)
	alice, bob := w.signIn("alice"), w.signIn("bob")
	require.Empty(t, alice.call("setProfilePortrait", `{From_Account: 'alice', ProfileItem: [{Tag: 'Tag_Profile_IM_Nick', Value: '安 <b>'}, {Tag: 'Tag_Profile_IM_Gender', Value: 'Gender_Type_Female'}]}`, nil))
	type profile struct {
		UserProfileItem []struct {
			ProfileItem []struct{ Tag, Value string }
		}
	}
	var got profile
	require.Empty(t, bob.call("getProfilePortrait", `{From_Account: 'bob', To_Account: ['alice'], LastStandardSequence: 0, TagList: ['Tag_Profile_IM_Nick', 'Tag_Profile_IM_Gender']}`, &got))
	require.Len(t, got.UserProfileItem, 1)
	require.ElementsMatch(t, []struct{ Tag, Value string }{{"Tag_Profile_IM_Nick", "安 <b>"}, {"Tag_Profile_IM_Gender", "Gender_Type_Female"}}, got.UserProfileItem[0].ProfileItem)
	require.Contains(t, bob.call("getProfilePortrait", `{From_Account: 'bob', To_Account: ['nobody@all'], TagList: ['Tag_Profile_IM_Nick']}`, nil), "账号:nobody@all,[40003]")
	require.Contains(t, bob.call("setProfilePortrait", `{From_Account: 'bob', ProfileItem: [{Tag: 'Tag_Profile_IM_Nope', Value: 'x'}]}`, nil), "[40")
}

func TestGuideManagesFriends(t *testing.T) {
	w := newWorld(t)
	alice, bob := w.signIn("alice"), w.signIn("bob")
	const come = `{From_Account: 'bob', PendencyType: 'Pendency_Type_ComeIn', StartTime: 0, MaxLimited: 10, LastSequence: 0}`
	type pendency struct {
		PendencyItem []struct{ To_Account, AddWording string }
	}
	var waiting pendency
	apply := func() {
		require.Empty(t, alice.call("applyAddFriend", `{From_Account: 'alice', AddFriendItem: [{To_Account: 'bob', AddSource: 'AddSource_Type_Unknow', AddWording: '你好'}]}`, nil))
		waiting = pendency{}
		require.Empty(t, bob.call("getPendency", come, &waiting))
	}

	// A friend request is listed, and deleted (7.1, 7.2, 7.4).
	require.Empty(t, bob.call("setProfilePortrait", `{From_Account: 'bob', ProfileItem: [{Tag: 'Tag_Profile_IM_AllowType', Value: 'AllowType_Type_NeedConfirm'}]}`, nil))
	apply()
	require.Len(t, waiting.PendencyItem, 1)
	require.Equal(t, "alice", waiting.PendencyItem[0].To_Account)
	require.Equal(t, "你好", waiting.PendencyItem[0].AddWording)
	require.Empty(t, bob.call("deletePendency", `{From_Account: 'bob', PendencyType: 'Pendency_Type_ComeIn', To_Account: ['alice']}`, nil))
	require.Contains(t, bob.call("deletePendency", `{From_Account: 'bob', PendencyType: 'Pendency_Type_ComeIn', To_Account: ['alice']}`, nil), "[31804]")

	// The next request is accepted, and the friend is listed and deleted (7.3, 7.5, 7.6).
	apply()
	require.Empty(t, bob.call("responseFriend", `{From_Account: 'bob', ResponseFriendItem: [{To_Account: 'alice', ResponseAction: 'Response_Action_AgreeAndAdd'}]}`, nil))
	bob.run(`getAllFriend(getAllFriendsCallbackOK)`)
	bob.WaitFor(`friends.length === 1 && friends[0] === 'alice'`)
	require.Empty(t, alice.call("deleteFriend", `{From_Account: 'alice', To_Account: ['bob'], DeleteType: 'Delete_Type_Both'}`, nil))
	bob.run(`getAllFriend(getAllFriendsCallbackOK)`)
	bob.WaitFor(`friends.length === 0`)
	require.Contains(t, alice.call("deleteFriend", `{From_Account: 'alice', To_Account: ['bob'], DeleteType: 'Delete_Type_Both'}`, nil), "[31704]")

	// Users on the blacklist cannot send messages (7.7, 7.8, 7.9).
	require.Empty(t, bob.call("addBlackList", `{From_Account: 'bob', To_Account: ['alice']}`, nil))
	var black struct {
		BlackListItem []struct{ To_Account string }
	}
	const list = `{From_Account: 'bob', StartIndex: 0, MaxLimited: 10, LastSequence: 0}`
	require.Empty(t, bob.call("getBlackList", list, &black))
	require.Len(t, black.BlackListItem, 1)
	require.Equal(t, "alice", black.BlackListItem[0].To_Account)
	alice.openConversation("C2C", "bob")
	alice.run(`fill({send_msg_text: '喂'}), onSendMsg()`)
	alice.WaitFor(`alerts.length`)
	alice.requireTrue(`/^\[20007\]/.test(alerts.splice(0)[0])`)
	require.Empty(t, bob.call("deleteBlackList", `{From_Account: 'bob', To_Account: ['alice']}`, nil))
	black.BlackListItem = nil
	require.Empty(t, bob.call("getBlackList", list, &black))
	require.Empty(t, black.BlackListItem)
	alice.sendText("喂")
}
