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

// answersTotal and answersClient bound in bytes the large answers that clients
// have yet to take, of all and of one: 16 answers of the largest size.
const (
	answersTotal  = 256 << 20
	answersClient = 16 << 20
)

// serveFlags are the flags of serve.
type serveFlags struct {
	storage
	appFlags
	addr, dist            string
	maxInstances          int
	maxBody, maxUpload    int64
	quotaBytes            int64
	quotaFiles            int64
	keepUnused            time.Duration
	reserve               int64
	maxGroups             int
	admins                list
	inviteConsent         bool
	private, trustProxy   bool
	demo, samples         bool
	tls                   bool
	hosts                 list
	adminAddr             string
	adminPassword         string
	bodyTotal, bodyClient int64
	connections           int
	connectionsAddress    int
	limits                ops.LimitsConfig
	logLevel, logFormat   string
}

// list is a flag of several names.
type list []string

// String implements flag.Value.
func (l *list) String() string { return strings.Join(*l, ",") }

// Set implements flag.Value.
func (l *list) Set(text string) error {
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
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "listen on `HOST:PORT`; port 0 takes a free one")
	f.storage.define(flags, "the database `FILE`; it is created if it is not there")
	f.defineFiles(flags)
	f.appFlags.define(flags)
	flags.DurationVar(&f.logKept, "log-kept", 10*time.Minute, "for how long, about, PostgreSQL keeps what servers on one -store tell each other: the `TIME` that one may be away and go on where it was. Less takes less room")
	flags.StringVar(&f.dist, "dist", "", "the `DIRECTORY` of the built SDK; by default what a release carries inside, or else dist beside the program's directory, or here")
	flags.IntVar(&f.maxInstances, "max-instances", 0, "how many pages of one user may be signed in at once, in `NUMBER`; a further one ends the oldest; 0 is any number")
	flags.Var(&f.admins, "admins", "the `NAMES`, with commas between them, of users with rights over every group, who may send notices of their own, and whose UserSigs open the REST API to the site's back end")
	flags.BoolVar(&f.inviteConsent, "invite-consent", false, "who is invited to a private group has to agree")
	flags.Int64Var(&f.maxBody, "max-body", api.DefaultBodyLimit, "the largest request, in `BYTES`")
	flags.Int64Var(&f.quotaBytes, "quota-bytes", 2<<30, "the `BYTES` that one user's pictures and files may take; 0 is any number")
	flags.Int64Var(&f.quotaFiles, "quota-files", 10_000, "the `NUMBER` of pictures and files of one user; 0 is any number")
	flags.DurationVar(&f.keepUnused, "keep-unused", media.DefaultKeepUnused, "the `TIME` after which uploads are removed that no message, profile or group has mentioned; 0 is never")
	flags.Int64Var(&f.reserve, "reserve", 512<<20, "the `BYTES` of the disk that uploads leave free, so that messages can be written when they have filled the rest; 0 is none")
	flags.IntVar(&f.maxGroups, "max-groups", 500, "the `NUMBER` of groups that one user may own; 0 is any number")
	flags.Int64Var(&f.maxUpload, "max-upload", media.DefaultMaxSize, "the largest picture or file, in `BYTES`")
	flags.Int64Var(&f.bodyTotal, "max-bodies", 512<<20, "the memory in `BYTES` that the bodies of all requests may take together; 0 is any number")
	flags.Int64Var(&f.bodyClient, "max-bodies-client", 128<<20, "the same of one user, or of one address without identity; 0 is any number")
	flags.IntVar(&f.connections, "max-connections", 20_000, "the `NUMBER` of open connections; 0 is any number")
	flags.IntVar(&f.connectionsAddress, "max-connections-address", 2_000, "the `NUMBER` of open connections from one address, this machine's aside; 0 is any number")
	flags.BoolVar(&f.tls, "tls", false, "speak HTTPS, with a certificate that is made and kept beside the database; browsers are to be told to trust FILE.tls.crt")
	flags.BoolVar(&f.demo, "demo", false, "make the demo's users, alice to heidi, and let anybody be any of them: for development")
	flags.BoolVar(&f.samples, "samples", false, "-demo, and give a new database sample conversations of its users, with every kind of message")
	flags.BoolVar(&f.private, "private", false, "hand out no signatures for the demo's users, and no hosted login, also with -demo")
	flags.Var(&f.hosts, "host", "the `NAMES`, with commas between them, that this server goes by beside localhost and its own address; under any other it hands out no signatures and no hosted login")
	flags.StringVar(&f.adminAddr, "admin-addr", "127.0.0.1:0", "listen on `HOST:PORT` for who runs the server: /admin/, /metrics and profiles; port 0 takes a free one, off is none. The address that opens it is printed at the start")
	flags.StringVar(&f.adminPassword, "admin-password", "", "a `PASSWORD` that opens the admin port too, with any user name, for instance for Prometheus. Better given in the environment: everybody here can see arguments")
	flags.BoolVar(&f.trustProxy, "trust-proxy", false, "take clients' addresses from X-Forwarded-For: for a server that only a proxy can reach")
	flags.Float64Var(&f.limits.UserRate, "rate-user", 100, "`REQUESTS` a second of one user, polls aside, for longer than some seconds; 0 is any number")
	flags.Float64Var(&f.limits.AddressRate, "rate-address", 2000, "`REQUESTS` a second from one address, for longer than some seconds; 0 is any number")
	flags.Float64Var(&f.limits.ByteRate, "rate-bytes", 32<<10, "`BYTES` a second of one user's messages, for longer than some 4 MiB; 0 is any number")
	flags.Float64Var(&f.limits.GroupRate, "rate-group", 50, "`MESSAGES` a second into one group, for longer than some seconds; 0 is any number")
	flags.IntVar(&f.limits.Polls, "max-polls", 15_000, "the `NUMBER` of polls that may wait at once; each holds a connection; 0 is any number")
	flags.IntVar(&f.limits.PollsPerUser, "max-polls-user", 200, "the `NUMBER` of polls of one user that may wait at once; 0 is any number")
	flags.StringVar(&f.logLevel, "log-level", "info", "log from this `LEVEL` on: debug, info, warn or error")
	flags.StringVar(&f.logFormat, "log-format", "text", "log as `FORMAT`: text or json")
	return func(ctx context.Context, out io.Writer, _ []string) error {
		log, err := newLog(os.Stderr, f.logLevel, f.logFormat)
		if err != nil {
			return err
		}
		return f.serve(ctx, out, log)
	}
}

