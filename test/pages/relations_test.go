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

// names returns the condition that a notice's Accounts contain only this
// account.
func names(account string) string { return fmt.Sprintf(`a.Accounts.join() === %q`, account) }

// item returns the condition on the outcome of the only account in a batch.
func item(account string, code int) string {
	return fmt.Sprintf(`a.ResultItem.length === 1 && a.ResultItem[0].To_Account === %q && a.ResultItem[0].ResultCode === %d`, account, code)
}

// The following functions return options of calls. Only 1.3 requires From_Account.
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

func TestRelationCallsNotifyBothSides(t *testing.T) {
	fx := newFixture(t)
	ben := fx.signIn(t, "1.7", "ben")
	tablet := fx.signIn(t, "1.7", "ben")
	cleo := fx.signIn(t, "1.7", "cleo")
	for _, dialect := range dialects {
		ann := fx.signIn(t, dialect, "ann"+dialect)
		// Each part continues from the state of the previous one.
		r := relations{ann, ben, tablet, cleo}
		r.testAddAtOnce()
		r.testRequest()
		r.testRefusals()
		r.testBlackList()
		r.testEnd()
	}
}

// relations holds the users: ann in the dialect under test, the others in 1.7, whose
// listeners receive relation notices; ben has two pages.
type relations struct{ ann, ben, tablet, cleo *person }

// awaitOwnNotice waits for a notice of the user's own change, for which 1.3 has no
// listener.
func (r relations) awaitOwnNotice(what, condition string) {
	if r.ann.dialect == "1.7" {
		r.ann.awaitNoticeWith(what, condition)
	}
}

func (r relations) testAddAtOnce() {
	r.cleo.call("setProfilePortrait", allow("AllowAny"))
	r.ann.expectResponse("applyAddFriend", addFriend("cleo"), item("cleo", 0))
	r.cleo.awaitNoticeWith("friend 1", names(r.ann.name))
	r.awaitOwnNotice("friend 1", names("cleo"))
	r.cleo.expectResponse("getAllFriend", allFriends, has("a.InfoItem", "Info_Account", r.ann.name))
	r.ann.expectResponse("getAllFriend", allFriends, `a.FriendNum === 1 && a.InfoItem[0].Info_Account === 'cleo' &&
		a.InfoItem[0].SnsProfileItem.some(function (i) { return i.Tag === 'Tag_SNS_IM_Remark' && i.Value === '老友' })`)
	r.ann.expectErrorMatching("applyAddFriend", addFriend("cleo"), `a.ErrorCode === 99999 && /^\[30520\]/.test(a.ErrorInfo) && `+item("cleo", 30520))
	r.ann.expectErrorMatching("applyAddFriend", addFriend("nobody"), `a.ErrorCode === 99999 && a.Invalid_Account[0] === 'nobody' && `+item("nobody", 30521))
}

func (r relations) testRequest() {
	ann := r.ann.name
	r.ben.call("setProfilePortrait", allow("NeedConfirm"))
	r.ann.expectResponse("applyAddFriend", addFriend("ben"), item("ben", 30539))
	for _, p := range []*person{r.ben, r.tablet} {
		p.awaitNoticeWith("friend 3", fmt.Sprintf(`a.PendencyList.length === 1 && a.PendencyList[0].PendencyAdd_Account === %q && a.PendencyList[0].AddWording === '加我吧'`, ann))
	}
	r.ann.expectResponse("getPendency", pendencies("SendOut"), `a.PendencyItem.length === 1 && a.PendencyItem[0].To_Account === 'ben'`)
	r.ben.expectResponse("getPendency", pendencies("ComeIn"), fmt.Sprintf(`a.UnreadPendencyCount === 1 && a.PendencyItem.length === 1 &&
		a.PendencyItem[0].To_Account === %q && (window.asked = a.PendencyItem[0].AddTime) > 0`, ann))

	// Reported requests are read, on the user's other page too.
	r.ben.call("getPendencyReport", `{LatestPendencyTimeStamp: asked}`)
	r.tablet.awaitNoticeWith("friend 7", `a.Type === 7`)
	r.tablet.expectResponse("getPendency", pendencies("ComeIn"), `a.UnreadPendencyCount === 0 && a.PendencyItem.length === 1`)

	r.ben.expectResponse("responseFriend", respond(ann, "AgreeAndAdd"), item(ann, 0))
	r.awaitOwnNotice("friend 1", names("ben"))
	for _, p := range []*person{r.ben, r.tablet} {
		p.awaitNoticeWith("friend 1", names(ann))
		p.awaitNoticeWith("friend 4", names(ann))
	}
	r.ann.expectResponse("getAllFriend", allFriends, `a.FriendNum === 2 && `+has("a.InfoItem", "Info_Account", "ben"))
	r.ben.expectErrorMatching("responseFriend", respond(ann, "Reject"), `a.ErrorCode === 99999 && `+item(ann, 30614))
}

