// Package gc is the memory manager of the program that TinyGo compiles: a mark and
// sweep collector that runs only while no Go function is active.
//
// TinyGo's own collectors may run at every allocation. In WebAssembly they cannot read
// the pointers in local variables, so the compiler stores each one in memory as well,
// which takes a third of the code and slows it down. A page calls Go for one event at a
// time, and when the outermost call returns, all live objects are reachable from global
// variables. Until then memory is only allocated.
//
// The target selects TinyGo's -gc=none, which declares the allocator and leaves its
// definition to the program (memory_tinygo.go).
package gc

import "math/bits"

// The heap is a sequence of objects and free runs, without gaps, between start and
// end. Addresses are those of their headers. A header is two words: the size in bytes
// with flags, and the layout of an object or the next free run of a list.
const (
	headerSize = 8
	granule    = 16 // sizes are multiples of it

	isFree   = 1 << 0
	isMarked = 1 << 1 // reachable
	isLate   = 1 << 2 // marked, but not on the stack of objects to scan
	sizeMask = ^uint32(granule - 1)

	// Free runs smaller than largeRun are in a list for each size.
	largeRun = 256

	// A collection marks the granules at which objects start in a bitmap after end,
	// and keeps the objects to scan in a stack after the bitmap.
	stackSize = 4096

	minGrowth = 1 << 18
	// minGarbage is the allocated size that justifies a collection of a small heap.
	minGarbage = 1 << 18
)

var (
	start, end uint32 // of the heap
	limit      uint32 // of memory

	bump, bumpEnd uint32 // the free run that objects are allocated from; it has no header
	small         [largeRun / granule]uint32
	large         uint32

	allocated uint32 // since the last collection
	live      uint32 // after the last collection
)

// alloc returns the address of zeroed memory for an object.
func alloc(size, layout uint32) uint32 {
	need := (size + headerSize + granule - 1) & sizeMask
	if need <= size {
		outOfMemory()
	}
	p := take(need)
	*word(p) = need
	*word(p + 4) = layout
	clearMemory(p+headerSize, need-headerSize)
	allocated += need
	return p + headerSize
}

// take removes need bytes from the free memory and returns their address.
func take(need uint32) uint32 {
	if need < largeRun {
		if p := small[need/granule]; p != 0 {
			small[need/granule] = *word(p + 4)
			return p
		}
	}
	if bumpEnd-bump < need && !refill(need) {
		grow(need)
	}
	p := bump
	bump += need
	return p
}

// refill replaces the run from bump to bumpEnd by a free run of at least need bytes. It
// reports whether there is one.
func refill(need uint32) bool {
	last := uint32(0)
	for p := large; p != 0; last, p = p, *word(p + 4) {
		if size := *word(p) & sizeMask; size >= need {
			next := *word(p + 4)
			if last == 0 {
				large = next
			} else {
				*word(last + 4) = next
			}
			release(bump, bumpEnd-bump)
			bump, bumpEnd = p, p+size
			return true
		}
	}
	return false
}

// release adds a free run to the front of its list.
func release(p, size uint32) {
	if size == 0 {
		return
	}
	list := &large
	if size < largeRun {
		list = &small[size/granule]
	}
	*word(p) = size | isFree
	*word(p + 4) = *list
	*list = p
}

// grow adds memory, so that need bytes can be allocated from bump.
func grow(need uint32) {
	if limit == 0 {
		start = (heapStart() + granule - 1) & sizeMask
		limit = memorySize()
		if limit > start+scratch(limit) {
			end = limit - scratch(limit)
			bump, bumpEnd = start, end
			if bumpEnd-bump >= need {
				return
			}
		} else {
			end, bump, bumpEnd = start, start, start
		}
	}
	more := need + need/64 + stackSize + granule // the bitmap grows as well
	if more < need || !growMemory(max(more, minGrowth, (limit-start)/4)) && !growMemory(more) {
		outOfMemory()
	}
	limit = memorySize()
	if bumpEnd != end {
		release(bump, bumpEnd-bump)
		bump = end
	}
	end = limit - scratch(limit)
	bumpEnd = end
}

