package pages

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// awaitTip waits until a tip that contains the text is stored in a group.
func (p *person) awaitTip(group, text string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`stored('GROUP', %q).some(function (h) { return h.indexOf('[群提示消息]') === 0 && h.indexOf(%q) > 0 })`, group, text))
}

// of returns options with the id of a group and the fields in more.
func of(group, more string) string { return fmt.Sprintf(`{GroupId: %q, %s}`, group, more) }

// about returns the condition that a notice concerns a group.
func about(group string) string { return fmt.Sprintf(`a.GroupId === %q`, group) }

// createGroup creates a group and returns its id.
func (p *person) createGroup(fn, options string) (id string) {
	p.t.Helper()
	p.expectResponse(fn, options, `a.ActionStatus === 'OK' && (window.made = a.GroupId)`)
	p.Eval(`made`, &id)
	require.NotEmpty(p.t, id)
	return id
}

// groupTest holds the users of a group: ann, in the dialect under test, owns it; ben, in
// the other one, is a member; cleo and dora are not.
type groupTest struct {
	ann, ben, cleo, dora *person
	group                string
}

func TestGroupCallsNotifyMembers(t *testing.T) {
	fx := newFixture(t)
	cleo, dora := fx.signIn(t, "1.7", "cleo"), fx.signIn(t, "1.7", "dora")
	for i, dialect := range dialects {
		ann := fx.signIn(t, dialect, "ann"+dialect)
		ben := fx.signIn(t, dialects[1-i], "ben"+dialect)
		for _, p := range []*person{ann, ben} {
			p.awaitPoll(cleo)
		}
		c := &groupTest{ann: ann, ben: ben, cleo: cleo, dora: dora}
		// Each part continues from the state of the previous one.
		c.testCreation()
		c.testApplications()
		c.testModification()
		c.testRoles()
		c.testMutes()
		c.testEnd()
		c.testOtherTypes()
		ann.noErrors()
	}
}

func (c *groupTest) testCreation() {
	ann, ben, cleo := c.ann, c.ben, c.cleo
	c.group = ann.createGroup("createGroup", fmt.Sprintf(`{Type: 'Public', Name: '群%s', Owner_Account: loginInfo.identifier, MemberList: [%q],
		ApplyJoinOption: 'NeedPermission', Notification: '公告', Introduction: '简介', FaceUrl: ''}`, ann.dialect, ben.name))
	ann.awaitNoticeWith("system 6", about(c.group))
	ben.awaitNoticeWith("system 7", about(c.group)+fmt.Sprintf(` && a.Operator_Account === %q && a.GroupName === '群%s'`, ann.name, ann.dialect))

	list := fmt.Sprintf(`GroupIdList: [%q]`, c.group)
	info := `{` + list + `, GroupBaseInfoFilter: ['Type', 'Name', 'Introduction', 'Notification', 'Owner_Account', 'MemberNum', 'NextMsgSeq'], MemberInfoFilter: ['Account', 'Role']}`
	ann.expectResponse("getGroupInfo", info, fmt.Sprintf(`(function (g) { return g.Type === 'Public' && g.Notification === '公告' && g.Introduction === '简介' &&
		g.Owner_Account === %q && g.MemberNum === 2 && g.MemberList.length === 2 && %s })(a.GroupInfo[0])`, ann.name, has("g.MemberList", "Member_Account", ben.name)))
	ben.expectResponse("getGroupMemberInfo", of(c.group, `Offset: 0, Limit: 1, MemberInfoFilter: ['Account', 'Role', 'JoinTime']`), `a.MemberNum === 2 && a.MemberList.length === 1`)
	ben.expectResponse("getJoinedGroupListHigh", `{Member_Account: loginInfo.identifier, Limit: 10, Offset: 0, GroupBaseInfoFilter: ['Type', 'Name'], SelfInfoFilter: ['Role', 'UnreadMsgNum']}`,
		fmt.Sprintf(`a.TotalCount === 1 && a.GroupIdList[0].GroupId === %q && a.GroupIdList[0].SelfInfo.Role === 'Member'`, c.group))

	// A non-member sees the profile and nothing else.
	cleo.expectResponse("getGroupPublicInfo", `{`+list+`, GroupBasePublicInfoFilter: ['Type', 'Name']}`, fmt.Sprintf(`a.GroupInfo[0].Name === '群%s'`, ann.dialect))
	ann.expectResponse("searchGroupByName", fmt.Sprintf(`{Content: '群%s', PageNum: 0, GroupPerPage: 10, ResponseFilter: {GroupBasePublicInfoFilter: ['Name']}}`, ann.dialect),
		fmt.Sprintf(`a.GroupInfo.length === 1 && a.GroupInfo[0].GroupId === %q`, c.group))
	ann.expectResponse("getRoleInGroup", of(c.group, fmt.Sprintf(`User_Account: [%q, %q, 'cleo']`, ann.name, ben.name)),
		`a.UserIdList.map(function (u) { return u.Role }).join() === 'Owner,Member,NotMember'`)
	cleo.expectPostError("GROUP", c.group, 10007)
	ann.expectErrorMatching("getGroupPublicInfo", fmt.Sprintf(`{GroupIdList: [%q, '@TGS#none'], GroupBasePublicInfoFilter: ['Name']}`, c.group),
		`a.ActionStatus === 'FAIL' && a.GroupInfo.length === 2 && /^\[100(10|15)\]/.test(a.ErrorInfo)`)
}

