//go:build js && wasm

package jsbridge

import (
	"errors"

	"github.com/hack-pad/safejs"
)

// host is the page's side: the functions of shim/host.js and shim/store.js.
type host struct{ v safejs.Value }

func findHost() (host, error) {
	v, err := safejs.Global().Get("host")
	if err != nil {
		return host{}, err
	}
	if v.Type() != safejs.TypeObject {
		return host{}, errors.New("no host")
	}
	return host{v}, nil
}

// call calls one of the host's functions. They are our own and do not throw; if
// one does all the same, the console says so and the answer is undefined.
func (h host) call(name string, args ...any) safejs.Value {
	v, err := h.v.Call(name, args...)
	if err != nil {
		println("webim: host." + name + ": " + err.Error())
		return safejs.Undefined()
	}
	return v
}

// text reads a setting.
func (h host) text(name string) string {
	v, err := h.v.Get(name)
	if err != nil {
		return ""
	}
	return textOf(v)
}

// guard is deferred by whatever JavaScript calls: a panic ends there, with a
// line in the console and, if there is somebody to tell, an error.
func guard(what string, failed func(text string)) {
	if p := recover(); p != nil {
		text := "panic"
		switch p := p.(type) {
		case error:
			text = p.Error()
		case string:
			text = p
		}
		println("webim: " + what + ": " + text)
		if failed != nil {
			failed(text)
		}
	}
}

// once wraps f as a function for JavaScript that calls it at most once.
// release gives it back; it may be called while f runs.
func once(what string, f func(args []safejs.Value)) (fn safejs.Func, release func()) {
	done := false
	fn, err := safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if done {
			return nil
		}
		done = true
		defer guard(what, nil)
		f(args)
		return nil
	})
	if err != nil {
		println("webim: " + what + ": " + err.Error())
		return fn, func() {}
	}
	return fn, fn.Release
}
