// Command loadtest sends messages while many users wait in long polls, and verifies
// that no acknowledged message is lost or duplicated, that every conversation
// arrives in order, and that latency is within a limit.
//
//	go run ./test/loadtest                  starts its own server
//	go run ./test/loadtest -store postgres -nodes 3
//	                                        starts three nodes and PostgreSQL
//	go run ./test/loadtest -fault kill      kills the server during the test
//	go run ./test/loadtest -store postgres -nodes 3 -fault all
//	                                        runs one test per fault
//	go run ./test/loadtest -saturate        sends as fast as possible
//	go run ./test/loadtest -url http://127.0.0.1:8080 -key KEY -admin http://127.0.0.1:…/admin/?token=…
//
// It only tests servers on this machine, with which it shares the processors; the
// report contains the processor time of each.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// settings holds the flags.
type settings struct {
	users, rate, seconds   int
	groupShare             float64
	groupSize, senders     int
	saturate               bool
	faultName              string
	store                  string
	nodes                  int
	delay                  time.Duration
	url, key, admin        string
	server, profile, data  string
	logLevel               string
	limit                  time.Duration
	warmUp, receiptTimeout time.Duration
}

// Values of -store.
const (
	storeFile     = "file"
	storePostgres = "postgres"
)

func main() {
	var s settings
	flag.IntVar(&s.users, "users", 5000, "`NUMBER` of users waiting in long polls")
	flag.IntVar(&s.rate, "rate", 500, "`MESSAGES` per second")
	flag.IntVar(&s.seconds, "seconds", 60, "duration in `SECONDS`")
	flag.Float64Var(&s.groupShare, "group-share", 0.1, "`FRACTION` of messages sent to groups")
	flag.IntVar(&s.groupSize, "group-size", 100, "`NUMBER` of members per group")
	flag.IntVar(&s.senders, "senders", 250, "`NUMBER` of sending users, each with one message in flight")
	flag.BoolVar(&s.saturate, "saturate", false, "send each message as soon as the previous one is acknowledged")
	flag.StringVar(&s.faultName, "fault", "", "inject a fault: `NAME` is "+strings.Join(faultNames(), ", ")+", or all to run one test each")
	flag.StringVar(&s.store, "store", storeFile, "storage of the started server: `KIND` is file or postgres")
	flag.IntVar(&s.nodes, "nodes", 1, "`NUMBER` of nodes with -store postgres; requests are distributed in turn")
	flag.DurationVar(&s.delay, "delay", 500*time.Microsecond, "latency `TIME` added to each round trip to PostgreSQL")
	flag.StringVar(&s.logLevel, "log-level", "warn", "log `LEVEL` of the started server")
	flag.StringVar(&s.url, "url", "", "`URL` of a running server on this machine, instead of starting one")
	flag.StringVar(&s.admin, "admin", "", "admin `URL` printed by the running server, to include its resource usage in the report")
	flag.StringVar(&s.key, "key", "loadtest", "`KEY` with which the running server verifies UserSigs")
	flag.StringVar(&s.server, "server", "", "`PATH` of the server binary; by default it is built")
	flag.StringVar(&s.data, "data", "", "`DIRECTORY` for the started server's database; by default a temporary one")
	flag.StringVar(&s.profile, "profile", "", "write a CPU profile of the started server, or its first node, to `FILE`")
	flag.DurationVar(&s.limit, "limit", 250*time.Millisecond, "fail if the 99th percentile from send to receipt exceeds `TIME`; 0: no limit")
	flag.DurationVar(&s.warmUp, "warm-up", 3*time.Second, "`TIME` for the polls to reach the server before the first message")
	flag.DurationVar(&s.receiptTimeout, "receipt-timeout", 20*time.Second, "`TIME` without receipts after which missing messages count as lost")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "loadtest: unexpected argument %q\n", flag.Arg(0))
		os.Exit(2)
	}

	// Clean up servers and directories on signals.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := s.runAll(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		os.Exit(1)
	}
}

// check validates the flags, so that a typo does not overload the machine.
func (s *settings) check() error {
	switch {
	case s.users < 2 || s.users > 15_000:
		return errors.New("-users must be between 2 and 15000")
	case s.rate < 1 || s.rate > 20_000:
		return errors.New("-rate must be between 1 and 20000")
	case s.seconds < 1 || s.seconds > 600:
		return errors.New("-seconds must be between 1 and 600")
	case s.groupShare < 0 || s.groupShare > 1:
		return errors.New("-group-share must be between 0 and 1")
	case s.groupSize < 2 || s.groupSize > 500 || s.groupSize > s.users:
		return errors.New("-group-size must be between 2 and 500, and at most -users")
	case s.senders < 1 || s.senders >= s.users || s.senders > s.users/s.groupSize*s.groupSize:
		return errors.New("-senders must be positive, less than -users, and at most the members of all groups")
	case s.url != "" && (s.faultName != "" || s.profile != "" || s.store != storeFile):
		return errors.New("-fault, -profile and -store cannot be used with -url")
	case s.admin != "" && s.url == "":
		return errors.New("-admin requires -url")
	case s.store != storeFile && s.store != storePostgres:
		return errors.New("-store must be file or postgres")
	case s.nodes < 1 || s.nodes > 20 || s.nodes > 1 && s.store == storeFile:
		return errors.New("-nodes must be between 1 and 20, and 1 for -store file")
	}
	return checkOpenFiles(s.users + s.senders + 100)
}

