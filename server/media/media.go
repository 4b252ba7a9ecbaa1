// Package media implements uploads and downloads of pictures and files, and scales
// pictures.
//
// # Life of a picture
//
// A client posts slices to openpic/pic_up (picup.go). Each slice is written to a part
// (package blob) and, once durable, recorded in the upload (upload.go), so the
// record never claims bytes that were lost in a crash. When all bytes have arrived,
// the MD5 is verified, the picture is scaled (picture.go), the part becomes a file,
// and the file is recorded (finish.go). The response contains three addresses. The
// client puts them into a message, and other clients load them (download.go).
package media

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"webim.js/server/api"
	"webim.js/server/clock"
	"webim.js/server/media/blob"
	"webim.js/server/store"
)

// DefaultMaxSize is the default maximum file size in bytes, the limit for pictures
// in the original's demo.
const DefaultMaxSize = 30 << 20

// Config configures New.
type Config struct {
	Store store.Store
	Blobs blob.Store // nil means uploads are disabled
	Clock clock.Clock
	Log   *slog.Logger

	MaxSize int64 // of a file, in bytes; 0 means DefaultMaxSize

	// DecodeTime bounds the decoding of one picture; 0 means DefaultDecodeTime.
	DecodeTime time.Duration

	// Quota per user; 0 means unlimited.
	QuotaFiles, QuotaBytes int64

	// KeepUnused is the retention time of unreferenced files (see MarkUsed); 0 means
	// indefinitely.
	KeepUnused time.Duration

	// Space returns an error if there is no space for n more bytes; nil means no limit.
	Space func(n int64) error

	// DownloadKey creates the ticket in a file's address for a caller.
	// CheckDownloadKey reports whether a ticket is valid for a file.
	DownloadKey      func(ctx context.Context, c api.Caller, file string) (key string, expires time.Time, err error)
	CheckDownloadKey func(ctx context.Context, key, file string) (ok bool, err error)
}

// Media implements the commands and routes for files.
type Media struct {
	Config
	scaler *scaler
	forms  forms
}

// New returns a Media with the given configuration.
func New(c Config) *Media {
	if c.MaxSize == 0 {
		c.MaxSize = DefaultMaxSize
	}
	if c.DecodeTime == 0 {
		c.DecodeTime = DefaultDecodeTime
	}
	return &Media{Config: c, scaler: newScaler(c.DecodeTime)}
}

// bodyOverhead is the size in bytes of a request in addition to the file's bytes.
const bodyOverhead = 64 << 10

// Commands returns the commands of this package.
func (m *Media) Commands() []api.Command {
	// A request may contain a whole file in base64 (uploadPicByBase64).
	limit := max(m.MaxSize/3*4+bodyOverhead, api.DefaultBodyLimit)
	return []api.Command{
		{Service: "openpic", Name: "pic_up", Handler: m.picUp, Form: true, Reserve: m.reserveForm, BodyLimit: limit},
		{Service: "openpic", Name: "pic_up_test", Handler: m.picUp, Form: true, Reserve: m.reserveForm, BodyLimit: limit},
		{Service: "openpic", Name: "apply_download", Handler: m.applyDownload, FromOthers: true},
	}
}

// Routes registers the download paths.
func (m *Media) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+picturePath+"{id}/{name}", m.servePicture)
	mux.HandleFunc("GET "+filePath, m.serveFile)
	mux.HandleFunc("OPTIONS "+picturePath+"{id}/{name}", preflight)
	mux.HandleFunc("OPTIONS "+filePath, preflight)
	mux.HandleFunc(filePath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		http.Error(w, "this path only serves downloads", http.StatusMethodNotAllowed)
	})
}
