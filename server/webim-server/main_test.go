package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/usersig"
)

// program is the built binary.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "webim-server")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "bin", "webim-server")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		panic(fmt.Sprintf("%v\n%s", err, out))
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// process is a server that runs in its own process.
type process struct {
	url   string
	lines string // lines after the address
	cmd   *exec.Cmd
	done  chan error
}

func serve(t *testing.T, args ...string) *process {
	t.Helper()
	return serveLogging(t, nil, args...)
}

// serveLogging is serve with a log, which may be read after the server has ended.
func serveLogging(t *testing.T, log io.Writer, args ...string) *process {
	t.Helper()
	return serveProgram(t, program, log, args...)
}

// serveWithoutDemo is serve without the demo's users.
func serveWithoutDemo(t *testing.T, args ...string) *process {
	t.Helper()
	return start(t, program, nil, args...)
}

// serveProgram is serveLogging for another build of the server.
func serveProgram(t *testing.T, program string, log io.Writer, args ...string) *process {
	t.Helper()
	return start(t, program, log, append([]string{"-demo"}, args...)...)
}

func start(t *testing.T, program string, log io.Writer, args ...string) *process {
	t.Helper()
	cmd := exec.Command(program, append([]string{"serve", "-addr", "127.0.0.1:0"}, args...)...)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p := &process{cmd: cmd, done: make(chan error, 1)}
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	for range 2 {
		more, _ := lines.ReadString('\n') // missing lines are reported below
		p.lines += more
	}
	go func() { p.done <- cmd.Wait() }()
	t.Cleanup(func() { cmd.Process.Kill() })
	require.NoError(t, err, "the first line must be the address")
	p.url = strings.TrimSuffix(strings.TrimSpace(line), "/")
	require.Regexp(t, `^http://127\.0\.0\.1:\d+$`, p.url)
	return p
}

// admin returns the address of the admin port and its token.
func (p *process) admin(t *testing.T) (address, token string) {
	t.Helper()
	found := regexp.MustCompile(`(http://\S+)/admin/\?token=(\w+)\n`).FindStringSubmatch(p.lines)
	require.NotNil(t, found, p.lines)
	return found[1], found[2]
}

func (p *process) signal(t *testing.T, s os.Signal) error {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(s))
	select {
	case err := <-p.done:
		return err
	case <-time.After(15 * time.Second):
		require.FailNow(t, "the server did not exit")
		return nil
	}
}

// call posts in dialect 1.3, which requires no session.
func call(base, user, sig, command string, body any) (map[string]any, error) {
	return post(base, command, url.Values{"usersig": {sig}, "identifier": {user}}, body)
}

// callAs is call for another application.
func callAs(base, app, user, sig, command string, body any) (map[string]any, error) {
	return post(base, command, url.Values{"usersig": {sig}, "identifier": {user}, "sdkappid": {app}}, body)
}

func post(base, command string, query url.Values, body any) (map[string]any, error) {
	return postUntil(context.Background(), base, command, query, body)
}

// postUntil is post with a context.
func postUntil(ctx context.Context, base, command string, query url.Values, body any) (map[string]any, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	if !query.Has("sdkappid") {
		query.Set("sdkappid", fmt.Sprint(server.SDKAppID))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v4/"+command+"?"+query.Encode(), bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var response map[string]any
	err = json.NewDecoder(resp.Body).Decode(&response)
	return response, err
}

// errorCode returns the ErrorCode of a response.
func errorCode(t *testing.T, resp *http.Response) int {
	t.Helper()
	defer resp.Body.Close()
	var response struct{ ErrorCode int }
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&response))
	return response.ErrorCode
}

func runSig(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(program, append([]string{"sig"}, args...)...).Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(out))
}

