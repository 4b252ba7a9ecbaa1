package api

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// File is what a form brings. It is gone when the call ends.
type File struct {
	Name string // as the client calls it
	Size int64  // bytes

	spool *os.File
}

// spoolPattern names the files in which those of forms wait.
const spoolPattern = "webim-form-*"

// spool takes a file to the disk, under no name: whatever becomes of the
// process, nothing is left.
func spool(name string, r io.Reader) (*File, error) {
	f, err := os.CreateTemp("", spoolPattern)
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // some systems do that only once it is closed
	file := &File{Name: name, spool: f}
	if file.Size, err = io.Copy(f, r); err != nil {
		file.close()
		return nil, err
	}
	return file, nil
}

// Open reads the file from its beginning.
func (f *File) Open() io.Reader { return io.NewSectionReader(f.spool, 0, f.Size) }

func (f *File) close() {
	if f != nil {
		f.spool.Close()
		_ = os.Remove(f.spool.Name()) // hardly ever there
	}
}

// spoolLife is longer than any form takes to arrive.
const spoolLife = time.Hour

// SweepForms removes what killed processes have left, where files that are open
// keep their names.
func SweepForms() error {
	left, err := filepath.Glob(filepath.Join(os.TempDir(), spoolPattern))
	for _, path := range left {
		info, statErr := os.Stat(path)
		if statErr == nil && time.Since(info.ModTime()) > spoolLife {
			err = errors.Join(err, os.Remove(path))
		}
	}
	return err
}
