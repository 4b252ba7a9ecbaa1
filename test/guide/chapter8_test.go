package guide

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// group are the fields of 8.1's dialog.
type group map[string]string

func (p *person) creates(g group) {
	p.t.Helper()
	p.fills(g)
	p.runs(`createGroup()`)
}

// founds creates a group by 8.1 and returns its id, which 11.6 tells.
func (p *person) founds(kind, name, members string) (id string) {
	p.t.Helper()
	p.creates(group{"cg_type_radio": kind, "select_friends": members, "cg_name": name, "cg_notification": "公告", "cg_introduction": "简介"})
	p.alerted("创建群成功")
	id = p.hears(6, "[创建群]", name, "你创建了该群")
	p.WaitFor(`groups.indexOf(` + js(id) + `) >= 0`)
	p.truth(`dialogs['#create_group_dialog'] === 'hide'`)
	return id
}

func TestGroups(t *testing.T) {
	w := newWorld(t)
	ann, ben, cleo := w.signsIn("ann"), w.signsIn("ben"), w.signsIn("cleo")

	// 8.1: what it refuses; 11.6, 11.7: who hears of a new group.
	for _, c := range []struct {
		fields group
		alert  string
	}{
		{group{"cg_type_radio": "Public"}, "请先选择好友，再建群"},
		{group{"select_friends": ";;"}, "请先选择好友，再建群"},
		{group{"select_friends": "ben;"}, "请输入群组名称"},
		{group{"cg_name": "  "}, "您输入的群组名称全是空格,请重新输入"},
		{group{"cg_name": "一二三四五六七八九十一"}, "您输入的群组名称超出限制(最长 10 个汉字)"},
		{group{"cg_name": "读书", "cg_notification": strings.Repeat("书", 51)}, "您输入的群组公告超出限制(最长 50 个汉字)"},
		{group{"cg_notification": "", "cg_introduction": strings.Repeat("书", 41)}, "您输入的群组简介超出限制(最长 40 个汉字)"},
	} {
		ann.creates(c.fields)
		ann.alerted(c.alert)
	}
	id := ann.founds("Public", "读书 <b>", "ben;")
	assert.Equal(t, id, ben.hears(7, "[被邀请加群]", "读书 <b>", "你被管理员ann邀请加入该群"))
	ben.WaitFor(`groups.indexOf(` + js(id) + `) >= 0`)

	// 8.2: found by its id, shown as text.
	cleo.runs(`fill({sg_group_id: ''}), getGroupPublicInfo()`)
	cleo.alerted("请输入群组 ID")
	cleo.runs(`fill({sg_group_id: ' '}), getGroupPublicInfo()`)
	cleo.alerted("您输入的群组 ID 全是空格,请重新输入")
	cleo.runs(`fill({sg_group_id: %s}), getGroupPublicInfo()`, id)
	assert.Equal(t, []any{"读书&nbsp;&lt;b&gt;"}, cleo.table("search_group_table", "Name", 1))
	cleo.truth(`(function (g) { return g.TypeZh === '公开群' && g.Type === 'Public' && g.Owner_Account === 'ann' && g.MemberNum === 2 && g.Notification === '公告' && g.Introduction === '简介' && /^\d{4}-/.test(g.CreateTime) })(tables['#search_group_table'][0])`)
	cleo.runs(`fill({sg_group_id: '@TGS#none'}), getGroupPublicInfo()`)
	cleo.WaitFor(`alerts.length`)
	cleo.truth(`/^\[100(10|15)\]/.test(alerts.splice(0)[0])`)

	// 8.3, 11.1: an application reaches the owner.
	cleo.runs(`fill({ajg_group_id: %s, ajg_group_type: 'Public', ajg_apply_msg: %s}), applyJoinGroup()`, id, strings.Repeat("请", 101))
	cleo.alerted("您输入的附言超出限制(最长 100 个汉字)")
	cleo.runs(`fill({ajg_apply_msg: '请让我进来'}), applyJoinGroup()`)
	cleo.alerted("申请成功，请等待群主处理")
	ann.hears(1, "[申请加群]", "读书 <b>", "cleo申请加入你的群")
	assert.Equal(t, []any{"请让我进来"}, ann.table("get_apply_join_group_pendency_table", "RemarkInfo", 1))
	ann.truth(`/^\d{4}-/.test(tables['#get_apply_join_group_pendency_table'][0].MsgTime) && dialogs['#get_apply_join_group_pendency_dialog'] === 'show'`)

	// 8.4, 8.5, 11.3, 11.2: refused, asked again, let in.
	for _, c := range []struct{ handle, remark string }{{"Reject", "满了"}, {"Agree", "欢迎"}} {
		if c.handle == "Agree" {
			// In 1.3 two requests of one person in the same second are one.
			ann.WaitFor(`Date.now() / 1000 >= request.MsgTimeStamp + 1`)
			cleo.runs(`applyJoinGroup()`)
			cleo.alerted("申请成功，请等待群主处理")
			ann.table("get_apply_join_group_pendency_table", "MsgKey", 1)
		}
		ann.runs(`(function (n) {
			window.request = n;
			fill({hajg_group_id: n.GroupId, hajg_to_account: n.Operator_Account, hajg_action_radio: %s, hajg_authentication: n.Authentication, hajg_msg_key: n.MsgKey, hajg_approval_msg: %s});
		})(tables['#get_apply_join_group_pendency_table'][0]), handleApplyJoinGroup()`, c.handle, c.remark)
		ann.alerted("处理加群申请成功")
		ann.table("get_apply_join_group_pendency_table", "MsgKey", 0)
		ann.truth(`dialogs['#handle_ajg_dialog'] === 'hide'`)
		if c.handle == "Agree" {
			cleo.hears(2, "[申请加群被同意]", "读书 <b>", "ann同意你的加群申请，附言：欢迎")
		} else {
			cleo.hears(3, "[申请加群被拒绝]", "读书 <b>", "ann拒绝了你的加群申请，附言：满了")
		}
		ann.runs(`deleteApplyJoinGroupPendency({DelMsgList: [{From_Account: request.From_Account, MsgSeq: request.MsgSeq, MsgRandom: request.MsgRandom}]})`)
		ann.WaitMessage("delete group pendency msg success")
	}
	ann.runs(`deleteApplyJoinGroupPendency(example_8_5())`)
	cleo.WaitFor(`groups.indexOf(` + js(id) + `) >= 0`)

	// 4.1, 4.8: what is said in the group, and its history.
	ben.opens("GROUP", id)
	ann.opens("GROUP", id)
	ann.sends("大家好[微笑]")
	ben.WaitFor(`messages().slice(-1)[0] === 'theirs: 大家好<data:image/svg>'`)
	cleo.WaitFor(`unreadShown[` + js(id) + `] >= 1`)
	ben.load(w.ticket("ben"))
	ben.enters()
	ben.opens("GROUP", id)
	ben.runs(`getGroupsCallbackOK()`)
	ben.WaitFor(`messages().length === 2`)
	ben.truth(`/^theirs: \[群提示消息\](ann|cleo)邀请了cleo,加入该群$/.test(messages()[0]) && messages()[1] === 'theirs: 大家好<data:image/svg>'`)

	// 8.8, 8.9
	ben.runs(`getMyGroup()`)
	assert.Equal(t, []any{"读书 <b>"}, ben.table("get_my_group_table", "Name", 1))
	ben.truth(`(function (g) { return g.TypeEn === 'Public' && g.RoleEn === 'Member' && g.MsgFlag === '接收并提示' && g.MsgFlagEn === 'AcceptAndNotify' && g.MemberNum === 3 && g.Notification === '公告' && g.Introduction === '简介' && /^\d{4}-/.test(g.JoinTime) })(tables['#get_my_group_table'][0])`)
	ben.truth(`dialogs['#get_my_group_dialog'] === 'show'`)
	ben.runs(`getGroupInfo(%s, function (resp) { window.info = resp.GroupInfo[0] })`, id)
	ben.WaitFor(`window.info`)
	ben.truth(`info.Name === '读书 <b>' && info.Owner_Account === 'ann' && info.NextMsgSeq === 3 && info.MemberList.length === 3 && info.MemberList[0].Member_Account === 'ann' && info.MemberList[0].Role === 'Owner'`)

	// 8.10, 10.6: a new name is told to those who are there.
	cleo.runs(`document.getElementById('messages').innerHTML = '<b id="nameDiv_%%s"></b>'.replace('%%s', %s)`, id)
	ann.runs(`getMyGroup()`)
	ann.table("get_my_group_table", "Name", 1)
	ann.runs(`fill({mg_group_id: %s, mg_name: ''}), modifyGroup()`, id)
	ann.alerted("请输入群组名称")
	ann.runs(`fill({mg_name: ' '}), modifyGroup()`)
	ann.alerted("您输入的群组名称全是空格,请重新输入")
	ann.runs(`fill({mg_name: '一二三四五六七八九十', mg_notification: '新 公告', mg_introduction: '新<简介>', mg_sel_row_index: 0, mg_type_radio: 'Public'}), modifyGroup()`)
	ann.alerted("修改群资料成功")
	ann.truth(`(function (g) { return g.Name === '一二三四五六七八九十' && g.Notification === '新&nbsp;公告' && g.Introduction === '新&lt;简介&gt;' && g.Type === 'Public' })(tables['#get_my_group_table'][0])`)
	cleo.WaitFor(`document.getElementById('nameDiv_' + ` + js(id) + `).innerHTML === '一二三四五六七八...'`)
	_, told, _ := strings.Cut(cleo.WaitMessage("群资料变化").Text, "%s ")
	var got, want map[string]any
	require.NoError(t, json.Unmarshal([]byte(told), &got))
	cleo.Eval(`example_10_6_notify(`+js(id)+`)`, &want)
	want["GroupName"], want["GroupNotification"], want["GroupIntroduction"] = "一二三四五六七八九十", "新 公告", "新<简介>"
	assert.Equal(t, want, got)
	ben.WaitFor(`messages().length === 3`)
	ben.truth(`messages()[2] === 'theirs: [群提示消息]ann修改了群资料：群名称为一二三四五六七八九十; 群公告为新 公告; 群简介为新<简介>; '`)

	// 8.6, 11.8: who leaves is told on the other terminals.
	elsewhere := w.signsIn("cleo")
	cleo.runs(`quitGroup()`)
	cleo.alerted("退群时， 群组 ID 非法")
	cleo.runs(`getMyGroup()`)
	cleo.table("get_my_group_table", "Name", 1)
	cleo.runs(`quitGroup(%s)`, id)
	cleo.table("get_my_group_table", "Name", 0)
	elsewhere.hears(8, "[主动退群]", "一二三四五六七八九十", "你退出了该群")
	cleo.WaitFor(`groups.length === 0`)
	cleo.runs(`getMyGroup()`)
	cleo.alerted("你目前还没有加入任何群组")
	ben.WaitFor(`messages().slice(-1)[0] === 'theirs: [群提示消息]cleo主动退出该群'`)
	ann.runs(`quitGroup(%s)`, id)
	ann.WaitFor(`alerts.length`)
	ann.truth(`/^\[10009\]/.test(alerts.splice(0)[0])`)

	// 8.7, 11.5
	ann.runs(`destroyGroup()`)
	ann.alerted("解散群时， 群组 ID 非法")
	ben.runs(`destroyGroup(%s)`, id)
	ben.WaitFor(`alerts.length`)
	ben.truth(`/^\[10007\]/.test(alerts.splice(0)[0])`)
	ann.runs(`destroyGroup(%s)`, id)
	ann.table("get_my_group_table", "Name", 0)
	ben.hears(5, "[群被解散]", "一二三四五六七八九十", "群主ann已解散该群")
	ben.WaitFor(`groups.length === 0`)

	// 8.3: a chat room takes everybody at once.
	room := ann.founds("ChatRoom", "大厅", "cleo")
	ben.runs(`fill({ajg_group_id: %s, ajg_group_type: 'ChatRoom', ajg_apply_msg: ''}), applyJoinGroup()`, room)
	ben.alerted("成功加入该聊天室")
	ben.WaitFor(`groups.indexOf(` + js(room) + `) >= 0`)
	ben.runs(`fill({ajg_group_id: '@TGS#none'}), applyJoinGroup()`)
	ben.WaitFor(`alerts.length`)
	ben.truth(`/^\[100(10|15)\]/.test(alerts.splice(0)[0])`)
	for _, p := range []*person{ann, ben, cleo} {
		p.alerted()
	}
}
