package guide

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestGuideManagesMembers(t *testing.T) {
	w := newWorld(t)
	carol, bob, alice := w.signIn("carol"), w.signIn("bob"), w.signIn("alice")

	// Members of a private group invite others (9.2, 10.1, 11.7).
	private := alice.createGroup("Private", "三人行", "bob")
	alice.openConversation("GROUP", private)
	alice.sendText("在")                      // shows the group to the others
	alice.openConversation("GROUP", private) // 1.3 does not store a user's own group message, although 4.1 counts it
	bob.WaitFor(`webim.MsgStore.sessById('GROUP', ` + js(private) + `)`)
	bob.openConversation("GROUP", private)
	bob.run(`tables['#get_my_friend_group_table'] = [{Info_Account: 'carol'}, {Info_Account: 'alice'}], fill({agm_group_id: %s, agm_account: 'carol'}), addGroupMember()`, private)
	bob.expectAlerts("邀请好友加群成功")
	assert.Equal(t, []any{"alice"}, bob.table("get_my_friend_group_table", "Info_Account", 1))
	bob.requireTrue(`dialogs['#add_group_member_dialog'] === 'hide'`)
	carol.awaitNotice(7, "[被邀请加群]", "三人行", "你被管理员bob邀请加入该群")
	alice.WaitFor(`messages().slice(-1)[0] === 'theirs: [群提示消息]bob邀请了carol,加入该群'`)
	carol.run(`fill({agm_group_id: '@TGS#none'}), addGroupMember()`)
	carol.WaitFor(`alerts.length`)
	carol.requireTrue(`/^\[100(10|15)\]/.test(alerts.splice(0)[0])`)

	// The members of a group are listed (9.1). The document joins two lines of this
	// example.
	id := alice.createGroup("Public", "管理", "bob;carol;")
	alice.run(`getGroupMemberInfo(%s)`, id)
	assert.ElementsMatch(t, []any{"alice", "bob", "carol"}, alice.table("get_group_member_table", "Member_Account", 3))
	alice.requireTrue(`tables['#get_group_member_table'].every(function (m) { return m.GroupId === ` + js(id) + ` && m.Role === (m.Member_Account === 'alice' ? 'Owner' : 'Member') && m.ShutUpUntil === '-' && m.JoinTime > 1e9 })`)
	row := func(account string) (i int) {
		alice.Eval(`tables['#get_group_member_table'].map(function (m) { return m.Member_Account }).indexOf(`+js(account)+`)`, &i)
		return i
	}
	alice.openConversation("GROUP", id)
	carol.openConversation("GROUP", id)

	// A member changes its notification setting (9.3).
	bob.run(`getMyGroup()`)
	bob.table("get_my_group_table", "GroupId", 2)
	bob.run(`window.row = tables['#get_my_group_table'].map(function (g) { return g.GroupId }).indexOf(%s), fill({mgmf_group_id: %s, mgmf_msg_flag_radio: 'AcceptNotNotify', mgmf_sel_row_index: row}), modifyGroupMsgFlag()`, id, id)
	bob.expectAlerts("设置群消息提示类型成功")
	bob.requireTrue(`tables['#get_my_group_table'][row].MsgFlag === '接收不提示' && dialogs['#modify_group_msg_flag_dialog'] === 'hide'`)
	bob.run(`getMyGroup()`)
	bob.WaitFor(`(tables['#get_my_group_table'][row] || {}).MsgFlagEn === 'AcceptNotNotify'`)

	// A member becomes an admin, and a member again (9.4, 10.4, 10.5, 11.9, 11.10).
	alice.run(`fill({mgm_group_id: %s, mgm_account: 'bob', mgm_role_radio: 'Admin', mgm_sel_row_index: %v}), modifyGroupMemberRole()`, id, row("bob"))
	alice.expectAlerts("修改群成员角色成功")
	alice.requireTrue(`tables['#get_group_member_table'].filter(function (m) { return m.Role === '管理员' })[0].Member_Account === 'bob'`)
	bob.awaitNotice(9, "[被设置为管理员]", "管理", "你被群主alice设置为管理员")
	carol.WaitFor(`messages().slice(-1)[0] === 'theirs: [群提示消息]alice将bob,设为管理员'`)
	alice.run(`fill({mgm_role_radio: 'Member'}), modifyGroupMemberRole()`)
	alice.expectAlerts("修改群成员角色成功")
	bob.awaitNotice(10, "[被取消管理员]", "管理", "你被群主alice取消了管理员资格")
	carol.WaitFor(`messages().slice(-1)[0] === 'theirs: [群提示消息]alice取消bob,的管理员资格'`)
	carol.run(`fill({mgm_group_id: %s, mgm_account: 'bob', mgm_role_radio: 'Admin'}), modifyGroupMemberRole()`, id)
	carol.WaitFor(`alerts.length`)
	carol.requireTrue(`/^\[10007\]/.test(alerts.splice(0)[0])`)

	// A member is muted and unmuted (9.5, 10.7).
	for _, wrong := range []string{"x", "-1", "31536001"} {
		alice.run(`fill({fsm_group_id: %s, fsm_account: 'bob', fsm_sel_row_index: %v, fsm_shut_up_time: %s}), forbidSendMsg()`, id, row("bob"), wrong)
		alice.expectAlerts("您输入的禁言时间非法,只能是数字(0-31536000)")
	}
	alice.run(`fill({fsm_shut_up_time: 600}), forbidSendMsg()`)
	alice.expectAlerts("设置成员禁言时间成功")
	alice.requireTrue(`tables['#get_group_member_table'].some(function (m) { return m.Member_Account === 'bob' && /^\d{4}-\d\d-\d\d /.test(m.ShutUpUntil) }) && dialogs['#forbid_send_msg_dialog'] === 'hide'`)
	carol.WaitFor(`messages().slice(-1)[0] === 'theirs: [群提示消息]alice修改了群成员资料:bob: 禁言600秒; '`)
	carol.requireTrue(`(function (m) { return m.getUserId() === 'bob' && m.getShutUpTime() === 600 && m.getShutupTime() === 600 && m.shutUpTime === 600 })(selSess.msg(selSess.msgCount() - 1).elems[0].content.getMemberInfoList()[0])`)
	bob.openConversation("GROUP", id)
	bob.run(`fill({send_msg_text: '喂'}), onSendMsg()`)
	bob.WaitFor(`alerts.length`)
	bob.requireTrue(`/^\[10017\]/.test(alerts.splice(0)[0])`)
	alice.run(`fill({fsm_shut_up_time: 0}), forbidSendMsg()`)
	alice.expectAlerts("设置成员禁言时间成功")
	carol.WaitFor(`messages().slice(-1)[0] === 'theirs: [群提示消息]alice修改了群成员资料:bob: 取消禁言; '`)
	bob.sendText("喂")
	carol.WaitFor(`messages().slice(-1)[0] === 'theirs: 喂'`)

	// A member is removed (9.6, 10.3, 11.4).
	alice.run(`fill({dgm_group_id: %s, dgm_account: 'bob'}), deleteGroupMember()`, id)
	alice.expectAlerts("移除群成员成功")
	alice.requireTrue(`confirms.length === 1 && confirms[0] === '确定移除该成员吗？' && tables['#get_group_member_table'].length === 2 && dialogs['#delete_group_member_dialog'] === 'hide'`)
	bob.awaitNotice(4, "[被踢出群]", "管理", "你被管理员alice踢出该群")
	bob.WaitFor(`groups.indexOf(` + js(id) + `) < 0`)
	carol.WaitFor(`messages().slice(-1)[0] === 'theirs: [群提示消息]alice将bob,踢出该群'`)
	for _, p := range []*person{alice, bob, carol} {
		p.expectAlerts()
	}
}

