//go:build js && wasm

package jsbridge

import (
	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// response implements webim.Response. JavaScript keeps the object under its
// request's number until webimReply returns.
type response struct {
	number int32
	ok     bool
}

func (r response) OK() bool              { return r.ok }
func (r response) Value() jsontext.Value { return parse(callText("text", r.number)) }

// batch is a response reduced by shim/batch.js. JavaScript keeps the messages
// under its number until it is released.
type batch struct {
	number int32
	rest   jsontext.Value
	items  []webim.Item
	names  []string
}

func (r response) Batch(list, me string) webim.Batch {
	b := &batch{number: nextNumber()}
	reduced := parse(callText("reduce", r.number, b.number, list, me))
	b.rest, b.items = reduced.Get("rest"), takeItems()
	for _, name := range reduced.Get("names").Items() {
		b.names = append(b.names, name.Str())
	}
	return b
}

func (b *batch) Rest() jsontext.Value     { return b.rest }
func (b *batch) Items() []webim.Item      { return b.items }
func (b *batch) Names() []string          { return b.names }
func (b *batch) Raw(i int) jsontext.Value { return parse(callText("raw", b.number, i)) }
func (b *batch) Release()                 { callOut("release", b.number) }
