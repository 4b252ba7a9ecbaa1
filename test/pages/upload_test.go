package pages

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

// sliceSize is the slice size of each dialect, in bytes.
var sliceSize = map[string]int{"1.3": 120 << 10, "1.7": 1080 << 10}

const fileSize = 2_500_000 // three slices of 1.7

// contents returns the bytes that the page's makeFile generates.
func contents() []byte {
	b := make([]byte, fileSize)
	for i := range b {
		b[i] = byte(i*31 + i>>8)
	}
	return b
}

// upload uploads a file, a JavaScript value that may be a promise, and requires the
// condition on the response a.
func (p *person) upload(fn, file, options, condition string) {
	p.t.Helper()
	r := p.evalCall(fmt.Sprintf(`Promise.resolve(%s).then(function (file) { window.file = file; return upload(%q, {file: file, To_Account: 'ben', businessType: 2, %s}) })`, file, fn, options), condition)
	require.Truef(p.t, r.OK && r.Met, "%s (%s): upload by %s: want %s, got %s", p.name, p.dialect, fn, condition, r.Text)
}

// requireTrue requires that a JavaScript condition is true.
func (p *person) requireTrue(condition string) {
	p.t.Helper()
	var met bool
	p.Eval(fmt.Sprintf(`Promise.resolve(%s).then(Boolean)`, condition), &met)
	require.Truef(p.t, met, "%s (%s): %s", p.name, p.dialect, condition)
}

func TestUploadsReachPeer(t *testing.T) {
	fx := newFixture(t)
	ben := fx.signIn(t, "1.7", "ben")
	old := fx.signIn(t, "1.3", "oldben")
	old.awaitPoll(ben)
	for _, dialect := range dialects {
		ann := fx.signIn(t, dialect, "ann"+dialect)
		for _, p := range []*person{ben, old} {
			ann.testPictureUploads(p)
		}
		ann.testUploadInOnePiece()
		ann.testStoppedUpload()
	}
	ann := fx.signIn(t, "1.7", "ann")
	ann.testFileUploads(ben, old)
	ann.testApplyDownload(ben)
}

// pictureKinds is the condition that a response has a picture's three sizes.
const pictureKinds = `a.ActionStatus === 'OK' && a.File_UUID && a.URL_INFO.map(function (p) { return p.PIC_TYPE }).sort().join() === '1,2,4'`

const originalURL = `up.ended.URL_INFO.filter(function (p) { return p.PIC_TYPE === 1 })[0].DownUrl`

// testPictureUploads uploads a small picture in one slice and a large one in many; peer
// renders the small size.
func (p *person) testPictureUploads(peer *person) {
	for _, size := range []string{"40, 30", "1000, 900"} {
		p.upload("uploadPic", "makePicture('p.png', "+size+")", "", pictureKinds)
		p.requireTrue(fmt.Sprintf(`isSteady(file.size, %d) && (slices === up.progress.length || slices === 1)`, sliceSize[p.dialect])) // 1: the server already has it
		p.requireTrue(fmt.Sprintf(`isSame(%s, file)`, originalURL))
		r := p.evalCall(fmt.Sprintf(`post('C2C', %q, pictureMessage(up.ended))`, peer.name), `a.ActionStatus === 'OK'`)
		require.Truef(p.t, r.OK && r.Met, "sending a picture: %s", r.Text)
		var uuid string
		p.Eval(`up.ended.File_UUID`, &uuid)
		img := fmt.Sprintf(`document.querySelector('#messages img[id="%s"]')`, uuid)
		peer.openConversation("C2C", p.name)
		peer.WaitFor(fmt.Sprintf(`%[1]s && %[1]s.complete && %[1]s.naturalWidth > 0`, img))
		var small struct{ PIC_Width, PIC_Height int }
		p.Eval(`up.ended.URL_INFO.filter(function (p) { return p.PIC_TYPE === 2 })[0]`, &small)
		peer.requireTrue(fmt.Sprintf(`%[1]s.naturalWidth === %[2]d && %[1]s.naturalHeight === %[3]d`, img, small.PIC_Width, small.PIC_Height))
	}
}

