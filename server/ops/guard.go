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

// wrongPause delays the response to a wrong token or password. Right ones are not
// delayed, however many wrong ones are pending: guessing locks no user out.
const wrongPause = time.Second

// Guard protects the admin pages. Requests need the token, which is generated at
// start, or the password. The source address and the Host header grant no access,
// since a proxy on this machine forwards the requests of all clients from its own
// address.
type Guard struct {
	token, password string
	pause           time.Duration
}

// NewGuard returns a guard with a new token. An empty password means none.
func NewGuard(password string) *Guard {
	return &Guard{token: rand.Text(), password: password, pause: wrongPause}
}

// Token returns the token, which is accepted as tokenParameter of a link, as a
// bearer token, or as a Basic password.
func (g *Guard) Token() string { return g.token }

// tokenParameter is the query parameter with the token in the link that is logged
// at start. A browser that follows it gets a cookie and is redirected to the
// address without the token.
const tokenParameter = "token"

// Wrap returns a handler that requires authentication for next. Cross-origin
// requests that change state are rejected, even with the password that a browser
// has saved.
func (g *Guard) Wrap(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		query := r.URL.Query()
		linked := query.Get(tokenParameter)
		if linked != "" && r.Method == http.MethodGet && isEqual(linked, g.token) {
			query.Del(tokenParameter)
			http.SetCookie(w, &http.Cookie{
				Name: cookieName(r), Value: g.token, Path: "/", HttpOnly: true,
				Secure: r.TLS != nil, SameSite: http.SameSiteStrictMode,
			})
			// A page of this origin refreshes: browsers do not send a SameSite=Strict
			// cookie after a redirect of a link on another site.
			h.Set("Content-Type", "text/html; charset=utf-8")
			h.Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; frame-ancestors 'none'") // Firefox requests an icon
			target := r.URL.EscapedPath()
			if len(query) > 0 {
				target += "?" + query.Encode()
			}
			h.Set("Refresh", "0; url="+target)
			return
		}
		tried, ok := g.authenticate(r)
		if ok {
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
			http.Error(w, "authentication required: the admin password with any user name, or the address logged at start", http.StatusUnauthorized)
			return
		}
		http.Error(w, "authentication required: open the address logged at start, or set a password with -admin-password", http.StatusUnauthorized)
	}))
}

// authenticate reports whether a request has a valid password, token or cookie.
// tried reports whether it has a password or a token at all.
func (g *Guard) authenticate(r *http.Request) (tried, ok bool) {
	if _, given, is := r.BasicAuth(); is {
		tried = true
		ok = g.password != "" && isEqual(given, g.password) || isEqual(given, g.token)
	}
	if given, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); is {
		tried = true
		ok = ok || isEqual(given, g.token)
	}
	if cookie, err := r.Cookie(cookieName(r)); err == nil { // a cookie of an earlier start does not count as tried
		ok = ok || isEqual(cookie.Value, g.token)
	}
	return tried, ok
}

// cookieName returns the name of the cookie, which contains the port: browsers
// share the cookies of a host between its ports.
func cookieName(r *http.Request) string {
	port := "0"
	if addr, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		_, port, _ = net.SplitHostPort(addr.String())
	}
	return "webim-admin-" + port
}

// isEqual reports whether two strings are equal, in constant time.
func isEqual(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
