package pgstore

import (
	"github.com/prometheus/client_golang/prometheus"
)

// metrics holds the store's Prometheus metrics.
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
		lockWait:     histogram("lock_wait_seconds", "|", seconds),
		lockHold:     histogram("lock_hold_seconds", "Time that a batch held the lock.", seconds),
		rounds:       histogram("fetch_rounds", "Round trips to read ahead for a batch, before it acquires the lock.", []float64{0, 1, 2, 3, 5, 10, 20, 50}),
		viewRounds:   histogram("view_rounds", "Round trips of a view.", []float64{0, 1, 2, 3, 5, 10, 20, 50}),
		unforeseen:   counter("unforeseen_reads_total", "Round trips under the lock for reads that were not read ahead."),
		retries:      counter("retries_total", "Retries of batches."),
		viewsAgain:   counter("views_again_total", "Views that ran again after their connection broke."),
		notifyMisses: counter("notify_misses_total", "Polls of the log that found a batch without a notification."),
	}
}

// ReadRounds returns the number of round trips for reads since the start, including
// those of updates.
func (s *Store) ReadRounds() int64 { return s.readRounds.Load() }

// Collectors returns the store's Prometheus collectors.
func (s *Store) Collectors() []prometheus.Collector {
	gauge := func(name, help string, value func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "webim", Subsystem: "postgres", Name: name, Help: help}, value)
	}
	m := s.metrics
	return []prometheus.Collector{
		m.lockWait, m.lockHold, m.rounds, m.viewRounds, m.unforeseen, m.retries, m.notifyMisses, m.viewsAgain,
		gauge("log_lag", "Batches in the log whose notes were not delivered here yet.", func() float64 {
			s.follow.mu.Lock()
			defer s.follow.mu.Unlock()
			return float64(max(s.seen.Load(), s.follow.applied) - s.follow.delivered)
		}),
		gauge("log_lost", "How often this process fell behind the log's retention.", func() float64 {
			s.follow.mu.Lock()
			defer s.follow.mu.Unlock()
			return float64(s.follow.missed)
		}),
		gauge("cache_asks", "Key lookups in the cache since the start.", func() float64 { asks, _ := s.follow.cacheUse(); return float64(asks) }),
		gauge("cache_hits", "Key lookups in the cache since the start that were hits.", func() float64 { _, hits := s.follow.cacheUse(); return float64(hits) }),
	}
}

func (f *follower) cacheUse() (asks, hits uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cache.lookups, f.cache.hits
}
