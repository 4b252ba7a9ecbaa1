package manual

import (
	"bufio"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/process"
	"webim.js/test/stack"
)

// TestUserSigEndpointsAuthenticate runs the endpoints of examples/usersig: users whom
// they authenticate can sign in, others get no UserSig.
func TestUserSigEndpointsAuthenticate(t *testing.T) {
	t.Parallel()
	server := stack.Start(t, "-key", key, "-private")
	folder := filepath.Join(stack.Root(t), "examples", "usersig")
	program := filepath.Join(t.TempDir(), "usersig")
	build := exec.Command("go", "build", "-o", program, filepath.Join(folder, "main.go"))
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	for name, cmd := range map[string]*exec.Cmd{
		"Go":   exec.Command(program),
		"Node": exec.Command("node", filepath.Join(folder, "server.mjs")),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(cmd.Args[0]); err != nil {
				t.Skipf("%s is not installed", cmd.Args[0])
			}
			cmd.Env = append(os.Environ(), "WEBIM_KEY="+key, "ADDR=127.0.0.1:0")
			lines, err := cmd.StdoutPipe()
			require.NoError(t, err)
			running, err := process.Start(cmd)
			require.NoError(t, err)
			t.Cleanup(running.Kill)
			address, err := bufio.NewReader(lines).ReadString('\n')
			require.NoError(t, err)

			get := func(user, password string) *http.Response {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.TrimSpace(address), nil)
				require.NoError(t, err)
				if user != "" {
					req.SetBasicAuth(user, password)
				}
				resp, err := http.DefaultClient.Do(req)
				require.NoError(t, err)
				t.Cleanup(func() { resp.Body.Close() })
				return resp
			}
			for _, wrong := range [][2]string{{}, {"alice", ""}, {"alice", "bob-secret"}, {"nobody", ""}} {
				assert.Equal(t, http.StatusUnauthorized, get(wrong[0], wrong[1]).StatusCode, wrong)
			}
			resp := get("alice", "alice-secret")
			require.Equal(t, http.StatusOK, resp.StatusCode)
			assert.Equal(t, "no-store", resp.Header.Get("Cache-Control"))
			var signed struct {
				SDKAppID            int
				Identifier, UserSig string
				Expires             int64
			}
			require.NoError(t, json.NewDecoder(resp.Body).Decode(&signed))
			assert.Equal(t, 1400000001, signed.SDKAppID)
			assert.Equal(t, "alice", signed.Identifier)
			assert.WithinDuration(t, time.Now().Add(time.Hour), time.Unix(signed.Expires, 0), time.Minute)
			require.NoError(t, signIn(server.URL, "alice", signed.UserSig))
		})
	}
}
