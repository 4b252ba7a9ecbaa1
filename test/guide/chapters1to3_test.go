package guide

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestGuideSignsIn(t *testing.T) {
	w := newWorld(t)

	// Without a ticket the user is not signed in (2.1).
	alice := w.visit("alice", "")
	alice.run(`example_2_1()`)
	alice.requireTrue(`dialogs['#select_app_dialog'] === 'show' && styles['body background-color'] === 'white'`)
	alice.run(`tlsGetUserSig({ErrorCode: 70013, ErrorInfo: '票据无效'})`)
	alice.expectAlerts("[70013]票据无效")
	alice.run(`quitClick()`)
	alice.expectAlerts("未登录")

	// The sign-in service redirects back with the chosen user's ticket (2.1).
	alice.run(`setTimeout(tlsLogin, 0)`)
	alice.WaitFor(`location.pathname === '/tls/login' && document.links.length > 1`)
	alice.run(`setTimeout(function () { [].filter.call(document.links, function (a) { return /identifier=alice/.test(a.href) })[0].click() }, 0)`)
	alice.WaitFor(`document.readyState === 'complete' && window.TLSHelper && TLSHelper.getQuery('tmpsig')`)
	alice.requireTrue(`webim.Tool.getCookie('accountType') === '1'`)

	// The sign-in fails without the cookie accountType, and succeeds with it (2.1, 3.1).
	alice.run(`webim.Tool.delCookie('accountType'), example_2_1()`)
	alice.expectAlerts("accountType 非法")
	alice.run(`loginInfo.identifier = null`)
	alice.completeSignIn()
	alice.requireTrue(`loginInfo.sdkAppID === 1400000001 && loginInfo.identifier === 'alice' && loginInfo.userSig.length > 50`)
	alice.requireTrue(`document.getElementById('webim_demo').style.display === 'block' && document.getElementById('t_my_name').innerHTML === 'alice'`)
	alice.requireTrue(`menus[0] === '#t_my_menu' && document.activeElement.id === 'send_msg_text'`)
	alice.requireTrue(`webim.setJsonpLastRspData.length === 1 && jsonpCallback('{"ActionStatus":"OK"}') === undefined`)
	alice.requireTrue(`friends.length === 0 && groups.length === 0 && tables['#get_apply_join_group_pendency_table'].length === 0`)

	// After the sign-out the page navigates to the guide's URL (2.2).
	alice.run(`callBackUrl += '?left'`)
	alice.run(`quitClick()`)
	alice.WaitFor(`location.search === '?left' && document.readyState === 'complete'`)

	// An expired ticket leads to a new sign-in (2.1).
	alice.load("tmpsig=old&identifier=alice&sdkappid=1400000001")
	alice.run(`setTimeout(example_2_1, 0)`)
	alice.WaitFor(`location.pathname === '/tls/login'`)
}

func TestGuideObjectsExist(t *testing.T) {
	w := newWorld(t)
	p := w.visit("alice", "")

	// The guide prints the beginning of both tables (1.1.2, 1.2.5).
	p.requireTrue(`callbackUrl === 'http://webim.server.com/demo/index.html'`)
	var wrong []string
	p.Eval(`Object.keys(emotionPicDataIndex).filter(function (name) {
		return webim.EmotionPicDataIndex[name] !== emotionPicDataIndex[name] || !/^data:image\//.test(webim.EmotionPicData[name]) || !(name in emotionPicData);
	})`, &wrong)
	assert.Empty(t, wrong)
	p.requireTrue(`Object.keys(webim.EmotionPicData).slice(0, 15).join() === Object.keys(emotionPicData).join()`)

	// Each function that the guide declares exists. init and sendMsg accept the
	// arguments of 1.7, too.
	p.Eval(`(function (has, wants, at) {
		var wrong = [];
		for (var name in wants) {
			if (typeof wants[name] === 'object') { wrong = wrong.concat(arguments.callee(has[name], wants[name], name + '.')); continue; }
			if (typeof has[name] !== 'function' || has[name].length < wants[name].length) wrong.push(at + name);
		}
		return wrong;
	})(webim, guideSignatures, '')`, &wrong)
	assert.Empty(t, wrong)

	// The tool functions return the guide's results (1.2.6).
	p.requireTrue(`/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(webim.Tool.formatTimeStamp(1460000000)) && webim.Tool.getStrBytes('微笑') === 6`)

	// Messages and sessions have the methods of the guide (1.2.2, 1.2.3).
	p.run(`window.s = new webim.Session('C2C', 'bob', 'Ben', 'bob.png', 1460000000)`)
	p.requireTrue(`s.type() === 'C2C' && s.id() === 'bob' && s.name() === 'Ben' && s.icon() === 'bob.png' && s.unread() === 0 && s.time() === 1460000000 && s.curMaxMsgSeq() === 0 && s.msgCount() === 0`)
	p.run(`window.m = new webim.Msg(s, false, 7, 8, 1460000001, 'bob')`)
	p.run(`m.addText(new webim.Msg.Elem.Text('你好 <b>')), m.addFace(new webim.Msg.Elem.Face(1, '[微笑]'))`)
	p.requireTrue(`m.sess === s && m.isSend === false && m.seq === 7 && m.random === 8 && m.time === 1460000001 && m.fromAccount === 'bob'`)
	p.requireTrue(`m.elems.length === 2 && m.elems[0].type === 'TIMTextElem' && m.elems[0].content.text === '你好 &lt;b&gt;' && m.elems[1].content.index === 1 && m.elems[1].content.data === '[微笑]'`)
	p.requireTrue(`m.toHtml() === '你好 &lt;b&gt;<img src=\'' + webim.EmotionPicData['[微笑]'] + '\'/>'`)
}
