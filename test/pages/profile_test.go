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

// noted returns the condition on the notice of a changed profile.
func noted(account, tag, v string) string {
	return fmt.Sprintf(`a.Type === 1 && a.Profile_Account === %q && a.ProfileList.some(function (i) { return i.Tag === 'Tag_Profile_IM_%s' && i.ValueBytes === %q })`, account, tag, v)
}

func TestProfiles(t *testing.T) {
	st := newStage(t)
	ben := st.enter(t, "1.7", "ben")
	cleo := st.enter(t, "1.7", "cleo")
	for _, dialect := range dialects {
		changesProfile(st.enter(t, dialect, "ann"+dialect), ben, cleo)
	}
}

// changesProfile changes ann's profile; ben, her friend, is notified, cleo, who is
// not a friend, has to request it.
func changesProfile(ann, ben, cleo *person) {
	nick, picture := "安安"+ann.dialect, "http://127.0.0.1/ann.png"
	ben.answers("applyAddFriend", addFriend(ann.name), item(ann.name, 0))

	// A profile without changes has the defaults, and no nick.
	ann.answers("getProfilePortrait", profileOf(shownTags, `loginInfo.identifier`),
		`a.UserProfileItem.length === 1 && `+value("AllowType", "AllowType_Type_AllowAny")+` && !/IM_Nick/.test(text(a))`)
	ann.does("setProfilePortrait", setProfile(fmt.Sprintf(`{Tag: 'Tag_Profile_IM_Nick', Value: %q}, {Tag: 'Tag_Profile_IM_Gender', Value: 'Gender_Type_Female'},
		{Tag: 'Tag_Profile_IM_Image', Value: %q}`, nick, picture)))
	ben.told("profile 1", noted(ann.name, "Nick", nick)+` && `+noted(ann.name, "Image", picture))
	if ann.dialect == "1.7" {
		ann.told("profile 1", noted(ann.name, "Nick", nick))
	}
	cleo.answers("getProfilePortrait", profileOf(shownTags, fmt.Sprintf("%q", ann.name)),
		value("Nick", nick)+` && `+value("Gender", "Gender_Type_Female")+` && `+value("Image", picture))

	// Messages carry the sender's profile.
	ann.posts("C2C", "ben", "我是安安")
	ben.shows("C2C", ann.name, "我是安安")
	ben.WaitFor(fmt.Sprintf(`webim.MsgStore.sessByTypeId('C2C', %q).msg(0).fromAccountNick === %q`, ann.name, nick))
	ben.WaitFor(fmt.Sprintf(`webim.MsgStore.sessByTypeId('C2C', %q).msg(0).fromAccountHeadurl === %q`, ann.name, picture))

	// Either all items are set or none; a batch with one nonexistent account.
	ann.refused("setProfilePortrait", setProfile(`{Tag: 'Tag_Profile_IM_Nick', Value: '新名'}, {Tag: 'Tag_Profile_IM_Nose', Value: 'x'}`), 40603)
	ann.refused("setProfilePortrait", setProfile(`{Tag: 'Tag_Profile_IM_AllowType', Value: 'AllowType_Type_Maybe'}`), 40605)
	ann.answers("getProfilePortrait", profileOf(shownTags, `loginInfo.identifier`), value("Nick", nick))
	ann.answers("getProfilePortrait", profileOf(shownTags, fmt.Sprintf(`%q, 'ben'`, ann.name)),
		`a.UserProfileItem.length === 2 && a.UserProfileItem[1].To_Account === 'ben'`)
	ann.refusedWith("getProfilePortrait", profileOf(shownTags, `'ben', 'nobody'`),
		`a.ErrorCode === 99999 && /^账号:nobody,\[40003\]/.test(a.ErrorInfo) && a.UserProfileItem.length === 2`)
	ann.refused("getProfilePortrait", profileOf(`'Tag_Profile_IM_Nose'`, `'ben'`), 40801)

	// Notices are sent once, to friends only.
	ann.does("setProfilePortrait", setProfile(`{Tag: 'Tag_Profile_IM_Nick', Value: '安'}`))
	ben.told("profile 1", noted(ann.name, "Nick", "安"))
	ben.toldTimes(2, "profile 1", fmt.Sprintf(`a.Profile_Account === %q`, ann.name))
	ann.posts("C2C", "cleo", "完了")
	cleo.shows("C2C", ann.name, "完了")
	cleo.toldTimes(0, "profile 1", fmt.Sprintf(`a.Profile_Account === %q`, ann.name))
	ben.answers("getAllFriend", allFriends, fmt.Sprintf(`a.InfoItem.some(function (f) { return f.Info_Account === %q &&
		f.SnsProfileItem.some(function (i) { return i.Tag === 'Tag_Profile_IM_Nick' && i.Value === '安' }) })`, ann.name))
	ann.noErrors()
}
