package server

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"time"

	"webim.js/server/account"
	"webim.js/server/api"
	"webim.js/server/callback"
	"webim.js/server/clock"
	"webim.js/server/deliver"
	"webim.js/server/errorpage"
	"webim.js/server/group"
	"webim.js/server/hostedlogin"
	"webim.js/server/manual"
	"webim.js/server/media"
	"webim.js/server/media/blob"
	"webim.js/server/poll"
	"webim.js/server/profile"
	"webim.js/server/samples"
	"webim.js/server/store"
)

// SDKAppID is the default application of a server.
const SDKAppID = account.DefaultSDKAppID

// Config holds the parameters of New.
type Config struct {
	Store    store.Store
	Delivery deliver.Delivery
	Log      *slog.Logger
	Clock    clock.Clock    // nil means the system's
	Random   func() float64 // from 0 to 1: the fraction by which polls end early; nil means 0

	Apps         []account.App // that clients and back ends sign in to; nil means the database's, with its own key
	Dist         fs.FS         // the built SDK; nil means there is none
	BriefPolls   bool          // end a session's first poll, and those after a gap, within a second
	MaxInstances int           // maximum number of polling 1.7 clients of a user; 0 means no limit
	BodyLimit    int64         // bytes of a request; 0 means api.DefaultBodyLimit
	Demo         bool          // create the demo's users
	Private      bool          // serve no signatures of the demo's users
	Hosts        []string      // names of this server, in addition to its addresses
	Samples      bool          // create sample conversations of the demo's users in a new store; requires Demo

	Blobs     blob.Store          // the bytes of uploaded files; nil means no uploads
	Space     func(n int64) error // returns an error if there is no space for n bytes of files; nil means no check
	MaxUpload int64               // bytes of a file; 0 means media.DefaultMaxSize

	DecodeTime time.Duration // limit for decoding one picture; 0 means media.DefaultDecodeTime

	QuotaFiles, QuotaBytes int64         // of one user's files; 0 means no limit
	KeepUnused             time.Duration // retention of unreferenced files; 0 means indefinitely
	MaxGroups              int           // maximum number of groups that a user may own; 0 means no limit

	Limits    api.Limits  // nil means none
	Bodies    *api.Budget // bytes of all requests in memory; nil means no limit
	Responses *api.Budget // bytes of large responses being written; nil means no limit
	Observe   func(command api.Command, code int, took time.Duration)

	// Callbacks sends webhooks to the site's back end; nil means none.
	Callbacks *callback.Callbacks

	Admins        []string // accounts with rights over all groups, whose back ends may use the REST API
	InviteConsent bool     // require users to accept invitations to private groups

	// OnlineElsewhere reports whether a user is signed in at another process on the same
	// store; nil means that there is no other process.
	OnlineElsewhere func(ctx context.Context, user string) (bool, error)
}

// Server is the whole server as an HTTP handler. It owns neither the
// store and the blobs nor the listener.
type Server struct {
	Accounts *account.Accounts
	Profiles *profile.Profiles
	Polls    *poll.Polls

	families families
	files    *media.Media
	store    store.Store
	clock    clock.Clock
	handler  http.Handler
}

// New assembles a server.
func New(ctx context.Context, c Config) (*Server, error) {
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	accounts, err := account.New(ctx, account.Config{
		Store: c.Store, Clock: c.Clock, Apps: c.Apps,
	})
	if err != nil {
		return nil, err
	}
	if accounts.KeyReplaced() {
		c.Log.Warn("UserSig key replaced, all sessions ended")
	}
	isNew := false
	if c.Demo {
		if isNew, err = seed(ctx, c.Store, accounts); err != nil {
			return nil, err
		}
	}
	files := media.New(media.Config{
		Store: c.Store, Blobs: c.Blobs, Clock: c.Clock, Log: c.Log, MaxSize: c.MaxUpload, DecodeTime: c.DecodeTime,
		QuotaFiles: c.QuotaFiles, QuotaBytes: c.QuotaBytes, Space: c.Space, KeepUnused: c.KeepUnused,
		DownloadKey: accounts.DownloadKey, CheckDownloadKey: accounts.CheckDownloadKey,
	})
	parts, err := assemble(ctx, c, accounts, c.Clock, files)
	if err != nil {
		return nil, err
	}
	s := &Server{Accounts: accounts, Profiles: parts.profiles, Polls: parts.polls, families: parts, files: files, store: c.Store, clock: c.Clock}

	mux := http.NewServeMux()
	table := parts.table
	if c.Callbacks != nil {
		c.Callbacks.SDKAppID = accounts.SDKAppID()
		table = c.Callbacks.Wrap(table, s.groupOf)
	}
	edge := &api.Edge{
		Commands:  table,
		Auth:      accounts,
		Clock:     c.Clock,
		Log:       c.Log,
		BodyLimit: c.BodyLimit,
		Limits:    c.Limits,
		Bodies:    c.Bodies,
		Responses: c.Responses,
		Observe:   c.Observe,
		Admins:    c.Admins,
		Exists:    accounts.Exists,
	}
	edge.Routes(mux)
	files.Routes(mux)
	pages, err := embeddedDemo()
	if err != nil {
		return nil, err
	}
	mux.Handle("GET /demo/", http.StripPrefix("/demo/", pages))
	openHandler{accounts, c.Store}.routes(mux)
	names := hosts(c.Hosts)
	mux.Handle("GET /demo/server.json", infoHandler{parts.groups, c.Private, names})
	if c.Demo && !c.Private {
		mux.Handle("GET /demo/users.json", names.requireOwn(userHandler{accounts}))
		login := http.NewServeMux()
		hostedlogin.New(hostedlogin.Config{
			Users: demoUsers, SDKAppID: accounts.SDKAppID(), Sign: accounts.Sign, Clock: c.Clock,
			Key: accounts.Derive("hosted login"),
		}).Routes(login)
		for _, path := range hostedlogin.Paths {
			mux.Handle(path, names.requireOwn(login))
		}
	}
	manual.Routes(mux)
	mux.Handle("GET /sdk/", http.StripPrefix("/sdk/", newSDKFiles(c.Dist)))
	mux.HandleFunc("GET /{$}", home)
	s.handler = errorpage.ForBrowsers(mux)
	if c.Samples && isNew {
		if err := samples.Fill(ctx, samples.Config{Server: mux, Sign: accounts.Sign, SDKAppID: accounts.SDKAppID()}); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// DeleteUser removes a user; see Remover.Delete.
func (s *Server) DeleteUser(ctx context.Context, user string) (found bool, err error) {
	return s.families.remover.Delete(ctx, user)
}

// groupOf returns the properties of a group that callbacks include.
func (s *Server) groupOf(ctx context.Context, id string) (found callback.Group, err error) {
	err = s.store.View(ctx, func(r store.Reader) error {
		g, _ := group.Find(r, id)
		found = callback.Group{Type: g.Type, Name: g.Name, Owner: g.Owner}
		return nil
	})
	return found, err
}

// Announce sends a notice of the administrator to a group's members.
func (s *Server) Announce(ctx context.Context, group, text string) error {
	return s.families.groups.Announce(ctx, group, text)
}

// Dissolve dissolves a group on behalf of the administrator.
func (s *Server) Dissolve(ctx context.Context, group string) error {
	return s.families.groups.Dissolve(ctx, group)
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Shutdown ends all waiting polls, so that the HTTP server can shut down.
func (s *Server) Shutdown() {
	s.families.polls.Shutdown()
	s.families.groups.Shutdown()
}
