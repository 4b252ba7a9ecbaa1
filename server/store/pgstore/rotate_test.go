package pgstore_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store/pgstore"
	"webim.js/server/store/pgstore/pgtest"
)

// While pg_dump reads the log, a rotation must give up before it locks the head
// row, which would block all writers.
func TestRotationSkipsLogInUse(t *testing.T) {
	t.Parallel()
	at := pgtest.Schema(t)
	s, err := pgstore.Open(t.Context(), at, pgstore.Config{})
	require.NoError(t, err)
	defer s.Close()
	slot := func() uint64 { return pgtest.Number(t, at, "SELECT slot FROM head") }
	before := slot()
	begin := func(query string) pgx.Tx {
		conn, err := pgx.Connect(t.Context(), at)
		require.NoError(t, err)
		t.Cleanup(func() { conn.Close(t.Context()) })
		tx, err := conn.Begin(t.Context())
		require.NoError(t, err)
		_, err = tx.Exec(t.Context(), query)
		require.NoError(t, err)
		return tx
	}
	dump := begin("LOCK TABLE log IN ACCESS SHARE MODE")
	writer := begin("SELECT 1 FROM head FOR UPDATE")
	assert.ErrorIs(t, s.Rotate(t.Context()), pgstore.ErrLogInUse)
	require.NoError(t, writer.Rollback(t.Context()))
	assert.Equal(t, before, slot())
	require.NoError(t, dump.Rollback(t.Context()))
	require.NoError(t, s.Rotate(t.Context()))
	assert.NotEqual(t, before, slot())
}
