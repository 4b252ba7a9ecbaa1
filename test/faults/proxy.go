// Package faults runs real pages against the real server over a network that
// loses, cuts, spoils, delays and repeats, and accounts for every message.
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

// fault is what the network does to a request.
type fault int

const (
	none        fault = iota
	dropBefore        // the server never hears of it
	dropAfter         // the server acts, the connection breaks
	swallow           // the server acts, no answer comes for long
	truncate          // half of the body comes
	corrupt           // some of it is something else
	html              // a captive portal answers
	badGateway        // … or a proxy, in the place of the server
	unavailable       // … before it
	late              // the answer takes seconds
	twice             // the server is asked twice, as by a proxy that repeats
	trickle           // the answer comes in two halves, a second apart
	faults
)

var names = [faults]string{"none", "drop before", "drop after", "swallow", "truncate", "corrupt", "html", "502", "503", "late", "twice", "trickle"}

// proxy stands between one page and the server. The page's own files pass
// unharmed.
type proxy struct {
	URL    string
	target *url.URL
	files  http.Handler // what is not the server's
	calm   chan struct{}

	mu      sync.Mutex
	random  *rand.Rand
	odds    float64 // of a fault
	offline bool
	done    map[fault]int
	past    []*passage // the latest
}

// passage is a request, as it is told when a page lacks something.
type passage struct {
	at           time.Time
	took         time.Duration // 0: under way
	fault        fault
	path         string
	sent, answer string
}

const (
	passagesKept = 40
	toldOfBodies = 300
)

func (p *proxy) begin(f fault, path string, sent []byte) *passage {
	p.mu.Lock()
	defer p.mu.Unlock()
	e := &passage{at: time.Now(), fault: f, path: path, sent: string(sent[:min(len(sent), toldOfBodies)])}
	if p.past = append(p.past, e); len(p.past) > passagesKept {
		p.past = p.past[1:]
	}
	return e
}

func (p *proxy) answered(e *passage, answer []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.answer = string(answer[:min(len(answer), toldOfBodies)])
}

func (p *proxy) end(e *passage) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.took = max(time.Since(e.at), 1)
}

// history tells of the latest requests, a line each.
func (p *proxy) history() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for _, e := range p.past {
		took := "under way"
		if e.took > 0 {
			took = e.took.Round(time.Millisecond).String()
		}
		fmt.Fprintf(&b, "%s %s (%s, %s)\n  > %s\n  < %s\n", e.at.Format("15:04:05.000"), e.path, names[e.fault], took, e.sent, e.answer)
	}
	return b.String()
}

// newProxy starts a proxy. The same seed does the same to the same requests.
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

// set says how likely a fault is; 0 ends those under way too.
func (p *proxy) set(odds float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.odds = odds; odds == 0 {
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
	case p.random.Float64() < p.odds:
		f = fault(1 + p.random.IntN(int(faults)-1))
	}
	p.done[f]++
	return f
}

// pause waits, but not when all is to be well.
func (p *proxy) pause(r *http.Request, d time.Duration) {
	select {
	case <-time.After(d):
	case <-p.calm:
	case <-r.Context().Done():
	}
}

// hangUp ends a connection without an answer.
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
	passage := p.begin(f, r.URL.Path, sent)
	defer p.end(passage)
	switch f {
	case dropBefore:
		hangUp()
	case unavailable:
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	case twice:
		go p.ask(r, sent) //nolint // whatever comes of it
	}
	answer := p.ask(r, sent)
	p.answered(passage, answer)
	if answer == nil { // the server is not there
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
		w.Header().Set("Content-Length", strconv.Itoa(len(answer)))
		_, _ = w.Write(answer[:len(answer)/2])
		hangUp()
	case corrupt:
		// What is in no JSON, inside a text or out of it: what still reads as an
		// answer is another answer, and no client could tell.
		at := len(answer) / 2
		answer = append(append(bytes.Clone(answer[:at]), "\x00}{"...), answer[at:]...)
	case html:
		answer = []byte("<!doctype html><title>sign in to the network</title>")
	case badGateway:
		w.WriteHeader(http.StatusBadGateway)
	case late:
		p.pause(r, 3*time.Second)
	case trickle:
		_, _ = w.Write(answer[:len(answer)/2])
		_ = http.NewResponseController(w).Flush()
		p.pause(r, time.Second)
		answer = answer[len(answer)/2:]
	}
	_, _ = w.Write(answer)
}

// ask asks the server; nil when it does not answer.
func (p *proxy) ask(r *http.Request, sent []byte) []byte {
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

// passing hands what is asked for by GET to the server, but for the page's files.
func passing(target string, own map[string]string) http.Handler {
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

// summary is what was done to how many requests.
func (p *proxy) summary() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := map[string]int{}
	for f, n := range p.done {
		all[names[f]] = n
	}
	return all
}
