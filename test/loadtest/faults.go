package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// fault is a fault that is injected during a run.
type fault struct {
	name, what string
	onFile     bool // applies to -store file, too

	lost   float64 // fraction of notifications that fail
	repeat bool    // messages are sent again after their acknowledgement

	prepare func(context.Context, *site) error // before the nodes start
	inject  func(context.Context, *run) error
	verify  func(context.Context, *run) error // verifies at the end that the fault occurred
}

var faults = []*fault{
	{
		name: "notify", what: "lose or delay 30 % of the notifications", lost: 0.3,
		verify: func(ctx context.Context, r *run) error {
			var failed int64
			for _, n := range r.own.failures {
				failed += n.Load()
			}
			if r.logf("  %d notifications failed; %.0f reads of the log found a batch without one", failed, r.sum(ctx, "webim_postgres_notify_misses_total")); failed == 0 {
				return errors.New("no notification was dropped")
			}
			return nil
		},
	},
	{
		name: "kill", what: "kill and restart a node", onFile: true,
		inject: func(ctx context.Context, r *run) error {
			node := r.own.nodes[len(r.own.nodes)-1]
			if err := node.kill(); err != nil {
				return err
			}
			if len(r.own.nodes) > 1 { // run without the node for a while
				if err := sleep(ctx, r.duration()/8); err != nil {
					return err
				}
			}
			return node.start()
		},
	},
	{name: "freeze", what: "stop the node that holds the lock (SIGSTOP) for 4 s", inject: freezeHolder},
	{
		name: "postgres", what: "stop PostgreSQL immediately and restart it",
		inject: func(ctx context.Context, r *run) error {
			r.own.pg.Stop()
			return r.own.pg.Run()
		},
	},
	{
		name: "commit", what: "cut connections during COMMIT",
		inject: func(ctx context.Context, r *run) error {
			for i := range 4 * len(r.own.nodes) {
				select {
				case <-r.own.nodes[i/4].proxy.CutCommit(i%2 == 0):
				case <-time.After(r.receiptTimeout):
					return errors.New("no connection was cut")
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			return nil
		},
		verify: func(_ context.Context, r *run) error {
			if n := r.failures.Load(); n > 0 {
				return fmt.Errorf("%d messages refused although their outcome can be determined", n)
			}
			return nil
		},
	},
	{
		name: "suspend", what: "stop a node for longer than the log's retention",
		prepare: func(_ context.Context, own *site) error {
			own.addArgs("-log-kept", "2s")
			return nil
		},
		inject: freezeBeyondLog,
		verify: func(ctx context.Context, r *run) error {
			if r.sum(ctx, "webim_postgres_log_lost") == 0 {
				return errors.New("the node did not fall behind the log")
			}
			return nil
		},
	},
	{
		name: "rolling", what: "upgrade to the next version and back, node by node",
		inject: func(ctx context.Context, r *run) error {
			next, err := r.own.buildVariant(ctx, "next", nextVersion())
			if err != nil {
				return err
			}
			for _, program := range []string{next, r.own.nodes[0].program} {
				for _, node := range r.own.nodes {
					node.stop()
					node.program = program
					if err := node.start(); err != nil {
						return err
					}
				}
			}
			return nil
		},
		verify: func(ctx context.Context, r *run) error {
			_, err := r.number(ctx, "SELECT count(next) FROM head") // added by the next version
			return err
		},
	},
	{
		name: "clocks", what: "set clocks 5 s apart at a window's edge, and repeat messages", repeat: true,
		prepare: func(ctx context.Context, own *site) error {
			program, err := own.buildVariant(ctx, "clock", wrongClock)
			if err != nil {
				return err
			}
			// The first node starts shortly before the edge of a window of 300 s,
			// the others 5 s before or after it.
			const window = 300 * time.Second
			now := time.Now()
			shift := now.Truncate(window).Add(window).Sub(now) - 15*time.Second
			if shift < 0 {
				shift += window
			}
			for n, node := range own.nodes {
				node.program = program
				node.env = append(node.env, clockVariable+"="+(shift+time.Duration(n%2)*5*time.Second).String())
			}
			return nil
		},
	},
}

// selectFaults returns the faults selected by -fault that apply to a store.
func selectFaults(name, store string) (list []*fault, err error) {
	for _, f := range faults {
		if (name == f.name || name == "all") && (f.onFile || store == storePostgres) {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("-fault: fault %q does not apply to -store %s", name, store)
	}
	return list, nil
}

func faultNames() (list []string) {
	for _, f := range faults {
		list = append(list, f.name)
	}
	return list
}

// stopTime is how long a node is stopped. continueLimit is the limit for the other
// nodes to continue.
const (
	stopTime      = 4 * time.Second
	continueLimit = 3 * time.Second
)

// lockHolder selects the application name of the connection that holds the lock and is
// idle in its transaction.
const lockHolder = `SELECT coalesce(min(application_name), '') FROM pg_locks JOIN pg_stat_activity USING (pid)
	WHERE relation = 'head'::regclass AND mode = 'RowShareLock' AND granted AND state = 'idle in transaction'`

// freezeHolder stops the node that holds the lock and verifies that the others
// continue.
func freezeHolder(ctx context.Context, r *run) error {
	db, err := pgx.Connect(ctx, r.own.pg.URL(""))
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	var names []string
	for n := range r.own.nodes {
		names = append(names, nodeName(n))
	}
	for {
		var name, still string
		if err := db.QueryRow(ctx, lockHolder).Scan(&name); err != nil {
			return err
		}
		n := slices.Index(names, name)
		if n < 0 {
			continue
		}
		node := r.own.nodes[n]
		if err := node.freeze(); err != nil {
			return err
		}
		began := time.Now()
		err := sleep(ctx, 20*time.Millisecond)
		if err == nil {
			err = db.QueryRow(ctx, lockHolder).Scan(&still)
		}
		if err != nil {
			return errors.Join(err, node.thaw())
		}
		if still != name { // it had just committed
			if err := node.thaw(); err != nil {
				return err
			}
			continue
		}
		err = r.awaitOthers(ctx, n, began)
		if err == nil {
			err = sleep(ctx, stopTime-time.Since(began))
		}
		return errors.Join(err, node.thaw())
	}
}

// awaitOthers waits until a node other than the given one acknowledges a message.
func (r *run) awaitOthers(ctx context.Context, without int, began time.Time) error {
	others := func() (n int64) {
		for i := range r.acknowledged {
			if i != without {
				n += r.acknowledged[i].Load()
			}
		}
		return n
	}
	for before := others(); others() == before; {
		if time.Since(began) > continueLimit {
			return fmt.Errorf("the other nodes did not continue within %v", continueLimit)
		}
		if err := sleep(ctx, time.Millisecond); err != nil {
			return err
		}
	}
	r.logf("  the other nodes continued after %v", time.Since(began).Round(time.Millisecond))
	return nil
}

// freezeBeyondLog stops a node until it has fallen behind the log's retention.
func freezeBeyondLog(ctx context.Context, r *run) error {
	node := r.own.nodes[len(r.own.nodes)-1]
	number, err := r.number(ctx, "SELECT number FROM head")
	if err != nil {
		return err
	}
	if err := node.freeze(); err != nil {
		return err
	}
	defer func() { _ = node.thaw() }() // no effect if thawed already
	for floor := int64(0); floor <= number+1; {
		if floor, err = r.number(ctx, "SELECT floor FROM head"); err != nil {
			return err
		}
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	return node.thaw()
}

// number runs a query for a single number.
func (r *run) number(ctx context.Context, query string) (n int64, err error) {
	db, err := pgx.Connect(ctx, r.own.pg.URL(""))
	if err != nil {
		return 0, err
	}
	defer db.Close(ctx)
	err = db.QueryRow(ctx, query).Scan(&n)
	return n, err
}

// sum returns the sum of a metric over all nodes.
func (r *run) sum(ctx context.Context, metric string) (total float64) {
	for _, node := range r.own.nodes {
		total += measure(ctx, &node.adminPort)[metric]
	}
	return total
}

func (r *run) logf(format string, args ...any) { fmt.Fprintf(r.out, format+"\n", args...) }
