package ops

import (
	"io"
	"net/http"
	"time"
)

const (
	// stallTime is the timeout for writing a piece of a response.
	stallTime = 30 * time.Second

	// pieceSize is in bytes. It makes about 8 KiB per second the slowest transfer that
	// does not time out.
	pieceSize = 256 << 10
)

// StallTimeout closes the connections of clients that stop reading their response. It
// limits the time of each piece, not of the whole response, which may be a large
// download or a backup. Without it a client that reads nothing would keep files and
// a read transaction of the database open indefinitely.
func StallTimeout(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := &deadlineWriter{w, http.NewResponseController(w)}
		// An earlier request of the connection may have left its deadline.
		_ = s.control.SetWriteDeadline(time.Time{}) // unsupported only by writers that have no connection
		next.ServeHTTP(s, r)
		s.extend() // for data that the server still has to flush
	})
}

// deadlineWriter extends a connection's write deadline with every piece.
type deadlineWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (s *deadlineWriter) extend() { _ = s.control.SetWriteDeadline(time.Now().Add(stallTime)) }

// Unwrap returns the underlying writer, for http.ResponseController.
func (s *deadlineWriter) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// Write implements io.Writer.
func (s *deadlineWriter) Write(p []byte) (n int, err error) {
	for {
		piece := p[n:min(len(p), n+pieceSize)]
		s.extend()
		m, err := s.ResponseWriter.Write(piece)
		n += m
		if err != nil || n == len(p) {
			return n, err
		}
	}
}

// ReadFrom implements io.ReaderFrom, so that files are still sent by sendfile.
func (s *deadlineWriter) ReadFrom(r io.Reader) (n int64, err error) {
	from, ok := s.ResponseWriter.(io.ReaderFrom)
	if !ok {
		return io.Copy(struct{ io.Writer }{s}, r)
	}
	limited, ok := r.(*io.LimitedReader) // as http.ServeContent passes it
	if !ok {
		limited = &io.LimitedReader{R: r, N: 1<<63 - 1}
	}
	for limited.N > 0 {
		piece := &io.LimitedReader{R: limited.R, N: min(limited.N, pieceSize)}
		requested := piece.N
		s.extend()
		m, err := from.ReadFrom(piece)
		n += m
		limited.N -= m
		if err != nil || m < requested {
			return n, err
		}
	}
	return n, nil
}
