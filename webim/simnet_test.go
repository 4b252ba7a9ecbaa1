package webim

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"webim.js/webim/jsontext"
)

// simExchange is a request in flight.
type simExchange struct {
	page  *simPage
	name  string // service/command
	query url.Values
	body  jsontext.Value
	done  func(Reply)
	ended bool
}

// successOdds holds how many of 256 requests succeed, by network quality.
var successOdds = [...]int{256, 240, 200, 128}

// outcome is the outcome of a request.
type outcome int

const (
	fine        outcome = iota
	slow                // response after seconds
	slower              // response possibly after the timeout
	refused             // connection refused
	lostBefore          // request lost without an error
	cutAfter            // processed, then the connection breaks
	lostAfter           // processed, response lost
	badGateway          // 502 instead of the response
	errorPage           // 200 and HTML instead of the response
	unavailable         // 503, not processed
	outcomes
)

func (s *simulation) outcomeOf(x *simExchange) outcome {
	if s.calm {
		return fine
	}
	n := s.pick()
	if n < successOdds[s.quality] || n == 0 {
		return fine
	}
	f := outcome(n%int(outcomes-1)) + 1
	s.logf("%s: %s %s", x.page.id, x.name, [...]string{"fine", "slow", "slower", "refused", "lost before", "cut after", "lost after", "502", "html", "503"}[f])
	return f
}

const simLatency = 20 * time.Millisecond

// Send implements Transport.
func (p *simPage) Send(r Request, done func(Reply)) (abort func()) {
	s := p.sim
	u, err := url.Parse(r.URL)
	if err != nil {
		s.fail("%s: invalid address %s", p.id, r.URL)
		return func() {}
	}
	p.maybePanic()
	x := &simExchange{page: p, name: strings.SplitN(u.Path, "/", 3)[2], query: u.Query(), body: mustParse(r.Body), done: done}
	if x.name == "openim/longpolling" {
		if p.polls++; p.polls > 1 {
			s.fail("%s: two polls in flight", p.id)
		}
	}
	if r.Timeout > 0 {
		s.after(r.Timeout, p, func() { x.end(Reply{}) })
	} else {
		p.hanging = append(p.hanging, x)
	}
	f := s.outcomeOf(x)
	if p.offlineUntil > s.now || s.server.downUntil > s.now {
		f = refused
	}
	sending, receiving := simLatency/2, simLatency/2
	switch f {
	case slow:
		receiving = 2 * time.Second
	case slower:
		receiving = 12 * time.Second
	case refused:
		s.after(simLatency, p, func() { x.end(Reply{}) })
		return x.abort
	case lostBefore:
		return x.abort
	case unavailable:
		s.after(simLatency, p, func() { x.end(Reply{Status: 503}) })
		return x.abort
	}
	s.after(sending, nil, func() {
		if s.server.downUntil > s.now {
			s.after(simLatency, p, func() { x.end(Reply{}) })
			return
		}
		s.server.handle(x, func(response string) {
			reply := Reply{Status: 200}
			switch {
			case f == lostAfter:
				return
			case f == cutAfter || response == "": // the server was killed
				reply = Reply{}
			case f == badGateway:
				reply.Status = 502
			case f != errorPage:
				v := mustParse(response)
				reply.Response = &fakeResponse{p.page, v, v.Get("ActionStatus").Str() == "OK"}
			}
			s.after(receiving, p, func() { x.end(reply) })
		})
	})
	return x.abort
}

func (x *simExchange) end(r Reply) {
	if !x.ended {
		x.abort()
		if r.Status == 200 && r.Response != nil {
			x.page.recordStart(r.Response.Value())
		}
		x.done(r)
	}
}

func (x *simExchange) abort() {
	if !x.ended && x.name == "openim/longpolling" {
		x.page.polls--
	}
	x.page.hanging = slices.DeleteFunc(x.page.hanging, func(y *simExchange) bool { return x == y })
	x.ended = true
}

// simClock is the clock of a page.
type simClock struct{ page *simPage }

func (c simClock) Now() int64 { return startTime + int64(c.page.sim.now/time.Second) }

func (c simClock) After(d time.Duration, f func()) (stop func()) {
	e := c.page.sim.after(d, c.page, f)
	return func() { e.off = true }
}
