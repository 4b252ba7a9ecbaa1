package ops

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"webim.js/demo/server/store"
	"webim.js/demo/server/store/boltstore"
)

// readTime is how long a healthy store may take to answer.
const readTime = 5 * time.Second

// Health answers whether the server can do its work: for load balancers and
// whatever starts it again.
type Health struct {
	Store   store.Store
	Started time.Time

	mu       sync.Mutex
	stopping bool
	flushErr error // of the latest commit
}

// Flush is told of every commit: a server that cannot write is not well.
func (h *Health) Flush(f boltstore.Flush) {
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

// trouble says in one word what is wrong, "" if nothing is. It goes to
// strangers; the logs have the rest.
func (h *Health) trouble(ctx context.Context) string {
	h.mu.Lock()
	stopping, flushErr := h.stopping, h.flushErr
	h.mu.Unlock()
	switch {
	case stopping:
		return "stopping"
	case flushErr != nil:
		return "store: cannot write"
	}
	ctx, cancel := context.WithTimeout(ctx, readTime)
	defer cancel()
	if err := h.Store.View(ctx, func(r store.Reader) error { r.LastStamp(); return nil }); err != nil {
		return "store: cannot read"
	}
	return ""
}

// ServeHTTP answers 200 or 503.
func (h *Health) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := struct {
		Status  string `json:"status"`
		Seconds int64  `json:"uptimeSeconds"`
	}{"ok", int64(time.Since(h.Started).Seconds())}
	status := http.StatusOK
	if trouble := h.trouble(r.Context()); trouble != "" {
		answer.Status, status = trouble, http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // who does not take it is gone
}
