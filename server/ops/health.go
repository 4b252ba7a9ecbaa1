package ops

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"webim.js/server/store"
)

const (
	// storeTime is the timeout of reads and writes of a healthy store.
	storeTime = 5 * time.Second

	// probeEvery limits how often readiness requests cause a write.
	probeEvery = time.Second
)

// probeBucket holds the empty value that readiness probes write.
const probeBucket store.Bucket = "probe"

// Health serves liveness and readiness. /healthz fails if a restart of the process
// may help. /readyz fails if requests should go to other nodes. A full disk fails
// readiness only, since a restart frees no space.
type Health struct {
	Store   store.Store
	Started time.Time

	// Remote means that the store is on another machine. Liveness ignores such a
	// store: restarts would not repair it, and would stop all processes at once.
	Remote bool

	// Files, if set, returns an error if uploaded files cannot be read.
	Files func() error

	// Space, if set, returns an error if there is no disk space for messages.
	Space func() error

	mu       sync.Mutex
	stopping bool
	flushErr error // of the latest commit

	probing sync.Mutex // one probe at a time; concurrent requests share its result
	probed  time.Time
	result  string // of the latest probe
}

// Flush records the result of a commit.
func (h *Health) Flush(f store.Flush) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.flushErr = f.Err
}

// Stopping makes all later requests fail, before a shutdown.
func (h *Health) Stopping() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopping = true
}

// Routes registers /healthz and /readyz.
func (h *Health) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { respond(w, h.Started, h.livenessProblem(r.Context())) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { respond(w, h.Started, h.readinessProblem()) })
}

// livenessProblem returns a short description of a problem that a restart might solve, or ""
// if there is none. The response is public, so details are in the logs only.
func (h *Health) livenessProblem(ctx context.Context) string {
	if h.isStopping() {
		return "stopping"
	}
	if h.Remote {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	if err := h.Store.View(ctx, func(r store.Reader) error { r.LastStamp(); return nil }); err != nil {
		return "store: cannot read"
	}
	return ""
}

func (h *Health) isStopping() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stopping
}

// readinessProblem returns a short description of a problem that prevents the server
// from serving requests, or "" if there is none. It probes with a write, since the disk
// may have filled up or become free since the latest commit.
func (h *Health) readinessProblem() string {
	if h.isStopping() {
		return "stopping"
	}
	if h.Space != nil && h.Space() != nil {
		return "store: no space"
	}
	h.probing.Lock()
	defer h.probing.Unlock()
	if time.Since(h.probed) < probeEvery && !h.commitFailed() {
		return h.result
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	err := h.Store.Update(ctx, func(tx store.Tx) error {
		tx.Put(probeBucket, store.Key("ready"), nil)
		return nil
	})
	h.probed, h.result = time.Now(), ""
	if err != nil {
		h.result = "store: cannot write"
	} else if h.Files != nil && h.Files() != nil {
		h.result = "files: cannot read"
	}
	return h.result
}

// commitFailed reports whether the latest commit failed.
func (h *Health) commitFailed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.flushErr != nil
}

// respond writes status 200, or 503 with a problem.
func respond(w http.ResponseWriter, started time.Time, problem string) {
	body := struct {
		Status  string `json:"status"`
		Seconds int64  `json:"uptimeSeconds"`
	}{"ok", int64(time.Since(started).Seconds())}
	status := http.StatusOK
	if problem != "" {
		body.Status, status = problem, http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // fails only if the client has disconnected
}
