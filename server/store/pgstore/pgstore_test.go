package pgstore_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"webim.js/server/archive"
	"webim.js/server/store"
	"webim.js/server/store/pgstore/pgtest"
	"webim.js/server/store/storetest"
)

// schemaOf gives each folder of the suite a schema.
func schemaOf(t *testing.T, schemas map[string]string, dir string) string {
	if schemas[dir] == "" {
		schemas[dir] = pgtest.Schema(t)
	}
	return schemas[dir]
}

func TestStore(t *testing.T) {
	schemas := map[string]string{}
	storetest.Run(t, storetest.Backend{
		Open: func(t *testing.T, dir string) store.Store { return pgtest.Open(t, schemaOf(t, schemas, dir)) },
		Restore: func(t *testing.T, backup []byte, dir string) {
			s := pgtest.Open(t, schemaOf(t, schemas, dir))
			_, err := archive.Import(t.Context(), s, bytes.NewReader(backup))
			require.NoError(t, err)
			require.NoError(t, s.Close())
		},
		// What a process that is killed leaves behind is what is committed.
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

func TestTogether(t *testing.T) {
	storetest.RunTogether(t, func(t *testing.T) (one, other store.Store) {
		url := pgtest.Schema(t)
		return pgtest.Open(t, url), pgtest.Open(t, url)
	})
}
