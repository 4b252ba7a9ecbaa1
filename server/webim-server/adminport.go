package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"webim.js/server"
	"webim.js/server/admin"
	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/errorpage"
	"webim.js/server/ops"
	"webim.js/server/tlsport"
)

// adminOff is the value of -admin-addr that disables the admin port.
const adminOff = "off"

// minPassword is the minimum length of an admin password, in bytes. Passwords have
// to be long, because wrong ones delay a client but never lock the port.
const minPassword = 12

// checkAdmin returns an error if the admin password is too short.
func (f *serveFlags) checkAdmin() error {
	if f.adminPassword != "" && len(f.adminPassword) < minPassword {
		return fmt.Errorf("-admin-password must have at least %d characters", minPassword)
	}
	return nil
}

// adminPort is the listener of the admin page and the metrics. A proxy in front of
// the main listener does not expose it.
type adminPort struct {
	listener net.Listener
	web      *http.Server
	guard    *ops.Guard
	scheme   string
}

// openAdmin opens the admin port, and returns nil if it is disabled. With a
// certificate it serves HTTPS, except on a loopback address.
func (f *serveFlags) openAdmin(page *admin.Page, metrics *ops.Metrics, health *ops.Health, certificate *tls.Certificate, log *slog.Logger) (*adminPort, error) {
	if f.adminAddr == adminOff {
		return nil, nil
	}
	listener, err := net.Listen("tcp", f.adminAddr)
	if err != nil {
		return nil, fmt.Errorf("-admin-addr: %w", err)
	}
	guard := ops.NewGuard(f.adminPassword)
	mux := http.NewServeMux()
	page.Routes(mux, guard.Wrap)
	mux.Handle("GET /metrics", guard.Wrap(metrics))
	mux.Handle("GET /{$}", http.RedirectHandler("/admin/", http.StatusSeeOther))
	health.Routes(mux)
	web := &http.Server{
		Handler:           ops.StallTimeout(&api.Intake{Next: errorpage.ForBrowsers(mux), Clock: clock.System{}}),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	scheme, serves := "http", listener
	switch local := isLoopback(listener.Addr()); {
	case certificate != nil && !local:
		scheme, serves = "https", tlsport.Listen(listener, *certificate)
		web.Handler = tlsport.Redirect(web.Handler)
	case !local:
		log.Warn("admin port open to the network unencrypted", "address", listener.Addr().String(), "hint", "-tls, or a tunnel to this machine")
	}
	go func() {
		if err := web.Serve(serves); !errors.Is(err, http.ErrServerClosed) {
			log.Error("admin port failed", "error", err)
		}
	}()
	return &adminPort{listener, web, guard, scheme}, nil
}

// isLoopback reports whether an address is a loopback address.
func isLoopback(addr net.Addr) bool {
	host, _, _ := net.SplitHostPort(addr.String())
	return net.ParseIP(host).IsLoopback()
}

func (a *adminPort) close() {
	if a != nil {
		a.web.Close()
	}
}

// demoAddress returns a function that returns the address at which the admin page
// opens the demo: on the main port, under the host name by which the client reached
// the admin port.
func (f *serveFlags) demoAddress(im *server.Server, main func() net.Addr) func(*http.Request, string) string {
	return func(r *http.Request, user string) string {
		path := im.DemoPath(user)
		if f.trustProxy && len(f.hosts) > 0 { // clients reach the main port through the proxy
			return "https://" + f.hosts[0] + path
		}
		host, port, _ := net.SplitHostPort(main().String())
		if isUnspecified(host) {
			host, _, _ = net.SplitHostPort(r.Host)
		}
		scheme := "http"
		if f.tls {
			scheme = "https"
		}
		return scheme + "://" + net.JoinHostPort(strings.Trim(host, "[]"), port) + path
	}
}

// startLines returns the lines that the program prints after its address: the admin
// page and the data.
func (f *serveFlags) startLines(port *adminPort) string {
	where := "off"
	if port != nil {
		host, number, _ := net.SplitHostPort(port.listener.Addr().String())
		if isUnspecified(host) {
			host = "localhost"
		}
		where = fmt.Sprintf("%s://%s/admin/?token=%s", port.scheme, net.JoinHostPort(host, number), port.guard.Token())
	}
	data := f.data
	if f.shared() {
		data = "PostgreSQL (-store)"
	}
	return "admin: " + where + "\ndata: " + data + "\n"
}

// warnExposed logs a warning if other machines can sign in as the demo users.
func (f *serveFlags) warnExposed(main net.Addr, log *slog.Logger) {
	if (f.demo || f.samples) && !f.private && (f.trustProxy || !isLoopback(main)) {
		log.Warn("demo users open to the network", "address", main.String(), "hint", "-private")
	}
}
