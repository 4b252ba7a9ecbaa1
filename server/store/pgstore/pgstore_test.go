package pgstore_test

import (
	"bytes"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/archive"
	"webim.js/server/store"
	"webim.js/server/store/pgstore"
	"webim.js/server/store/pgstore/pgtest"
	"webim.js/server/store/storetest"
)

// schemaOf returns the schema for a directory of the suite.
func schemaOf(t *testing.T, schemas map[string]string, dir string) string {
	if schemas[dir] == "" {
		schemas[dir] = pgtest.Schema(t)
	}
	return schemas[dir]
}

func TestPostgresImplementsStore(t *testing.T) {
	schemas := map[string]string{}
	storetest.Run(t, storetest.Backend{
		Open: func(t *testing.T, dir string) store.Store { return pgtest.Open(t, schemaOf(t, schemas, dir)) },
		Restore: func(t *testing.T, backup []byte, dir string) {
			s := pgtest.Open(t, schemaOf(t, schemas, dir))
			_, err := archive.Import(t.Context(), s, bytes.NewReader(backup))
			require.NoError(t, err)
			require.NoError(t, s.Close())
		},
		// A killed process leaves the committed state.
		Crash: func(t *testing.T, dir, copied string) {
			from, to := schemaOf(t, schemas, dir), schemaOf(t, schemas, copied)
			require.NoError(t, pgtest.Open(t, to).Close())
			for _, table := range []string{"kv", "log", "head"} {
				pgtest.Exec(t, to, fmt.Sprintf("TRUNCATE %s; INSERT INTO %[1]s SELECT * FROM %s", table,
					pgx.Identifier{schemaName(t, from), table}.Sanitize()))
			}
		},
	})
}

func schemaName(t *testing.T, url string) string {
	config, err := pgx.ParseConfig(url)
	require.NoError(t, err)
	return config.RuntimeParams["search_path"]
}

func TestTwoProcessesShareStore(t *testing.T) {
	storetest.RunTogether(t, func(t *testing.T) (one, other store.Store) {
		url := pgtest.Schema(t)
		return pgtest.Open(t, url), pgtest.Open(t, url)
	})
}

// Long updates of one account delay another's update by at most a few of them.
func TestLongUpdatesDelayOwnAccount(t *testing.T) {
	t.Parallel()
	s := open(t, pgtest.Schema(t), pgstore.Config{})
	defer s.Close()
	heavy := store.OnBehalf(t.Context(), "heavy")
	const long = 40
	var done atomic.Int64
	var wg sync.WaitGroup
	for range long {
		wg.Go(func() {
			assert.NoError(t, s.Update(heavy, func(tx store.Tx) error {
				for i := range uint64(1000) { // costs as much as a whole batch
					tx.Put("long", store.Key(i), nil)
				}
				return nil
			}))
			done.Add(1)
		})
	}
	for done.Load() == 0 {
		runtime.Gosched()
	}
	before := done.Load()
	assert.NoError(t, s.Update(store.OnBehalf(t.Context(), "light"), func(tx store.Tx) error {
		tx.Put("short", store.Key("k"), nil)
		return nil
	}))
	assert.LessOrEqual(t, done.Load()-before, int64(6))
	wg.Wait()
}
