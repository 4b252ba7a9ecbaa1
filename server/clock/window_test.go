package clock

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWindowsAllowForSkew(t *testing.T) {
	for _, c := range []struct {
		now  int64
		want []uint64
	}{
		{5*300 + 150, []uint64{5, 4}},
		{5*300 + 299, []uint64{5, 6, 4}},
		{5*300 + 10, []uint64{5, 4, 3}}, // a clock that lags writes to window 4, for which 3 is the previous one
		{10, []uint64{0}},
		{-5, []uint64{0}},
	} {
		assert.Equal(t, c.want, Windows(c.now, 300), "at %d", c.now)
	}
}
