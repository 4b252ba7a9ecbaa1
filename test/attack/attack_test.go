package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/stack"
)

func TestServerWithstandsAttacks(t *testing.T) {
	results, err := run(filepath.Join(stack.Root(t), "bin", "webim-server"))
	require.NoError(t, err)
	require.Len(t, results, len(attacks))
	for _, r := range results {
		if r.skipped != "" {
			t.Logf("%s: skipped: %s", r.name, r.skipped)
			continue
		}
		assert.NotZero(t, r.tried, r.name)
		assert.Empty(t, r.successes, r.name)
	}
}
