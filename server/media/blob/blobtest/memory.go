package blobtest

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"iter"
	"strings"
	"time"

	"webim.js/server/media/blob"
)

// memory is a minimal blob.Store for tests of Copy: contents by hash, parts by
// "part N".
type memory map[string][]byte

type reader struct{ *bytes.Reader }

func (reader) Close() error { return nil }

func (m memory) open(name string) (io.ReadSeekCloser, error) {
	data, ok := m[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return reader{bytes.NewReader(data)}, nil
}

func (m memory) contents() map[string][]byte {
	all := map[string][]byte{}
	for name, data := range m {
		if !strings.HasPrefix(name, "part") {
			all[name] = data
		}
	}
	return all
}

func (m memory) NewPart() (string, error) { m["part"] = nil; return "part", nil }

func (m memory) WritePart(part string, offset int64, data []byte) error {
	m[part] = append(m[part][:offset], data...)
	return nil
}

func (m memory) FillPart(part string, r io.Reader) (err error) {
	m[part], err = io.ReadAll(r)
	return err
}

func (m memory) OpenPart(part string) (io.ReadSeekCloser, error) { return m.open(part) }
func (m memory) DropPart(part string) error                      { delete(m, part); return nil }
func (m memory) OldParts(time.Time) ([]string, error)            { return nil, nil }

func (m memory) Keep(part, sha string) error {
	m[sha] = m[part]
	delete(m, part)
	return nil
}

func (m memory) Put(data []byte) (string, error) {
	m[blob.Hash(data)] = data
	return blob.Hash(data), nil
}

func (m memory) Get(sha string) (io.ReadSeekCloser, error) { return m.open(sha) }
func (m memory) Has(sha string) (bool, error)              { _, ok := m[sha]; return ok, nil }
func (m memory) Drop(sha string) error                     { delete(m, sha); return nil }
func (m memory) Close() error                              { return nil }

func (m memory) All(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for sha := range m.contents() {
			if !yield(sha, ctx.Err()) {
				return
			}
		}
	}
}
