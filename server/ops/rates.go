package ops

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// maxLimiters bounds the memory: at most twice as many limiters are held, which
	// are a few megabytes.
	maxLimiters = 20_000

	// burst, in seconds of the rate, allows for the calls that a client makes at once
	// when it opens.
	burst = 3

	// burstBytes is the number of bytes of messages that a user may send at once,
	// enough for several of maximum length.
	burstBytes = 4 << 20
)

// rates holds a limiter for each recently used key. Limiters that are not used
// while maxLimiters other keys are used are evicted, which resets them to a full
// burst.
type rates struct {
	perSecond float64 // 0 means no limit
	burst     int     // 0 means perSecond times the constant burst

	mu         sync.Mutex
	young, old map[string]*rate.Limiter
}

// allow takes one from a key's rate, and reports whether one was available.
func (r *rates) allow(key string, now time.Time) bool { return r.allowN(key, now, 1) }

func (r *rates) allowN(key string, now time.Time, n int) bool {
	return r.perSecond <= 0 || r.limiter(key).AllowN(now, n)
}

// spend takes n from a key's rate, even if it is not available yet.
func (r *rates) spend(key string, now time.Time, n int) {
	if r.perSecond > 0 {
		l := r.limiter(key)
		l.ReserveN(now, min(n, l.Burst()))
	}
}

func (r *rates) limiter(key string) *rate.Limiter {
	r.mu.Lock()
	defer r.mu.Unlock()
	if l, ok := r.young[key]; ok {
		return l
	}
	l, ok := r.old[key]
	if !ok {
		most := r.burst
		if most == 0 {
			most = max(1, int(burst*r.perSecond))
		}
		l = rate.NewLimiter(rate.Limit(r.perSecond), most)
	}
	if len(r.young) >= maxLimiters {
		r.old, r.young = r.young, nil
	}
	if r.young == nil {
		r.young = map[string]*rate.Limiter{}
	}
	r.young[key] = l
	return l
}

// addressKey returns the key by which an address is limited: for IPv6 the /64
// network, since one client has all its addresses.
func addressKey(host string) string {
	a, err := netip.ParseAddr(host)
	if err != nil || a.Unmap().Is4() {
		return host
	}
	network, err := a.WithZone("").Prefix(64)
	if err != nil {
		return host
	}
	return network.String()
}
