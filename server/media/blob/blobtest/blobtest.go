// Package blobtest holds the tests that every blob.Store has to pass.
package blobtest

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/media/blob"
)

// Run runs the suite. open opens the store of a name, which is empty at first. Opening
// a name twice is like opening the store in two processes.
func Run(t *testing.T, open func(t *testing.T, name string) blob.Store) {
	for name, test := range map[string]func(*testing.T, blob.Store, blob.Store){
		"part becomes content":           testPartBecomesContent,
		"large content is preserved":     testLargeContent,
		"missing part is an error":       testMissingPart,
		"equal contents are stored once": testEqualContents,
		"drop deletes content":           testDrop,
		"content is seekable":            testSeek,
		"old parts are listed":           testOldParts,
		"copy adds missing contents":     testCopy,
		"concurrent use loses nothing":   testConcurrency,
	} {
		t.Run(name, func(t *testing.T) {
			one := open(t, name)
			defer one.Close()
			other := open(t, name)
			defer other.Close()
			test(t, one, other)
		})
	}
}

func read(t *testing.T, f io.ReadSeekCloser, err error) string {
	t.Helper()
	require.NoError(t, err)
	defer f.Close()
	data, err := io.ReadAll(f)
	require.NoError(t, err)
	return string(data)
}

func get(t *testing.T, s blob.Store, sha string) string {
	t.Helper()
	f, err := s.Get(sha)
	return read(t, f, err)
}

// testPartBecomesContent writes slices out of order through two stores.
func testPartBecomesContent(t *testing.T, s, other blob.Store) {
	part, err := s.NewPart()
	require.NoError(t, err)
	require.NoError(t, s.WritePart(part, 3, []byte("def")))
	require.NoError(t, other.WritePart(part, 0, []byte("abc")))
	require.NoError(t, other.WritePart(part, 2, []byte("cd")), "overwriting with the same bytes must be allowed")
	sums, err := blob.Sum(other, part)
	require.NoError(t, err)
	assert.Equal(t, blob.Sums{
		Size: 6, MD5: "e80b5017098950fc58aad83c8c14978e",
		SHA256: "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721",
	}, sums)
	has, err := s.Has(sums.SHA256)
	require.NoError(t, err)
	assert.False(t, has)
	require.NoError(t, s.Keep(part, sums.SHA256))
	assert.Equal(t, "abcdef", get(t, other, sums.SHA256))
	has, err = other.Has(sums.SHA256)
	require.NoError(t, err)
	assert.True(t, has)
	_, err = s.OpenPart(part)
	assert.ErrorIs(t, err, fs.ErrNotExist, "the part must not exist after Keep")

	empty, err := s.NewPart()
	require.NoError(t, err)
	sums, err = blob.Sum(s, empty)
	require.NoError(t, err)
	require.NoError(t, s.Keep(empty, sums.SHA256))
	assert.Empty(t, get(t, s, sums.SHA256))
}

func random(n int) []byte {
	data := make([]byte, n)
	r := rand.New(rand.NewPCG(1, uint64(n)))
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	return data
}

func testLargeContent(t *testing.T, s, other blob.Store) {
	data := random(6<<20 + 12_345)
	part, err := s.NewPart()
	require.NoError(t, err)
	require.NoError(t, s.WritePart(part, 0, []byte("replaced")))
	require.NoError(t, s.FillPart(part, bytes.NewReader(data)))
	sums, err := blob.Sum(other, part)
	require.NoError(t, err)
	assert.EqualValues(t, len(data), sums.Size)
	assert.Equal(t, blob.Hash(data), sums.SHA256)
	require.NoError(t, other.Keep(part, sums.SHA256))
	assert.True(t, get(t, s, sums.SHA256) == string(data), "the content must be preserved")
}

