package guide

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGuideSendsAndReceives(t *testing.T) {
	w := newWorld(t)
	alice, bob := w.signIn("alice"), w.signIn("bob")

	// Invalid input is refused (4.1).
	alice.run(`onSendMsg()`)
	alice.expectAlerts("您还没有好友, 暂不能聊天")
	alice.openConversation("C2C", "bob")
	alice.run(`onSendMsg()`)
	alice.expectAlerts("发送的消息不能为空!")
	alice.run(`MaxMsgLen.C2C = 30, fill({send_msg_text: '一二三四五六七八九十一'}), onSendMsg()`)
	alice.expectAlerts("消息长度超出限制(最多10汉字)")
	alice.run(`MaxMsgLen.C2C = 12000`)
	alice.run(`openChat('C2C', 'nobody@all'), fill({send_msg_text: '?'}), onSendMsg()`)
	alice.WaitFor(`alerts.length`)
	var refused []string
	alice.Eval(`alerts.splice(0)`, &refused)
	require.Len(t, refused, 1)
	assert.True(t, strings.HasPrefix(refused[0], "[20003]"), refused[0])
	alice.requireTrue(`$('#send_msg_text').val() === ''`)

	// A text with emoticons arrives, and counts as unread if another conversation is
	// open (4.1, 3.1).
	alice.openConversation("C2C", "bob")
	alice.sendText("看[微笑]这里 <b>[没有]&[呲牙]")
	alice.expectLines("mine: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>")
	alice.requireTrue(`$('#send_msg_text').val() === ''`)
	bob.WaitFor(`unreadShown.alice === 1`)
	bob.requireTrue(`selSess === null`)

	// The unread number is shown, and cleared when the conversation is opened (5.1, 4.9,
	// 5.2, 4.10).
	bob.run(`unreadShown = {}, example_5_1(webim.MsgStore.sessById('C2C', 'alice'))`)
	bob.requireTrue(`unreadShown.alice === 1`)
	bob.openConversation("C2C", "alice")
	bob.expectLines("theirs: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>")
	bob.requireTrue(`selSess.unread() === 0 && selSess === webim.MsgStore.sessByTypeId('C2C', 'alice')`)
	bob.run(`selSess = null, example_4_10()`)
	bob.requireTrue(`selSess.id() === 'alice' && selSess.type() === 'C2C'`)

	// Both have the conversation open: messages appear and are read.
	bob.sendText("在的")
	alice.expectLines("mine: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>", "theirs: 在的")
	alice.requireTrue(`selSess.unread() === 0`)
	alice.sendText("好")
	bob.expectLines("theirs: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>", "mine: 在的", "theirs: 好")
	bob.requireTrue(`selSess.unread() === 0`)

	// A custom message arrives (4.6).
	alice.run(`selToID = null, sendCustomMsg()`)
	alice.expectAlerts("您还没有好友或群组，暂不能聊天")
	alice.openConversation("C2C", "bob")
	alice.run(`fill({ecm_data: ''}), sendCustomMsg()`)
	alice.expectAlerts("发送的消息不能为空!")
	alice.run(`fill({ecm_data: '{"kind":"<i>"}', ecm_desc: '说明', ecm_ext: 'ext'}), sendCustomMsg()`)
	alice.WaitFor(`dialogs['#edit_custom_msg_dialog'] === 'hide'`)
	bob.WaitFor(`selSess.msgCount() === 4`)
	bob.requireTrue(`(function (e) { return e.type === 'TIMCustomElem' && e.content.getData() === '{"kind":"<i>"}' && e.content.getDesc() === '说明' && e.content.getExt() === 'ext' })(selSess.msg(3).elems[0])`)
	bob.requireTrue(`messages()[3] === 'theirs: {"kind":"<i>"}'`)

	// A reloaded page fetches missed messages, or receives them by an earlier poll. With
	// the cookie reset, no message is duplicated (4.7, 5.3).
	bob.load("")
	alice.sendText("还在吗")
	bob.load(w.ticket("bob"))
	bob.completeSignIn()
	bob.run(`selType = 'C2C', selToID = 'alice', example_4_7()`)
	bob.expectLines("theirs: 还在吗")
	bob.requireTrue(`selSess.unread() === 0`)
	bob.run(`example_5_2(), example_5_3(), example_4_7()`)
	alice.sendText("在吗")
	bob.expectLines("theirs: 还在吗", "theirs: 在吗")

	// A session is deleted from the store (1.2.4).
	bob.requireTrue(`webim.MsgStore.delSessById('C2C', 'alice') === true && webim.MsgStore.sessById('C2C', 'alice') === undefined`)
	alice.expectAlerts()
	bob.expectAlerts()
}

