package pgblobs_test

import (
	"bytes"
	"io"
	"io/fs"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/media/blob"
	"webim.js/server/media/blob/blobtest"
	"webim.js/server/media/blob/pgblobs"
	"webim.js/server/store/pgstore/pgtest"
	"webim.js/test/postgres/pgproxy"
)

func TestPostgresImplementsStore(t *testing.T) {
	urls := map[string]string{}
	blobtest.Run(t, func(t *testing.T, name string) blob.Store {
		if urls[name] == "" {
			urls[name] = pgtest.Schema(t)
		}
		s, err := pgblobs.Open(t.Context(), urls[name])
		require.NoError(t, err)
		return s
	})
}

// Reads are retried when connections break.
func TestReadsRetryBrokenConnections(t *testing.T) {
	schema, err := url.Parse(pgtest.Schema(t))
	require.NoError(t, err)
	proxy, err := pgproxy.Start(pgtest.Server(t).Socket())
	require.NoError(t, err)
	t.Cleanup(proxy.Close)
	s, err := pgblobs.Open(t.Context(), pgtest.Server(t).URLThrough(proxy.Addr(), schema.Query().Get("search_path")))
	require.NoError(t, err)
	defer s.Close()
	content := bytes.Repeat([]byte("a file of several rows"), 40_000)
	sha, err := s.Put(content)
	require.NoError(t, err)
	proxy.CutAll()
	has, err := s.Has(sha)
	require.NoError(t, err)
	assert.True(t, has)
	proxy.CutAll()
	in, err := s.Get(sha)
	require.NoError(t, err)
	defer in.Close()
	var got []byte
	buffer := make([]byte, 100_000)
	for {
		proxy.CutAll()
		n, err := in.Read(buffer)
		got = append(got, buffer[:n]...)
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
	}
	assert.True(t, bytes.Equal(content, got))
	proxy.CutAll()
	_, err = s.Get(blob.Hash([]byte("another")))
	assert.ErrorIs(t, err, fs.ErrNotExist)
}
