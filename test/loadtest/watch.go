package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// watch samples the server and the machine during a run.
type watch struct {
	own    *site        // nil: with -url
	ports  []*adminPort // admin ports
	cancel context.CancelFunc
	done   chan struct{}

	start        time.Time
	first        map[string]float64 // metrics
	highest      float64            // highest resident memory sampled
	machineStart machine
	ownStart     time.Duration
	pgStart      time.Duration
}

// usage is the resource usage of a run.
type usage struct {
	took              time.Duration
	memory            float64       // maximum of the server in bytes; 0: unknown
	server, generator time.Duration // processor time
	postgres          time.Duration // processor time of PostgreSQL
	lockStats         lockStats
	others            float64 // fraction of processor time used by other programs; -1: unknown
	flushes, updates  float64
	flushTime         time.Duration // average
	slowFlush         time.Duration // 99th percentile
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

// watchEvery is the sampling interval. A sample costs the server some milliseconds.
const watchEvery = 2 * time.Second

// lockStats holds the lock statistics of batches in PostgreSQL.
type lockStats struct {
	number, wait, hold, rounds float64 // totals, in seconds and round trips
	unforeseen, retries        float64
	lookups, hits              float64 // of the cache
}

func startWatch(ctx context.Context, own *site, ports []*adminPort) *watch {
	ctx, cancel := context.WithCancel(ctx)
	w := &watch{own: own, ports: ports, cancel: cancel, done: make(chan struct{}), start: time.Now()}
	w.machineStart, w.ownStart, w.pgStart = readMachine(), processorTime(), w.postgresTime()
	w.first = w.sample(ctx)
	go func() {
		defer close(w.done)
		for sleep(ctx, watchEvery) == nil {
			w.sample(ctx)
		}
	}()
	return w
}

func (w *watch) end() usage {
	w.cancel()
	<-w.done
	took := time.Since(w.start)
	last := w.sample(context.Background())
	// Counters restart from zero when a server is killed; earlier values are lost.
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
		for _, node := range w.own.nodes {
			u.server += node.before
		}
	}
	u.postgres = max(0, w.postgresTime()-w.pgStart)
	postgres := func(name string) float64 { return gain("webim_postgres_" + name) }
	u.lockStats = lockStats{
		postgres("lock_hold_seconds_count"), postgres("lock_wait_seconds_sum"), postgres("lock_hold_seconds_sum"), postgres("fetch_rounds_sum"),
		postgres("unforeseen_reads_total"), postgres("retries_total"), postgres("cache_asks"), postgres("cache_hits"),
	}
	if u.flushes > 0 {
		u.flushTime = time.Duration(gain(metricFlushSec) / u.flushes * float64(time.Second))
		u.slowFlush = slowest(0.99*u.flushes, gain)
	}
	if m := readMachine(); m.total > w.machineStart.total {
		all := float64(m.total - w.machineStart.total)
		busy := float64(m.busy-w.machineStart.busy) / all
		ours := (u.server + u.generator + u.postgres).Seconds() / (took.Seconds() * float64(runtime.NumCPU()))
		u.others = max(0, busy-ours)
	}
	return u
}

// slowest returns the upper bound of the first histogram bucket that includes at
// least count flushes.
func slowest(count float64, gain func(string) float64) time.Duration {
	for _, le := range []string{"0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"} {
		if gain(fmt.Sprintf("webim_store_flush_seconds_bucket{le=%q}", le)) >= count {
			seconds, _ := strconv.ParseFloat(le, 64)
			return time.Duration(seconds * float64(time.Second))
		}
	}
	return time.Minute
}

// sample returns the sums of the metrics of all nodes. Without metrics the report is
// shorter.
func (w *watch) sample(ctx context.Context) map[string]float64 {
	values := map[string]float64{}
	if len(w.ports) == 0 {
		return values // no access to the server's metrics
	}
	for _, port := range w.ports {
		for name, v := range measure(ctx, port) {
			values[name] += v
		}
	}
	// All nodes share one database.
	values[metricSize] /= float64(len(w.ports))
	// Peaks between two samples are missed.
	w.highest = max(w.highest, values[metricMemory])
	return values
}

