package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"webim.js/demo/server"
	"webim.js/demo/server/account"
	"webim.js/demo/server/api"
	"webim.js/demo/server/deliver/hub"
	"webim.js/demo/server/store/boltstore"
)

// shutdownTime is how long running requests may take to end. Waiting polls
// are answered at once.
const shutdownTime = 10 * time.Second

func setupServe(flags *flag.FlagSet) func(context.Context, io.Writer) error {
	var (
		addr   = flags.String("addr", "127.0.0.1:8080", "listen on `HOST:PORT`; port 0 takes a free one")
		data   = flags.String("data", "webim.db", "the database `FILE`; it is created if it is not there")
		key    = flags.String("key", "", "the `KEY` that UserSigs are signed with, instead of the database's own")
		dist   = flags.String("dist", "", "the `DIRECTORY` of the built SDK; by default dist beside the program's directory, or here")
		limit  = flags.Int("max-instances", 0, "how many pages of one user may be signed in at once, in `NUMBER`; a further one ends the oldest; 0 is any number")
		body   = flags.Int64("max-body", api.DefaultBodyLimit, "the largest request, in `BYTES`")
		priv   = flags.Bool("private", false, "hand out no signatures for demo users")
		level  = flags.String("log-level", "info", "log from this `LEVEL` on: debug, info, warn or error")
		format = flags.String("log-format", "text", "log as `FORMAT`: text or json")
	)
	return func(ctx context.Context, out io.Writer) error {
		log, err := newLog(os.Stderr, *level, *format)
		if err != nil {
			return err
		}
		db, err := boltstore.Open(*data)
		if err != nil {
			return err
		}
		defer db.Close()
		if err := writeKeyFile(ctx, db, *data); err != nil {
			return err
		}
		im, err := server.New(ctx, server.Config{
			Store:        db,
			Delivery:     hub.New(),
			Log:          log,
			Key:          *key,
			Dist:         findDist(*dist),
			MaxInstances: *limit,
			BodyLimit:    *body,
			Private:      *priv,
		})
		if err != nil {
			return err
		}
		return listen(ctx, *addr, im, log, out)
	}
}

// listen serves until ctx ends, then lets every request end in order.
func listen(ctx context.Context, addr string, im *server.Server, log *slog.Logger, out io.Writer) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	web := &http.Server{
		Handler:           im,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	web.RegisterOnShutdown(im.Shutdown)
	// Scripts and tests read this line to learn the port.
	fmt.Fprintf(out, "http://%s/\n", listener.Addr())
	log.Info("serving", "address", listener.Addr().String())

	ended := make(chan error, 1)
	go func() { ended <- web.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := web.Shutdown(grace); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func newLog(w io.Writer, level, format string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("-log-level: %w", err)
	}
	options := &slog.HandlerOptions{Level: l}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return nil, fmt.Errorf("-log-format: %q is neither text nor json", format)
}

// findDist looks for the built SDK where the build leaves it.
func findDist(given string) string {
	if given != "" {
		return given
	}
	if program, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(filepath.Dir(program)), "dist")
		if info, err := os.Stat(beside); err == nil && info.IsDir() {
			return beside
		}
	}
	return "dist"
}

// keyFile stands beside the database and holds a copy of its key, because a
// running server locks the database and sig is needed just then.
func keyFile(data string) string { return data + ".key" }

func writeKeyFile(ctx context.Context, db *boltstore.Store, data string) error {
	key, err := account.Key(ctx, db)
	if err != nil {
		return err
	}
	return os.WriteFile(keyFile(data), []byte(key+"\n"), 0o600)
}
