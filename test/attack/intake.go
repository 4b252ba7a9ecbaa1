package main

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"time"
)

// outsideCommands sends bodies and headers without identity to paths that are not
// commands.
func outsideCommands(t *target, r *result) {
	var wg sync.WaitGroup
	for _, header := range []string{
		"POST /demo/open", "GET /demo/server.json", "POST /healthz", "POST /v4/openim/none", "PUT /sdk/webim.js", "POST /nothing",
	} {
		for range 10 {
			wg.Go(func() {
				sent, response := t.flood(header+" HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 32000000\r\n\r\n"+
					"--x\r\nContent-Disposition: form-data; name=\"ticket\"; filename=\"a\"\r\n\r\n", 32_000_000)
				r.try(sent < 16<<20, "%s took %d bytes: %.60q", header, sent, response)
			})
		}
	}
	wg.Wait()
	_, response := t.flood("GET / HTTP/1.1\r\nHost: a\r\nX: ", 1<<20)
	r.try(strings.HasPrefix(response, "HTTP/1.1 431") || response == "", "header of 1 MB: %.60q", response)
	r.try(t.peakMemory() < 512<<20, "peak memory %d MiB", t.peakMemory()>>20)
}

// flood sends a header and then n bytes, as long as the server reads them.
func (t *target) flood(header string, n int) (sent int, response string) {
	conn, err := net.DialTimeout("tcp", strings.TrimPrefix(t.url, "http://"), 5*time.Second)
	if err != nil {
		return 0, err.Error()
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err = fmt.Fprint(conn, header); err != nil {
		return 0, ""
	}
	piece := []byte(strings.Repeat("x", 64<<10))
	for sent < n && err == nil {
		var m int
		m, err = conn.Write(piece)
		sent += m
	}
	first, _ := io.ReadAll(io.LimitReader(conn, 100))
	return sent, string(first)
}
