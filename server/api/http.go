package api

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"webim.js/server/clock"
	"webim.js/server/store"
)

// DefaultBodyLimit is the default limit of a request body, in bytes. It allows for
// the largest slice of an image (1080 KiB, in base64).
const DefaultBodyLimit = 4 << 20

// MaxResponse is the limit of the data of other users in a response, in bytes. A client
// receives the rest with its next poll or page.
const MaxResponse = 1 << 20

// smallResponse, in bytes, is the size of responses that fit into the connection's
// buffers, so that slow readers do not keep them in memory.
const smallResponse = 16 << 10

// ioTimeout is the timeout for reading a body or writing a response.
const ioTimeout = 30 * time.Second

// Edge is the HTTP handler of all commands.
type Edge struct {
	Commands  Table
	Auth      Authenticator
	Clock     clock.Clock
	Log       *slog.Logger
	BodyLimit int64   // bytes; 0 means DefaultBodyLimit
	Limits    Limits  // nil means none
	Bodies    *Budget // of bodies in memory; nil means no limit
	Responses *Budget // of large responses being written; nil means no limit

	// Admins are the accounts that may use the REST API. Exists reports whether an
	// account exists on whose behalf one of them calls.
	Admins []string
	Exists func(ctx context.Context, account string) (bool, error)

	// Observe, if set, is called after every response, for metrics. The command is
	// from the table, or the zero Command, so the number of names is bounded.
	Observe func(command Command, code int, took time.Duration)

	anonymousCalls anonymousLog
	polls          browserPolls
}

// Limits limits the use of the server by each caller. Methods return an *Error for
// calls above a limit.
type Limits interface {
	// Arrive is called before a request is read.
	Arrive(call *Call) error

	// Admit is called after authentication. If it admits the call, release is called
	// when the command has finished.
	Admit(call *Call, command Command) (release func(), err error)

	// Charge counts one request against the caller's rate or, for a caller without
	// identity, against the rate of the named client.
	Charge(call *Call, client string) error

	// Spend counts further requests against the caller's rate, for an admitted request
	// that costs as much as several. It may cause later requests to be refused.
	Spend(call *Call, requests int)

	// ChargeBytes counts bytes of messages to store against the caller's rate.
	ChargeBytes(call *Call, bytes int) error

	// AllowGroupMessage reports whether a group's rate allows another message.
	AllowGroupMessage(group string, now time.Time) bool
}

// refusalPause delays the response to a poll that a limit refuses, because 1.3 clients
// repeat failed polls at once.
const refusalPause = time.Second

// Routes registers the protocol's paths.
func (e *Edge) Routes(mux *http.ServeMux) {
	for _, version := range versions {
		mux.Handle("/"+version+"/{service}/{command}", e)
	}
}

// request is a request in flight.
type request struct {
	id      string // random
	name    string // of the command, as requested
	call    Call
	client  string // key in the budgets
	carrier carrier
	command Command
	known   bool      // the command exists
	since   time.Time // by the system clock
	release func()    // releases what the limits have counted; nil if nothing was
	held    *heldPoll // nil unless the poll may end early
	pending Pending   // nil unless the response is pending
}

// ServeHTTP implements http.Handler.
func (e *Edge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := &request{name: r.PathValue("service") + "/" + r.PathValue("command")}
	if q.command, q.known = e.Commands[q.name]; !q.known {
		q.name = fmt.Sprintf("%.60s", q.name) // it is logged
	}
	begin := func() {
		if e.receive(w, r, q) {
			e.respond(w, q, func() (any, error) {
				if err := e.admit(w, r, q); err != nil {
					return nil, err
				}
				return q.command.Handler(store.OnBehalf(r.Context(), q.call.memory.client), &q.call)
			})
		}
	}
	if q.command.Waits {
		onNewStack(begin)
	} else { // for short commands a new stack would cost more than it saves
		begin()
	}
	if q.pending == nil {
		return
	}
	q.call.releaseBody()
	releaseHeader(r)
	for p := q.pending; p != nil; p = q.pending {
		p.Wait(r.Context())
		onNewStack(func() {
			e.respond(w, q, func() (any, error) { return p.Respond(r.Context()) })
		})
	}
}

