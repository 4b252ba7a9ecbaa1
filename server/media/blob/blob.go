// Package blob defines the storage interface for the bytes of uploaded files. Each
// content is stored once, under its SHA-256.
//
// Contents are not in the database because its single writer would delay messages,
// and every backup would copy them again although they never change. The database
// holds the records of the files and is authoritative: a content without a record
// only wastes space. Therefore bytes are always written before the record.
//
// The engines are separate packages: dirblobs (a directory, the default), s3blobs
// (S3-compatible object stores) and pgblobs (rows in PostgreSQL, for small sites).
// Package blobtest tests that an engine conforms.
package blob

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"time"
)

// Store stores contents. Its methods are safe for concurrent use, across processes
// if the engine supports that; a part must be used by one caller at a time.
type Store interface {
	// NewPart creates an empty part and returns its name.
	NewPart() (part string, err error)

	// WritePart writes data at an offset of a part and returns once it is durable.
	// The error is fs.ErrNotExist if the part does not exist.
	WritePart(part string, offset int64, data []byte) error

	// FillPart replaces the content of a part by all of r and returns once it is
	// durable.
	FillPart(part string, r io.Reader) error

	// OpenPart opens a part for reading. The error is fs.ErrNotExist if the part
	// does not exist.
	OpenPart(part string) (io.ReadSeekCloser, error)

	// DropPart deletes a part. It is a no-op if the part does not exist.
	DropPart(part string) error

	// OldParts returns the parts created before a time.
	OldParts(before time.Time) ([]string, error)

	// Keep turns a part into a content, given its hash as returned by Sum. The
	// content is durable when Keep returns, and the part no longer exists.
	Keep(part, sha256 string) error

	// Put stores a small content and returns its hash.
	Put(data []byte) (sha256 string, err error)

	// Get opens a content. The error is fs.ErrNotExist if it does not exist.
	Get(sha256 string) (io.ReadSeekCloser, error)

	// Has reports whether a content exists.
	Has(sha256 string) (bool, error)

	// Drop deletes a content. It is a no-op if the content does not exist.
	Drop(sha256 string) error

	// All iterates over the hashes of all contents.
	All(ctx context.Context) iter.Seq2[string, error]

	// Close releases the store's resources. Open readers remain valid.
	Close() error
}

// Sums holds the size and hashes of a content; hashes are in lower-case hex.
type Sums struct {
	Size        int64 // bytes
	MD5, SHA256 string
}

// Sum reads a whole part and returns its sums.
func Sum(s Store, part string) (sums Sums, err error) {
	f, err := s.OpenPart(part)
	if err != nil {
		return sums, err
	}
	defer f.Close()
	weak, strong := md5.New(), sha256.New()
	sums.Size, err = io.Copy(io.MultiWriter(weak, strong), f)
	sums.MD5, sums.SHA256 = hex.EncodeToString(weak.Sum(nil)), hex.EncodeToString(strong.Sum(nil))
	return sums, err
}

// Hash returns the SHA-256 of data in lower-case hex.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Copy copies the contents that are missing in to, for a backup taken after that of
// the records, or to migrate to another engine. It returns an error for contents
// that do not match their hash.
func Copy(ctx context.Context, from, to Store) error {
	for sha, err := range from.All(ctx) {
		if err == nil {
			err = copyOne(sha, from, to)
		}
		if err != nil {
			return fmt.Errorf("blob: copy %s: %w", sha, err)
		}
	}
	return nil
}

func copyOne(sha string, from, to Store) (err error) {
	if has, err := to.Has(sha); has || err != nil {
		return err
	}
	in, err := from.Get(sha)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // deleted meanwhile: nothing refers to it
	}
	if err != nil {
		return err
	}
	defer in.Close()
	part, err := to.NewPart()
	if err != nil {
		return err
	}
	if err = to.FillPart(part, in); err == nil {
		var sums Sums
		if sums, err = Sum(to, part); err == nil && sums.SHA256 != sha {
			err = fmt.Errorf("content hash is %s", sums.SHA256)
		}
	}
	if err != nil {
		_ = to.DropPart(part) // deleted by a later sweep if this fails
		return err
	}
	return to.Keep(part, sha)
}
