package guide

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// calls calls a function (options, cbOk, cbErr) as the guide declares them, and
// decodes the answer; wrong is the text of an error.
func (p *person) calls(fn, options string, answer any) (wrong string) {
	p.t.Helper()
	var result struct{ Wrong string }
	p.Eval(fmt.Sprintf(`new Promise(function (ok) { webim.%s(%s, function (resp) { window.answer = resp; ok({}) }, function (err) { ok({Wrong: err.ErrorInfo}) }) })`, fn, options), &result)
	if result.Wrong == "" && answer != nil {
		p.Eval(`answer`, answer)
	}
	return result.Wrong
}

func TestProfiles(t *testing.T) {
	w := newWorld(t)
	ann, ben := w.signsIn("ann"), w.signsIn("ben")
	require.Empty(t, ann.calls("setProfilePortrait", `{From_Account: 'ann', ProfileItem: [{Tag: 'Tag_Profile_IM_Nick', Value: '安 <b>'}, {Tag: 'Tag_Profile_IM_Gender', Value: 'Gender_Type_Female'}]}`, nil))
	type profile struct {
		UserProfileItem []struct {
			ProfileItem []struct{ Tag, Value string }
		}
	}
	var got profile
	require.Empty(t, ben.calls("getProfilePortrait", `{From_Account: 'ben', To_Account: ['ann'], LastStandardSequence: 0, TagList: ['Tag_Profile_IM_Nick', 'Tag_Profile_IM_Gender']}`, &got))
	require.Len(t, got.UserProfileItem, 1)
	require.ElementsMatch(t, []struct{ Tag, Value string }{{"Tag_Profile_IM_Nick", "安 <b>"}, {"Tag_Profile_IM_Gender", "Gender_Type_Female"}}, got.UserProfileItem[0].ProfileItem)
	require.Contains(t, ben.calls("getProfilePortrait", `{From_Account: 'ben', To_Account: ['nobody@all'], TagList: ['Tag_Profile_IM_Nick']}`, nil), "账号:nobody@all,[40003]")
	require.Contains(t, ben.calls("setProfilePortrait", `{From_Account: 'ben', ProfileItem: [{Tag: 'Tag_Profile_IM_Nope', Value: 'x'}]}`, nil), "[40")
}

func TestRelations(t *testing.T) {
	w := newWorld(t)
	ann, ben := w.signsIn("ann"), w.signsIn("ben")
	const come = `{From_Account: 'ben', PendencyType: 'Pendency_Type_ComeIn', StartTime: 0, MaxLimited: 10, LastSequence: 0}`
	type pendency struct {
		PendencyItem []struct{ To_Account, AddWording string }
	}
	var waiting pendency
	apply := func() {
		require.Empty(t, ann.calls("applyAddFriend", `{From_Account: 'ann', AddFriendItem: [{To_Account: 'ben', AddSource: 'AddSource_Type_Unknow', AddWording: '你好'}]}`, nil))
		waiting = pendency{}
		require.Empty(t, ben.calls("getPendency", come, &waiting))
	}

	// 7.1, 7.2, 7.4: asked, and the request deleted.
	require.Empty(t, ben.calls("setProfilePortrait", `{From_Account: 'ben', ProfileItem: [{Tag: 'Tag_Profile_IM_AllowType', Value: 'AllowType_Type_NeedConfirm'}]}`, nil))
	apply()
	require.Len(t, waiting.PendencyItem, 1)
	require.Equal(t, "ann", waiting.PendencyItem[0].To_Account)
	require.Equal(t, "你好", waiting.PendencyItem[0].AddWording)
	require.Empty(t, ben.calls("deletePendency", `{From_Account: 'ben', PendencyType: 'Pendency_Type_ComeIn', To_Account: ['ann']}`, nil))
	require.Contains(t, ben.calls("deletePendency", `{From_Account: 'ben', PendencyType: 'Pendency_Type_ComeIn', To_Account: ['ann']}`, nil), "[31804]")

	// 7.3, 7.5, 7.6: accepted, listed, ended.
	apply()
	require.Empty(t, ben.calls("responseFriend", `{From_Account: 'ben', ResponseFriendItem: [{To_Account: 'ann', ResponseAction: 'Response_Action_AgreeAndAdd'}]}`, nil))
	ben.runs(`getAllFriend(getAllFriendsCallbackOK)`)
	ben.WaitFor(`friends.length === 1 && friends[0] === 'ann'`)
	require.Empty(t, ann.calls("deleteFriend", `{From_Account: 'ann', To_Account: ['ben'], DeleteType: 'Delete_Type_Both'}`, nil))
	ben.runs(`getAllFriend(getAllFriendsCallbackOK)`)
	ben.WaitFor(`friends.length === 0`)
	require.Contains(t, ann.calls("deleteFriend", `{From_Account: 'ann', To_Account: ['ben'], DeleteType: 'Delete_Type_Both'}`, nil), "[31704]")

	// 7.7, 7.8, 7.9: on the black list, and what that means for messages.
	require.Empty(t, ben.calls("addBlackList", `{From_Account: 'ben', To_Account: ['ann']}`, nil))
	var black struct {
		BlackListItem []struct{ To_Account string }
	}
	const list = `{From_Account: 'ben', StartIndex: 0, MaxLimited: 10, LastSequence: 0}`
	require.Empty(t, ben.calls("getBlackList", list, &black))
	require.Len(t, black.BlackListItem, 1)
	require.Equal(t, "ann", black.BlackListItem[0].To_Account)
	ann.opens("C2C", "ben")
	ann.runs(`fill({send_msg_text: '喂'}), onSendMsg()`)
	ann.WaitFor(`alerts.length`)
	ann.truth(`/^\[20007\]/.test(alerts.splice(0)[0])`)
	require.Empty(t, ben.calls("deleteBlackList", `{From_Account: 'ben', To_Account: ['ann']}`, nil))
	black.BlackListItem = nil
	require.Empty(t, ben.calls("getBlackList", list, &black))
	require.Empty(t, black.BlackListItem)
	ann.sends("喂")
}