// releaseHeader drops the header and the URL of a request, so that they take no memory
// while its poll waits. net/http holds r itself until the handler returns, so clearing
// a copy would not release them. They are not read again after the poll was admitted.
func releaseHeader(r *http.Request) { r.Header, r.URL, r.RequestURI = nil, nil, "" }

// receive prepares a request from its path, query and headers. It reports false if it
// has written the response.
func (e *Edge) receive(w http.ResponseWriter, r *http.Request, q *request) bool {
	if r.Method == http.MethodOptions { // the SDK's own requests need no preflight
		h := setHeaders(w)
		h.Set("Access-Control-Allow-Methods", "POST")
		h.Set("Access-Control-Allow-Headers", "Content-Type")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
		return false
	}
	query := r.URL.Query()
	carrier, refusal := carrierOf(r, query, q.command)
	if refusal != nil {
		setHeaders(w).Set("Allow", "POST, OPTIONS")
		http.Error(w, refusal.text, refusal.status)
		return false
	}
	q.id, q.carrier, q.since = rand.Text()[:16], carrier, time.Now()
	q.call = Call{
		Service:   r.PathValue("service"),
		Command:   r.PathValue("command"),
		Query:     query,
		Now:       e.Clock.Now(),
		Host:      host(r),
		Base:      base(r),
		UserAgent: r.UserAgent(),
	}
	q.call.RemoteHost, _, _ = net.SplitHostPort(r.RemoteAddr)
	return true
}

// setHeaders sets the headers that all responses have.
func setHeaders(w http.ResponseWriter) http.Header {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("X-Content-Type-Options", "nosniff")
	return h
}

// writeResponse writes a response or an error in the envelope, and reports the call to
// the log and to Observe.
func (e *Edge) writeResponse(w http.ResponseWriter, q *request, response any, err error) {
	took := time.Since(q.since)
	body, code := envelope(response, err, codesOf(q.call.Service).internal)
	if size := int64(len(body)); e.Responses != nil && size > smallResponse {
		if err = e.Responses.take(q.client, size); err == nil {
			defer e.Responses.release(q.client, size)
		} else {
			body, code = envelope(nil, e.refuse(context.Background(), q.command, err), 0)
		}
	}
	e.report(q, code, err, took)
	if e.Observe != nil {
		e.Observe(q.command, code, took)
	}

	h := setHeaders(w)
	h.Set("X-Request-Id", q.id)
	body = q.carrier.wrap(h, body)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(ioTimeout)) // fails only without a connection, as in tests
	_, err = w.Write(body)
	if err == nil {
		err = control.Flush() // flushes on this stack instead of the connection's
	}
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		e.Log.Debug("writing response failed", "request", q.id, "command", q.name, "error", err)
	}
}

// respond calls handle and writes its response, unless that is pending.
func (e *Edge) respond(w http.ResponseWriter, q *request, handle func() (any, error)) {
	if response, err := q.guard(handle); q.pending == nil {
		e.writeResponse(w, q, response, err)
	}
}

