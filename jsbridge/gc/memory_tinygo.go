//go:build tinygo

package gc

import "unsafe"

// Reclaim frees unreachable objects if enough memory was allocated since the last
// collection. Only global variables keep objects alive, so pointers in local variables
// of active functions are invalid after the call.
func Reclaim() {
	if isDue() {
		collect(address(&globalsStart), address(&heapBase))
	}
}

// The functions that TinyGo's runtime declares and this package defines.

//go:linkname runtimeAlloc runtime.alloc
//go:noinline
func runtimeAlloc(size uintptr, layout unsafe.Pointer) unsafe.Pointer {
	if size == 0 {
		return unsafe.Pointer(&globalsStart)
	}
	return unsafe.Pointer(uintptr(alloc(uint32(size), uint32(uintptr(layout)))))
}

// Symbols of the linker. Global variables lie between them.
//
//go:extern __global_base
var globalsStart [0]byte

//go:extern __heap_base
var heapBase [0]byte

func address(symbol *[0]byte) uint32 { return uint32(uintptr(unsafe.Pointer(symbol))) }

func heapStart() uint32 { return address(&heapBase) }

func word(a uint32) *uint32 { return (*uint32)(unsafe.Pointer(uintptr(a))) }

func clearMemory(a, n uint32) { clear(unsafe.Slice((*byte)(unsafe.Pointer(uintptr(a))), n)) }

const pageSize = 1 << 16

//export llvm.wasm.memory.size.i32
func wasmMemorySize(memory int32) int32

//export llvm.wasm.memory.grow.i32
func wasmMemoryGrow(memory, pages int32) int32

func memorySize() uint32 { return uint32(wasmMemorySize(0)) * pageSize }

func growMemory(n uint32) bool { return wasmMemoryGrow(0, int32((n+pageSize-1)/pageSize)) >= 0 }

//go:linkname runtimePanic runtime.runtimePanic
func runtimePanic(message string)

func outOfMemory() { runtimePanic("out of memory") }