func testMissingPart(t *testing.T, s, other blob.Store) {
	part, err := s.NewPart()
	require.NoError(t, err)
	require.NoError(t, s.WritePart(part, 0, []byte("x")))
	require.NoError(t, other.DropPart(part))
	require.NoError(t, s.DropPart(part), "a repeated drop must be a no-op")
	assert.ErrorIs(t, s.WritePart(part, 0, []byte("x")), fs.ErrNotExist)
	assert.ErrorIs(t, s.FillPart(part, bytes.NewReader([]byte("x"))), fs.ErrNotExist)
	_, err = s.OpenPart(part)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = s.Get(blob.Hash([]byte("x")))
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func testEqualContents(t *testing.T, s, other blob.Store) {
	first, err := s.Put([]byte("same"))
	require.NoError(t, err)
	second, err := other.Put([]byte("same"))
	require.NoError(t, err)
	assert.Equal(t, first, second)
	part, err := s.NewPart()
	require.NoError(t, err)
	require.NoError(t, s.WritePart(part, 0, []byte("same")))
	require.NoError(t, s.Keep(part, first))
	n := 0
	for _, err := range s.All(t.Context()) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 1, n)
	assert.Equal(t, "same", get(t, s, first))
}

func testDrop(t *testing.T, s, other blob.Store) {
	sha, err := s.Put([]byte("unwanted"))
	require.NoError(t, err)
	kept, err := s.Put([]byte("wanted"))
	require.NoError(t, err)
	require.NoError(t, other.Drop(sha))
	require.NoError(t, s.Drop(sha), "a repeated drop must be a no-op")
	_, err = s.Get(sha)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	has, err := s.Has(sha)
	require.NoError(t, err)
	assert.False(t, has)
	assert.Equal(t, "wanted", get(t, s, kept))
	_, err = s.Put([]byte("unwanted"))
	require.NoError(t, err)
	assert.Equal(t, "unwanted", get(t, other, sha), "the content must be stored again")
}

func testSeek(t *testing.T, s, _ blob.Store) {
	data := random(1 << 20)
	sha, err := s.Put(data)
	require.NoError(t, err)
	f, err := s.Get(sha)
	require.NoError(t, err)
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	require.NoError(t, err)
	assert.EqualValues(t, len(data), size)
	for _, at := range []int64{1<<20 - 1, 0, 300_000, 262_143, 262_144} {
		pos, err := f.Seek(at, io.SeekStart)
		require.NoError(t, err)
		require.Equal(t, at, pos)
		part := make([]byte, min(1000, size-at))
		_, err = io.ReadFull(f, part)
		require.NoError(t, err)
		assert.Equal(t, data[at:at+int64(len(part))], part)
	}
}

func testOldParts(t *testing.T, s, other blob.Store) {
	part, err := s.NewPart()
	require.NoError(t, err)
	list, err := other.OldParts(time.Now().Add(-time.Hour))
	require.NoError(t, err)
	assert.Empty(t, list)
	list, err = other.OldParts(time.Now().Add(time.Hour))
	require.NoError(t, err)
	assert.Equal(t, []string{part}, list)
}

func testCopy(t *testing.T, from, _ blob.Store) {
	to := memory{}
	one, err := from.Put([]byte("one"))
	require.NoError(t, err)
	_, err = from.NewPart()
	require.NoError(t, err)
	require.NoError(t, blob.Copy(t.Context(), from, to))
	two, err := from.Put([]byte("two"))
	require.NoError(t, err)
	require.NoError(t, blob.Copy(t.Context(), from, to), "a second copy must add new contents")
	assert.Len(t, to.contents(), 2)
	assert.Equal(t, "one", string(to[one]))
	assert.Equal(t, "two", string(to[two]))
	to["three"] = []byte("damaged")
	assert.Error(t, blob.Copy(t.Context(), to, from), "content must match its hash")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, blob.Copy(ended, from, memory{}), context.Canceled)
}

func testConcurrency(t *testing.T, s, other blob.Store) {
	var wg, written sync.WaitGroup
	for i := range 16 {
		written.Add(1)
		wg.Go(func() {
			at := []blob.Store{s, other}[i%2]
			data := random(100_000 + i/2) // each content twice
			part, err := at.NewPart()
			assert.NoError(t, err)
			for n := 0; n < len(data); n += 30_000 {
				assert.NoError(t, at.WritePart(part, int64(n), data[n:min(len(data), n+30_000)]))
			}
			written.Done()
			written.Wait() // keep them concurrently
			assert.NoError(t, at.Keep(part, blob.Hash(data)))
			assert.True(t, get(t, at, blob.Hash(data)) == string(data))
		})
	}
	wg.Wait()
}
