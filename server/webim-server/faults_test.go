//go:build unix

package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store/pgstore/pgtest"
	"webim.js/test/postgres/pgproxy"
)

func TestKilledNodeRestarts(t *testing.T) {
	c := startCrowd(t, 3, pgtest.Schema(t))
	c.run(func() {
		c.awaitMessages(20, 2)
		assert.Error(t, c.nodes[2].signal(t, syscall.SIGKILL))
		c.awaitMessages(40, 0, 1)
		c.nodes[2].start(t)
		c.awaitMessages(20, 2)
	})
}

// holder selects the node that holds the lock while the database waits for its next
// statement, and for how long it has been idle.
const holder = `SELECT coalesce(min(application_name), ''), coalesce(extract(epoch FROM clock_timestamp() - min(state_change)), 0)::float8
	FROM pg_locks JOIN pg_stat_activity USING (pid)
	WHERE relation = 'head'::regclass AND mode = 'RowShareLock' AND granted AND state = 'idle in transaction'`

// The node that holds the lock is stopped; the others continue within 3 s.
func TestStoppedLockHolderIsReplaced(t *testing.T) {
	store := pgtest.Schema(t)
	c := startCrowd(t, 3, store)
	db, err := pgx.Connect(t.Context(), store)
	require.NoError(t, err)
	defer db.Close(context.Background())
	lockHolder := func() (node int, silent float64) {
		var name string
		require.NoError(t, db.QueryRow(t.Context(), holder).Scan(&name, &silent))
		node, err := strconv.Atoi(strings.TrimPrefix(name, "node"))
		if err != nil {
			return -1, 0
		}
		return node, silent
	}
	c.run(func() {
		for deadline := time.Now().Add(crowdTimeout); ; {
			require.True(t, time.Now().Before(deadline), "no node stopped while it held the lock")
			node, _ := lockHolder()
			if node < 0 {
				continue
			}
			stopped := c.nodes[node].cmd.Process
			require.NoError(t, stopped.Signal(syscall.SIGSTOP))
			began := time.Now()
			// A node that was stopped just after its last statement does not count.
			still, silent := lockHolder()
			for still == node && silent < 0.2 {
				still, silent = lockHolder()
			}
			if still == node {
				others := slices.DeleteFunc([]int{0, 1, 2}, func(i int) bool { return i == node })
				c.awaitMessages(1, others...)
				took := time.Since(began)
				assert.Less(t, took, 3*time.Second)
				t.Logf("the other nodes continued after %v", took.Round(time.Millisecond))
			}
			require.NoError(t, stopped.Signal(syscall.SIGCONT))
			if still == node {
				c.awaitMessages(5, node)
				return
			}
		}
	})
}

// Clients of a node that stalled for longer than the log is kept receive the missed
// messages from the store.
func TestStalledNodeReadsMissedFromStore(t *testing.T) {
	store := pgtest.Schema(t)
	c := startCrowd(t, 3, store, "-log-kept", "1s")
	suspended := c.nodes[2]
	c.run(func() {
		c.awaitMessages(20, 2)
		require.NoError(t, suspended.cmd.Process.Signal(syscall.SIGSTOP))
		number := pgtest.Number(t, store, "SELECT number FROM head")
		for pgtest.Number(t, store, "SELECT floor FROM head") <= number+1 {
			c.awaitMessages(1, 0, 1)
		}
		require.NoError(t, suspended.cmd.Process.Signal(syscall.SIGCONT))
		c.awaitMessages(20, 2)
	})
	address, token := suspended.admin(t)
	_, metrics := get(t, address+"/metrics", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
	assert.Regexp(t, `(?m)^webim_postgres_log_lost [1-9]`, metrics, "the loss must be detected")
}

// Nodes are upgraded to the next version one by one, and then downgraded again.
func TestRollingRestartLosesNothing(t *testing.T) {
	server := pgtest.Server(t)
	pgtest.Exec(t, server.URL(""), "DROP SCHEMA IF EXISTS rolling CASCADE; CREATE SCHEMA rolling") // DROP also removes the objects of the next version
	store := server.URL("rolling")
	next := buildNextVersion(t)
	c := startCrowd(t, 3, store)
	c.run(func() {
		for _, version := range []string{next, program} {
			for i, n := range c.nodes {
				assert.NoError(t, n.signal(t, syscall.SIGTERM))
				n.program = version
				n.start(t)
				c.awaitMessages(10, i)
			}
			assert.Zero(t, pgtest.Number(t, store, "SELECT count(next) FROM head"), "the next version must have migrated the tables")
		}
	})
}

// Connections to the database break repeatedly: no request is refused.
func TestBrokenConnectionsRefuseNothing(t *testing.T) {
	schema, err := url.Parse(pgtest.Schema(t))
	require.NoError(t, err)
	var proxies []*pgproxy.Proxy
	var stores []string
	for range 3 {
		proxy, err := pgproxy.Start(pgtest.Server(t).Socket())
		require.NoError(t, err)
		t.Cleanup(proxy.Close)
		proxies = append(proxies, proxy)
		stores = append(stores, pgtest.Server(t).URLThrough(proxy.Addr(), schema.Query().Get("search_path")))
	}
	c := startCrowdAt(t, stores)
	c.run(func() {
		for i := range 12 {
			c.awaitMessages(5, i%3)
			proxies[i%3].CutAll()
		}
	})
	assert.Zero(t, c.refused, "messages must be accepted at the first attempt")
	again := 0.0
	for _, n := range c.nodes {
		address, token := n.admin(t)
		_, metrics := get(t, address+"/metrics", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
		for _, m := range regexp.MustCompile(`(?m)^webim_postgres_(?:retries|views_again)_total (\d+)$`).FindAllStringSubmatch(metrics, -1) {
			count, err := strconv.ParseFloat(m[1], 64)
			require.NoError(t, err)
			again += count
		}
	}
	assert.Positive(t, again, "transactions must have been retried")
}

var newestSchema = regexp.MustCompile(`const newest = (\d+)`)

// buildNextVersion builds a server with one more migration.
func buildNextVersion(t *testing.T) (program string) {
	t.Helper()
	dir := t.TempDir()
	pgstore, err := filepath.Abs("../store/pgstore")
	require.NoError(t, err)
	source, err := os.ReadFile(filepath.Join(pgstore, "migrate.go"))
	require.NoError(t, err)
	found := newestSchema.FindSubmatch(source)
	require.NotNil(t, found, "pgstore must have a constant newest")
	newest, err := strconv.Atoi(string(found[1]))
	require.NoError(t, err)
	number := strconv.Itoa(newest + 1)
	replaced := map[string]string{}
	for path, text := range map[string]string{
		"migrate.go": strings.Replace(string(source), string(found[0]), "const newest = "+number, 1),
		"migrations/" + strings.Repeat("0", 5-len(number)) + number + "_next.sql": "-- +goose Up\nALTER TABLE head ADD COLUMN next int;\n",
	} {
		to := filepath.Join(dir, filepath.Base(path))
		require.NoError(t, os.WriteFile(to, []byte(text), 0o600))
		replaced[filepath.Join(pgstore, path)] = to
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600))
	program = filepath.Join(dir, "webim-server")
	out, err := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program, ".").CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}
