// Package faults runs real pages against the real server over a network that
// drops, truncates, corrupts, delays and duplicates, and accounts for every message.
package faults

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// fault is a fault that the proxy injects into a request.
type fault int

const (
	none        fault = iota
	dropBefore        // the request does not reach the server
	dropAfter         // the server handles the request, the connection breaks
	swallow           // the server handles the request, the connection breaks after 20 s
	truncate          // half of the response body is delivered
	corrupt           // invalid bytes are inserted into the response body
	html              // a captive portal responds
	badGateway        // a gateway responds after the server handled the request
	unavailable       // a gateway responds before the request reaches the server
	late              // the response is delayed by 3 s
	twice             // the request is duplicated, as by a proxy that retries
	trickle           // the response is delivered in two halves, a second apart
	faults
)

var names = [faults]string{"none", "drop before", "drop after", "swallow", "truncate", "corrupt", "html", "502", "503", "late", "twice", "trickle"}

// proxy forwards the requests of one page to the server and injects faults. It serves
// the page's own files without faults.
type proxy struct {
	URL    string
	target *url.URL
	files  http.Handler  // serves the page's own files
	calm   chan struct{} // closed when the faults end

	mu          sync.Mutex
	random      *rand.Rand
	probability float64 // of a fault
	offline     bool
	done        map[fault]int
	past        []*exchange // the latest requests
}

// exchange is a request, logged when a page misses a message.
type exchange struct {
	at             time.Time
	took           time.Duration // 0 while in flight
	fault          fault
	path           string
	sent, response string
}

const (
	loggedExchanges = 40
	loggedBytes     = 300
)

func (p *proxy) begin(f fault, path string, sent []byte) *exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := &exchange{at: time.Now(), fault: f, path: path, sent: string(sent[:min(len(sent), loggedBytes)])}
	if p.past = append(p.past, e); len(p.past) > loggedExchanges {
		p.past = p.past[1:]
	}
	return e
}

func (p *proxy) recordResponse(e *exchange, response []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.response = string(response[:min(len(response), loggedBytes)])
}

func (p *proxy) end(e *exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.took = max(time.Since(e.at), 1)
}

// history returns the latest requests, one per line.
func (p *proxy) history() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for _, e := range p.past {
		took := "under way"
		if e.took > 0 {
			took = e.took.Round(time.Millisecond).String()
		}
		fmt.Fprintf(&b, "%s %s (%s, %s)\n  > %s\n  < %s\n", e.at.Format("15:04:05.000"), e.path, names[e.fault], took, e.sent, e.response)
	}
	return b.String()
}

// newProxy starts a proxy. The same seed yields the same faults for the same requests.
func newProxy(t testing.TB, target string, seed uint64, files http.Handler) *proxy {
	u, err := url.Parse(target)
	require.NoError(t, err)
	p := &proxy{target: u, files: files, calm: make(chan struct{}), random: rand.New(rand.NewPCG(seed, 2)), done: map[fault]int{}}
	srv := httptest.NewServer(p)
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	p.URL = srv.URL
	return p
}

// set sets the probability of a fault; 0 also ends those in progress.
func (p *proxy) set(probability float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.probability = probability; probability == 0 {
		p.offline = false
		close(p.calm)
	}
}

func (p *proxy) setOffline(offline bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.offline = offline
}

func (p *proxy) pick() fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := none
	switch {
	case p.offline:
		f = dropBefore
	case p.random.Float64() < p.probability:
		f = fault(1 + p.random.IntN(int(faults)-1))
	}
	p.done[f]++
	return f
}

// pause waits for d, or until faults are switched off.
func (p *proxy) pause(r *http.Request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-p.calm:
	case <-r.Context().Done():
	}
}

// hangUp closes a connection without a response.
func hangUp() { panic(http.ErrAbortHandler) }

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		p.files.ServeHTTP(w, r)
		return
	}
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		hangUp()
	}
	f := p.pick()
	exchange := p.begin(f, r.URL.Path, sent)
	defer p.end(exchange)
	switch f {
	case dropBefore:
		hangUp()
	case unavailable:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case twice:
		go p.forward(r, sent) //nolint // its outcome does not matter
	}
	response := p.forward(r, sent)
	p.recordResponse(exchange, response)
	if response == nil { // the server is down
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	switch f {
	case dropAfter:
		hangUp()
	case swallow:
		p.pause(r, 20*time.Second)
		hangUp()
	case truncate:
		w.Header().Set("Content-Length", strconv.Itoa(len(response)))
		_, _ = w.Write(response[:len(response)/2])
		hangUp()
	case corrupt:
		// Insert bytes that are invalid in JSON, inside strings and outside: a
		// response that still parses could not be detected by any client.
		at := len(response) / 2
		response = append(append(bytes.Clone(response[:at]), "\x00}{"...), response[at:]...)
	case html:
		response = []byte("<!doctype html><title>sign in to the network</title>")
	case badGateway:
		w.WriteHeader(http.StatusBadGateway)
	case late:
		p.pause(r, 3*time.Second)
	case trickle:
		_, _ = w.Write(response[:len(response)/2])
		_ = http.NewResponseController(w).Flush()
		p.pause(r, time.Second)
		response = response[len(response)/2:]
	}
	_, _ = w.Write(response)
}

// forward forwards a request to the server; it returns nil when there is no response.
func (p *proxy) forward(r *http.Request, sent []byte) []byte {
	to := *p.target
	to.Path, to.RawQuery = r.URL.Path, r.URL.RawQuery
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, to.String(), bytes.NewReader(sent))
	if err != nil {
		return nil
	}
	req.Header = r.Header.Clone()
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil
	}
	return body
}

// passThrough forwards GET requests to the server, except for the page's files.
func passThrough(target string, own map[string]string) http.Handler {
	u, err := url.Parse(target)
	if err != nil {
		panic(err)
	}
	to := httputil.NewSingleHostReverseProxy(u)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if file, ok := own[r.URL.Path]; ok {
			http.ServeFile(w, r, file)
			return
		}
		to.ServeHTTP(w, r)
	})
}

// summary returns the number of requests by fault.
func (p *proxy) summary() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := map[string]int{}
	for f, n := range p.done {
		all[names[f]] = n
	}
	return all
}
