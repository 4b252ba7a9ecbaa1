//go:build js && wasm

package jsbridge

import (
	"runtime"
	"unsafe"

	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// page implements webim.Page by calls of the host.
type page struct{}

// records is an array of the page's records. JavaScript keeps it under its number
// until the current call into Go returns.
type records struct {
	number int32
	n      int
}

func (r records) Len() int { return r.n }

func (page) Notify(name, key string, args ...webim.Arg) bool {
	return callOut("notify", arguments([]any{name, key}, args)...) != 0
}

func (page) UseDialect(name string) {
	callOut("useDialect", name)
}

// Deliver passes the picks by address; JavaScript reads them in Go's memory.
func (page) Deliver(batches []webim.Batch, picks []webim.Pick) webim.Records {
	args := []any{address(unsafe.Pointer(unsafe.SliceData(picks))), len(picks)}
	for _, b := range batches {
		args = append(args, b.(*batch).number)
	}
	number := int32(callOut("deliver", args...))
	runtime.KeepAlive(picks)
	return records{number: number, n: len(picks)}
}

func (page) Store(m webim.Message) { callOut("store", m.(message).number) }

func (page) SetTime(m webim.Message, time float64) { callOut("setTime", m.(message).number, time) }

func (page) SetFinished(sessionType, id string, value jsontext.Value) {
	callOut("finish", sessionType, id, value.JSON())
}

func (page) DeleteSession(sessionType, id string) { callOut("deleteSession", sessionType, id) }

func (page) ClearStore() { callOut("clearStore") }

func (page) Downloads(d *webim.Downloads) {
	hot.downloads = d
	callOut("downloads", d != nil)
}

func (page) SetDownload(uuid string, url jsontext.Value) {
	callOut("setDownload", uuid, url.JSON())
}

func (page) Visible() bool { return callOut("visible") != 0 }

func (page) NextSeq(account string) float64 { return callOut("nextSeq", account) }
