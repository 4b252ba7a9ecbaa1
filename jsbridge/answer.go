//go:build js && wasm

package jsbridge

import (
	"github.com/hack-pad/safejs"

	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// answer is an answer of the server, a JavaScript object.
type answer struct {
	host host
	v    safejs.Value
}

func (a *answer) OK() bool {
	status, err := a.v.Get("ActionStatus")
	return err == nil && textOf(status) == "OK"
}

func (a *answer) Value() jsontext.Value { return parse(a.host.call("text", a.v)) }

// batch is what shim/batch.js made of an answer.
type batch struct {
	host  host
	v     safejs.Value
	rest  jsontext.Value
	items []webim.Item
	names []string
}

func (a *answer) Batch(list, me string) webim.Batch {
	b := &batch{host: a.host, v: a.host.call("digest", a.v, list, me)}
	if b.v.Type() != safejs.TypeObject {
		return b
	}
	header, err := b.v.Get("header")
	if err != nil {
		return b
	}
	head := parse(header)
	b.rest, b.items = head.Get("rest"), takeItems()
	for _, name := range head.Get("names").Items() {
		b.names = append(b.names, name.Str())
	}
	return b
}

func (b *batch) Rest() jsontext.Value { return b.rest }
func (b *batch) Items() []webim.Item  { return b.items }
func (b *batch) Names() []string      { return b.names }

func (b *batch) Raw(i int) jsontext.Value { return parse(b.host.call("raw", b.v, i)) }

// Release lets the page's side forget the batch. It holds none beyond what
// Go's references keep.
func (b *batch) Release() {}
