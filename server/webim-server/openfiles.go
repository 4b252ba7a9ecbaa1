package main

import (
	"log/slog"

	"webim.js/server/ops"
)

// otherFiles is how many files the server opens apart from client connections:
// the database, uploads, logs, the admin port.
const otherFiles = 200

// checkOpenFiles warns when the operating system refuses connections before
// -max-connections does: accepting and opening files then fail alike.
func (f *serveFlags) checkOpenFiles(log *slog.Logger) {
	limit, ok := ops.OpenFiles()
	if ok && (f.connections == 0 || limit < uint64(f.connections)+otherFiles) {
		log.Warn("open file limit below -max-connections", "limit", limit, "max_connections", f.connections, "needed", f.connections+otherFiles)
	}
}
