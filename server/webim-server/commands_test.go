package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	admins "webim.js/server/admin"
	"webim.js/server/ops"
)

// runCommand runs the program and returns its output.
func runCommand(t *testing.T, args ...string) string {
	t.Helper()
	var errOut bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stderr = &errOut
	out, err := cmd.Output()
	require.NoError(t, err, "%v: %s", args, errOut.String())
	return string(out)
}

// mustFail runs the program, which must fail with a message that contains message.
func mustFail(t *testing.T, message string, args ...string) {
	t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	assert.Error(t, err, "%v", args)
	assert.Contains(t, string(out), message, "%v", args)
}

// send sends a message from alice to bob in dialect 1.3.
func send(t *testing.T, p *process, data, text string) {
	t.Helper()
	response, err := call(p.url, "alice", runSig(t, "-data", data, "-user", "alice"), "openim/sendmsg", map[string]any{
		"To_Account": "bob", "MsgSeq": 1, "MsgRandom": len(text),
		"MsgBody": []any{map[string]any{"MsgType": "TIMTextElem", "MsgContent": map[string]any{"Text": text}}},
	})
	require.NoError(t, err)
	require.Equal(t, "OK", response["ActionStatus"], response)
}

// fetchUnread returns bob's unread messages.
func fetchUnread(t *testing.T, p *process, data string) (texts []string) {
	t.Helper()
	page, err := call(p.url, "bob", runSig(t, "-data", data, "-user", "bob"), "openim/getmsg", map[string]any{"Cookie": "", "SyncFlag": 0})
	require.NoError(t, err)
	for _, m := range page["MsgList"].([]any) {
		body := m.(map[string]any)["MsgBody"].([]any)[0].(map[string]any)
		texts = append(texts, body["MsgContent"].(map[string]any)["Text"].(string))
	}
	return texts
}

// The user commands work with and without a running server.
func TestUserCommandsEditUsers(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	mustFail(t, "no such database", "user", "list", "-data", data)
	assert.NoFileExists(t, data)
	p := serve(t, "-data", data)
	for _, state := range []string{"running", "stopped", "killed"} {
		name := "user-" + state
		runCommand(t, "user", "add", "-data", data, name, "昵称\x1b[31m")
		mustFail(t, "user exists", "user", "add", name, "-data", data)
		assert.Regexp(t, name+` +enabled +\d{4}-\d\d-\d\d +"昵称\\x1b\[31m"`, runCommand(t, "user", "list", "-data", data))
		runCommand(t, "user", "nick", name, "新名", "-data="+data)
		runCommand(t, "user", "disable", name, "-data", data)
		assert.Regexp(t, name+` +disabled .* 新名\n`, runCommand(t, "user", "list", "-data", data))
		if state == "running" {
			response, err := call(p.url, name, runSig(t, "-data", data, "-user", name), "openim/getmsg", map[string]any{"Cookie": ""})
			require.NoError(t, err)
			assert.Equal(t, 70101.0, response["ErrorCode"])
		}
		runCommand(t, "user", "enable", name, "-data", data)
		runCommand(t, "user", "nick", "-data", data, "--", name, "-x")
		assert.Regexp(t, name+` +enabled .* -x\n`, runCommand(t, "user", "list", "-data", data))
		mustFail(t, "no such user", "user", "disable", "nobody", "-data", data)
		runCommand(t, "user", "delete", name, "-data", data)
		assert.NotContains(t, runCommand(t, "user", "list", "-data", data), name)
		mustFail(t, "no such user", "user", "delete", name, "-data", data)

		switch state {
		case "running":
			assert.NoError(t, p.signal(t, syscall.SIGTERM))
			assert.NoFileExists(t, admins.ControlFile(data))
		case "stopped": // a killed server leaves its control file
			p = serve(t, "-data", data)
			assert.Error(t, p.signal(t, syscall.SIGKILL))
			assert.FileExists(t, admins.ControlFile(data))
		}
	}
}

