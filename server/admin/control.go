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

// Control lets the program's other commands control a running server. It listens on
// a loopback port. The control file, next to the database, holds the address and
// the token that requests need; its permissions are those of the database.
type Control struct {
	Users *Users
	Log   *slog.Logger

	// StallTimeout wraps the handler with write timeouts; see ops.StallTimeout.
	StallTimeout func(http.Handler) http.Handler
}

// Address is the content of the control file.
type Address struct {
	URL   string `json:"url"`
	Token string `json:"token"`
}

// ControlFile returns the path of a database's control file.
func ControlFile(data string) string { return data + ".control" }

// Listen starts serving and writes the control file. close removes the file and
// stops serving.
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
		Handler: c.StallTimeout(c.handler(address.Token)), ReadHeaderTimeout: 10 * time.Second,
		ErrorLog: slog.NewLogLogger(c.Log.Handler(), slog.LevelDebug),
	}
	go func() {
		if err := web.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			c.Log.Error("control port failed", "error", err)
		}
	}()
	return func() {
		os.Remove(file)
		web.Close()
	}, nil
}

// userEdit is a change of a user.
type userEdit struct {
	Do   string `json:"do"` // key in edits
	Name string `json:"name"`
	Nick string `json:"nick,omitempty"`
}

var edits = map[string]func(*Users, context.Context, userEdit) error{
	"add":     func(u *Users, ctx context.Context, e userEdit) error { return u.Add(ctx, e.Name, e.Nick) },
	"nick":    func(u *Users, ctx context.Context, e userEdit) error { return u.SetNick(ctx, e.Name, e.Nick) },
	"revoke":  func(u *Users, ctx context.Context, e userEdit) error { return u.Revoke(ctx, e.Name) },
	"delete":  func(u *Users, ctx context.Context, e userEdit) error { return u.Delete(ctx, e.Name) },
	"disable": func(u *Users, ctx context.Context, e userEdit) error { return u.SetDisabled(ctx, e.Name, true) },
	"enable":  func(u *Users, ctx context.Context, e userEdit) error { return u.SetDisabled(ctx, e.Name, false) },
}

func (c *Control) handler(token string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ping", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, pingResponse) })
	mux.HandleFunc("GET /app", func(w http.ResponseWriter, _ *http.Request) {
		a := c.Users.Accounts
		_ = json.NewEncoder(w).Encode(account.Stored{ID: a.SDKAppID(), KeyIDs: a.KeyIDs()}) // fails only if the client has disconnected
	})
	mux.HandleFunc("GET /users", func(w http.ResponseWriter, r *http.Request) {
		list, err := c.Users.List(r.Context(), "", "", 0)
		if err != nil {
			c.fail(w, r, err)
			return
		}
		_ = json.NewEncoder(w).Encode(list) // fails only if the client has disconnected
	})
	mux.HandleFunc("POST /users", func(w http.ResponseWriter, r *http.Request) {
		var e userEdit
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
		c.Log.Info("admin action", "action", e.Do, "user", e.Name, "client", "command")
	})
	mux.HandleFunc("GET /backup", c.stream(func(ctx context.Context, w io.Writer) (int64, error) {
		return c.Users.Store.Backup(ctx, w)
	}))
	mux.HandleFunc("GET /export", c.stream(func(ctx context.Context, w io.Writer) (int64, error) {
		return archive.Export(ctx, c.Users.Store, w)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+token)) != 1 {
			http.Error(w, "missing or wrong token; the control file holds it", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// stream returns a handler that sends the output of write. The size is unknown in
// advance, so an error aborts the connection, and the client detects the
// truncation.
func (c *Control) stream(write func(context.Context, io.Writer) (int64, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := write(r.Context(), w); err != nil {
			c.Log.Error("admin action failed", "path", r.URL.Path, "error", err)
			panic(http.ErrAbortHandler)
		}
		c.Log.Info("admin action", "path", r.URL.Path, "client", "command")
	}
}

func (c *Control) fail(w http.ResponseWriter, r *http.Request, err error) {
	c.Log.Warn("admin action failed", "path", r.URL.Path, "error", err)
	http.Error(w, err.Error(), http.StatusUnprocessableEntity)
}
