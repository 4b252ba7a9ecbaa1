package webim

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

const picUp = "openpic/pic_up"

// fakeFile is a File whose reads complete when the test calls step.
type fakeFile struct {
	name  string
	data  []byte
	fails bool // reads fail
	short bool // reads return a byte less than requested
	reads []func()
}

func (f *fakeFile) Name() string { return f.name }
func (f *fakeFile) Size() int64  { return int64(len(f.data)) }

func (f *fakeFile) Read(from, to int64, done func([]byte, string)) {
	f.reads = append(f.reads, func() {
		switch {
		case f.fails:
			done(nil, "gone")
		case f.short:
			done(f.data[from:to-1], "")
		default:
			done(slices.Clone(f.data[from:to]), "")
		}
	})
}

// step completes the oldest pending read, and reports whether there was one.
func (f *fakeFile) step() bool {
	if len(f.reads) == 0 {
		return false
	}
	read := f.reads[0]
	f.reads = f.reads[1:]
	read()
	return true
}

// upload is an upload under test, with its file and the reported progress.
type upload struct {
	*rig
	file     *fakeFile
	slices   []jsontext.Value // bodies of the requests
	progress []int64
	stop     func()
}

// slice is the size of the slices in most of these tests.
const slice = 100

// startUpload starts an upload of size bytes in slices of slice bytes.
func startUpload(t *testing.T, dialect string, size int, options string, h handler) *upload {
	r := connectedRig(t, dialect)
	small := *r.d
	small.upload.slice = slice
	r.d = &small
	return r.startUpload(size, options, h)
}

func (r *rig) startUpload(size int, options string, h handler) *upload {
	u := &upload{rig: r, file: &fakeFile{name: "a b.txt", data: bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size]}}
	if h != nil {
		r.onCall(picUp, func(body jsontext.Value, n int) reply {
			u.slices = append(u.slices, body)
			return h(body, n)
		})
	}
	u.stop = r.Upload(UploadCall{
		Options: value(r.t, options), File: u.file, Done: r.done("upload"),
		Digest: func(md5 string) { r.trace = append(r.trace, "md5 "+md5) },
		Progress: func(loaded, total int64) {
			assert.Equal(r.t, int64(size), total)
			u.progress = append(u.progress, loaded)
		},
	})
	return u
}

// run completes reads and requests until none is pending, and returns the calls of the
// page's callbacks.
func (u *upload) run() []string {
	for range 1000 {
		u.settle()
		if !u.file.step() {
			return u.callbacks()
		}
	}
	u.t.Fatal("the upload did not finish")
	return nil
}

// acceptSlices is a handler that accepts each slice and requests the next one.
func acceptSlices(body jsontext.Value, _ int) reply {
	next := body.Get("Slice_Offset").Int() + body.Get("Slice_Size").Int()
	if next == body.Get("File_Size").Int() {
		return uploadEnd(next)
	}
	return uploadNext(next)
}

func uploadEnd(next int) reply {
	return okWith(fmt.Sprintf(`"IsFinish":1,"Next_Offset":%d,"File_UUID":"uu","URL_INFO":[{"PIC_TYPE":1}],"More":1`, next))
}

func uploadNext(next int) reply { return okWith(fmt.Sprintf(`"IsFinish":0,"Next_Offset":%d`, next)) }

const (
	slice17 = 1080 * 1024
	slice13 = 120 * 1024
)

