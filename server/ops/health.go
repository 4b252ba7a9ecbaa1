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
	// storeTime is how long a healthy store may take to answer.
	storeTime = 5 * time.Second

	// probeEvery bounds how often somebody's questions make the store write.
	probeEvery = time.Second
)

// probeBucket holds what readiness writes: nothing.
const probeBucket store.Bucket = "probe"

// Health answers two questions. /healthz: is the process alive, or should it
// be started again? /readyz: can it do its work now, or should others get the
// requests? A full disk is a no to the second alone: a new start frees none.
type Health struct {
	Store   store.Store
	Started time.Time

	// Remote says that the store is on another machine: a new start of this
	// process mends nothing there, and would take all processes down at once.
	Remote bool

	// Files, if set, says why uploaded files cannot be read.
	Files func() error

	// Space, if set, says why there is no room for more messages; nil is room.
	Space func() error

	mu       sync.Mutex
	stopping bool
	flushErr error // of the latest commit

	probing sync.Mutex // one probe at a time; who asks meanwhile gets its answer
	probed  time.Time
	answer  string // of the latest probe
}

// Flush is told of every commit.
func (h *Health) Flush(f store.Flush) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.flushErr = f.Err
}

// Stopping has every later question answered with no.
func (h *Health) Stopping() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopping = true
}

// Routes registers both questions.
func (h *Health) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { h.say(w, h.dead(r.Context())) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { h.say(w, h.unready()) })
}

// dead says in one word what a new start might mend, "" if nothing is wrong.
// It goes to strangers; the logs have the rest.
func (h *Health) dead(ctx context.Context) string {
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

// unready says what keeps the server from its work. It tries: the latest
// commit may be long ago, and the disk full or free again since.
func (h *Health) unready() string {
	if h.isStopping() {
		return "stopping"
	}
	if h.Space != nil && h.Space() != nil {
		return "store: no space"
	}
	h.probing.Lock()
	defer h.probing.Unlock()
	if time.Since(h.probed) < probeEvery && !h.failing() {
		return h.answer
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeTime)
	defer cancel()
	err := h.Store.Update(ctx, func(tx store.Tx) error {
		tx.Put(probeBucket, store.Key("ready"), nil)
		return nil
	})
	h.probed, h.answer = time.Now(), ""
	if err != nil {
		h.answer = "store: cannot write"
	} else if h.Files != nil && h.Files() != nil {
		h.answer = "files: cannot read"
	}
	return h.answer
}

// failing tells whether the latest commit failed.
func (h *Health) failing() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.flushErr != nil
}

// say answers 200 or 503.
func (h *Health) say(w http.ResponseWriter, trouble string) {
	answer := struct {
		Status  string `json:"status"`
		Seconds int64  `json:"uptimeSeconds"`
	}{"ok", int64(time.Since(h.Started).Seconds())}
	status := http.StatusOK
	if trouble != "" {
		answer.Status, status = trouble, http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // who does not take it is gone
}
