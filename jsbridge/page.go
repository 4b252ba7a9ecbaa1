//go:build js && wasm

package jsbridge

import (
	"runtime"
	"unsafe"

	"github.com/hack-pad/safejs"

	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// page is webim.Page over the host.
type page struct{ host host }

// records is an array of the page's records.
type records struct {
	v safejs.Value
	n int
}

func (r records) Len() int { return r.n }

func (p *page) Notify(name, key string, args ...webim.Arg) bool {
	kinds, values := arguments(args)
	there, _ := p.host.call("notify", append([]any{name, key, kinds}, values...)...).Truthy()
	return there
}

func (p *page) UseDialect(name string) {
	hot.dialect13 = name == "1.3"
	p.host.call("useDialect", name)
}

// Deliver lets the page's side read the picks where they are.
func (p *page) Deliver(batches []webim.Batch, picks []webim.Pick) webim.Records {
	args := []any{address(unsafe.Pointer(unsafe.SliceData(picks))), len(picks)}
	for _, b := range batches {
		args = append(args, b.(*batch).v)
	}
	list := p.host.call("deliver", args...)
	runtime.KeepAlive(picks)
	return records{v: list, n: len(picks)}
}

func (p *page) Store(m webim.Message) { p.host.call("store", m.(message).v) }

func (p *page) SetFinished(sessionType, id string, value jsontext.Value) {
	p.host.call("finish", sessionType, id, value.JSON())
}

func (p *page) DeleteSession(sessionType, id string) { p.host.call("deleteSession", sessionType, id) }

func (p *page) EmptyStore() { p.host.call("emptyStore") }

func (p *page) Downloads(d *webim.Downloads) {
	hot.downloads = d
	p.host.call("downloads", d != nil)
}

func (p *page) SetDownload(uuid string, address jsontext.Value) {
	p.host.call("setDownload", uuid, address.JSON())
}

func (p *page) NextSeq(account string) float64 {
	n, err := p.host.call("nextSeq", account).Float()
	if err != nil {
		return 0
	}
	return n
}

// message is a record the page hands to sendMsg.
type message struct {
	v     safejs.Value
	value jsontext.Value
}

func (m message) Value() jsontext.Value { return m.value }
