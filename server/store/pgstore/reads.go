package pgstore

import (
	"iter"
	"sync"

	"webim.js/server/store"
)

// The first page of a range is small, as many scans end after one or two keys;
// further pages grow.
const (
	firstPage   = 16
	largestPage = 2048
)

// reads holds the keys and the beginnings of ranges that were read from the
// database.
type reads struct {
	mu     sync.Mutex
	keys   map[keyName][]byte // nil means absent
	ranges map[span]*readRange
}

// readRange is the beginning of a range that was read.
type readRange struct {
	pairs []pair
	whole bool
}

func newReads() *reads { return &reads{keys: map[keyName][]byte{}, ranges: map[span]*readRange{}} }

func (r *reads) key(k keyName) (value []byte, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	value, ok = r.keys[k]
	return value, ok
}

func (r *reads) setKey(k keyName, value []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys[k] = value
}

// after returns the pairs of a range after the first n. If there are none, next is
// the page to read, and done reports that the range has no more.
func (r *reads) after(s span, n int) (pairs []pair, next pageOf, done bool) {
	all, next, whole := r.known(s)
	if len(all) > n {
		return all[n:], next, false
	}
	return nil, next, whole
}

// known returns the pairs read of a range and the page that follows.
func (r *reads) known(s span) (pairs []pair, next pageOf, whole bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next = pageOf{span: s, limit: firstPage}
	if k := r.ranges[s]; k != nil {
		next.limit = max(firstPage/4, len(k.pairs))
		return k.pairs, next.following(k.pairs), k.whole
	}
	return nil, next, false
}

// following returns the page after pairs, with a higher limit.
func (p pageOf) following(pairs []pair) pageOf {
	p.limit = min(4*p.limit, largestPage)
	if len(pairs) > 0 {
		last := pairs[len(pairs)-1].key
		if p.span.reverse {
			p.from = last
		} else {
			p.from = append(append([]byte{}, last...), 0)
		}
	}
	return p
}

// take stores the result of a fetch.
func (r *reads) take(f *fetch) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, k := range f.keys {
		r.keys[k] = f.values[i]
	}
	for i, p := range f.ranges {
		k := r.ranges[p.span]
		if k == nil {
			k = &readRange{}
			r.ranges[p.span] = k
		}
		k.pairs = append(k.pairs, f.pages[i]...)
		k.whole = len(f.pages[i]) < p.limit
	}
}

// missing returns a fetch of the needs that neither r nor the cache holds.
func (r *reads) missing(needs []store.Need, cached func(keyName) ([]byte, bool)) *fetch {
	f := &fetch{}
	requested := map[keyName]bool{}
	ranges := map[span]bool{}
	for _, need := range needs {
		if need.Key != nil {
			k := keyName{need.Bucket, string(need.Key)}
			if _, ok := r.key(k); ok || requested[k] {
				continue
			}
			if value, ok := cached(k); ok {
				r.setKey(k, value)
				continue
			}
			requested[k] = true
			f.keys = append(f.keys, k)
			continue
		}
		s := spanOf(need.Bucket, need.Range)
		pairs, next, done := r.after(s, 0)
		if done || len(pairs) > 0 || ranges[s] {
			continue
		}
		ranges[s] = true
		if next.limit = need.Limit + 1; need.Limit == 0 {
			next.limit = largestPage
		}
		f.ranges = append(f.ranges, next)
	}
	return f
}

// source provides the values that a transaction reads, without its own changes.
type source interface {
	get(k keyName) []byte
	// more returns the pairs of a range after the first n; ok is false at the end.
	more(s span, n int) (pairs []pair, ok bool)
	want(needs []store.Need)
	buckets() []store.Bucket
}

// scan iterates over a range of a source.
func scan(src source, s span) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		for n := 0; ; {
			pairs, ok := src.more(s, n)
			if !ok {
				return
			}
			for _, p := range pairs {
				n++
				if !yield(p.key, p.value) {
					return
				}
			}
		}
	}
}
