package pages

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// fetch calls a function (options, cbOk, cbErr) of webim and decodes the response.
func (p *person) fetch(fn, options string, response any) {
	p.t.Helper()
	p.Eval(fmt.Sprintf(`new Promise(function (ok) { webim.%s(%s, ok, function (err) { ok({failed: err.ErrorInfo}) }) })
		.then(function (a) { if (a.failed) errors.push(%q + ': ' + a.failed); return a instanceof Array ? a.length : a })`, fn, options, fn), response)
	p.noErrors()
}

// awaitNoticeWith waits until a listener was called with an argument a for which the
// JavaScript condition is true.
func (p *person) awaitNoticeWith(what, condition string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`notices.some(function (s) { var a = s.arg; return s.what === %q && (%s) })`, what, condition))
}

func TestDialectsShareGroup(t *testing.T) {
	s := stack.Start(t)
	pages := site(t, s.URL+"sdk/webim.js")
	ann := signIn(t, browser.Chromium, s, pages, "1.3", "ann")
	ben := signIn(t, browser.Chromium, s, pages, "1.7", "ben")
	cleo := signIn(t, browser.Chromium, s, pages, "1.7", "cleo")

	var created struct{ GroupId string }
	ann.fetch("createGroup", `{Type: 'Public', Name: '三人组', Owner_Account: 'ann', MemberList: ['ben'], ApplyJoinOption: 'NeedPermission', Notification: '', Introduction: ''}`, &created)
	require.NotEmpty(t, created.GroupId)
	group := created.GroupId
	ben.awaitNoticeWith("system 7", fmt.Sprintf(`a.GroupId === %q && a.GroupName === '三人组'`, group))

	// Cleo applies to join; Ann, who owns the group, accepts.
	var joined struct{ JoinedStatus string }
	cleo.fetch("applyJoinGroup", fmt.Sprintf(`{GroupId: %q, ApplyMsg: '让我进来', UserDefinedField: ''}`, group), &joined)
	require.Equal(t, "WaitAdminApproval", joined.JoinedStatus)
	ann.awaitNoticeWith("system 1", `a.Operator_Account === 'cleo' && a.RemarkInfo === '让我进来'`)
	ann.fetch("handleApplyJoinGroupPendency", `(function (n) { return {GroupId: n.GroupId, Applicant_Account: n.Operator_Account, HandleMsg: 'Agree',
		Authentication: n.Authentication, MsgKey: n.MsgKey, ApprovalMsg: '欢迎', UserDefinedField: n.UserDefinedField} })
		(notices.filter(function (s) { return s.what === 'system 1' })[0].arg)`, nil)
	cleo.awaitNoticeWith("system 2", `a.RemarkInfo === '欢迎'`)
	ben.openConversation("GROUP", group)
	ben.expectLines("theirs: [群提示消息]ann邀请了cleo,加入该群")

	// All send messages; ben has the group open, cleo does not.
	ann.openConversation("GROUP", group)
	ann.sendText("大家好[微笑]")
	ben.expectLines("theirs: [群提示消息]ann邀请了cleo,加入该群", "theirs: 大家好<data:image/svg>")
	cleo.WaitFor(fmt.Sprintf(`unread('GROUP', %q) >= 1`, group))
	ben.sendText("你好")
	cleo.openConversation("GROUP", group)
	cleo.WaitFor(`messages().slice(-1)[0] === 'theirs: 你好'`)
	cleo.sendText("都在")
	ben.WaitFor(`messages().slice(-1)[0] === 'theirs: 都在'`)
	ann.WaitFor(`messages().slice(-1)[0] === 'theirs: 都在'`)

	// Messages are available after a reload, through the history.
	ben.open(s, pages, "1.7")
	var info struct{ GroupInfo []struct{ NextMsgSeq int } }
	ben.fetch("getGroupInfo", fmt.Sprintf(`{GroupIdList: [%q], GroupBaseInfoFilter: ['NextMsgSeq', 'Name'], MemberInfoFilter: ['Account', 'Role']}`, group), &info)
	require.Len(t, info.GroupInfo, 1)
	ben.fetch("syncGroupMsgs", fmt.Sprintf(`{GroupId: %q, ReqMsgSeq: %d, ReqMsgNumber: 20}`, group, info.GroupInfo[0].NextMsgSeq-1), nil)
	ben.openConversation("GROUP", group)
	ben.expectLines("theirs: [群提示消息]ann邀请了cleo,加入该群", "theirs: 大家好<data:image/svg>", "mine: 你好", "theirs: 都在")

	// When a member leaves, the others are notified, and the group is not in the
	// member's list.
	cleo.fetch("quitGroup", fmt.Sprintf(`{GroupId: %q}`, group), nil)
	ben.WaitFor(`messages().slice(-1)[0] === 'theirs: [群提示消息]cleo主动退出该群'`)
	var list struct{ TotalCount int }
	cleo.fetch("getJoinedGroupListHigh", `{Member_Account: 'cleo', Limit: 10, Offset: 0, GroupBaseInfoFilter: ['Name'], SelfInfoFilter: ['Role']}`, &list)
	require.Zero(t, list.TotalCount)
	for _, p := range []*person{ann, ben, cleo} {
		p.noErrors()
	}
}
