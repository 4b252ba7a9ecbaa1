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

// demoUsers are created at the first start, so that the demo needs no typing: some
// for each of the demo's languages.
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

// accountType may be any number: the development app does not distinguish types.
const accountType = 1

// seed creates the demo's users that do not exist, and sets a nick where they have
// none. It reports whether the first of them is new, which is true once per
// database.
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

// login holds the parameters with which a page signs a user in: the guide's loginInfo.
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

// userHandler serves signatures for the demo's users. A site's own server does this for
// the user it has authenticated; here any visitor may sign in as any of these
// users, which is for development only.
type userHandler struct{ accounts *account.Accounts }

func (u userHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	// The response is small; it fails only if the client has disconnected.
	_ = json.NewEncoder(w).Encode(logins(u.accounts))
}

// maxRooms limits the rooms that the demo's welcome page lists.
const maxRooms = 100

// infoHandler serves the server's version, and the rooms that anonymous users may watch,
// to the demo's welcome page.
type infoHandler struct {
	groups  *group.Groups
	private bool
	hosts   hosts
}

func (a infoHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	type room struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	response := struct {
		Version string `json:"version"`
		Rooms   []room `json:"rooms"`
	}{webimjs.Version(), []room{}}
	if !a.private && a.hosts.isOwn(r) {
		rooms, err := a.groups.Live(r.Context(), maxRooms)
		if err != nil {
			http.Error(w, "the rooms cannot be read", http.StatusInternalServerError)
			return
		}
		for _, g := range rooms {
			response.Rooms = append(response.Rooms, room{g.ID, g.Name})
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(response) // fails only if the client has disconnected
}

// home redirects a browser to the demo, whose welcome page is the server's first
// page. The address is relative, since a proxy may serve the server below a path.
func home(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Location", "demo/")
	w.WriteHeader(http.StatusFound)
}
