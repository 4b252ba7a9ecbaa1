package pages

import (
	"fmt"
	"strings"
	"testing"
)

func TestRecentContactsFollowMessages(t *testing.T) {
	fx := newFixture(t)
	ben, cleo := fx.signIn(t, "1.7", "ben"), fx.signIn(t, "1.7", "cleo")
	for _, dialect := range dialects {
		ann := fx.signIn(t, dialect, "ann"+dialect)
		ann.awaitPoll(cleo)
		testRecentContacts(ann, ben, cleo)
		testHistoryInPages(ann, ben)
		testReadReceipts(ann, ben)
		testUnreadAfterReload(fx, ann, ben)
		ann.noErrors()
	}
}

const recent = `{Count: 10}`

// listed returns the condition that the recent contacts are these, the latest first.
func listed(ids ...string) string {
	return fmt.Sprintf(`a.SessionItem.map(function (s) { return s.Type === webim.RECENT_CONTACT_TYPE.GROUP ? s.ToAccount : s.To_Account }).join('|') === %q`, strings.Join(ids, "|"))
}

func testRecentContacts(ann, ben, cleo *person) {
	ann.expectResponse("getRecentContactList", recent, listed("cleo"))
	group := ann.createGroup("createGroup", `{Type: 'Public', Name: '最近', Owner_Account: loginInfo.identifier, MemberList: ['ben']}`)
	ben.post("GROUP", group, "群里好")
	ben.post("C2C", ann.name, "一")
	ben.post("C2C", ann.name, "二<b>")
	ann.expectResponse("getRecentContactList", recent, listed("ben", group, "cleo")+` && a.SessionItem[0].UnreadMsgCount === 2 &&
		a.SessionItem[0].MsgShow === '二&lt;b&gt;' && a.SessionItem[1].MsgShow === '群里好' && a.SessionItem[1].GroupNick === '最近' &&
		a.SessionItem[1].MsgGroupFrom_Account === 'ben' && a.SessionItem[1].UnreadMsgCount === 1`)
	ann.expectResponse("getRecentContactList", `{Count: 1}`, listed("ben"))

	// A removed conversation is not listed until a new message arrives.
	ann.call("deleteChat", `{chatType: webim.RECENT_CONTACT_TYPE.C2C, To_Account: 'ben'}`)
	ann.call("deleteChat", fmt.Sprintf(`{chatType: webim.RECENT_CONTACT_TYPE.GROUP, To_Account: %q}`, group))
	ann.expectResponse("getRecentContactList", recent, listed("cleo"))
	ben.expectResponse("getRecentContactList", recent, fmt.Sprintf(`a.SessionItem.some(function (s) { return s.To_Account === %q })`, ann.name))
	ann.expectError("deleteChat", `{chatType: 3, To_Account: 'ben'}`, 30001)
	cleo.post("C2C", ann.name, "在")
	ben.post("GROUP", group, "还在吗")
	ann.expectResponse("getRecentContactList", recent, listed(group, "cleo"))
	ann.call("destroyGroup", of(group, ``))
	ann.expectResponse("getRecentContactList", recent, listed("cleo"))
}

// history requests the messages of a conversation before those of the last
// response.
const history = `{Peer_Account: 'ben', MaxCnt: 15, LastMsgTime: window.from ? from.LastMsgTime : 0, MsgKey: window.from ? from.MsgKey : ''}`

func testHistoryInPages(ann, ben *person) {
	// Twenty messages in addition to the two that exist.
	ben.Eval(fmt.Sprintf(`(async function () { for (var i = 1; i <= 20; i++) if (!(await post('C2C', %q, '第' + i)).ok) errors.push('post ' + i); })()`, ann.name), nil)
	ben.noErrors()
	ann.awaitMessage("C2C", "ben", "第20")
	texts := `a.MsgList.map(function (m) { return m.elems[0].content.text })`
	ann.expectResponse("getC2CHistoryMsgs", history, `(window.from = a) && a.Complete === 0 && a.MsgCount === 15 && `+texts+`.slice(-1)[0] === '第20' && `+texts+`[0] === '第6'`)
	ann.expectResponse("getC2CHistoryMsgs", history, `(window.from = a) && a.Complete === 1 && a.MsgCount === 7 && `+texts+`.join() === '一,二&lt;b&gt;,第1,第2,第3,第4,第5'`)
	ann.expectResponse("getC2CHistoryMsgs", `{Peer_Account: 'nobody-yet', MaxCnt: 15, LastMsgTime: 0, MsgKey: ''}`, `a.Complete === 1 && a.MsgList.length === 0`)
	if ann.dialect == "1.7" { // in 1.7 the SDK's own errors have codes
		ann.expectError("getC2CHistoryMsgs", `{MaxCnt: 15}`, -13)
		ann.expectError("getC2CHistoryMsgs", `{Peer_Account: 'ben', MaxCnt: -1}`, -14)
		ann.expectError("getC2CHistoryMsgs", `{Peer_Account: 'ben', MaxCnt: 16}`, -15)
	}

	// A message deleted by one side remains for the other.
	ann.expectResponse("deleteApplyJoinGroupPendency", `(function (m) { return {DelMsgList: [{From_Account: 'ben', MsgSeq: m.seq, MsgRandom: m.random}]} })(from.MsgList[0])`, `a.ActionStatus === 'OK'`)
	ann.Eval(`delete window.from`, nil)
	ann.expectResponse("getC2CHistoryMsgs", history, `(window.from = a) && a.MsgCount === 15`)
	ann.expectResponse("getC2CHistoryMsgs", history, `a.MsgCount === 6 && `+texts+`[0] === '二&lt;b&gt;'`)
	ben.expectResponse("getC2CHistoryMsgs", fmt.Sprintf(`{Peer_Account: %q, MaxCnt: 15, LastMsgTime: 0, MsgKey: ''}`, ann.name), `a.MsgCount === 15`)
}

