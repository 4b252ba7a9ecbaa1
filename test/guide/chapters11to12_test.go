package guide

import (
	"fmt"
	"testing"
)

// The notices of chapter 11 that chapters 8 and 9 do not cover: those caused by an
// app's administrators, and by the vendor's operators, for which the page fakes the
// response of its poll.
func TestSystemNotices(t *testing.T) {
	w := newWorld(t, "-admins", "carol")
	alice, carol := w.signsIn("alice"), w.signsIn("carol")
	alice.truth(`WEB_IM_GROUP_SYSTEM_TYPE.REVOKE === 11 && WEB_IM_GROUP_SYSTEM_TYPE.CUSTOM === 255`)

	// 11.12: from an administrator to the members of a group.
	id := alice.founds("Public", "群", "alice")
	carol.runs(`fill({sgsm_content: ''}), sendCustomGroupNotify()`)
	carol.alerted("发送的消息不能为空!")
	carol.runs(`MaxMsgLen.GROUP = maxLen = 15, fill({sgsm_content: '一二三四五六'}), sendCustomGroupNotify()`)
	carol.alerted("消息长度超出限制(最多5汉字")
	carol.runs(`fill({sgsm_group_id: %s, sgsm_content: '通知'}), sendCustomGroupNotify()`, id)
	carol.alerted("发送成功")
	carol.truth(`dialogs['#send_group_system_msg_dialog'] === 'hide'`)
	alice.hears(255, "[用户自定义系统消息]", "群", "收到了自己自定义的系统消息")
	alice.truth(`systemMsgs.pop().time > 1e9`)
	alice.runs(`fill({sgsm_group_id: %s, sgsm_content: '通知'}), sendCustomGroupNotify()`, id)
	alice.WaitFor(`alerts.length`)
	alice.truth(`/^\[10007\]/.test(alerts.splice(0)[0])`)

	// 11.11
	alice.runs(`push({Event: 5, GroupTips: [{ToGroupId: %s, GroupInfo: {GroupName: '群', To_Account: 'alice'}, From_Account: '@TIM#SYSTEM', MsgTimeStamp: 1460000000, NoticeSeq: 1,
		MsgBody: {ReportType: 11, Operator_Account: 'root'}}]})`, id)
	alice.hears(11, "[群被回收]", "群", "该群已被回收")
}

// Chapter 12: the codes of the guide's table, as its pages show them.
func TestErrors(t *testing.T) {
	w := newWorld(t)
	alice := w.signsIn("alice")
	alice.opens("C2C", "bob")
	for code, text := range map[int]string{
		20001: "无效包", 20002: "签名鉴权失败", 20003: "无效的号码", 20004: "网络异常", 20005: "服务异常", 20006: "因第三方要求，拦截发送方请求", 80001: "安全打击",
	} {
		shown := fmt.Sprintf("[%d]%s", code, text)
		alice.runs(`refuse('sendmsg', %v, %v), fill({send_msg_text: '喂'}), onSendMsg()`, code, text)
		alice.alerted(shown)
		alice.truth(`$('#send_msg_text').val() === ''`)
		alice.runs(`refuse('getmsg', %v, %v), webim.syncMsgs(null, function (err) { alert(err.ErrorInfo) })`, code, text)
		alice.alerted(shown)
	}
	alice.truth(`Object.keys(webim.MsgStore.sessMap()).length === 0 && messages().length === 0`)
}
