package api

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"webim.js/server/clock"
)

// intakeLimit in bytes is the largest body of a request. The edge raises it for
// the bodies of commands once the caller is known.
const intakeLimit = 64 << 10

// stallTime is how long a body may make no progress, and how long one may take
// that no handler reads. Tests shorten it.
var stallTime = 20 * time.Second

// Intake is the outermost handler of a listener. It bounds the body of every
// request, whatever its path, in size and in time, and the number of requests
// from one address.
type Intake struct {
	Next   http.Handler
	Clock  clock.Clock
	Limits Limits // nil: none
}

// ServeHTTP implements http.Handler.
func (in *Intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The edge counts commands itself: it refuses them in their own envelope.
	if in.Limits != nil && !isCommandPath(r.URL.Path) {
		call := &Call{Now: in.Clock.Now()}
		call.RemoteHost, _, _ = net.SplitHostPort(r.RemoteAddr)
		if err := in.Limits.Arrive(call); err != nil {
			w.Header().Set("Retry-After", "1")
			http.Error(w, err.Error(), http.StatusTooManyRequests)
			return
		}
	}
	if r.Body == http.NoBody {
		in.Next.ServeHTTP(w, r)
		return
	}
	declared := r.ContentLength
	body := newBoundedBody(w, r)
	r.Body = body
	in.Next.ServeHTTP(w, r)
	if drained < declared && declared <= discarded {
		body.discard()
	}
}

// boundedBody is a body with a limit and a read deadline that moves on with
// every read, up to a last one.
type boundedBody struct {
	io.ReadCloser // limited
	whole         io.ReadCloser
	w             http.ResponseWriter
	control       *http.ResponseController
	last          time.Time
}

// drained in bytes is as much as net/http reads of a body that the handler has
// left, before it sends the response.
const drained = 256 << 10

// discarded in bytes is as much as Intake itself reads of such a body. A proxy that
// is still sending when the connection closes answers 502 in place of the
// response: the largest slice of an upload, refused for its session, is below.
const discarded = 4 << 20

func newBoundedBody(w http.ResponseWriter, r *http.Request) *boundedBody {
	b := &boundedBody{whole: r.Body, w: w, control: http.NewResponseController(w)}
	b.raise(intakeLimit, ioTimeout)
	if r.ContentLength > drained {
		_ = b.control.SetReadDeadline(time.Now()) // the first Read moves it; a body that is left is not drained
	} else {
		b.wait()
	}
	return b
}

// raise sets another limit and time, before anything is read.
func (b *boundedBody) raise(limit int64, timeout time.Duration) {
	b.ReadCloser = http.MaxBytesReader(b.w, b.whole, limit)
	b.last = time.Now().Add(timeout)
}

// discard reads what the handler has left, as long as it arrives.
func (b *boundedBody) discard() {
	buffer := make([]byte, 32<<10)
	for {
		b.wait()
		if _, err := b.whole.Read(buffer); err != nil {
			return // the end, or a deadline, after which net/http closes the connection
		}
	}
}

// wait moves the deadline on.
func (b *boundedBody) wait() {
	next := time.Now().Add(stallTime)
	if next.After(b.last) {
		next = b.last
	}
	_ = b.control.SetReadDeadline(next) // unsupported only by writers that have no connection
}

// Read implements io.Reader. The end of the body lifts the deadline: net/http
// takes one that passes later for a client that disconnected.
func (b *boundedBody) Read(p []byte) (int, error) {
	b.wait()
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// slowest in bytes per second is the line on which a large body still arrives.
const slowest = 64 << 10

// raiseLimit lets a request have a body of up to limit bytes, and refuses one
// whose declared length is larger.
func raiseLimit(w http.ResponseWriter, r *http.Request, limit int64) error {
	if r.ContentLength > limit {
		return unreadable(&http.MaxBytesError{Limit: limit}, limit)
	}
	body, ok := r.Body.(*boundedBody)
	if !ok { // no Intake in front
		body = newBoundedBody(w, r)
		r.Body = body
	}
	body.raise(limit, ioTimeout+time.Duration(max(r.ContentLength, 0)/slowest)*time.Second)
	return nil
}

// versions are the first part of a command's path. They say nothing that the
// command does not.
var versions = []string{"v1", "v3", "v4"}

// isCommandPath reports whether Edge.Routes serves a path.
func isCommandPath(path string) bool {
	parts := strings.Split(path, "/")
	return len(parts) == 4 && parts[0] == "" && parts[2] != "" && parts[3] != "" && slices.Contains(versions, parts[1])
}
