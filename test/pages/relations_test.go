package pages

import (
	"fmt"
	"strings"
	"testing"
)

// has returns the condition that an item of a list has an account in a field.
func has(list, field, account string) string {
	return fmt.Sprintf(`%s.some(function (i) { return i.%s === %q })`, list, field, account)
}

// names returns the condition that a notice's Accounts are just this one.
func names(account string) string { return fmt.Sprintf(`a.Accounts.join() === %q`, account) }

// item returns the condition on the outcome of the only account in a batch.
func item(account string, code int) string {
	return fmt.Sprintf(`a.ResultItem.length === 1 && a.ResultItem[0].To_Account === %q && a.ResultItem[0].ResultCode === %d`, account, code)
}

// Options of the calls. A 1.3 page sends its account, a 1.7 page need not.
func addFriend(to string) string {
	return fmt.Sprintf(`{From_Account: loginInfo.identifier, AddFriendItem: [{To_Account: %q, AddSource: 'AddSource_Type_Unknow', Remark: '老友', AddWording: '加我吧'}]}`, to)
}

func accounts(to string, more ...string) string {
	return fmt.Sprintf(`{From_Account: loginInfo.identifier, To_Account: [%q], %s}`, to, strings.Join(more, ", "))
}

func respond(to, action string) string {
	return fmt.Sprintf(`{From_Account: loginInfo.identifier, ResponseFriendItem: [{To_Account: %q, ResponseAction: 'Response_Action_%s'}]}`, to, action)
}

func pendencies(kind string) string {
	return fmt.Sprintf(`{From_Account: loginInfo.identifier, PendencyType: 'Pendency_Type_%s', StartTime: 0, MaxLimited: 30, LastSequence: 0}`, kind)
}

const (
	allFriends = `{From_Account: loginInfo.identifier, TimeStamp: 0, StartIndex: 0, GetCount: 20, LastStandardSequence: 0, TagList: ['Tag_Profile_IM_Nick', 'Tag_SNS_IM_Remark']}`
	blackList  = `{From_Account: loginInfo.identifier, StartIndex: 0, MaxLimited: 10, LastSequence: 0}`
)

func allow(kind string) string {
	return fmt.Sprintf(`{From_Account: loginInfo.identifier, ProfileItem: [{Tag: 'Tag_Profile_IM_AllowType', Value: 'AllowType_Type_%s'}]}`, kind)
}

func TestRelations(t *testing.T) {
	st := newStage(t)
	ben := st.enter(t, "1.7", "ben")
	tablet := st.enter(t, "1.7", "ben")
	cleo := st.enter(t, "1.7", "cleo")
	for _, dialect := range dialects {
		ann := st.enter(t, dialect, "ann"+dialect)
		// Each part continues from the state of the previous one.
		r := relations{ann, ben, tablet, cleo}
		r.atOnce()
		r.request()
		r.nothing()
		r.blackList()
		r.ends()
	}
}

// relations holds the users: ann in the dialect under test, the others in 1.7, whose
// listeners receive relation notices; ben has two pages.
type relations struct{ ann, ben, tablet, cleo *person }

// own waits for a notice of the user's own change, for which 1.3 has no listener.
func (r relations) own(what, condition string) {
	if r.ann.dialect == "1.7" {
		r.ann.told(what, condition)
	}
}

func (r relations) atOnce() {
	r.cleo.does("setProfilePortrait", allow("AllowAny"))
	r.ann.answers("applyAddFriend", addFriend("cleo"), item("cleo", 0))
	r.cleo.told("friend 1", names(r.ann.name))
	r.own("friend 1", names("cleo"))
	r.cleo.answers("getAllFriend", allFriends, has("a.InfoItem", "Info_Account", r.ann.name))
	r.ann.answers("getAllFriend", allFriends, `a.FriendNum === 1 && a.InfoItem[0].Info_Account === 'cleo' &&
		a.InfoItem[0].SnsProfileItem.some(function (i) { return i.Tag === 'Tag_SNS_IM_Remark' && i.Value === '老友' })`)
	r.ann.refusedWith("applyAddFriend", addFriend("cleo"), `a.ErrorCode === 99999 && /^\[30520\]/.test(a.ErrorInfo) && `+item("cleo", 30520))
	r.ann.refusedWith("applyAddFriend", addFriend("nobody"), `a.ErrorCode === 99999 && a.Invalid_Account[0] === 'nobody' && `+item("nobody", 30521))
}

