package main

import (
	"log/slog"

	"webim.js/server/ops"
)

// otherFiles is the number of files that the server opens in addition to client
// connections: the database, uploads, logs, the admin port.
const otherFiles = 200

// checkOpenFiles logs a warning if the operating system's limit of open files is
// reached before -max-connections, because opening the server's own files would then
// fail as well.
func (f *serveFlags) checkOpenFiles(log *slog.Logger) {
	limit, ok := ops.OpenFiles()
	if ok && (f.connections == 0 || limit < uint64(f.connections)+otherFiles) {
		log.Warn("open file limit below -max-connections", "limit", limit, "max_connections", f.connections, "needed", f.connections+otherFiles)
	}
}
