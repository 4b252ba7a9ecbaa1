package loader

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

// withMemory is a script that stores the memory of the SDK's program in wasmMemory.
const withMemory = `<script>
	WebAssembly.Instance = new Proxy(WebAssembly.Instance, { construct(of, args) {
		const instance = new of(...args);
		wasmMemory = instance.exports.memory;
		return instance;
	} });
</script>`

// The handle tables of Go and of JavaScript do not grow with polls, messages, calls,
// uploads and sign-ins.
func TestHandlesAreReleased(t *testing.T) {
	sdk, err := os.ReadFile("../../dist/webim.js")
	require.NoError(t, err, "run `make dist` first")
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(newSite(t, site{"/webim.js": script(sdk), "/": page(
		`<script>` + network + `</script>` + withMemory + `<script src="/webim.js"></script>`)}))
	tab.Limit *= 10
	var before, after map[string]int
	// An idle page has one request in flight: the poll.
	quiet := `(async () => { while (waiting === null) await new Promise((later) => setTimeout(later)); return ` + held + `; })()`
	tab.Eval(`login({}).then(() => 0)`, nil)
	tab.Eval(quiet, &before)
	tab.Eval(`(async () => {
				let seq = 0;
				const texts = (n) => Array.from({ length: n }, () => ({ From_Account: 'bob', To_Account: 'me', MsgSeq: ++seq, MsgRandom: seq, MsgTimeStamp: 1500000000,
					NoticeSeq: seq, MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } }] }));
				const drained = async () => { do await new Promise((later) => setTimeout(later)); while (waiting === null); };
				for (let i = 0; i < 100; i++) {
					for (let j = 0; j < 1000; j++) pollResponses.push({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' });
					push();
					await drained();
				}
				for (let i = 0; i < 20; i++) {
					for (let j = 0; j < 100; j++) push({ Event: 9, C2cMsgArray: texts(10) });
					await drained();
				}
				for (let i = 0; i < 200; i++) {
					await send('hello');
					await new Promise((ok) => webim.getAllFriend({}, ok, ok));
					await new Promise((ok) => webim.uploadPic({ file: new File(['x'], 'x.png'), From_Account: 'me', To_Account: 'bob', businessType: 2, onProgressCallBack() {} }, ok, ok));
					webim.Tool.formatText2Html('<');
					sent.length = 0;
				}
				let ended = 0;
				for (let i = 0; i < 50; i++) {
					webim.syncMsgs(() => ended++, () => ended++); // ended by the sign-in that follows
					await login({});
				}
				while (ended < 50) await new Promise((later) => setTimeout(later));
			})()`, nil)
	tab.Eval(quiet, &after)
	assert.Equal(t, before, after)
	var memory int
	tab.Eval(`wasmMemory.buffer.byteLength`, &memory)
	assert.Less(t, memory, 4<<20, "Go's memory is reclaimed")
}

// Go reclaims no memory before a listener that it has called returns, so calls that
// pages make in a loop there must not use any.
func TestFastPathAllocatesNothing(t *testing.T) {
	sdk, err := os.ReadFile("../../dist/webim.js")
	require.NoError(t, err, "run `make dist` first")
	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(newSite(t, site{"/webim.js": script(sdk), "/": page(
		`<script>` + network + `</script>` + withMemory + `<script src="/webim.js"></script>`)}))
	var grown []int
	tab.Eval(`new Promise((ok) => login({ onMsgNotify(list) {
		const html = message('bob', '<hello> &amp; & "quoted"');
		const picture = new webim.Msg.Elem.Images('<id>', 1);
		picture.addImage(new webim.Msg.Elem.Images.Image(1, 2, 3, 4, 'https://im.example/a b.png#x'));
		const file = new webim.Msg.Elem.File('u', 'a "file"', 123456, 'me', 'bob', 2, 'C2C');
		const tip = new webim.Msg.Elem.GroupTip(1, 'bob', 'g', 'a group', ['<ann>', 'cid', 'dan']);
		ok([
			() => html.toHtml(),
			() => list[0].toHtml(),
			() => picture.toHtml(),
			() => file.toHtml(),
			() => tip.toHtml(),
			() => webim.Tool.formatText2Html('<b>'),
			() => webim.Tool.formatTimeStamp(1500000000),
			() => webim.Tool.formatTimeStamp(1500000000, 'yyyy/M/d hh:mm'),
			() => webim.Tool.getStrBytes('\u4e2d'),
			() => webim.Tool.groupTypeEn2Ch('Public'),
		].map((f) => {
			const before = wasmMemory.buffer.byteLength;
			for (let i = 0; i < 20000; i++) f();
			return wasmMemory.buffer.byteLength - before;
		}));
	} }).then(() => push({ Event: 9, C2cMsgArray: [{ From_Account: 'bob', To_Account: 'me', MsgSeq: 1, MsgRandom: 1, MsgTimeStamp: 1500000000, NoticeSeq: 1,
		MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: '<hello>' } }] }] })))`, &grown)
	assert.Equal(t, make([]int, 10), grown)
}
