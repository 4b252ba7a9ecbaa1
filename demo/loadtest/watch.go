package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// watch looks at the server and the machine while messages are sent.
type watch struct {
	own    *process   // nil: somebody else's
	port   *adminPort // nil: not known
	cancel context.CancelFunc
	done   chan struct{}

	start        time.Time
	first        map[string]float64 // metrics
	highest      float64            // resident memory
	machineStart machine
	ownStart     time.Duration
}

// usage is what a run took.
type usage struct {
	took              time.Duration
	memory            float64       // bytes, the server's at most; 0: unknown
	server, generator time.Duration // processor time
	others            float64       // part of the machine's processors that neither took; -1: unknown
	flushes, updates  float64
	flushTime         time.Duration // on average
	slowFlush         time.Duration // 99 of 100 took at most so long
	database          float64       // bytes
}

const (
	metricMemory   = "process_resident_memory_bytes"
	metricCPU      = "process_cpu_seconds_total"
	metricFlushes  = "webim_store_flush_seconds_count"
	metricFlushSec = "webim_store_flush_seconds_sum"
	metricUpdates  = "webim_store_flush_updates_sum"
	metricSize     = "webim_store_bytes"
)

// watchEvery: a look costs the server some milliseconds.
const watchEvery = 2 * time.Second

func startWatch(ctx context.Context, own *process, port *adminPort) *watch {
	ctx, cancel := context.WithCancel(ctx)
	w := &watch{own: own, port: port, cancel: cancel, done: make(chan struct{}), start: time.Now()}
	w.machineStart, w.ownStart = readMachine(), processorTime()
	w.first = w.look(ctx)
	go func() {
		defer close(w.done)
		for sleep(ctx, watchEvery) == nil {
			w.look(ctx)
		}
	}()
	return w
}

func (w *watch) end() usage {
	w.cancel()
	<-w.done
	took := time.Since(w.start)
	last := w.look(context.Background())
	// After a kill the store's counters began anew; what was before is lost.
	gain := func(name string) float64 {
		if last[name] < w.first[name] {
			return last[name]
		}
		return last[name] - w.first[name]
	}
	u := usage{
		took: took, memory: w.highest, generator: processorTime() - w.ownStart, others: -1,
		server:  time.Duration((last[metricCPU] - w.first[metricCPU]) * float64(time.Second)),
		flushes: gain(metricFlushes), updates: gain(metricUpdates), database: last[metricSize],
	}
	if w.own != nil {
		u.server += w.own.before
	}
	if u.flushes > 0 {
		u.flushTime = time.Duration(gain(metricFlushSec) / u.flushes * float64(time.Second))
		u.slowFlush = slowest(0.99*u.flushes, gain)
	}
	if m := readMachine(); m.total > w.machineStart.total {
		all := float64(m.total - w.machineStart.total)
		busy := float64(m.busy-w.machineStart.busy) / all
		ours := (u.server + u.generator).Seconds() / (took.Seconds() * float64(runtime.NumCPU()))
		u.others = max(0, busy-ours)
	}
	return u
}

// slowest is the bound of the first of the flushes' buckets that holds so many
// of them.
func slowest(count float64, gain func(string) float64) time.Duration {
	for _, le := range []string{"0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"} {
		if gain(fmt.Sprintf("webim_store_flush_seconds_bucket{le=%q}", le)) >= count {
			seconds, _ := strconv.ParseFloat(le, 64)
			return time.Duration(seconds * float64(time.Second))
		}
	}
	return time.Minute
}

// look reads the server's metrics; without them the report has less to say.
func (w *watch) look(ctx context.Context) map[string]float64 {
	values := map[string]float64{}
	if w.port == nil {
		return values // somebody else's, to which we have no key
	}
	resp, err := w.port.ask(ctx, http.MethodGet, "/metrics")
	if err != nil {
		return values
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return values
	}
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(value, 64); err == nil {
			values[name] = v
		}
	}
	// The highest that was seen; what lies between two looks is not.
	w.highest = max(w.highest, values[metricMemory])
	return values
}

// machine is what the processors have done since it started, in ticks.
type machine struct{ busy, total uint64 }

// readMachine reads /proc/stat, where there is one.
func readMachine() (m machine) {
	data, err := os.ReadFile("/proc/stat")
	if err != nil {
		return m
	}
	line, _, _ := strings.Cut(string(data), "\n")
	// cpu user nice system idle iowait irq softirq steal; what follows is counted already
	for i, field := range strings.Fields(line) {
		n, err := strconv.ParseUint(field, 10, 64)
		if err != nil || i > 8 {
			continue
		}
		m.total += n
		if i != 4 && i != 5 {
			m.busy += n
		}
	}
	return m
}

func (u usage) String() string {
	var b strings.Builder
	part := func(d time.Duration) string {
		return fmt.Sprintf("%.0f %% of one processor", 100*d.Seconds()/u.took.Seconds())
	}
	fmt.Fprintf(&b, "server: %.0f MiB of memory at most, %s; database %.0f MiB\n", u.memory/(1<<20), part(u.server), u.database/(1<<20))
	if u.flushes > 0 {
		fmt.Fprintf(&b, "store: %.0f flushes of %.1f updates, %.1f ms each, 99 %% within %v\n",
			u.flushes, u.updates/u.flushes, float64(u.flushTime)/float64(time.Millisecond), u.slowFlush)
	}
	fmt.Fprintf(&b, "load generator: %s", part(u.generator))
	if u.others >= 0 {
		fmt.Fprintf(&b, "; everything else on the machine: %.0f %% of its %d processors", 100*u.others, runtime.NumCPU())
	}
	return b.String()
}
