//go:build js && wasm

package jsbridge

import (
	"github.com/hack-pad/safejs"

	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// textOf reads a string, "" for anything else.
func textOf(v safejs.Value) string {
	if v.Type() != safejs.TypeString {
		return ""
	}
	s, err := v.String()
	if err != nil {
		return ""
	}
	return s
}

// parse reads JSON text that JavaScript printed; undefined is Undefined.
func parse(v safejs.Value) jsontext.Value {
	if v.Type() != safejs.TypeString {
		return jsontext.Value{}
	}
	out, err := jsontext.Parse(textOf(v))
	if err != nil {
		println("webim: " + err.Error())
	}
	return out
}

// arguments turns what webim hands to the page into what invoke and notify of
// shim/host.js take: a letter for each argument, and the values.
func arguments(args []webim.Arg) (kinds string, values []any) {
	for _, arg := range args {
		kind, value := "v", any(safejs.Undefined())
		switch arg := arg.(type) {
		case *answer:
			value = arg.v
		case jsontext.Value:
			kind, value = "j", arg.JSON()
		case records:
			value = arg.v
		case webim.Wrapped:
			kind, value = "w", arg.Records.(records).v
		case webim.Joined:
			kind, value = "o", []any{arg.Object.JSON(), arg.Name, arg.Records.(records).v}
		case webim.WithDownloads:
			kind, value = "d", arg.Object.JSON()
		case float64:
			value = arg
		}
		kinds += kind
		values = append(values, value)
	}
	return kinds, values
}

// callback makes a Go function of the page's, nil if it is none.
func (h host) callback(fn safejs.Value) func(args ...webim.Arg) {
	if fn.Type() != safejs.TypeFunction {
		return nil
	}
	return func(args ...webim.Arg) {
		kinds, values := arguments(args)
		h.call("invoke", append([]any{fn, safejs.Undefined(), kinds}, values...)...)
	}
}
