package api

import (
	"context"
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

	// Refused is why there is no room for the file: it was not kept.
	Refused error

	spool   *os.File
	release func() // the room
}

// spoolPattern names the files in which those of forms wait.
const spoolPattern = "webim-form-*"

// spool takes a file of about so many bytes to the disk, under no name: whatever
// becomes of the process, nothing is left. A file that there is no room for is
// read and not kept, so that its client reads the answer.
func (c *Call) spool(ctx context.Context, name string, bytes int64, r io.Reader) (*File, error) {
	file := &File{Name: name}
	if c.room != nil {
		if file.release, file.Refused = c.room(ctx, c.Caller, bytes); file.Refused != nil {
			_, err := io.Copy(io.Discard, r)
			return file, err
		}
	}
	f, err := os.CreateTemp("", spoolPattern)
	if err != nil {
		file.close()
		return nil, err
	}
	_ = os.Remove(f.Name()) // some systems do that only once it is closed
	file.spool = f
	if file.Size, err = io.Copy(f, r); err != nil {
		file.close()
		return nil, err
	}
	return file, nil
}

// Open reads the file from its beginning.
func (f *File) Open() io.Reader { return io.NewSectionReader(f.spool, 0, f.Size) }

func (f *File) close() {
	if f == nil {
		return
	}
	if f.spool != nil {
		f.spool.Close()
		_ = os.Remove(f.spool.Name()) // hardly ever there
	}
	if f.release != nil {
		f.release()
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
