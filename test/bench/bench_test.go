package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

func TestMedian(t *testing.T) {
	assert.Equal(t, 2.0, median([]float64{3, 1, 2}))
	assert.Equal(t, 2.5, median([]float64{4, 1, 2, 3}))
	assert.Equal(t, 0.0, median(nil))
}

func TestPlainScriptSize(t *testing.T) {
	script := plainScript(originalSize, originalBrotli)
	assert.Len(t, script, originalSize)
	small, err := packed(script, brotlied)
	require.NoError(t, err)
	assert.InDelta(t, originalBrotli, len(small), 3000)
}

func TestLongestTask(t *testing.T) {
	url := "http://host/dist/webim.js"
	event := func(name string, tid int, ts, dur float64, args string) browser.TraceEvent {
		return browser.TraceEvent{Name: name, Pid: 1, Tid: tid, Ts: ts, Dur: dur, Args: []byte(args)}
	}
	const task = "ThreadControllerImpl::RunTask"
	longest, err := longestTask([]browser.TraceEvent{
		event("EvaluateScript", 1, 0, 900e3, `{"data":{"url":"http://host/page/tag?src=/dist/webim.js"}}`),
		event(task, 1, 500e3, 400e3, `{}`), // ends before
		event(task, 1, 995e3, 20e3, `{}`),  // contains the evaluation
		event("EvaluateScript", 1, 1000e3, 12e3, `{"data":{"url":"`+url+`"}}`),
		event(task, 2, 1100e3, 500e3, `{}`), // another thread
		event(task, 1, 1100e3, 7e3, `{}`),
		event(task, 1, 1200e3, 9e3, `{}`),
	}, url)
	require.NoError(t, err)
	assert.Equal(t, 20.0, longest)
	_, err = longestTask(nil, url)
	assert.Error(t, err)
}

func TestReportMarksMissedTargets(t *testing.T) {
	r := newReport(true)
	r.add(row{"one", "1", "2", true})
	r.add(row{"two", "3", "2", false})
	r.add(row{what: "three", measured: "4"})
	r.detail("reason: %s", "this")
	var out bytes.Buffer
	r.print(&out)
	assert.Regexp(t, `one +1 +2 +met\n`, out.String())
	assert.Regexp(t, `two +3 +2 +over\n`, out.String())
	assert.Regexp(t, `three +4 +\n`, out.String())
	assert.Contains(t, out.String(), "reason: this")
}

// The pages work with the plain script, independently of the SDK.
func TestMeasuringPagesRunPlainScript(t *testing.T) {
	dist := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dist, "webim.js"), []byte("// unused in this test"), 0o600))
	s, err := newSite(dist)
	require.NoError(t, err)
	defer s.Close()
	page := browser.Open(t, browser.Chromium, browser.Options{})
	page.Goto(s.url + "/page/tag?src=/plain.js")
	var took float64
	page.Eval(`typeof plainSDK.call100 === 'function' ? after - before : -1`, &took)
	assert.Positive(t, took)

	page.Goto(s.url + "/page/messages?src=/plain.js")
	var html []string
	page.Eval(`(() => {
		plain.pictures.set('[face]', 'data:image/png;base64,x&y');
		const poll = JSON.stringify({ EventArray: [{ Event: 3, GroupMsgArray: [1, 2, 2].map(seq => ({
			From_Account: 'bob', ToGroupId: '@g', MsgSeq: seq, MsgRandom: 5, MsgTimeStamp: 9, GroupInfo: { GroupName: 'G' },
			MsgBody: [
				{ MsgType: 'TIMTextElem', MsgContent: { Text: '<i> & "q"' } },
				{ MsgType: 'TIMFaceElem', MsgContent: { Index: 1, Data: '[face]' } },
				{ MsgType: 'TIMCustomElem', MsgContent: { Data: "<'>" } }] })) }] });
		return plain.take(poll, 'me').map(m => m.toHtml()).concat(plain.take(poll, 'me').map(m => 'again'));
	})()`, &html)
	want := `&lt;i&gt; & &quot;q&quot;<img src='data:image/png;base64,x&amp;y'/>&lt;&#39;&gt;`
	assert.Equal(t, []string{want, want}, html, "two messages, without duplicates")
	assert.Empty(t, page.Errors())

	_, err = eval[float64](context.Background(), &measurer{browser: failingBrowser{}, site: s}, "tag", ours, "1")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// The SDK and the plain loop do the same work.
func TestPlainLoopMatchesSDK(t *testing.T) {
	s, err := newSite(filepath.Join("..", "..", "dist"))
	require.NoError(t, err)
	defer s.Close()
	page := browser.Open(t, browser.Chromium, browser.Options{})
	page.Goto(s.url + "/page/messages?src=" + ours)
	var differs string
	page.Eval(`messages.signIn().then(() => messages.round(0)).then((r) => r.differs)`, &differs)
	assert.Empty(t, differs)
	assert.Empty(t, page.Errors())
}

// failingBrowser is a browser that cannot open pages.
type failingBrowser struct{ browser.Browser }

func (failingBrowser) NewPage(context.Context, browser.Options) (browser.Page, error) {
	return nil, os.ErrNotExist
}

func TestDocsTakeFigures(t *testing.T) {
	r := newReport(false)
	r.add(row{"one", "1 ms", "2 ms", true})
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		require.NoError(t, err)
		return string(text)
	}
	text, err := withTable(read("performance.md"), r, "Chromium 1.")
	require.NoError(t, err)
	assert.Contains(t, text, "Chromium 1.\n\n| what | measured | target |\n| --- | --- | --- |\n| one | 1 ms | 2 ms |\n"+tableEnd)
	_, err = withTable("no markers", r, "")
	assert.Error(t, err)
	for _, name := range []string{"en/performance.md", "zh/performance.md"} {
		text, err := withFigures(read(name), map[string]string{"first call, Chromium": "991", "first call, Firefox": "992", "slow phone": "9.93"})
		require.NoError(t, err, name)
		assert.Regexp(t, "Chromium 991 .*Firefox 992 ", text)
		assert.Regexp(t, `\| – \| 9\.93 (s|秒) \|`, text)
	}
}
