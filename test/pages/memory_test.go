package pages

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

const (
	bigFile       = 200 << 20 // bytes
	extraMemory   = 32 << 20  // allowed growth during its upload
	uploadTimeout = 2 * time.Minute
)

// A file of 200 MB is read in pieces, for its digest and for its slices, and no piece
// is retained: measured halfway, with a slice in flight, and at the end.
func TestLargeFileIsNotHeldInMemory(t *testing.T) {
	fx := newFixture(t)
	for _, dialect := range dialects {
		ann := fx.signIn(t, dialect, "ann"+dialect)
		ann.Limit = uploadTimeout
		// A small upload first, to include one-time allocations in the baseline.
		ann.Eval(`acceptSlices(0)`, nil)
		ann.upload("uploadFile", "makeFile('small.bin', 3000000)", "fileType: 2", `a.File_UUID === 'big'`)
		ann.requireTrue(`wasmMemory.buffer.byteLength > 0`)
		before := ann.memory()

		count := (bigFile + sliceSize[dialect] - 1) / sliceSize[dialect]
		ann.Eval(fmt.Sprintf(`slices = 0, acceptSlices(%d), upload('uploadFile', {file: new File(Array(200).fill(new Blob([bytes(1 << 20)])), 'big.bin'),
			To_Account: 'ben', businessType: 2, fileType: 2}), null`, count/2), nil)
		ann.WaitFor(`release || up.ended`)
		middle := ann.memory()
		ann.Eval(`up.progress.length = 0, release()`, nil)
		ann.WaitFor(`up.ended`)
		ann.requireTrue(`up.ended.ActionStatus === 'OK' && up.ended.File_UUID === 'big'`)
		ann.requireTrue(fmt.Sprintf(`slices === %d`, count))
		after := ann.memory()
		t.Logf("%s: %.1f MB before, %+.1f MB halfway through a 200 MB upload, %+.1f MB after it",
			dialect, megabytes(before), megabytes(middle-before), megabytes(after-before))
		assert.Less(t, middle-before, int64(extraMemory), "%s, halfway", dialect)
		assert.Less(t, after-before, int64(extraMemory), "%s, at the end", dialect)
	}
}

func megabytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// memory returns the page's memory: the JavaScript heap with its buffers after a
// garbage collection, and the WebAssembly memory once, which Chromium counts among
// the buffers zero times, once or twice.
func (p *person) memory() int64 {
	p.t.Helper()
	var wasm int64
	p.Eval(`wasmMemory.buffer.byteLength`, &wasm)
	held := p.Heap().Total()
	for counted := 0; counted < 2 && held >= wasm; counted++ {
		held -= wasm
	}
	return held + wasm
}