func (r relations) request() {
	ann := r.ann.name
	r.ben.does("setProfilePortrait", allow("NeedConfirm"))
	r.ann.answers("applyAddFriend", addFriend("ben"), item("ben", 30539))
	for _, p := range []*person{r.ben, r.tablet} {
		p.told("friend 3", fmt.Sprintf(`a.PendencyList.length === 1 && a.PendencyList[0].PendencyAdd_Account === %q && a.PendencyList[0].AddWording === '加我吧'`, ann))
	}
	r.ann.answers("getPendency", pendencies("SendOut"), `a.PendencyItem.length === 1 && a.PendencyItem[0].To_Account === 'ben'`)
	r.ben.answers("getPendency", pendencies("ComeIn"), fmt.Sprintf(`a.UnreadPendencyCount === 1 && a.PendencyItem.length === 1 &&
		a.PendencyItem[0].To_Account === %q && (window.asked = a.PendencyItem[0].AddTime) > 0`, ann))

	// Reported requests are read, on the user's other page too.
	r.ben.does("getPendencyReport", `{LatestPendencyTimeStamp: asked}`)
	r.tablet.told("friend 7", `a.Type === 7`)
	r.tablet.answers("getPendency", pendencies("ComeIn"), `a.UnreadPendencyCount === 0 && a.PendencyItem.length === 1`)

	r.ben.answers("responseFriend", respond(ann, "AgreeAndAdd"), item(ann, 0))
	r.own("friend 1", names("ben"))
	for _, p := range []*person{r.ben, r.tablet} {
		p.told("friend 1", names(ann))
		p.told("friend 4", names(ann))
	}
	r.ann.answers("getAllFriend", allFriends, `a.FriendNum === 2 && `+has("a.InfoItem", "Info_Account", "ben"))
	r.ben.refusedWith("responseFriend", respond(ann, "Reject"), `a.ErrorCode === 99999 && `+item(ann, 30614))
}

func (r relations) nothing() {
	ann := r.ann.name
	r.ann.answers("deleteFriend", accounts("ben", `DeleteType: 'Delete_Type_Both'`), item("ben", 0))
	r.ben.told("friend 2", names(ann))
	r.own("friend 2", names("ben"))
	r.ann.refusedWith("deleteFriend", accounts("ben", `DeleteType: 'Delete_Type_Both'`), `a.ErrorCode === 99999 && `+item("ben", 31704))
	r.ann.refused("deleteFriend", accounts("ben", `DeleteType: 'Delete_Type_None'`), 31702)

	// Refused: neither side has a pending request.
	r.ann.answers("applyAddFriend", addFriend("ben"), item("ben", 30539))
	r.ben.answers("responseFriend", respond(ann, "Reject"), item(ann, 0))
	r.ann.answers("getPendency", pendencies("SendOut"), `a.PendencyItem.length === 0`)
	r.ben.answers("getPendency", pendencies("ComeIn"), `a.PendencyItem.length === 0`)
	r.ben.answers("getAllFriend", allFriends, `!`+has("a.InfoItem", "Info_Account", ann))

	// Deleted: each side deletes its own list.
	r.ann.answers("applyAddFriend", addFriend("ben"), item("ben", 30539))
	r.ann.answers("deletePendency", accounts("ben", `PendencyType: 'Pendency_Type_SendOut'`), item("ben", 0))
	r.own("friend 4", names("ben"))
	r.ann.refusedWith("deletePendency", accounts("ben", `PendencyType: 'Pendency_Type_SendOut'`), `a.ErrorCode === 99999 && `+item("ben", 31804))
	r.ben.answers("deletePendency", accounts(ann, `PendencyType: 'Pendency_Type_ComeIn'`), item(ann, 0))
	r.tablet.WaitFor(fmt.Sprintf(`heard('friend 4', function (a) { return %s }) === 3`, names(ann))) // agreed, refused, deleted
	r.ben.answers("getPendency", pendencies("ComeIn"), `a.PendencyItem.length === 0`)
}

func (r relations) blackList() {
	ann := r.ann.name
	r.ben.posts("C2C", ann, "还能说话")
	r.ann.shows("C2C", "ben", "还能说话")

	r.ann.answers("addBlackList", accounts("ben"), item("ben", 0))
	r.own("friend 5", names("ben"))
	r.ann.answers("getBlackList", blackList, `a.BlackListItem.length === 1 && a.BlackListItem[0].To_Account === 'ben' && a.BlackListItem[0].AddBlackTimeStamp > 0`)
	r.ann.refusedWith("addBlackList", accounts("ben"), `a.ErrorCode === 99999 && `+item("ben", 31307))
	r.ben.mayNotPost("C2C", ann, 20007)
	r.ben.refusedWith("applyAddFriend", addFriend(ann), `a.ErrorCode === 99999 && `+item(ann, 30525))
	r.ann.refusedWith("applyAddFriend", addFriend("ben"), `a.ErrorCode === 99999 && `+item("ben", 30515))

	r.ann.answers("deleteBlackList", accounts("ben"), item("ben", 0))
	r.own("friend 6", names("ben"))
	r.ann.answers("getBlackList", blackList, `a.BlackListItem.length === 0`)
	r.ann.refusedWith("deleteBlackList", accounts("ben"), `a.ErrorCode === 99999 && `+item("ben", 31503))
	r.ben.posts("C2C", ann, "又能说话")
	r.ann.shows("C2C", "ben", "又能说话")
	r.ann.answers("getBlackList", blackList, `stored('C2C', 'ben').join() === '还能说话,又能说话'`) // no message between the two
}

func (r relations) ends() {
	r.cleo.does("setProfilePortrait", allow("DenyAny"))
	r.ann.answers("deleteFriend", accounts("cleo", `DeleteType: 'Delete_Type_Single'`), item("cleo", 0))
	r.ann.answers("getAllFriend", allFriends, `a.FriendNum === 0 && a.InfoItem.length === 0`)
	r.cleo.answers("getAllFriend", allFriends, has("a.InfoItem", "Info_Account", r.ann.name))
	r.cleo.toldTimes(0, "friend 2", names(r.ann.name))
	r.ann.refusedWith("applyAddFriend", addFriend("cleo"), `a.ErrorCode === 99999 && `+item("cleo", 30516))
	r.ann.noErrors()
}
