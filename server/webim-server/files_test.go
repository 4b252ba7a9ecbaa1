package main

import (
	"bytes"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// testTime is an arbitrary time.
var testTime = time.Unix(1700000000, 0)

// upload uploads a document in one request and returns its id.
func upload(t *testing.T, address, userSig, content string) string {
	t.Helper()
	response, err := call(address, "alice", userSig, "openpic/pic_up", wholeFile(content))
	require.NoError(t, err)
	require.Equal(t, "OK", response["ActionStatus"], response)
	return response["File_UUID"].(string)
}

// wholeFile returns the body of an upload in one request.
func wholeFile(content string) map[string]any {
	sum := md5.Sum([]byte(content))
	return map[string]any{
		"Timestamp": 1, "Random": 2, "File_Str_Md5": hex.EncodeToString(sum[:]), "File_Size": len(content), "File_Type": 2,
		"Slice_Offset": 0, "Slice_Size": len(content), "Slice_Data": base64.StdEncoding.EncodeToString([]byte(content)),
	}
}

// download loads an uploaded file.
func download(t *testing.T, address, userSig, id string) string {
	t.Helper()
	response, err := call(address, "alice", userSig, "openim/authkey", map[string]any{})
	require.NoError(t, err)
	resp, err := http.Get(address + "/asn.com/stddownload_common_file?authkey=" + response["AuthKey"].(string) + "&fileid=" + id)
	require.NoError(t, err)
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return string(content)
}

func TestBackupIncludesFiles(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	do := func(args ...string) {
		t.Helper()
		var errOut bytes.Buffer
		require.NoError(t, run(t.Context(), args, io.Discard, &errOut), errOut.String())
	}
	userSig := runSig(t, "-key", "k", "-user", "alice")
	_, stop := serveHere(t, "-data", path("empty.db")) // creates the database
	stop()
	require.NoError(t, os.RemoveAll(path("empty.db.files")))
	do("backup", path("empty copy.db"), "-data", path("empty.db"))
	assert.NoDirExists(t, path("empty copy.db.files"))

	for name, files := range map[string][]string{"default": nil, "other directory": {"-files", path("uploads")}} {
		data := path(name + ".db")
		address, stop := serveHere(t, append(files, "-data", data, "-key", "k")...)
		first := upload(t, address, userSig, "first")
		do(append([]string{"backup", path(name + " copy.db"), "-data", data}, files...)...)
		second := upload(t, address, userSig, "second")
		do(append([]string{"backup", path(name + " copy.db"), "-data", data}, files...)...)
		do(append([]string{"export", path(name + ".jsonl"), "-data", data}, files...)...)
		stop()
		do("import", path(name+".jsonl"), "-data", path(name+" new.db"))

		for _, copied := range []string{" copy.db", " new.db"} {
			address, stop := serveHere(t, "-data", path(name+copied), "-key", "k")
			assert.Equal(t, "first", download(t, address, userSig, first), name+copied)
			assert.Equal(t, "second", download(t, address, userSig, second), name+copied)
			stop()
		}
	}
}

// The server removes unreferenced files at start, and every hour.
func TestServeSweepsUnusedFiles(t *testing.T) {
	data := filepath.Join(t.TempDir(), "im.db")
	userSig := runSig(t, "-key", "k", "-user", "alice")
	address, stop := serveHere(t, "-data", data, "-key", "k")
	id := upload(t, address, userSig, "unused")
	assert.Equal(t, "unused", download(t, address, userSig, id))
	stop()
	// Ages are counted in whole seconds, so the file may not be old enough yet.
	for got := "unused"; got == "unused"; {
		address, stop = serveHere(t, "-data", data, "-key", "k", "-keep-unused", "1ms")
		got = download(t, address, userSig, id)
		stop()
		if got != "unused" {
			assert.Equal(t, "no such file\n", got)
		}
	}
}
