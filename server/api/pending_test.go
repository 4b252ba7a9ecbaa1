package api_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/api"
	"webim.js/server/clock/clocktest"
)

// poll is pending until it receives a signal other than "again".
type poll struct {
	signals chan string
	got     string
}

func (p *poll) Wait(ctx context.Context) {
	select {
	case p.got = <-p.signals:
	case <-ctx.Done():
		p.got = "gone"
	}
}

func (p *poll) Respond(ctx context.Context) (any, error) {
	switch p.got {
	case "again":
		return p, nil
	case "panic":
		panic("oh")
	case "refuse":
		return nil, api.Errorf(20003, "no")
	case "gone":
		return nil, ctx.Err()
	}
	return map[string]string{"Got": p.got}, nil
}

func TestPendingPollReleasesBody(t *testing.T) {
	signals := make(chan string)
	g := &fakeLimits{}
	bodies := &api.Budget{Total: 1 << 20}
	ended := make(chan int, 1)
	e := &api.Edge{
		Clock: clocktest.New(1500000000), Log: slog.New(slog.DiscardHandler), Auth: anyone{}, Limits: g, Bodies: bodies,
		Commands: api.NewTable([]api.Command{
			{Service: "openim", Name: "poll", Waits: true, Handler: func(context.Context, *api.Call) (any, error) {
				return &poll{signals: signals}, nil
			}},
		}),
	}
	mux := http.NewServeMux()
	e.Routes(mux)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r)
		ended <- g.running
	}))
	defer web.Close()
	address := web.URL + "/v4/openim/poll?identifier=me"

	for signal, want := range map[string]string{
		"news":   `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","Got":"news"}`,
		"refuse": `{"ActionStatus":"FAIL","ErrorCode":20003,"ErrorInfo":"no"}`,
		"panic":  `{"ActionStatus":"FAIL","ErrorCode":20005,"ErrorInfo":"internal server error"}`,
	} {
		responses := make(chan string)
		go func() {
			resp, body := post(t, address, "{}")
			assert.Equal(t, "*", resp.Header.Get("Access-Control-Allow-Origin"))
			assert.NotEmpty(t, resp.Header.Get("X-Request-Id"))
			responses <- body
		}()
		signals <- "again"
		signals <- "again" // the first signal has been handled by now
		assert.Equal(t, 1, g.running, "a pending poll must count against the limits")
		assert.Zero(t, bodies.Taken(), "a pending poll must release its body")
		signals <- signal
		assert.JSONEq(t, want, <-responses, signal)
		assert.Zero(t, <-ended, "a finished poll must not count: %s", signal)
	}

	ctx, leave := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader("{}"))
	require.NoError(t, err)
	failed := make(chan error)
	go func() {
		_, err := http.DefaultClient.Do(req)
		failed <- err
	}()
	signals <- "again"
	leave()
	require.Error(t, <-failed)
	assert.Zero(t, <-ended, "an aborted poll must not count")
}
