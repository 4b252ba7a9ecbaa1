package blob

import (
	"errors"
	"io"
	"sort"
)

// Reader reads pieces as one content, with one piece in memory at a time.
type Reader struct {
	pieces []Piece // sorted and without gaps; may overlap
	load   func(Piece) ([]byte, error)
	at     int64
	loaded int // index of the piece in memory, or -1 if none
	data   []byte
}

// NewReader returns a Reader of pieces, as returned by Pieces.
func NewReader(pieces []Piece, load func(Piece) ([]byte, error)) *Reader {
	return &Reader{pieces: pieces, load: load, loaded: -1}
}

func (r *Reader) size() int64 {
	if len(r.pieces) == 0 {
		return 0
	}
	last := r.pieces[len(r.pieces)-1]
	return last.Offset + last.Length
}

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	if r.at >= r.size() {
		return 0, io.EOF
	}
	i := sort.Search(len(r.pieces), func(i int) bool { return r.pieces[i].Offset+r.pieces[i].Length > r.at })
	if i != r.loaded {
		data, err := r.load(r.pieces[i])
		if err != nil {
			return 0, err
		}
		if int64(len(data)) != r.pieces[i].Length {
			return 0, io.ErrUnexpectedEOF
		}
		r.loaded, r.data = i, data
	}
	n := copy(p, r.data[r.at-r.pieces[i].Offset:])
	r.at += int64(n)
	return n, nil
}

// Seek implements io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size()
	}
	if offset < 0 {
		return 0, errors.New("blob: seek before the beginning")
	}
	r.at = offset
	return offset, nil
}

// Close implements io.Closer.
func (r *Reader) Close() error { return nil }
