//go:build js && wasm

package jsbridge

import (
	"github.com/hack-pad/safejs"

	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// entry is the function through which the page's calls come in:
// (name, data as JSON text, cbOk, cbErr, an object of the page's).
type entry struct {
	host   host
	client *webim.Client
}

// call is one of them.
type call struct {
	data  jsontext.Value
	done  webim.Done
	extra safejs.Value
}

func newEntry(h host, client *webim.Client) *entry { return &entry{host: h, client: client} }

// special are the calls that are more than (options, cbOk, cbErr).
var special = map[string]func(*entry, call) any{
	"signIn":       (*entry).signIn,
	"logout":       func(e *entry, c call) any { e.client.SignOut(false, c.done); return nil },
	"logoutAll":    func(e *entry, c call) any { e.client.SignOut(true, c.done); return nil },
	"checkLogin":   func(e *entry, c call) any { return e.client.CheckLogin(c.done, c.data.Truthy()) },
	"syncMsgs":     func(e *entry, c call) any { e.client.SyncMsgs(c.done); return nil },
	"sendMsg":      func(e *entry, c call) any { e.client.Send(message{c.extra, c.data}, c.done); return nil },
	"readUpTo":     (*entry).readUpTo,
	"forget":       (*entry).forget,
	"resetCookie":  func(e *entry, _ call) any { e.client.ResetCookie(); return nil },
	"wake":         func(e *entry, _ call) any { e.client.Wake(); return nil },
	"upload":       (*entry).upload,
	"uploadForm":   func(e *entry, c call) any { return e.client.UploadForm(c.data).JSON() },
	"applyElement": (*entry).applyElement,
}

// handle runs in the page's call and answers what the page's function returns.
func (e *entry) handle(_ safejs.Value, args []safejs.Value) (result any) {
	if len(args) < 5 {
		return nil
	}
	name := textOf(args[0])
	c := call{data: parse(args[1]), extra: args[4],
		done: webim.Done{OK: e.host.callback(args[2]), Err: e.host.callback(args[3])}}
	defer guard("webim."+name, func(text string) {
		if c.done.Err != nil {
			failed := jsontext.NewObject()
			failed.Set("ActionStatus", jsontext.String("FAIL"))
			failed.Set("ErrorCode", jsontext.Int(-100))
			failed.Set("ErrorInfo", jsontext.String("webim."+name+": "+text))
			c.done.Err(failed)
		}
	})
	if f, ok := special[name]; ok {
		return f(e, c)
	}
	e.client.Call(name, c.data, c.done)
	return nil
}

func (e *entry) signIn(c call) any {
	e.client.SignIn(webim.SignInCall{
		Name:     c.data.Get("name").Str(),
		Info:     c.data.Get("info"),
		Options:  c.data.Get("options"),
		HasDone:  c.data.Get("hasDone").Truthy(),
		Notify13: c.data.Get("notify13").Truthy(),
		Notify17: c.data.Get("notify17").Truthy(),
		Done:     c.done,
	})
	return nil
}

func (e *entry) readUpTo(c call) any {
	e.client.ReadUpTo(c.data.Get("type").Str(), c.data.Get("id"), c.data.Get("time"), c.data.Get("seq"))
	return nil
}

func (e *entry) forget(c call) any {
	e.client.Forget(c.data.Get("type").Str(), c.data.Get("id").Str())
	return nil
}

// upload takes {file, progress, digest, onStop} as the page's object.
func (e *entry) upload(c call) any {
	part := func(name string) safejs.Value {
		v, err := c.extra.Get(name)
		if err != nil {
			return safejs.Undefined()
		}
		return v
	}
	u := webim.UploadCall{
		Options: c.data,
		File:    &file{host: e.host, v: part("file"), name: c.data.Get("name").Str(), size: int64(c.data.Get("size").Float())},
		Done:    c.done,
		Digest: func(md5 string) {
			if f := e.host.callback(part("digest")); f != nil {
				f(jsontext.String(md5))
			}
		},
	}
	if f := e.host.callback(part("progress")); f != nil {
		u.Progress = func(loaded, total int64) { f(jsontext.Float(float64(loaded)), jsontext.Float(float64(total))) }
	}
	stop := e.client.Upload(u)
	button, release := once("abort", func([]safejs.Value) { stop() })
	if _, err := part("onStop").Invoke(button); err != nil {
		release()
	}
	return nil
}

func (e *entry) applyElement(c call) any {
	o := c.data
	e.client.ApplyDownload(webim.Element{
		UUID: o.Get("uuid").Str(), Sender: o.Get("sender").Str(), Receiver: o.Get("receiver"),
		Business: o.Get("business").Int(), Flag: o.Get("flag"), Sound: o.Get("sound").Truthy(),
		SetURL: func(url string) { e.host.call("setURL", c.extra, url) },
	})
	return nil
}
