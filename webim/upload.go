package webim

import (
	"encoding/base64"
	"strings"
	"time"
	"unsafe"

	"webim.js/webim/jsontext"
)

// uploadRules are what the dialects' uploads differ in.
type uploadRules struct {
	appVersion     string
	slice          int64  // bytes that a request carries at most
	retries        int    // how often a slice that was lost is sent again
	senderFromPage bool   // else it is the signed-in user
	ticketed       bool   // requests carry openim/authkey's ticket, and what came with it
	result         string // what the page gets of the last answer
}

const (
	digestBlock = 1 << 20 // bytes read at a time for the digest
	retryPause  = time.Second

	// Of webim.UPLOAD_RES_TYPE.
	fileTypePicture = 1
	fileTypeAny     = 2

	// A slice may take requestTimeout and what its body needs on the slowest line
	// that is served, in bytes a second.
	slowestLine = 12 << 10
	// leastSlice is how small slices get on a bad line. Offsets are multiples of
	// sliceUnit, as the protocol wants.
	leastSlice = 16 * sliceUnit
	sliceUnit  = 4 << 10
	// A slice that takes longer than slowSlice is followed by smaller ones, which
	// take about quickSlice: what is lost is less, and progress is seen.
	slowSlice, quickSlice = 8, 4 // seconds

	// maxReturns is how often a server may send an upload back to where it was:
	// one that always does would be fed for ever.
	maxReturns = 20
)

// File is a file of the page. It stays where it is; pieces are read.
type File interface {
	Name() string
	Size() int64 // bytes
	// Read reads [from, to) and calls done once, with an error when the file
	// cannot be read. The bytes are the caller's until done returns.
	Read(from, to int64, done func(data []byte, err error))
}

// UploadCall is webim.uploadPic or uploadFile as the page calls it
// (guide 4.2; openpic/pic_up).
type UploadCall struct {
	Options  jsontext.Value
	File     File
	Progress func(loaded, total int64) // bytes; may be nil
	Digest   func(md5 string)          // told before the first slice
	Done     Done
}

// transfer is one upload under way.
type transfer struct {
	c *Client
	UploadCall
	user    string         // who was signed in when it began
	fields  jsontext.Value // of every slice
	size    int64          // bytes of the next slice
	lost    int            // slices in a row
	returns int            // to bytes that were sent before
	stopped bool
	room    []byte // of the body under way
	abort   func() // ends the request that is under way; nil before the first
}

// Upload sends a file in slices, one after the other. stop ends it; nobody is
// called then.
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

// uploadCommand differs in the vendor's test environment.
func (c *Client) uploadCommand() string {
	if c.common == c.hosts.Test && !c.hosts.Own {
		return "pic_up_test"
	}
	return "pic_up"
}

