package pages

import (
	"fmt"
	"strings"
	"testing"
)

func TestRecentContactsAndHistory(t *testing.T) {
	st := newStage(t)
	ben, cleo := st.enter(t, "1.7", "ben"), st.enter(t, "1.7", "cleo")
	for _, dialect := range dialects {
		ann := st.enter(t, dialect, "ann"+dialect)
		ann.reached(cleo)
		recentContacts(ann, ben, cleo)
		pagesThroughHistory(ann, ben)
		readsAndIsRead(ann, ben)
		unreadAfterReload(st, ann, ben)
		ann.noErrors()
	}
}

const recent = `{Count: 10}`

// listed returns the condition that the recent contacts are these, the latest first.
func listed(ids ...string) string {
	return fmt.Sprintf(`a.SessionItem.map(function (s) { return s.Type === webim.RECENT_CONTACT_TYPE.GROUP ? s.ToAccount : s.To_Account }).join('|') === %q`, strings.Join(ids, "|"))
}

func recentContacts(ann, ben, cleo *person) {
	ann.answers("getRecentContactList", recent, listed("cleo"))
	group := ann.creates("createGroup", `{Type: 'Public', Name: '最近', Owner_Account: loginInfo.identifier, MemberList: ['ben']}`)
	ben.posts("GROUP", group, "群里好")
	ben.posts("C2C", ann.name, "一")
	ben.posts("C2C", ann.name, "二<b>")
	ann.answers("getRecentContactList", recent, listed("ben", group, "cleo")+` && a.SessionItem[0].UnreadMsgCount === 2 &&
		a.SessionItem[0].MsgShow === '二&lt;b&gt;' && a.SessionItem[1].MsgShow === '群里好' && a.SessionItem[1].GroupNick === '最近' &&
		a.SessionItem[1].MsgGroupFrom_Account === 'ben' && a.SessionItem[1].UnreadMsgCount === 1`)
	ann.answers("getRecentContactList", `{Count: 1}`, listed("ben"))

	// Removed from the list until a new message arrives.
	ann.does("deleteChat", `{chatType: webim.RECENT_CONTACT_TYPE.C2C, To_Account: 'ben'}`)
	ann.does("deleteChat", fmt.Sprintf(`{chatType: webim.RECENT_CONTACT_TYPE.GROUP, To_Account: %q}`, group))
	ann.answers("getRecentContactList", recent, listed("cleo"))
	ben.answers("getRecentContactList", recent, fmt.Sprintf(`a.SessionItem.some(function (s) { return s.To_Account === %q })`, ann.name))
	ann.refused("deleteChat", `{chatType: 3, To_Account: 'ben'}`, 30001)
	cleo.posts("C2C", ann.name, "在")
	ben.posts("GROUP", group, "还在吗")
	ann.answers("getRecentContactList", recent, listed(group, "cleo"))
	ann.does("destroyGroup", of(group, ``))
	ann.answers("getRecentContactList", recent, listed("cleo"))
}

// history requests the page of a conversation that ends where the last one began.
const history = `{Peer_Account: 'ben', MaxCnt: 15, LastMsgTime: window.from ? from.LastMsgTime : 0, MsgKey: window.from ? from.MsgKey : ''}`

func pagesThroughHistory(ann, ben *person) {
	// 22 messages in total: two exist.
	ben.Eval(fmt.Sprintf(`(async function () { for (var i = 1; i <= 20; i++) if (!(await post('C2C', %q, '第' + i)).ok) errors.push('post ' + i); })()`, ann.name), nil)
	ben.noErrors()
	ann.shows("C2C", "ben", "第20")
	texts := `a.MsgList.map(function (m) { return m.elems[0].content.text })`
	ann.answers("getC2CHistoryMsgs", history, `(window.from = a) && a.Complete === 0 && a.MsgCount === 15 && `+texts+`.slice(-1)[0] === '第20' && `+texts+`[0] === '第6'`)
	ann.answers("getC2CHistoryMsgs", history, `(window.from = a) && a.Complete === 1 && a.MsgCount === 7 && `+texts+`.join() === '一,二&lt;b&gt;,第1,第2,第3,第4,第5'`)
	ann.answers("getC2CHistoryMsgs", `{Peer_Account: 'nobody-yet', MaxCnt: 15, LastMsgTime: 0, MsgKey: ''}`, `a.Complete === 1 && a.MsgList.length === 0`)
	if ann.dialect == "1.7" { // in 1.7 the SDK's own errors have codes
		ann.refused("getC2CHistoryMsgs", `{MaxCnt: 15}`, -13)
		ann.refused("getC2CHistoryMsgs", `{Peer_Account: 'ben', MaxCnt: -1}`, -14)
		ann.refused("getC2CHistoryMsgs", `{Peer_Account: 'ben', MaxCnt: 16}`, -15)
	}

	// A message deleted by one side remains for the other.
	ann.answers("deleteApplyJoinGroupPendency", `(function (m) { return {DelMsgList: [{From_Account: 'ben', MsgSeq: m.seq, MsgRandom: m.random}]} })(from.MsgList[0])`, `a.ActionStatus === 'OK'`)
	ann.Eval(`delete window.from`, nil)
	ann.answers("getC2CHistoryMsgs", history, `(window.from = a) && a.MsgCount === 15`)
	ann.answers("getC2CHistoryMsgs", history, `a.MsgCount === 6 && `+texts+`[0] === '二&lt;b&gt;'`)
	ben.answers("getC2CHistoryMsgs", fmt.Sprintf(`{Peer_Account: %q, MaxCnt: 15, LastMsgTime: 0, MsgKey: ''}`, ann.name), `a.MsgCount === 15`)
}