func TestBackupAndExportAreComplete(t *testing.T) {
	dir := t.TempDir()
	data, backup, export := filepath.Join(dir, "im.db"), filepath.Join(dir, "copy.db"), filepath.Join(dir, "all.jsonl")
	p := serve(t, "-data", data)
	send(t, p, data, "first")
	runCommand(t, "backup", backup, "-data", data)
	runCommand(t, "export", export, "-data", data)
	send(t, p, data, "second")
	info, err := os.Stat(backup)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "the backup must not be readable by others, since it contains the key")
	require.NoError(t, p.signal(t, os.Interrupt))

	imported := filepath.Join(dir, "imported.db")
	assert.Regexp(t, `^\d+ records\n$`, runCommand(t, "import", export, "-data", imported))
	for _, copied := range []string{backup, imported} {
		p := serve(t, "-data", copied)
		assert.Equal(t, []string{"first"}, fetchUnread(t, p, copied))
		require.NoError(t, p.signal(t, os.Interrupt))
		assert.Equal(t, sigKey(t, data), sigKey(t, copied))
	}

	// The commands also work without a server, over an existing copy, and through a pipe.
	runCommand(t, "backup", "-data", data, backup)
	p = serve(t, "-data", backup)
	assert.Equal(t, []string{"first", "second"}, fetchUnread(t, p, backup))
	require.NoError(t, p.signal(t, os.Interrupt))
	piped := exec.Command(program, "import", "-", "-data", filepath.Join(dir, "piped.db"))
	piped.Stdin = strings.NewReader(runCommand(t, "export", "-", "-data", data))
	require.NoError(t, piped.Run())

	mustFail(t, "file already exists", "import", export, "-data", imported)
	mustFail(t, "is the open database", "backup", data, "-data", data)
	made, err := filepath.Glob(filepath.Join(dir, "n*"))
	require.NoError(t, err)
	assert.Empty(t, made, "no file may be created")
	broken := filepath.Join(dir, "broken.jsonl")
	text, err := os.ReadFile(export)
	require.NoError(t, err)
	assert.NotContains(t, string(text), `"bucket":"process_`, "a server with a file must not publish connections")
	require.NoError(t, os.WriteFile(broken, text[:len(text)-10], 0o600))
	mustFail(t, "incomplete archive", "import", broken, "-data", filepath.Join(dir, "broken.db"))
	left, err := filepath.Glob(filepath.Join(dir, "*.partial"))
	require.NoError(t, err)
	more, err := filepath.Glob(filepath.Join(dir, "*.importing"))
	require.NoError(t, err)
	assert.Empty(t, append(left, more...), "failures must leave no files")
	assert.NoFileExists(t, filepath.Join(dir, "broken.db"))
}

// commandsOnMissingDatabase runs every command on a database that does not exist.
func commandsOnMissingDatabase(t *testing.T, copies string, at ...string) {
	t.Helper()
	for _, args := range [][]string{
		{"sig", "-user", "alice"}, {"user", "list"}, {"user", "add", "alice"}, {"user", "nick", "alice", "Al"}, {"user", "disable", "alice"},
		{"user", "enable", "alice"}, {"user", "delete", "alice"}, {"backup", filepath.Join(copies, "copy.db")}, {"export", filepath.Join(copies, "copy.jsonl")}, {"export", "-"},
	} {
		mustFail(t, "no such database", append(args, at...)...)
	}
	left, err := os.ReadDir(copies)
	require.NoError(t, err)
	assert.Empty(t, left, "no file may be created")
}

func TestSigRefusesInvalidFlags(t *testing.T) {
	mustFail(t, "missing -user NAME", "sig")
	mustFail(t, "-user: ", "sig", "-user", strings.Repeat("a", 65))
	mustFail(t, "-expire must be positive", "sig", "-user", "alice", "-expire", "0s")
}

func TestCommandsCreateNoDatabase(t *testing.T) {
	dir := t.TempDir()
	commandsOnMissingDatabase(t, dir, "-data", filepath.Join(dir, "im.db"))
}

// The lines after the address contain the admin page and the data.
func TestStartPrintsAddresses(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	p := serve(t, "-data", data)
	admin, token := p.admin(t)
	assert.Equal(t, "admin: "+admin+"/admin/?token="+token+"\ndata: "+data+"\n", p.lines)

	closed := serveFlags{adminAddr: adminOff, storage: storage{data: "im.db"}}
	assert.Equal(t, "admin: off\ndata: im.db\n", closed.startLines(nil))
}

