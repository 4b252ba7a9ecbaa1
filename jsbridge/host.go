//go:build js && wasm

package jsbridge

import (
	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// Calls of the functions of shim/host.js, the only ones that Go can call. callOut and
// callText are in host_tinygo.go and host_go.go.

// parse parses JSON written by JavaScript. "" is Undefined.
func parse(text string) jsontext.Value {
	if text == "" {
		return jsontext.Value{}
	}
	v, err := jsontext.Parse(text)
	if err != nil {
		println("webim: invalid JSON from JavaScript")
	}
	return v
}

// arguments encodes arguments of a page's function for invoke and notify of
// shim/host.js: a string with a letter for each, then one or more values for each.
func arguments(out []any, args []webim.Arg) []any {
	e := encoder{out: append(out, "")}
	for _, arg := range args {
		switch arg := arg.(type) {
		case response:
			e.add("a", arg.number)
		case jsontext.Value:
			e.add("j", arg.JSON())
		case records:
			e.add("r", arg.number)
		case webim.Wrapped:
			e.add("w", arg.Records.(records).number)
		case webim.Joined:
			e.add("o", arg.Object.JSON(), arg.Name, arg.Records.(records).number)
		case webim.WithDownloads:
			e.add("d", arg.Object.JSON())
		}
	}
	e.out[len(out)] = e.kinds
	return e.out
}

type encoder struct {
	out   []any
	kinds string
}

//go:noinline
func (e *encoder) add(kind string, values ...any) {
	e.kinds += kind
	e.out = append(e.out, values...)
}

// lastNumber is the last handle that Go assigned to a JavaScript operation.
var lastNumber int32

// nextNumber returns the next handle. Handles wrap around after 2^31, when the first
// ones have been released.
func nextNumber() int32 {
	lastNumber = lastNumber&0x7fffffff + 1
	if lastNumber < 0 {
		lastNumber = 1
	}
	return lastNumber
}
