// Package blob keeps the bytes of uploaded files in a directory, each content
// once, under its SHA-256.
//
// Why not in the database: a value in bbolt is written by the one writer that
// every message waits for, a file of 30 MB makes the database larger for
// good, and every backup copies it again. As files the bytes are written
// beside the messages, are sent by the kernel, and a backup copies each of
// them once, because what is kept never changes. The database has the records
// that say what a file is and whose; it is the truth, and a file here that no
// record names is only wasted space. So the order is always: bytes on disk,
// then the record. A server of several machines shares the directory.
//
//	DIR/parts/NAME         a file on its way in; gaps may be missing
//	DIR/ab/ab34…           a whole file: the first byte of its hash, the hash
package blob

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
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
		return nil, fmt.Errorf("blob: %w", err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	d := &Dir{root}
	if err := d.makeDir(partsDir); err != nil {
		root.Close()
		return nil, fmt.Errorf("blob: %w", err)
	}
	return d, nil
}

// Close releases the directory. Files that were opened stay open.
func (d *Dir) Close() error { return d.root.Close() }

// NewPart begins a file and returns its name.
func (d *Dir) NewPart() (part string, err error) {
	part = rand.Text()
	f, err := d.root.OpenFile(partPath(part), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	return part, f.Close()
}

// WritePart writes into a part and returns once that is durable. The error is
// fs.ErrNotExist when the part is gone.
func (d *Dir) WritePart(part string, offset int64, data []byte) error {
	f, err := d.root.OpenFile(partPath(part), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(data, offset)
	return errors.Join(err, f.Sync(), f.Close())
}

// FillPart writes all of r into a part and returns once that is durable.
func (d *Dir) FillPart(part string, r io.Reader) error {
	f, err := d.root.OpenFile(partPath(part), os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// OpenPart opens a part for reading.
func (d *Dir) OpenPart(part string) (*os.File, error) { return d.root.Open(partPath(part)) }

// DropPart removes a part; one that is gone already is no error.
func (d *Dir) DropPart(part string) error {
	if err := d.root.Remove(partPath(part)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Parts lists all parts.
func (d *Dir) Parts() ([]string, error) { return d.list(partsDir) }

// Sums is what identifies a content: hashes in lower-case hex.
type Sums struct {
	Size        int64 // bytes
	MD5, SHA256 string
}

// Sum reads a whole part.
func (d *Dir) Sum(part string) (s Sums, err error) {
	f, err := d.OpenPart(part)
	if err != nil {
		return s, err
	}
	defer f.Close()
	weak, strong := md5.New(), sha256.New()
	s.Size, err = io.Copy(io.MultiWriter(weak, strong), f)
	s.MD5, s.SHA256 = hex.EncodeToString(weak.Sum(nil)), hex.EncodeToString(strong.Sum(nil))
	return s, err
}

// Keep makes a part, whose hash Sum has told, a whole file. It is durable when
// Keep returns; the part is no more.
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

// Put keeps a small content as a whole.
func (d *Dir) Put(data []byte) (sha string, err error) {
	sum := sha256.Sum256(data)
	sha = hex.EncodeToString(sum[:])
	if d.has(sha) {
		return sha, nil
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

// Get opens a whole file.
func (d *Dir) Get(sha256 string) (*os.File, error) { return d.root.Open(filePath(sha256)) }

func (d *Dir) has(sha256 string) bool {
	_, err := d.root.Stat(filePath(sha256))
	return err == nil
}

// CopyTo copies the whole files that another directory lacks: a backup, if
// the database's was taken before.
func (d *Dir) CopyTo(ctx context.Context, to *Dir) error {
	dirs, err := d.list(".")
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		if dir == partsDir {
			continue
		}
		files, err := d.list(dir)
		if err != nil {
			return err
		}
		for _, sha := range files {
			if err := ctx.Err(); err != nil {
				return err
			}
			if to.has(sha) {
				continue
			}
			if err := d.copyFile(sha, to); err != nil {
				return fmt.Errorf("blob: copy %s: %w", sha, err)
			}
		}
	}
	return nil
}

func (d *Dir) copyFile(sha string, to *Dir) error {
	in, err := d.Get(sha)
	if err != nil {
		return err
	}
	defer in.Close()
	part, err := to.NewPart()
	if err != nil {
		return err
	}
	if err := to.FillPart(part, in); err != nil {
		return errors.Join(err, to.DropPart(part))
	}
	return to.Keep(part, sha)
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