func (c *groupTest) testApplications() {
	ann, cleo, dora := c.ann, c.cleo, c.dora
	apply := of(c.group, `ApplyMsg: '让我进来', UserDefinedField: 'u'`)
	// handle returns the options that handle the last application the page received.
	handle := func(verdict string) string {
		return fmt.Sprintf(`(function (n) { return {GroupId: n.GroupId, Applicant_Account: n.Operator_Account, HandleMsg: '%s', Authentication: n.Authentication,
			MsgKey: n.MsgKey, ApprovalMsg: '批%s', UserDefinedField: n.UserDefinedField} })(notices.filter(function (s) { return s.what === 'system 1' }).pop().arg)`, verdict, verdict)
	}
	dora.expectResponse("applyJoinGroup", apply, `a.JoinedStatus === 'WaitAdminApproval'`)
	ann.awaitNoticeWith("system 1", about(c.group)+` && a.Operator_Account === 'dora' && a.RemarkInfo === '让我进来' && a.UserDefinedField === 'u'`)
	ann.expectResponse("getPendencyGroup", `{StartTime: 0, Limit: 10}`, fmt.Sprintf(`a.UnreadCount === 1 && a.PendencyList[0].GroupId === %q &&
		a.PendencyList[0].From_Account === 'dora' && (window.pending = a.PendencyList[0].AddTime) > 0`, c.group))
	ann.call("getPendencyGroupRead", `{ReportTime: pending}`)
	ann.expectResponse("getPendencyGroup", `{StartTime: 0, Limit: 10}`, `a.UnreadCount === 0 && a.PendencyList.length === 1`)
	dora.expectError("handleApplyJoinGroupPendency", of(c.group, `Applicant_Account: 'dora', HandleMsg: 'Agree', Authentication: 'x', MsgKey: 1, ApprovalMsg: '', UserDefinedField: ''`), 10007)
	ann.call("handleApplyJoinGroupPendency", handle("Reject"))
	dora.awaitNoticeWith("system 3", about(c.group)+` && a.RemarkInfo === '批Reject'`)
	ann.call("deleteApplyJoinGroupPendency", `(function (n) { return {DelMsgList: [{From_Account: n.From_Account, MsgSeq: n.MsgSeq, MsgRandom: n.MsgRandom}]} })
		(notices.filter(function (s) { return s.what === 'system 1' }).pop().arg)`)

	cleo.expectResponse("applyJoinGroup", apply, `a.JoinedStatus === 'WaitAdminApproval'`)
	ann.awaitNoticeWith("system 1", about(c.group)+` && a.Operator_Account === 'cleo'`)
	ann.call("handleApplyJoinGroup", handle("Agree")) // the guide's name
	cleo.awaitNoticeWith("system 2", about(c.group)+` && a.RemarkInfo === '批Agree'`)
	c.ben.awaitTip(c.group, ann.name+"邀请了cleo,加入该群")
	ann.awaitTip(c.group, ann.name+"邀请了cleo,加入该群")
	cleo.expectError("applyJoinGroup", apply, 10013)
	if ann.dialect == "1.7" { // handled on another page already
		ann.expectResponse("handleApplyJoinGroupPendency", handle("Agree"), `a.ActionStatus === 'OK' && a.ErrorInfo === '该申请已经被处理过'`)
	} else {
		ann.expectError("handleApplyJoinGroupPendency", handle("Agree"), 10024)
	}
	// Without an invitation, the call fails.
	ann.expectError("handleInviteJoinGroupRequest", of(c.group, `Inviter_Account: 'cleo', HandleMsg: 'Agree', Authentication: 'x', MsgKey: 1, ApprovalMsg: '', UserDefinedField: ''`), 10004)
}

