package npm

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInstalledVersionsArePinned(t *testing.T) {
	text, err := os.ReadFile("package.json")
	require.NoError(t, err)
	var wanted struct{ Dependencies map[string]string }
	require.NoError(t, json.Unmarshal(text, &wanted))
	require.NotEmpty(t, wanted.Dependencies)
	for name, version := range wanted.Dependencies {
		version = version[strings.LastIndex(version, "@")+1:] // of an alias, npm:vue@2.7.16
		var installed struct{ Version string }
		require.NoError(t, json.Unmarshal(File(t, name+"/package.json"), &installed))
		assert.Equal(t, version, installed.Version, "%s must be pinned to an exact version", name)
	}
}

func TestNodeResolvesPinnedPackages(t *testing.T) {
	out, err := Node(t, t.TempDir(), "-p", `require("requirejs").version`).CombinedOutput()
	require.NoError(t, err, "%s", out)
	assert.Regexp(t, `^\d+\.\d+`, string(out))
}

// Each installation selects its own registry.
func TestLockFileNamesNoRegistry(t *testing.T) {
	text, err := os.ReadFile("package-lock.json")
	require.NoError(t, err)
	assert.Empty(t, regexp.MustCompile(`"resolved": .*`).FindString(string(text)))
}