func TestKillLosesNoAcknowledgedMessage(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	p := serve(t, "-data", data)
	alice, bob := runSig(t, "-data", data, "-user", "alice"), runSig(t, "-data", data, "-user", "bob")

	// Several senders continue until the server is killed.
	const senders, minAcknowledged = 8, 250 // below the burst of a user, 300
	var (
		mu           sync.Mutex
		acknowledged = map[string]bool{}
		reached      = make(chan struct{})
		wg           sync.WaitGroup
	)
	for n := range senders {
		wg.Go(func() {
			for i := 0; ; i++ {
				text := fmt.Sprintf("%d-%d", n, i)
				response, err := call(p.url, "alice", alice, "openim/sendmsg", map[string]any{
					"To_Account": "bob", "MsgSeq": i, "MsgRandom": n,
					"MsgBody": []any{map[string]any{"MsgType": "TIMTextElem", "MsgContent": map[string]any{"Text": text}}},
				})
				if err != nil {
					return
				}
				if !assert.Equal(t, "OK", response["ActionStatus"]) {
					return
				}
				mu.Lock()
				acknowledged[text] = true
				if len(acknowledged) == minAcknowledged {
					close(reached)
				}
				mu.Unlock()
			}
		})
	}
	<-reached
	assert.Error(t, p.signal(t, syscall.SIGKILL))
	wg.Wait()

	p = serve(t, "-data", data)
	stored := map[string]int{}
	for cookie, flag := any(""), any(0.0); ; {
		page, err := call(p.url, "bob", bob, "openim/getmsg", map[string]any{"Cookie": cookie, "SyncFlag": flag})
		require.NoError(t, err)
		for _, m := range page["MsgList"].([]any) {
			body := m.(map[string]any)["MsgBody"].([]any)[0].(map[string]any)
			stored[body["MsgContent"].(map[string]any)["Text"].(string)]++
		}
		cookie, flag = page["Cookie"], page["SyncFlag"]
		if flag != 1.0 {
			break
		}
	}
	for text := range acknowledged {
		assert.Equal(t, 1, stored[text], "message %s", text)
	}
	t.Logf("%d acknowledged, %d stored", len(acknowledged), len(stored))
	assert.NoError(t, p.signal(t, syscall.SIGTERM))
}

func TestShutdownEndsWaitingPolls(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	p := serve(t, "-data", data, "-key", "given", "-max-instances", "1")
	session, err := post(p.url, "openim/login", url.Values{
		"usersig": {runSig(t, "-key", "given", "-user", "alice")}, "identifier": {"alice"}, "v": {"1.7.2"},
	}, map[string]any{"State": "Online"})
	require.NoError(t, err)
	credentials := func() url.Values {
		return url.Values{"tinyid": {session["TinyId"].(string)}, "a2": {session["A2Key"].(string)}, "v": {"1.7.2"}}
	}
	place, err := post(p.url, "openim/getlongpollingid", credentials(), map[string]any{})
	require.NoError(t, err)

	// A later poll of an instance ends the earlier one. Once one has ended, the other
	// waits in the server.
	responses := make(chan map[string]any, 2)
	for range 2 {
		go func() {
			response, err := post(p.url, "openim/longpolling", credentials(), map[string]any{
				"Timeout": 60,
				"Cookie":  map[string]any{"NotifySeq": 0, "NoticeSeq": 0, "LongPollingId": place["LongPollingId"]},
			})
			assert.NoError(t, err)
			responses <- response
		}()
	}
	assert.Equal(t, 60008.0, (<-responses)["ErrorCode"])
	assert.NoError(t, p.signal(t, os.Interrupt), "the server must exit with status 0")
	assert.Equal(t, 60008.0, (<-responses)["ErrorCode"])
}

