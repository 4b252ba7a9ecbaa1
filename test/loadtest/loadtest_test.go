package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/account"
	"webim.js/server/deliver/hub"
	"webim.js/server/store/boltstore"
	"webim.js/server/usersig"
)

func small() settings {
	return settings{
		users: 30, rate: 150, seconds: 1, groupShare: 0.1, groupSize: 10, senders: 5, key: "loadtest",
		warmUp: 50 * time.Millisecond, receiptTimeout: 20 * time.Second, store: storeFile, nodes: 1, logLevel: "error",
	}
}

// serve runs the real server behind a middleware.
func serve(t *testing.T, between func(http.Handler) http.Handler) (url string) {
	t.Helper()
	db, err := boltstore.Open(filepath.Join(t.TempDir(), "im.db"))
	require.NoError(t, err)
	im, err := server.New(t.Context(), server.Config{
		Store: db, Delivery: hub.New(), Log: slog.New(slog.DiscardHandler), Apps: []account.App{{Keys: []usersig.Key{usersig.NewSecret("test", "loadtest")}}},
	})
	require.NoError(t, err)
	web := httptest.NewServer(between(im))
	t.Cleanup(func() {
		im.Shutdown()
		web.Close()
		db.Close()
	})
	return web.URL
}

func TestCorrectServerPasses(t *testing.T) {
	s := small()
	s.url = serve(t, func(h http.Handler) http.Handler { return h })
	var out bytes.Buffer
	require.NoError(t, s.run(t.Context(), &out, nil), out.String())
	assert.Contains(t, out.String(), "sent 150, acknowledged 150; expected 285, received 285 ")
	assert.Contains(t, out.String(), "lost 0, duplicated 0, out of order 0, misdelivered 0, polls refused 0")
}

// The metrics of a running server require its admin token.
func TestMetricsRequireToken(t *testing.T) {
	s := small()
	s.url = serve(t, func(h http.Handler) http.Handler { return h })
	port := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" || r.URL.Path != "/metrics" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		fmt.Fprintln(w, "process_resident_memory_bytes 77594624")
	}))
	t.Cleanup(port.Close)
	s.admin = port.URL + "/admin/?token=secret"
	var out bytes.Buffer
	require.NoError(t, s.run(t.Context(), &out, nil), out.String())
	assert.Contains(t, out.String(), "74 MiB")
	s.admin = port.URL + "/admin/?token=wrong"
	assert.ErrorContains(t, s.run(t.Context(), &out, nil), "401")
	s.admin = port.URL
	assert.ErrorContains(t, s.run(t.Context(), &out, nil), "invalid admin URL")
}

// lossyWriter drops one message from the responses to polls.
type lossyWriter struct{ http.ResponseWriter }

func (f lossyWriter) Write(p []byte) (int, error) {
	if _, err := f.ResponseWriter.Write(bytes.Replace(p, []byte(`"Text":"loadtest 77,`), []byte(`"Text":"loadtost 77,`), 1)); err != nil {
		return 0, err
	}
	return len(p), nil
}

func TestLossyServerFails(t *testing.T) {
	s := small()
	s.url = serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/longpolling") {
				w = lossyWriter{w}
			}
			h.ServeHTTP(w, r)
		})
	})
	s.receiptTimeout = 100 * time.Millisecond
	var out bytes.Buffer
	assert.ErrorContains(t, s.run(t.Context(), &out, nil), "were lost")
	assert.Contains(t, out.String(), "lost 1, duplicated 0,")

	s.url = serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/sendmsg") {
				r.URL.Path = "/v4/openim/nonsense"
			}
			h.ServeHTTP(w, r)
		})
	})
	assert.ErrorContains(t, s.run(t.Context(), &out, nil), "refused")
}

// Late messages are not lost. Missing messages count as lost some time after the last
// arrival.
func TestLateMessagesAreNotLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		r := &run{settings: &settings{receiptTimeout: 20 * time.Second}, plan: &plan{}, out: &out}
		for range 10 {
			r.plan.messages = append(r.plan.messages, message{})
			r.acks = append(r.acks, ack{done: time.Now()})
		}
		arrive := func(n int) {
			for range n {
				time.Sleep(15 * time.Second)
				r.received.Add(1)
			}
		}
		go arrive(10)
		require.NoError(t, r.awaitReceipts(t.Context()))
		assert.EqualValues(t, 10, r.received.Load())
		assert.Contains(t, out.String(), "all messages received 2m30")

		began := time.Now()
		r.received.Store(0)
		go arrive(3)
		require.NoError(t, r.awaitReceipts(t.Context()))
		assert.EqualValues(t, 3, r.received.Load())
		assert.InDelta(t, 65, time.Since(began).Seconds(), 1, "the wait must end 20 s after the third message")
		assert.Contains(t, out.String(), "no message received for 20s")

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		assert.ErrorContains(t, r.awaitReceipts(ctx), "3 of 10")
	})
}

