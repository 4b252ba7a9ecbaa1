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

// adminOff is the -admin-addr that opens no admin port.
const adminOff = "off"

// minPassword is how long an admin password has to be, in bytes: wrong ones
// are slowed down, but never counted against the right one.
const minPassword = 12

// checkAdmin refuses what would open the admin port to guesses.
func (f *serveFlags) checkAdmin() error {
	if f.adminPassword != "" && len(f.adminPassword) < minPassword {
		return fmt.Errorf("-admin-password must have at least %d characters", minPassword)
	}
	return nil
}

// adminPort is the listener of what only who runs the server may see. It is
// another one than that of the messages, so that no proxy in front of those
// passes anybody on to it.
type adminPort struct {
	listener net.Listener
	web      *http.Server
	guard    *ops.Guard
	scheme   string
}

// openAdmin opens it; nil if there is to be none. With a certificate it speaks
// HTTPS to others than this machine, on which nobody listens in.
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
		Handler:           ops.Steady(&api.Intake{Next: errorpage.ForBrowsers(mux), Clock: clock.System{}}),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	scheme, serves := "http", listener
	switch local := loopback(listener.Addr()); {
	case certificate != nil && !local:
		scheme, serves = "https", tlsport.Listen(listener, *certificate)
		web.Handler = tlsport.Redirect(web.Handler)
	case !local:
		log.Warn("admin port open to the network unencrypted", "address", listener.Addr().String(), "prevent", "-tls, or a tunnel to this machine")
	}
	go func() {
		if err := web.Serve(serves); !errors.Is(err, http.ErrServerClosed) {
			log.Error("admin port", "error", err)
		}
	}()
	return &adminPort{listener, web, guard, scheme}, nil
}

// loopback tells whether only this machine reaches an address.
func loopback(addr net.Addr) bool {
	host, _, _ := net.SplitHostPort(addr.String())
	return net.ParseIP(host).IsLoopback()
}

func (a *adminPort) close() {
	if a != nil {
		a.web.Close()
	}
}

// demoAddress makes what the admin page opens the demo with: an address of the
// main port, under the host by which the asker got to the admin port.
func (f *serveFlags) demoAddress(im *server.Server, main func() net.Addr) func(*http.Request, string) string {
	return func(r *http.Request, user string) string {
		path := im.Opening(user)
		if f.trustProxy && len(f.hosts) > 0 { // the proxy is the way to the main port
			return "https://" + f.hosts[0] + path
		}
		host, port, _ := net.SplitHostPort(main().String())
		if unspecified(host) {
			host, _, _ = net.SplitHostPort(r.Host)
		}
		scheme := "http"
		if f.tls {
			scheme = "https"
		}
		return scheme + "://" + net.JoinHostPort(strings.Trim(host, "[]"), port) + path
	}
}

// startLines returns what the program prints after its address: the admin page
// and the data.
func (f *serveFlags) startLines(port *adminPort) string {
	where := "off"
	if port != nil {
		host, number, _ := net.SplitHostPort(port.listener.Addr().String())
		if unspecified(host) {
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

// warnExposed logs what others than this machine can reach and should not
// without thought.
func (f *serveFlags) warnExposed(main net.Addr, log *slog.Logger) {
	if (f.demo || f.samples) && !f.private && (f.trustProxy || !loopback(main)) {
		log.Warn("demo users open to the network", "address", main.String(), "prevent", "-private")
	}
}
