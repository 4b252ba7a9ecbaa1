//go:build !tinygo

package gc

// Other compilers have their own collectors. This file provides an array as the memory,
// for the package's tests.

const (
	pageSize  = 1 << 16
	firstWord = 1 << 10 // lower addresses are invalid
)

var memory []uint32

var heapAt uint32 // address of the heap

func heapStart() uint32 { return heapAt }

func word(a uint32) *uint32 {
	if a < firstWord || a%4 != 0 {
		panic("gc: invalid address")
	}
	return &memory[a/4]
}

func clearMemory(a, n uint32) { clear(memory[a/4 : (a+n)/4]) }

func memorySize() uint32 { return uint32(len(memory)) * 4 }

func growMemory(n uint32) bool {
	pages := (n + pageSize - 1) / pageSize
	if memorySize()+pages*pageSize > maxMemory {
		return false
	}
	memory = append(memory, make([]uint32, pages*pageSize/4)...)
	return true
}

const maxMemory = 1 << 26

func outOfMemory() { panic("out of memory") }
