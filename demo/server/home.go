package server

import (
	"context"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"unicode/utf8"

	webimjs "webim.js"
	"webim.js/demo/server/account"
	"webim.js/demo/server/hostedlogin"
	"webim.js/demo/server/profile"
	"webim.js/demo/server/store"
)

// demoUsers exist from the start, so that a demo needs no typing.
var demoUsers = []hostedlogin.User{
	{ID: "alice", Nick: "林小夏"},
	{ID: "bob", Nick: "陈默"},
	{ID: "carol", Nick: "苏晴"},
	{ID: "dave", Nick: "周远"},
	{ID: "erin", Nick: "何雨桐"},
	{ID: "frank", Nick: "吴浩然"},
	{ID: "grace", Nick: "郑一诺"},
	{ID: "heidi", Nick: "顾南乔"},
}

// accountType is any number: the development app does not tell types apart.
const accountType = 1

// seed makes the demo's users exist, with a nick where they have none.
func seed(ctx context.Context, s store.Store, accounts *account.Accounts) error {
	return s.Update(ctx, func(tx store.Tx) error {
		for _, u := range demoUsers {
			accounts.Ensure(tx, u.ID)
			p := profile.Load(tx, u.ID)
			if _, ok := p[profile.TagNick]; ok {
				continue
			}
			nick, err := json.Marshal(u.Nick)
			if err != nil {
				return err
			}
			p[profile.TagNick] = nick
			profile.Save(tx, u.ID, p)
		}
		return nil
	})
}

// login is what a page needs to sign a user in: the guide's loginInfo.
type login struct {
	Identifier  string `json:"identifier"`
	Nick        string `json:"nick"`
	SDKAppID    int64  `json:"sdkAppID"`
	AppIDAt3rd  int64  `json:"appIDAt3rd"`
	AccountType int    `json:"accountType"`
	UserSig     string `json:"userSig"`
}

func newLogin(a *account.Accounts, user, nick string) login {
	return login{user, nick, a.SDKAppID(), a.SDKAppID(), accountType, a.Sign(user)}
}

func logins(a *account.Accounts) []login {
	var all []login
	for _, u := range demoUsers {
		all = append(all, newLogin(a, u.ID, u.Nick))
	}
	return all
}

// users hands out signatures for the demo's users. That is what a site's own
// server does for the person it has signed in; here anybody may be anybody of
// these, which suits development and nothing else.
type users struct{ accounts *account.Accounts }

func (u users) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	// The response is small; a client that does not take it is gone.
	_ = json.NewEncoder(w).Encode(logins(u.accounts))
}

//go:embed home.html
var homeSource string

var homePage = template.Must(template.New("home").Funcs(template.FuncMap{
	"first": func(s string) string { r, _ := utf8.DecodeRuneInString(s); return string(r) },
}).Parse(homeSource))

// home is the server's first page: who to be in the demo.
type home struct {
	private bool
	hosts   hosts
}

func (h home) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	pageHeaders(w, homePolicy)
	page := struct {
		People  []hostedlogin.User
		Version string
		Strange bool // asked for by a name that is not the server's
	}{Version: webimjs.Version(), Strange: !h.hosts.own(r)}
	if !h.private && !page.Strange {
		page.People = demoUsers
	}
	_ = homePage.Execute(w, page) // a client that does not take it is gone
}
