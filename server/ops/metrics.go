// Package ops provides the metrics, health checks and limits of the server, and the
// access control of its admin port.
package ops

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"webim.js/server/api"
	"webim.js/server/store"
)

const namespace = "webim"

// Metrics are the server's metrics for Prometheus. No label has a value that
// clients choose, so the number of series is bounded.
type Metrics struct {
	registry  *prometheus.Registry
	calls     *prometheus.CounterVec
	took      *prometheus.HistogramVec
	waited    prometheus.Histogram
	refusals  *prometheus.CounterVec
	callbacks *prometheus.CounterVec
	flushTook prometheus.Histogram
	flushed   prometheus.Histogram
	failures  prometheus.Counter
}

// NewMetrics returns metrics that start at zero, including those of the Go runtime
// and the process.
func NewMetrics() *Metrics {
	seconds := []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "requests_total", Help: "Commands by the ErrorCode of their response; 0 is success.",
		}, []string{"command", "code"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "request_seconds", Help: "Time to process a command, without long polls.", Buckets: seconds,
		}, []string{"command"}),
		waited: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "poll_wait_seconds", Help: "Time from a long poll to its response.",
			Buckets: []float64{.001, .01, .1, 1, 5, 15, 30, 60},
		}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "limit_refusals_total", Help: "Requests refused because of a limit.",
		}, []string{"limit"}),
		callbacks: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "callbacks_total", Help: "Callbacks to the site's back end by outcome: ok, failed, skipped while it fails, dropped from a full queue.",
		}, []string{"callback", "outcome"}),
		flushTook: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Subsystem: "store", Name: "flush_seconds",
			Help: "Time of a commit: its updates and the flush to disk.", Buckets: seconds,
		}),
		flushed: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Subsystem: "store", Name: "flush_updates", Help: "Updates that shared one commit.",
			Buckets: []float64{1, 2, 5, 10, 20, 50, 100, 200, 512},
		}),
		failures: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Subsystem: "store", Name: "flush_failures_total", Help: "Commits that failed.",
		}),
	}
	m.registry.MustRegister(
		m.calls, m.took, m.waited, m.refusals, m.callbacks, m.flushTook, m.flushed, m.failures,
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewBuildInfoCollector(),
	)
	return m
}

// Call records a finished command. It is the Observe function of api.Edge.
func (m *Metrics) Call(c api.Command, code int, took time.Duration) {
	name := "unknown"
	if c.Name != "" {
		name = c.Service + "/" + c.Name
	}
	m.calls.WithLabelValues(name, strconv.Itoa(code)).Inc()
	if c.Waits {
		m.waited.Observe(took.Seconds())
	} else {
		m.took.WithLabelValues(name).Observe(took.Seconds())
	}
}

// Flush counts a commit; it is meant for boltstore.Observe.
func (m *Metrics) Flush(f store.Flush) {
	m.flushTook.Observe(f.Took.Seconds())
	m.flushed.Observe(float64(f.Updates))
	if f.Err != nil {
		m.failures.Inc()
	}
}

// Callback counts a callback by its outcome.
func (m *Metrics) Callback(command, outcome string) {
	m.callbacks.WithLabelValues(command, outcome).Inc()
}

// Refused counts a refusal by a limit.
func (m *Metrics) Refused(limit string) { m.refusals.WithLabelValues(limit).Inc() }

// Sources are the functions that return the values of gauges at every scrape.
type Sources struct {
	Polls        func() int // waiting polls, including those of big groups
	Instances    func() int
	Delivery     func() (subscriptions, held int)
	StoreWaiting func() int   // updates
	StoreSize    func() int64 // bytes
}

// Watch registers gauges of the current state.
func (m *Metrics) Watch(s Sources) {
	gauge := func(name, help string, value func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, value))
	}
	gauge("instances", "Sign-ins of users that are active, one for each client.", func() float64 { return float64(s.Instances()) })
	gauge("polls_waiting", "Long polls waiting for events.", func() float64 { return float64(s.Polls()) })
	gauge("subscriptions", "Open subscriptions to events.", func() float64 { n, _ := s.Delivery(); return float64(n) })
	gauge("events_held", "Events in memory that clients have not acknowledged.", func() float64 { _, n := s.Delivery(); return float64(n) })
	gauge("store_updates_waiting", "Updates waiting for the next commit.", func() float64 { return float64(s.StoreWaiting()) })
	gauge("store_bytes", "Size of the database.", func() float64 { return float64(s.StoreSize()) })
}

// Register adds the collectors of another part of the server.
func (m *Metrics) Register(more ...prometheus.Collector) { m.registry.MustRegister(more...) }

// ServeHTTP serves the metrics in Prometheus' format.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
}
