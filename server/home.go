package server

import (
	"context"
	"encoding/json"
	"net/http"

	webimjs "webim.js"
	"webim.js/server/account"
	"webim.js/server/group"
	"webim.js/server/hostedlogin"
	"webim.js/server/profile"
	"webim.js/server/store"
)

// demoUsers exist from the start, so that a demo needs no typing: some for each of
// the demo's languages.
var demoUsers = []hostedlogin.User{
	{ID: "alice", Nick: "林小夏"},
	{ID: "bob", Nick: "陈默"},
	{ID: "carol", Nick: "苏晴"},
	{ID: "dave", Nick: "周远"},
	{ID: "erin", Nick: "何雨桐"},
	{ID: "frank", Nick: "吴浩然"},
	{ID: "grace", Nick: "郑一诺"},
	{ID: "heidi", Nick: "顾南乔"},
	{ID: "olivia", Nick: "Olivia Hart"},
	{ID: "james", Nick: "James Reed"},
	{ID: "mia", Nick: "Mia Novak"},
	{ID: "noah", Nick: "Noah Price"},
}

// accountType is any number: the development app does not tell types apart.
const accountType = 1

// seed makes the demo's users exist, with a nick where they have none. It tells
// whether the first of them is new, which is so once in a database's life.
func seed(ctx context.Context, s store.Store, accounts *account.Accounts) (isNew bool, err error) {
	err = s.Update(ctx, func(tx store.Tx) error {
		isNew = !account.Exists(tx, demoUsers[0].ID)
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
	return isNew, err
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

// maxRooms is how many rooms the demo's welcome lists.
const maxRooms = 100

// about tells the demo's welcome what server this is, and which rooms anybody
// may watch.
type about struct {
	groups  *group.Groups
	private bool
	hosts   hosts
}

func (a about) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	type room struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	answer := struct {
		Version string `json:"version"`
		Rooms   []room `json:"rooms"`
	}{webimjs.Version(), []room{}}
	if !a.private && a.hosts.own(r) {
		rooms, err := a.groups.Live(r.Context(), maxRooms)
		if err != nil {
			http.Error(w, "the rooms cannot be read", http.StatusInternalServerError)
			return
		}
		for _, g := range rooms {
			answer.Rooms = append(answer.Rooms, room{g.ID, g.Name})
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(answer) // a client that does not take it is gone
}

// home sends a browser to the demo, whose welcome is the server's first page.
// The address is relative: the server may stand below a path of a proxy.
func home(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Location", "demo/")
	w.WriteHeader(http.StatusFound)
}
