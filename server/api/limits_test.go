package api_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server/api"
	"webim.js/server/clock/clocktest"
)

// fakeLimits implements Limits. It refuses calls with its errors, and counts those it
// admits.
type fakeLimits struct {
	arrive, admit error
	running       int
}

func (g *fakeLimits) Arrive(call *api.Call) error { return g.arrive }

func (g *fakeLimits) Admit(call *api.Call, _ api.Command) (func(), error) {
	if g.admit != nil || call.Caller.Account == "" {
		return nil, g.admit
	}
	g.running++
	return func() { g.running-- }, nil
}

func (g *fakeLimits) Charge(*api.Call, string) error           { return nil }
func (g *fakeLimits) Spend(*api.Call, int)                     {}
func (g *fakeLimits) ChargeBytes(*api.Call, int) error         { return nil }
func (g *fakeLimits) AllowGroupMessage(string, time.Time) bool { return true }

func TestLimitsAdmitAndReleaseCalls(t *testing.T) {
	var (
		g        = &fakeLimits{}
		clock    = clocktest.New(1500000000)
		running  int
		observed []int
	)
	e := &api.Edge{
		Clock: clock, Log: slog.New(slog.NewTextHandler(&bytes.Buffer{}, nil)), Auth: anyone{}, Limits: g, BodyLimit: 100,
		Commands: api.NewTable([]api.Command{
			{Service: "openim", Name: "work", Handler: func(context.Context, *api.Call) (any, error) {
				running = g.running
				return nil, nil
			}},
			{Service: "openim", Name: "poll", Handler: respondWith(nil, nil), Waits: true},
		}),
		Observe: func(c api.Command, code int, _ time.Duration) { observed = append(observed, code) },
	}
	mux := http.NewServeMux()
	e.Routes(mux)
	web := httptest.NewServer(mux)
	defer web.Close()
	call := func(command, body string) string {
		_, response := post(t, web.URL+"/v4/openim/"+command+"?identifier=me", body)
		return response
	}

	assert.Contains(t, call("work", "{}"), `"ErrorCode":0,`)
	assert.Equal(t, 1, running, "the call must be admitted while the command runs")
	assert.Zero(t, g.running, "a finished call must be released")

	g.admit = api.Errorf(60007, "too many")
	assert.Contains(t, call("work", "{}"), `"ErrorCode":60007,`)
	g.arrive = api.Errorf(60102, "too many")
	assert.Contains(t, call("work", "not read"), `"ErrorCode":60102,`)

	responses := make(chan string)
	go func() { responses <- call("poll", "{}") }()
	clock.AwaitTimers(1) // the error is delayed, since 1.3 clients would poll again at once
	clock.Advance(time.Second)
	assert.Contains(t, <-responses, `"ErrorCode":60102,`)

	g.arrive = nil
	assert.Contains(t, call("nothing", "{}"), `"ErrorCode":60004,`)
	assert.Equal(t, []int{0, 60007, 60102, 60102, 60004}, observed)
}
