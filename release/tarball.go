package main

import (
	"archive/tar"
	"compress/gzip"
	"os"
	"path/filepath"
	"time"
)

// modTime is the modification time of every file in a tarball, which makes tarballs
// reproducible. npm uses the same time.
var modTime = time.Date(1985, 10, 26, 8, 15, 0, 0, time.UTC)

// tarball writes the files of dir, which has no subdirectories, to a gzipped tarball at
// path. As in those of npm pack, the files are under package/.
func tarball(path, dir string) (err error) {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := out.Close(); err == nil {
			err = closeErr
		}
	}()
	zipped, err := gzip.NewWriterLevel(out, gzip.BestCompression)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(zipped)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		header := &tar.Header{Name: "package/" + e.Name(), Mode: 0o644, Size: int64(len(data)), ModTime: modTime}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		if _, err := archive.Write(data); err != nil {
			return err
		}
	}
	if err := archive.Close(); err != nil {
		return err
	}
	return zipped.Close()
}
