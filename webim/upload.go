package webim

import (
	"time"
	"unsafe"

	"webim.js/webim/jsontext"
)

// uploadRules holds the dialects' differences in uploads.
type uploadRules struct {
	appVersion     string
	slice          int64  // maximum size of a slice in bytes
	retries        int    // number of times a lost slice is sent again
	senderFromPage bool   // From_Account is the page's; else the signed-in user
	ticketed       bool   // requests carry the ticket of openim/authkey and further fields
	result         string // fields of the last response that the page receives
}

const (
	digestBlock = 1 << 20 // bytes read at a time for the digest
	retryPause  = time.Second

	// Values of webim.UPLOAD_RES_TYPE.
	fileTypePicture = 1
	fileTypeAny     = 2

	// minBandwidth is the lowest supported bandwidth, in bytes per second. A slice's
	// timeout is requestTimeout plus the time for its body at this rate.
	minBandwidth = 12 << 10
	// leastSlice is the minimum size of a slice on a slow connection. Offsets are
	// multiples of sliceUnit, as the protocol requires.
	leastSlice = 16 * sliceUnit
	sliceUnit  = 4 << 10
	// After a slice that takes longer than slowSlice, the following ones are smaller
	// and take about quickSlice each: a lost slice costs less, and progress is
	// reported more often.
	slowSlice, quickSlice = 8, 4 // seconds

	// maxReturns bounds how often a server may move an upload back to an earlier
	// offset, so that no upload continues indefinitely.
	maxReturns = 20
)

// File is a file of the page. It is read in pieces.
type File interface {
	Name() string
	Size() int64 // bytes
	// Read reads [from, to) and calls done once, with the reason if the file cannot
	// be read. The data is valid until done returns. The reason is a string, because
	// a call of Error would link the Error methods of all packages.
	Read(from, to int64, done func(data []byte, failure string))
}

// UploadCall holds the arguments of webim.uploadPic or uploadFile
// (guide 4.2; openpic/pic_up).
type UploadCall struct {
	Options  jsontext.Value
	File     File
	Progress func(loaded, total int64) // bytes; may be nil
	Digest   func(md5 string)          // called before the first slice; may be nil
	Done     Done
}

// transfer is an upload in progress.
type transfer struct {
	c *Client
	UploadCall
	user    string         // signed-in user at the start
	fields  jsontext.Value // of every slice
	size    int64          // bytes of the next slice
	lost    int            // number of slices lost in a row
	returns int            // number of moves to an earlier offset
	stopped bool
	buffer  []byte // body of the slice in flight
	abort   func() // aborts the request in flight; nil before the first
}

// Upload sends a file in slices, one after the other. stop ends it without calling
// a callback.
func (c *Client) Upload(call UploadCall) (stop func()) {
	t := &transfer{c: c, UploadCall: call, user: c.id.identifier, size: c.d.upload.slice}
	t.digest(newMD5(), 0)
	return func() {
		t.stopped = true
		if t.abort != nil {
			t.abort()
		}
	}
}

// uploadCommand returns the command of an upload, which differs in the vendor's test
// environment.
func (c *Client) uploadCommand() string {
	if c.common == c.hosts.Test && !c.hosts.Own {
		return "pic_up_test"
	}
	return "pic_up"
}

// read reads a piece. An upload that the page has stopped ends without a callback.
// If the session has ended or the file cannot be read, the upload fails.
func (t *transfer) read(from, to int64, then func([]byte)) {
	t.File.Read(from, to, func(data []byte, failure string) {
		t.c.Handle(t.Done, func() {
			switch {
			case t.stopped:
				t.Done.drop()
			case t.user != "" && t.user != t.c.id.identifier:
				t.c.endAborted(t.Done)
			case failure != "":
				t.failed("读取文件失败: " + failure)
			case int64(len(data)) != to-from:
				t.failed("读取文件失败: " + t.File.Name())
			default:
				then(data)
			}
		})
	})
}

func (t *transfer) failed(text string) { t.Done.failed(t.c.d.ownError(codeDefault, text)) }

func (t *transfer) digest(sum *md5Sum, from int64) {
	if from >= t.File.Size() {
		t.start(sum.Hex())
		return
	}
	t.read(from, min(from+digestBlock, t.File.Size()), func(data []byte) {
		sum.Write(data)
		t.digest(sum, from+int64(len(data)))
	})
}

func (t *transfer) start(md5 string) {
	if t.Digest != nil {
		t.Digest(md5)
	}
	o, sender := t.Options, jsontext.String(t.c.id.identifier)
	if t.c.d.upload.senderFromPage {
		sender = o.Get("From_Account")
	}
	t.fields = t.c.uploadFields(sender, o.Get("To_Account"), jsontext.String(md5), jsontext.Int64(t.File.Size()),
		o.Get("fileType"), o.Get("businessType"))
	t.slice(0)
}

