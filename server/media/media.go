// Package media takes pictures and files from pages, keeps them, makes the
// smaller pictures, and hands everything out again.
//
// # The way of a picture
//
// A page posts slices to openpic/pic_up (picup.go). Each is written to a part
// (package blob) and, once it is durable there, entered in the upload's record
// (upload.go), so a server that dies in between knows no byte that it does not
// have. When no byte is missing, the MD5 is checked, the picture is scaled
// (picture.go), the part becomes a file, and a record of it is made
// (finish.go). The answer has three addresses; the page puts them into a
// message, and other pages load them (download.go).
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

// DefaultMaxSize is the largest file in bytes, as the original's demo has it
// for pictures.
const DefaultMaxSize = 30 << 20

// Config is what New needs.
type Config struct {
	Store store.Store
	Blobs blob.Store // nil: nothing can be uploaded
	Clock clock.Clock
	Log   *slog.Logger

	MaxSize int64 // of a file, in bytes; 0 means DefaultMaxSize

	// What one user's files may be; 0 is any number.
	QuotaFiles, QuotaBytes int64

	// KeepUnused is how long files are kept that nothing mentions (Mentioned); 0
	// is for ever.
	KeepUnused time.Duration

	// Space refuses bytes for which there is no room; nil: there always is.
	Space func(n int64) error

	// DownloadKey makes the ticket that a file's address carries for a caller,
	// and CheckDownloadKey tells whether one opens a file.
	DownloadKey      func(ctx context.Context, c api.Caller, file string) (key string, expires time.Time, err error)
	CheckDownloadKey func(ctx context.Context, key, file string) (ok bool, err error)
}

// Media is the family of the commands around files.
type Media struct {
	Config
	scaler *scaler
	forms  forms
}

// New returns the family.
func New(c Config) *Media {
	if c.MaxSize == 0 {
		c.MaxSize = DefaultMaxSize
	}
	return &Media{Config: c, scaler: newScaler()}
}

// bodyOverhead in bytes is what a request has beside the file's bytes.
const bodyOverhead = 64 << 10

// Commands lists the family's commands.
func (m *Media) Commands() []api.Command {
	// A request may carry a whole file (uploadPicByBase64): four characters
	// for three bytes.
	limit := max(m.MaxSize/3*4+bodyOverhead, api.DefaultBodyLimit)
	return []api.Command{
		{Service: "openpic", Name: "pic_up", Handler: m.picUp, Form: true, Room: m.formRoom, BodyLimit: limit},
		{Service: "openpic", Name: "pic_up_test", Handler: m.picUp, Form: true, Room: m.formRoom, BodyLimit: limit},
		{Service: "openpic", Name: "apply_download", Handler: m.applyDownload, FromOthers: true},
	}
}

// Routes registers the paths that files are loaded from.
func (m *Media) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+picturePath+"{id}/{name}", m.servePicture)
	mux.HandleFunc("GET "+filePath, m.serveFile)
	mux.HandleFunc("OPTIONS "+picturePath+"{id}/{name}", preflight)
	mux.HandleFunc("OPTIONS "+filePath, preflight)
	mux.HandleFunc(filePath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", "GET, HEAD, OPTIONS")
		http.Error(w, "files are only loaded from here", http.StatusMethodNotAllowed)
	})
}