func testReadReceipts(ann, ben *person) {
	receipt := fmt.Sprintf(`a.Peer_Account === %q`, ann.name)
	ben.requireNoticeCount(0, "c2c 92", receipt)
	ann.WaitFor(`unread('C2C', 'ben') === 22`)
	ann.openConversation("C2C", "ben") // reads it
	ben.awaitNoticeWith("c2c 92", receipt+` && a.LastReadTime > 0`)
	ann.awaitUnread("C2C", "ben", 0)
	ann.expectResponse("getRecentContactList", recent, `a.SessionItem.filter(function (s) { return s.To_Account === 'ben' })[0].UnreadMsgCount === 0`)

	// c2CMsgReaded sends receipts as well.
	ann.post("C2C", "ben", "你看了吗")
	ben.awaitMessage("C2C", ann.name, "你看了吗")
	ben.expectResponse("getRecentContactList", recent, fmt.Sprintf(`a.SessionItem.filter(function (s) { return s.To_Account === %q })[0].UnreadMsgCount === 1`, ann.name))
	ben.call("c2CMsgReaded", fmt.Sprintf(`{To_Account: %q, LastedMsgTime: webim.MsgStore.sessByTypeId('C2C', %q).time()}`, ann.name, ann.name))
	ben.expectResponse("getRecentContactList", recent, fmt.Sprintf(`a.SessionItem.filter(function (s) { return s.To_Account === %q })[0].UnreadMsgCount === 0`, ann.name))
	if ann.dialect == "1.7" {
		ann.awaitNoticeWith("c2c 92", `a.Peer_Account === 'ben'`)
	}
}

func testUnreadAfterReload(fx *fixture, ann, ben *person) {
	ann.openConversation("C2C", "cleo") // from here on ben's messages stay unread
	group := ann.createGroup("createGroup", `{Type: 'Public', Name: '未读', Owner_Account: loginInfo.identifier, MemberList: ['ben']}`)
	for _, text := range []string{"甲", "乙", "丙"} {
		ben.post("C2C", ann.name, text)
		ben.post("GROUP", group, text)
	}
	ann.awaitUnread("C2C", "ben", 3)
	ann.awaitUnread("GROUP", group, 3)

	ann.open(fx.server, fx.site, ann.dialect)
	if ann.dialect == "1.7" { // the poll of a 1.3 page only announces messages
		ann.Eval(`new Promise(function (done) { webim.syncMsgs(done, failed('sync')) }).then(function (list) { return list.length })`, nil)
	}
	ann.awaitUnread("C2C", "ben", 3)
	self := `{Member_Account: loginInfo.identifier, Limit: 10, Offset: 0, GroupBaseInfoFilter: ['NextMsgSeq'], SelfInfoFilter: ['UnreadMsgNum']}`
	ann.expectResponse("getJoinedGroupListHigh", self, `a.GroupIdList[0].SelfInfo.UnreadMsgNum === 3`)
	ann.call("groupMsgReaded", of(group, `MsgReadedSeq: 2`))
	ann.expectResponse("getJoinedGroupListHigh", self, `a.GroupIdList[0].SelfInfo.UnreadMsgNum === 1 && (window.next = a.GroupIdList[0].NextMsgSeq) === 4`)
	ann.expectResponse("syncGroupMsgs", of(group, `ReqMsgSeq: next - 1, ReqMsgNumber: 2`), fmt.Sprintf(`a.length === 2 && stored('GROUP', %q).join() === '乙,丙'`, group))
	ann.expectResponse("syncGroupMsgs", of(group, `ReqMsgSeq: next - 3, ReqMsgNumber: 10`), fmt.Sprintf(`a.length === 1 && stored('GROUP', %q).length === 3`, group))
	ann.call("destroyGroup", of(group, ``))
}