func TestServeWarnsOfExposedPorts(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	local, network := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80}, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80}
	for _, quiet := range []struct {
		flags serveFlags
		addr  net.Addr
	}{{serveFlags{demo: true}, local}, {serveFlags{demo: true, private: true}, network}, {serveFlags{}, network}} {
		quiet.flags.warnExposed(quiet.addr, logger)
	}
	assert.Empty(t, log.String())
	(&serveFlags{samples: true}).warnExposed(network, logger)
	(&serveFlags{demo: true, trustProxy: true}).warnExposed(local, logger)
	assert.Equal(t, 2, strings.Count(log.String(), "demo users open to the network"), log.String())

	for name, c := range map[string]struct {
		tls  bool
		addr string
		warn bool
		want string
	}{
		"the network in the clear": {false, "0.0.0.0:0", true, `http://localhost:`},
		"the network by TLS":       {true, "0.0.0.0:0", false, `https://localhost:`},
		"this machine":             {true, "127.0.0.1:0", false, `http://127.0.0.1:`},
	} {
		log.Reset()
		f := serveFlags{adminAddr: c.addr, adminPassword: "a long secret", tls: c.tls, storage: storage{data: filepath.Join(t.TempDir(), "im.db")}}
		certificate, err := f.certificate(testTime)
		require.NoError(t, err)
		port, err := f.openAdmin(&admins.Page{}, ops.NewMetrics(), &ops.Health{}, certificate, logger)
		require.NoError(t, err)
		assert.Contains(t, f.startLines(port), "admin: "+c.want, name)
		assert.Equal(t, c.warn, strings.Contains(log.String(), "admin port open to the network unencrypted"), name)
		port.close()
	}
}

func TestAppAdministratorsAreConfigured(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	p := serve(t, "-data", data, "-admins", "carol, alice")
	do := func(user, command string, body map[string]any) float64 {
		response, err := call(p.url, user, runSig(t, "-data", data, "-user", user), "group_open_http_svc/"+command, body)
		require.NoError(t, err)
		return response["ErrorCode"].(float64)
	}
	assert.Zero(t, do("bob", "create_group", map[string]any{"Type": "Public", "Name": "g", "GroupId": "g"}))
	notice := map[string]any{"GroupId": "g", "Content": "maintenance"}
	assert.Equal(t, 10007.0, do("bob", "send_group_system_notification", notice), "the owner must not be an administrator")
	assert.Zero(t, do("alice", "send_group_system_notification", notice))
	assert.Zero(t, do("carol", "send_group_system_notification", notice))
}

func sigKey(t *testing.T, data string) string {
	t.Helper()
	key, err := os.ReadFile(keyFile(data))
	require.NoError(t, err)
	return string(key)
}

func get(t *testing.T, address string, change func(*http.Request)) (status int, body string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	require.NoError(t, err)
	change(req)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(data)
}

func TestAdminPortRequiresPassword(t *testing.T) {
	t.Setenv("WEBIM_ADMIN_PASSWORD", "a long secret")
	p := serve(t, "-data", filepath.Join(t.TempDir(), "im.db"))
	anyone := func(*http.Request) {}
	admin := func(r *http.Request) { r.SetBasicAuth("admin", "a long secret") }
	port, token := p.admin(t)
	for _, address := range []string{p.url, port} {
		for _, path := range []string{"/healthz", "/readyz"} {
			status, body := get(t, address+path, anyone)
			assert.Equal(t, 200, status)
			assert.Contains(t, body, `"ok"`)
		}
	}
	var status int
	var body string
	for path, message := range map[string]string{"/metrics": "webim_polls_waiting 0\n", "/admin/": "webim-server 管理", "/admin/users": "林小夏"} {
		status, _ = get(t, port+path, anyone)
		assert.Equal(t, 401, status, path)
		status, body = get(t, port+path, admin)
		assert.Equal(t, 200, status, path)
		assert.True(t, strings.Contains(body, message), path)
		status, _ = get(t, port+path, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) })
		assert.Equal(t, 200, status, path)
		for name, change := range map[string]func(*http.Request){"password": admin, "as a proxy": func(r *http.Request) { r.Host = "127.0.0.1:8080" }} {
			status, _ = get(t, p.url+path, change)
			assert.Equal(t, 404, status, "the message port must not serve it: %s, %s", path, name)
		}
	}

	// Behind a proxy each client has its own rate.
	p = serve(t, "-data", filepath.Join(t.TempDir(), "im.db"), "-trust-proxy", "-rate-address", "2")
	port, _ = p.admin(t)
	from := func(address string) (code float64) {
		for range 20 {
			req, err := http.NewRequest(http.MethodPost, p.url+"/v4/openim/getmsg", strings.NewReader("{}"))
			require.NoError(t, err)
			req.Header.Set("X-Forwarded-For", "198.51.100.1, "+address)
			resp, err := http.DefaultClient.Do(req)
			require.NoError(t, err)
			var response struct{ ErrorCode float64 }
			assert.NoError(t, json.NewDecoder(resp.Body).Decode(&response))
			resp.Body.Close()
			if code = response.ErrorCode; code == 60102 {
				break
			}
		}
		return code
	}
	assert.Equal(t, 60102.0, from("192.0.2.1"))
	status, body = get(t, port+"/metrics", admin)
	assert.Equal(t, 200, status)
	assert.Contains(t, body, `webim_limit_refusals_total{limit="address_rate"} 1`)
}

