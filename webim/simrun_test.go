package webim

import (
	"flag"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	simSeed  = flag.Uint64("sim.seed", 0, "first `seed` of the simulation (0: from the time)")
	simSteps = flag.Int("sim.steps", 0, "number of `steps` to simulate (0: run for two seconds)")
)

// No message is lost, duplicated or delivered out of order under any network fault.
func TestSimulation(t *testing.T) {
	seed := *simSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	start, steps, runs := time.Now(), 0, 0
	for ; *simSteps == 0 && time.Since(start) < 2*time.Second || steps < *simSteps; seed++ {
		tape := newTape(seed)
		s := simulate(tape, false)
		steps += s.steps
		runs++
		if s.failed != "" {
			t.Logf("seed %d", seed)
			reportFailure(t, tape.data, s.failed)
			return
		}
	}
	t.Logf("%d runs, %d steps, %.0f a second", runs, steps, float64(steps)/time.Since(start).Seconds())
}

// The same tape produces the same run, so failures are reproducible.
func TestSimulationIsDeterministic(t *testing.T) {
	tape1 := newTape(7)
	first := simulate(tape1, true)
	again := simulate(&tape{data: tape1.data}, true)
	require.Equal(t, first.trace, again.trace)
	require.Equal(t, first.steps, again.steps)
}

// FuzzSimulation searches for a tape that violates an invariant.
func FuzzSimulation(f *testing.F) {
	for seed := range uint64(4) {
		tape := newTape(seed + 1)
		simulate(tape, false)
		f.Add(tape.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<13 {
			t.Skip("longer than any run needs")
		}
		if s := simulate(&tape{data: data}, false); s.failed != "" {
			reportFailure(t, data, s.failed)
		}
	})
}