func TestUploadSendsSlices(t *testing.T) {
	const (
		fields17 = `"App_Version":"2.1","From_Account":"me","To_Account":"bob","Seq":1,"Timestamp":1500000000,"Random":1,"File_Str_Md5":"%s","File_Size":%d,"Server_Ver":1,"Auth_Key":"key","Busi_Id":2,"PkgFlag":1`
		fields13 = `"App_Version":"v1.3","From_Account":"alias","To_Account":"bob","Seq":1,"Timestamp":1500000000,"Random":1,"File_Str_Md5":"%s","File_Size":%d,"Busi_Id":2,"PkgFlag":1`
		end17    = `,"content_type":"application/x-www-form-urlencoded"`
	)
	for _, c := range []struct {
		dialect, fields, end string
		real                 bool // slices of the dialect's size, not of slice bytes
		size, slices         int
	}{
		{"1.7", fields17, end17, true, 2*slice17 + 5, 3}, // more than one read for the digest
		{"1.7", fields17, end17, false, 2 * slice, 2},
		{"1.7", fields17, end17, false, 0, 1},
		{"1.3", fields13, "", true, 2*slice13 + 5, 3},
	} {
		const options = `{"From_Account":"alias","To_Account":"bob","businessType":2}`
		var u *upload
		if c.real {
			u = connectedRig(t, c.dialect).startUpload(c.size, options, acceptSlices)
		} else {
			u = startUpload(t, c.dialect, c.size, options, acceptSlices)
		}
		callbacks := u.run()
		sum := md5.Sum(u.file.data)
		digest := hex.EncodeToString(sum[:])
		result := fmt.Sprintf(`upload ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","File_UUID":"uu","File_Size":%d,"URL_INFO":[{"PIC_TYPE":1}]}`, c.size)
		if c.dialect == "1.3" {
			result = strings.Replace(result, fmt.Sprintf(`"File_Size":%d,`, c.size), "", 1)
		}
		assert.Equal(t, []string{"md5 " + digest, result}, callbacks)
		require.Len(t, u.slices, c.slices)
		slice, offset := u.d.upload.slice, int64(0)
		var loaded []int64
		for _, body := range u.slices {
			piece := u.file.data[offset:min(offset+slice, int64(c.size))]
			assert.Equal(t, "{"+fmt.Sprintf(c.fields, digest, c.size)+fmt.Sprintf(`,"Slice_Offset":%d,"Slice_Size":%d,"Slice_Data":%q`, offset, len(piece), base64.StdEncoding.EncodeToString(piece))+c.end+"}", body.JSON())
			offset += int64(len(piece))
			loaded = append(loaded, offset)
		}
		assert.Equal(t, loaded, u.progress)
	}
}

// The client builds the URL of a file and stores it for webim.onDownFile.
func TestUploadOfFileBuildsURL(t *testing.T) {
	u := startUpload(t, "1.7", 5, `{"fileType":2,"businessType":1}`, func(jsontext.Value, int) reply {
		return okWith(`"IsFinish":1,"Next_Offset":5,"File_UUID":"uu","Download_Flag":2`)
	})
	const address = `"http://1.2.3.4:80/asn.com/stddownload_common_file?authkey=key&bid=10001&subbid=1400000001&fileid=uu&filetype=2107&openid=me&ver=0&filename=a%20b.txt"`
	assert.Equal(t, `upload ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","File_UUID":"uu","File_Size":5,"URL_INFO":`+address+`,"Download_Flag":2}`, u.run()[1])
	assert.Equal(t, address, u.page.urls["uu"])
	assert.Equal(t, 2, u.slices[0].Get("File_Type").Int())

	u = startUpload(t, "1.7", 5, `{"fileType":2}`, acceptSlices)
	u.tickets = Downloads{}
	assert.Contains(t, u.run()[1], `"URL_INFO":null`)
	assert.Equal(t, "null", u.slices[0].Get("Auth_Key").JSON())
	assert.Equal(t, "null", u.page.urls["uu"])
}

