//go:build js && wasm

package jsbridge

import (
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"webim.js/webim"
	"webim.js/webim/jsontext"
)

// This file implements the fast path. shim/hot.js writes the arguments of a call
// consecutively into the input buffer and their lengths (-1: undefined or null) into the
// lengths buffer, and calls webim_hot. webim_result returns the address of a pointer to
// the result. The buffers do not move while the program runs, so JavaScript reads their
// addresses once. Larger arguments get a buffer for one call.

const (
	inputSize   = 1 << 12 // code units; longer inputs get a buffer for one call
	lengthsSize = 16
	keepSize    = 1 << 16 // a longer output buffer is not reused
)

// hot is the state of the fast path.
var hot = struct {
	downloads *webim.Downloads

	input      [inputSize]uint16
	lengths    [lengthsSize]int32
	bigInput   []uint16
	bigLengths []int32
	args       []webim.Text
	out        webim.Text
	result     int32 // address of out

	items []webim.Item
}{
	out: make(webim.Text, 0, inputSize),
}

//go:wasmexport webim_input_size
func hotInputSize() int32 { return inputSize }

//go:wasmexport webim_input
func hotInput(units int32) int32 {
	if units <= inputSize {
		return address(unsafe.Pointer(&hot.input))
	}
	hot.bigInput = make([]uint16, units)
	return address(unsafe.Pointer(unsafe.SliceData(hot.bigInput)))
}

//go:wasmexport webim_lengths
func hotLengths(n int32) int32 {
	if n <= lengthsSize {
		return address(unsafe.Pointer(&hot.lengths))
	}
	hot.bigLengths = make([]int32, n)
	return address(unsafe.Pointer(unsafe.SliceData(hot.bigLengths)))
}

//go:wasmexport webim_result
func hotResult() int32 { return address(unsafe.Pointer(&hot.result)) }

// hotItems allocates the items of a batch (shim/batch.js).
//
//go:wasmexport webim_items
func hotItems(n int32) int32 {
	hot.items = make([]webim.Item, n)
	return address(unsafe.Pointer(unsafe.SliceData(hot.items)))
}

// takeItems returns the items written last.
func takeItems() []webim.Item {
	items := hot.items
	hot.items = nil
	return items
}

//go:wasmexport webim_hot
func webimHot(op, n int32) int32 { return enterHot(op, n) }

func runHot(op, n int32) int32 {
	readArgs(n)
	if cap(hot.out) > keepSize { // JavaScript has read it by now
		hot.out = make(webim.Text, 0, inputSize)
	}
	if op < int32(webim.OpStrBytes) {
		out, same, ok := webim.Render(webim.Op(op), is13(), hot.args, hot.out[:0])
		switch {
		case !ok:
			return webim.ResultFailed
		case same:
			return webim.ResultSame
		}
		return returnText(out)
	}
	return runOther(op)
}

func readArgs(n int32) {
	input, lengths := hot.input[:], hot.lengths[:]
	if hot.bigInput != nil {
		input, hot.bigInput = hot.bigInput, nil
	}
	if hot.bigLengths != nil {
		lengths, hot.bigLengths = hot.bigLengths, nil
	}
	hot.args = hot.args[:0]
	for _, length := range lengths[:n] {
		if length < 0 {
			hot.args = append(hot.args, nil)
			continue
		}
		hot.args = append(hot.args, input[:length:length])
		input = input[length:]
	}
}

func returnText(out webim.Text) int32 {
	hot.out = out
	hot.result = address(unsafe.Pointer(unsafe.SliceData(out)))
	return int32(len(out))
}

// runOther runs an operation that is not one of Render.
func runOther(op int32) int32 {
	args := hot.args
	switch webim.Op(op) {
	case webim.OpStrBytes:
		return int32(webim.StrBytes(is13(), args[0]))
	case webim.OpValidNumber:
		return boolToInt(webim.ValidNumber(args[0]))
	case webim.OpFormatTime:
		out, ok := webim.FormatTimeStamp(is13(), hot.out[:0], args[6],
			number(args[0]), number(args[1]), number(args[2]), number(args[3]), number(args[4]), number(args[5]))
		if !ok {
			return webim.ResultFailed
		}
		return returnText(out)
	case webim.OpSoundURL:
		if hot.downloads == nil {
			return 0
		}
		return returnString(hot.downloads.Sound(goText(args[0]), goText(args[1])))
	case webim.OpFileURL:
		if hot.downloads == nil {
			return 0
		}
		return returnString(hot.downloads.File(goText(args[0]), goText(args[1]), goText(args[2])))
	case webim.OpReceived:
		return returnString(webim.ReceivedText(is13(), goText(args[0]) == "1", goText(args[1])))
	case webim.OpTyping:
		return boolToInt(webim.IsTyping(goText(args[0])))
	}
	return webim.ResultFailed
}

// boolToInt returns 1 for true and 0 for false.
func boolToInt(b bool) int32 {
	if b {
		return 1
	}
	return 0
}

func returnString(s string) int32 {
	out := hot.out[:0]
	for _, r := range s {
		out = utf16.AppendRune(out, r)
	}
	return returnText(out)
}

func goText(t webim.Text) string {
	b := make([]byte, 0, len(t))
	for i := 0; i < len(t); i++ {
		r := rune(t[i])
		if i+1 < len(t) {
			if pair := utf16.DecodeRune(r, rune(t[i+1])); pair != utf8.RuneError {
				r = pair
				i++
			}
		}
		b = jsontext.AppendRune(b, r)
	}
	return unsafe.String(unsafe.SliceData(b), len(b))
}

// number parses digits with an optional sign.
func number(t webim.Text) int {
	n, sign := 0, 1
	for _, c := range t {
		if c == '-' {
			sign = -1
		} else {
			n = 10*n + int(c) - '0'
		}
	}
	return sign * n
}
