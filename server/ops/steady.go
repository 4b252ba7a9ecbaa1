package ops

import (
	"io"
	"net/http"
	"time"
)

const (
	// stallTime is how long a client may take for a piece of an answer.
	stallTime = 30 * time.Second

	// pieceSize in bytes: the slowest line that is not cut off has some 8 KiB a
	// second.
	pieceSize = 256 << 10
)

// Steady cuts off clients that stop taking their answer, however long that may
// take as a whole: a download, a backup. A client that reads nothing would
// hold files and a view of the database open for ever.
func Steady(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := &steady{w, http.NewResponseController(w)}
		// The connection's earlier request has left its own.
		_ = s.control.SetWriteDeadline(time.Time{}) // unsupported only by writers that have no connection
		next.ServeHTTP(s, r)
		s.patience() // for what the server still has to flush
	})
}

// steady moves a connection's deadline on with every piece.
type steady struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (s *steady) patience() { _ = s.control.SetWriteDeadline(time.Now().Add(stallTime)) }

// Unwrap is for http.ResponseController.
func (s *steady) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// Write implements io.Writer.
func (s *steady) Write(p []byte) (n int, err error) {
	for {
		piece := p[n:min(len(p), n+pieceSize)]
		s.patience()
		m, err := s.ResponseWriter.Write(piece)
		n += m
		if err != nil || n == len(p) {
			return n, err
		}
	}
}

// ReadFrom keeps what makes the kernel send files by itself.
func (s *steady) ReadFrom(r io.Reader) (n int64, err error) {
	from, ok := s.ResponseWriter.(io.ReaderFrom)
	if !ok {
		return io.Copy(struct{ io.Writer }{s}, r)
	}
	limited, ok := r.(*io.LimitedReader) // as http.ServeContent has it
	if !ok {
		limited = &io.LimitedReader{R: r, N: 1<<63 - 1}
	}
	for limited.N > 0 {
		piece := &io.LimitedReader{R: limited.R, N: min(limited.N, pieceSize)}
		asked := piece.N
		s.patience()
		m, err := from.ReadFrom(piece)
		n += m
		limited.N -= m
		if err != nil || m < asked {
			return n, err
		}
	}
	return n, nil
}