func (c *groupTest) testModification() {
	ann, ben := c.ann, c.ben
	ann.call("modifyGroupBaseInfo", of(c.group, fmt.Sprintf(`Name: '新%s', Notification: '新公告', Introduction: '新简介', FaceUrl: 'http://127.0.0.1/g.png'`, ann.dialect)))
	for _, p := range []*person{ann, ben, c.cleo} {
		p.awaitNoticeWith("group info", about(c.group)+fmt.Sprintf(` && a.GroupName === '新%s' && a.GroupNotification === '新公告' && a.GroupIntroduction === '新简介' &&
			a.GroupFaceUrl === 'http://127.0.0.1/g.png' && a.OwnerAccount === null`, ann.dialect))
		p.awaitTip(c.group, "群名称为新"+ann.dialect)
	}
	ben.expectError("modifyGroupBaseInfo", of(c.group, `Name: '坏'`), 10007)
	ann.expectError("modifyGroupBaseInfo", of(c.group, `Name: '十一个字的名字太长太长太长'`), 10004)
	ann.expectResponse("getGroupPublicInfo", fmt.Sprintf(`{GroupIdList: [%q], GroupBasePublicInfoFilter: ['Name']}`, c.group), fmt.Sprintf(`a.GroupInfo[0].Name === '新%s'`, ann.dialect))
	c.cleo.expectError("sendCustomGroupNotify", of(c.group, `Content: '通知'`), 10007)
	ann.expectError("sendCustomGroupNotify", of(c.group, `Content: '通知'`), 10007) // reserved for administrators of the app
}

func (c *groupTest) testRoles() {
	ann, ben := c.ann, c.ben
	role := func(account, role string) string {
		return of(c.group, fmt.Sprintf(`Member_Account: %q, Role: '%s'`, account, role))
	}
	ben.expectError("modifyGroupMember", role("cleo", "Admin"), 10007)
	ann.call("modifyGroupMember", role(ben.name, "Admin"))
	ben.awaitNoticeWith("system 9", about(c.group)+fmt.Sprintf(` && a.Operator_Account === %q`, ann.name))
	c.cleo.awaitTip(c.group, ben.name+",设为管理员")
	ben.call("modifyGroupBaseInfo", of(c.group, `Notification: '管理员的公告'`))
	ann.awaitNoticeWith("group info", about(c.group)+` && a.GroupNotification === '管理员的公告' && a.GroupName === null`)
	ann.call("modifyGroupMember", role(ben.name, "Member"))
	ben.awaitNoticeWith("system 10", about(c.group))
	c.cleo.awaitTip(c.group, "取消"+ben.name+",的管理员资格")
	ann.expectError("modifyGroupMember", role("nobody", "Admin"), 10019)

	// Message settings are per user; discarded messages are not delivered, unless
	// a later message makes the page fetch the gap.
	flag := func(p *person, flag string) string {
		return of(c.group, fmt.Sprintf(`Member_Account: %q, MsgFlag: '%s'`, p.name, flag))
	}
	ann.call("modifyGroupMember", flag(ann, "AcceptNotNotify"))
	ann.expectError("modifyGroupMember", flag(ben, "Discard"), 10007)
	ann.expectResponse("getGroupMemberInfo", of(c.group, `Offset: 0, Limit: 10, MemberInfoFilter: ['Account', 'MsgFlag']`),
		fmt.Sprintf(`a.MemberList.some(function (m) { return m.Member_Account === %q && m.MsgFlag === 'AcceptNotNotify' })`, ann.name))
	ann.call("modifyGroupMember", flag(ann, "Discard"))
	c.cleo.post("GROUP", c.group, "没人要听")
	c.cleo.post("C2C", ann.name, "群里说过了")
	ben.awaitMessage("GROUP", c.group, "没人要听")
	ann.awaitMessage("C2C", "cleo", "群里说过了")
	var unwanted bool
	ann.Eval(fmt.Sprintf(`stored('GROUP', %q).indexOf('没人要听') >= 0`, c.group), &unwanted)
	require.False(ann.t, unwanted, "discarded messages must not be delivered")
	ann.call("modifyGroupMember", flag(ann, "AcceptAndNotify"))
	c.cleo.post("GROUP", c.group, "有人要听")
	ann.awaitMessage("GROUP", c.group, "有人要听")
}

