package server_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/admin"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// countingStore counts the updates of a store.
type countingStore struct {
	store.Store
	updates atomic.Int32
}

func (c *countingStore) Update(ctx context.Context, fn func(store.Tx) error) error {
	c.updates.Add(1)
	return c.Store.Update(ctx, fn)
}

// published is a server that publishes its connections.
type published struct {
	*servertest.Server
	writes *countingStore
	page   http.Handler
	end    func()
}

func publish(t *testing.T, name string, s *servertest.Server) *published {
	writes := &countingStore{Store: s.Store}
	log := slog.New(slog.DiscardHandler)
	nodes := &admin.Nodes{Name: name, Store: writes, Polls: s.IM.Polls, Clock: s.Clock, Log: log}
	page := &admin.Page{
		Users: &admin.Users{Store: s.Store, Accounts: s.IM.Accounts, Profiles: s.IM.Profiles, Clock: s.Clock},
		Polls: s.IM.Polls, Nodes: nodes, Size: s.StoreSize, Log: log,
	}
	mux := http.NewServeMux()
	page.Routes(mux, func(h http.Handler) http.Handler { return h })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		nodes.Run(ctx)
	}()
	end := func() {
		cancel()
		<-done
	}
	t.Cleanup(end)
	return &published{s, writes, mux, end}
}

// advanceRounds advances the clock by n rounds of publishing, while polls wait.
func (p *published) advanceRounds(n, polls int) {
	for range n {
		p.Clock.AwaitTimers(polls + 1)
		p.Clock.Advance(10 * time.Second)
	}
	p.Clock.AwaitTimers(polls + 1)
}

func (p *published) get(t *testing.T, path string) string {
	w := httptest.NewRecorder()
	p.page.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	body, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	require.Equal(t, 200, w.Code, string(body))
	return string(body)
}

// waitForTexts waits until a page contains all texts, since views may lag.
func (p *published) waitForTexts(t *testing.T, path string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		waitFor(t, text, func() bool { return strings.Contains(p.get(t, path), text) })
	}
}

// The admin page of each server shows the connections of all servers.
func TestAdminPageListsAllNodes(t *testing.T) {
	one := publish(t, "node-one", servertest.Start(t))
	one.advanceRounds(5, 0)
	assert.EqualValues(t, 1, one.writes.updates.Load(), "a single server must only write at its start")

	other := publish(t, "node-<two>", one.Join(t))
	other.Clock.AwaitTimers(1)
	alice, bob := one.SignIn(t, "alice"), other.SignIn(t, "bob")
	alice.StartPoll(t)
	one.Clock.AwaitTimers(2)
	alice2 := other.SignIn(t, "alice")
	for range 2 { // each discovers the other, and publishes
		one.advanceRounds(1, 1)
		other.advanceRounds(1, 0)
	}
	const rest = "</td></tr>"
	for _, p := range []*published{one, other} {
		p.waitForTexts(t, "/admin/connections", "等待中</td><td>node-one"+rest, "<td>bob</td>", "</td><td>node-&lt;two&gt;"+rest)
		p.waitForTexts(t, "/admin/users?q=alice", "在线（2）")
		p.waitForTexts(t, "/admin/users?q=bob", "在线（1）")
		p.waitForTexts(t, "/admin/", "<dt>节点</dt><dd>2</dd>", "<dt>在线用户</dt><dd>2</dd>", "<dt>等待中的长轮询</dt><dd>1</dd>", "<dt>连接</dt><dd>3</dd>")
	}

	// A client that polled at two servers is listed once, at the latest one.
	bob.MoveTo(one.Server)
	bob.StartPoll(t)
	one.Clock.AwaitTimers(3)
	one.advanceRounds(1, 2)
	other.waitForTexts(t, "/admin/users?q=bob", "在线（1）")
	other.waitForTexts(t, "/admin/connections?q=bob", "等待中</td><td>node-one"+rest)
	alice2.OK(t, "openim/longpollinglogout", servertest.M{"LongPollingId": alice2.PollID})
	one.waitForTexts(t, "/admin/", "<dt>节点</dt><dd>2</dd>")

	// A server that stops removes its list. The list of a killed one expires.
	other.end()
	one.waitForTexts(t, "/admin/", "<dt>节点</dt><dd>1</dd>")
	third := publish(t, "node-three", one.Join(t))
	third.Clock.Advance(one.Clock.Now().Sub(third.Clock.Now()))
	third.Clock.AwaitTimers(1)
	one.waitForTexts(t, "/admin/", "<dt>节点</dt><dd>2</dd>")
	require.NoError(t, one.Store.Update(t.Context(), func(tx store.Tx) error {
		tx.Put("process_nodes", store.Key("killed"), []byte(`{"Name":"node-killed","Seen":`+strconv.FormatInt(one.Clock.Now().Unix(), 10)+`}`))
		tx.Put("process_connections", store.Key("killed"), []byte(`{"Packed":"bm90IHBhY2tlZA=="}`))
		return nil
	}))
	one.waitForTexts(t, "/admin/", "<dt>节点</dt><dd>3</dd>")
	one.advanceRounds(10, 0) // the polls of the killed server end meanwhile
	third.advanceRounds(10, 0)
	one.advanceRounds(1, 0)
	waitFor(t, "the killed server must be removed", func() bool {
		left := 0
		require.NoError(t, one.Store.View(t.Context(), func(r store.Reader) error {
			left = 0
			for _, b := range []store.Bucket{"process_nodes", "process_connections"} {
				if r.Get(b, store.Key("killed")) != nil {
					left++
				}
			}
			return nil
		}))
		return left == 0
	})
	one.waitForTexts(t, "/admin/", "<dt>节点</dt><dd>2</dd>")
}
