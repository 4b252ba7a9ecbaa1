package guide

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// group holds the fields of the dialog in 8.1.
type group map[string]string

func (p *person) submitGroup(g group) {
	p.t.Helper()
	p.fill(g)
	p.run(`createGroup()`)
}

// createGroup creates a group by 8.1 and returns its id, which is in the notice of 11.6.
func (p *person) createGroup(kind, name, members string) (id string) {
	p.t.Helper()
	p.submitGroup(group{"cg_type_radio": kind, "select_friends": members, "cg_name": name, "cg_notification": "公告", "cg_introduction": "简介"})
	p.expectAlerts("创建群成功")
	id = p.awaitNotice(6, "[创建群]", name, "你创建了该群")
	p.WaitFor(`groups.indexOf(` + js(id) + `) >= 0`)
	p.requireTrue(`dialogs['#create_group_dialog'] === 'hide'`)
	return id
}

func TestGuideManagesGroups(t *testing.T) {
	w := newWorld(t)
	alice, bob, carol := w.signIn("alice"), w.signIn("bob"), w.signIn("carol")

	// Invalid input is refused (8.1), and members are notified of a new group (11.6,
	// 11.7).
	for _, c := range []struct {
		fields group
		alert  string
	}{
		{group{"cg_type_radio": "Public"}, "请先选择好友，再建群"},
		{group{"select_friends": ";;"}, "请先选择好友，再建群"},
		{group{"select_friends": "bob;"}, "请输入群组名称"},
		{group{"cg_name": "  "}, "您输入的群组名称全是空格,请重新输入"},
		{group{"cg_name": "一二三四五六七八九十一"}, "您输入的群组名称超出限制(最长 10 个汉字)"},
		{group{"cg_name": "读书", "cg_notification": strings.Repeat("书", 51)}, "您输入的群组公告超出限制(最长 50 个汉字)"},
		{group{"cg_notification": "", "cg_introduction": strings.Repeat("书", 41)}, "您输入的群组简介超出限制(最长 40 个汉字)"},
	} {
		alice.submitGroup(c.fields)
		alice.expectAlerts(c.alert)
	}
	id := alice.createGroup("Public", "读书 <b>", "bob;")
	assert.Equal(t, id, bob.awaitNotice(7, "[被邀请加群]", "读书 <b>", "你被管理员alice邀请加入该群"))
	bob.WaitFor(`groups.indexOf(` + js(id) + `) >= 0`)

	// A search finds the group by its id and shows its name as text (8.2).
	carol.run(`fill({sg_group_id: ''}), getGroupPublicInfo()`)
	carol.expectAlerts("请输入群组 ID")
	carol.run(`fill({sg_group_id: ' '}), getGroupPublicInfo()`)
	carol.expectAlerts("您输入的群组 ID 全是空格,请重新输入")
	carol.run(`fill({sg_group_id: %s}), getGroupPublicInfo()`, id)
	assert.Equal(t, []any{"读书&nbsp;&lt;b&gt;"}, carol.table("search_group_table", "Name", 1))
	carol.requireTrue(`(function (g) { return g.TypeZh === '公开群' && g.Type === 'Public' && g.Owner_Account === 'alice' && g.MemberNum === 2 && g.Notification === '公告' && g.Introduction === '简介' && /^\d{4}-/.test(g.CreateTime) })(tables['#search_group_table'][0])`)
	carol.run(`fill({sg_group_id: '@TGS#none'}), getGroupPublicInfo()`)
	carol.WaitFor(`alerts.length`)
	carol.requireTrue(`/^\[100(10|15)\]/.test(alerts.splice(0)[0])`)

	// The owner is notified of an application (8.3, 11.1).
	carol.run(`fill({ajg_group_id: %s, ajg_group_type: 'Public', ajg_apply_msg: %s}), applyJoinGroup()`, id, strings.Repeat("请", 101))
	carol.expectAlerts("您输入的附言超出限制(最长 100 个汉字)")
	carol.run(`fill({ajg_apply_msg: '请让我进来'}), applyJoinGroup()`)
	carol.expectAlerts("申请成功，请等待群主处理")
	alice.awaitNotice(1, "[申请加群]", "读书 <b>", "carol申请加入你的群")
	assert.Equal(t, []any{"请让我进来"}, alice.table("get_apply_join_group_pendency_table", "RemarkInfo", 1))
	alice.requireTrue(`/^\d{4}-/.test(tables['#get_apply_join_group_pendency_table'][0].MsgTime) && dialogs['#get_apply_join_group_pendency_dialog'] === 'show'`)

	// The owner refuses an application (8.4, 8.5, 11.3), and accepts the next (11.2).
	for _, c := range []struct{ handle, remark string }{{"Reject", "满了"}, {"Agree", "欢迎"}} {
		if c.handle == "Agree" {
			// 1.3 merges two requests of a user in the same second.
			alice.WaitFor(`Date.now() / 1000 >= request.MsgTimeStamp + 1`)
			carol.run(`applyJoinGroup()`)
			carol.expectAlerts("申请成功，请等待群主处理")
			alice.table("get_apply_join_group_pendency_table", "MsgKey", 1)
		}
		alice.run(`(function (n) {
			window.request = n;
			fill({hajg_group_id: n.GroupId, hajg_to_account: n.Operator_Account, hajg_action_radio: %s, hajg_authentication: n.Authentication, hajg_msg_key: n.MsgKey, hajg_approval_msg: %s});
		})(tables['#get_apply_join_group_pendency_table'][0]), handleApplyJoinGroup()`, c.handle, c.remark)
		alice.expectAlerts("处理加群申请成功")
		alice.table("get_apply_join_group_pendency_table", "MsgKey", 0)
		alice.requireTrue(`dialogs['#handle_ajg_dialog'] === 'hide'`)
		if c.handle == "Agree" {
			carol.awaitNotice(2, "[申请加群被同意]", "读书 <b>", "alice同意你的加群申请，附言：欢迎")
		} else {
			carol.awaitNotice(3, "[申请加群被拒绝]", "读书 <b>", "alice拒绝了你的加群申请，附言：满了")
		}
		alice.run(`deleteApplyJoinGroupPendency({DelMsgList: [{From_Account: request.From_Account, MsgSeq: request.MsgSeq, MsgRandom: request.MsgRandom}]})`)
		alice.WaitMessage("delete group pendency msg success")
	}
	alice.run(`deleteApplyJoinGroupPendency(example_8_5())`)
	carol.WaitFor(`groups.indexOf(` + js(id) + `) >= 0`)

	// A message reaches the group, and is in its history (4.1, 4.8).
	bob.openConversation("GROUP", id)
	alice.openConversation("GROUP", id)
	alice.sendText("大家好[微笑]")
	bob.WaitFor(`messages().slice(-1)[0] === 'theirs: 大家好<data:image/svg>'`)
	carol.WaitFor(`unreadShown[` + js(id) + `] >= 1`)
	bob.load(w.ticket("bob"))
	bob.completeSignIn()
	bob.openConversation("GROUP", id)
	bob.run(`getGroupsCallbackOK()`)
	bob.WaitFor(`messages().length === 2`)
	bob.requireTrue(`/^theirs: \[群提示消息\](alice|carol)邀请了carol,加入该群$/.test(messages()[0]) && messages()[1] === 'theirs: 大家好<data:image/svg>'`)

	// A member lists the joined groups and the details of one (8.8, 8.9).
	bob.run(`getMyGroup()`)
	assert.Equal(t, []any{"读书 <b>"}, bob.table("get_my_group_table", "Name", 1))
	bob.requireTrue(`(function (g) { return g.TypeEn === 'Public' && g.RoleEn === 'Member' && g.MsgFlag === '接收并提示' && g.MsgFlagEn === 'AcceptAndNotify' && g.MemberNum === 3 && g.Notification === '公告' && g.Introduction === '简介' && /^\d{4}-/.test(g.JoinTime) })(tables['#get_my_group_table'][0])`)
	bob.requireTrue(`dialogs['#get_my_group_dialog'] === 'show'`)
	bob.run(`getGroupInfo(%s, function (resp) { window.info = resp.GroupInfo[0] })`, id)
	bob.WaitFor(`window.info`)
	bob.requireTrue(`info.Name === '读书 <b>' && info.Owner_Account === 'alice' && info.NextMsgSeq === 3 && info.MemberList.length === 3 && info.MemberList[0].Member_Account === 'alice' && info.MemberList[0].Role === 'Owner'`)

	// Members are notified of a new name (8.10, 10.6).
	carol.run(`document.getElementById('messages').innerHTML = '<b id="nameDiv_%%s"></b>'.replace('%%s', %s)`, id)
	alice.run(`getMyGroup()`)
	alice.table("get_my_group_table", "Name", 1)
	alice.run(`fill({mg_group_id: %s, mg_name: ''}), modifyGroup()`, id)
	alice.expectAlerts("请输入群组名称")
	alice.run(`fill({mg_name: ' '}), modifyGroup()`)
	alice.expectAlerts("您输入的群组名称全是空格,请重新输入")
	alice.run(`fill({mg_name: '一二三四五六七八九十', mg_notification: '新 公告', mg_introduction: '新<简介>', mg_sel_row_index: 0, mg_type_radio: 'Public'}), modifyGroup()`)
	alice.expectAlerts("修改群资料成功")
	alice.requireTrue(`(function (g) { return g.Name === '一二三四五六七八九十' && g.Notification === '新&nbsp;公告' && g.Introduction === '新&lt;简介&gt;' && g.Type === 'Public' })(tables['#get_my_group_table'][0])`)
	carol.WaitFor(`document.getElementById('nameDiv_' + ` + js(id) + `).innerHTML === '一二三四五六七八...'`)
	_, notice, _ := strings.Cut(carol.WaitMessage("群资料变化").Text, "%s ")
	var got, want map[string]any
	require.NoError(t, json.Unmarshal([]byte(notice), &got))
	carol.Eval(`example_10_6_notify(`+js(id)+`)`, &want)
	want["GroupName"], want["GroupNotification"], want["GroupIntroduction"] = "一二三四五六七八九十", "新 公告", "新<简介>"
	assert.Equal(t, want, got)
	bob.WaitFor(`messages().length === 3`)
	bob.requireTrue(`messages()[2] === 'theirs: [群提示消息]alice修改了群资料：群名称为一二三四五六七八九十; 群公告为新 公告; 群简介为新<简介>; '`)

	// A user who leaves is notified in the other pages (8.6, 11.8).
	elsewhere := w.signIn("carol")
	carol.run(`quitGroup()`)
	carol.expectAlerts("退群时， 群组 ID 非法")
	carol.run(`getMyGroup()`)
	carol.table("get_my_group_table", "Name", 1)
	carol.run(`quitGroup(%s)`, id)
	carol.table("get_my_group_table", "Name", 0)
	elsewhere.awaitNotice(8, "[主动退群]", "一二三四五六七八九十", "你退出了该群")
	carol.WaitFor(`groups.length === 0`)
	carol.run(`getMyGroup()`)
	carol.expectAlerts("你目前还没有加入任何群组")
	bob.WaitFor(`messages().slice(-1)[0] === 'theirs: [群提示消息]carol主动退出该群'`)
	alice.run(`quitGroup(%s)`, id)
	alice.WaitFor(`alerts.length`)
	alice.requireTrue(`/^\[10009\]/.test(alerts.splice(0)[0])`)

	// When the owner dissolves the group, members are notified (8.7, 11.5).
	alice.run(`destroyGroup()`)
	alice.expectAlerts("解散群时， 群组 ID 非法")
	bob.run(`destroyGroup(%s)`, id)
	bob.WaitFor(`alerts.length`)
	bob.requireTrue(`/^\[10007\]/.test(alerts.splice(0)[0])`)
	alice.run(`destroyGroup(%s)`, id)
	alice.table("get_my_group_table", "Name", 0)
	bob.awaitNotice(5, "[群被解散]", "一二三四五六七八九十", "群主alice已解散该群")
	bob.WaitFor(`groups.length === 0`)

	// A chat room accepts all applicants at once (8.3).
	room := alice.createGroup("ChatRoom", "大厅", "carol")
	bob.run(`fill({ajg_group_id: %s, ajg_group_type: 'ChatRoom', ajg_apply_msg: ''}), applyJoinGroup()`, room)
	bob.expectAlerts("成功加入该聊天室")
	bob.WaitFor(`groups.indexOf(` + js(room) + `) >= 0`)
	bob.run(`fill({ajg_group_id: '@TGS#none'}), applyJoinGroup()`)
	bob.WaitFor(`alerts.length`)
	bob.requireTrue(`/^\[100(10|15)\]/.test(alerts.splice(0)[0])`)
	for _, p := range []*person{alice, bob, carol} {
		p.expectAlerts()
	}
}
