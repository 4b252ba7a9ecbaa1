// Package hostedlogin stands in for the vendor's hosted login (guide, chapter
// 2.1): a page loads /libs/api.min.js, sends its visitor to a login page with
// TLSHelper.goLogin, gets the visitor back with a short-lived ticket (tmpsig)
// in the address, and turns that into a UserSig with TLSHelper.fetchUserSig.
//
// The vendor's login page asks for a password. This one asks which of the
// server's demo users one wants to be, and it sends its visitor, with a
// ticket, to whatever http or https address the page names: the pages that it
// serves are the ones somebody is working on, at addresses that nobody can
// list. That is an open redirect, and it cannot be anything else; it needs a
// visitor who clicks, and what is to be won is a demo user's signature. A
// server that others can reach is started with -private, and then has no
// hosted login.
package hostedlogin

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"webim.js/server/clock"
)

// User is somebody whom a visitor may be.
type User struct{ ID, Nick string }

// Config is what New needs.
type Config struct {
	Users    []User
	SDKAppID int64
	Sign     func(user string) (userSig string)
	Clock    clock.Clock
	Key      []byte // signs tickets; the same in all processes of a server
}

// Login is the hosted login.
type Login struct{ Config }

// New returns a hosted login.
func New(c Config) *Login {
	return &Login{c}
}

// Paths are the patterns that Routes registers.
var Paths = []string{scriptPath, loginPath, userSigPath}

const (
	scriptPath  = "GET /libs/api.min.js" // the original's
	loginPath   = "GET /tls/login"
	userSigPath = "GET /tls/usersig"
)

// Routes registers its paths.
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
	_, _ = w.Write(script) // a client that does not take it is gone
}

// Codes as pages compare them with TlsErrorCode.
const (
	codeOK      = 0
	codeExpired = 11
)

// serveUserSig turns a ticket into a UserSig. Whatever is wrong with a ticket,
// the way on is a new one, and "expired" makes pages take it.
func (l *Login) serveUserSig(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("X-Content-Type-Options", "nosniff")
	answer := struct {
		ErrorCode int
		ErrorInfo string
		UserSig   string `json:",omitempty"`
	}{codeExpired, "登录凭证无效或已过期，请重新登录", ""}
	if user, ok := l.check(r.URL.Query().Get("tmpsig")); ok {
		answer.ErrorCode, answer.ErrorInfo, answer.UserSig = codeOK, "", l.Sign(user)
	}
	_ = json.NewEncoder(w).Encode(answer) // a client that does not take it is gone
}

//go:embed login.html
var pageSource string

var page = template.Must(template.New("login").Funcs(template.FuncMap{
	"first": func(s string) string { r, _ := utf8.DecodeRuneInString(s); return string(r) },
}).Parse(pageSource))

// choice is one link of the login page.
type choice struct {
	User
	Address string
}

// servePage asks who the visitor wants to be. It takes a click, and that not
// inside another page's frame: no page gets a ticket behind a visitor's back.
func (l *Login) servePage(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	var data struct {
		English bool
		Back    string // the host that the visitor is sent to; "" is this server
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
	_ = page.Execute(w, data) // a client that does not take it is gone
}

// callback takes an http or https address, or a path of this server.
func callback(text string) (*url.URL, bool) {
	u, err := url.Parse(text)
	if err != nil || strings.Contains(text, `\`) { // which browsers read as a slash
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

// address is the callback with what the page reads from it: the guide's page
// asks for tmpsig, identifier and sdkappid.
func (l *Login) address(back *url.URL, user string) string {
	u := *back
	query := u.Query()
	query.Set("tmpsig", l.ticket(user))
	query.Set("identifier", user)
	query.Set("sdkappid", strconv.FormatInt(l.SDKAppID, 10))
	u.RawQuery = query.Encode()
	return u.String()
}