// Every violation must be detected.
func TestCheckDetectsViolations(t *testing.T) {
	at := time.Unix(1500000000, 0)
	good := func() *run {
		r := &run{
			settings: &settings{},
			plan: &plan{users: 3, senders: 2, groupSize: 3, messages: []message{
				{from: 0, to: 2}, {from: 1, to: 2}, {from: 0, to: 2}, {from: 1, to: 0, group: true}, {from: 0, to: 0, group: true},
			}},
			people: make([]person, 3), inboxes: make([]inbox, 3),
		}
		for range r.plan.messages {
			r.acks = append(r.acks, ack{due: at, sent: at, done: at.Add(time.Millisecond)})
		}
		r.acks[3].seq, r.acks[4].seq = 2, 1 // assigned in reverse order by the server
		for n := range r.inboxes {
			r.addReceipts(n, at, 4, 3)
		}
		r.addReceipts(2, at, 1, 0, 2)
		return r
	}
	v := good().check()
	assert.NoError(t, v.failure(time.Second))
	assert.Equal(t, 9, v.expected)
	assert.Equal(t, 9, v.received)
	assert.Len(t, v.oneToOne, 3)
	assert.Len(t, v.group, 6)
	assert.ErrorContains(t, v.failure(time.Millisecond), "percentile")

	for name, c := range map[string]struct {
		spoil func(*run)
		count func(*verdict) int
	}{
		"lost":             {func(r *run) { r.inboxes[1].receipts = r.inboxes[1].receipts[:1] }, func(v *verdict) int { return v.lost }},
		"duplicated":       {func(r *run) { r.addReceipts(2, at, 2) }, func(v *verdict) int { return v.duplicated }},
		"other recipient":  {func(r *run) { r.addReceipts(1, at, 0) }, func(v *verdict) int { return v.misdelivered }},
		"unknown number":   {func(r *run) { r.addReceipts(1, at, 9) }, func(v *verdict) int { return v.misdelivered }},
		"order of a user":  {func(r *run) { swap(r.inboxes[2].receipts, 3, 4) }, func(v *verdict) int { return v.outOfOrder }},
		"order of a group": {func(r *run) { swap(r.inboxes[0].receipts, 0, 1) }, func(v *verdict) int { return v.outOfOrder }},
		"polls refused":    {func(r *run) { r.refusals.Add(1) }, func(v *verdict) int { return int(v.refusals) }},
		"unacknowledged":   {func(r *run) { r.acks[0].done = time.Time{}; r.inboxes[2].receipts = r.inboxes[2].receipts[:3] }, func(v *verdict) int { return v.messages - v.acknowledged }},
		"lost in a group":  {func(r *run) { r.inboxes[0].receipts = nil }, func(v *verdict) int { return v.lost - 1 }},
	} {
		r := good()
		c.spoil(r)
		v := r.check()
		assert.Error(t, v.failure(0), name)
		assert.Equal(t, 1, c.count(v), name)
	}
}

// addReceipts records receipts of a user.
func (r *run) addReceipts(user int, sent time.Time, messages ...int) {
	for _, k := range messages {
		r.inboxes[user].receipts = append(r.inboxes[user].receipts, receipt{k, sent.Add(5 * time.Millisecond)})
	}
}

func swap(list []receipt, i, j int) { list[i], list[j] = list[j], list[i] }

func TestPlanReachesEachUser(t *testing.T) {
	s := settings{users: 5000, rate: 500, seconds: 60, groupShare: 0.1, groupSize: 100, senders: 250}
	p := newPlan(&s)
	require.Len(t, p.messages, 30_000)
	groups, reached := 0, map[int]bool{}
	for _, m := range p.messages {
		if m.group {
			groups++
			assert.Equal(t, m.to, m.from/100, "users must send to their own group")
			continue
		}
		reached[m.to] = true
		if m.to == m.from {
			assert.Fail(t, "no user may send to themself")
		}
	}
	assert.InDelta(t, 3000, groups, 1)
	assert.Greater(t, len(reached), 4000, "each user must receive messages")
}

func TestExcessiveFlagsAreRejected(t *testing.T) {
	for name, change := range map[string]func(*settings){
		"users":        func(s *settings) { s.users = 1_000_000 },
		"rate":         func(s *settings) { s.rate = 0 },
		"seconds":      func(s *settings) { s.seconds = 1_000_000 },
		"group-share":  func(s *settings) { s.groupShare = 2 },
		"group-size":   func(s *settings) { s.groupSize = 31 },
		"senders":      func(s *settings) { s.senders = 30 },
		"-fault":       func(s *settings) { s.url, s.faultName = "http://127.0.0.1:1", "kill" },
		"-nodes":       func(s *settings) { s.nodes = 2 },
		"-store":       func(s *settings) { s.store = "paper" },
		"this machine": func(s *settings) { s.url = "http://im.example:80" },
		"127.0.0.1":    func(s *settings) { s.url = "https://127.0.0.1:8080" },
	} {
		s := small()
		change(&s)
		assert.ErrorContains(t, s.run(t.Context(), &bytes.Buffer{}, nil), name)
	}
}
