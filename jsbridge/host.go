//go:build js && wasm

package jsbridge

import (
	"github.com/hack-pad/safejs"

	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// Calls of shim/host.js, whose functions are all that Go's global object holds.

// callOut calls a function of the host with numbers, booleans and strings. These
// functions do not throw. If one does, callOut logs the error and returns undefined.
func callOut(name string, args ...any) safejs.Value {
	v, err := safejs.Global().Call(name, args...)
	if err != nil {
		println("webim: host." + name + ": " + err.Error())
		return safejs.Undefined()
	}
	return v
}

// callText calls a function that returns a string. It returns "" for anything else.
func callText(name string, args ...any) string {
	v := callOut(name, args...)
	if v.Type() != safejs.TypeString {
		return ""
	}
	s, err := v.String()
	if err != nil {
		return ""
	}
	return s
}

// callNumber calls a function that returns a number. It returns 0 for anything else.
func callNumber(name string, args ...any) float64 {
	f, err := callOut(name, args...).Float()
	if err != nil {
		return 0
	}
	return f
}

// parse parses JSON written by JavaScript. "" is Undefined.
func parse(text string) jsontext.Value {
	if text == "" {
		return jsontext.Value{}
	}
	v, err := jsontext.Parse(text)
	if err != nil {
		println("webim: " + err.Error())
	}
	return v
}

// arguments encodes arguments of a page's function for invoke and notify of
// shim/host.js: a string with a letter for each, then one or more values for each.
func arguments(out []any, args []webim.Arg) []any {
	var kinds string
	at := len(out)
	out = append(out, "")
	for _, arg := range args {
		switch arg := arg.(type) {
		case answer:
			kinds += "a"
			out = append(out, arg.number)
		case jsontext.Value:
			kinds += "j"
			out = append(out, arg.JSON())
		case records:
			kinds += "r"
			out = append(out, arg.number)
		case webim.Wrapped:
			kinds += "w"
			out = append(out, arg.Records.(records).number)
		case webim.Joined:
			kinds += "o"
			out = append(out, arg.Object.JSON(), arg.Name, arg.Records.(records).number)
		case webim.WithDownloads:
			kinds += "d"
			out = append(out, arg.Object.JSON())
		}
	}
	out[at] = kinds
	return out
}

// lastNumber is the last handle that Go assigned to an operation of the page's side.
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
