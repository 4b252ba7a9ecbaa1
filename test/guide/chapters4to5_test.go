package guide

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSendingAndReceiving(t *testing.T) {
	w := newWorld(t)
	ann, ben := w.signsIn("ann"), w.signsIn("ben")

	// 4.1: what it refuses to send.
	ann.runs(`onSendMsg()`)
	ann.alerted("您还没有好友, 暂不能聊天")
	ann.opens("C2C", "ben")
	ann.runs(`onSendMsg()`)
	ann.alerted("发送的消息不能为空!")
	ann.runs(`MaxMsgLen.C2C = 30, fill({send_msg_text: '一二三四五六七八九十一'}), onSendMsg()`)
	ann.alerted("消息长度超出限制(最多10汉字)")
	ann.runs(`MaxMsgLen.C2C = 12000`)
	ann.runs(`openChat('C2C', 'nobody@all'), fill({send_msg_text: '?'}), onSendMsg()`)
	ann.WaitFor(`alerts.length`)
	var refused []string
	ann.Eval(`alerts.splice(0)`, &refused)
	require.Len(t, refused, 1)
	assert.True(t, strings.HasPrefix(refused[0], "[20003]"), refused[0])
	ann.truth(`$('#send_msg_text').val() === ''`)

	// 4.1, 3.1: a text with emoticons arrives; whoever looks elsewhere gets a number.
	ann.opens("C2C", "ben")
	ann.sends("看[微笑]这里 <b>[没有]&[呲牙]")
	ann.sees("mine: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>")
	ann.truth(`$('#send_msg_text').val() === ''`)
	ben.WaitFor(`unreadShown.ann === 1`)
	ben.truth(`selSess === null`)

	// 5.1, 4.9, 5.2, 4.10: the number, the conversation, and nothing unread after it.
	ben.runs(`unreadShown = {}, example_5_1(webim.MsgStore.sessById('C2C', 'ann'))`)
	ben.truth(`unreadShown.ann === 1`)
	ben.opens("C2C", "ann")
	ben.sees("theirs: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>")
	ben.truth(`selSess.unread() === 0 && selSess === webim.MsgStore.sessByTypeId('C2C', 'ann')`)
	ben.runs(`selSess = null, example_4_10()`)
	ben.truth(`selSess.id() === 'ann' && selSess.type() === 'C2C'`)

	// Both look: what is said appears, and is read.
	ben.sends("在的")
	ann.sees("mine: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>", "theirs: 在的")
	ann.truth(`selSess.unread() === 0`)
	ann.sends("好")
	ben.sees("theirs: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>", "mine: 在的", "theirs: 好")
	ben.truth(`selSess.unread() === 0`)

	// 4.6
	ann.runs(`selToID = null, sendCustomMsg()`)
	ann.alerted("您还没有好友或群组，暂不能聊天")
	ann.opens("C2C", "ben")
	ann.runs(`fill({ecm_data: ''}), sendCustomMsg()`)
	ann.alerted("发送的消息不能为空!")
	ann.runs(`fill({ecm_data: '{"kind":"<i>"}', ecm_desc: '说明', ecm_ext: 'ext'}), sendCustomMsg()`)
	ann.WaitFor(`dialogs['#edit_custom_msg_dialog'] === 'hide'`)
	ben.WaitFor(`selSess.msgCount() === 4`)
	ben.truth(`(function (e) { return e.type === 'TIMCustomElem' && e.content.getData() === '{"kind":"<i>"}' && e.content.getDesc() === '说明' && e.content.getExt() === 'ext' })(selSess.msg(3).elems[0])`)
	ben.truth(`messages()[3] === 'theirs: {"kind":"<i>"}'`)

	// 4.7, 5.3: somebody who comes back fetches what came meanwhile (or hears of it
	// by the poll before); with the cookie reset nothing comes twice.
	ben.load(nil)
	ann.sends("还在吗")
	ben.load(w.ticket("ben"))
	ben.enters()
	ben.runs(`selType = 'C2C', selToID = 'ann', example_4_7()`)
	ben.sees("theirs: 还在吗")
	ben.truth(`selSess.unread() === 0`)
	ben.runs(`example_5_2(), example_5_3(), example_4_7()`)
	ann.sends("在吗")
	ben.sees("theirs: 还在吗", "theirs: 在吗")

	// 1.2.4: the store forgets a session.
	ben.truth(`webim.MsgStore.delSessById('C2C', 'ann') === true && webim.MsgStore.sessById('C2C', 'ann') === undefined`)
	ann.alerted()
	ben.alerted()
}

