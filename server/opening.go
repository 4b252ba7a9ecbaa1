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

// Whoever runs the server opens the demo as any user from the admin page. That
// is of another origin than the demo, so a ticket goes from the one to the
// other: in the fragment of an address, which no server, proxy or log gets to
// see, and for a minute.

const (
	openingPurpose  = "open the demo"
	openingLifetime = time.Minute

	// openingPath is the page that turns the ticket into a login.
	openingPath = "/demo/open"
)

// Opening is the path at which the demo opens as a user.
func (s *Server) Opening(user string) string {
	return openingPath + "#" + s.Accounts.Seal(openingPurpose, s.clock.Now().Add(openingLifetime), user)
}

//go:embed opening.html
var openingPage []byte

//go:embed opening.js
var openingScript []byte

// opening serves that page.
type opening struct {
	accounts *account.Accounts
	store    store.Store
}

func (o opening) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+openingPath, func(w http.ResponseWriter, _ *http.Request) {
		pageHeaders(w, openingPolicy)
		_, _ = w.Write(openingPage) // a client that does not take it is gone
	})
	mux.HandleFunc("GET "+openingPath+".js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = w.Write(openingScript)
	})
	mux.HandleFunc("POST "+openingPath, o.login)
}

// login answers a ticket, which is the request's body, with what the demo
// needs, and where the demo is.
func (o opening) login(w http.ResponseWriter, r *http.Request) {
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
	there := false
	err := o.store.View(r.Context(), func(rd store.Reader) error {
		there = account.Exists(rd, user)
		nick = cmp.Or(profile.Load(rd, user).Text(profile.TagNick), user)
		return nil
	})
	if err != nil || !ok || !there {
		http.Error(w, "the ticket has expired: open the demo from the admin page again", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(struct { // a client that does not take it is gone
		Login login
		Demo  string
	}{newLogin(o.accounts, user, nick), "/demo/?" + url.Values{"user": {user}}.Encode()})
}
