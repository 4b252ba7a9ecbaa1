// Command loadtest has many users wait in long polls while messages are sent,
// and holds the server to its promise: nothing that was acknowledged is lost,
// nothing comes twice, every conversation comes in order, and quickly.
//
//	go run ./demo/loadtest                  starts its own server for it
//	go run ./demo/loadtest -kill            kills that server in the middle
//	go run ./demo/loadtest -url http://127.0.0.1:8080 -key KEY -admin http://127.0.0.1:…/admin/?token=…
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
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"time"
)

// settings are the flags.
type settings struct {
	users, rate, seconds  int
	groupShare            float64
	groupSize, senders    int
	kill                  bool
	url, key, admin       string
	server, profile, data string
	limit                 time.Duration
	warmUp, patience      time.Duration
}

func main() {
	var s settings
	flag.IntVar(&s.users, "users", 5000, "the `NUMBER` of users that wait in long polls")
	flag.IntVar(&s.rate, "rate", 500, "`MESSAGES` a second")
	flag.IntVar(&s.seconds, "seconds", 60, "for how many `SECONDS`")
	flag.Float64Var(&s.groupShare, "group-share", 0.1, "the `SHARE` of messages that go to groups")
	flag.IntVar(&s.groupSize, "group-size", 100, "the `NUMBER` of members of a group")
	flag.IntVar(&s.senders, "senders", 250, "the `NUMBER` of users who send, one message after the other each")
	flag.BoolVar(&s.kill, "kill", false, "kill the server (SIGKILL) in the middle and start it again")
	flag.StringVar(&s.url, "url", "", "the `URL` of a running server on this machine, instead of one of our own")
	flag.StringVar(&s.admin, "admin", "", "the `ADDRESS` of the running server's admin port, as it prints it: with it the report tells what the server took")
	flag.StringVar(&s.key, "key", "loadtest", "the `KEY` that the running server checks UserSigs with")
	flag.StringVar(&s.server, "server", "", "the `PROGRAM` of the server; by default it is built")
	flag.StringVar(&s.data, "data", "", "the `DIRECTORY` for our server's database; by default a temporary one")
	flag.StringVar(&s.profile, "profile", "", "write a CPU profile of our server to this `FILE`")
	flag.DurationVar(&s.limit, "limit", 250*time.Millisecond, "fail if the 99th percentile from send to receipt is above this `TIME`; 0 is any")
	flag.DurationVar(&s.warmUp, "warm-up", 3*time.Second, "the `TIME` for the polls to reach the server before the first message")
	flag.DurationVar(&s.patience, "patience", 20*time.Second, "the `TIME` that the last messages may take: more than any page would wait")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "loadtest: unexpected argument %q\n", flag.Arg(0))
		os.Exit(2)
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := s.run(ctx, os.Stdout); err != nil {
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
	case s.url != "" && (s.kill || s.profile != ""):
		return errors.New("-kill and -profile need a server of our own")
	case s.admin != "" && s.url == "":
		return errors.New("-admin is of the server that -url names")
	}
	return checkFiles(s.users + s.senders + 100)
}

func (s *settings) run(ctx context.Context, out io.Writer) error {
	if err := s.check(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(s.seconds)*time.Second+5*time.Minute)
	defer cancel()
	var own *process
	var port *adminPort
	address := s.url
	if address == "" {
		var err error
		if own, err = startServer(ctx, s); err != nil {
			return err
		}
		defer own.remove()
		address, port = own.url, &own.adminPort
	}
	if s.admin != "" {
		port = &adminPort{}
		if err := port.set(s.admin); err != nil {
			return fmt.Errorf("-admin: %w", err)
		}
		if resp, err := port.ask(ctx, http.MethodGet, "/metrics"); err != nil {
			return fmt.Errorf("-admin: %w", err)
		} else if resp.Body.Close(); resp.StatusCode != http.StatusOK {
			return fmt.Errorf("-admin: the server answers %s", resp.Status)
		}
	}
	target, err := local(address)
	if err != nil {
		return err
	}

	p := newPlan(s)
	fmt.Fprintf(out, "%d users, %d messages a second for %d s, %.0f %% of them to groups of %d\n",
		s.users, s.rate, s.seconds, 100*s.groupShare, s.groupSize)
	people, err := signIn(ctx, target, s.key, p)
	if err != nil {
		return fmt.Errorf("signing in: %w", err)
	}
	r := &run{plan: p, people: people, target: target, own: own, settings: s}
	if err := r.everybodyWaits(ctx); err != nil {
		return err
	}
	watch := startWatch(ctx, own, port)
	profiled := make(chan error, 1)
	if s.profile != "" {
		go func() { profiled <- own.saveProfile(ctx, s.profile, time.Duration(s.seconds)*time.Second) }()
	} else {
		profiled <- nil
	}
	if err := errors.Join(r.send(ctx), <-profiled); err != nil {
		return err
	}
	r.drain(ctx)
	used := watch.end()
	r.stop()
	verdict := r.check()
	verdict.print(out, used)
	return verdict.failure(s.limit)
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
