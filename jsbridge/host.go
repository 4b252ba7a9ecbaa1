//go:build js && wasm

package jsbridge

import (
	"github.com/hack-pad/safejs"

	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// What goes out. shim/host.js is the other end: its functions are all that Go's
// global object has.

// callOut calls a function of the host with numbers, truths and texts. The
// functions are our own and do not throw; if one does all the same, the console
// says so and the answer is undefined.
func callOut(name string, args ...any) safejs.Value {
	v, err := safejs.Global().Call(name, args...)
	if err != nil {
		println("webim: host." + name + ": " + err.Error())
		return safejs.Undefined()
	}
	return v
}

// callText calls for a text, "" for anything else.
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

// callNumber calls for a number, 0 for anything else.
func callNumber(name string, args ...any) float64 {
	f, err := callOut(name, args...).Float()
	if err != nil {
		return 0
	}
	return f
}

// parse reads JSON text that JavaScript printed; "" is Undefined.
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

// arguments turns what webim hands to the page into what invoke and notify of
// shim/host.js take: a letter for each argument, then one or more values for each.
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

// numbers are given to what Go asks the page's side to begin. They start over
// after 2^31, when the first ones are long done.
var lastNumber int32

func nextNumber() int32 {
	lastNumber = lastNumber&0x7fffffff + 1
	if lastNumber < 0 {
		lastNumber = 1
	}
	return lastNumber
}
