package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFaultsAreSelectedByStore(t *testing.T) {
	all, err := selectFaults("all", storePostgres)
	require.NoError(t, err)
	assert.Equal(t, len(faults), len(all))
	one, err := selectFaults("all", storeFile)
	require.NoError(t, err)
	require.Len(t, one, 1)
	assert.Equal(t, "kill", one[0].name)
	_, err = selectFaults("freeze", storeFile)
	assert.ErrorContains(t, err, `"freeze"`)
}

// The variants must apply to the current sources.
func TestVariantsApplyToSources(t *testing.T) {
	next := nextVersion()
	for _, c := range []change{wrongClock, next} {
		dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", c.pkg).Output()
		require.NoError(t, err)
		source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), c.file))
		require.NoError(t, err)
		edited, err := c.edit(string(source))
		require.NoError(t, err)
		assert.NotEqual(t, string(source), edited)
	}
	assert.Len(t, next.added, 1)
}