// The guide prints the source of the class of group tips. The SDK's class has the same
// methods and returns the same texts, except for stray spaces in the guide, the name of
// shutupTime and the end of a mute's text, in which the original differs too.
func TestGuideRendersGroupTips(t *testing.T) {
	w := newWorld(t)
	p := w.signIn("alice")
	p.run(`(window.Msg = {Elem: {}}, example_10_classes())`)
	p.run(`window.both = function (op, users, infos, members) {
		return [Msg.Elem.GroupTip, webim.Msg.Elem.GroupTip].map(function (Tip) {
			var tip = new Tip(op, 'alice', '@g', '群 "1"', users);
			(infos || []).forEach(function (i) { tip.addGroupInfo(new Tip.GroupInfo(i[0], i[1])) });
			(members || []).forEach(function (m) { tip.addMemberInfo(new Tip.MemberInfo(m[0], m[1])) });
			return tip;
		});
	}`)
	p.run(`window.many = 'abcdefghijkl'.split('')`)
	var wrong []string
	p.Eval(`[
		both(WEB_IM_GROUP_TIP_TYPE.JOIN, ['bob', 'carol']), both(WEB_IM_GROUP_TIP_TYPE.JOIN, many), both(WEB_IM_GROUP_TIP_TYPE.QUIT),
		both(WEB_IM_GROUP_TIP_TYPE.KICK, ['bob']), both(WEB_IM_GROUP_TIP_TYPE.KICK, many), both(WEB_IM_GROUP_TIP_TYPE.SET_ADMIN, ['bob']), both(WEB_IM_GROUP_TIP_TYPE.SET_ADMIN, many),
		both(WEB_IM_GROUP_TIP_TYPE.CANCEL_ADMIN, ['bob']), both(WEB_IM_GROUP_TIP_TYPE.CANCEL_ADMIN, many.slice(0, 10)),
		both(WEB_IM_GROUP_TIP_TYPE.MODIFY_GROUP_INFO, [], Object.keys(WEB_IM_GROUP_TIP_MODIFY_GROUP_INFO_TYPE).map(function (k) { return [WEB_IM_GROUP_TIP_MODIFY_GROUP_INFO_TYPE[k], '新' + k] }).concat([[9, 'x']])),
		both(WEB_IM_GROUP_TIP_TYPE.MODIFY_MEMBER_INFO, [], [], [['bob', 60], ['carol', 0], ['dave', null]]),
		both(WEB_IM_GROUP_TIP_TYPE.MODIFY_MEMBER_INFO, [], [], many.map(function (m) { return [m, 60] })),
	].map(function (b) {
		return b.map(function (tip) { return tip.toHtml().replace(/\s|：|:/g, '').replace(/取消禁言;/g, '取消禁言') });
	}).filter(function (b) { return b[0] !== b[1] }).map(function (b) { return b.join(' – ') })`, &wrong)
	assert.Empty(t, wrong)
	p.requireTrue(`both(99)[1].toHtml() === '[群提示消息]未知群提示消息类型：type=99'`)

	p.Eval(`(function (theirs, ours) {
		return Object.keys(Object.getPrototypeOf(theirs)).filter(function (m) {
			return typeof ours[m] !== 'function' || /^get/.test(m) && JSON.stringify(ours[m]()) !== JSON.stringify(theirs[m]());
		});
	}).apply(null, both(6, ['bob'], [[1, 'x']]))`, &wrong)
	assert.Empty(t, wrong)
	p.requireTrue(`both(6, [], [[2, '名']]).every(function (tip) { var i = tip.getGroupInfoList()[0]; return i.getType() === 2 && i.getValue() === '名' })`)
	p.requireTrue(`both(7, [], [], [['bob', 60]]).every(function (tip) { var m = tip.getMemberInfoList()[0]; return m.getUserId() === 'bob' && m.getShutUpTime() === 60 && m.shutUpTime === 60 })`)
	p.requireTrue(`both(1).every(function (tip) { return tip.getUserIdList().length === 0 })`)
	p.requireTrue(`Object.keys(example_10_6_listeners()).every(function (k) { return listeners[k] === example_10_6_listeners()[k] })`)
}
