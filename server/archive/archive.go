// Package archive exports a store as JSON lines and imports it into an empty store.
// Archives serve to migrate to another engine, to inspect data with text tools, and
// for long-term storage independent of a database format.
//
// The first line is a header and each following line a record. The last line
// confirms that the archive is complete:
//
//	{"format":"webim-server","version":1,"stamp":4711}
//	{"bucket":"contacts","key":["alice","bob"],"value":{"Last":17,"LastTime":1500000000}}
//	{"end":true,"records":1}
//
// Export includes everything except the state of running processes. That includes
// the key that signs UserSigs, so an archive must be protected like the database.
// Uploaded files are not in the database, and therefore not in the archive.
package archive

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"webim.js/server/store"
)

const (
	format = "webim-server"

	// Version is the version of the record formats. It is raised whenever a
	// migration changes existing records; Import must then convert older ones.
	Version = 1

	// maxLine is far above the largest record and bounds the memory that Import
	// uses for a file that is not an archive.
	maxLine = 64 << 20

	// batchRecords and batchBytes bound one transaction of Import.
	batchRecords = 2000
	batchBytes   = 4 << 20
)

type header struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Stamp   uint64 `json:"stamp"` // last stamp of the store
}

type footer struct {
	End     bool  `json:"end"`
	Records int64 `json:"records"`
}

// Export writes a consistent snapshot of a store to w and returns the number of
// records. The store remains usable meanwhile.
func Export(ctx context.Context, s store.Store, w io.Writer) (records int64, err error) {
	out := &writeTracker{w: w}
	buffered := bufio.NewWriterSize(out, 64<<10)
	lines := json.NewEncoder(buffered)
	lines.SetEscapeHTML(false) // values must round-trip byte for byte
	err = s.View(ctx, func(r store.Reader) error {
		if out.written { // a further run reads another snapshot
			return errInterrupted
		}
		buffered.Reset(out)
		records = 0
		if err := lines.Encode(header{format, Version, r.LastStamp()}); err != nil {
			return err
		}
		for _, bucket := range r.Buckets() {
			if bucket.IsProcessState() {
				continue
			}
			for k, v := range r.Scan(bucket, store.Range{}) {
				if err := ctx.Err(); err != nil {
					return err
				}
				line, err := encode(pair{bucket, k, v})
				if err != nil {
					return err
				}
				if _, err := buffered.Write(line); err != nil {
					return err
				}
				records++
			}
		}
		return nil
	})
	if err == nil {
		err = lines.Encode(footer{true, records})
	}
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return records, fmt.Errorf("export: %w", err)
	}
	return records, nil
}

// encode encodes a record as a line and verifies that it decodes to the same pair,
// so that an archive that cannot be imported is detected during the export. A value
// that does not round-trip is written as bytes.
func encode(p pair) ([]byte, error) {
	rec := newRecord(p.bucket, p.key, p.value)
	line, err := encodeRecord(rec, p)
	if err != nil && rec.Bytes == nil {
		rec.Value, rec.Text, rec.Bytes = nil, "", p.value
		line, err = encodeRecord(rec, p)
	}
	if err != nil {
		return nil, fmt.Errorf("record of %s with key %x: %w", p.bucket, p.key, err)
	}
	return line, nil
}

func encodeRecord(rec record, p pair) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // values must round-trip byte for byte
	if err := e.Encode(rec); err != nil {
		return nil, err
	}
	in := reader{}
	back, err := in.record(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	if err != nil {
		return nil, err
	}
	if back.bucket != p.bucket || !bytes.Equal(back.key, p.key) || !bytes.Equal(back.value, p.value) {
		return nil, errors.New("record does not decode to the same key and value")
	}
	return b.Bytes(), nil
}

// errInterrupted is returned when a view runs again after output was written.
var errInterrupted = errors.New("database connection lost; restart the export")

// writeTracker records whether anything was written to w.
type writeTracker struct {
	w       io.Writer
	written bool
}

func (s *writeTracker) Write(p []byte) (int, error) {
	s.written = true
	return s.w.Write(p)
}