// read reads a piece. An upload that the page stopped ends there, calling
// nothing; one whose session has ended fails, as does one of an unreadable file.
func (t *transfer) read(from, to int64, then func([]byte)) {
	t.File.Read(from, to, func(data []byte, err error) {
		t.c.Handle(t.Done, func() {
			switch {
			case t.stopped:
				t.Done.drop()
			case t.user != "" && t.user != t.c.id.identifier:
				t.c.aborted(t.Done)
			case err != nil:
				t.failed("读取文件失败: " + err.Error())
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

// uploadFields are what all slices of a file carry, and a file in one piece.
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

// authKey is the ticket, null when none was given.
func (c *Client) authKey() jsontext.Value {
	if c.tickets.AuthKey == "" {
		return jsontext.NullValue()
	}
	return jsontext.String(c.tickets.AuthKey)
}

// uploadBody is a slice's request.
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

// withData puts a slice's bytes into the body made without them: the largest text
// there is. All slices share its room, for the next one is not begun before this
// one was accepted.
func (t *transfer) withData(body string, data []byte) string {
	const empty = `"Slice_Data":""`
	at := strings.LastIndex(body, empty) + len(empty) - 1
	if room := len(body) + base64.StdEncoding.EncodedLen(len(data)); room > cap(t.room) {
		t.room = make([]byte, 0, room+64) // offsets grow longer
	}
	b := append(t.room[:0], body[:at]...)
	b = base64.StdEncoding.AppendEncode(b, data)
	b = append(b, body[at:]...)
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// send sends the slice of the bytes from one offset to another.
func (t *transfer) send(body string, from, to int64) {
	c := t.c
	if c.d.refusesUnknown && !c.signedIn(t.Done, true) {
		return
	}
	timeout := c.d.timeout
	if timeout > 0 { // 1.3 has none
		timeout += time.Duration(len(body)) * time.Second / slowestLine
	}
	began := c.Clock.Now()
	t.abort = c.post(request{service: "openpic", command: c.uploadCommand(), body: body, timeout: timeout, done: t.Done,
		ok: func(a Answer) {
			t.lost = 0
			t.adapt(to-from, c.Clock.Now()-began)
			t.accepted(a.Value(), to)
		},
		fail: func(e jsontext.Value) { t.again(e, from) }})
}

// adapt chooses the size of the next slice by how long, in seconds, the bytes of
// this one took.
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

// again repeats, in smaller slices, what was lost on its way. What the server
// refuses it would refuse again, unless it was too busy. A sign-in in flight has
// no ticket yet.
func (t *transfer) again(e jsontext.Value, from int64) {
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

// isBusy reports whether a server of ours refused a request only for now.
func isBusy(code jsontext.Value) bool {
	return code.Is(codeUserRate) || code.Is(codeAddressRate) || code.Is(codeBusy)
}

// accepted goes on where the server says, forward or back, until it says that
// the file is there. The page learns how much has arrived.
func (t *transfer) accepted(v jsontext.Value, sent int64) {
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
	t.finished(v)
}

func (t *transfer) progress(loaded int64) {
	if t.Progress != nil {
		t.Progress(loaded, t.File.Size())
	}
}

// isPicture reports whether the page uploads a picture: uploadPic does unless it
// says otherwise.
func (t *transfer) isPicture() bool {
	kind := t.Options.Get("fileType")
	return kind.Is(fileTypePicture) || !kind.Truthy() && t.Options.Get("asPicture").Truthy()
}

// unfinished tells whether IsFinish loosely equals 0, as the original asks.
func unfinished(v jsontext.Value) bool {
	return v.Is(0) || !v.Truthy() && (v.Kind() == jsontext.Text || v.Kind() == jsontext.Bool)
}

func (t *transfer) finished(v jsontext.Value) {
	out := jsontext.NewObject()
	for name := range strings.SplitSeq(t.c.d.upload.result, " ") {
		out.Set(name, v.Get(name))
	}
	if t.c.d.upload.ticketed {
		out.Set("File_Size", v.Get("Next_Offset"))
		if t.Options.Get("fileType").Is(fileTypeAny) {
			out.Set("URL_INFO", t.c.fileAddress(v.Get("File_UUID").Str(), t.File.Name()))
		}
	}
	t.Done.ok(out)
}

// uploadBase64 is webim.uploadPicByBase64 and uploadFileByBase64: a whole file
// the page encoded itself (media.md 5.1).
func (c *Client) uploadBase64(o jsontext.Value, done Done) {
	fields := c.uploadFields(jsontext.String(c.id.identifier), o.Get("toAccount"), o.Get("fileMd5"), o.Get("totalSize"),
		o.Get("File_Type"), o.Get("businessType"))
	c.post(request{service: "openpic", command: c.uploadCommand(), outlives: true, done: done,
		body: c.uploadBody(fields, jsontext.Int(0), o.Get("totalSize"), o.Get("base64Str"))})
}

// UploadForm returns where a page's form is to be posted and the fields to add
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
	if !c.d.upload.ticketed { // 1.3 had no such function; its pages have only a signature to be known by
		action = strings.Replace(c.d.address(c, "openpic", c.uploadCommand()), "contenttype=json", "contenttype=http", 1)
	}
	v := jsontext.NewObject()
	v.Set("action", jsontext.String(action))
	v.Set("fields", list)
	return v
}
