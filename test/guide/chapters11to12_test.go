package guide

import (
	"fmt"
	"testing"
)

// The page shows the notices of chapter 11 that chapters 8 and 9 do not cover: those
// caused by an app's administrators, and by the vendor's operators, for which the page
// fakes the response of its poll.
func TestGuideShowsSystemNotices(t *testing.T) {
	w := newWorld(t, "-admins", "carol")
	alice, carol := w.signIn("alice"), w.signIn("carol")
	alice.requireTrue(`WEB_IM_GROUP_SYSTEM_TYPE.REVOKE === 11 && WEB_IM_GROUP_SYSTEM_TYPE.CUSTOM === 255`)

	// An administrator sends a notice to the members of a group (11.12).
	id := alice.createGroup("Public", "群", "alice")
	carol.run(`fill({sgsm_content: ''}), sendCustomGroupNotify()`)
	carol.expectAlerts("发送的消息不能为空!")
	carol.run(`MaxMsgLen.GROUP = maxLen = 15, fill({sgsm_content: '一二三四五六'}), sendCustomGroupNotify()`)
	carol.expectAlerts("消息长度超出限制(最多5汉字")
	carol.run(`fill({sgsm_group_id: %s, sgsm_content: '通知'}), sendCustomGroupNotify()`, id)
	carol.expectAlerts("发送成功")
	carol.requireTrue(`dialogs['#send_group_system_msg_dialog'] === 'hide'`)
	alice.awaitNotice(255, "[用户自定义系统消息]", "群", "收到了自己自定义的系统消息")
	alice.requireTrue(`systemMsgs.pop().time > 1e9`)
	alice.run(`fill({sgsm_group_id: %s, sgsm_content: '通知'}), sendCustomGroupNotify()`, id)
	alice.WaitFor(`alerts.length`)
	alice.requireTrue(`/^\[10007\]/.test(alerts.splice(0)[0])`)

	// The vendor has revoked the group (11.11).
	alice.run(`push({Event: 5, GroupTips: [{ToGroupId: %s, GroupInfo: {GroupName: '群', To_Account: 'alice'}, From_Account: '@TIM#SYSTEM', MsgTimeStamp: 1460000000, NoticeSeq: 1,
		MsgBody: {ReportType: 11, Operator_Account: 'root'}}]})`, id)
	alice.awaitNotice(11, "[群被回收]", "群", "该群已被回收")
}

// The pages show the codes of the guide's table (chapter 12).
func TestGuideShowsErrorCodes(t *testing.T) {
	w := newWorld(t)
	alice := w.signIn("alice")
	alice.openConversation("C2C", "bob")
	for code, text := range map[int]string{
		20001: "无效包", 20002: "签名鉴权失败", 20003: "无效的号码", 20004: "网络异常", 20005: "服务异常", 20006: "因第三方要求，拦截发送方请求", 80001: "安全打击",
	} {
		shown := fmt.Sprintf("[%d]%s", code, text)
		alice.run(`refuse('sendmsg', %v, %v), fill({send_msg_text: '喂'}), onSendMsg()`, code, text)
		alice.expectAlerts(shown)
		alice.requireTrue(`$('#send_msg_text').val() === ''`)
		alice.run(`refuse('getmsg', %v, %v), webim.syncMsgs(null, function (err) { alert(err.ErrorInfo) })`, code, text)
		alice.expectAlerts(shown)
	}
	alice.requireTrue(`Object.keys(webim.MsgStore.sessMap()).length === 0 && messages().length === 0`)
}