// The end is read from the response by loose comparison, as in the original.
func TestUploadEndsOnIsFinish(t *testing.T) {
	for field, end := range map[string]bool{`"IsFinish":1`: true, `"IsFinish":"1"`: true, ``: true, `"IsFinish":2`: true, `"IsFinish":null`: true, `"IsFinish":true`: true,
		`"IsFinish":0`: false, `"IsFinish":"0"`: false, `"IsFinish":""`: false, `"IsFinish":false`: false} {
		u := startUpload(t, "1.7", slice+1, `{}`, func(body jsontext.Value, n int) reply {
			if n > 1 {
				return uploadEnd(slice + 1)
			}
			return okWith(strings.TrimPrefix(field+`,"Next_Offset":5`, ","))
		})
		assert.Len(t, u.run(), 2)
		if end {
			assert.Len(t, u.slices, 1, field)
		} else {
			require.Len(t, u.slices, 2, field)
			assert.Equal(t, 5, u.slices[1].Get("Slice_Offset").Int())
		}
	}
}

// The server chooses the offset of the next slice: forward, back, or inside a slice.
func TestUploadFollowsNextOffset(t *testing.T) {
	const size = 3 * slice
	responses := []int{slice, 7, 2*slice + 10, 0}
	u := startUpload(t, "1.7", size, `{}`, func(body jsontext.Value, n int) reply {
		if n > len(responses) {
			return acceptSlices(body, n)
		}
		return uploadNext(responses[n-1])
	})
	assert.Contains(t, u.run()[1], "upload ok")
	var offsets []int
	for _, body := range u.slices {
		offsets = append(offsets, body.Get("Slice_Offset").Int())
		data, err := base64.StdEncoding.DecodeString(body.Get("Slice_Data").Str())
		require.NoError(t, err)
		from := body.Get("Slice_Offset").Int()
		assert.True(t, bytes.Equal(u.file.data[from:min(from+slice, size)], data))
	}
	assert.Equal(t, []int{0, slice, 7, 2*slice + 10, 0, slice, 2 * slice}, offsets)
	assert.Equal(t, []int64{slice, 7, 2*slice + 10, 0, slice, 2 * slice, 3 * slice}, u.progress, "progress must equal the server's offset")
}

// Invalid offsets end the upload with an error. The original hung or looped.
func TestUploadWithInvalidOffsetFails(t *testing.T) {
	for name, response := range map[string]reply{
		"the end without IsFinish": uploadNext(slice + 5), "after the end": uploadNext(slice + 99), "before the start": uploadNext(-1),
		"the start, repeatedly": uploadNext(0), "no offset": okWith(`"IsFinish":0`), "not a number": okWith(`"IsFinish":0,"Next_Offset":"x"`),
	} {
		u := startUpload(t, "1.7", slice+5, `{}`, func(jsontext.Value, int) reply { return response })
		callbacks := u.run()
		require.Len(t, callbacks, 2, name)
		assert.Contains(t, callbacks[1], `upload err {"ActionStatus":"FAIL","ErrorCode":-100,`)
	}
}

// A lost slice is sent again after a second, up to twenty times.
func TestUploadRepeatsLostSlice(t *testing.T) {
	for _, bad := range []reply{lost, notJSON, {status: 502}, failWith(60007, "too many requests")} {
		u := startUpload(t, "1.7", slice+5, `{}`, func(body jsontext.Value, n int) reply {
			if n == 1 || n == 25 {
				return acceptSlices(body, n)
			}
			return bad
		})
		u.run()
		u.take()
		for n := 2; n < 22; n++ {
			if u.clock.timers[0].at-u.clock.now == lostDelay {
				u.advance(lostDelay)
			}
			require.Len(t, u.slices, n)
			u.advance(retryPause - time.Millisecond)
			require.Len(t, u.slices, n)
			u.advance(time.Millisecond)
			u.run()
		}
		u.advance(time.Hour)
		assert.Len(t, u.slices, 22, "the slice must be sent again twenty times")
		for _, again := range u.slices[2:] {
			assert.Equal(t, u.slices[1].JSON(), again.JSON())
		}
		assert.Equal(t, []int64{slice}, u.progress, "progress must equal the server's offset")
	}
}

