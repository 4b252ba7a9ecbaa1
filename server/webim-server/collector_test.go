package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGrowth(t *testing.T) {
	for live, want := range map[uint64]int{
		0: 400, 1 << 20: 400, 8 << 20: 200, 16 << 20: 100, 40 << 20: 40, 64 << 20: 25, 10 << 30: 25,
	} {
		assert.Equal(t, want, growthFor(live), "%d bytes", live)
	}
}

func TestGarbageIsBounded(t *testing.T) {
	t.Setenv("GOGC", "70")
	before := debug.SetGCPercent(70)
	defer debug.SetGCPercent(before)
	boundGarbage()
	require.Equal(t, 70, debug.SetGCPercent(70), "the environment's word counts")

	os.Unsetenv("GOGC")
	boundGarbage()
	much := make([]byte, 128<<20)
	assert.EventuallyWithT(t, func(c *assert.CollectT) {
		runtime.GC()
		percent := debug.SetGCPercent(100)
		debug.SetGCPercent(percent)
		assert.Equal(c, growth, percent)
	}, time.Minute, 10*time.Millisecond)
	runtime.KeepAlive(much)
}
