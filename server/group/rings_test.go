package group

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server/clock/clocktest"
)

// fillRing adds twice the capacity of a ring.
func fillRing(rs *rings, serial uint64) {
	for seq := range uint64(32) {
		rs.add(serial, ringItem{seq: seq + 1, data: make([]byte, ringBytes/16)})
	}
}

func TestRingsShareMemoryBound(t *testing.T) {
	clock := clocktest.New(1500000000)
	rs := newRings(clock)
	for serial := range uint64(200) {
		fillRing(rs, serial+2)
		clock.Advance(time.Millisecond)
		if serial%10 == 0 {
			fillRing(rs, 1)
			rs.find(1, true)
		}
		held := 0
		for _, r := range rs.m {
			held += r.size()
		}
		assert.Equal(t, held, rs.bytes)
		assert.LessOrEqual(t, held, ringsBytes)
	}
	list, _, _ := rs.find(1, true).read(0, false)
	assert.NotEmpty(t, list, "a polled ring must keep its items")
}

func TestIdleRingsAreRemoved(t *testing.T) {
	clock := clocktest.New(1500000000)
	rs := newRings(clock)
	fillRing(rs, 1)
	fillRing(rs, 2)
	clock.Advance(ringMemory)
	rs.find(1, true)
	clock.Advance(time.Second)
	fillRing(rs, 3)
	assert.NotContains(t, rs.m, uint64(2))
	assert.Contains(t, rs.m, uint64(1))
	assert.Equal(t, rs.m[1].size()+rs.m[3].size(), rs.bytes)
}
