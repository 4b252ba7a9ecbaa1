//go:build js && wasm && tinygo

package jsbridge

import "unsafe"

// Calls of the host by two imports, which shim/program_tinygo.js implements. syscall/js
// would add 15 kB to the module, including its errors, which use reflection.

// argument is an argument in the layout that JavaScript reads: a number or boolean in
// number, or the address and length of a string.
type argument struct {
	number float64
	kind   int32
	at     unsafe.Pointer
	length int32
	_      int32 // makes the size a multiple of 8 on every architecture
}

const (
	kindNumber int32 = iota
	kindBool
	kindString
)

// importCall calls the function of that name. Its result is a number, 1 or 0 for
// a boolean, or the length in bytes of a string, which importText fetches.
//
//go:wasmimport host call
func importCall(name unsafe.Pointer, nameLength int32, args unsafe.Pointer, n int32) float64

// importText writes the string that importCall returned last.
//
//go:wasmimport host text
func importText(at unsafe.Pointer)

// callOut calls a function of the host with numbers, booleans and strings. It
// returns a number, or 1 or 0 for a boolean. These functions do not throw. If one
// does, JavaScript logs the error and callOut returns 0.
func callOut(name string, args ...any) float64 {
	list := make([]argument, len(args))
	for i, arg := range args {
		a := &list[i]
		switch arg := arg.(type) {
		case int:
			a.number = float64(arg)
		case int32:
			a.number = float64(arg)
		case int64:
			a.number = float64(arg)
		case float64:
			a.number = arg
		case bool:
			a.kind, a.number = kindBool, float64(boolToInt(arg))
		case string:
			a.kind, a.at, a.length = kindString, unsafe.Pointer(unsafe.StringData(arg)), int32(len(arg))
		}
	}
	return importCall(unsafe.Pointer(unsafe.StringData(name)), int32(len(name)), unsafe.Pointer(unsafe.SliceData(list)), int32(len(list)))
}

// callText calls a function that returns a string. It returns "" for undefined.
func callText(name string, args ...any) string {
	n := int(callOut(name, args...))
	if n == 0 {
		return ""
	}
	text := make([]byte, n)
	importText(unsafe.Pointer(unsafe.SliceData(text)))
	return unsafe.String(unsafe.SliceData(text), n)
}
