// Package dirblobs keeps the bytes of uploaded files in a directory. As files
// they are written beside the messages, sent by the kernel, and copied once by
// backups. One machine has the directory: several take another engine.
//
//	DIR/parts/NAME         a file on its way in; gaps may be missing
//	DIR/ab/ab34…           a whole file: the first byte of its hash, the hash
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

// Suffix makes a directory's name of a database's.
const Suffix = ".files"

// Beside is the directory that belongs to a database file.
func Beside(database string) string { return database + Suffix }

// Dir is such a directory. What it is asked for cannot lead out of it.
type Dir struct {
	root *os.Root
}

// Open opens a directory, which is made if it is not there.
func Open(name string) (*Dir, error) {
	if err := os.MkdirAll(name, 0o700); err != nil {
		return nil, fmt.Errorf("dirblobs: %w", err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("dirblobs: %w", err)
	}
	d := &Dir{root}
	if err := d.makeDir(partsDir); err != nil {
		root.Close()
		return nil, fmt.Errorf("dirblobs: %w", err)
	}
	return d, nil
}

// Close releases the directory. Files that were opened stay open.
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
		case errors.Is(err, fs.ErrNotExist): // kept or dropped meanwhile
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
	if err := d.makeDir(path.Dir(filePath(sha256))); err != nil {
		return err
	}
	// A file of that content is replaced by an equal one.
	if err := d.root.Rename(partPath(part), filePath(sha256)); err != nil {
		return err
	}
	return d.sync(path.Dir(filePath(sha256)))
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

// Get implements blob.Store. It is an *os.File, which the kernel can send.
func (d *Dir) Get(sha256 string) (io.ReadSeekCloser, error) {
	return opened(d.root.Open(filePath(sha256)))
}

// opened: no file is no interface of one either.
func opened(f *os.File, err error) (io.ReadSeekCloser, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Drop implements blob.Store.
func (d *Dir) Drop(sha256 string) error {
	if err := d.root.Remove(filePath(sha256)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Has implements blob.Store.
func (d *Dir) Has(sha256 string) (bool, error) {
	_, err := d.root.Stat(filePath(sha256))
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

func filePath(sha256 string) string { return path.Join(sha256[:2], sha256) }

// makeDir makes a directory below the root, durably.
func (d *Dir) makeDir(name string) error {
	err := d.root.Mkdir(name, 0o700)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return errors.Join(err, d.sync("."))
}

// sync makes what was created or renamed in a directory durable.
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
