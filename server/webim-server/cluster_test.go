package main

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/admin"
	"webim.js/server/store/pgstore/pgtest"
)

// sendSigned sends a message from alice to bob through one of the servers.
func sendSigned(t *testing.T, p *process, userSig, text string) {
	t.Helper()
	response, err := call(p.url, "alice", userSig, "openim/sendmsg", map[string]any{
		"To_Account": "bob", "MsgSeq": 1, "MsgRandom": len(text),
		"MsgBody": []any{map[string]any{"MsgType": "TIMTextElem", "MsgContent": map[string]any{"Text": text}}},
	})
	require.NoError(t, err)
	require.Equal(t, "OK", response["ActionStatus"], response)
}

// fetchTexts returns bob's unread messages, read from one of the servers.
func fetchTexts(t *testing.T, p *process, userSig string) (texts []string) {
	t.Helper()
	page, err := call(p.url, "bob", userSig, "openim/getmsg", map[string]any{"Cookie": "", "SyncFlag": 0})
	require.NoError(t, err)
	for _, m := range page["MsgList"].([]any) {
		body := m.(map[string]any)["MsgBody"].([]any)[0].(map[string]any)
		texts = append(texts, body["MsgContent"].(map[string]any)["Text"].(string))
	}
	return texts
}

// Two servers on one database act as one; commands open the database directly.
func TestServersShareDatabase(t *testing.T) {
	store := pgtest.Schema(t)
	one, other := serve(t, "-store", store), serve(t, "-store", store)
	alice, bob := runSig(t, "-store", store, "-user", "alice"), runSig(t, "-store", store, "-user", "bob")
	assert.NoFileExists(t, admin.ControlFile(defaultData), "the servers must not create files")
	sendSigned(t, one, alice, "first")
	assert.Equal(t, []string{"first"}, fetchTexts(t, other, bob))
	for _, p := range []*process{one, other} {
		status, body := get(t, p.url+"/readyz", func(*http.Request) {})
		assert.Equal(t, 200, status, body)
	}

	// All servers are notified of a command's changes.
	for _, p := range []*process{one, other} {
		fetchTexts(t, p, bob) // caches that bob is enabled
	}
	runCommand(t, "user", "disable", "bob", "-store", store)
	for _, p := range []*process{one, other} {
		require.Eventually(t, func() bool {
			response, err := call(p.url, "bob", bob, "openim/getmsg", map[string]any{"Cookie": ""})
			return err == nil && response["ErrorCode"] == 70101.0
		}, 20*time.Second, 20*time.Millisecond)
	}
	runCommand(t, "user", "enable", "bob", "-store", store)
	assert.Contains(t, runCommand(t, "user", "list", "-store", store), "alice")

	// One server is killed. The other continues, and a new one joins.
	assert.Error(t, one.signal(t, syscall.SIGKILL))
	sendSigned(t, other, alice, "second one")
	third := serve(t, "-store", store)
	assert.Equal(t, []string{"first", "second one"}, fetchTexts(t, third, bob))
	address, token := third.admin(t)
	_, metrics := get(t, address+"/metrics", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
	_, overview := get(t, address+"/admin/", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
	assert.Contains(t, overview, "<dt>节点</dt>")
	req, err := http.NewRequest(http.MethodPost, address+"/admin/backup", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Regexp(t, `filename="webim-[0-9-]+\.zip"`, resp.Header.Get("Content-Disposition"))
	backup, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	archive, err := backup.File[0].Open()
	require.NoError(t, err)
	prefix := make([]byte, len(`{"format":"webim-server"`))
	_, err = io.ReadFull(archive, prefix)
	require.NoError(t, err)
	assert.Equal(t, `{"format":"webim-server"`, string(prefix))
	for _, name := range []string{"lock_wait_seconds", "lock_hold_seconds", "log_lag", "cache_hits", "notify_misses_total", "fetch_rounds"} {
		assert.Contains(t, metrics, "webim_postgres_"+name)
	}

	mustFail(t, "-files cannot be used with -store", "serve", "-addr", "127.0.0.1:0", "-store", store, "-files", t.TempDir())
}

func TestCommandsCreateNoTables(t *testing.T) {
	server := pgtest.Server(t)
	pgtest.Exec(t, server.URL(""), "CREATE SCHEMA nothing_there")
	commandsOnMissingDatabase(t, t.TempDir(), "-store", server.URL("nothing_there"))
	pgtest.Exec(t, server.URL(""), "DROP SCHEMA nothing_there") // fails unless the schema is empty
}

// A site is moved from the file to PostgreSQL and back, including uploads.
func TestFileMovesToPostgresAndBack(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "im.db")
	p := serve(t, "-data", data)
	sendSigned(t, p, runSig(t, "-data", data, "-user", "alice"), "moved")
	picture := upload(t, p.url, runSig(t, "-data", data, "-user", "alice"), "content")
	require.NoError(t, p.signal(t, syscall.SIGTERM))

	export := filepath.Join(dir, "all.jsonl")
	runCommand(t, "export", export, "-data", data)
	store := pgtest.Schema(t)
	runCommand(t, "import", export, "-store", store)
	mustFail(t, "not empty", "import", export, "-store", store)
	for _, move := range [][]string{{"-store", store}, {"-data", filepath.Join(dir, "back.db")}} {
		if move[0] == "-data" {
			again := filepath.Join(dir, "again.jsonl")
			runCommand(t, "export", again, "-store", store)
			runCommand(t, "import", again, "-data", move[1])
		}
		p := serve(t, move...)
		assert.Equal(t, []string{"moved"}, fetchTexts(t, p, runSig(t, append(move, "-user", "bob")...)))
		assert.Equal(t, "content", download(t, p.url, runSig(t, append(move, "-user", "alice")...), picture))
		require.NoError(t, p.signal(t, syscall.SIGTERM))
	}
}

// Servers that start together on an empty database create the samples once. A backup of
// PostgreSQL is a complete archive with a directory of uploads.
func TestPostgresSamplesCreatedOnce(t *testing.T) {
	store := pgtest.Schema(t)
	var started [3]*process
	var group sync.WaitGroup
	for i := range started {
		group.Go(func() { started[i] = serve(t, "-store", store, "-samples") })
	}
	group.Wait()
	require.False(t, t.Failed(), "all servers must have started")
	picture := upload(t, started[0].url, runSig(t, "-store", store, "-user", "alice"), "content")

	dir := t.TempDir()
	file, data := filepath.Join(dir, "copy.jsonl"), filepath.Join(dir, "im.db")
	require.Eventually(t, func() bool {
		return pgtest.Number(t, store, "SELECT count(*) FROM kv WHERE bucket = 'process_nodes'") == 3
	}, 20*time.Second, 20*time.Millisecond, "the servers must be registered")
	runCommand(t, "backup", file, "-store", store)
	archive, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.NotContains(t, string(archive), `"process_`, "registered servers must not be exported")
	assert.True(t, bytes.HasPrefix(archive, []byte(`{"format":"webim-server"`)), "%.80s", archive)
	assert.Equal(t, 1, bytes.Count(archive, []byte("看看")), "a sample must exist once")

	runCommand(t, "import", file, "-data", data)
	back := serve(t, "-data", data)
	assert.Equal(t, "content", download(t, back.url, runSig(t, "-data", data, "-user", "alice"), picture))
}

// A user's files are counted together, whichever server receives them.
func TestQuotaCountsAcrossServers(t *testing.T) {
	store := pgtest.Schema(t)
	one, other := serve(t, "-store", store, "-quota-files", "2"), serve(t, "-store", store, "-quota-files", "2")
	alice := runSig(t, "-store", store, "-user", "alice")
	upload(t, one.url, alice, "first")
	upload(t, other.url, alice, "second")
	upload(t, one.url, alice, "second") // the same content does not count twice
	for _, p := range []*process{one, other} {
		response, err := call(p.url, "alice", alice, "openpic/pic_up", wholeFile("third"))
		require.NoError(t, err)
		assert.Equal(t, -9.0, response["ErrorCode"], response)
		assert.Equal(t, 1.0, response["IsRejectRetry"], response)
	}
}