// runAll runs the test, or one test per fault.
func (s *settings) runAll(ctx context.Context, out io.Writer) error {
	if s.faultName == "" {
		return s.run(ctx, out, nil)
	}
	list, err := selectFaults(s.faultName, s.store)
	if err != nil {
		return err
	}
	var failed []error
	for _, f := range list {
		fmt.Fprintf(out, "%s: %s\n", f.name, f.what)
		if err := s.run(ctx, out, f); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", f.name, err))
			fmt.Fprintln(out, "FAILED:", err)
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(failed...)
}

func (s *settings) run(ctx context.Context, out io.Writer, f *fault) error {
	if err := s.check(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.duration()+10*time.Minute)
	defer cancel()
	r := &run{settings: s, plan: newPlan(s), fault: f, out: out}
	var ports []*adminPort
	var empty memory // before users sign in
	if s.url == "" {
		var err error
		if r.own, err = startSite(ctx, s, f); err != nil {
			return err
		}
		defer r.own.remove()
		r.targets = r.own.targets()
		for _, node := range r.own.nodes {
			ports = append(ports, &node.adminPort)
		}
		empty = memoryOf(ctx, r.own)
	} else {
		target, err := local(s.url)
		if err != nil {
			return err
		}
		r.targets = []string{target}
	}
	if s.admin != "" {
		port, err := openPort(ctx, s.admin)
		if err != nil {
			return fmt.Errorf("-admin: %w", err)
		}
		ports = append(ports, port)
	}
	r.describe()
	var err error
	if r.people, err = signIn(ctx, r.targets, s.key, r.plan); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	r.prepare()
	defer r.stop() // on success or failure
	if !s.saturate {
		if err := r.startPolls(ctx); err != nil {
			return err
		}
		if r.own != nil {
			waiting := memoryOf(ctx, r.own)
			each := func(bytes float64) float64 { return bytes / 1000 / float64(s.users) }
			r.logf("memory: %.0f MiB before sign-in, %.0f MiB with %d waiting polls: %.1f kB each; %.1f kB of heap and stacks after a collection",
				empty.resident/(1<<20), waiting.resident/(1<<20), s.users,
				each(waiting.resident-empty.resident), each(waiting.live-empty.live))
		}
	}
	watch := startWatch(ctx, r.own, ports)
	profiled := make(chan error, 1)
	if s.profile != "" {
		go func() { profiled <- r.own.nodes[0].saveProfile(ctx, s.profile, s.duration()) }()
	} else {
		profiled <- nil
	}
	if err := errors.Join(r.send(ctx), <-profiled); err != nil {
		return err
	}
	used := watch.end()
	if s.saturate {
		r.logf("%.0f messages a second", r.rateOf(used.took))
		if err := r.startPolls(ctx); err != nil {
			return err
		}
	}
	if err := r.awaitReceipts(ctx); err != nil {
		return err
	}
	var proof error
	if f != nil && f.verify != nil {
		proof = f.verify(ctx, r)
	}
	r.stop()
	verdict := r.check()
	verdict.print(out, used)
	return errors.Join(verdict.failure(s.limit), proof)
}

// rateOf returns the number of acknowledged messages per second.
func (r *run) rateOf(took time.Duration) float64 {
	n := 0
	for _, a := range r.acks {
		if !a.done.IsZero() {
			n++
		}
	}
	return float64(n) / took.Seconds()
}

func (r *run) describe() {
	where := "running server"
	switch {
	case r.own == nil:
	case r.store == storePostgres:
		where = fmt.Sprintf("%d nodes on PostgreSQL, %v of added latency", r.nodes, r.delay)
	default:
		where = "one process, -store file"
	}
	speed := fmt.Sprintf("%d messages a second", r.rate)
	if r.saturate {
		speed = fmt.Sprintf("%d senders at full speed", r.senders)
	}
	r.logf("%s at %s; %d users, %s for %d s, %.0f %% of them to groups of %d",
		where, strings.Join(r.targets, ", "), r.users, speed, r.seconds, 100*r.groupShare, r.groupSize)
}

// local returns the host and port of a server's URL. It rejects URLs of other
// machines.
func local(address string) (target string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme != "http" || u.Port() == "" || ip == nil || !ip.IsLoopback() {
		return "", fmt.Errorf("%s: not an address of this machine, http://127.0.0.1:PORT", address)
	}
	return u.Host, nil
}
