package ops

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
	"time"
)

// wrongPause is how long a wrong token or password waits for its answer. The
// right one never waits, however many wrong ones do: nobody is locked out by
// somebody else's guesses.
const wrongPause = time.Second

// Guard stands before pages that show everything. They are for whoever knows
// the token, which is made at start, or the password. Where a request comes
// from and what host it names opens nothing: a proxy on this machine passes
// everybody's requests on as its own.
type Guard struct {
	token, password string
	pause           time.Duration
}

// NewGuard returns a guard; password "" is none.
func NewGuard(password string) *Guard {
	return &Guard{token: rand.Text(), password: password, pause: wrongPause}
}

// Token opens the guard, as tokenParameter of a link, or as Bearer token.
func (g *Guard) Token() string { return g.token }

// tokenParameter carries the token in the link that is printed at start. A
// browser that follows it gets a cookie and an address without the token.
const tokenParameter = "token"

// Wrap puts the guard before a handler. Browsers get through with requests of
// the handler's own pages alone: what another site has them send, with the
// password they remember, is refused unless it only reads.
func (g *Guard) Wrap(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		query := r.URL.Query()
		linked := query.Get(tokenParameter)
		if linked != "" && r.Method == http.MethodGet && same(linked, g.token) {
			query.Del(tokenParameter)
			http.SetCookie(w, &http.Cookie{
				Name: cookieName(r), Value: g.token, Path: "/", HttpOnly: true,
				Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
			})
			// From a page of our own: a cookie that is SameSite=Strict does not
			// follow a redirection of a link that stood elsewhere.
			h.Set("Content-Type", "text/html; charset=utf-8")
			h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
			target := r.URL.EscapedPath()
			if len(query) > 0 {
				target += "?" + query.Encode()
			}
			h.Set("Refresh", "0; url="+target)
			return
		}
		tried, opens := g.opens(r)
		if opens {
			next.ServeHTTP(w, r)
			return
		}
		if tried || linked != "" {
			select {
			case <-time.After(g.pause):
			case <-r.Context().Done():
			}
		}
		if g.password != "" {
			h.Set("WWW-Authenticate", `Basic realm="webim-server", charset="UTF-8"`)
			http.Error(w, "the admin password, with any user name, or the address that was printed at the start", http.StatusUnauthorized)
			return
		}
		http.Error(w, "the address that the server printed at its start has the token; -admin-password sets a password", http.StatusUnauthorized)
	}))
}

// opens tells whether a request has something right; tried is whether it has
// something to be right or wrong.
func (g *Guard) opens(r *http.Request) (tried, ok bool) {
	if _, given, is := r.BasicAuth(); is {
		tried = true
		ok = g.password != "" && same(given, g.password) || same(given, g.token)
	}
	if given, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); is {
		tried = true
		ok = ok || same(given, g.token)
	}
	if cookie, err := r.Cookie(cookieName(r)); err == nil { // of an earlier start: no guess
		ok = ok || same(cookie.Value, g.token)
	}
	return tried, ok
}

// cookieName is one for each port: browsers keep the cookies of a host's ports
// in one place.
func cookieName(r *http.Request) string {
	port := "0"
	if addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		_, port, _ = net.SplitHostPort(addr.String())
	}
	return "webim-admin-" + port
}

// same compares in a time that tells nothing of either.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
