package webim

import (
	"encoding/base64"
	"time"

	"webim.js/webim/jsontext"
)

// uploadRules are what the dialects' uploads differ in.
type uploadRules struct {
	appVersion string
	slice      int64 // bytes a request carries
	retries    int   // how often a failed slice is sent again
}

const (
	digestBlock = 2 << 20 // bytes read at a time for the digest
	retryPause  = time.Second
	fileTypeAny = 2 // webim.UPLOAD_RES_TYPE.FILE
)

// uploads counts failed slices, of all uploads together: each accepted slice
// starts the count anew.
type uploads struct{ failed int }

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
	fields  jsontext.Value // of every slice
	loaded  int64
	stopped bool
}

// Upload sends a file in slices, one after the other. stop ends it; nobody is
// called then.
func (c *Client) Upload(call UploadCall) (stop func()) {
	t := &transfer{c: c, UploadCall: call}
	t.digest(newMD5(), 0)
	return func() { t.stopped = true }
}

// read reads a piece; a stopped upload goes no further, an unreadable file is
// told.
func (t *transfer) read(from, to int64, then func([]byte)) {
	t.File.Read(from, to, func(data []byte, err error) {
		switch {
		case t.stopped:
		case err != nil:
			t.Done.err(t.c.d.ownError(codeDefault, "读取文件失败: "+err.Error()))
		default:
			then(data)
		}
	})
}

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
	c, o := t.c, t.Options
	sender := c.id.identifier
	f := jsontext.NewObject()
	f.Set("App_Version", jsontext.String(c.d.upload.appVersion))
	if c.d == dialect13 {
		f.Set("From_Account", o.Get("From_Account"))
		sender = o.Get("From_Account").Str()
	} else {
		f.Set("From_Account", jsontext.String(sender))
	}
	f.Set("To_Account", o.Get("To_Account"))
	f.Set("Seq", jsontext.Float(c.Page.NextSeq(sender)))
	f.Set("Timestamp", jsontext.Int(int(c.Clock.Now())))
	f.Set("Random", jsontext.Float(float64(c.Random.Uint32())))
	f.Set("File_Str_Md5", jsontext.String(md5))
	f.Set("File_Size", jsontext.Int(int(t.File.Size())))
	c.uploadFields(f, o.Get("fileType"), o.Get("businessType"))
	t.fields = f
	t.slice(0)
}

// uploadFields sets what slices and whole files share.
func (c *Client) uploadFields(f jsontext.Value, fileType, business jsontext.Value) {
	if c.d == dialect17 {
		f.Set("File_Type", fileType)
		f.Set("Server_Ver", jsontext.Int(1))
		key := jsontext.NullValue()
		if c.tickets.AuthKey != "" {
			key = jsontext.String(c.tickets.AuthKey)
		}
		f.Set("Auth_Key", key)
	}
	f.Set("Busi_Id", business)
	f.Set("PkgFlag", jsontext.Int(1))
}

func (t *transfer) slice(from int64) {
	to := min(from+t.c.d.upload.slice, t.File.Size())
	t.read(from, to, func(data []byte) {
		if t.loaded += int64(len(data)); t.Progress != nil {
			t.Progress(t.loaded, t.File.Size())
		}
		body := t.fields.Clone()
		body.Set("Slice_Offset", jsontext.Int(int(from)))
		body.Set("Slice_Size", jsontext.Int(len(data)))
		body.Set("Slice_Data", jsontext.String(base64.StdEncoding.EncodeToString(data)))
		t.c.contentType(body)
		t.send(body.JSON())
	})
}

// contentType is a field of every 1.7.2 upload, for reasons of its server.
func (c *Client) contentType(body jsontext.Value) {
	if c.d == dialect17 {
		body.Set("content_type", jsontext.String("application/x-www-form-urlencoded"))
	}
}

func (t *transfer) send(body string) {
	c := t.c
	retry := func(e jsontext.Value) {
		switch {
		case t.stopped:
		case c.upload.failed < c.d.upload.retries:
			c.upload.failed++
			c.later(retryPause, func() {
				if !t.stopped {
					t.send(body)
				}
			})
		default:
			t.Done.err(e)
		}
	}
	if c.d == dialect17 && !c.CheckLogin(Done{Err: func(args ...Arg) { retry(args[0].(jsontext.Value)) }}, true) {
		return
	}
	c.post(request{service: "openpic", command: "pic_up", body: body, fail: retry, ok: func(a Answer) {
		c.upload.failed = 0
		t.accepted(a.Value())
	}})
}

func (t *transfer) accepted(v jsontext.Value) {
	if t.stopped {
		return
	}
	next := int64(v.Get("Next_Offset").Int())
	if finish := v.Get("IsFinish"); finish.Kind() == jsontext.Undefined || finish.Truthy() && !finish.Is(0) {
		t.finished(v)
		return
	}
	if next >= t.File.Size() {
		t.Done.err(t.c.d.ownError(codeDefault, "上传失败: 服务器没有返回文件信息"))
		return
	}
	t.loaded = next
	t.slice(next)
}

func (t *transfer) finished(v jsontext.Value) {
	out := jsontext.NewObject()
	names := []string{"ActionStatus", "ErrorCode", "ErrorInfo", "File_UUID", "URL_INFO"}
	if t.c.d == dialect17 {
		names = []string{"ActionStatus", "ErrorCode", "ErrorInfo", "File_UUID", "File_Size", "URL_INFO", "Download_Flag"}
	}
	for _, name := range names {
		out.Set(name, v.Get(name))
	}
	if t.c.d == dialect17 {
		out.Set("File_Size", v.Get("Next_Offset"))
		if t.Options.Get("fileType").Is(fileTypeAny) {
			out.Set("URL_INFO", t.c.fileAddress(v.Get("File_UUID").Str(), t.File.Name()))
		}
	}
	t.Done.ok(out)
}

