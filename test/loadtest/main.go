// Command loadtest has many users wait in long polls while messages are sent,
// and holds the server to its promise: nothing that was acknowledged is lost,
// nothing comes twice, every conversation comes in order, and quickly.
//
//	go run ./test/loadtest                  starts its own server for it
//	go run ./test/loadtest -store postgres -nodes 3
//	                                        three nodes on a PostgreSQL of its own
//	go run ./test/loadtest -fault kill      kills that server in the middle
//	go run ./test/loadtest -store postgres -nodes 3 -fault all
//	                                        one test for each thing that may happen
//	go run ./test/loadtest -flat-out        as many messages as it takes
//	go run ./test/loadtest -url http://127.0.0.1:8080 -key KEY -admin http://127.0.0.1:…/admin/?token=…
//
// It runs against this machine only, and shares its processors with the
// server; the report says how much of them each took.
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

// settings are the flags.
type settings struct {
	users, rate, seconds  int
	groupShare            float64
	groupSize, senders    int
	flatOut               bool
	faultName             string
	store                 string
	nodes                 int
	delay                 time.Duration
	url, key, admin       string
	server, profile, data string
	logLevel              string
	limit                 time.Duration
	warmUp, patience      time.Duration
}

// What -store says.
const (
	storeFile     = "file"
	storePostgres = "postgres"
)

func main() {
	var s settings
	flag.IntVar(&s.users, "users", 5000, "the `NUMBER` of users that wait in long polls")
	flag.IntVar(&s.rate, "rate", 500, "`MESSAGES` a second")
	flag.IntVar(&s.seconds, "seconds", 60, "for how many `SECONDS`")
	flag.Float64Var(&s.groupShare, "group-share", 0.1, "the `SHARE` of messages that go to groups")
	flag.IntVar(&s.groupSize, "group-size", 100, "the `NUMBER` of members of a group")
	flag.IntVar(&s.senders, "senders", 250, "the `NUMBER` of users who send, one message after the other each")
	flag.BoolVar(&s.flatOut, "flat-out", false, "each sender sends as fast as it is answered; everybody receives afterwards")
	flag.StringVar(&s.faultName, "fault", "", "what is done to the server on the way: a `NAME` of "+strings.Join(faultNames(), ", ")+", or all, one after the other")
	flag.StringVar(&s.store, "store", storeFile, "where our server has its data: `KIND` is file or postgres")
	flag.IntVar(&s.nodes, "nodes", 1, "the `NUMBER` of our server's processes, for -store postgres; every request goes to another one")
	flag.DurationVar(&s.delay, "delay", 500*time.Microsecond, "the `TIME` that is added to each round trip to PostgreSQL")
	flag.StringVar(&s.logLevel, "log-level", "warn", "the `LEVEL` of our server's log")
	flag.StringVar(&s.url, "url", "", "the `URL` of a running server on this machine, instead of one of our own")
	flag.StringVar(&s.admin, "admin", "", "the `ADDRESS` of the running server's admin port, as it prints it: with it the report tells what the server took")
	flag.StringVar(&s.key, "key", "loadtest", "the `KEY` that the running server checks UserSigs with")
	flag.StringVar(&s.server, "server", "", "the `PROGRAM` of the server; by default it is built")
	flag.StringVar(&s.data, "data", "", "the `DIRECTORY` for our server's database; by default a temporary one")
	flag.StringVar(&s.profile, "profile", "", "write a CPU profile of our server, or its first node, to this `FILE`")
	flag.DurationVar(&s.limit, "limit", 250*time.Millisecond, "fail if the 99th percentile from send to receipt is above this `TIME`; 0 is any")
	flag.DurationVar(&s.warmUp, "warm-up", 3*time.Second, "the `TIME` for the polls to reach the server before the first message")
	flag.DurationVar(&s.patience, "patience", 20*time.Second, "the `TIME` after which messages are lost if none has arrived in it")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "loadtest: unexpected argument %q\n", flag.Arg(0))
		os.Exit(2)
	}

	// Whoever ends us finds neither servers nor folders of ours.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := s.runAll(ctx, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		os.Exit(1)
	}
}

