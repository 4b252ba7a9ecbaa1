package server

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"webim.js/server/account"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// An administrator can open the demo as any user from the admin page. The admin
// page and the demo have different origins, so a ticket passes from one to the
// other. It is in the fragment of an address, which reaches no server, proxy or
// log, and it is valid for a minute.

const (
	openingPurpose  = "open the demo"
	openingLifetime = time.Minute

	// openingPath is the page that exchanges the ticket for a login.
	openingPath = "/demo/open"
)

// DemoPath returns the path at which the demo opens as a user. It is valid for a
// minute.
func (s *Server) DemoPath(user string) string {
	return openingPath + "#" + s.Accounts.Seal(openingPurpose, s.clock.Now().Add(openingLifetime), user)
}

//go:embed opening.html
var openingPage []byte

//go:embed opening.js
var openingScript []byte

// openHandler serves openingPath.
type openHandler struct {
	accounts *account.Accounts
	store    store.Store
}

func (o openHandler) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+openingPath, func(w http.ResponseWriter, _ *http.Request) {
		pageHeaders(w, openingPolicy)
		_, _ = w.Write(openingPage) // fails only if the client has disconnected
	})
	mux.HandleFunc("GET "+openingPath+".js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(openingScript)
	})
	mux.HandleFunc("POST "+openingPath, o.login)
}

// login exchanges the ticket in the request's form for a login and the address of
// the demo.
func (o openHandler) login(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil { // no multipart
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	user := ""
	parts, ok := o.accounts.Unseal(openingPurpose, r.PostForm.Get("ticket"))
	if ok && len(parts) == 1 {
		user = parts[0]
	}
	nick := ""
	exists := false
	err := o.store.View(r.Context(), func(rd store.Reader) error {
		exists = account.Exists(rd, user)
		nick = cmp.Or(profile.Load(rd, user).Text(profile.TagNick), user)
		return nil
	})
	if err != nil || !ok || !exists {
		http.Error(w, "the ticket has expired: open the demo from the admin page again", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(struct { // fails only if the client has disconnected
		Login login
		Demo  string
	}{newLogin(o.accounts, user, nick), "/demo/?" + url.Values{"user": {user}}.Encode()})
}