// guard calls handle, and releases the request's resources unless the response is
// pending. It recovers from panics and returns them as errors.
func (q *request) guard(handle func() (any, error)) (response any, err error) {
	q.pending = nil
	defer func() {
		p := recover()
		if q.pending == nil {
			q.end()
		}
		if p == http.ErrAbortHandler {
			panic(p)
		}
		if p != nil {
			response, err = nil, fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	if response, err = handle(); err == nil {
		q.pending, _ = response.(Pending)
	}
	return response, err
}

// end releases the request's resources.
func (q *request) end() {
	q.call.File.close()
	q.call.memory.end()
	if q.release != nil {
		q.release()
	}
	if q.held != nil {
		q.held.release()
	}
}

// admit authenticates a request, checks the limits and reads its body.
func (e *Edge) admit(w http.ResponseWriter, r *http.Request, q *request) (err error) {
	call, command := &q.call, q.command
	if e.Limits != nil {
		if err := e.Limits.Arrive(call); err != nil {
			return e.refuse(r.Context(), command, err)
		}
	}
	if !q.known {
		return Errorf(CodeNoCommand, "no such command: %.60s/%.60s", call.Service, call.Command)
	}
	// Authentication comes first: bodies of unauthenticated callers are not read.
	call.Caller, err = e.Auth.Authenticate(r.Context(), credentials(call.Query), command.Access)
	if err != nil {
		return err
	}
	if err := e.admitBackEnd(call, command); err != nil {
		return err
	}
	if e.Limits != nil {
		if q.release, err = e.Limits.Admit(call, command); err != nil {
			q.release = nil
			return e.refuse(r.Context(), command, err)
		}
		call.limits = e.Limits
		call.Charge = func(ctx context.Context, client string) error {
			if err := e.Limits.Charge(call, client); err != nil {
				return e.refuse(ctx, command, err)
			}
			return nil
		}
	}
	q.client = "a:" + call.Caller.Account
	if call.Caller.Account == "" {
		q.client = "h:" + call.RemoteHost
	}
	call.reserve = command.Reserve
	call.memory = share{budget: e.Bodies, client: q.client}
	if err := q.carrier.read(call, w, r, e.limit(command, call.Caller)); err != nil {
		return err
	}
	if call.Caller.Dialect == Dialect13 {
		call.Caller.Session = browser(call)
	}
	if command.Waits {
		if q.held = e.polls.add(e.Clock, r, call); q.held != nil {
			call.EndEarly = q.held.early
		}
	}
	switch {
	case command.FromOthers:
		return nil
	case command.OnBehalf && call.Caller.BackEnd:
		return e.actFor(r.Context(), call)
	}
	return checkSender(call)
}

// refuse returns the error of a limit, for polls after refusalPause.
func (e *Edge) refuse(ctx context.Context, command Command, refusal error) error {
	if !command.Waits {
		return refusal
	}
	timer, stop := e.Clock.After(refusalPause)
	defer stop()
	select {
	case <-timer:
	case <-ctx.Done():
	}
	return refusal
}

// Session13 is the prefix of the names of 1.3's sessions.
const Session13 = "1.3-"

// browser returns the session of a 1.3 call, which identifies the browser: clients of
// 1.3 have no id.
func browser(call *Call) string {
	sum := sha256.Sum256([]byte(call.Caller.Account + "\n" + call.RemoteHost + "\n" + call.UserAgent))
	return Session13 + hex.EncodeToString(sum[:16])
}

// anonymousLimit is the maximum request size of callers without identity, in bytes.
const anonymousLimit = 64 << 10

// limit returns the maximum size of a command's request, in bytes.
func (e *Edge) limit(command Command, caller Caller) int64 {
	switch {
	case caller.Account == "":
		return min(anonymousLimit, cmp.Or(command.BodyLimit, e.BodyLimit, DefaultBodyLimit))
	case command.BodyLimit != 0:
		return command.BodyLimit
	case e.BodyLimit != 0:
		return e.BodyLimit
	}
	return DefaultBodyLimit
}

// checkSender returns an error if the body's From_Account is not the caller.
func checkSender(call *Call) error {
	var claim struct {
		From *Text `json:"From_Account"`
	}
	if err := json.Unmarshal(call.Body, &claim); err != nil || claim.From != nil && string(*claim.From) != call.Caller.Account {
		return Errorf(codesOf(call.Service).notSelf, "From_Account is not the caller")
	}
	return nil
}
