package webim

import (
	"strings"
	"time"

	"webim.js/webim/jsontext"
)

const (
	requestTimeout = 15 * time.Second // 1.7; 1.3 has none
	// pollGrace is added to the time for which the server holds a poll. With equal
	// limits on both sides, every idle poll would end as a lost connection.
	pollGrace = 5 * time.Second
	// lostDelay is the delay before 1.7 reports a lost call.
	lostDelay = 16 * time.Millisecond
)

// request is one call of the protocol.
type request struct {
	service, command, body string

	timeout time.Duration // 0: the dialect's
	quiet   bool          // its failure is not logged
	// outlives is set for a call of the page that consists of this request only:
	// a further sign-in does not abort it, and the call ends in the response.
	outlives bool
	// done is the call of the page that the request belongs to. Its callbacks
	// are the default of ok and fail. If the request is aborted, so is the call.
	done Done
	ok   func(Response)
	fail func(jsontext.Value)
}

func (r *request) succeeded(resp Response) {
	if r.ok != nil {
		r.ok(resp)
	} else {
		r.done.succeeded(resp)
	}
}

func (r *request) failed(e jsontext.Value) {
	if r.fail != nil {
		r.fail(e)
	} else {
		r.done.failed(e)
	}
}

// wire holds the requests and pauses in flight, so that the end of a session
// aborts them. The page's calls among them end in their error callbacks.
type wire struct {
	next    int
	waiting map[int]pending
}

// pending is a request or a pause, and the call of the page that it belongs to.
type pending struct {
	stop     func()
	done     Done
	fail     func(jsontext.Value) // ends the operation if its handler panics; see Recover
	outlives bool                 // see request
}

func (w *wire) add(p pending) (id int) {
	if w.waiting == nil {
		w.waiting = map[int]pending{}
	}
	w.next++
	w.waiting[w.next] = p
	return w.next
}

// endPending removes the entry id and runs f, unless the entry was removed before.
func (c *Client) endPending(id int, f func()) {
	if p, waiting := c.wire.waiting[id]; waiting {
		delete(c.wire.waiting, id)
		c.handle(p.fail, f)
	}
}

// abort stops a request that the caller no longer needs. No callback is called.
func (w *wire) abort(id int) {
	if p, waiting := w.waiting[id]; waiting {
		delete(w.waiting, id)
		p.stop()
		p.done.drop()
	}
}

// abortAll aborts everything in flight, in order of its start. When the session is
// replaced, calls that outlive it continue.
func (c *Client) abortAll(why endReason) {
	ids := make([]int, 0, len(c.wire.waiting))
	for id := range c.wire.waiting {
		ids = append(ids, id)
	}
	sortBy(ids, func(id int) float64 { return float64(id) })
	for _, id := range ids {
		p := c.wire.waiting[id]
		if why == replaced && p.outlives {
			continue
		}
		delete(c.wire.waiting, id)
		p.stop()
		c.endAborted(p.done)
	}
}

// endAborted ends a call of the page whose request was aborted. Like an aborted request
// in a browser, it ends in the error of a lost network, after the client's state has
// been updated. A further abort does not stop it.
func (c *Client) endAborted(done Done) {
	if done.Err == nil {
		done.drop()
		return
	}
	e := c.d.lost(0)
	c.Clock.After(c.d.lostDelay, func() {
		c.handle(done.failed, func() { done.failed(e) })
	})
}

// post sends a request of the signed-in user. It ends in r.ok with a successful
// response or in r.fail with the error object for the page. If it is aborted,
// neither is called, and abort ends r.done.
func (c *Client) post(r request) (abort func()) {
	if e, refused := c.d.unready(c, r); refused {
		if e.Kind() != jsontext.Undefined {
			r.failed(e)
		} else {
			r.done.drop()
		}
		return func() {}
	}
	url := c.d.url(c, r.service, r.command)
	timeout := r.timeout
	if timeout == 0 {
		timeout = c.d.timeout
	}
	var id int
	epoch := c.epoch
	fail := func(e jsontext.Value) {
		if c.epoch == epoch {
			r.failed(e)
		} else { // the session has ended; the page's call has not
			r.done.failed(e)
		}
	}
	id = c.wire.add(pending{done: r.done, fail: fail, outlives: r.outlives, stop: c.Transport.Send(Request{
		URL: url, Body: r.body, ContentType: c.d.contentType, Timeout: timeout,
	}, func(reply Reply) {
		c.endPending(id, func() { c.handleReply(r, url, reply) })
	})})
	return func() { c.wire.abort(id) }
}

// handleReply ends a request with its outcome.
func (c *Client) handleReply(r request, url string, reply Reply) {
	var refusal jsontext.Value
	if reply.Status == 200 && reply.Response != nil {
		if reply.Response.OK() {
			r.succeeded(reply.Response)
			c.markEnded()
			c.addResult(r, jsontext.Value{})
			c.gotResponse(r)
			return
		}
		refusal = reply.Response.Value()
	}
	if refusal.Kind() != jsontext.Object {
		c.handleLost(r, url, reply.Status)
		return
	}
	if !isPoll(r) && !r.quiet { // a poll without events is not an error
		c.Log.Error("[" + r.service + "][" + r.command + "] " + refusal.Get("ErrorCode").Str() + " " + refusal.Get("ErrorInfo").Str())
	}
	c.fail(r, c.d.refused(refusal, r, url))
	c.gotResponse(r)
}

// handleLost ends a request without a response or with an invalid one.
func (c *Client) handleLost(r request, url string, status int) {
	why := networkText
	switch status {
	case 0:
	case 200: // an invalid response is reported like none
		status = 0
		why += " (invalid body)"
	default:
		why += " (HTTP " + jsontext.FormatInt(int64(status)) + ")"
	}
	c.Log.Error("[" + r.service + "][" + r.command + "] " + origin(url) + " " + why)
	c.later(c.d.lostDelay, r.done, func() { c.fail(r, c.d.lost(status)) })
}

// origin returns a URL's scheme and host.
func origin(url string) string {
	scheme, rest, _ := cut(url, ':')
	host, _, _ := cut(strings.TrimPrefix(rest, "//"), '/')
	return scheme + "://" + host
}

// gotResponse is called after a response to r.
func (c *Client) gotResponse(r request) {
	if r.command != "longpolling" {
		c.conn.gotResponse()
	}
}

func isPoll(r request) bool { return r.command == "longpolling" || r.command == "get_msg" }

func (c *Client) fail(r request, e jsontext.Value) {
	r.failed(e)
	c.markEnded()
	c.addResult(r, e)
}

// later runs f after d, or at once if d is 0. If the session ends first, done ends
// as an aborted call instead.
func (c *Client) later(d time.Duration, done Done, f func()) {
	if d == 0 {
		f()
		return
	}
	var id int
	id = c.wire.add(pending{done: done, fail: func(e jsontext.Value) { done.failed(e) }, stop: c.Clock.After(d, func() {
		c.endPending(id, f)
	})})
}
