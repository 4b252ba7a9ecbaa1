package guide

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSendingAndReceiving(t *testing.T) {
	w := newWorld(t)
	alice, bob := w.signsIn("alice"), w.signsIn("bob")

	// 4.1: invalid input.
	alice.runs(`onSendMsg()`)
	alice.alerted("您还没有好友, 暂不能聊天")
	alice.opens("C2C", "bob")
	alice.runs(`onSendMsg()`)
	alice.alerted("发送的消息不能为空!")
	alice.runs(`MaxMsgLen.C2C = 30, fill({send_msg_text: '一二三四五六七八九十一'}), onSendMsg()`)
	alice.alerted("消息长度超出限制(最多10汉字)")
	alice.runs(`MaxMsgLen.C2C = 12000`)
	alice.runs(`openChat('C2C', 'nobody@all'), fill({send_msg_text: '?'}), onSendMsg()`)
	alice.WaitFor(`alerts.length`)
	var refused []string
	alice.Eval(`alerts.splice(0)`, &refused)
	require.Len(t, refused, 1)
	assert.True(t, strings.HasPrefix(refused[0], "[20003]"), refused[0])
	alice.truth(`$('#send_msg_text').val() === ''`)

	// 4.1, 3.1: a text with emoticons arrives; in other conversations it counts as unread.
	alice.opens("C2C", "bob")
	alice.sends("看[微笑]这里 <b>[没有]&[呲牙]")
	alice.sees("mine: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>")
	alice.truth(`$('#send_msg_text').val() === ''`)
	bob.WaitFor(`unreadShown.alice === 1`)
	bob.truth(`selSess === null`)

	// 5.1, 4.9, 5.2, 4.10: the unread number, the conversation, and no unread messages after it.
	bob.runs(`unreadShown = {}, example_5_1(webim.MsgStore.sessById('C2C', 'alice'))`)
	bob.truth(`unreadShown.alice === 1`)
	bob.opens("C2C", "alice")
	bob.sees("theirs: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>")
	bob.truth(`selSess.unread() === 0 && selSess === webim.MsgStore.sessByTypeId('C2C', 'alice')`)
	bob.runs(`selSess = null, example_4_10()`)
	bob.truth(`selSess.id() === 'alice' && selSess.type() === 'C2C'`)

	// Both have the conversation open: messages appear and are read.
	bob.sends("在的")
	alice.sees("mine: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>", "theirs: 在的")
	alice.truth(`selSess.unread() === 0`)
	alice.sends("好")
	bob.sees("theirs: 看<data:image/svg>这里 <b>[没有]&<data:image/svg>", "mine: 在的", "theirs: 好")
	bob.truth(`selSess.unread() === 0`)

	// 4.6
	alice.runs(`selToID = null, sendCustomMsg()`)
	alice.alerted("您还没有好友或群组，暂不能聊天")
	alice.opens("C2C", "bob")
	alice.runs(`fill({ecm_data: ''}), sendCustomMsg()`)
	alice.alerted("发送的消息不能为空!")
	alice.runs(`fill({ecm_data: '{"kind":"<i>"}', ecm_desc: '说明', ecm_ext: 'ext'}), sendCustomMsg()`)
	alice.WaitFor(`dialogs['#edit_custom_msg_dialog'] === 'hide'`)
	bob.WaitFor(`selSess.msgCount() === 4`)
	bob.truth(`(function (e) { return e.type === 'TIMCustomElem' && e.content.getData() === '{"kind":"<i>"}' && e.content.getDesc() === '说明' && e.content.getExt() === 'ext' })(selSess.msg(3).elems[0])`)
	bob.truth(`messages()[3] === 'theirs: {"kind":"<i>"}'`)

	// 4.7, 5.3: a reloaded page fetches missed messages (or receives them by an
	// earlier poll); with the cookie reset, no message is duplicated.
	bob.load("")
	alice.sends("还在吗")
	bob.load(w.ticket("bob"))
	bob.enters()
	bob.runs(`selType = 'C2C', selToID = 'alice', example_4_7()`)
	bob.sees("theirs: 还在吗")
	bob.truth(`selSess.unread() === 0`)
	bob.runs(`example_5_2(), example_5_3(), example_4_7()`)
	alice.sends("在吗")
	bob.sees("theirs: 还在吗", "theirs: 在吗")

	// 1.2.4: a session is deleted from the store.
	bob.truth(`webim.MsgStore.delSessById('C2C', 'alice') === true && webim.MsgStore.sessById('C2C', 'alice') === undefined`)
	alice.alerted()
	bob.alerted()
}

func TestPictures(t *testing.T) {
	w := newWorld(t)
	alice, bob := w.signsIn("alice"), w.signsIn("bob")
	bob.opens("C2C", "alice")
	alice.runs(`sendPic({})`)
	alice.alerted("您还没有好友，暂不能聊天")
	alice.opens("C2C", "bob")

	// 4.2, 4.3: a picture of three slices, chosen with the page's file field.
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
	alice.runs(`uploadPic()`)
	alice.WaitFor(`dialogs['#upload_pic_dialog'] === 'hide' && messages().length === 1`)
	alice.truth(`uploaded.length === Math.ceil(size / 122880) && uploaded.length > 2 && uploaded.every(function (b) { return b.From_Account === 'alice' && b.To_Account === 'bob' && b.Busi_Id === 2 && b.File_Size === size })`)
	alice.truth(`progress.length > 0 && progress.every(function (p) { return p[0] <= p[1] && p[1] === size })`)

	// The other page shows it, in each size from its own address.
	bob.WaitFor(`messages().length === 1`)
	bob.truth(`(function (img) {
		var images = selSess.msg(0).elems[0].content, url = function (type) { return images.getImage(type).getUrl() };
		return img.getAttribute('src') === [url(3), url(2), url(1)].join('#') && img.getAttribute('bigImgUrl') === url(2) && img.getAttribute('onclick') === 'imageClick(this)' &&
			img.id === images.getImageId() && images.getImage(1).getWidth() === 300 && images.getImage(3).getHeight() <= 300 && url(1) !== url(3);
	})(document.querySelector('#messages img'))`)
	bob.WaitFor(`(function (img) { return img.complete && img.naturalWidth > 0 })(document.querySelector('#messages img'))`)

	// For groups the business type differs.
	alice.runs(`uploaded = [], openChat('GROUP', 'nosuch'), uploadPic()`)
	alice.WaitFor(`alerts.length`)
	alice.truth(`uploaded.length > 0 && uploaded[0].Busi_Id === 1 && uploaded[0].To_Account === 'nosuch'`)
	alice.truth(`alerts.length === 1 && /^\[\d+\]/.test(alerts[0])`)
}

// The guide prints two classes of the SDK. Ours have the same methods and return the
// same HTML.
func TestSoundsAndFiles(t *testing.T) {
	w := newWorld(t)
	p := w.signsIn("alice")
	p.runs(`window.Msg = {Elem: {}}, window.browserInfo = webim.Tool.getBrowserInfo(), example_4_4_classes(), example_4_5_classes()`)
	for class, args := range map[string]string{
		"Sound": `['uuid-1', 12, 3456, 'bob', 'http://203.0.113.7/sound.mp3']`,
		"File":  `['uuid-2', '报告 1.txt', 34567, 'bob', 'http://203.0.113.7/report.txt']`,
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