func (r relations) testRefusals() {
	ann := r.ann.name
	r.ann.expectResponse("deleteFriend", accounts("ben", `DeleteType: 'Delete_Type_Both'`), item("ben", 0))
	r.ben.awaitNoticeWith("friend 2", names(ann))
	r.awaitOwnNotice("friend 2", names("ben"))
	r.ann.expectErrorMatching("deleteFriend", accounts("ben", `DeleteType: 'Delete_Type_Both'`), `a.ErrorCode === 99999 && `+item("ben", 31704))
	r.ann.expectError("deleteFriend", accounts("ben", `DeleteType: 'Delete_Type_None'`), 31702)

	// After a refusal neither side has a pending request.
	r.ann.expectResponse("applyAddFriend", addFriend("ben"), item("ben", 30539))
	r.ben.expectResponse("responseFriend", respond(ann, "Reject"), item(ann, 0))
	r.ann.expectResponse("getPendency", pendencies("SendOut"), `a.PendencyItem.length === 0`)
	r.ben.expectResponse("getPendency", pendencies("ComeIn"), `a.PendencyItem.length === 0`)
	r.ben.expectResponse("getAllFriend", allFriends, `!`+has("a.InfoItem", "Info_Account", ann))

	// Each side deletes its own pending request.
	r.ann.expectResponse("applyAddFriend", addFriend("ben"), item("ben", 30539))
	r.ann.expectResponse("deletePendency", accounts("ben", `PendencyType: 'Pendency_Type_SendOut'`), item("ben", 0))
	r.awaitOwnNotice("friend 4", names("ben"))
	r.ann.expectErrorMatching("deletePendency", accounts("ben", `PendencyType: 'Pendency_Type_SendOut'`), `a.ErrorCode === 99999 && `+item("ben", 31804))
	r.ben.expectResponse("deletePendency", accounts(ann, `PendencyType: 'Pendency_Type_ComeIn'`), item(ann, 0))
	r.tablet.WaitFor(fmt.Sprintf(`countNotices('friend 4', function (a) { return %s }) === 3`, names(ann))) // agreed, refused, deleted
	r.ben.expectResponse("getPendency", pendencies("ComeIn"), `a.PendencyItem.length === 0`)
}

func (r relations) testBlackList() {
	ann := r.ann.name
	r.ben.post("C2C", ann, "还能说话")
	r.ann.awaitMessage("C2C", "ben", "还能说话")

	r.ann.expectResponse("addBlackList", accounts("ben"), item("ben", 0))
	r.awaitOwnNotice("friend 5", names("ben"))
	r.ann.expectResponse("getBlackList", blackList, `a.BlackListItem.length === 1 && a.BlackListItem[0].To_Account === 'ben' && a.BlackListItem[0].AddBlackTimeStamp > 0`)
	r.ann.expectErrorMatching("addBlackList", accounts("ben"), `a.ErrorCode === 99999 && `+item("ben", 31307))
	r.ben.expectPostError("C2C", ann, 20007)
	r.ben.expectErrorMatching("applyAddFriend", addFriend(ann), `a.ErrorCode === 99999 && `+item(ann, 30525))
	r.ann.expectErrorMatching("applyAddFriend", addFriend("ben"), `a.ErrorCode === 99999 && `+item("ben", 30515))

	r.ann.expectResponse("deleteBlackList", accounts("ben"), item("ben", 0))
	r.awaitOwnNotice("friend 6", names("ben"))
	r.ann.expectResponse("getBlackList", blackList, `a.BlackListItem.length === 0`)
	r.ann.expectErrorMatching("deleteBlackList", accounts("ben"), `a.ErrorCode === 99999 && `+item("ben", 31503))
	r.ben.post("C2C", ann, "又能说话")
	r.ann.awaitMessage("C2C", "ben", "又能说话")
	r.ann.expectResponse("getBlackList", blackList, `stored('C2C', 'ben').join() === '还能说话,又能说话'`) // no message between the two
}

func (r relations) testEnd() {
	r.cleo.call("setProfilePortrait", allow("DenyAny"))
	r.ann.expectResponse("deleteFriend", accounts("cleo", `DeleteType: 'Delete_Type_Single'`), item("cleo", 0))
	r.ann.expectResponse("getAllFriend", allFriends, `a.FriendNum === 0 && a.InfoItem.length === 0`)
	r.cleo.expectResponse("getAllFriend", allFriends, has("a.InfoItem", "Info_Account", r.ann.name))
	r.cleo.requireNoticeCount(0, "friend 2", names(r.ann.name))
	r.ann.expectErrorMatching("applyAddFriend", addFriend("cleo"), `a.ErrorCode === 99999 && `+item("cleo", 30516))
	r.ann.noErrors()
}