// A slice that the server refuses with a code is not retried.
func TestUploadRefusedEndsAtOnce(t *testing.T) {
	for _, code := range []int{-3, -6, -8, -9, 91101, 20005} {
		u := startUpload(t, "1.7", 5, `{}`, func(jsontext.Value, int) reply { return failWith(code, "no") })
		callbacks := u.run()
		require.Len(t, callbacks, 2)
		assert.Contains(t, callbacks[1], fmt.Sprintf(`upload err {"ActionStatus":"FAIL","ErrorCode":%d,`, code))
		u.advance(time.Hour)
		assert.Len(t, u.slices, 1)
		assert.Empty(t, u.progress)
	}
}

// Each upload counts its own losses, and each accepted slice resets the count.
func TestUploadsCountLossesSeparately(t *testing.T) {
	u := startUpload(t, "1.7", 5, `{}`, func(jsontext.Value, int) reply { return lost })
	for range 30 {
		u.run()
		u.advance(2 * time.Second)
	}
	assert.Len(t, u.slices, 21)
	u.take()
	again := u.rig.startUpload(2, `{}`, func(body jsontext.Value, n int) reply {
		if n < 20 {
			return lost
		}
		return acceptSlices(body, n)
	})
	for range 30 {
		again.run()
		again.advance(2 * time.Second)
	}
	assert.Len(t, again.slices, 20)
	assert.Equal(t, []int64{2}, again.progress)
}

// The timeout of a slice allows for a slow connection. A lost slice is sent again in
// smaller slices.
func TestSlowConnectionShrinksSlices(t *testing.T) {
	u := connectedRig(t, "1.7").startUpload(slice17, `{}`, func(body jsontext.Value, n int) reply {
		if n == 1 {
			return hang
		}
		return acceptSlices(body, n)
	})
	u.run()
	x := u.net.find(picUp)
	atLowestRate := time.Duration(len(x.Body)) * time.Second / (16 << 10)
	assert.Greater(t, x.Timeout, atLowestRate, "the timeout must allow for 16 kB/s")
	assert.Less(t, x.Timeout, 2*atLowestRate)
	u.respond(picUp, lost)
	for range 10 {
		u.advance(2 * time.Second)
		u.run()
	}
	require.Len(t, u.slices, 3)
	assert.Equal(t, []int{slice17, slice17 / 2, slice17 / 2}, []int{u.slices[0].Get("Slice_Size").Int(), u.slices[1].Get("Slice_Size").Int(), u.slices[2].Get("Slice_Size").Int()})
	assert.Equal(t, []int64{slice17 / 2, slice17}, u.progress)
}

// After a slow slice the following slices are smaller, until they are fast again.
func TestUploadAdaptsSliceSize(t *testing.T) {
	const rate = 32 << 10 // bytes per second
	var u *upload
	u = connectedRig(t, "1.7").startUpload(4*slice17, `{}`, func(body jsontext.Value, n int) reply {
		current := rate
		if n > 6 {
			current = 100 * rate
		}
		u.clock.now += time.Duration(body.Get("Slice_Size").Int()) * time.Second / time.Duration(current)
		return acceptSlices(body, n)
	})
	u.run()
	sizes := []int64{}
	for _, body := range u.slices {
		sizes = append(sizes, body.Get("Slice_Size").Int64())
		assert.Zero(t, body.Get("Slice_Offset").Int64()%sliceUnit)
	}
	assert.EqualValues(t, slice17, sizes[0])
	assert.InDelta(t, quickSlice*rate, sizes[1], quickSlice*rate/10)
	assert.Greater(t, sizes[len(sizes)-2], 6*sizes[1], "a fast connection must get the full size")
	assert.EqualValues(t, 4*slice17, u.progress[len(u.progress)-1])
}

