package main

import (
	"context"
	"flag"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"webim.js/server"
	"webim.js/server/admin"
	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/deliver/hub"
	"webim.js/server/media"
	"webim.js/server/media/blob"
	"webim.js/server/ops"
	"webim.js/server/store"
	"webim.js/server/tlsport"
)

// responsesTotal and responsesClient limit the bytes of large responses being written,
// in total and for each client: 16 responses of maximum size each.
const (
	responsesTotal  = 256 << 20
	responsesClient = 16 << 20
)

// serveFlags are the flags of serve.
type serveFlags struct {
	storage
	appFlags
	callbacks             callbackFlags
	addr, dist            string
	maxInstances          int
	maxBody, maxUpload    int64
	quotaBytes            int64
	quotaFiles            int64
	keepUnused            time.Duration
	reserve               int64
	maxGroups             int
	admins                listFlag
	inviteConsent         bool
	private, trustProxy   bool
	demo, samples         bool
	tls                   bool
	hosts                 listFlag
	adminAddr             string
	adminPassword         string
	bodyTotal, bodyClient int64
	connections           int
	connectionsAddress    int
	limits                ops.LimitsConfig
	logLevel, logFormat   string
}

// listFlag is a flag with a comma-separated list.
type listFlag []string

// String implements flag.Value.
func (l *listFlag) String() string { return strings.Join(*l, ",") }

// Set implements flag.Value.
func (l *listFlag) Set(text string) error {
	*l = nil
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			*l = append(*l, name)
		}
	}
	return nil
}

func setupServe(flags *flag.FlagSet) action {
	var f serveFlags
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "listen on `HOST:PORT`; port 0 picks a free port")
	f.storage.define(flags, "database `FILE`, created if missing")
	f.defineFiles(flags)
	f.appFlags.define(flags)
	f.callbacks.define(flags)
	flags.DurationVar(&f.logKept, "log-kept", 10*time.Minute, "`DURATION` for which servers on one -store keep the change log; a server that stalls for longer drops its cache")
	flags.StringVar(&f.dist, "dist", "", "`DIRECTORY` of the built SDK (default: embedded in a release, otherwise ../dist next to the program or ./dist)")
	flags.IntVar(&f.maxInstances, "max-instances", 0, "`NUMBER` of open clients per user; another one kicks the oldest")
	flags.Var(&f.admins, "admins", "comma-separated `NAMES` of administrators: rights over every group, custom notices, REST API")
	flags.BoolVar(&f.inviteConsent, "invite-consent", false, "require consent before adding members to private groups")
	flags.Int64Var(&f.maxBody, "max-body", api.DefaultBodyLimit, "largest request, in `BYTES`")
	flags.Int64Var(&f.quotaBytes, "quota-bytes", 2<<30, "uploads per user, in `BYTES`")
	flags.Int64Var(&f.quotaFiles, "quota-files", 10_000, "`NUMBER` of uploaded files per user")
	flags.DurationVar(&f.keepUnused, "keep-unused", media.DefaultKeepUnused, "`DURATION` after which unreferenced uploads are deleted; 0 keeps them")
	flags.Int64Var(&f.reserve, "reserve", 512<<20, "disk space that uploads leave free for messages, in `BYTES`; 0 disables the check")
	flags.IntVar(&f.maxGroups, "max-groups", 500, "`NUMBER` of groups that a user may own")
	flags.Int64Var(&f.maxUpload, "max-upload", media.DefaultMaxSize, "largest upload, in `BYTES`")
	flags.Int64Var(&f.bodyTotal, "max-bodies", 512<<20, "memory for the bodies of all requests, in `BYTES`")
	flags.Int64Var(&f.bodyClient, "max-bodies-client", 128<<20, "memory for the bodies of a user, or of an address without identity, in `BYTES`")
	flags.IntVar(&f.connections, "max-connections", 20_000, "`NUMBER` of open connections")
	flags.IntVar(&f.connectionsAddress, "max-connections-address", 2_000, "`NUMBER` of open connections per remote address; loopback is exempt")
	flags.BoolVar(&f.tls, "tls", false, "serve HTTPS with a self-signed certificate kept next to the database; browsers must trust FILE.tls.crt")
	flags.BoolVar(&f.demo, "demo", false, "create the demo users (alice, bob and others) and let anyone sign in as them; for development")
	flags.BoolVar(&f.samples, "samples", false, "enable -demo, and create sample conversations in a new database")
	flags.BoolVar(&f.private, "private", false, "never serve signatures or a hosted login, even with -demo")
	flags.Var(&f.hosts, "host", "comma-separated host `NAMES` of this server in addition to localhost and its address; under other names it serves no signatures")
	flags.StringVar(&f.adminAddr, "admin-addr", "127.0.0.1:0", "serve /admin/, /metrics and profiles on `HOST:PORT`; port 0 picks a free port, off disables it")
	flags.StringVar(&f.adminPassword, "admin-password", "", "`PASSWORD` for the admin port in addition to the token, with any user name, for example for Prometheus; set it in the environment, since other users of the machine can read arguments")
	flags.BoolVar(&f.trustProxy, "trust-proxy", false, "take client addresses from X-Forwarded-For and HTTP versions from Via; only safe if clients cannot bypass the proxy")
	flags.Float64Var(&f.limits.UserRate, "rate-user", 100, "sustained `NUMBER` of requests per second of a user, excluding polls")
	flags.Float64Var(&f.limits.AddressRate, "rate-address", 2000, "sustained `NUMBER` of requests per second of an address")
	flags.Float64Var(&f.limits.ByteRate, "rate-bytes", 32<<10, "sustained message `BYTES` per second of a user, after a burst of 4 MiB")
	flags.Float64Var(&f.limits.GroupRate, "rate-group", 50, "sustained `NUMBER` of messages per second to a group")
	flags.IntVar(&f.limits.Polls, "max-polls", 15_000, "`NUMBER` of waiting polls; each holds a connection")
	flags.IntVar(&f.limits.PollsPerUser, "max-polls-user", 200, "`NUMBER` of waiting polls per user")
	flags.StringVar(&f.logLevel, "log-level", "info", "minimum `LEVEL` of log lines: debug, info, warn or error")
	flags.StringVar(&f.logFormat, "log-format", "text", "log format: `text` or json")
	return func(ctx context.Context, out io.Writer, _ []string) error {
		log, err := newLog(os.Stderr, f.logLevel, f.logFormat)
		if err != nil {
			return err
		}
		return f.serve(ctx, out, log)
	}
}

