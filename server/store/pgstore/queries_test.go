package pgstore_test

import (
	"encoding/json"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store"
	"webim.js/server/store/pgstore"
	"webim.js/server/store/pgstore/pgtest"
)

// A read of a range with fewer keys than its limit must stop at the end of the
// range and not scan the rest of the bucket.
func TestRangeReadStopsAtBound(t *testing.T) {
	url := pgtest.Schema(t)
	s := pgtest.Open(t, url)
	require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
		tx.Put("bucket", store.Key("a", uint64(1)), []byte("value"))
		for n := range uint64(20_000) {
			tx.Put("bucket", store.Key("b", n), []byte("value"))
		}
		return nil
	}))
	require.NoError(t, s.Close())
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer conn.Close(t.Context())
	require.NoError(t, pgstore.Settings(t.Context(), conn))
	span := store.Prefix("a")
	var plan []byte
	require.NoError(t, conn.QueryRow(t.Context(), "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "+pgstore.RangesQuery,
		[]string{"bucket"}, [][]byte{span.From}, [][]byte{span.To}, []int32{16}).Scan(&plan))
	var explained []struct {
		Plan struct {
			Rows int `json:"Actual Rows"`
			Hit  int `json:"Shared Hit Blocks"`
			Read int `json:"Shared Read Blocks"`
		}
	}
	require.NoError(t, json.Unmarshal(plan, &explained), "%s", plan)
	require.Len(t, explained, 1)
	assert.Equal(t, 1, explained[0].Plan.Rows)
	assert.Less(t, explained[0].Plan.Hit+explained[0].Plan.Read, 20, "%s", plan)
}