func TestGuideUploadsPictures(t *testing.T) {
	w := newWorld(t)
	alice, bob := w.signIn("alice"), w.signIn("bob")
	bob.openConversation("C2C", "alice")
	alice.run(`sendPic({})`)
	alice.expectAlerts("您还没有好友，暂不能聊天")
	alice.openConversation("C2C", "bob")

	// A picture of three slices is chosen with the page's file field (4.2, 4.3).
	alice.Eval(`new Promise(function (ok) {
		var canvas = document.createElement('canvas'), chosen = new DataTransfer();
		canvas.width = canvas.height = 300;
		var c = canvas.getContext('2d'), pixels = c.createImageData(300, 300), seed = 1;
		for (var i = 0; i < pixels.data.length; i++) pixels.data[i] = (seed = seed * 16807 % 2147483647) & 255; // compresses badly
		c.putImageData(pixels, 0, 0);
		canvas.toBlob(function (blob) {
			chosen.items.add(new File([blob], 'a.png', {type: 'image/png'}));
			document.getElementById('upd_pic').files = chosen.files;
			window.size = blob.size;
			ok();
		}, 'image/png');
	})`, nil)
	alice.run(`uploadPic()`)
	alice.WaitFor(`dialogs['#upload_pic_dialog'] === 'hide' && messages().length === 1`)
	alice.requireTrue(`uploaded.length === Math.ceil(size / 122880) && uploaded.length > 2 && uploaded.every(function (b) { return b.From_Account === 'alice' && b.To_Account === 'bob' && b.Busi_Id === 2 && b.File_Size === size })`)
	alice.requireTrue(`progress.length > 0 && progress.every(function (p) { return p[0] <= p[1] && p[1] === size })`)

	// The other page shows it; each size has its own URL.
	bob.WaitFor(`messages().length === 1`)
	bob.requireTrue(`(function (img) {
		var images = selSess.msg(0).elems[0].content, url = function (type) { return images.getImage(type).getUrl() };
		return img.getAttribute('src') === [url(3), url(2), url(1)].join('#') && img.getAttribute('bigImgUrl') === url(2) && img.getAttribute('onclick') === 'imageClick(this)' &&
			img.id === images.getImageId() && images.getImage(1).getWidth() === 300 && images.getImage(3).getHeight() <= 300 && url(1) !== url(3);
	})(document.querySelector('#messages img'))`)
	bob.WaitFor(`(function (img) { return img.complete && img.naturalWidth > 0 })(document.querySelector('#messages img'))`)

	// For groups the business type differs.
	alice.run(`uploaded = [], openChat('GROUP', 'nosuch'), uploadPic()`)
	alice.WaitFor(`alerts.length`)
	alice.requireTrue(`uploaded.length > 0 && uploaded[0].Busi_Id === 1 && uploaded[0].To_Account === 'nosuch'`)
	alice.requireTrue(`alerts.length === 1 && /^\[\d+\]/.test(alerts[0])`)
}

// The guide prints the source of two classes. The SDK's classes have the same methods
// and return the same HTML.
func TestGuideRendersSoundsAndFiles(t *testing.T) {
	w := newWorld(t)
	p := w.signIn("alice")
	p.run(`window.Msg = {Elem: {}}, window.browserInfo = webim.Tool.getBrowserInfo(), example_4_4_classes(), example_4_5_classes()`)
	for class, args := range map[string]string{
		"Sound": `['uuid-1', 12, 3456, 'bob', 'http://203.0.113.7/sound.mp3']`,
		"File":  `['uuid-2', '报告 1.txt', 34567, 'bob', 'http://203.0.113.7/report.txt']`,
	} {
		p.run(`(function (name, args) {
			var make = function (Class) { return new (Function.prototype.bind.apply(Class, [null].concat(args)))(); };
			window.theirs = make(Msg.Elem[name]); window.ours = make(webim.Msg.Elem[name]);
		})(%s, `+args+`)`, class)
		p.requireTrue(`JSON.stringify(ours) === JSON.stringify(theirs)`)
		var wrong []string
		p.Eval(`Object.keys(Object.getPrototypeOf(theirs)).filter(function (m) { return typeof ours[m] !== 'function' || ours[m]() !== theirs[m]() })`, &wrong)
		assert.Empty(t, wrong, class)
	}
}
