package media

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"webim.js/server/store"
)

const (
	// picturePath is the prefix of picture addresses: /openpic/ID/large.jpg. The id
	// cannot be guessed and is the only credential, as with the original service.
	picturePath = "/openpic/"

	// filePath is the path of sounds and files in the SDKs. They build the query
	// themselves: authkey, fileid, filetype, openid and, for files, filename.
	filePath = "/asn.com/stddownload_common_file"
)

// Values of filetype in download addresses.
const (
	typeSound = "2106"
	typeFile  = "2107"
)

// Values of PIC_TYPE, which clients compare.
const (
	picOriginal = 1
	picSmall    = 2
	picLarge    = 4
)

// urlInfo is an element of URL_INFO.
type urlInfo struct {
	Type   int    `json:"PIC_TYPE"`
	URL    string `json:"DownUrl"`
	Width  int    `json:"PIC_Width"`
	Height int    `json:"PIC_Height"`
	Size   int64  `json:"PIC_Size"`
}

// urlInfo returns the sizes of a picture; for other files the list is empty.
func (f *File) urlInfo(base string) []urlInfo {
	list := []urlInfo{}
	for _, p := range []struct {
		number int
		name   string
		*Rendition
	}{{picOriginal, "original", f.Original}, {picSmall, "small", f.Small}, {picLarge, "large", f.Large}} {
		if p.Rendition != nil {
			address := base + picturePath + f.ID + "/" + p.name + extension(p.Type)
			list = append(list, urlInfo{p.number, address, p.Width, p.Height, p.Size})
		}
	}
	return list
}

// preflight allows range requests from pages of other origins.
func preflight(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "GET, HEAD")
	h.Set("Access-Control-Allow-Headers", "Range")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// servePicture serves a rendition of a picture.
func (m *Media) servePicture(w http.ResponseWriter, r *http.Request) {
	f, ok := m.find(w, r, r.PathValue("id"))
	if !ok {
		return
	}
	name := r.PathValue("name")
	rendition := map[string]*Rendition{
		"original": f.Original, "large": f.Large, "small": f.Small,
	}[strings.TrimSuffix(name, path.Ext(name))]
	if rendition == nil {
		http.NotFound(w, r)
		return
	}
	// The content of an address never changes.
	m.serve(w, r, servedFile{rendition.Blob, rendition.Type, "inline", name, "public, max-age=31536000, immutable"})
}

// serveFile serves a sound or file to clients with a valid ticket.
func (m *Media) serveFile(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	ok, err := m.CheckDownloadKey(r.Context(), query.Get("authkey"), query.Get("fileid"))
	if err != nil {
		m.fail(w, r, err)
		return
	}
	if !ok {
		http.Error(w, "the authkey is wrong or has expired: sign in again", http.StatusForbidden)
		return
	}
	f, ok := m.find(w, r, query.Get("fileid"))
	if !ok {
		return
	}
	kind := "attachment"
	if isDisplayable(f.Type) && query.Get("filetype") != typeFile {
		kind = "inline"
	}
	own := cleanName(f.Name, f.ID+extension(f.Type))
	m.serve(w, r, servedFile{f.Blob, f.Type, kind, cleanName(query.Get("filename"), own), "private, no-cache"})
}

// find looks up a file. If the file does not exist, it writes the response.
func (m *Media) find(w http.ResponseWriter, r *http.Request, id string) (f File, ok bool) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	err := m.Store.View(r.Context(), func(tx store.Reader) error {
		f, ok = loadFile(tx, id)
		return nil
	})
	switch {
	case err != nil:
		m.fail(w, r, err)
		return f, false
	case !ok || m.Blobs == nil:
		http.Error(w, "no such file", http.StatusNotFound)
		return f, false
	}
	return f, true
}

func (m *Media) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // the client disconnected
	}
	m.Log.Error("serving file failed", "path", r.URL.Path, "error", err)
	http.Error(w, "internal server error", http.StatusInternalServerError)
}

// policy prevents a file from acting as a page of this server, whatever type the
// browser assumes. It allows the resources that browsers' built-in viewers need.
const policy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"

// servedFile describes a response.
type servedFile struct {
	blob, contentType string
	disposition, name string // for Content-Disposition
	cache             string // Cache-Control; files behind a ticket must be revalidated
}

// serve writes the content or the requested range of it.
func (m *Media) serve(w http.ResponseWriter, r *http.Request, s servedFile) {
	content, err := m.Blobs.Get(s.blob)
	if errors.Is(err, fs.ErrNotExist) {
		err = fmt.Errorf("content missing: %w", err)
	}
	if err != nil {
		m.fail(w, r, err)
		return
	}
	defer content.Close()
	h := w.Header()
	h.Set("Content-Type", s.contentType)
	h.Set("Content-Disposition", dispositionHeader(s.disposition, s.name))
	h.Set("Cache-Control", s.cache)
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("ETag", `"`+s.blob+`"`)
	http.ServeContent(w, r, "", time.Time{}, content)
}
