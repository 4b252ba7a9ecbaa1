// Package archive writes everything that a store holds as JSON lines, and
// reads it back into an empty one: to move to another storage, to look at
// with a text tool, to keep for longer than a database format lives.
//
// The first line says what the file is, each following one is a record, the
// last says that nothing is missing:
//
//	{"format":"webim-server","version":1,"stamp":4711}
//	{"bucket":"contacts","key":["alice","bob"],"value":{"Last":17,"LastTime":1500000000}}
//	{"end":true,"records":1}
//
// Nothing is left out but what tells of running processes. The key that
// UserSigs are signed with is included: an archive has to be kept as safe as the
// database. Files that users have sent
// are not in the database, and so not here either.
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

	// Version is that of the records, raised whenever a migration changes some
	// that exist. Import has to know how to read the older ones then.
	Version = 1

	// maxLine is far above the largest record, and bounds what a file that is
	// no archive can make Import hold.
	maxLine = 64 << 20

	// batchRecords and batchBytes bound one transaction of Import.
	batchRecords = 2000
	batchBytes   = 4 << 20
)

type header struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Stamp   uint64 `json:"stamp"` // the store's last
}

type footer struct {
	End     bool  `json:"end"`
	Records int64 `json:"records"`
}

// Export writes one consistent state of a store and returns the number of
// records. The store can be used meanwhile.
func Export(ctx context.Context, s store.Store, w io.Writer) (records int64, err error) {
	out := &sent{w: w}
	buffered := bufio.NewWriterSize(out, 64<<10)
	lines := json.NewEncoder(buffered)
	lines.SetEscapeHTML(false) // values must come back byte by byte
	err = s.View(ctx, func(r store.Reader) error {
		if out.some { // of another state
			return errInterrupted
		}
		buffered.Reset(out)
		records = 0
		if err := lines.Encode(header{format, Version, r.LastStamp()}); err != nil {
			return err
		}
		for _, bucket := range r.Buckets() {
			if bucket.OfProcesses() {
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

// encode writes a record as a line and reads it back: an archive that cannot be
// imported is noticed while the store is still there. A value that does not come
// back as it was is written as bytes.
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
	e.SetEscapeHTML(false) // values must come back byte by byte
	if err := e.Encode(rec); err != nil {
		return nil, err
	}
	in := reader{}
	back, err := in.record(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	if err != nil {
		return nil, err
	}
	if back.bucket != p.bucket || !bytes.Equal(back.key, p.key) || !bytes.Equal(back.value, p.value) {
		return nil, errors.New("verification failed: record differs")
	}
	return b.Bytes(), nil
}

// errInterrupted: what was written already cannot be taken back.
var errInterrupted = errors.New("database connection lost; restart the export")

// sent knows whether anything has been written to w.
type sent struct {
	w    io.Writer
	some bool
}

func (s *sent) Write(p []byte) (int, error) {
	s.some = true
	return s.w.Write(p)
}

// Import reads an archive into a store that holds nothing. After an error the
// store holds a part and is of no use.
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
		return 0, errors.New("import: stamp out of range")
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
	// What comes next must be newer than all the records.
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
	end   *footer // once it has come
}

// line returns the next line, without the end that every whole line has.
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
			return nil, fmt.Errorf("import: line %d is too long", in.n)
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

// strict reads a line that must have nothing we do not know.
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

// valueField begins the value in a line. Quotes within the strings before it are
// escaped, so it is not found in them.
var valueField = []byte(`,"value":`)

// record reads a record's line. A value that is nested more deeply than
// encoding/json reads, as earlier versions wrote it, is taken as it is.
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
