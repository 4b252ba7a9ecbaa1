package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
)

// sdkTypes lists the files that are served and what they are.
var sdkTypes = map[string]string{
	"webim.js":     "text/javascript; charset=utf-8",
	"webim.es5.js": "text/javascript; charset=utf-8",
	"webim.mjs":    "text/javascript; charset=utf-8",
	"client.mjs":   "text/javascript; charset=utf-8",
}

// The built scripts say where their server is by this word. Served from here
// it becomes a word the loader takes as "where the script came from".
const (
	serverWord = "__WEBIM_SERVER__"
	selfWord   = "self"
)

// brotliLevel is quick enough to be done when a file is first asked for.
const brotliLevel = 6

// sdkFiles serves the built SDK. Files are kept in memory, compressed, until
// they change on disk.
type sdkFiles struct {
	dist  fs.FS // nil: there is none
	mu    sync.Mutex
	files map[string]*sdkFile
}

type sdkFile struct {
	modified time.Time
	size     int64
	etag     string
	body     map[string][]byte // by Content-Encoding; "" is plain
}

func newSDKFiles(dist fs.FS) *sdkFiles {
	return &sdkFiles{dist: dist, files: map[string]*sdkFile{}}
}

func (s *sdkFiles) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	contentType, ok := sdkTypes[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	file, err := s.load(r.URL.Path)
	if err != nil {
		http.Error(w, fmt.Sprintf("%s is not there: build the SDK first, or name its directory with -dist", r.URL.Path), http.StatusNotFound)
		return
	}
	encoding := file.choose(r.Header.Get("Accept-Encoding"))
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache") // ask each time; the answer is mostly 304
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", strconv.Quote(file.etag+encoding))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	// It answers conditions and ranges by the ETag.
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.body[encoding]))
}

// choose picks the best encoding that both sides have.
func (f *sdkFile) choose(accepted string) string {
	for _, encoding := range []string{"br", "gzip"} {
		if f.body[encoding] == nil {
			continue
		}
		for offer := range strings.SplitSeq(accepted, ",") {
			name, q, _ := strings.Cut(strings.TrimSpace(offer), ";")
			if name == encoding && strings.ReplaceAll(q, " ", "") != "q=0" {
				return encoding
			}
		}
	}
	return ""
}

// load reads a file if it has changed since the last time.
func (s *sdkFiles) load(name string) (*sdkFile, error) {
	if s.dist == nil {
		return nil, fs.ErrNotExist
	}
	info, err := fs.Stat(s.dist, name)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.files[name]; f != nil && f.modified.Equal(info.ModTime()) && f.size == info.Size() {
		return f, nil
	}
	plain, err := fs.ReadFile(s.dist, name)
	if err != nil {
		return nil, err
	}
	ours := bytes.ReplaceAll(plain, []byte(serverWord), []byte(selfWord))
	f := &sdkFile{modified: info.ModTime(), size: info.Size(), body: map[string][]byte{"": ours}}
	sum := sha256.Sum256(ours)
	f.etag = hex.EncodeToString(sum[:8])
	f.body["br"], f.body["gzip"] = s.neighbour(name+".br", info), s.neighbour(name+".gz", info)
	if !slices.Equal(plain, ours) || f.body["br"] == nil {
		f.body["br"] = compress(ours, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, brotliLevel) })
	}
	if !slices.Equal(plain, ours) || f.body["gzip"] == nil {
		f.body["gzip"] = compress(ours, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
	}
	s.files[name] = f
	return f, nil
}

// neighbour reads a precompressed file that is not older than its original.
func (s *sdkFiles) neighbour(name string, original fs.FileInfo) []byte {
	info, err := fs.Stat(s.dist, name)
	if err != nil || info.ModTime().Before(original.ModTime()) {
		return nil
	}
	data, err := fs.ReadFile(s.dist, name)
	if err != nil {
		return nil
	}
	return data
}

func compress(data []byte, to func(io.Writer) io.WriteCloser) []byte {
	var b bytes.Buffer
	w := to(&b)
	// Writing to a bytes.Buffer cannot fail.
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}