func readsAndIsRead(ann, ben *person) {
	receipt := fmt.Sprintf(`a.Peer_Account === %q`, ann.name)
	ben.toldTimes(0, "c2c 92", receipt)
	ann.WaitFor(`unread('C2C', 'ben') === 22`)
	ann.opens("C2C", "ben") // reads it
	ben.told("c2c 92", receipt+` && a.LastReadTime > 0`)
	ann.unread("C2C", "ben", 0)
	ann.answers("getRecentContactList", recent, `a.SessionItem.filter(function (s) { return s.To_Account === 'ben' })[0].UnreadMsgCount === 0`)

	// And by its separate call: ann's receipts of messages that ben has read.
	ann.posts("C2C", "ben", "你看了吗")
	ben.shows("C2C", ann.name, "你看了吗")
	ben.answers("getRecentContactList", recent, fmt.Sprintf(`a.SessionItem.filter(function (s) { return s.To_Account === %q })[0].UnreadMsgCount === 1`, ann.name))
	ben.does("c2CMsgReaded", fmt.Sprintf(`{To_Account: %q, LastedMsgTime: webim.MsgStore.sessByTypeId('C2C', %q).time()}`, ann.name, ann.name))
	ben.answers("getRecentContactList", recent, fmt.Sprintf(`a.SessionItem.filter(function (s) { return s.To_Account === %q })[0].UnreadMsgCount === 0`, ann.name))
	if ann.dialect == "1.7" {
		ann.told("c2c 92", `a.Peer_Account === 'ben'`)
	}
}

func unreadAfterReload(st *stage, ann, ben *person) {
	ann.opens("C2C", "cleo") // from here on ben's messages stay unread
	group := ann.creates("createGroup", `{Type: 'Public', Name: '未读', Owner_Account: loginInfo.identifier, MemberList: ['ben']}`)
	for _, text := range []string{"甲", "乙", "丙"} {
		ben.posts("C2C", ann.name, text)
		ben.posts("GROUP", group, text)
	}
	ann.unread("C2C", "ben", 3)
	ann.unread("GROUP", group, 3)

	ann.open(st.server, st.site, ann.dialect)
	if ann.dialect == "1.7" { // the poll tells a 1.3 page only to fetch
		ann.Eval(`new Promise(function (done) { webim.syncMsgs(done, failed('sync')) }).then(function (list) { return list.length })`, nil)
	}
	ann.unread("C2C", "ben", 3)
	self := `{Member_Account: loginInfo.identifier, Limit: 10, Offset: 0, GroupBaseInfoFilter: ['NextMsgSeq'], SelfInfoFilter: ['UnreadMsgNum']}`
	ann.answers("getJoinedGroupListHigh", self, `a.GroupIdList[0].SelfInfo.UnreadMsgNum === 3`)
	ann.does("groupMsgReaded", of(group, `MsgReadedSeq: 2`))
	ann.answers("getJoinedGroupListHigh", self, `a.GroupIdList[0].SelfInfo.UnreadMsgNum === 1 && (window.next = a.GroupIdList[0].NextMsgSeq) === 4`)
	ann.answers("syncGroupMsgs", of(group, `ReqMsgSeq: next - 1, ReqMsgNumber: 2`), fmt.Sprintf(`a.length === 2 && stored('GROUP', %q).join() === '乙,丙'`, group))
	ann.answers("syncGroupMsgs", of(group, `ReqMsgSeq: next - 3, ReqMsgNumber: 10`), fmt.Sprintf(`a.length === 1 && stored('GROUP', %q).length === 3`, group))
	ann.does("destroyGroup", of(group, ``))
}