// A picture without URLs is an error.
func TestUploadWithoutPictureURLsFails(t *testing.T) {
	for options, ends := range map[string]string{`{"asPicture":true}`: "err", `{"fileType":1}`: "err", `{}`: "ok", `{"fileType":2,"asPicture":true}`: "ok", `{"fileType":4}`: "ok"} {
		u := startUpload(t, "1.7", 5, options, func(jsontext.Value, int) reply {
			return okWith(`"IsFinish":1,"Next_Offset":5,"File_UUID":"u","URL_INFO":[]`)
		})
		callbacks := u.run()
		assert.Contains(t, callbacks[1], "upload "+ends, options)
	}
}

func TestUpload13DoesNotRetry(t *testing.T) {
	for _, bad := range []reply{failWith(-3, "no"), lost} {
		u := startUpload(t, "1.3", 5, `{}`, func(jsontext.Value, int) reply { return bad })
		callbacks := u.run()
		require.Len(t, callbacks, 2)
		assert.Contains(t, callbacks[1], "upload err {")
		u.advance(time.Hour)
		assert.Len(t, u.slices, 1)
	}
}

// A stopped upload calls no callback, at any stage.
func TestStoppedUploadCallsNoCallback(t *testing.T) {
	firstSlice := func(u *upload, response reply) {
		u.on(picUp, response)
		u.file.step()
		u.file.step()
		u.settle()
	}
	phases := map[string]func(u *upload){
		"during the digest":         func(u *upload) {},
		"reading a slice":           func(u *upload) { u.file.step() },
		"waiting for a response":    func(u *upload) { firstSlice(u, hang) },
		"waiting for a retry":       func(u *upload) { firstSlice(u, failWith(60007, "no")) },
		"before a loss is reported": func(u *upload) { firstSlice(u, lost) },
		"between two slices":        func(u *upload) { firstSlice(u, uploadNext(slice)) },
		"at the end":                func(u *upload) { u.run() },
	}
	for name, phase := range phases {
		u := startUpload(t, "1.7", 3*slice, `{}`, acceptSlices)
		phase(u)
		u.take()
		u.stop()
		u.on(picUp, okReply)
		u.run()
		u.advance(time.Hour)
		for _, line := range u.take() {
			assert.Equal(t, "abort "+picUp, line, name)
		}
		u.stop()
	}
}

func TestUploadEndsWithSession(t *testing.T) {
	u := startUpload(t, "1.7", 5, `{}`, func(jsontext.Value, int) reply { return failWith(60007, "no") })
	u.run()
	u.SignOut(false, Done{})
	u.settle()
	u.take()
	u.advance(time.Hour)
	u.expect("upload err " + lostError17)
}

// A user's file is not sent in the name of another user.
func TestUploadEndsForAnotherUser(t *testing.T) {
	u := startUpload(t, "1.7", 3*slice, `{}`, acceptSlices)
	u.file.step()
	u.login(strings.ReplaceAll(me17, "me", "you"))
	u.take()
	u.run()
	assert.Empty(t, u.slices)
	u.expect()

	// The same user's upload continues.
	u = startUpload(t, "1.7", 3*slice, `{}`, acceptSlices)
	u.file.step()
	u.login(me17)
	u.take()
	assert.Contains(t, u.run()[0], "upload ok")
}

// An upload without a session fails at once. A sign-in in flight may create one.
func TestUploadWithoutSessionFails(t *testing.T) {
	for _, c := range []struct{ prepare, notified string }{{"no sign-in", noSignIn}, {"sign-in in flight", `"ErrorCode":-5,`}} {
		r := newRig(t, "1.7")
		if c.prepare != "no sign-in" {
			r.on("openim/login", failWith(1, "no"))
			r.login(me17)
			r.take()
		}
		f := &fakeFile{data: []byte("x")}
		r.Upload(UploadCall{File: f, Done: r.done("upload")})
		f.step()
		f.step()
		if c.notified != noSignIn {
			for range 20 {
				r.expect()
				r.advance(retryPause)
				f.step()
			}
		}
		lines := r.take()
		require.Len(t, lines, 1)
		assert.Contains(t, lines[0], "upload err ")
		assert.Contains(t, lines[0], c.notified)
	}
}

