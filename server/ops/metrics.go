// Package ops is for who runs the server: metrics, health, limits, and the
// guard before what is nobody else's business.
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

// Metrics are the server's measurements for Prometheus. No label holds
// anything that a client chooses, so their number is bounded.
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

// NewMetrics returns metrics that begin at zero, with those of the Go runtime
// and the process.
func NewMetrics() *Metrics {
	seconds := []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "requests_total", Help: "Answered commands by their ErrorCode; 0 is success.",
		}, []string{"command", "code"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "request_seconds", Help: "Time to carry out a command, polls aside.", Buckets: seconds,
		}, []string{"command"}),
		waited: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Name: "poll_wait_seconds", Help: "How long polls waited for their answer.",
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

// Call is told of every answered command; it is an api.Edge's Observe.
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

// Flush is told of every commit; it is for boltstore.Observe.
func (m *Metrics) Flush(f store.Flush) {
	m.flushTook.Observe(f.Took.Seconds())
	m.flushed.Observe(float64(f.Updates))
	if f.Err != nil {
		m.failures.Inc()
	}
}

// Callback is told what became of every callback.
func (m *Metrics) Callback(command, outcome string) {
	m.callbacks.WithLabelValues(command, outcome).Inc()
}

// Refused is told of every refusal by a limit.
func (m *Metrics) Refused(limit string) { m.refusals.WithLabelValues(limit).Inc() }

// Sources are asked for the present state whenever somebody looks.
type Sources struct {
	Polls        func() int // that wait, those of big groups included
	Instances    func() int
	Delivery     func() (subscriptions, held int)
	StoreWaiting func() int   // updates
	StoreSize    func() int64 // bytes
}

// Watch adds gauges of the present state.
func (m *Metrics) Watch(s Sources) {
	gauge := func(name, help string, value func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help}, value))
	}
	gauge("instances", "Places where users are signed in.", func() float64 { return float64(s.Instances()) })
	gauge("polls_waiting", "Long polls that wait now.", func() float64 { return float64(s.Polls()) })
	gauge("subscriptions", "Open subscriptions to events.", func() float64 { n, _ := s.Delivery(); return float64(n) })
	gauge("events_held", "Events in memory that their clients have not acknowledged.", func() float64 { _, n := s.Delivery(); return float64(n) })
	gauge("store_updates_waiting", "Updates that wait for the next commit.", func() float64 { return float64(s.StoreWaiting()) })
	gauge("store_bytes", "Size of the database.", func() float64 { return float64(s.StoreSize()) })
}

// Register adds measurements of a part of the server's own.
func (m *Metrics) Register(more ...prometheus.Collector) { m.registry.MustRegister(more...) }

// ServeHTTP answers in Prometheus' format.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}).ServeHTTP(w, r)
}
