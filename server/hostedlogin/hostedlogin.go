// Package hostedlogin replaces the vendor's hosted login (guide, chapter 2.1): a
// page loads /libs/api.min.js and sends its visitor to a login page with
// TLSHelper.goLogin. The login page returns the visitor with a short-lived ticket
// (tmpsig) in the URL, which TLSHelper.fetchUserSig exchanges for a UserSig.
//
// The vendor's login page asks for a password. This one lets the visitor choose
// one of the server's demo users, and redirects with a ticket to any http or https
// URL that the page requests, because pages under development have URLs that
// cannot be listed in advance. This is an open redirect by design: it requires a
// click of the visitor, and an attacker gains a demo user's signature. A server
// that is reachable by others is started with -private, which disables the hosted
// login.
package hostedlogin

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"webim.js/server/clock"
)

// User is a user that visitors can choose.
type User struct{ ID, Nick string }

// Config holds the options of New.
type Config struct {
	Users    []User
	SDKAppID int64
	Sign     func(user string) (userSig string)
	Clock    clock.Clock
	Key      []byte // signs tickets; the same in all processes of a server
}

// Login implements the hosted login.
type Login struct{ Config }

// New returns a hosted login.
func New(c Config) *Login {
	return &Login{c}
}

// Paths lists the patterns that Routes registers.
var Paths = []string{scriptPath, loginPath, userSigPath}

const (
	scriptPath  = "GET /libs/api.min.js" // the path of the original
	loginPath   = "GET /tls/login"
	userSigPath = "GET /tls/usersig"
)

// Routes registers the handlers of Paths.
func (l *Login) Routes(mux *http.ServeMux) {
	mux.HandleFunc(scriptPath, serveScript)
	mux.HandleFunc(loginPath, l.servePage)
	mux.HandleFunc(userSigPath, l.serveUserSig)
}

//go:embed api.min.js
var script []byte

func serveScript(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(script) // fails only if the client disconnected
}

// The values of TlsErrorCode.
const (
	codeOK      = 0
	codeExpired = 11
)

// serveUserSig exchanges a ticket for a UserSig. Any invalid ticket is reported
// as expired, so that pages request a new one.
func (l *Login) serveUserSig(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("X-Content-Type-Options", "nosniff")
	response := struct {
		ErrorCode int
		ErrorInfo string
		UserSig   string `json:",omitempty"`
	}{codeExpired, "登录凭证无效或已过期，请重新登录", ""}
	if user, ok := l.check(r.URL.Query().Get("tmpsig")); ok {
		response.ErrorCode, response.ErrorInfo, response.UserSig = codeOK, "", l.Sign(user)
	}
	_ = json.NewEncoder(w).Encode(response) // fails only if the client disconnected
}

//go:embed login.html
var pageSource string

var page = template.Must(template.New("login").Funcs(template.FuncMap{
	"initials": initials, "tint": tint,
}).Parse(pageSource))

// choice is one link of the login page.
type choice struct {
	User
	Address string
}

// servePage serves the login page. It requires a click and cannot be framed, so
// no page can obtain a ticket without the visitor's consent.
func (l *Login) servePage(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	var data struct {
		English bool
		Back    string // the host that the visitor returns to; "" means this server
		Choices []choice
	}
	accept := r.Header.Get("Accept-Language")
	data.English = accept != "" && !strings.HasPrefix(accept, "zh")
	h.Set("Vary", "Accept-Language")
	back, ok := callback(r.URL.Query().Get("url"))
	if ok {
		data.Back = back.Host
		for _, u := range l.Users {
			data.Choices = append(data.Choices, choice{u, l.address(back, u.ID)})
		}
	} else {
		w.WriteHeader(http.StatusBadRequest)
	}
	_ = page.Execute(w, data) // fails only if the client disconnected
}

// callback parses a callback URL: an http or https URL, or a path of this
// server.
func callback(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	if err != nil || strings.Contains(text, `\`) { // browsers treat a backslash as a slash
		return nil, false
	}
	switch u.Scheme {
	case "http", "https":
		return u, u.Host != ""
	case "":
		return u, u.Host == "" && strings.HasPrefix(u.Path, "/")
	}
	return nil, false
}

// address returns the callback URL with the parameters that pages read: tmpsig,
// identifier and sdkappid.
func (l *Login) address(back *url.URL, user string) string {
	u := *back
	query := u.Query()
	query.Set("tmpsig", l.ticket(user))
	query.Set("identifier", user)
	query.Set("sdkappid", strconv.FormatInt(l.SDKAppID, 10))
	u.RawQuery = query.Encode()
	return u.String()
}
