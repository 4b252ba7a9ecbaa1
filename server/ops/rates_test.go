package ops

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestRatesEvictUnusedKeys(t *testing.T) {
	now := time.Unix(1500000000, 0)
	r := rates{perSecond: 1}
	for range burst {
		assert.True(t, r.allow("busy", now))
	}
	for i := range 3 * maxLimiters {
		r.allow(fmt.Sprint("other ", i), now)
		if i%1000 == 0 {
			assert.False(t, r.allow("busy", now), "keys in use must not be evicted")
		}
		if n := len(r.young) + len(r.old); n > 2*maxLimiters {
			t.Fatal("holds", n)
		}
	}
	assert.True(t, r.allow("other 0", now), "an unused key must be evicted")
}

func TestZeroRateIsUnlimited(t *testing.T) {
	var r rates
	for range 10_000 {
		assert.True(t, r.allow("x", time.Time{}))
	}
	assert.Empty(t, r.young)
}

func TestAddressKeyGroupsIPv6Networks(t *testing.T) {
	for host, want := range map[string]string{
		"192.0.2.1":              "192.0.2.1",
		"::ffff:192.0.2.1":       "::ffff:192.0.2.1",
		"2001:db8:1:2:3:4:5:6":   "2001:db8:1:2::/64",
		"fe80::1%eth0":           "fe80::/64",
		"":                       "",
		"not an address at all!": "not an address at all!",
	} {
		assert.Equal(t, want, addressKey(host))
	}
}
