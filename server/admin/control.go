package admin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"webim.js/server/account"
	"webim.js/server/archive"
)

// Control is the door for the program's own commands into a server that runs:
// a port that only this machine reaches, and a file beside the database that
// says where it is and carries the token that it asks for. Who may read the
// file may read the database, too.
type Control struct {
	Users *Users
	Log   *slog.Logger

	// Steady cuts off who stops taking an answer.
	Steady func(http.Handler) http.Handler
}

// Address is what the control file holds.
type Address struct {
	URL   string `json:"url"`
	Token string `json:"token"`
}

// ControlFile is the control file of a database.
func ControlFile(data string) string { return data + ".control" }

// Listen opens the door and writes the file; close undoes both.
func (c *Control) Listen(file string) (close func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("control port: %w", err)
	}
	address := Address{URL: "http://" + listener.Addr().String(), Token: rand.Text()}
	data, err := json.Marshal(address)
	if err == nil {
		os.Remove(file) // one left by a killed server may have other rights
		err = os.WriteFile(file, data, 0o600)
	}
	if err != nil {
		listener.Close()
		return nil, fmt.Errorf("control file: %w", err)
	}
	web := &http.Server{
		Handler: c.Steady(c.handler(address.Token)), ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug),
	}
	go func() {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			c.Log.Error("control port", "error", err)
		}
	}()
	return func() {
		os.Remove(file)
		web.Close()
	}, nil
}

// edit is a change of a user.
type edit struct {
	Do   string `json:"do"` // the key of edits
	Name string `json:"name"`
	Nick string `json:"nick,omitempty"`
}

var edits = map[string]func(*Users, context.Context, edit) error{
	"add":     func(u *Users, ctx context.Context, e edit) error { return u.Add(ctx, e.Name, e.Nick) },
	"nick":    func(u *Users, ctx context.Context, e edit) error { return u.SetNick(ctx, e.Name, e.Nick) },
	"revoke":  func(u *Users, ctx context.Context, e edit) error { return u.Revoke(ctx, e.Name) },
	"delete":  func(u *Users, ctx context.Context, e edit) error { return u.Delete(ctx, e.Name) },
	"disable": func(u *Users, ctx context.Context, e edit) error { return u.SetDisabled(ctx, e.Name, true) },
	"enable":  func(u *Users, ctx context.Context, e edit) error { return u.SetDisabled(ctx, e.Name, false) },
}

func (c *Control) handler(token string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ping", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, pong) })
	mux.HandleFunc("GET /app", func(w http.ResponseWriter, _ *http.Request) {
		a := c.Users.Accounts
		_ = json.NewEncoder(w).Encode(account.Stored{ID: a.SDKAppID(), KeyIDs: a.KeyIDs()}) // the command is gone if it does not take it
	})
	mux.HandleFunc("GET /users", func(w http.ResponseWriter, r *http.Request) {
		list, err := c.Users.List(r.Context(), "", "", 0)
		if err != nil {
			c.fail(w, r, err)
			return
		}
		_ = json.NewEncoder(w).Encode(list) // the command is gone if it does not take it
	})
	mux.HandleFunc("POST /users", func(w http.ResponseWriter, r *http.Request) {
		var e edit
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 10_000)).Decode(&e)
		do, ok := edits[e.Do]
		if err == nil && !ok {
			err = fmt.Errorf("unknown user command %q", e.Do)
		}
		if err == nil {
			err = do(c.Users, r.Context(), e)
		}
		if err != nil {
			c.fail(w, r, err)
			return
		}
		c.Log.Info("admin", "do", e.Do, "user", e.Name, "by", "command")
	})
	mux.HandleFunc("GET /backup", c.stream(func(ctx context.Context, w io.Writer) (int64, error) {
		return c.Users.Store.Backup(ctx, w)
	}))
	mux.HandleFunc("GET /export", c.stream(func(ctx context.Context, w io.Writer) (int64, error) {
		return archive.Export(ctx, c.Users.Store, w)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+token)) != 1 {
			http.Error(w, "the control file has the token", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// stream sends what write writes. Its size is not known before, so an error on
// the way breaks the connection: the other side must not take it for whole.
func (c *Control) stream(write func(context.Context, io.Writer) (int64, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := write(r.Context(), w); err != nil {
			c.Log.Error("admin", "path", r.URL.Path, "error", err)
			panic(http.ErrAbortHandler)
		}
		c.Log.Info("admin", "path", r.URL.Path, "by", "command")
	}
}

func (c *Control) fail(w http.ResponseWriter, r *http.Request, err error) {
	c.Log.Warn("admin", "path", r.URL.Path, "error", err)
	http.Error(w, err.Error(), http.StatusUnprocessableEntity)
}
