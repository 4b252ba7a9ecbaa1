package dirblobs_test

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/media/blob"
	"webim.js/server/media/blob/blobtest"
	"webim.js/server/media/blob/dirblobs"
)

func open(t *testing.T, path string) *dirblobs.Dir {
	t.Helper()
	d, err := dirblobs.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func content(t *testing.T, d *dirblobs.Dir, sha string) string {
	t.Helper()
	f, err := d.Get(sha)
	require.NoError(t, err)
	defer f.Close()
	data, err := io.ReadAll(f)
	require.NoError(t, err)
	return string(data)
}

func TestPartBecomesFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "files")
	d := open(t, path)
	part, err := d.NewPart()
	require.NoError(t, err)
	require.NoError(t, d.WritePart(part, 3, []byte("def")))
	require.NoError(t, d.WritePart(part, 0, []byte("abc")))

	// The parts must be available to the next process.
	d = open(t, path)
	parts, err := d.OldParts(time.Now().Add(time.Hour))
	require.NoError(t, err)
	assert.Equal(t, []string{part}, parts)
	sums, err := blob.Sum(d, part)
	require.NoError(t, err)
	assert.Equal(t, blob.Sums{
		Size: 6, MD5: "e80b5017098950fc58aad83c8c14978e",
		SHA256: "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721",
	}, sums)
	require.NoError(t, d.Keep(part, sums.SHA256))
	assert.Equal(t, "abcdef", content(t, d, sums.SHA256))
	parts, err = d.OldParts(time.Now().Add(time.Hour))
	require.NoError(t, err)
	assert.Empty(t, parts)

	info, err := os.Stat(filepath.Join(path, sums.SHA256[:2], sums.SHA256))
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode(), "files must not be readable by other users")
}

func TestEqualContentsShareFile(t *testing.T) {
	path := t.TempDir()
	d := open(t, path)
	first, err := d.Put([]byte("same"))
	require.NoError(t, err)
	second, err := d.Put([]byte("same"))
	require.NoError(t, err)
	assert.Equal(t, first, second)
	files, err := filepath.Glob(filepath.Join(path, "*", "*"))
	require.NoError(t, err)
	assert.Len(t, files, 1)
	_, err = d.Get("00" + first[2:])
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

func TestNamesCannotEscapeDirectory(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(outside, []byte("secret"), 0o600))
	d := open(t, filepath.Join(filepath.Dir(outside), "files"))
	for _, name := range []string{"../secret", "../../secret", "..", outside} {
		_, err := d.Get(name)
		assert.Error(t, err, name)
		_, err = blob.Sum(d, name)
		assert.Error(t, err, name)
		assert.Error(t, d.WritePart("../"+name, 0, []byte("x")), name)
	}
	data, err := os.ReadFile(outside)
	require.NoError(t, err)
	assert.Equal(t, "secret", string(data))
}

func TestDirImplementsStore(t *testing.T) {
	dirs := map[string]string{}
	blobtest.Run(t, func(t *testing.T, name string) blob.Store {
		if dirs[name] == "" {
			dirs[name] = t.TempDir()
		}
		s, err := dirblobs.Open(dirs[name])
		require.NoError(t, err)
		return s
	})
}
