package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"webim.js/test/process"
)

// nginxConfig has two proxies to the server: one without header directives, and one
// that forwards the browser's Host and protocol, as documented.
const nginxConfig = `
daemon off;
pid %[1]s/pid;
error_log %[1]s/error.log;
events {}
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen %[2]s;
		location / { proxy_pass %[4]s; }
	}
	server {
		listen %[3]s;
		location / {
			proxy_pass %[4]s;
			proxy_set_header Host $http_host;
			proxy_set_header X-Forwarded-Proto $scheme;
		}
	}
}
`

// startNginx runs nginx in front of the server.
func startNginx(t *target) (plain, named string, stop func(), err error) {
	program, err := exec.LookPath("nginx")
	if err != nil {
		return "", "", nil, fmt.Errorf("needs nginx (Debian: apt-get install nginx)")
	}
	dir, err := os.MkdirTemp("", "attack-nginx")
	if err != nil {
		return "", "", nil, err
	}
	cmd := exec.Command(program, "-p", dir, "-e", filepath.Join(dir, "error.log"), "-c", filepath.Join(dir, "nginx.conf"))
	stop = func() {
		if cmd.Process != nil {
			_ = cmd.Process.Signal(os.Interrupt) // its workers exit with it
			_ = cmd.Wait()
		}
		os.RemoveAll(dir)
	}
	for _, address := range []*string{&plain, &named} {
		if *address, err = process.FreeAddress(); err != nil {
			stop()
			return "", "", nil, err
		}
	}
	config := fmt.Sprintf(nginxConfig, dir, plain, named, t.url)
	if err = os.WriteFile(filepath.Join(dir, "nginx.conf"), []byte(config), 0o600); err == nil {
		err = cmd.Start()
	}
	if err == nil {
		err = awaitListener(named)
	}
	if err != nil {
		stop()
		return "", "", nil, err
	}
	return "http://" + plain, "http://" + named, stop, nil
}

// awaitListener waits until an address accepts connections.
func awaitListener(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return err
		}
	}
}

// fileURLs returns a response that contains the URLs of files, to a request with the
// headers of a connection over TLS.
func (t *target) fileURLs() string {
	q := url.Values{"sdkappid": {"1400000001"}, "identifier": {"alice"}, "usersig": {t.sigs["alice"]}}
	req, err := http.NewRequest(http.MethodPost, t.url+"/v4/openim/authkey?"+q.Encode(), strings.NewReader("{}"))
	if err != nil {
		return err.Error()
	}
	req.Host = "im.example"
	req.Header.Set("X-Forwarded-Proto", "https")
	_, body, _ := do(req)
	return body
}

func throughNginx(t *target, r *result) {
	plain, named, stop, err := startNginx(t)
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer stop()
	for _, base := range []string{plain, named} {
		status, body, _ := get(base+"/demo/", nil)
		r.try(status == http.StatusOK, "server unreachable through nginx: %d %.100s", status, body)
		for _, path := range []string{"/admin/", "/admin/users", "/admin/?token=" + t.token, "/metrics", "/admin/debug/pprof/heap", "/debug/pprof/", "//admin/", "/demo/../admin/", "/%61dmin/"} {
			for _, host := range []string{"", "localhost", "127.0.0.1", strings.TrimPrefix(t.admin, "http://"), "im.example"} {
				status, body, _ := get(base+path, func(q *http.Request) {
					if host != "" {
						q.Host = host
					}
					q.Header.Set("X-Forwarded-For", "127.0.0.1")
					q.Header.Set("Authorization", "Bearer "+t.token)
				})
				r.try(status != http.StatusOK && !strings.Contains(body, "webim_requests"), "%s as %s: %d", path, host, status)
			}
		}
	}
	through := *t
	through.url = named
	rebinding(&through, r)
	// The URLs of files have the protocol of the page's connection, so that keys are not
	// sent in plain text. A page cannot change it.
	r.try(strings.Contains(t.fileURLs(), ":443"), "plain HTTP URLs behind TLS")
	r.try(!strings.Contains(through.fileURLs(), ":443"), "a page's X-Forwarded-Proto passes the proxy")
}
