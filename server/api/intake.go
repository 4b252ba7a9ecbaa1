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

// intakeLimit is the maximum size of a request's body, in bytes. Edge raises it for
// commands after authentication.
const intakeLimit = 64 << 10

// stallTime is the timeout for progress of a body, and for the whole of a body that no
// handler reads. Tests shorten it.
var stallTime = 20 * time.Second

// Intake is the outermost handler of a listener. It limits the size and the time of
// every request's body, whatever its path, and the rate of requests from one address.
type Intake struct {
	Next   http.Handler
	Clock  clock.Clock
	Limits Limits // nil means none
}

// ServeHTTP implements http.Handler.
func (in *Intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Edge counts commands itself, and refuses them in the protocol's envelope.
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
	if drainedBytes < declared && declared <= discardedBytes {
		body.discard()
	}
}

// boundedBody is a body with a size limit, and a read deadline that every read
// extends, up to a final one.
type boundedBody struct {
	io.ReadCloser // body with the current limit
	whole         io.ReadCloser
	w             http.ResponseWriter
	control       *http.ResponseController
	last          time.Time
}

// drainedBytes is the number of bytes that net/http reads of an unread body before it
// sends the response.
const drainedBytes = 256 << 10

// discardedBytes is the number of bytes that Intake itself reads of such a body. A proxy
// that is still sending when the connection closes responds with 502 instead of the
// response. The largest slice of an upload, refused because of its session, is smaller.
const discardedBytes = 4 << 20

// discardPause is the longest pause in a body that is being discarded: a client that
// stalls gets its response.
const discardPause = 250 * time.Millisecond

func newBoundedBody(w http.ResponseWriter, r *http.Request) *boundedBody {
	b := &boundedBody{whole: r.Body, w: w, control: http.NewResponseController(w)}
	b.raise(intakeLimit, ioTimeout)
	if r.ContentLength > drainedBytes {
		_ = b.control.SetReadDeadline(time.Now()) // the first Read extends it; an unread body is not drained
	} else {
		b.extendDeadline()
	}
	return b
}

// raise sets another limit and timeout; it must be called before the first Read.
func (b *boundedBody) raise(limit int64, timeout time.Duration) {
	b.ReadCloser = http.MaxBytesReader(b.w, b.whole, limit)
	b.last = time.Now().Add(timeout)
}

// discard reads the rest of a body for as long as it arrives without a pause.
func (b *boundedBody) discard() {
	buffer := make([]byte, 32<<10)
	for now := time.Now(); now.Before(b.last); now = time.Now() {
		_ = b.control.SetReadDeadline(now.Add(discardPause))
		if _, err := b.whole.Read(buffer); err != nil {
			b.ended(err) // otherwise a pause, after which net/http closes the connection
			return
		}
	}
}

// extendDeadline extends the read deadline by stallTime, up to b.last.
func (b *boundedBody) extendDeadline() {
	next := time.Now().Add(stallTime)
	if next.After(b.last) {
		next = b.last
	}
	_ = b.control.SetReadDeadline(next) // unsupported only by writers that have no connection
}

// ended clears the deadline at the end of the body: net/http treats one that expires
// later as a client that disconnected.
func (b *boundedBody) ended(err error) {
	if err == io.EOF {
		_ = b.control.SetReadDeadline(time.Time{})
	}
}

// Read implements io.Reader.
func (b *boundedBody) Read(p []byte) (int, error) {
	b.extendDeadline()
	n, err := b.ReadCloser.Read(p)
	b.ended(err)
	return n, err
}

// minTransferRate is the slowest transfer rate of large bodies that do not time out,
// in bytes per second.
const minTransferRate = 64 << 10

// raiseLimit raises the limit of a request's body, and returns an error if its declared
// length is larger.
func raiseLimit(w http.ResponseWriter, r *http.Request, limit int64) error {
	if r.ContentLength > limit {
		return unreadable(&http.MaxBytesError{Limit: limit}, limit)
	}
	body, ok := r.Body.(*boundedBody)
	if !ok { // not wrapped in an Intake
		body = newBoundedBody(w, r)
		r.Body = body
	}
	body.raise(limit, ioTimeout+time.Duration(max(r.ContentLength, 0)/minTransferRate)*time.Second)
	return nil
}

// versions are the first segment of a command's path. All behave the same.
var versions = []string{"v1", "v3", "v4"}

// isCommandPath reports whether Edge.Routes serves a path.
func isCommandPath(path string) bool {
	parts := strings.Split(path, "/")
	return len(parts) == 4 && parts[0] == "" && parts[2] != "" && parts[3] != "" && slices.Contains(versions, parts[1])
}