// check keeps a mistyped number from taking the machine down.
func (s *settings) check() error {
	switch {
	case s.users < 2 || s.users > 15_000:
		return errors.New("-users must be 2 to 15000")
	case s.rate < 1 || s.rate > 20_000:
		return errors.New("-rate must be 1 to 20000")
	case s.seconds < 1 || s.seconds > 600:
		return errors.New("-seconds must be 1 to 600")
	case s.groupShare < 0 || s.groupShare > 1:
		return errors.New("-group-share must be 0 to 1")
	case s.groupSize < 2 || s.groupSize > 500 || s.groupSize > s.users:
		return errors.New("-group-size must be 2 to 500, and at most the users")
	case s.senders < 1 || s.senders >= s.users || s.senders > s.users/s.groupSize*s.groupSize:
		return errors.New("-senders must be 1 or more, fewer than the users, and each in a group")
	case s.url != "" && (s.faultName != "" || s.profile != "" || s.store != storeFile):
		return errors.New("-fault, -profile and -store need a server of our own")
	case s.admin != "" && s.url == "":
		return errors.New("-admin is of the server that -url names")
	case s.store != storeFile && s.store != storePostgres:
		return errors.New("-store must be file or postgres")
	case s.nodes < 1 || s.nodes > 20 || s.nodes > 1 && s.store == storeFile:
		return errors.New("-nodes must be 1 to 20, and 1 for -store file")
	}
	return checkFiles(s.users + s.senders + 100)
}

// runAll runs the test, once for each fault if there are any.
func (s *settings) runAll(ctx context.Context, out io.Writer) error {
	if s.faultName == "" {
		return s.run(ctx, out, nil)
	}
	list, err := chosen(s.faultName, s.store)
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
	var empty memory // before anybody has come
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
		return fmt.Errorf("signing in: %w", err)
	}
	r.prepare()
	defer r.stop() // however it ends
	if !s.flatOut {
		if err := r.everybodyWaits(ctx); err != nil {
			return err
		}
		if r.own != nil {
			waiting := memoryOf(ctx, r.own)
			each := func(bytes float64) float64 { return bytes / 1000 / float64(s.users) }
			r.say("memory: %.0f MiB with nobody there, %.0f MiB with %d waiting polls: %.1f kB each; %.1f kB of heap and stacks after a collection",
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
	if s.flatOut {
		r.say("%.0f messages a second", r.rateOf(used.took))
		if err := r.everybodyWaits(ctx); err != nil {
			return err
		}
	}
	if err := r.drain(ctx); err != nil {
		return err
	}
	var proof error
	if f != nil && f.proof != nil {
		proof = f.proof(ctx, r)
	}
	r.stop()
	verdict := r.check()
	verdict.print(out, used)
	return errors.Join(verdict.failure(s.limit), proof)
}

// rateOf is how many messages a second were acknowledged.
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
	where := "somebody's server"
	switch {
	case r.own == nil:
	case r.store == storePostgres:
		where = fmt.Sprintf("%d nodes on PostgreSQL, %v more away", r.nodes, r.delay)
	default:
		where = "one process with its file"
	}
	speed := fmt.Sprintf("%d messages a second", r.rate)
	if r.flatOut {
		speed = fmt.Sprintf("%d senders, flat out,", r.senders)
	}
	r.say("%s at %s; %d users, %s for %d s, %.0f %% of them to groups of %d",
		where, strings.Join(r.targets, ", "), r.users, speed, r.seconds, 100*r.groupShare, r.groupSize)
}

// local refuses to put load on other people's machines.
func local(address string) (target string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", err
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme != "http" || u.Port() == "" || ip == nil || !ip.IsLoopback() {
		return "", fmt.Errorf("%s: only http://127.0.0.1:PORT of this machine is tested", address)
	}
	return u.Host, nil
}
