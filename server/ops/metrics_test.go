package ops_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/deliver/hub"
	"webim.js/server/ops"
	"webim.js/server/servertest"
	"webim.js/server/store"
	"webim.js/server/store/boltstore"
)

func fetch(t *testing.T, h http.Handler) (status int, body string) {
	t.Helper()
	web := httptest.NewServer(h)
	defer web.Close()
	resp, err := http.Get(web.URL)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(data)
}

func TestMetricsCountCalls(t *testing.T) {
	m := ops.NewMetrics()
	limits := ops.NewLimits(ops.LimitsConfig{})
	s := servertest.Start(t, func(c *server.Config) { c.Observe, c.Limits = m.Call, limits })
	m.Watch(ops.Sources{
		Polls: limits.Waiting, Instances: s.IM.Polls.Instances, Delivery: s.Delivery.(*hub.Hub).Stats, StoreWaiting: s.StoreWaiting, StoreSize: s.StoreSize,
	})
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
	alice.Refused(t, 20003, "openim/sendmsg", servertest.Text("nobody", "hi"))
	alice.Refused(t, 60004, "openim/<script>", "{}")
	alice.StartPoll(t)
	s.Clock.AwaitTimers(1)
	m.Flush(store.Flush{Updates: 3, Took: time.Second, Err: errors.New("disk full")})
	m.Refused("polls")

	status, text := fetch(t, m)
	assert.Equal(t, 200, status)
	for _, line := range []string{
		`webim_requests_total{code="0",command="openim/sendmsg"} 1`,
		`webim_requests_total{code="20003",command="openim/sendmsg"} 1`,
		`webim_requests_total{code="60004",command="unknown"} 1`,
		`webim_request_seconds_count{command="openim/sendmsg"} 2`,
		`webim_poll_wait_seconds_count 0`,
		`webim_polls_waiting 1`,
		`webim_instances 2`,
		`webim_subscriptions 2`,
		`webim_events_held 1`,
		`webim_store_updates_waiting 0`,
		`webim_store_flush_seconds_bucket{le="0.5"} 0`,
		`webim_store_flush_updates_sum 3`,
		`webim_store_flush_failures_total 1`,
		`webim_limit_refusals_total{limit="polls"} 1`,
		`go_goroutines `,
	} {
		assert.True(t, strings.Contains(text, "\n"+line), line) // a message only, since the whole text is long
	}
	assert.False(t, strings.Contains(text, "<script>"), "clients must not choose label values")
	assert.False(t, strings.Contains(text, "webim_store_bytes 0\n"))
	bob.Poll(t)
	_, text = fetch(t, m)
	assert.True(t, strings.Contains(text, "\nwebim_poll_wait_seconds_count 1"))
	assert.False(t, strings.Contains(text, `webim_request_seconds_count{command="openim/longpolling"}`))
}

func TestHealthReportsFailures(t *testing.T) {
	db, err := boltstore.Open(filepath.Join(t.TempDir(), "im.db"))
	require.NoError(t, err)
	h := &ops.Health{Store: db, Started: time.Now()}
	ask := func(want []int, bodies []string) {
		t.Helper()
		for i, path := range []string{"/healthz", "/readyz"} {
			mux := http.NewServeMux()
			h.Routes(mux)
			w := httptest.NewRecorder()
			mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			assert.Equal(t, want[i], w.Code, path)
			assert.Contains(t, w.Body.String(), bodies[i], path)
		}
	}
	ask([]int{200, 200}, []string{`"status":"ok"`, `"status":"ok"`})
	full := errors.New("disk full at /secret/path")
	h.Space = func() error { return full }
	ask([]int{200, 503}, []string{"ok", `"store: no space"`})
	full = nil
	ask([]int{200, 200}, []string{"ok", "ok"})
	// A failed commit does not persist: readiness tries again.
	h.Flush(store.Flush{Err: errors.New("disk full at /secret/path")})
	ask([]int{200, 200}, []string{"ok", "ok"})
	require.NoError(t, db.Close())
	h.Flush(store.Flush{Err: errors.New("closed")})
	ask([]int{503, 503}, []string{`"store: cannot read"`, `"store: cannot write"`})
	h.Stopping()
	ask([]int{503, 503}, []string{`"stopping"`, `"stopping"`})
}
