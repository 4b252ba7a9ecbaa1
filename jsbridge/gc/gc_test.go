package gc

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	noPointers = 1<<1 | 1
	oneOfThree = 0b010<<6 | 3<<1 | 1 // the second of three words is a pointer
)

// testHeap is a memory whose first page holds the roots.
type testHeap struct {
	t     *testing.T
	roots uint32 // the address of the roots
	n     uint32
}

const rootsAt = firstWord + 256

func newTestHeap(t *testing.T, roots uint32) *testHeap {
	memory = make([]uint32, pageSize/4)
	start, end, limit, bump, bumpEnd, large, allocated, live = 0, 0, 0, 0, 0, 0, 0, 0
	small = [len(small)]uint32{}
	heapAt = rootsAt + 4*roots
	return &testHeap{t, rootsAt, roots}
}

func (p *testHeap) root(i uint32) *uint32 { return word(p.roots + 4*i) }

func (p *testHeap) collect() {
	collect(p.roots, p.roots+4*p.n)
	p.check()
}

// check walks the heap. It requires that the heap has no gaps, and that its free runs
// are the listed ones.
func (p *testHeap) check() {
	listed := map[uint32]bool{}
	for i, list := range append(small[:], large) {
		for a := list; a != 0; a = *word(a + 4) {
			require.False(p.t, listed[a], "run %d listed twice", a)
			listed[a] = true
			if i < len(small) {
				require.Equal(p.t, uint32(i)*granule|isFree, *word(a))
			}
		}
	}
	free := 0
	a := start
	for a < end {
		if *word(a)&isFree != 0 {
			require.True(p.t, listed[a], "run %d not listed", a)
			free++
		}
		require.NotZero(p.t, *word(a)&sizeMask)
		a += *word(a) & sizeMask
	}
	require.Equal(p.t, end, a)
	require.Len(p.t, listed, free)
}

// TestCollectKeepsReachable replaces objects of a random graph, and compares it to a
// copy of it.
func TestCollectKeepsReachable(t *testing.T) {
	const roots = 64
	p := newTestHeap(t, roots)
	random := rand.New(rand.NewPCG(1, 2))
	layouts := []uint32{0, noPointers, oneOfThree, external(p)}
	type node struct {
		layout, words uint32
		data          map[uint32]uint32 // by index
		to            map[uint32]*node
	}
	nodes := make([]*node, roots)
	isPointer := func(layout, i uint32) bool {
		switch layout {
		case 0:
			return true
		case noPointers:
			return false
		case oneOfThree:
			return i%3 == 1
		}
		return i%40 == 0 || i%40 == 39
	}
	var compare func(n *node, a uint32, seen map[*node]bool)
	compare = func(n *node, a uint32, seen map[*node]bool) {
		if seen[n] {
			return
		}
		seen[n] = true
		for i, v := range n.data {
			require.Equal(t, v, *word(a + 4*i))
		}
		for i, to := range n.to {
			compare(to, *word(a + 4*i), seen)
		}
	}
	for step := range 8_000 {
		n := &node{layout: layouts[random.IntN(len(layouts))], words: 1 + random.Uint32N(12)}
		if random.IntN(50) == 0 {
			n.words = 1 + random.Uint32N(4000)
		}
		n.data, n.to = map[uint32]uint32{}, map[uint32]*node{}
		a := alloc(n.words*4, n.layout)
		require.Zero(t, a%8)
		for i := range n.words {
			require.Zero(t, *word(a + 4*i), "memory must be cleared")
		}
		for i := range n.words {
			at := random.Uint32N(roots)
			switch {
			case isPointer(n.layout, i) && nodes[at] != nil && random.IntN(3) == 0:
				*word(a + 4*i), n.to[i] = *p.root(at), nodes[at]
			case !isPointer(n.layout, i):
				n.data[i] = *p.root(at) // looks like a pointer
				*word(a + 4*i) = n.data[i]
			}
		}
		at := random.Uint32N(roots)
		nodes[at], *p.root(at) = n, a
		if random.IntN(3) == 0 {
			at = random.Uint32N(roots)
			nodes[at], *p.root(at) = nil, 0
		}
		if step%100 == 0 {
			p.collect()
			for i, n := range nodes {
				if n != nil {
					compare(n, *p.root(uint32(i)), map[*node]bool{})
				}
			}
		}
	}
	for i := range uint32(roots) {
		*p.root(i) = 0
	}
	p.collect()
	assert.Zero(t, live)
	assert.Equal(t, start, large, "the memory must be one free run")
	assert.Equal(t, (end-start)|isFree, *word(start))
}

// external returns a layout outside the heap: the first and last of 40 words are
// pointers.
func external(p *testHeap) uint32 {
	const at = firstWord
	*word(at), *word(at + 4), *word(at + 8) = 40, 1, 1<<7
	return at
}

func TestInteriorPointersKeepObjects(t *testing.T) {
	p := newTestHeap(t, 1)
	a := alloc(1<<16, noPointers)
	for _, offset := range []uint32{0, 4, 24, 1 << 10, 1<<16 - 4} {
		*p.root(0) = a + offset
		p.collect()
		require.EqualValues(t, 1<<16+granule, live)
	}
	for _, value := range []uint32{0, 1, a - headerSize - granule, a + 1<<16 + granule, ^uint32(0)} {
		*p.root(0) = value
		alloc(1<<16, noPointers)
		p.collect()
		require.Zero(t, live)
	}
}

// TestCollectSurvivesFullMarkStack builds a list of 100,000 objects, and an array of
// as many, which is longer than the stack.
func TestCollectSurvivesFullMarkStack(t *testing.T) {
	const n = 100_000
	p := newTestHeap(t, 2)
	for range n {
		a := alloc(8, 0)
		*word(a) = *p.root(0)
		*p.root(0) = a
	}
	array := alloc(4*n, 0)
	for i := range uint32(n) {
		a := alloc(8, 0)
		*word(a) = alloc(4, noPointers)
		*word(array + 4*i) = a
	}
	*p.root(1) = array
	p.collect()
	assert.EqualValues(t, n*16+(4*n+headerSize+granule-1)/granule*granule+2*n*16, live)
	*p.root(0) = 0
	p.collect()
	*p.root(1) = 0
	p.collect()
	assert.Zero(t, live)
}

// TestGarbageDoesNotGrowMemory allocates 200 MB, of which little is reachable at a time.
func TestGarbageDoesNotGrowMemory(t *testing.T) {
	const roots = 200
	p := newTestHeap(t, roots)
	random := rand.New(rand.NewPCG(3, 4))
	for range 400_000 {
		size := 1 + random.Uint32N(300)
		if random.IntN(100) == 0 {
			size = random.Uint32N(30_000)
		}
		a := alloc(size, noPointers)
		if random.IntN(4) == 0 {
			*p.root(random.Uint32N(roots)) = a
		}
		if isDue() {
			collect(p.roots, p.roots+4*roots)
		}
	}
	assert.Less(t, memorySize(), uint32(5<<20))
}

func TestOutOfMemoryPanics(t *testing.T) {
	p := newTestHeap(t, 1)
	assert.PanicsWithValue(t, "out of memory", func() { alloc(maxMemory, 0) })
	assert.PanicsWithValue(t, "out of memory", func() { alloc(^uint32(0), 0) })
	assert.PanicsWithValue(t, "out of memory", func() {
		for {
			a := alloc(1<<20, 0)
			*word(a) = *p.root(0)
			*p.root(0) = a
		}
	})
	*p.root(0) = 0
	p.collect()
	assert.NotPanics(t, func() { alloc(1<<20, 0) })
}
