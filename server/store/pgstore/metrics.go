package pgstore

import (
	"github.com/prometheus/client_golang/prometheus"
)

// metrics are the store's own measurements.
type metrics struct {
	lockWait, lockHold                prometheus.Histogram
	rounds, viewRounds                prometheus.Histogram
	unforeseen, retries, notifyMisses prometheus.Counter
	viewsAgain                        prometheus.Counter
}

func newMetrics() *metrics {
	seconds := []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}
	opts := func(name, help string) prometheus.Opts {
		return prometheus.Opts{Namespace: "webim", Subsystem: "postgres", Name: name, Help: help}
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		o := opts(name, help)
		return prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: o.Namespace, Subsystem: o.Subsystem, Name: o.Name, Help: o.Help, Buckets: buckets})
	}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts(opts(name, help)))
	}
	return &metrics{
		lockWait:     histogram("lock_wait_seconds", "Time until a batch had its turn, the log read included.", seconds),
		lockHold:     histogram("lock_hold_seconds", "Time that a batch kept the others waiting.", seconds),
		rounds:       histogram("fetch_rounds", "Round trips to read what a batch needs, before its turn.", []float64{0, 1, 2, 3, 5, 10, 20, 50}),
		viewRounds:   histogram("view_rounds", "Round trips of a view.", []float64{0, 1, 2, 3, 5, 10, 20, 50}),
		unforeseen:   counter("unforeseen_reads_total", "Round trips to read what was not read ahead, during a batch's turn."),
		retries:      counter("retries_total", "Batches that were tried again."),
		viewsAgain:   counter("views_again_total", "Reads that began again, since their connection broke."),
		notifyMisses: counter("notify_misses_total", "Reads of the log that found a batch without a notification."),
	}
}

// ReadRounds is how many round trips reading has taken since the start, those
// of updates included.
func (s *Store) ReadRounds() int64 { return s.readRounds.Load() }

// Collectors are the store's measurements for Prometheus.
func (s *Store) Collectors() []prometheus.Collector {
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "webim", Subsystem: "postgres", Name: name, Help: help}, value)
	}
	m := s.metrics
	return []prometheus.Collector{
		m.lockWait, m.lockHold, m.rounds, m.viewRounds, m.unforeseen, m.retries, m.notifyMisses, m.viewsAgain,
		gauge("log_lag", "Batches that are known to be in the log and were not heard here yet.", func() float64 {
			s.follow.mu.Lock()
			defer s.follow.mu.Unlock()
			return float64(max(s.seen.Load(), s.follow.applied) - s.follow.told)
		}),
		gauge("log_lost", "How often this process was away for longer than the log is kept.", func() float64 {
			s.follow.mu.Lock()
			defer s.follow.mu.Unlock()
			return float64(s.follow.lost)
		}),
		gauge("cache_asks", "Keys that were looked for in the cache, since the start.", func() float64 { asks, _ := s.follow.cacheUse(); return float64(asks) }),
		gauge("cache_hits", "Keys that were found there.", func() float64 { _, hits := s.follow.cacheUse(); return float64(hits) }),
	}
}

func (f *follower) cacheUse() (asks, hits uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cache.asks, f.cache.hits
}