// serve opens the data, puts the handlers together and runs until ctx ends.
func (f *serveFlags) serve(ctx context.Context, out io.Writer, log *slog.Logger) error {
	if err := f.checkAdmin(); err != nil {
		return err
	}
	// The store is opened first and is told what to report to, so these two
	// exist before it and learn of the rest later.
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
			log.Error("store", "error", flush.Err)
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
		if err := closeToOthers(f.data, filesOf(f.data, f.files), tlsport.FilesBeside(f.data).Key); err != nil {
			return err
		}
	}
	if err := api.SweepForms(); err != nil {
		log.Warn("temporary files", "error", err)
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
	var nodes *admin.Nodes // of a shared store, once this one listens
	elsewhere := func(ctx context.Context, user string) (bool, error) {
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
		Random:       rand.Float64,
		BodyLimit:    f.maxBody,
		Private:      f.private,
		Samples:      f.samples,
		Hosts:        f.hosts,
		Limits:       limits,
		Bodies:       &api.Budget{Total: f.bodyTotal, Each: f.bodyClient},
		Answers:      &api.Budget{Total: answersTotal, Each: answersClient},
		Observe:      metrics.Call,

		Admins:        f.admins,
		Elsewhere:     elsewhere,
		InviteConsent: f.inviteConsent,
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
	var main net.Addr // known once there is a listener, before anybody is answered
	page := &admin.Page{
		Users: users, Polls: im.Polls, Size: db.Size, Started: health.Started, Log: log,
		Announce: im.Announce,

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
	// The last thing that can fail before anybody is answered: a server that
	// did not start leaves no control file that says it did.
	door := &admin.Control{Users: users, Log: log, Steady: ops.Steady}
	if !f.shared() { // commands need no door to what several may open
		closeDoor, err := door.Listen(admin.ControlFile(f.data))
		if err != nil {
			return err
		}
		defer closeDoor()
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
	defer inBackground(ctx, func(ctx context.Context) { keepUp(ctx, im, log) })()
	if page.Nodes != nil {
		defer inBackground(ctx, page.Nodes.Run)()
	}
	return listen(ctx, listening{
		listener: ops.Connections(listener, f.connections, f.connectionsAddress, func() { metrics.Refused("connections") }),
		handler:  ops.Steady(handler), log: log, out: out, certificate: certificate,
		says: f.openness(main, port),
		stopping: func() {
			health.Stopping()
			im.Shutdown()
		},
	})
}

// findDist answers the built SDK: the given directory, or what is in the
// program, or what is where the build leaves it.
func findDist(given string) fs.FS {
	if given != "" {
		return os.DirFS(given)
	}
	if embedded := server.Embedded(); embedded != nil {
		return embedded
	}
	if program, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(filepath.Dir(program)), "dist")
		if info, err := os.Stat(beside); err == nil && info.IsDir() {
			return os.DirFS(beside)
		}
	}
	return os.DirFS("dist")
}