func TestUnreadableFileFailsUpload(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		for _, f := range []*fakeFile{{data: []byte("xy"), fails: true}, {data: []byte("xy"), short: true}} {
			r.Upload(UploadCall{File: f, Done: r.done("upload")})
			f.step()
			lines := r.take()
			require.Len(t, lines, 1)
			assert.Contains(t, lines[0], "读取文件失败")
		}
		f := &fakeFile{data: []byte("xy")} // unreadable after the digest
		r.Upload(UploadCall{File: f})
		f.step()
		f.fails = true
		f.step()
		r.settle()
		r.expect()
	})
}

func TestBase64UploadIsNotRetried(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.on(picUp, okWith(`"IsFinish":0,"Next_Offset":1,"URL_INFO":[]`))
	r.call("uploadPicByBase64", `{"toAccount":"bob","businessType":1,"File_Type":2,"fileType":9,"fileMd5":"m","totalSize":7,"base64Str":"AA=="}`)
	r.expect(`> openpic/pic_up {"App_Version":"2.1","From_Account":"me","To_Account":"bob","Seq":1,"Timestamp":1500000000,"Random":1,"File_Str_Md5":"m","File_Size":7,"File_Type":2,"Server_Ver":1,"Auth_Key":"key","Busi_Id":1,"PkgFlag":1,"Slice_Offset":0,"Slice_Size":7,"Slice_Data":"AA==","content_type":"application/x-www-form-urlencoded"}`,
		`uploadPicByBase64 ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","IsFinish":0,"Next_Offset":1,"URL_INFO":[]}`)
	r.on(picUp, failWith(1, "no"))
	r.call("uploadPicByBase64", `{}`)
	r.advance(time.Hour)
	assert.Len(t, r.callbacks(), 1, "the upload must not be retried")
	assert.Equal(t, 1, r.net.counts[picUp])
}

func TestUploadFormReturnsActionAndFields(t *testing.T) {
	r := connectedRig(t, "1.7")
	form := r.UploadForm(value(t, `{"To_Account":"bob","businessType":2,"fileType":1}`))
	assert.Equal(t, `{"action":"https://pic.tim.qq.com/v4/openpic/pic_up?tinyid=144115&a2=a2keya2key&sdkappid=1400000001&accounttype=792&contenttype=http",`+
		`"fields":[["App_Version","2.1"],["From_Account","me"],["To_Account","bob"],["Seq","1"],["Timestamp","1500000000"],["Random","1"],["Busi_Id","2"],["PkgFlag","0"],["Auth_Key","key"],["Server_Ver","1"],["File_Type","1"]]}`, form.JSON())
	r.tickets = Downloads{}
	form = r.UploadForm(value(t, `{}`))
	assert.Contains(t, form.JSON(), `["To_Account","undefined"]`)
	assert.Contains(t, form.JSON(), `["Auth_Key","null"]`)
	assert.Contains(t, form.JSON(), `["File_Type","undefined"]`)
	r.common = r.hosts.Test
	assert.Contains(t, r.UploadForm(value(t, `{}`)).Get("action").Str(), "/v4/openpic/pic_up_test?")
}

// 1.3 has no session id; the user is identified by the signature.
func TestUploadForm13CarriesSignature(t *testing.T) {
	r := signedInRig(t, "1.3")
	action := r.UploadForm(value(t, `{"To_Account":"bob","businessType":2}`)).Get("action").Str()
	assert.Contains(t, action, "/v1/openpic/pic_up?usersig="+r.id.userSig+"&")
	assert.Contains(t, action, "&contenttype=http&")
	assert.NotContains(t, action, "a2=")
}