func TestSigSignsUser(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	mustFail(t, "no such database", "sig", "-data", data, "-user", "alice")
	p := serve(t, "-data", data)
	during := runSig(t, "-data", data, "-user", "小明")
	good := func(s string) {
		t.Helper()
		response, err := call(p.url, "小明", s, "openim/getmsg", map[string]any{"Cookie": "", "SyncFlag": 0})
		require.NoError(t, err)
		assert.Equal(t, "OK", response["ActionStatus"], response)
	}
	good(during)
	require.NoError(t, p.signal(t, os.Interrupt))
	require.NoError(t, os.Remove(keyFile(data)))
	stopped := runSig(t, "-data", data, "-user", "小明")
	ticket, err := usersig.Verify(stopped, time.Now(), usersig.NewSecret("own", strings.TrimSpace(sigKey(t, data))))
	require.NoError(t, err)
	assert.Equal(t, 24*time.Hour, ticket.Valid, "the signature must be valid for a day")

	// Permissions of other users are removed.
	for _, path := range []string{keyFile(data), data} {
		require.NoError(t, os.Chmod(path, 0o644))
	}
	p = serve(t, "-data", data)
	good(stopped)
	for _, path := range []string{keyFile(data), data} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), path)
	}
	require.NoError(t, p.signal(t, os.Interrupt))

	var out, errOut bytes.Buffer
	assert.Error(t, run(context.Background(), []string{"sig", "-data", data}, &out, &errOut), "sig without -user must fail")
	assert.Error(t, run(context.Background(), []string{"sig", "-key", "k", "-user", "x", "-expire", "-1s"}, &out, &errOut))
}

func TestCommandArgumentsAreChecked(t *testing.T) {
	for _, c := range []struct {
		args    string
		want    error
		message string
	}{
		{"", errUsage, "usage:"},
		{"-help", nil, "sig"},
		{"fly", errUsage, `unknown command "fly"` + "\n"},
		{"help fly", errUsage, `unknown command "fly"` + "\n"},
		{"help serve", nil, "Limits (0: none):"},
		{"help sig", nil, "webim-server sig -user alice"},
		{"--version", nil, ""},
		{"serve -help", nil, "-max-instances NUMBER"},
		{"serve -nonsense", errUsage, "flag provided but not defined: -nonsense\nwebim-server help serve lists the flags\n"},
		{"serve extra", errUsage, "unexpected argument"},
		{"user", errUsage, "user disable NAME"},
		{"user list -help", nil, "WEBIM_DATA"},
		{"user add", errUsage, "missing argument NAME"},
		{"user add a b c", errUsage, "unexpected argument \"c\""},
		{"backup", errUsage, "missing argument FILE"},
		{"export -help", nil, "write all data as JSON lines to FILE"},
	} {
		var out, errOut bytes.Buffer
		err := run(context.Background(), strings.Fields(c.args), &out, &errOut)
		if c.want != nil {
			assert.ErrorIs(t, err, c.want, c.args)
		}
		assert.Contains(t, errOut.String(), c.message, c.args)
	}
	t.Setenv("WEBIM_LOG_LEVEL", "deafening")
	assert.ErrorContains(t, run(context.Background(), []string{"serve"}, io.Discard, io.Discard), "-log-level")
	t.Setenv("WEBIM_MAX_BODY", "lots")
	assert.ErrorContains(t, run(context.Background(), []string{"serve"}, io.Discard, io.Discard), "WEBIM_MAX_BODY")
}

func TestServeAcceptsUploads(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	p := serve(t, "-data", data, "-max-upload", "1000")
	ann := runSig(t, "-user", "ann", "-data", data)
	up := func(content []byte) map[string]any {
		a, err := call(p.url, "ann", ann, "openpic/pic_up", map[string]any{
			"App_Version": "2.1", "From_Account": "ann", "To_Account": "ben", "Seq": 1, "Timestamp": 1, "Random": 1,
			"File_Str_Md5": fmt.Sprintf("%x", md5.Sum(content)), "File_Size": len(content), "File_Type": 2, "Busi_Id": 2, "PkgFlag": 1,
			"Slice_Offset": 0, "Slice_Size": len(content), "Slice_Data": base64.StdEncoding.EncodeToString(content),
		})
		require.NoError(t, err)
		return a
	}
	a := up(make([]byte, 1000))
	require.Equal(t, "OK", a["ActionStatus"], a)
	require.EqualValues(t, 1, a["IsFinish"])
	require.Equal(t, "FAIL", up(make([]byte, 1001))["ActionStatus"])
	require.DirExists(t, data+".files")
}