// uploadFields returns the fields that every upload request carries.
func (c *Client) uploadFields(from, to, md5, size, fileType, business jsontext.Value) jsontext.Value {
	f := jsontext.NewObject()
	f.Set("App_Version", jsontext.String(c.d.upload.appVersion))
	f.Set("From_Account", from)
	f.Set("To_Account", to)
	f.Set("Seq", jsontext.Float(c.Page.NextSeq(from.Str())))
	f.Set("Timestamp", jsontext.Int64(c.Clock.Now()))
	f.Set("Random", c.randomNumber())
	f.Set("File_Str_Md5", md5)
	f.Set("File_Size", size)
	if c.d.upload.ticketed {
		f.Set("File_Type", fileType)
		f.Set("Server_Ver", jsontext.Int(1))
		f.Set("Auth_Key", c.authKey())
	}
	f.Set("Busi_Id", business)
	f.Set("PkgFlag", jsontext.Int(1))
	return f
}

// authKey returns the upload ticket, or null.
func (c *Client) authKey() jsontext.Value {
	if c.tickets.AuthKey == "" {
		return jsontext.NullValue()
	}
	return jsontext.String(c.tickets.AuthKey)
}

// uploadBody returns the request body of a slice.
func (c *Client) uploadBody(fields, offset, size, data jsontext.Value) string {
	body := fields.Clone()
	body.Set("Slice_Offset", offset)
	body.Set("Slice_Size", size)
	body.Set("Slice_Data", data)
	if c.d.typedUploads {
		body.Set("content_type", jsontext.String(c.d.contentType))
	}
	return body.JSON()
}

func (t *transfer) slice(from int64) {
	to := min(from+t.size, t.File.Size())
	t.read(from, to, func(data []byte) {
		body := t.c.uploadBody(t.fields, jsontext.Int64(from), jsontext.Int(len(data)), jsontext.String(""))
		t.send(t.withData(body, data), from, to)
	})
}

