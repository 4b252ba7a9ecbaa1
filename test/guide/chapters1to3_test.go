package guide

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSigningIn(t *testing.T) {
	w := newWorld(t)

	// 2.1: nobody yet.
	ann := w.visits("ann", url.Values{"sdkappid": {appID}})
	ann.runs(`example_2_1()`)
	ann.truth(`dialogs['#select_app_dialog'] === 'show' && styles['body background-color'] === 'white'`)
	ann.runs(`tlsLogin()`)
	ann.truth(`goneToLogin.length === 1 && goneToLogin[0].sdkappid === sdkAppID && goneToLogin[0].acctype === accountType && goneToLogin[0].url === callBackUrl`)
	ann.runs(`tlsGetUserSig({ErrorCode: TlsErrorCode.SIGNATURE_EXPIRATION})`)
	ann.truth(`goneToLogin.length === 2`)
	ann.runs(`tlsGetUserSig({ErrorCode: 70013, ErrorInfo: '票据无效'})`)
	ann.alerted("[70013]票据无效")
	ann.runs(`quitClick()`)
	ann.alerted("未登录")

	// 2.1, 3.1: back from the sign-in service, without and with the cookie.
	ann.load(w.ticket("ann"))
	ann.runs(`example_2_1()`)
	ann.alerted("accountType 非法")
	ann.runs(`loginInfo.identifier = null`)
	ann.enters()
	ann.truth(`loginInfo.sdkAppID === 1400000001 && loginInfo.userSig === query.sig && webim.Tool.getCookie('accountType') === '1'`)
	ann.truth(`document.getElementById('webim_demo').style.display === 'block' && document.getElementById('t_my_name').innerHTML === 'ann'`)
	ann.truth(`menus[0] === '#t_my_menu' && document.activeElement.id === 'send_msg_text'`)
	ann.truth(`webim.setJsonpLastRspData.length === 1 && jsonpCallback('{"ActionStatus":"OK"}') === undefined`)
	ann.truth(`friends.length === 0 && groups.length === 0 && tables['#get_apply_join_group_pendency_table'].length === 0`)

	// 2.2: leaves, and the page goes where the guide sends it.
	ann.runs(`callBackUrl += '?left'`)
	ann.runs(`quitClick()`)
	ann.WaitFor(`location.search === '?left' && document.readyState === 'complete'`)
}

func TestObjects(t *testing.T) {
	w := newWorld(t)
	p := w.visits("ann", url.Values{"sdkappid": {appID}})

	// 1.1.2, 1.2.5: the guide prints the beginning of both tables.
	p.truth(`callbackUrl === 'http://webim.server.com/demo/index.html'`)
	var wrong []string
	p.Eval(`Object.keys(emotionPicDataIndex).filter(function (name) {
		return webim.EmotionPicDataIndex[name] !== emotionPicDataIndex[name] || !/^data:image\//.test(webim.EmotionPicData[name]) || !(name in emotionPicData);
	})`, &wrong)
	assert.Empty(t, wrong)
	p.truth(`Object.keys(webim.EmotionPicData).slice(0, 15).join() === Object.keys(emotionPicData).join()`)

	// Each function that the guide declares is there. init and sendMsg take
	// what 1.7 gives them, too.
	p.Eval(`(function (has, wants, at) {
		var wrong = [];
		for (var name in wants) {
			if (typeof wants[name] === 'object') { wrong = wrong.concat(arguments.callee(has[name], wants[name], name + '.')); continue; }
			if (typeof has[name] !== 'function' || has[name].length < wants[name].length) wrong.push(at + name);
		}
		return wrong;
	})(webim, guideSignatures, '')`, &wrong)
	assert.Empty(t, wrong)

	// 1.2.6
	p.truth(`/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(webim.Tool.formatTimeStamp(1460000000)) && webim.Tool.getStrBytes('微笑') === 6`)

	// 1.2.2, 1.2.3: what the guide says of messages and sessions.
	p.runs(`window.s = new webim.Session('C2C', 'ben', 'Ben', 'ben.png', 1460000000)`)
	p.truth(`s.type() === 'C2C' && s.id() === 'ben' && s.name() === 'Ben' && s.icon() === 'ben.png' && s.unread() === 0 && s.time() === 1460000000 && s.curMaxMsgSeq() === 0 && s.msgCount() === 0`)
	p.runs(`window.m = new webim.Msg(s, false, 7, 8, 1460000001, 'ben')`)
	p.runs(`m.addText(new webim.Msg.Elem.Text('你好 <b>')), m.addFace(new webim.Msg.Elem.Face(1, '[微笑]'))`)
	p.truth(`m.sess === s && m.isSend === false && m.seq === 7 && m.random === 8 && m.time === 1460000001 && m.fromAccount === 'ben'`)
	p.truth(`m.elems.length === 2 && m.elems[0].type === 'TIMTextElem' && m.elems[0].content.text === '你好 &lt;b&gt;' && m.elems[1].content.index === 1 && m.elems[1].content.data === '[微笑]'`)
	p.truth(`m.toHtml() === '你好 &lt;b&gt;<img src=\'' + webim.EmotionPicData['[微笑]'] + '\'/>'`)
}
