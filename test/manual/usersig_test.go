package manual

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/usersig"
	"webim.js/test/stack"
)

const key = "a key of the page's own server"

// recipes are the programs on the self-hosting page that sign UserSigs: language of
// the block, file name, and command.
var recipes = []struct {
	language, file string
	run            []string
}{
	{"go", "main.go", []string{"go", "run", "main.go"}},
	{"js", "sig.js", []string{"node", "sig.js"}},
	{"php", "sig.php", []string{"php", "sig.php"}},
	{"python", "sig.py", []string{"python3", "sig.py"}},
	{"java", "UserSig.java", []string{"java", "UserSig.java"}},
}

// TestUserSigRecipesAreAccepted runs the programs whose interpreter is installed; the
// server accepts their signatures.
func TestUserSigRecipesAreAccepted(t *testing.T) {
	for _, r := range recipes {
		t.Run(r.language, func(t *testing.T) {
			t.Parallel()
			blocks := codeOf(t, "zh/self-hosting.md", r.language)
			require.Len(t, blocks, 1)
			require.Equal(t, blocks, codeOf(t, "en/self-hosting.md", r.language))
			if _, err := exec.LookPath(r.run[0]); err != nil {
				t.Skipf("%s is not installed", r.run[0])
			}
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, r.file), []byte(blocks[0]), 0o644))
			for _, user := range []string{"alice", "阿丽", `a"b\c`} {
				cmd := exec.Command(r.run[0], append(r.run[1:], user)...)
				cmd.Dir, cmd.Env = dir, append(os.Environ(), "WEBIM_KEY="+key, "GOFLAGS=-mod=mod", "GO111MODULE=off")
				out, err := cmd.CombinedOutput()
				require.NoError(t, err, "%s", out)
				ticket, err := usersig.Verify(strings.TrimSpace(string(out)), time.Now(), usersig.NewSecret("-key", key))
				require.NoError(t, err, "%s", out)
				assert.Equal(t, user, ticket.Identifier)
				assert.EqualValues(t, 1400000001, ticket.SDKAppID)
				assert.InDelta(t, 24*time.Hour, time.Until(ticket.Expires()), float64(time.Minute))
			}
		})
	}
}

// A server with the same key accepts a UserSig.
func TestUserSigSignsIn(t *testing.T) {
	server := stack.Start(t, "-key", key, "-private")
	sig := usersig.Sign(key, usersig.Ticket{Identifier: "alice", SDKAppID: 1400000001, Issued: time.Now(), Valid: time.Hour})
	require.NoError(t, signIn(server.URL, "alice", sig))
	require.ErrorContains(t, signIn(server.URL, "bob", sig), "70013")
}
