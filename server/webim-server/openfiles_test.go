package main

import (
	"bytes"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLowOpenFileLimitIsWarned(t *testing.T) {
	warn := func(connections int) string {
		var log bytes.Buffer
		f := serveFlags{connections: connections}
		f.checkOpenFiles(slog.New(slog.NewTextHandler(&log, nil)))
		return log.String()
	}
	assert.Contains(t, warn(1<<40), "open file limit below -max-connections")
	assert.Empty(t, warn(1))
}