// testUploadInOnePiece uses the two ways for pages that cannot slice files.
func (p *person) testUploadInOnePiece() {
	p.upload("uploadPic", "makePicture('one.png', 50, 41)", "", pictureKinds)
	for _, fn := range []string{"uploadPicByBase64", "uploadFileByBase64"} {
		p.Eval(`makePicture('two.png', 60, 42).then(function (f) { window.file = f; return base64(f) }).then(function (b) { window.encoded = b })`, nil)
		p.expectResponse("uploadPic", `{From_Account: loginInfo.identifier, file: file, To_Account: 'ben', businessType: 2}`, `(window.first = a) && a.File_UUID`)
		p.expectResponse(fn, `{toAccount: 'ben', businessType: 2, fileMd5: '`+p.md5OfFile()+`', totalSize: file.size, base64Str: encoded}`,
			`(up = {ended: a}) && a.IsFinish === 1 && a.Next_Offset === file.size && `+pictureKinds)
		p.requireTrue(fmt.Sprintf(`isSame(%s, file)`, originalURL))
	}

	p.Eval(`makePicture('form.png', 70, 43).then(function (f) { window.file = f; fileForm(f) })`, nil)
	p.expectResponse("submitUploadFileForm", `{formId: 'upload', fileId: 'chosen', To_Account: 'ben', businessType: 2, fileType: 1}`, `(up = {ended: a}) && a.IsFinish === 1 && `+pictureKinds)
	p.requireTrue(fmt.Sprintf(`isSame(%s, file)`, originalURL))
	p.expectErrorMatching("submitUploadFileForm", `{formId: 'none', fileId: 'chosen'}`, `/formId=none/.test(a.ErrorInfo)`)
	p.expectErrorMatching("submitUploadFileForm", `{formId: 'upload', fileId: 'none'}`, `/fileId=none/.test(a.ErrorInfo)`)
}

// md5OfFile returns the digest of the page's file, computed in Go.
func (p *person) md5OfFile() string {
	p.t.Helper()
	var data []byte
	p.Eval(`base64(file)`, &data)
	sum := md5.Sum(data)
	return hex.EncodeToString(sum[:])
}

// testStoppedUpload checks that a stopped upload calls no callback, and that the next one
// works.
func (p *person) testStoppedUpload() {
	p.Eval(`(function (button) { upload('uploadPic', {file: makeFile('stop.bin', 2500000), To_Account: 'ben', businessType: 2, abortButton: button});
		window.stopped = up; up.onProgress = function () { button.onclick() } })(document.createElement('button'))`, nil)
	p.WaitFor(`stopped.progress.length === 1`)
	p.upload("uploadPic", "makePicture('next.png', 20, 20)", "", pictureKinds)
	p.requireTrue(`stopped.ended === null && stopped.progress.length === 1`)
}

// testFileUploads tests features of 1.7: uploads of files of any kind, and file messages.
func (p *person) testFileUploads(peers ...*person) {
	sum := md5.Sum(contents())
	for _, fn := range []string{"uploadFile", "uploadPic"} { // both names of one function
		p.upload(fn, fmt.Sprintf("makeFile('报告 1.bin', %d)", fileSize), "fileType: 2", fmt.Sprintf(`a.ActionStatus === 'OK' && a.File_Size === %d && typeof a.URL_INFO === 'string'`, fileSize))
		p.requireTrue(fmt.Sprintf(`up.options.fileMd5 === %q && isSame(up.ended.URL_INFO, file)`, hex.EncodeToString(sum[:])))
	}
	for _, peer := range peers {
		r := p.evalCall(fmt.Sprintf(`post('C2C', %q, function (msg) { msg.addFile(new webim.Msg.Elem.File(up.ended.File_UUID, file.name, up.ended.File_Size,
			loginInfo.identifier, %[1]q, up.ended.Download_Flag, 'C2C')) })`, peer.name), `a.ActionStatus === 'OK'`)
		require.Truef(p.t, r.OK && r.Met, "sending a file: %s", r.Text)
		peer.openConversation("C2C", p.name)
		peer.WaitFor(`document.querySelector('#messages a')`)
		peer.WaitFor(`document.getElementById('messages').textContent.indexOf('报告 1.bin') >= 0`)
		var address string
		if peer.dialect == "1.7" {
			peer.Eval(`document.querySelector('#messages a').click()`, nil)
			peer.WaitFor(`opened.length === 1`)
			peer.Eval(`opened[0]`, &address)
		} else {
			peer.Eval(`document.querySelector('#messages a').href`, &address)
		}
		checkDownload(p.t, address, "报告 1.bin")
	}
}

// checkDownload requests a URL like a browser that saves the file under name.
func checkDownload(t *testing.T, address, name string) {
	t.Helper()
	res, err := http.Get(address)
	require.NoError(t, err)
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, res.StatusCode)
	assert.Equal(t, md5.Sum(contents()), md5.Sum(got))
	kind, params, err := mime.ParseMediaType(res.Header.Get("Content-Disposition"))
	require.NoError(t, err)
	assert.Equal(t, "attachment", kind)
	assert.Equal(t, name, params["filename"])
}