// serve opens the data, assembles the handlers and serves until ctx is canceled.
func (f *serveFlags) serve(ctx context.Context, out io.Writer, log *slog.Logger) error {
	if err := f.checkAdmin(); err != nil {
		return err
	}
	// Metrics and health observe the store, so they are created before it and
	// completed afterwards.
	metrics := ops.NewMetrics()
	apps, err := f.apps()
	if err != nil {
		return err
	}
	f.checkOpenFiles(log)
	health := &ops.Health{Started: time.Now(), Remote: f.shared()}
	db, collectors, err := f.open(ctx, log, func(flush store.Flush) {
		metrics.Flush(flush)
		health.Flush(flush)
		if flush.Err != nil {
			log.Error("store commit failed", "error", flush.Err)
		}
	})
	if err != nil {
		return err
	}
	defer db.Close()
	metrics.Register(collectors...)
	if !f.shared() {
		if err := writeKeyFile(ctx, db, f.data); err != nil {
			return err
		}
		if err := restrictAccess(f.data, filesOf(f.data, f.files), tlsport.FilesNextTo(f.data).Key); err != nil {
			return err
		}
	}
	if err := api.SweepForms(); err != nil {
		log.Warn("removing temporary files failed", "error", err)
	}
	blobs, err := f.openBlobs(ctx)
	if err != nil {
		return err
	}
	defer blobs.Close()
	health.Files = func() error { _, err := blobs.Has(blob.Hash(nil)); return err }
	events := hub.New()
	f.limits.Refused = metrics.Refused
	limits := ops.NewLimits(f.limits)
	callbacks, err := f.callbacks.open(log, metrics.Callback)
	if err != nil {
		return err
	}
	if callbacks != nil {
		defer callbacks.Close()
	}
	var nodes *admin.Nodes // set for a shared store, once this node listens
	onlineElsewhere := func(ctx context.Context, user string) (bool, error) {
		if nodes == nil {
			return false, nil
		}
		return nodes.Online(ctx, user)
	}
	im, err := server.New(ctx, server.Config{
		Store:        db,
		Delivery:     events,
		Log:          log,
		Apps:         apps,
		Demo:         f.demo || f.samples,
		Dist:         findDist(f.dist),
		Blobs:        blobs,
		MaxUpload:    f.maxUpload,
		QuotaBytes:   f.quotaBytes,
		QuotaFiles:   f.quotaFiles,
		KeepUnused:   f.keepUnused,
		Space:        f.spaceForUploads(),
		MaxGroups:    f.maxGroups,
		MaxInstances: f.maxInstances,
		BriefPolls:   true,
		Random:       rand.Float64,
		BodyLimit:    f.maxBody,
		Private:      f.private,
		Samples:      f.samples,
		Hosts:        f.hosts,
		Limits:       limits,
		Bodies:       &api.Budget{Total: f.bodyTotal, Each: f.bodyClient},
		Responses:    &api.Budget{Total: responsesTotal, Each: responsesClient},
		Observe:      metrics.Call,

		Admins:          f.admins,
		OnlineElsewhere: onlineElsewhere,
		Callbacks:       callbacks,
		InviteConsent:   f.inviteConsent,
	})
	if err != nil {
		return err
	}
	health.Store = db
	if f.reserve > 0 && !f.shared() {
		health.Space = ops.Space{Dir: filepath.Dir(f.data), Reserve: f.reserve}.ForMessages
	}
	metrics.Watch(ops.Sources{
		Polls: limits.Waiting, Instances: im.Polls.Instances, Delivery: events.Stats, StoreWaiting: db.Waiting, StoreSize: db.Size,
	})

	users := &admin.Users{Store: db, Accounts: im.Accounts, Profiles: im.Profiles, Clock: clock.System{}, Disconnect: im.Polls.Disconnect, Remove: im.DeleteUser}
	var main net.Addr // set once the listener is open, before any request
	page := &admin.Page{
		Users: users, Polls: im.Polls, Files: blobs, Size: db.Size, Started: health.Started, Log: log,
		Announce: im.Announce, Dissolve: im.Dissolve,

		Demo: f.demoAddress(im, func() net.Addr { return main }),
	}
	mux := http.NewServeMux()
	mux.Handle("/", im)
	health.Routes(mux)
	var handler http.Handler = &api.Intake{Next: mux, Clock: clock.System{}, Limits: limits}
	if f.trustProxy {
		handler = ops.BehindProxy(handler)
	}

	certificate, err := f.certificate(time.Now())
	if err != nil {
		return err
	}
	// The control file is written late, so that a server that fails to start does
	// not leave one.
	control := &admin.Control{Users: users, Log: log, StallTimeout: ops.StallTimeout}
	if !f.shared() { // commands open a shared store directly
		closeControl, err := control.Listen(admin.ControlFile(f.data))
		if err != nil {
			return err
		}
		defer closeControl()
	}
	listener, err := net.Listen("tcp", f.addr)
	if err != nil {
		return err
	}
	main = listener.Addr()
	if f.shared() {
		nodes = &admin.Nodes{Name: nodeName(main), Store: db, Polls: im.Polls, Clock: clock.System{}, Log: log}
		page.Nodes = nodes
	}
	port, err := f.openAdmin(page, metrics, health, certificate, log)
	if err != nil {
		listener.Close()
		return err
	}
	defer port.close()
	f.warnExposed(main, log)
	defer inBackground(ctx, func(ctx context.Context) { runUpkeep(ctx, im, log) })()
	if page.Nodes != nil {
		defer inBackground(ctx, page.Nodes.Run)()
	}
	return listen(ctx, listenConfig{
		listener: ops.Connections(listener, f.connections, f.connectionsAddress, func() { metrics.Refused("connections") }),
		handler:  ops.StallTimeout(handler), log: log, out: out, certificate: certificate,
		lines: f.startLines(port),
		stopping: func() {
			health.Stopping()
			im.Shutdown()
		},
	})
}

// findDist returns the built SDK: the given directory, the embedded files, or the
// directory to which the build writes.
func findDist(given string) fs.FS {
	if given != "" {
		return os.DirFS(given)
	}
	if embedded := server.Embedded(); embedded != nil {
		return embedded
	}
	if program, err := os.Executable(); err == nil {
		dir := filepath.Join(filepath.Dir(filepath.Dir(program)), "dist")
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return os.DirFS(dir)
		}
	}
	return os.DirFS("dist")
}