func (c *groupTest) testMutes() {
	ann, ben, cleo := c.ann, c.ben, c.cleo
	for _, way := range []struct{ fn, options string }{
		{"forbidSendMsg", `Members_Account: ['cleo'], ShutUpTime: `},
		{"modifyGroupMember", `Member_Account: 'cleo', ShutUpTime: `},
	} {
		ann.call(way.fn, of(c.group, way.options+`600`))
		cleo.awaitTip(c.group, "cleo: 禁言600秒")
		ben.awaitTip(c.group, "cleo: 禁言600秒")
		cleo.expectPostError("GROUP", c.group, 10017)
		ann.expectResponse("getGroupMemberInfo", of(c.group, `Offset: 0, Limit: 10, MemberInfoFilter: ['Account', 'ShutUpUntil']`),
			`a.MemberList.some(function (m) { return m.Member_Account === 'cleo' && m.ShutUpUntil > Date.now() / 1000 })`)
		ann.call(way.fn, of(c.group, way.options+`0`))
		cleo.awaitTip(c.group, "cleo: 取消禁言")
		cleo.post("GROUP", c.group, "又能说了 "+way.fn)
		ben.awaitMessage("GROUP", c.group, "又能说了 "+way.fn)
		ben.expectError(way.fn, of(c.group, way.options+`60`), 10007)
	}
	ann.call("modifyGroupBaseInfo", of(c.group, `ShutUpAllMember: 'On'`))
	cleo.expectPostError("GROUP", c.group, 10017)
	ann.post("GROUP", c.group, "只有我能说")
	cleo.awaitMessage("GROUP", c.group, "只有我能说")
	ann.call("modifyGroupBaseInfo", of(c.group, `ShutUpAllMember: 'Off'`))
	cleo.post("GROUP", c.group, "都能说")
	ann.awaitMessage("GROUP", c.group, "都能说")
}