// testApplyDownload tests apply_download, called by the page itself and by an element
// of a received message.
func (p *person) testApplyDownload(peer *person) {
	p.expectResponse("applyDownload", `{From_Account: loginInfo.identifier, To_Account: 'ben', os_platform: 10, Timestamp: '1', Random: '1', request_info: [{busi_id: 2,
		download_flag: 0, type: 2, uuid: up.ended.File_UUID, version: 1, auth_key: '', ip: ''}]}`, `a.error_code === 0 && (window.address = a.response_info.url)`)
	p.requireTrue(`isSame(address, file)`)
	p.expectError("applyDownload", `{From_Account: loginInfo.identifier, request_info: [{uuid: 'none'}]}`, -6)

	var uuid string
	p.Eval(`up.ended.File_UUID`, &uuid)
	peer.Eval(fmt.Sprintf(`(window.element = new webim.Msg.Elem.File(%q, '二.bin', 1, %q, 'ben', 0, 'C2C')), null`, uuid, p.name), nil)
	peer.awaitNoticeWith("download", fmt.Sprintf(`a.uuid === %q && a.url && a.maps['uuid_' + a.uuid] === a.url`, uuid))
	peer.WaitFor(fmt.Sprintf(`element.downUrl === webim.Resources.downloadMap['uuid_%s']`, uuid))
	peer.Eval(fmt.Sprintf(`webim.onDownFile(%q)`, uuid), nil)
	peer.WaitFor(`opened.slice(-1)[0] === element.downUrl`)
}

// An upload that the server refuses is not retried.
func TestUploadFailsAtOnce(t *testing.T) {
	fx := newFixture(t, "-max-upload", "1000000")
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		ann := signIn(t, kind, fx.server, fx.site, "1.7", "ann")
		for what, want := range map[string]string{
			"makeFile('none.png', 9)":        `-100`,
			"makeFile('large.bin', 1000001)": `-6`,
			"undefined":                      `-19`,
		} {
			began := time.Now()
			r := ann.evalCall(fmt.Sprintf(`upload('uploadPic', {file: %s, To_Account: 'ben', businessType: 2})`, what), `a.ErrorCode === `+want)
			assert.True(t, !r.OK && r.Met, "%s: %s", what, r.Text)
			assert.Less(t, time.Since(began), 10*time.Second, what)
		}
	}
}

// A slice may take longer than the timeout of other requests, and the page sees the
// progress. The two browsers upload at the same time.
func TestUploadOnSlowNetworkSucceeds(t *testing.T) {
	const speed = 32 << 10 // bytes per second
	fx := newFixture(t)
	t.Run("chromium", func(t *testing.T) {
		t.Parallel()
		ann := signIn(t, browser.Chromium, fx.server, fx.site, "1.7", "ann")
		require.NoError(t, ann.Page.(browser.Throttler).Throttle(t.Context(), 1, 8*speed, 0))
		ann.testSlowUpload()
	})
	t.Run("firefox", func(t *testing.T) {
		t.Parallel()
		ben := signIn(t, browser.Firefox, fx.server, site(t, throttle(t, fx.server, speed)+"sdk/webim.js"), "1.7", "ben")
		ben.testSlowUpload()
	})
}

func (p *person) testSlowUpload() {
	p.Limit = time.Minute
	began := time.Now()
	p.upload("uploadFile", "makeFile('slow.bin', 400000)", "fileType: 2", `a.ActionStatus === 'OK' && a.File_Size === 400000`)
	assert.Greater(p.t, time.Since(began), 15*time.Second, "the network must be slow")
	p.requireTrue(`up.progress.length === 1 && up.progress[0][0] === 400000`)
}

// throttle returns the URL of a proxy to a server that forwards requests at a rate in
// bytes per second.
func throttle(t *testing.T, server *stack.Server, perSecond int) string {
	t.Helper()
	const piece = 1 << 10
	u, err := url.Parse(server.URL)
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	limit := rate.NewLimiter(rate.Limit(perSecond), piece)
	forward := func(up, down net.Conn) {
		defer up.Close()
		for buffer := make([]byte, piece); ; {
			n, err := down.Read(buffer)
			if err != nil || limit.WaitN(t.Context(), n) != nil {
				return
			}
			if _, err := up.Write(buffer[:n]); err != nil {
				return
			}
		}
	}
	go func() {
		for {
			down, err := listener.Accept()
			if err != nil {
				return // closed
			}
			up, err := net.Dial("tcp", u.Host)
			if err != nil {
				down.Close()
				continue
			}
			go forward(up, down)
			go func() {
				defer down.Close()
				_, _ = io.Copy(down, up) // ends with the connection
			}()
		}
	}()
	return "http://" + listener.Addr().String() + "/"
}

// The response to a form may be a page of an intermediary.
func TestFormUploadWithoutResponseFails(t *testing.T) {
	fx := newFixture(t)
	ann := fx.signIn(t, "1.7", "ann")
	ann.Eval(`makePicture('form.png', 7, 4).then(function (f) { fileForm(f);
		HTMLFormElement.prototype.submit = function () { this.action = '/no-such-page'; this.requestSubmit(); } })`, nil)
	ann.expectError("submitUploadFileForm", `{formId: 'upload', fileId: 'chosen', To_Account: 'ben', businessType: 2, fileType: 1}`, -2)
	ann.requireTrue(`!document.querySelector('iframe')`)
}
