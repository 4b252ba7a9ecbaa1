package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	aTest      = regexp.MustCompile("`(?:([\\w./-]+_test\\.go):)?(Test\\w+)`")
	faultsRow  = regexp.MustCompile("(?m)^\\| .* \\| `(\\w+)` \\| `[^`]+:Test\\w+` \\|$")
	aFaultName = regexp.MustCompile(`(?m)^\t+(?:\{)?name: "(\w+)", what:`)
)

// TestPromisesAreHeld: every test that the architecture's tables name is where
// they say, or in the folder that the name before it names.
func TestPromisesAreHeld(t *testing.T) {
	text, err := os.ReadFile("architecture.md")
	require.NoError(t, err)
	rows := 0
	for line := range strings.Lines(string(text)) {
		found := aTest.FindAllStringSubmatch(line, -1)
		if !strings.HasPrefix(line, "|") || len(found) == 0 {
			continue
		}
		rows++
		require.NotEmpty(t, found[0][1], "%s: the first test of a row is named with its file", line)
		folder := ""
		for _, m := range found {
			files := []string{filepath.Join("..", m[1])}
			if m[1] == "" {
				files, err = filepath.Glob(filepath.Join(folder, "*_test.go"))
				require.NoError(t, err)
			} else {
				folder = filepath.Dir(files[0])
			}
			there := false
			for _, file := range files {
				source, err := os.ReadFile(file)
				if assert.NoError(t, err) {
					there = there || strings.Contains(string(source), "\nfunc "+m[2]+"(t *testing.T) {")
				}
			}
			assert.True(t, there, "%s: there is no %s", strings.TrimSpace(line), m[2])
		}
	}
	assert.Greater(t, rows, 15)
}

// TestFaultsAreTriedInShort: each fault of the load test has a test of its own.
func TestFaultsAreTriedInShort(t *testing.T) {
	text, err := os.ReadFile("architecture.md")
	require.NoError(t, err)
	source, err := os.ReadFile("../test/loadtest/faults.go")
	require.NoError(t, err)
	names := func(r *regexp.Regexp, text []byte) (list []string) {
		for _, m := range r.FindAllSubmatch(text, -1) {
			list = append(list, string(m[1]))
		}
		return list
	}
	want := names(aFaultName, source)
	assert.Len(t, want, 9)
	assert.Equal(t, want, names(faultsRow, text))
}
