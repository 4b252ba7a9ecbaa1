package api

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// File is the file of a form. It is deleted when the call ends.
type File struct {
	Name string // as sent by the client
	Size int64  // bytes

	// Refused is the error of Command.Reserve; the file was then discarded.
	Refused error

	spool   *os.File
	release func() // releases the reserved space
}

// spoolPattern is the pattern of the temporary files of forms.
const spoolPattern = "webim-form-*"

// spool writes a file of about the given number of bytes to an unlinked temporary
// file, so that nothing remains if the process is killed. If there is no space, the
// file is read and discarded, so that the client reads the response.
func (c *Call) spool(ctx context.Context, name string, bytes int64, r io.Reader) (*File, error) {
	file := &File{Name: name}
	if c.reserve != nil {
		if file.release, file.Refused = c.reserve(ctx, c.Caller, bytes); file.Refused != nil {
			_, err := io.Copy(io.Discard, r)
			return file, err
		}
	}
	f, err := os.CreateTemp("", spoolPattern)
	if err != nil {
		file.close()
		return nil, err
	}
	_ = os.Remove(f.Name()) // some systems allow it only after closing
	file.spool = f
	if file.Size, err = io.Copy(f, r); err != nil {
		file.close()
		return nil, err
	}
	return file, nil
}

// Open returns a reader of the file from its start.
func (f *File) Open() io.Reader { return io.NewSectionReader(f.spool, 0, f.Size) }

func (f *File) close() {
	if f == nil {
		return
	}
	if f.spool != nil {
		f.spool.Close()
		_ = os.Remove(f.spool.Name()) // usually removed already
	}
	if f.release != nil {
		f.release()
	}
}

// spoolLife is the age at which SweepForms removes a file, longer than any upload takes.
const spoolLife = time.Hour

// SweepForms removes temporary files that killed processes have left, on systems where
// open files cannot be unlinked.
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
