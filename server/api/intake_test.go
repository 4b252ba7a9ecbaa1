package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/clock"
	"webim.js/server/clock/clocktest"
)

// startIntake serves a handler wrapped in an Intake.
func startIntake(t *testing.T, limits Limits, next http.HandlerFunc) *httptest.Server {
	web := httptest.NewServer(&Intake{Next: next, Clock: clock.System{}, Limits: limits})
	t.Cleanup(web.Close)
	return web
}

// shortenStallTime shortens stallTime for a test.
func shortenStallTime(t *testing.T) {
	before := stallTime
	stallTime = 50 * time.Millisecond
	t.Cleanup(func() { stallTime = before })
}

func TestIntakeBoundsBodies(t *testing.T) {
	var failed error
	web := startIntake(t, nil, func(_ http.ResponseWriter, r *http.Request) {
		if _, failed = io.Copy(io.Discard, r.Body); failed == nil {
			failed = r.ParseMultipartForm(1 << 30)
		}
	})
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	file, err := parts.CreateFormFile("file", "a")
	require.NoError(t, err)
	_, err = file.Write(make([]byte, intakeLimit))
	require.NoError(t, err)
	require.NoError(t, parts.Close())
	for kind, body := range map[string]io.Reader{
		parts.FormDataContentType(): &form,
		"text/plain":                struct{ io.Reader }{strings.NewReader(strings.Repeat("x", intakeLimit+1))}, // chunked
	} {
		resp, err := http.Post(web.URL+"/demo/open", kind, body)
		require.NoError(t, err)
		resp.Body.Close()
		var tooLarge *http.MaxBytesError
		assert.ErrorAs(t, failed, &tooLarge, kind)
	}
}

func TestIntakeEndsUnreadBody(t *testing.T) {
	shortenStallTime(t)
	web := startIntake(t, nil, func(http.ResponseWriter, *http.Request) {})
	for _, requestLine := range []string{"POST /nothing", "GET /healthz", "PUT /v4/openim/none", "OPTIONS /v4/openim/sendmsg"} {
		conn, err := net.Dial("tcp", web.Listener.Addr().String())
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.SetDeadline(time.Now().Add(time.Minute)))
		_, err = fmt.Fprintf(conn, "%s HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx", requestLine)
		require.NoError(t, err)
		all, err := io.ReadAll(conn)
		assert.NoError(t, err, requestLine)
		assert.Contains(t, string(all), "200 OK", requestLine)
	}
}

func TestIntakeKeepsWaitingRequest(t *testing.T) {
	shortenStallTime(t)
	web := startIntake(t, nil, func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		assert.NoError(t, err)
		select {
		case <-r.Context().Done():
			w.WriteHeader(http.StatusInternalServerError)
		case <-time.After(3 * stallTime):
		}
	})
	resp, err := http.Post(web.URL, "text/plain", strings.NewReader("x"))
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, http.StatusOK, resp.StatusCode)
}

// refusingLimits implements Limits and refuses every request on arrival.
type refusingLimits struct{}

func (refusingLimits) Arrive(*Call) error                       { return Errorf(CodeAddressRate, "too many") }
func (refusingLimits) Admit(*Call, Command) (func(), error)     { return func() {}, nil }
func (refusingLimits) Charge(*Call, string) error               { return nil }
func (refusingLimits) Spend(*Call, int)                         {}
func (refusingLimits) ChargeBytes(*Call, int) error             { return nil }
func (refusingLimits) AllowGroupMessage(string, time.Time) bool { return true }

func TestIntakeCountsEveryPath(t *testing.T) {
	web := startIntake(t, refusingLimits{}, func(http.ResponseWriter, *http.Request) {})
	for path, want := range map[string]int{
		"/": 429, "/demo/server.json": 429, "/v4/": 429, "/v4/openim/x/y": 429, "/v2/openim/sendmsg": 429,
		"/v4/openim/sendmsg": 200, // refused in the envelope
	} {
		resp, err := http.Get(web.URL + path)
		require.NoError(t, err)
		resp.Body.Close()
		assert.Equal(t, want, resp.StatusCode, path)
	}
}

type refuseAll struct{}

func (refuseAll) Authenticate(context.Context, Credentials, Access) (Caller, error) {
	return Caller{}, Errorf(CodeSigForged, "forged")
}

func TestAnonymousLogLinesAreLimited(t *testing.T) {
	var log bytes.Buffer
	now := clocktest.New(1)
	e := &Edge{Auth: refuseAll{}, Clock: now, Log: slog.New(slog.NewTextHandler(&log, nil))}
	mux := http.NewServeMux()
	e.Routes(mux)
	call := func() {
		mux.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/v4/openim/"+strings.Repeat("%FF", 5000), strings.NewReader("{}")))
	}
	for range 2 * anonymousBurst {
		call()
	}
	now.Advance(time.Second)
	call()
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	for _, line := range lines {
		assert.Less(t, len(line), 1000)
	}
	require.Len(t, lines, anonymousBurst+1)
	assert.Contains(t, lines[anonymousBurst], fmt.Sprint("skipped=", anonymousBurst))
}

func TestLargeResponsesNeedBudget(t *testing.T) {
	response := strings.Repeat("x", smallResponse)
	e := &Edge{
		Auth: acceptAll{}, Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Responses: &Budget{Total: 100_000, Each: 50_000},
		Commands: NewTable([]Command{{Service: "openim", Name: "much", Handler: func(context.Context, *Call) (any, error) {
			return map[string]string{"A": response}, nil
		}}}),
	}
	mux := http.NewServeMux()
	e.Routes(mux)
	ask := func() string {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v4/openim/much", strings.NewReader("{}")))
		return w.Body.String()
	}
	assert.Contains(t, ask(), response)
	require.NoError(t, e.Responses.take("a:me", 40_000)) // simulates a response that is being written
	assert.Contains(t, ask(), "60105")
	e.Responses.release("a:me", 40_000)
	assert.Contains(t, ask(), response)
	assert.Zero(t, e.Responses.Taken())
}

type acceptAll struct{}

func (acceptAll) Authenticate(context.Context, Credentials, Access) (Caller, error) {
	return Caller{Account: "me"}, nil
}
