package poll_test

import (
	"flag"
	"testing"
	"testing/synctest"
	"time"

	"webim.js/server/servertest"
)

var (
	roamSeed  = flag.Uint64("roam.seed", 0, "first `seed` of the servers' simulation (0: from the time)")
	roamSteps = flag.Int("roam.steps", 0, "number of `steps` to simulate (0: run for two seconds)")
	roamTrace = flag.Bool("roam.trace", false, "log each step")
)

// Clients whose requests go to several servers on one store receive every event once and
// in order, whatever notes the servers miss, evict or receive late. A waiting poll ends
// as soon as its server has an event.
func TestRoamingClientsLoseNothing(t *testing.T) {
	seed := *roamSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	start, steps, runs := time.Now(), 0, 0
	for ; *roamSteps == 0 && time.Since(start) < 2*time.Second || steps < *roamSteps; seed++ {
		w := newWorld(seed)
		if servertest.OnPostgres() {
			w.run(t)
		} else {
			// In a bubble all effects of a step complete before the next one, so the
			// same seed produces the same run.
			synctest.Test(t, w.run)
		}
		steps += w.steps
		runs++
	}
	t.Logf("%d runs, %d steps, %.0f a second", runs, steps, float64(steps)/time.Since(start).Seconds())
}
