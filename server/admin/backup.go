package admin

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"time"

	"webim.js/server/media/blob"
	"webim.js/server/media/blob/dirblobs"
)

// backup sends a ZIP archive with the files that `webim-server backup` writes.
func (p *Page) backup(w http.ResponseWriter, r *http.Request) {
	name := "webim-" + time.Now().Format("20060102-150405")
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+name+`.zip"`)
	if err := p.writeBackup(r.Context(), w, name); err != nil {
		p.Log.Error("admin action failed", "action", "backup", "error", err)
		panic(http.ErrAbortHandler) // so that the client detects the truncation
	}
	p.Log.Info("admin action", "action", "backup", "client", r.RemoteAddr)
}

// writeBackup writes the database, then the uploads, so that no file is missing that
// the database refers to. Nothing is compressed, to save processor time for other
// requests; most uploads are compressed already.
func (p *Page) writeBackup(ctx context.Context, w io.Writer, name string) error {
	archive := zip.NewWriter(w)
	name += ".db"
	if p.Nodes != nil { // a shared database has no file; its backup is a list of records
		name += ".jsonl"
	}
	database, err := addStored(archive, name)
	if err != nil {
		return err
	}
	if _, err := p.Users.Store.Backup(ctx, database); err != nil {
		return err
	}
	for sha, err := range p.Files.All(ctx) {
		if err == nil {
			err = storeFile(archive, dirblobs.PathFor(name)+"/"+dirblobs.Path(sha), p.Files, sha)
		}
		if err != nil {
			return err
		}
	}
	return archive.Close()
}

func storeFile(archive *zip.Writer, name string, files blob.Store, sha string) error {
	content, err := files.Get(sha)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // deleted meanwhile
	}
	if err != nil {
		return err
	}
	defer content.Close()
	file, err := addStored(archive, name)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, content)
	return err
}

// addStored adds a file to an archive, uncompressed.
func addStored(archive *zip.Writer, name string) (io.Writer, error) {
	return archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: time.Now()})
}
