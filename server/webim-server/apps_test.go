package main

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/usersig"
)

// signIn returns the error code of a client's login.
func signIn(t *testing.T, p *process, app, sig string) int {
	t.Helper()
	query := url.Values{"v": {"1.7.2"}, "identifier": {"alice"}, "usersig": {sig}, "sdkappid": {app}}
	resp, err := http.Post(p.url+"/v4/openim/login?"+query.Encode(), "", strings.NewReader("{}"))
	require.NoError(t, err)
	return errorCode(t, resp)
}

func TestServeKeepsSDKAppID(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "im.db")
	p := serve(t, "-data", data, "-sdkappid", "1400012345,1400012346=second site's secret")
	mine := runSig(t, "-data", data, "-user", "alice")
	assert.Equal(t, 0, signIn(t, p, "1400012345", mine))
	assert.Equal(t, 70014, signIn(t, p, "1400000001", mine))
	second := usersig.Sign("second site's secret", usersig.Ticket{Identifier: "alice", SDKAppID: 1400012346, Issued: time.Now(), Valid: time.Hour})
	assert.Equal(t, 0, signIn(t, p, "1400012346", second))
	assert.Equal(t, 70009, signIn(t, p, "1400012345", second), "a key must not be valid for another application")
	require.NoError(t, p.signal(t, os.Interrupt))

	export, moved := filepath.Join(dir, "all.jsonl"), filepath.Join(dir, "moved.db")
	require.NoError(t, run(t.Context(), []string{"export", "-data", data, export}, &bytes.Buffer{}, &bytes.Buffer{}))
	require.NoError(t, run(t.Context(), []string{"import", "-data", moved, export}, &bytes.Buffer{}, &bytes.Buffer{}))
	for _, again := range []string{data, moved} {
		stopped := runSig(t, "-data", again, "-user", "alice")
		p = serve(t, "-data", again)
		assert.Equal(t, 0, signIn(t, p, "1400012345", stopped), "the database must store the SDKAppID")
		require.NoError(t, p.signal(t, os.Interrupt))
	}
}

func TestServeRotatesKeys(t *testing.T) {
	dir := t.TempDir()
	data, env := filepath.Join(dir, "im.db"), filepath.Join(dir, "webim.env")
	require.NoError(t, os.WriteFile(env, []byte("# of the service\nWEBIM_KEY='a new secret'\nWEBIM_OLD_KEY=\"an old secret\"\nWEBIM_PUBLIC_KEY=../usersig/testdata/p256.pem\nWEBIM_SDKAPPID=1400000002\n"), 0o600))
	p := serve(t, "-data", data, "-env", env)
	ticket := usersig.Ticket{Identifier: "alice", SDKAppID: 1400000002, Issued: time.Now(), Valid: time.Hour}
	assert.Equal(t, 0, signIn(t, p, "1400000002", usersig.Sign("an old secret", ticket)))
	assert.Equal(t, 0, signIn(t, p, "1400000002", usersig.Sign("a new secret", ticket)))
	first, err := os.ReadFile("../usersig/testdata/p256.sig")
	require.NoError(t, err)
	assert.Equal(t, 70001, signIn(t, p, "1400000002", string(first)), "a version 1 signature must be read, and be expired")

	signed := func(args ...string) (sig, warning string) {
		var out, errOut bytes.Buffer
		require.NoError(t, run(context.Background(), append([]string{"sig", "-data", data, "-user", "alice"}, args...), &out, &errOut))
		return strings.TrimSpace(out.String()), errOut.String()
	}
	own, warning := signed()
	assert.Contains(t, warning, "70009", "without the server's key the command must warn")
	assert.NotContains(t, warning, "secret")
	assert.Equal(t, 70009, signIn(t, p, "1400000002", own))
	good, warning := signed("-env", env)
	assert.Empty(t, warning)
	assert.Equal(t, 0, signIn(t, p, "1400000002", good))
	_, warning = signed("-env", env, "-sdkappid", "1400000003")
	assert.Contains(t, warning, "1400000002")
	require.NoError(t, p.signal(t, os.Interrupt))
	_, warning = signed()
	assert.Contains(t, warning, "70009", "the database must store the keys")
}

func TestAppFlagsReportErrors(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]appFlags{
		"invalid number":   {sdkAppID: listFlag{"x"}},
		"missing key of 2": {sdkAppID: listFlag{"1", "2"}},
		"requires -key":    {oldKey: "x"},
		"no such file":     {publicKeys: listFlag{"nowhere.pem"}},
		"no PEM block":     {publicKeys: listFlag{"apps.go"}},
	} {
		_, err := f.apps()
		assert.ErrorContains(t, err, want)
	}
}

// A new site has no users.
func TestServeCreatesNoUsers(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	p := serveWithoutDemo(t, "-data", data)
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), []string{"user", "list", "-data", data}, &out, &out))
	assert.Empty(t, out.String())
	resp, err := http.Get(p.url + "/demo/users.json")
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, http.StatusNotFound, resp.StatusCode)
	require.NoError(t, p.signal(t, os.Interrupt))
}
