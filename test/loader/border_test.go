package loader

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

// hotPanic is a script that makes the fast path panic: while breakHot is set, it is
// called without arguments, so Go reads past the end of a list.
const hotPanic = `<script>
	breakHot = false;
	WebAssembly.Instance = new Proxy(WebAssembly.Instance, { construct(of, args) {
		const { exports } = new of(...args), SOUND_URL = 67;
		return { exports: { ...exports, webim_hot: (op, n) => exports.webim_hot(breakHot ? SOUND_URL : op, breakHot ? 0 : n) } };
	} });
</script>`

// chat is an expression that sends a message and receives one, to check that the SDK
// still works.
const chat = `(async () => {
	const sent = await send('still here');
	const n = received.length;
	push({ Event: 9, C2cMsgArray: [{ From_Account: 'bob', To_Account: 'me', MsgSeq: ++seq, MsgRandom: seq, MsgTimeStamp: 1500000000, NoticeSeq: seq,
		MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } }] }] });
	while (received.length === n) await new Promise((later) => setTimeout(later));
	return [sent, webim.Tool.formatText2Html('<'), received.length - n].join();
})()`

func openFaultPage(t *testing.T, open func(string) *browser.Tab) *browser.Tab {
	tab := open(newSite(t, site{"/": page(`<script>` + network + `</script>` + hotPanic + `<script src="/webim.js"></script><script>
		received = []; seq = 0; onMessage = null;
		inside = login({ onMsgNotify(list) { received.push(...list); if (onMessage) onMessage(); } });
	</script>`)}))
	tab.Eval(`inside.then(() => 0)`, nil)
	return tab
}

func TestPanicsAreErrors(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := openFaultPage(t, open)
		// Each panic occurs three times, to check that the stack pointer is restored.
		for _, test := range []struct{ name, provoke, want string }{
			{"call", `send('break:call')`, "webim.sendMsg: injected: call[-100]"},
			{"response", `send('break:response')`, "reply: injected: response[-100]"},
			{"fast path", `(breakHot = true, got = String(webim.Tool.formatText2Html('<')), breakHot = false, got)`, "undefined"},
			{"out of memory", `send('break:memory')`, "webim.sendMsg: runtime error: out of memory[-100]"},
			{"upload", `new Promise((ok) => webim.uploadPic({ file: new File(['x'], 'break:call.png'), From_Account: 'break:call', To_Account: 'break:call', businessType: 2 },
				() => ok('done'), (e) => ok(e.ErrorInfo)))`, "read: injected: call[-100]"},
		} {
			t.Run(test.name, func(t *testing.T) {
				for range 3 {
					assert.Equal(t, test.want, evalString(t, tab, test.provoke))
					assert.Equal(t, "sent,&lt;,1", evalString(t, tab, chat))
				}
			})
		}
		// The second panic leaves no call pending.
		t.Run("second panic in Recover", func(t *testing.T) {
			for range 3 {
				assert.Equal(t, "webim: injected: response[-100]", evalString(t, tab, `new Promise((ok) => webim.syncGroupMsgs(
					{ GroupId: 'break:twice', ReqMsgSeq: 5, ReqMsgNumber: 3 }, () => ok('done'), (e) => ok(e.ErrorInfo)))`))
				assert.Equal(t, "sent,&lt;,1", evalString(t, tab, chat))
			}
		})
		t.Run("unbounded recursion", func(t *testing.T) {
			// The text after the prefix depends on the engine.
			assert.Regexp(t, `^webim.sendMsg: .+\[-100\]$`, evalString(t, tab, `send('break:depth')`))
			assert.Equal(t, "sent,&lt;,1", evalString(t, tab, chat))
		})
		t.Run("timer", func(t *testing.T) {
			tab.Eval(`send('break:timer').then(() => { pollsToLose = 1; push(); })`, nil)
			panicked := func() bool {
				for _, line := range consoleLines(tab, "error") {
					if line == "[webim] panic: injected: timer" {
						return true
					}
				}
				return false
			}
			require.Eventually(t, panicked, 20*time.Second, 10*time.Millisecond)
			tab.Eval(`void window.dispatchEvent(new Event('online'))`, nil) // retry at once
			assert.Equal(t, "sent,&lt;,1", evalString(t, tab, chat))
		})
		t.Run("nested callbacks", func(t *testing.T) {
			assert.Equal(t, "webim.sendMsg: injected: call[-100],sent,reply: injected: response[-100]", evalString(t, tab, `(async () => {
				const results = [];
				const done = new Promise((ok) => {
					onMessage = () => {
						onMessage = null;
						webim.sendMsg(message('bob', 'break:call'), null, (e) => {
							results.push(e.ErrorInfo);
							webim.sendMsg(message('bob', 'fine'), () => {
								results.push('sent');
								breakHot = true; webim.Tool.formatText2Html('<'); breakHot = false;
								webim.sendMsg(message('bob', 'break:response'), null, (e) => { results.push(e.ErrorInfo); ok(); });
							});
						});
					};
				});
				push({ Event: 9, C2cMsgArray: [{ From_Account: 'bob', To_Account: 'me', MsgSeq: ++seq, MsgRandom: seq, MsgTimeStamp: 1500000000, NoticeSeq: seq,
					MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hello' } }] }] });
				await done;
				return results.join();
			})()`))
			assert.Equal(t, "sent,&lt;,1", evalString(t, tab, chat))
		})
		assert.Equal(t, "running", evalString(t, tab, state))
		var calls int
		tab.Eval(held+`.calls`, &calls)
		assert.Zero(t, calls, "no callback may be leaked")
	})
}

// Each panic logs one line to the console.
func TestPanicLogsOneLine(t *testing.T) {
	inBrowsers(t, func(t *testing.T, open func(string) *browser.Tab) {
		tab := openFaultPage(t, open)
		before := len(consoleLines(tab, "error"))
		require.Contains(t, evalString(t, tab, `send('break:call')`), "injected: call")
		lines := consoleLines(tab, "error")[before:]
		require.Len(t, lines, 1)
		assert.Equal(t, "[webim] panic: injected: call", lines[0])
	})
}
