//go:build js && wasm

package jsbridge

import (
	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// call is a call of the page. JavaScript keeps its callbacks, and other
// arguments that are not data, under its number until it is settled or dropped.
type call struct {
	number int32
	data   jsontext.Value
	done   webim.Done
}

// settle calls one of the callbacks. JavaScript then releases both.
func (c call) settle(ok bool, args []webim.Arg) {
	callOut("settle", arguments([]any{c.number, ok}, args)...)
}

func (c call) drop() {
	if c.number != 0 {
		callOut("drop", c.number)
	}
}

// run runs the call and returns the result of the page's function as JSON, "" for
// undefined.
func (c call) run(name string) string {
	d := c.data
	switch name {
	case "signIn":
		client.SignIn(webim.SignInCall{
			Name: d.Get("name").Str(), Info: d.Get("info"), Options: d.Get("options"), Server: d.Get("server").Str(),
			HasDone: d.Get("hasDone").Truthy(), Notify13: d.Get("notify13").Truthy(), Notify17: d.Get("notify17").Truthy(),
			Done: c.done,
		})
	case "logout":
		client.SignOut(false, c.done)
	case "logoutAll":
		client.SignOut(true, c.done)
	case "checkLogin":
		if client.CheckLogin(c.done, d.Truthy()) {
			return "true"
		}
	case "syncMsgs":
		client.SyncMsgs(c.done)
	case "sendMsg":
		client.Send(message(c), c.done)
	case "readUpTo":
		client.ReadUpTo(d.Get("type").Str(), d.Get("id"), d.Get("time"), d.Get("seq"))
	case "drop":
		client.DropSession(d.Get("type").Str(), d.Get("id").Str())
	case "resetCookie":
		client.ResetCookie()
	case "wake":
		client.Wake()
	case "upload":
		c.upload()
	case "uploadForm":
		c.drop()
		return client.UploadForm(d).JSON()
	case "applyElement":
		client.ApplyDownload(webim.Element{
			UUID: d.Get("uuid").Str(), Sender: d.Get("sender").Str(), Receiver: d.Get("receiver"),
			Business: d.Get("business").Int(), Flag: d.Get("flag"), Sound: d.Get("sound").Truthy(),
			SetURL: func(url string) { callOut("setURL", c.number, url) },
			Done:   c.done,
		})
	default:
		client.Call(name, d, c.done)
	}
	return ""
}

// uploads holds the stop functions of uploads in progress, by the number of their
// call.
var uploads = map[int32]func(){}

func (c call) upload() {
	finished := false // the upload may end before Upload returns
	ended := func() {
		finished = true
		delete(uploads, c.number)
	}
	done := webim.Done{
		OK:   func(args ...webim.Arg) { ended(); c.settle(true, args) },
		Err:  func(args ...webim.Arg) { ended(); c.settle(false, args) },
		Drop: func() { ended(); c.drop() },
	}
	u := webim.UploadCall{
		Options: c.data,
		File:    &file{call: c.number, name: c.data.Get("name").Str(), size: int64(c.data.Get("size").Float())},
		Done:    done,
		Digest:  func(md5 string) { callOut("digest", c.number, md5) },
	}
	if c.data.Get("progress").Truthy() {
		u.Progress = func(loaded, total int64) { callOut("progress", c.number, float64(loaded), float64(total)) }
	}
	if stop := client.Upload(u); !finished {
		uploads[c.number] = stop
	}
}

// message is a record that the page passes to sendMsg.
type message call

func (m message) Value() jsontext.Value { return m.data }
