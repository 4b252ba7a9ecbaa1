package pgstore

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"webim.js/server/store"
)

const (
	queryHead = `SELECT number, stamp, floor FROM head`
	lockHead  = `SELECT number, stamp, floor, slot FROM head FOR UPDATE`
	// The row at the position comes without its entries, to verify that it is still
	// the one that was applied.
	readLog = `SELECT number, batch, stamp, CASE WHEN number > $1 THEN entries END
		FROM log WHERE number >= $1 ORDER BY number LIMIT $2::int + 1`

	// The lookups rely on the settings of every connection (see settings): without
	// them, PostgreSQL hashes the whole table to find a few keys.
	queryKeys = `SELECT w.i, k.value FROM unnest($1::text[], $2::bytea[]) WITH ORDINALITY w(b, k, i)
		JOIN kv k ON k.bucket = w.b COLLATE "C" AND k.key = w.k`
	queryBuckets = `WITH RECURSIVE b AS (
		(SELECT bucket FROM kv ORDER BY bucket LIMIT 1)
		UNION ALL
		SELECT (SELECT kv.bucket FROM kv WHERE kv.bucket > b.bucket ORDER BY kv.bucket LIMIT 1) FROM b WHERE b.bucket IS NOT NULL
	) SELECT bucket FROM b WHERE bucket IS NOT NULL`

	deleteKeys = `DELETE FROM kv USING unnest($1::text[], $2::bytea[]) w(b, k)
		WHERE kv.bucket = w.b COLLATE "C" AND kv.key = w.k`
	putKeys = `INSERT INTO kv SELECT * FROM unnest($1::text[], $2::bytea[], $3::bytea[])
		ON CONFLICT (bucket, key) DO UPDATE SET value = excluded.value`
	writeLog  = `INSERT INTO log VALUES ($1, $2, $3, clock_timestamp(), $4, $5)`
	writeHead = `UPDATE head SET number = $1, stamp = $2`
	notify    = `SELECT pg_notify($1, $2)`
)

// fetch is a read of several keys and ranges in one round trip.
type fetch struct {
	keys   []keyName
	values [][]byte // values of keys; nil means absent
	ranges []pageOf
	pages  [][]pair // pages of ranges

	waiting int // number of functions waiting for the fetch
}

type keyName struct {
	bucket store.Bucket
	key    string
}

// pageOf is the next page of a range to read.
type pageOf struct {
	span  span
	from  []byte // start of the page, after the pairs read so far, in scan direction
	limit int
}

// span is a range that can be a map key.
type span struct {
	bucket    store.Bucket
	from, to  string
	unbounded bool // extends to the end of the bucket
	reverse   bool
}

func spanOf(b store.Bucket, r store.Range) span {
	return span{b, string(r.From), string(r.To), r.To == nil, r.Reverse}
}

type pair struct{ key, value []byte }

func (f *fetch) empty() bool { return len(f.keys) == 0 && len(f.ranges) == 0 }

// queue adds the fetch's statements to a pipeline.
func (f *fetch) queue(b *pgx.Batch) {
	f.values, f.pages = make([][]byte, len(f.keys)), make([][]pair, len(f.ranges))
	if len(f.keys) > 0 {
		buckets, keys := make([]string, len(f.keys)), make([][]byte, len(f.keys))
		for i, k := range f.keys {
			buckets[i], keys[i] = string(k.bucket), []byte(k.key)
		}
		b.Queue(queryKeys, buckets, keys).Query(func(rows pgx.Rows) error {
			var i int64
			var value []byte
			_, err := pgx.ForEachRow(rows, []any{&i, &value}, func() error {
				f.values[i-1] = value
				value = nil
				return nil
			})
			return err
		})
	}
	for kind := range rangesQueries {
		f.queueRanges(b, kind)
	}
}

// rangeKind distinguishes ranges that need different statements.
type rangeKind struct{ reverse, unbounded bool }

// rangesQueries holds the statements that read ranges, each within one bucket. They
// compare bucket for equality, not (bucket, key) as a row: PostgreSQL does not end
// an index scan at the bound of a row comparison, but continues until LIMIT is
// reached.
var rangesQueries = func() map[rangeKind]string {
	queries := map[rangeKind]string{}
	for _, kind := range []rangeKind{{}, {reverse: true}, {unbounded: true}, {true, true}} {
		end, order := "AND key < r.t", ""
		if kind.unbounded {
			end = ""
		}
		if kind.reverse {
			order = "DESC"
		}
		queries[kind] = fmt.Sprintf(`SELECT r.i, k.key, k.value
			FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::int[]) WITH ORDINALITY r(b, f, t, n, i)
			CROSS JOIN LATERAL (SELECT key, value FROM kv
				WHERE bucket = r.b COLLATE "C" AND key >= r.f %s
				ORDER BY key %s LIMIT r.n) k
			ORDER BY r.i, k.key %[2]s`, end, order)
	}
	return queries
}()

// bounds returns the bounds of a page and the kind of its statement.
func (p pageOf) bounds() (from, to []byte, kind rangeKind) {
	from, to, kind = []byte(p.span.from), []byte(p.span.to), rangeKind{p.span.reverse, p.span.unbounded}
	switch {
	case p.from == nil:
	case p.span.reverse:
		to, kind.unbounded = p.from, false
	default:
		from = p.from
	}
	return from, to, kind
}

func (f *fetch) queueRanges(b *pgx.Batch, kind rangeKind) {
	var buckets []string
	var fromKeys, toKeys [][]byte
	var limits []int32
	var index []int
	for i, p := range f.ranges {
		from, to, pageKind := p.bounds()
		if pageKind != kind {
			continue
		}
		index = append(index, i)
		buckets, fromKeys, toKeys = append(buckets, string(p.span.bucket)), append(fromKeys, from), append(toKeys, to)
		limits = append(limits, int32(p.limit))
	}
	if len(index) == 0 {
		return
	}
	b.Queue(rangesQueries[kind], buckets, fromKeys, toKeys, limits).Query(func(rows pgx.Rows) error {
		var i int64
		var p pair
		_, err := pgx.ForEachRow(rows, []any{&i, &p.key, &p.value}, func() error {
			f.pages[index[i-1]] = append(f.pages[index[i-1]], p)
			p = pair{}
			return nil
		})
		return err
	})
}

// sender is a pool, a connection or a transaction.
type sender interface {
	SendBatch(context.Context, *pgx.Batch) pgx.BatchResults
}

// send executes a pipeline of statements. The results are read by their callbacks.
func send(ctx context.Context, c sender, b *pgx.Batch) error {
	if err := c.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("pgstore: query: %w", err)
	}
	return nil
}
