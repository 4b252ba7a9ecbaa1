package docs

import (
	"errors"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// manifests returns the YAML documents of a file.
func manifests(t *testing.T, file string) (list []map[string]any) {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	for d := yaml.NewDecoder(f); ; {
		var one map[string]any
		err := d.Decode(&one)
		if errors.Is(err, io.EOF) {
			return list
		}
		require.NoError(t, err, file)
		list = append(list, one)
	}
}

// TestExamples: the example manifests are valid YAML and equal in both languages.
func TestExamples(t *testing.T) {
	for _, name := range []string{"compose.yaml", "kubernetes.yaml"} {
		assert.Equal(t, manifests(t, "zh/self-hosting/"+name), manifests(t, "en/self-hosting/"+name), name)
	}
}
