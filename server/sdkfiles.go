package server

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"sync"
	"time"
)

// sdkTypes maps the files that are served to their content types.
var sdkTypes = map[string]string{
	"webim.js":                "text/javascript; charset=utf-8",
	"webim.es5.js":            "text/javascript; charset=utf-8",
	"webim_no_emotion.js":     "text/javascript; charset=utf-8",
	"webim_no_emotion.es5.js": "text/javascript; charset=utf-8",
	"webim.mjs":               "text/javascript; charset=utf-8",
	"client.mjs":              "text/javascript; charset=utf-8",
}

// serverPlaceholder is the placeholder for the server's address in the built scripts.
// Scripts served from here get selfPlaceholder instead, which the loader resolves to the
// origin of the script.
const (
	serverPlaceholder = "__WEBIM_SERVER__"
	selfPlaceholder   = "self"
)

// sdkFiles serves the built SDK. Files are cached in memory, compressed, until they
// change on disk.
type sdkFiles struct {
	dist  fs.FS // nil means none
	mu    sync.Mutex
	files map[string]*sdkFile
}

type sdkFile struct {
	*compressed
	modified time.Time
	size     int64
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
		http.Error(w, fmt.Sprintf("%s does not exist: build the SDK first, or set its directory with -dist", r.URL.Path), http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "no-cache") // revalidated at every load, mostly with 304
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	file.serve(w, r, contentType)
}

// load returns a file, which it reads again if it has changed on disk.
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
	ours := bytes.ReplaceAll(plain, []byte(serverPlaceholder), []byte(selfPlaceholder))
	f := &sdkFile{modified: info.ModTime(), size: info.Size()}
	f.compressed = compressFile(ours)
	if slices.Equal(plain, ours) { // the build compresses better
		for encoding, ending := range map[string]string{"br": ".br", "gzip": ".gz"} {
			if made := s.precompressed(name+ending, info); made != nil {
				f.body[encoding] = made
			}
		}
	}
	s.files[name] = f
	return f, nil
}

// precompressed returns the content of a precompressed file, or nil if there is none
// or it is older than its original.
func (s *sdkFiles) precompressed(name string, original fs.FileInfo) []byte {
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