// Import reads an archive into an empty store and returns the number of records.
// After an error the store contains a part of the archive and must be discarded.
func Import(ctx context.Context, s store.Store, r io.Reader) (records int64, err error) {
	if err := checkEmpty(ctx, s); err != nil {
		return 0, err
	}
	in := reader{lines: bufio.NewReaderSize(r, 64<<10)}
	var h header
	if err := in.decode(&h); err != nil {
		return 0, err
	}
	switch {
	case h.Format != format:
		return 0, errors.New("import: not a webim-server archive")
	case h.Version != Version:
		return 0, fmt.Errorf("import: archive version %d, supported %d", h.Version, Version)
	case h.Stamp >= 1<<53:
		return 0, fmt.Errorf("import: stamp out of range: %d", h.Stamp)
	}
	for in.end == nil {
		batch, err := in.batch()
		if err != nil {
			return records, err
		}
		if err := s.Update(ctx, func(tx store.Tx) error {
			for _, rec := range batch {
				tx.Put(rec.bucket, rec.key, rec.value)
			}
			return nil
		}); err != nil {
			return records, fmt.Errorf("import: %w", err)
		}
		records += int64(len(batch))
	}
	if in.end.Records != records {
		return records, fmt.Errorf("import: archive has %d records, read %d", in.end.Records, records)
	}
	// New stamps must be greater than those of the records.
	return records, s.Update(ctx, func(tx store.Tx) error {
		tx.SkipStamps(h.Stamp)
		return nil
	})
}

func checkEmpty(ctx context.Context, s store.Store) error {
	return s.View(ctx, func(r store.Reader) error {
		for _, bucket := range r.Buckets() {
			for range r.Scan(bucket, store.Range{}) {
				return errors.New("import: database not empty")
			}
		}
		return nil
	})
}

// reader reads an archive line by line.
type reader struct {
	lines *bufio.Reader
	n     int     // lines read
	end   *footer // set by the last line
}

// line returns the next line without its newline. It fails if the newline is
// missing.
func (in *reader) line() ([]byte, error) {
	in.n++
	var line []byte
	for {
		part, err := in.lines.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return line[:len(line)-1], nil
		case errors.Is(err, io.EOF):
			return nil, fmt.Errorf("import: line %d: incomplete archive", in.n)
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, fmt.Errorf("import: line %d: %w", in.n, err)
		case len(line) > maxLine:
			return nil, fmt.Errorf("import: line %d is longer than %d bytes", in.n, maxLine)
		}
	}
}

func (in *reader) decode(v any) error {
	line, err := in.line()
	if err != nil {
		return err
	}
	return in.strict(line, v)
}

// strict decodes a line, rejecting unknown fields and trailing data.
func (in *reader) strict(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("import: line %d: %w", in.n, err)
	}
	if d.InputOffset() != int64(len(line)) {
		return fmt.Errorf("import: line %d holds more than one object", in.n)
	}
	return nil
}

// batch reads the records of one transaction.
func (in *reader) batch() (list []pair, err error) {
	for size := 0; len(list) < batchRecords && size < batchBytes; {
		line, err := in.line()
		if err != nil {
			return nil, err
		}
		size += len(line)
		if bytes.HasPrefix(line, []byte(`{"end"`)) {
			in.end = &footer{}
			return list, in.strict(line, in.end)
		}
		p, err := in.record(line)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, nil
}

// valueField precedes the value in a line. Quotes in the preceding strings are
// escaped, so they cannot contain it.
var valueField = []byte(`,"value":`)

// record decodes a record. A value that is nested more deeply than encoding/json
// supports, as written by earlier versions, is used without decoding.
func (in *reader) record(line []byte) (p pair, err error) {
	var rec record
	if at := bytes.Index(line, valueField); at >= 0 && tooDeep(line) {
		value := bytes.TrimSuffix(line[at+len(valueField):], []byte("}"))
		if _, closed := depth(value); !closed {
			return p, fmt.Errorf("import: line %d: incomplete value", in.n)
		}
		if err := in.strict(append(line[:at:at], '}'), &rec); err != nil {
			return p, err
		}
		rec.Value = value
	} else if err := in.strict(line, &rec); err != nil {
		return p, err
	}
	if p, err = rec.pair(); err != nil {
		return p, fmt.Errorf("import: line %d: %w", in.n, err)
	}
	return p, nil
}
