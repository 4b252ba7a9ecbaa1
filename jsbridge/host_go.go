//go:build js && wasm && !tinygo

package jsbridge

import "github.com/hack-pad/safejs"

// callOut calls a function of the host with numbers, booleans and strings. It returns a
// number, or 1 or 0 for a boolean.
func callOut(name string, args ...any) float64 {
	v := hostCall(name, args)
	switch v.Type() {
	case safejs.TypeNumber:
		number, _ := v.Float()
		return number
	case safejs.TypeBoolean:
		is, _ := v.Bool()
		return float64(boolToInt(is))
	}
	return 0
}

// callText calls a function that returns a string. It returns "" for anything else.
func callText(name string, args ...any) string {
	v := hostCall(name, args)
	if v.Type() != safejs.TypeString {
		return ""
	}
	s, _ := v.String()
	return s
}

func hostCall(name string, args []any) safejs.Value {
	v, err := safejs.Global().Call(name, args...)
	if err != nil {
		println("webim: host." + name + ": " + err.Error())
		return safejs.Undefined()
	}
	return v
}