// fileAddress makes and keeps the address of an own file.
func (c *Client) fileAddress(uuid, name string) jsontext.Value {
	address := jsontext.NullValue()
	if url := c.tickets.File(uuid, c.id.identifier, name); url != "" {
		address = jsontext.String(url)
	}
	c.Page.SetDownload(uuid, address)
	return address
}

// uploadBase64 is webim.uploadPicByBase64 and uploadFileByBase64: a whole file
// the page encoded itself (media.md 5.1).
func (c *Client) uploadBase64(o jsontext.Value, done Done) {
	f := jsontext.NewObject()
	f.Set("App_Version", jsontext.String(c.d.upload.appVersion))
	f.Set("From_Account", jsontext.String(c.id.identifier))
	f.Set("To_Account", o.Get("toAccount"))
	f.Set("Seq", jsontext.Float(c.Page.NextSeq(c.id.identifier)))
	f.Set("Timestamp", jsontext.Int(int(c.Clock.Now())))
	f.Set("Random", jsontext.Float(float64(c.Random.Uint32())))
	f.Set("File_Str_Md5", o.Get("fileMd5"))
	f.Set("File_Size", o.Get("totalSize"))
	c.uploadFields(f, o.Get("File_Type"), o.Get("businessType"))
	f.Set("Slice_Offset", jsontext.Int(0))
	f.Set("Slice_Size", o.Get("totalSize"))
	f.Set("Slice_Data", o.Get("base64Str"))
	c.contentType(f)
	c.post(request{service: "openpic", command: "pic_up", body: f.JSON(),
		ok:   func(a Answer) { done.ok(a) },
		fail: func(e jsontext.Value) { done.err(e) }})
}

// UploadForm returns where a page's form is to be posted and the fields to add
// (webim.submitUploadFileForm, media.md 5.2): {action, fields: [[name, value], …]}.
func (c *Client) UploadForm(o jsontext.Value) jsontext.Value {
	command := "pic_up"
	if c.common == c.hosts.Test && !c.hosts.Own {
		command = "pic_up_test"
	}
	fileType := o.Get("fileType").Str()
	key := "null"
	if c.tickets.AuthKey != "" {
		key = c.tickets.AuthKey
	}
	list := jsontext.NewArray()
	for _, f := range [...][2]string{
		{"App_Version", dialect17.upload.appVersion},
		{"From_Account", c.id.identifier},
		{"To_Account", o.Get("To_Account").Str()},
		{"Seq", jsontext.Float(c.Page.NextSeq(c.id.identifier)).Str()},
		{"Timestamp", c.now()},
		{"Random", jsontext.Float(float64(c.Random.Uint32())).Str()},
		{"Busi_Id", o.Get("businessType").Str()},
		{"PkgFlag", "0"},
		{"Auth_Key", key},
		{"Server_Ver", "1"},
		{"File_Type", fileType},
	} {
		list.Push(jsontext.Strings(f[0], f[1]))
	}
	v := jsontext.NewObject()
	v.Set("action", jsontext.String(c.hosts.Picture+"/v4/openpic/"+command+"?tinyid="+c.id.tinyID+"&a2="+c.id.a2+
		"&sdkappid="+c.id.sdkAppID+"&accounttype="+c.id.accountType+"&contenttype=http"))
	v.Set("fields", list)
	return v
}

// Element is a sound or file element of the page whose address must be asked
// for.
type Element struct {
	UUID, Sender string
	Receiver     jsontext.Value // missing for groups
	Business     int            // 1 group, 2 one to one
	Flag         jsontext.Value // downFlag
	Sound        bool
	SetURL       func(url string)
}

// ApplyDownload asks for the address of an element (openpic/apply_download),
// sets it and tells onAppliedDownloadUrl.
func (c *Client) ApplyDownload(e Element) {
	kind := 2
	if e.Sound {
		kind = 4
	}
	info := jsontext.NewObject()
	info.Set("busi_id", jsontext.Int(e.Business))
	info.Set("download_flag", e.Flag)
	info.Set("type", jsontext.Int(kind))
	info.Set("uuid", jsontext.String(e.UUID))
	info.Set("version", jsontext.Int(1))
	info.Set("auth_key", jsontext.String(c.tickets.AuthKey))
	info.Set("ip", jsontext.String(c.tickets.Host))
	o := jsontext.NewObject()
	o.Set("From_Account", jsontext.String(e.Sender))
	o.Set("To_Account", e.Receiver)
	o.Set("os_platform", jsontext.Int(10))
	o.Set("Timestamp", jsontext.String(c.now()))
	o.Set("Random", jsontext.String(jsontext.Float(float64(c.Random.Uint32())).Str()))
	o.Set("request_info", jsontext.NewArray(info))
	failed := func(jsontext.Value) { c.Log.Error("获取下载地址失败: uuid=" + e.UUID) }
	c.post(request{service: "openpic", command: "apply_download", body: o.JSON(), fail: failed, ok: func(a Answer) {
		v := a.Value()
		url := v.Get("response_info").Get("url")
		if !v.Get("error_code").Is(0) || url.TextOr("") == "" {
			failed(v)
			return
		}
		e.SetURL(url.Str())
		c.Page.SetDownload(e.UUID, url)
		told := jsontext.NewObject()
		told.Set("uuid", jsontext.String(e.UUID))
		told.Set("url", url)
		c.Page.Notify("onAppliedDownloadUrl", "", WithDownloads{told})
	}})
}

// WithDownloads is an Arg: an object that gets the page's download map as its
// member maps.
type WithDownloads struct{ Object jsontext.Value }