// scratch returns the size of the bitmap and the stack for a memory of that size.
func scratch(limit uint32) uint32 {
	return ((limit-start)/granule/8+4+stackSize)&sizeMask + granule
}

// isDue reports whether enough memory was allocated to justify a collection.
func isDue() bool { return allocated >= minGarbage && allocated >= live/2 }

// collect frees the objects that are not reachable from the words between from and to.
func collect(from, to uint32) {
	release(bump, bumpEnd-bump)
	bump, bumpEnd = 0, 0
	clearMemory(end, limit-end)
	for p := start; p < end; p += *word(p) & sizeMask {
		if *word(p)&isFree == 0 {
			at := (p - start) / granule
			*word(end + at/32*4) |= 1 << (at % 32)
		}
	}
	m := marker{stack: limit - stackSize}
	for a := from; a < to; a += 4 {
		m.mark(*word(a))
	}
	m.finish()
	sweep()
	allocated = 0
}

// marker marks reachable objects.
type marker struct {
	stack uint32 // the end of the stack of objects to scan
	late  bool   // the stack was full: some objects are marked isLate instead
}

// mark marks the object that value points to or into, if it is a pointer to the heap.
func (m *marker) mark(value uint32) {
	if value < start || value >= end {
		return
	}
	at := (value - start) / granule
	from := end + at/32*4
	starts := *word(from) << (31 - at%32) // the highest bit is the last start
	at++
	for starts == 0 {
		if from == end {
			return
		}
		from -= 4
		starts = *word(from)
		at = (from-end)*8 + 32
	}
	p := start + (at-1-uint32(bits.LeadingZeros32(starts)))*granule
	header := *word(p)
	if value-p >= header&sizeMask || header&isMarked != 0 {
		return
	}
	header |= isMarked
	if *word(p + 4)>>6 != 0 || *word(p + 4) == 0 { // it has pointers
		if m.stack < limit {
			*word(m.stack) = p
			m.stack += 4
		} else {
			header |= isLate
			m.late = true
		}
	}
	*word(p) = header
}

// finish marks the objects that marked objects refer to.
func (m *marker) finish() {
	for {
		for m.stack > limit-stackSize {
			m.stack -= 4
			m.scan(*word(m.stack))
		}
		if !m.late {
			return
		}
		m.late = false
		for p := start; p < end; p += *word(p) & sizeMask {
			if *word(p)&isLate != 0 && m.stack < limit {
				*word(p) &^= isLate
				m.scan(p)
			}
		}
	}
}

// scan marks the objects that an object refers to. The layout is TinyGo's: a bitmap of
// the words that may be pointers, repeated to the end of the object. An odd layout holds
// the bitmap's length in five bits, followed by the bitmap. An even layout is the address
// of the length and the bitmap. 0 means unknown.
func (m *marker) scan(p uint32) {
	layout := *word(p + 4)
	size, pointers := uint32(1), uint32(1)
	external := layout != 0 && layout&1 == 0
	if external {
		size = *word(layout)
	} else if layout != 0 {
		size, pointers = layout>>1&31, layout>>6
	}
	i := uint32(0)
	for a, to := p+headerSize, p+*word(p)&sizeMask; a < to; a += 4 {
		if external {
			pointers = *word(layout + 4 + i/32*4)
		}
		if pointers>>(i%32)&1 != 0 {
			m.mark(*word(a))
		}
		if i++; i == size {
			i = 0
		}
	}
}

// sweep frees the objects that are not marked and lists the free runs by address.
func sweep() {
	small = [len(small)]uint32{}
	large, live = 0, 0
	last := uint32(0) // of the list of large runs
	free := start     // where the current free run begins
	for p := start; ; {
		header := uint32(isMarked)
		if p < end {
			header = *word(p)
		}
		if header&isMarked != 0 {
			switch size := p - free; {
			case size >= largeRun:
				*word(free) = size | isFree
				*word(free + 4) = 0
				if last == 0 {
					large = free
				} else {
					*word(last + 4) = free
				}
				last = free
			default:
				release(free, size)
			}
			if p >= end {
				return
			}
			*word(p) &= sizeMask
			live += header & sizeMask
			free = p + header&sizeMask
		}
		p += header & sizeMask
	}
}
