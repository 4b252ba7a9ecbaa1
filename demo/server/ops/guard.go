package ops

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// guesses is how many wrong passwords a second an address may try; three
// times as many at first.
const guesses = 1

// Guard stands before pages that show everything: without a password they are
// for the machine itself, with one for whoever knows it.
type Guard struct {
	password string
	wrong    rates
	now      func() time.Time
}

// NewGuard returns a guard; password "" is none.
func NewGuard(password string) *Guard {
	return &Guard{password: password, wrong: rates{perSecond: guesses}, now: time.Now}
}

// Wrap puts the guard before a handler. Browsers get through with requests of
// the handler's own pages alone: what another site has them send, with the
// password they remember, is refused unless it only reads.
func (g *Guard) Wrap(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if g.password == "" {
			if !local(r) {
				http.Error(w, "only for the machine itself; -admin-password opens it to others", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
			return
		}
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		key := addressKey(host)
		_, given, tried := r.BasicAuth()
		switch {
		case tried && g.wrong.spent(key, g.now()):
			http.Error(w, "too many wrong passwords; wait a little", http.StatusTooManyRequests)
		case tried && same(given, g.password):
			next.ServeHTTP(w, r)
		default:
			if tried {
				g.wrong.allow(key, g.now())
			}
			w.Header().Set("WWW-Authenticate", `Basic realm="webim-server", charset="UTF-8"`)
			http.Error(w, "the admin password, with any user name", http.StatusUnauthorized)
		}
	}))
}

// same compares in a time that tells nothing of either.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// local tells whether a request comes from this machine and means it: a page
// of another site can have a browser here send one to its own host's name,
// which it lets point to 127.0.0.1 (DNS rebinding), and a proxy here passes
// everybody's on.
func local(r *http.Request) bool {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !remote.Addr().Unmap().IsLoopback() {
		return false
	}
	for _, header := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return false
		}
	}
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		host = host[1 : len(host)-1]
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