func (c *groupTest) testEnd() {
	ann, ben, cleo := c.ann, c.ben, c.cleo
	ann.expectError("addGroupMember", of(c.group, `Silence: 0, MemberList: [{Member_Account: 'cleo'}]`), 10007) // refused in public groups
	ben.expectError("deleteGroupMember", of(c.group, `Silence: 0, MemberToDel_Account: ['cleo'], Reason: ''`), 10007)
	ann.call("deleteGroupMember", of(c.group, `Silence: 0, MemberToDel_Account: ['cleo'], Reason: '再见'`))
	cleo.awaitNoticeWith("system 4", about(c.group)+fmt.Sprintf(` && a.Operator_Account === %q`, ann.name))
	ben.awaitTip(c.group, ann.name+"将cleo,踢出该群")
	cleo.expectPostError("GROUP", c.group, 10007)

	ann.expectError("quitGroup", of(c.group, ``), 10009)
	ben.expectError("changeGroupOwner", of(c.group, fmt.Sprintf(`NewOwner_Account: %q`, ben.name)), 10007)
	ann.expectError("changeGroupOwner", of(c.group, `NewOwner_Account: 'cleo'`), 10004)
	ann.call("changeGroupOwner", of(c.group, fmt.Sprintf(`NewOwner_Account: %q`, ben.name)))
	for _, p := range []*person{ann, ben} {
		p.awaitTip(c.group, "群主为"+ben.name)
		p.awaitNoticeWith("group info", about(c.group)+fmt.Sprintf(` && a.OwnerAccount === %q`, ben.name))
	}
	ann.expectError("destroyGroup", of(c.group, ``), 10007)
	ben.call("destroyGroup", of(c.group, ``))
	for _, p := range []*person{ann, ben} {
		p.awaitNoticeWith("system 5", about(c.group)+fmt.Sprintf(` && a.Operator_Account === %q`, ben.name))
	}
	ann.expectPostError("GROUP", c.group, 10010)
	ann.expectError("destroyGroup", of(c.group, ``), 10010)
}

func (c *groupTest) testOtherTypes() {
	ann, ben, cleo := c.ann, c.ben, c.cleo
	// A private group: members invite others, and applications are refused.
	group := ann.createGroup("createGroupHigh", fmt.Sprintf(`{Type: 'Private', Name: '私%s', MemberList: [{Member_Account: %q}], Introduction: '密'}`, ann.dialect, ben.name))
	ben.awaitNoticeWith("system 7", about(group))
	cleo.expectError("applyJoinGroup", of(group, `ApplyMsg: '', UserDefinedField: ''`), 10007)
	cleo.expectErrorMatching("getGroupPublicInfo", fmt.Sprintf(`{GroupIdList: [%q]}`, group), `a.GroupInfo[0].ErrorCode === 10007`)
	cleo.expectResponse("searchGroupByName", fmt.Sprintf(`{Content: '私%s', PageNum: 0, GroupPerPage: 10}`, ann.dialect), `a.GroupInfo.length === 0`)
	ann.expectResponse("addGroupMember", of(group, fmt.Sprintf(`Silence: 0, MemberList: [{Member_Account: 'cleo'}, {Member_Account: %q}, {Member_Account: 'nobody'}]`, ben.name)),
		`a.MemberList.map(function (m) { return m.Result }).join() === '1,2,0'`)
	cleo.awaitNoticeWith("system 7", about(group)+fmt.Sprintf(` && a.Operator_Account === %q`, ann.name))
	ben.awaitTip(group, ann.name+"邀请了cleo,加入该群")
	ann.call("quitGroup", of(group, ``))
	ben.awaitTip(group, ann.name+"主动退出该群")
	ann.expectPostError("GROUP", group, 10007)

	// A chat room: everyone can join, without a notice to members.
	group = ann.createGroup("createGroup", fmt.Sprintf(`{Type: 'ChatRoom', Name: '室%s', Owner_Account: loginInfo.identifier, MemberList: [], GroupId: 'room%s'}`, ann.dialect, ann.dialect))
	if ann.dialect == "1.7" { // 1.3 does not send a group id
		require.Equal(ann.t, "room1.7", group)
	}
	cleo.expectResponse("applyJoinGroup", of(group, `ApplyMsg: '', UserDefinedField: ''`), `a.JoinedStatus === 'JoinedSuccess'`)
	cleo.post("GROUP", group, "进来了")
	ann.awaitMessage("GROUP", group, "进来了")
	ann.expectResponse("getGroupInfo", fmt.Sprintf(`{GroupIdList: [%q], GroupBaseInfoFilter: ['MemberNum'], MemberInfoFilter: ['Account']}`, group),
		fmt.Sprintf(`a.GroupInfo[0].MemberNum === 2 && stored('GROUP', %q).join() === '进来了'`, group))
	ann.call("destroyGroup", of(group, ``))
	cleo.awaitNoticeWith("system 5", about(group))
}