func TestPictures(t *testing.T) {
	w := newWorld(t)
	ann, ben := w.signsIn("ann"), w.signsIn("ben")
	ben.opens("C2C", "ann")
	ann.runs(`sendPic({})`)
	ann.alerted("您还没有好友，暂不能聊天")
	ann.opens("C2C", "ben")

	// 4.2, 4.3: a file of three slices, which the page chose by its file field.
	ann.runs(`(function () {
		var bytes = new Uint8Array(300000), chosen = new DataTransfer();
		for (var i = 0; i < bytes.length; i++) bytes[i] = i * 7;
		chosen.items.add(new File([bytes], 'a.png', {type: 'image/png'}));
		document.getElementById('upd_pic').files = chosen.files;
	})(), uploadPic()`)
	ann.WaitFor(`dialogs['#upload_pic_dialog'] === 'hide' && messages().length === 1`)
	ann.truth(`uploaded.length === 3 && uploaded.every(function (b) { return b.From_Account === 'ann' && b.To_Account === 'ben' && b.Busi_Id === 2 && b.File_Size === 300000 })`)
	ann.truth(`progress.length > 0 && progress.every(function (p) { return p[0] <= p[1] && p[1] === 300000 })`)

	ben.WaitFor(`messages().length === 1`)
	var picture struct{ Src, Big, Click, UUID string }
	ben.Eval(`(function (i) { return {Src: i.getAttribute('src'), Big: i.getAttribute('bigImgUrl'), Click: i.getAttribute('onclick'), UUID: i.id} })(document.querySelector('#messages img'))`, &picture)
	md5 := picture.UUID
	assert.Len(t, md5, 32)
	url := w.pages + "pictures/" + md5
	assert.Equal(t, url+"/64#"+url+"/320#"+url+"/640", picture.Src)
	assert.Equal(t, url+"/320", picture.Big)
	assert.Equal(t, "imageClick(this)", picture.Click)
	ben.truth(`(function (i) { return i.getImage(3).getWidth() === 64 && i.getImage(1).getSize() === 300000 && i.getImage(2).getHeight() === 320 })(selSess.msg(0).elems[0].content)`)

	// To a group the purpose is another.
	ann.runs(`uploaded = [], openChat('GROUP', 'nosuch'), uploadPic()`)
	ann.WaitFor(`alerts.length`)
	ann.truth(`uploaded.length === 3 && uploaded[0].Busi_Id === 1 && uploaded[0].To_Account === 'nosuch'`)
	ann.truth(`alerts.length === 1 && /^\[10010\]|^\[10015\]/.test(alerts[0])`)
}

// The guide prints two of the SDK's classes. Ours have the same methods and show
// the same.
func TestSoundsAndFiles(t *testing.T) {
	w := newWorld(t)
	p := w.signsIn("ann")
	p.runs(`window.Msg = {Elem: {}}, window.browserInfo = webim.Tool.getBrowserInfo(), example_4_4_classes(), example_4_5_classes()`)
	for class, args := range map[string]string{
		"Sound": `['uuid-1', 12, 3456, 'ben', 'http://203.0.113.7/sound.mp3']`,
		"File":  `['uuid-2', '报告 1.txt', 34567, 'ben', 'http://203.0.113.7/report.txt']`,
	} {
		p.runs(`(function (name, args) {
			var make = function (Class) { return new (Function.prototype.bind.apply(Class, [null].concat(args)))(); };
			window.theirs = make(Msg.Elem[name]); window.ours = make(webim.Msg.Elem[name]);
		})(%s, `+args+`)`, class)
		p.truth(`JSON.stringify(ours) === JSON.stringify(theirs)`)
		var wrong []string
		p.Eval(`Object.keys(Object.getPrototypeOf(theirs)).filter(function (m) { return typeof ours[m] !== 'function' || ours[m]() !== theirs[m]() })`, &wrong)
		assert.Empty(t, wrong, class)
	}
}
