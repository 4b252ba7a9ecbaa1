// Package blob is what the server asks of the place where it keeps the bytes
// of uploaded files: each content once, under its SHA-256.
//
// Why not in the store: a value there is written by the one writer that every
// message waits for, and every backup copies it again. What is kept here never
// changes. The store has the records that say what a file is and whose; it is
// the truth, and a content here that no record names is only wasted space. So
// the order is always: bytes first, then the record.
//
// Engines are packages of their own: dirblobs (a directory, the default),
// s3blobs (any store that speaks S3) and pgblobs (rows in PostgreSQL, for
// small sites). Package blobtest says what each has to do.
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

// Store keeps contents. Its methods may be called from several goroutines and,
// where the engine is one for that, processes; one part is one caller's.
type Store interface {
	// NewPart begins a content and returns the part's name.
	NewPart() (part string, err error)

	// WritePart writes into a part and returns once that is durable. The error
	// is fs.ErrNotExist when the part is gone.
	WritePart(part string, offset int64, data []byte) error

	// FillPart writes all of r into a part, in the place of what is there, and
	// returns once that is durable.
	FillPart(part string, r io.Reader) error

	// OpenPart opens a part for reading. The error is fs.ErrNotExist when it is
	// gone.
	OpenPart(part string) (io.ReadSeekCloser, error)

	// DropPart removes a part; one that is gone already is no error.
	DropPart(part string) error

	// OldParts lists the parts that were begun before a time.
	OldParts(before time.Time) ([]string, error)

	// Keep makes a part, whose hash Sum has told, a whole content. It is durable
	// when Keep returns; the part is no more.
	Keep(part, sha256 string) error

	// Put keeps a small content as a whole.
	Put(data []byte) (sha256 string, err error)

	// Get opens a whole content; fs.ErrNotExist when there is none.
	Get(sha256 string) (io.ReadSeekCloser, error)

	// Has tells whether a content is there.
	Has(sha256 string) (bool, error)

	// Drop removes a whole content; one that is gone already is no error.
	Drop(sha256 string) error

	// All iterates over the hashes of all contents.
	All(ctx context.Context) iter.Seq2[string, error]

	// Close releases the store. What was opened may stay open.
	Close() error
}

// Sums is what identifies a content: hashes in lower-case hex.
type Sums struct {
	Size        int64 // bytes
	MD5, SHA256 string
}

// Sum reads a whole part.
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

// Hash is the SHA-256 of a small content.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Copy brings the contents that another store lacks: a backup, if the records
// were copied before, or a move from one engine to another. What was damaged
// on the way, or lay there damaged, is refused.
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
		return nil // dropped meanwhile: nothing refers to it
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
		_ = to.DropPart(part) // swept later if it stays
		return err
	}
	return to.Keep(part, sha)
}
