package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestVersionPrintsRelease(t *testing.T) {
	text, err := os.ReadFile("../../VERSION")
	require.NoError(t, err)
	line := runCommand(t, "version")
	assert.True(t, strings.HasPrefix(line, "webim-server "+strings.TrimSpace(string(text))+" (go1."), line)
	assert.NotContains(t, line, "inside", "only a release includes the SDK")
}

// The output of a release is tested with the release.
func TestLicensesRequireRelease(t *testing.T) {
	mustFail(t, "make release", "licenses")
}