// sampleTimeout bounds a sample, as a node may be stopped.
const sampleTimeout = 2 * time.Second

// measure reads the metrics of a node.
func measure(ctx context.Context, node *adminPort) map[string]float64 {
	values := map[string]float64{}
	ctx, cancel := context.WithTimeout(ctx, sampleTimeout)
	defer cancel()
	resp, err := node.request(ctx, http.MethodGet, "/metrics")
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
	return values
}

// memory is the memory of all nodes in bytes: resident memory, and memory in use
// after a collection.
type memory struct{ resident, live float64 }

func memoryOf(ctx context.Context, own *site) (m memory) {
	for _, node := range own.nodes {
		m.resident += measure(ctx, &node.adminPort)[metricMemory]
	}
	for _, node := range own.nodes {
		node.collect(ctx)
		node.collect(ctx) // sync.Pools are emptied by the second collection
		values := measure(ctx, &node.adminPort)
		m.live += values["go_memstats_heap_alloc_bytes"] + values["go_memstats_stack_inuse_bytes"]
	}
	return m
}

// collect forces a garbage collection by requesting a heap profile.
func (p *adminPort) collect(ctx context.Context) {
	if resp, err := p.request(ctx, http.MethodPost, "/admin/debug/pprof/heap?gc=1"); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body) // without it, the figures are only higher
		resp.Body.Close()
	}
}

// postgresTime returns the processor time of PostgreSQL and its backends so far, 0
// if unavailable.
func (w *watch) postgresTime() (total time.Duration) {
	if w.own == nil || w.own.pg == nil {
		return 0
	}
	pid := w.own.pg.PID()
	total = timeOf(pid, 13, 17) // including ended children
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", pid))
	for child := range strings.FieldsSeq(string(children)) {
		n, _ := strconv.Atoi(child)
		total += timeOf(n, 13, 15)
	}
	return total
}

// timeOf returns the sum of time fields of a process, in ticks of 10 ms.
func timeOf(pid, first, end int) (total time.Duration) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	// The second field, the name in parentheses, may contain spaces.
	fields := strings.Fields(string(data[strings.LastIndexByte(string(data), ')')+1:]))
	for i := first; i < end && i-2 < len(fields); i++ {
		n, _ := strconv.Atoi(fields[i-2])
		total += time.Duration(n) * 10 * time.Millisecond
	}
	return total
}

// machine is the processor time since boot, in ticks.
type machine struct{ busy, total uint64 }

// readMachine reads /proc/stat if it exists.
func readMachine() (m machine) {
	data, err := os.ReadFile("/proc/stat")
	if err != nil {
		return m
	}
	line, _, _ := strings.Cut(string(data), "\n")
	// cpu user nice system idle iowait irq softirq steal; the rest is included in these
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
	fmt.Fprintf(&b, "servers: peak memory %.0f MiB, %s; database %.0f MiB\n", u.memory/(1<<20), part(u.server), u.database/(1<<20))
	if u.flushes > 0 {
		fmt.Fprintf(&b, "store: %.0f flushes of %.1f updates, %.1f ms each, 99 %% within %v\n",
			u.flushes, u.updates/u.flushes, float64(u.flushTime)/float64(time.Millisecond), u.slowFlush)
	}
	if t := u.lockStats; t.number > 0 {
		ms := func(seconds float64) float64 { return 1000 * seconds / t.number }
		fmt.Fprintf(&b, "PostgreSQL: %s; a batch waited %.1f ms for the lock and held it for %.1f ms, after %.1f rounds of reading; %.0f unforeseen reads, %.0f retries, %.0f %% of keys from the cache\n",
			part(u.postgres), ms(t.wait), ms(t.hold), t.rounds/t.number, t.unforeseen, t.retries, 100*t.hits/max(1, t.lookups))
	}
	fmt.Fprintf(&b, "load generator: %s", part(u.generator))
	if u.others >= 0 {
		fmt.Fprintf(&b, "; other programs: %.0f %% of %d processors", 100*u.others, runtime.NumCPU())
	}
	return b.String()
}
