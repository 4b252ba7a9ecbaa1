package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Most of what a busy server has in memory is polls that wait. The runtime lets
// the heap double before it collects: as much again for every poll. Here it
// grows by a quarter between two collections, and by leastGrowth at least, since
// a small heap would be collected all the time.
const (
	growth      = 25       // percent
	leastGrowth = 16 << 20 // bytes
)

// boundGarbage has the garbage collector keep to that, unless the environment
// has a word of its own (GOGC).
func boundGarbage() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(growthFor(0))
	type cycle struct{ _ *int }
	var collected func(*cycle)
	collected = func(c *cycle) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(growthFor(live[0].Value.Uint64()))
		runtime.SetFinalizer(c, collected) // for the next one
	}
	runtime.SetFinalizer(&cycle{}, collected)
}

// growthFor is the percentage by which a heap of so many bytes may grow.
func growthFor(live uint64) int {
	return max(growth, int(100*leastGrowth/max(live, leastGrowth/4)))
}
