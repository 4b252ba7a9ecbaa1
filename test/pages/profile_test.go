package pages

import (
	"fmt"
	"testing"
)

// profileOf returns options that request profiles; 1.3 sends the page's From_Account.
func profileOf(tags string, accounts string) string {
	return fmt.Sprintf(`{From_Account: loginInfo.identifier, To_Account: [%s], LastStandardSequence: 0, TagList: [%s]}`, accounts, tags)
}

func setProfile(items string) string {
	return fmt.Sprintf(`{From_Account: loginInfo.identifier, ProfileItem: [%s]}`, items)
}

const shownTags = `'Tag_Profile_IM_Nick', 'Tag_Profile_IM_Gender', 'Tag_Profile_IM_AllowType', 'Tag_Profile_IM_Image'`

// value returns the condition that the only profile of a response has a tag's value.
func value(tag, v string) string {
	return fmt.Sprintf(`a.UserProfileItem[0].ProfileItem.some(function (i) { return i.Tag === 'Tag_Profile_IM_%s' && i.Value === %q })`, tag, v)
}

// profileNotice returns the condition on the notice of a changed profile.
func profileNotice(account, tag, v string) string {
	return fmt.Sprintf(`a.Type === 1 && a.Profile_Account === %q && a.ProfileList.some(function (i) { return i.Tag === 'Tag_Profile_IM_%s' && i.ValueBytes === %q })`, account, tag, v)
}

func TestProfileChangeNotifiesFriends(t *testing.T) {
	fx := newFixture(t)
	ben := fx.signIn(t, "1.7", "ben")
	cleo := fx.signIn(t, "1.7", "cleo")
	for _, dialect := range dialects {
		testProfileChange(fx.signIn(t, dialect, "ann"+dialect), ben, cleo)
	}
}

// testProfileChange changes ann's profile; ben, her friend, is notified, cleo, who is
// not a friend, has to request it.
func testProfileChange(ann, ben, cleo *person) {
	nick, picture := "安安"+ann.dialect, "http://127.0.0.1/ann.png"
	ben.expectResponse("applyAddFriend", addFriend(ann.name), item(ann.name, 0))

	// A profile without changes has the defaults, and no nick.
	ann.expectResponse("getProfilePortrait", profileOf(shownTags, `loginInfo.identifier`),
		`a.UserProfileItem.length === 1 && `+value("AllowType", "AllowType_Type_AllowAny")+` && !/IM_Nick/.test(text(a))`)
	ann.call("setProfilePortrait", setProfile(fmt.Sprintf(`{Tag: 'Tag_Profile_IM_Nick', Value: %q}, {Tag: 'Tag_Profile_IM_Gender', Value: 'Gender_Type_Female'},
		{Tag: 'Tag_Profile_IM_Image', Value: %q}`, nick, picture)))
	ben.awaitNoticeWith("profile 1", profileNotice(ann.name, "Nick", nick)+` && `+profileNotice(ann.name, "Image", picture))
	if ann.dialect == "1.7" {
		ann.awaitNoticeWith("profile 1", profileNotice(ann.name, "Nick", nick))
	}
	cleo.expectResponse("getProfilePortrait", profileOf(shownTags, fmt.Sprintf("%q", ann.name)),
		value("Nick", nick)+` && `+value("Gender", "Gender_Type_Female")+` && `+value("Image", picture))

	// Messages carry the sender's profile.
	ann.post("C2C", "ben", "我是安安")
	ben.awaitMessage("C2C", ann.name, "我是安安")
	ben.WaitFor(fmt.Sprintf(`webim.MsgStore.sessByTypeId('C2C', %q).msg(0).fromAccountNick === %q`, ann.name, nick))
	ben.WaitFor(fmt.Sprintf(`webim.MsgStore.sessByTypeId('C2C', %q).msg(0).fromAccountHeadurl === %q`, ann.name, picture))

	// Either all items are set or none. A request for several accounts fails if one of
	// them does not exist.
	ann.expectError("setProfilePortrait", setProfile(`{Tag: 'Tag_Profile_IM_Nick', Value: '新名'}, {Tag: 'Tag_Profile_IM_Nose', Value: 'x'}`), 40603)
	ann.expectError("setProfilePortrait", setProfile(`{Tag: 'Tag_Profile_IM_AllowType', Value: 'AllowType_Type_Maybe'}`), 40605)
	ann.expectResponse("getProfilePortrait", profileOf(shownTags, `loginInfo.identifier`), value("Nick", nick))
	ann.expectResponse("getProfilePortrait", profileOf(shownTags, fmt.Sprintf(`%q, 'ben'`, ann.name)),
		`a.UserProfileItem.length === 2 && a.UserProfileItem[1].To_Account === 'ben'`)
	ann.expectErrorMatching("getProfilePortrait", profileOf(shownTags, `'ben', 'nobody'`),
		`a.ErrorCode === 99999 && /^账号:nobody,\[40003\]/.test(a.ErrorInfo) && a.UserProfileItem.length === 2`)
	ann.expectError("getProfilePortrait", profileOf(`'Tag_Profile_IM_Nose'`, `'ben'`), 40801)

	// Notices are sent once, to friends only.
	ann.call("setProfilePortrait", setProfile(`{Tag: 'Tag_Profile_IM_Nick', Value: '安'}`))
	ben.awaitNoticeWith("profile 1", profileNotice(ann.name, "Nick", "安"))
	ben.requireNoticeCount(2, "profile 1", fmt.Sprintf(`a.Profile_Account === %q`, ann.name))
	ann.post("C2C", "cleo", "完了")
	cleo.awaitMessage("C2C", ann.name, "完了")
	cleo.requireNoticeCount(0, "profile 1", fmt.Sprintf(`a.Profile_Account === %q`, ann.name))
	ben.expectResponse("getAllFriend", allFriends, fmt.Sprintf(`a.InfoItem.some(function (f) { return f.Info_Account === %q &&
		f.SnsProfileItem.some(function (i) { return i.Tag === 'Tag_Profile_IM_Nick' && i.Value === '安' }) })`, ann.name))
	ann.noErrors()
}
