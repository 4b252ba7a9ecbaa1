// Package dirblobs stores the bytes of uploaded files in a directory. Writing them
// does not delay messages, the kernel can send them, and backups copy each of them
// once. The directory belongs to one machine; use another engine for several.
//
//	DIR/parts/NAME         an incomplete file, possibly with gaps
//	DIR/ab/ab34…           a file: the first byte of its hash, the hash
package dirblobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"time"

	"webim.js/server/media/blob"
)

const partsDir = "parts"

// Suffix is appended to the name of a database file to name its directory.
const Suffix = ".files"

// PathFor returns the directory that belongs to a database file.
func PathFor(database string) string { return database + Suffix }

// Dir implements blob.Store. Names cannot refer to files outside the directory.
type Dir struct {
	root *os.Root
}

// Open opens a directory, creating it if necessary.
func Open(name string) (*Dir, error) {
	if err := os.MkdirAll(name, 0o700); err != nil {
		return nil, fmt.Errorf("dirblobs: open: %w", err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("dirblobs: open: %w", err)
	}
	d := &Dir{root}
	if err := d.makeDir(partsDir); err != nil {
		root.Close()
		return nil, fmt.Errorf("dirblobs: open %s: %w", name, err)
	}
	return d, nil
}

// Close implements blob.Store. Open files remain valid.
func (d *Dir) Close() error { return d.root.Close() }

// NewPart implements blob.Store.
func (d *Dir) NewPart() (part string, err error) {
	part = rand.Text()
	f, err := d.root.OpenFile(partPath(part), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	return part, f.Close()
}

// WritePart implements blob.Store.
func (d *Dir) WritePart(part string, offset int64, data []byte) error {
	f, err := d.root.OpenFile(partPath(part), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(data, offset)
	return errors.Join(err, f.Sync(), f.Close())
}

// FillPart implements blob.Store.
func (d *Dir) FillPart(part string, r io.Reader) error {
	f, err := d.root.OpenFile(partPath(part), os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// OpenPart implements blob.Store.
func (d *Dir) OpenPart(part string) (io.ReadSeekCloser, error) {
	return opened(d.root.Open(partPath(part)))
}

// DropPart implements blob.Store.
func (d *Dir) DropPart(part string) error {
	if err := d.root.Remove(partPath(part)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// OldParts implements blob.Store.
func (d *Dir) OldParts(before time.Time) (old []string, err error) {
	all, err := d.list(partsDir)
	if err != nil {
		return nil, err
	}
	for _, part := range all {
		info, err := d.root.Stat(partPath(part))
		switch {
		case errors.Is(err, fs.ErrNotExist): // kept or deleted meanwhile
		case err != nil:
			return nil, err
		case info.ModTime().Before(before):
			old = append(old, part)
		}
	}
	return old, nil
}

// Keep implements blob.Store.
func (d *Dir) Keep(part, sha256 string) error {
	if err := d.makeDir(path.Dir(Path(sha256))); err != nil {
		return err
	}
	// An existing file has the same content.
	if err := d.root.Rename(partPath(part), Path(sha256)); err != nil {
		return err
	}
	return d.sync(path.Dir(Path(sha256)))
}

// Put implements blob.Store.
func (d *Dir) Put(data []byte) (sha string, err error) {
	sha = blob.Hash(data)
	if has, err := d.Has(sha); has || err != nil {
		return sha, err
	}
	part, err := d.NewPart()
	if err != nil {
		return "", err
	}
	if err := d.WritePart(part, 0, data); err != nil {
		return "", errors.Join(err, d.DropPart(part))
	}
	return sha, d.Keep(part, sha)
}

// Get implements blob.Store. The result is an *os.File, so the kernel can send it.
func (d *Dir) Get(sha256 string) (io.ReadSeekCloser, error) {
	return opened(d.root.Open(Path(sha256)))
}

// opened returns a nil interface on error.
func opened(f *os.File, err error) (io.ReadSeekCloser, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Drop implements blob.Store.
func (d *Dir) Drop(sha256 string) error {
	if err := d.root.Remove(Path(sha256)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Has implements blob.Store.
func (d *Dir) Has(sha256 string) (bool, error) {
	_, err := d.root.Stat(Path(sha256))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// All implements blob.Store.
func (d *Dir) All(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		dirs, err := d.list(".")
		if err != nil {
			yield("", err)
			return
		}
		for _, dir := range dirs {
			if dir == partsDir {
				continue
			}
			files, err := d.list(dir)
			if err != nil {
				yield("", err)
				return
			}
			for _, sha := range files {
				if !yield(sha, ctx.Err()) {
					return
				}
			}
		}
	}
}

func partPath(part string) string { return path.Join(partsDir, part) }

// Path returns the path of a content below the directory.
func Path(sha256 string) string { return path.Join(sha256[:2], sha256) }

// makeDir durably creates a directory below the root.
func (d *Dir) makeDir(name string) error {
	err := d.root.Mkdir(name, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return errors.Join(err, d.sync("."))
}

// sync makes created and renamed entries of a directory durable.
func (d *Dir) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (d *Dir) list(dir string) ([]string, error) {
	f, err := d.root.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}