// The log contains no credentials at any level.
func TestLogHasNoSecrets(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	var log bytes.Buffer
	p := serveLogging(t, &log, "-data", data, "-log-level", "debug", "-log-format", "json", "-admin-password", "admin secret")
	userSig := runSig(t, "-data", data, "-user", "alice")
	session, err := post(p.url, "openim/login", url.Values{"usersig": {userSig}, "identifier": {"alice"}, "v": {"1.7.2"}}, map[string]any{"State": "Online"})
	require.NoError(t, err)
	a2 := session["A2Key"].(string)
	in17 := url.Values{"tinyid": {session["TinyId"].(string)}, "a2": {a2}, "v": {"1.7.2"}}
	key, err := post(p.url, "openim/authkey", in17, map[string]any{})
	require.NoError(t, err)
	authKey := key["AuthKey"].(string)

	forged := strings.Repeat("f", 30) + userSig[30:]
	for _, q := range []url.Values{
		in17,
		{"tinyid": {"1"}, "a2": {a2}, "v": {"1.7.2"}},
		{"accesstoken": {userSig}, "identifier": {"alice"}},
		{"usersig": {userSig}, "identifier": {"bob"}},
		{"usersig": {forged}, "identifier": {"alice"}},
		{"usersig": {userSig + "%zz"}, "identifier": {"alice"}},
	} {
		for _, command := range []string{"openim/getmsg", "openim/longpolling", "openim/nonsense", "pic_svc/pic_up", "sns/friend_get_all"} {
			_, err := post(p.url, command, q, map[string]any{"From_Account": "alice", "Cookie": ""})
			require.NoError(t, err)
		}
	}
	for _, path := range []string{
		"/v4/openim/getmsg?usersig=" + userSig, "/v4/openim/getmsg?a2=" + a2 + ";x", "/asn.com/stddownload_common_file?authkey=" + authKey + "&bid=10001&fileid=x",
		"/demo/users.json", "/nowhere?usersig=" + userSig,
	} {
		get(t, p.url+path, func(*http.Request) {})
	}
	port, token := p.admin(t)
	for _, path := range []string{"/metrics", "/admin/", "/admin/?token=" + token} {
		get(t, port+path, func(r *http.Request) { r.SetBasicAuth("x", "admin secret") })
	}
	control, err := os.ReadFile(admins.ControlFile(data))
	require.NoError(t, err)
	var address admins.Address
	require.NoError(t, json.Unmarshal(control, &address))
	runCommand(t, "user", "list", "-data", data)
	require.NoError(t, p.signal(t, os.Interrupt))

	text := log.String()
	require.Greater(t, strings.Count(text, "\n"), 30, "the log must not be empty")
	for name, secret := range map[string]string{
		"UserSig": userSig, "a forged UserSig": forged, "a2": a2, "authkey": authKey,
		"key": strings.TrimSpace(sigKey(t, data)), "password": "admin secret", "control token": address.Token, "admin token": token,
	} {
		require.NotEmpty(t, secret, name)
		// Parts of credentials must not be logged either, except the prefix that all
		// share.
		assert.False(t, strings.Contains(text, secret[len(secret)/2:]), "%s logged", name)
	}
	for _, word := range []string{"usersig=", "accesstoken", "a2=", "authkey="} {
		assert.NotContains(t, strings.ToLower(text), word)
	}
	for line := range strings.Lines(text) {
		var entry map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &entry), line)
		if entry["msg"] == "call" {
			assert.NotEmpty(t, entry["request"], line)
			assert.NotEmpty(t, entry["command"], line)
		}
	}
}
