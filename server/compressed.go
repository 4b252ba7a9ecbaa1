package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
)

// brotliLevel is fast enough to compress a file at its first request.
const brotliLevel = 6

// compressed is a file in memory, in every encoding that is served.
type compressed struct {
	etag string
	body map[string][]byte // by Content-Encoding; "" is plain
}

// compressFile compresses data by brotli and gzip.
func compressFile(data []byte) *compressed {
	sum := sha256.Sum256(data)
	return &compressed{etag: hex.EncodeToString(sum[:8]), body: map[string][]byte{
		"":     data,
		"br":   compress(data, func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, brotliLevel) }),
		"gzip": compress(data, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }),
	}}
}

// serve writes the best encoding that the client accepts. Conditional and range
// requests are handled by the ETag.
func (f *compressed) serve(w http.ResponseWriter, r *http.Request, contentType string) {
	encoding := f.choose(r.Header.Get("Accept-Encoding"))
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", strconv.Quote(f.etag+encoding))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body[encoding]))
}

// choose returns the best encoding that the client accepts, or "" for none.
func (f *compressed) choose(accepted string) string {
	for _, encoding := range []string{"br", "gzip"} {
		for offer := range strings.SplitSeq(accepted, ",") {
			name, q, _ := strings.Cut(strings.TrimSpace(offer), ";")
			if name == encoding && strings.ReplaceAll(q, " ", "") != "q=0" {
				return encoding
			}
		}
	}
	return ""
}

func compress(data []byte, to func(io.Writer) io.WriteCloser) []byte {
	var b bytes.Buffer
	w := to(&b)
	// Writing to a bytes.Buffer cannot fail.
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}
