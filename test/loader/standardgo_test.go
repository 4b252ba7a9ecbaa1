package loader

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"webim.js/test/browser"
)

// The script that standard Go builds, for machines without TinyGo, signs in, sends
// and receives.
func TestStandardGoBuildWorks(t *testing.T) {
	dir := t.TempDir()
	pack := exec.Command("go", "run", "./shim/pack", "-out", dir, "-compiler", "go")
	pack.Dir = "../.."
	out, err := pack.CombinedOutput()
	require.NoError(t, err, string(out))
	sdk, err := os.ReadFile(filepath.Join(dir, "webim.js"))
	require.NoError(t, err)

	tab := browser.Open(t, browser.Chromium, browser.Options{})
	tab.Goto(newSite(t, site{"/webim.js": script(sdk), "/": page(
		`<script>` + network + `</script><script src="/webim.js"></script>` + firstUse)}))
	requireFirstUse(t, tab)
	assert.Equal(t, "sent", evalString(t, tab, `login({ onMsgNotify: (list) => { received = list.map((m) => m.toHtml()).join() } }).then(() => send('hello'))`))
	tab.Eval(`push({ Event: 9, C2cMsgArray: [{ From_Account: 'bob', To_Account: 'me', MsgSeq: 1, MsgRandom: 1, MsgTimeStamp: 1500000000,
		NoticeSeq: 1, MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'a<b' } }] }] })`, nil)
	tab.WaitFor(`window.received === 'a&lt;b'`)
	requireNoWarnings(t, tab)
}
