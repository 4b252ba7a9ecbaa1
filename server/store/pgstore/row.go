package pgstore

import (
	"encoding/binary"
	"errors"
	"fmt"

	"webim.js/server/store"
)

// row is a batch in the log, as read by all processes.
type row struct {
	number  uint64
	stamp   uint64 // the last one allocated
	batch   []byte
	changed []changed
	notes   []note
}

type changed struct {
	bucket     store.Bucket
	key, value []byte // value is nil if deleted
}

// note is an encoded note. local is set in the process that announced it.
type note struct {
	topic string
	data  []byte
	local *store.Note
}

// rowFormat is the first byte of the entries. Unknown formats are errors: skipping
// such a row would lose its changes.
const rowFormat = 1

func (r *row) encode() []byte {
	size := 16
	for _, c := range r.changed {
		size += 12 + len(c.bucket) + len(c.key) + len(c.value)
	}
	for _, n := range r.notes {
		size += 12 + len(n.topic) + len(n.data)
	}
	b := append(make([]byte, 0, size), rowFormat)
	text := func(s []byte) { b = append(binary.AppendUvarint(b, uint64(len(s))), s...) }
	b = binary.AppendUvarint(b, uint64(len(r.changed)))
	for _, c := range r.changed {
		text([]byte(c.bucket))
		text(c.key)
		if c.value == nil {
			b = append(b, 0)
			continue
		}
		b = append(b, 1)
		text(c.value)
	}
	b = binary.AppendUvarint(b, uint64(len(r.notes)))
	for _, n := range r.notes {
		text([]byte(n.topic))
		text(n.data)
	}
	return b
}

var errRow = errors.New("pgstore: truncated log row")

// decode decodes entries. The row refers to parts of b.
func (r *row) decode(b []byte) error {
	if len(b) == 0 || b[0] != rowFormat {
		return fmt.Errorf("pgstore: batch %d has a newer format", r.number)
	}
	b = b[1:]
	bad := false
	number := func() uint64 {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			bad, b = true, nil
			return 0
		}
		b = b[size:]
		return n
	}
	text := func() []byte {
		n := number()
		if n > uint64(len(b)) {
			bad, b = true, nil
			return nil
		}
		part := b[:n:n]
		b = b[n:]
		return part
	}
	for n := number(); n > 0 && !bad; n-- {
		c := changed{bucket: store.Bucket(text()), key: text()}
		if flag := number(); flag == 1 {
			c.value = text()
		}
		r.changed = append(r.changed, c)
	}
	for n := number(); n > 0 && !bad; n-- {
		r.notes = append(r.notes, note{topic: string(text()), data: text()})
	}
	if bad || len(b) > 0 {
		return errRow
	}
	return nil
}