// withData inserts a slice's data into a body built without it. Bodies are large, so
// all slices share one buffer: the next slice does not begin before this one has
// ended.
func (t *transfer) withData(body string, data []byte) string {
	const empty = `"Slice_Data":""`
	at := index(body, empty) + len(empty) - 1
	if size := len(body) + base64Size(len(data)); size > cap(t.buffer) {
		t.buffer = make([]byte, 0, size+64) // later offsets have more digits
	}
	b := append(t.buffer[:0], body[:at]...)
	b = appendBase64(b, data)
	b = append(b, body[at:]...)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// send sends the slice [from, to).
func (t *transfer) send(body string, from, to int64) {
	c := t.c
	if c.d.refusesUnknown && !c.signedIn(t.Done, true) {
		return
	}
	timeout := c.d.timeout
	if timeout > 0 { // 1.3 has none
		timeout += time.Duration(len(body)) * time.Second / minBandwidth
	}
	began := c.Clock.Now()
	t.abort = c.post(request{service: "openpic", command: c.uploadCommand(), body: body, timeout: timeout, done: t.Done,
		ok: func(resp Response) {
			t.lost = 0
			t.adapt(to-from, c.Clock.Now()-began)
			t.handleResponse(resp.Value(), to)
		},
		fail: func(e jsontext.Value) { t.retry(e, from) }})
}

// adapt sets the size of the next slice from the size of this one and its duration
// in seconds.
func (t *transfer) adapt(bytes, took int64) {
	switch {
	case took > slowSlice:
		t.resize(bytes * quickSlice / took)
	case took < quickSlice/2 && t.size < t.c.d.upload.slice:
		t.resize(2 * t.size)
	}
}

func (t *transfer) resize(size int64) {
	t.size = min(max(size/sliceUnit*sliceUnit, leastSlice), t.c.d.upload.slice)
}

// retry sends a lost slice again in smaller slices. A slice that the server refused is
// retried only if the server was too busy, or if the client has no ticket because a
// sign-in is in flight.
func (t *transfer) retry(e jsontext.Value, from int64) {
	code := e.Get("ErrorCode")
	lost := code.Is(codeNetwork)
	switch {
	case t.stopped:
		t.Done.drop()
	case t.lost >= t.c.d.upload.retries || !lost && !isBusy(code) && !code.Is(codeNoTicket):
		t.Done.failed(e)
	default:
		t.lost++
		if lost {
			t.resize(t.size / 2)
		}
		t.c.later(retryPause, t.Done, func() {
			if t.stopped {
				t.Done.drop()
				return
			}
			t.slice(from)
		})
	}
}

// isBusy reports whether code is a transient refusal of an own server.
func isBusy(code jsontext.Value) bool {
	return code.Is(codeUserRate) || code.Is(codeAddressRate) || code.Is(codeBusy)
}

// handleResponse continues at the offset that the server requests, forward or back, until
// the file is complete, and reports the progress to the page.
func (t *transfer) handleResponse(v jsontext.Value, sent int64) {
	if unfinished(v.Get("IsFinish")) {
		next := v.Get("Next_Offset").Int64()
		if next < sent {
			t.returns++
		}
		if next < 0 || next >= t.File.Size() || t.returns > maxReturns {
			t.failed("上传失败: 服务器没有返回文件信息")
			return
		}
		t.progress(next)
		t.slice(next)
		return
	}
	if list := v.Get("URL_INFO"); list.Kind() == jsontext.Array && len(list.Items()) == 0 && t.isPicture() {
		t.failed("上传失败: " + t.File.Name() + " 不是可识别的图片")
		return
	}
	t.progress(t.File.Size())
	t.finish(v)
}

func (t *transfer) progress(loaded int64) {
	if t.Progress != nil {
		t.Progress(loaded, t.File.Size())
	}
}

// isPicture reports whether the page uploads a picture, which is the default of
// uploadPic.
func (t *transfer) isPicture() bool {
	kind := t.Options.Get("fileType")
	return kind.Is(fileTypePicture) || !kind.Truthy() && t.Options.Get("asPicture").Truthy()
}

// unfinished reports whether IsFinish loosely equals 0, as in the original.
func unfinished(v jsontext.Value) bool {
	return v.Is(0) || !v.Truthy() && (v.Kind() == jsontext.Text || v.Kind() == jsontext.Bool)
}

func (t *transfer) finish(v jsontext.Value) {
	out := jsontext.NewObject()
	for _, name := range words(t.c.d.upload.result) {
		out.Set(name, v.Get(name))
	}
	if t.c.d.upload.ticketed {
		out.Set("File_Size", v.Get("Next_Offset"))
		if t.Options.Get("fileType").Is(fileTypeAny) {
			out.Set("URL_INFO", t.c.fileURL(v.Get("File_UUID").Str(), t.File.Name()))
		}
	}
	t.Done.ok(out)
}

// uploadBase64 is webim.uploadPicByBase64 and uploadFileByBase64: it uploads a whole
// file that the page has encoded (media.md 5.1).
func (c *Client) uploadBase64(o jsontext.Value, done Done) {
	fields := c.uploadFields(jsontext.String(c.id.identifier), o.Get("toAccount"), o.Get("fileMd5"), o.Get("totalSize"),
		o.Get("File_Type"), o.Get("businessType"))
	c.post(request{service: "openpic", command: c.uploadCommand(), outlives: true, done: done,
		body: c.uploadBody(fields, jsontext.Int(0), o.Get("totalSize"), o.Get("base64Str"))})
}

// UploadForm returns the action of a page's form and the fields to add to it
// (webim.submitUploadFileForm, media.md 5.2): {action, fields: [[name, value], …]}.
func (c *Client) UploadForm(o jsontext.Value) jsontext.Value {
	list := jsontext.NewArray()
	for _, f := range [...][2]string{
		{"App_Version", dialect17.upload.appVersion},
		{"From_Account", c.id.identifier},
		{"To_Account", o.Get("To_Account").Str()},
		{"Seq", jsontext.Float(c.Page.NextSeq(c.id.identifier)).Str()},
		{"Timestamp", c.now()},
		{"Random", c.randomNumber().Str()},
		{"Busi_Id", o.Get("businessType").Str()},
		{"PkgFlag", "0"},
		{"Auth_Key", c.authKey().Str()},
		{"Server_Ver", "1"},
		{"File_Type", o.Get("fileType").Str()},
	} {
		list.Push(jsontext.Strings(f[0], f[1]))
	}
	action := c.hosts.Picture + "/v4/openpic/" + c.uploadCommand() + "?tinyid=" + c.id.tinyID + "&a2=" + c.id.a2 +
		"&sdkappid=" + c.id.sdkAppID + "&accounttype=" + c.id.accountType + "&contenttype=http"
	if !c.d.upload.ticketed { // 1.3, which lacks this function, authenticates with the signature
		const json = "contenttype=json"
		action = c.d.url(c, "openpic", c.uploadCommand())
		at := index(action, json)
		action = action[:at] + "contenttype=http" + action[at+len(json):]
	}
	v := jsontext.NewObject()
	v.Set("action", jsontext.String(action))
	v.Set("fields", list)
	return v
}
