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

// manifests are the documents of a file.
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

// TestExamples: what is to be copied is YAML, and the same in both languages.
func TestExamples(t *testing.T) {
	kinds := []any{}
	for _, m := range manifests(t, "zh/self-hosting/kubernetes.yaml") {
		kinds = append(kinds, m["kind"])
	}
	assert.Equal(t, []any{"Secret", "Deployment", "Service", "PodDisruptionBudget"}, kinds)
	compose := manifests(t, "zh/self-hosting/compose.yaml")
	require.Len(t, compose, 1)
	assert.Len(t, compose[0]["services"], 5)
	for _, name := range []string{"compose.yaml", "kubernetes.yaml"} {
		assert.Equal(t, manifests(t, "zh/self-hosting/"+name), manifests(t, "en/self-hosting/"+name), name)
	}
}
