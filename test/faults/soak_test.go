package faults

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/stack"
)

var soak = flag.Duration("soak", 0, "duration of TestSoak (0: skip it)")

const (
	soakProbability = 0.05
	soakSample      = 30 * time.Second
)

// measure is a quantity that must not grow: the median of the last sixth of a run may
// exceed that of the second sixth by the fraction part plus the constant more.
type measure struct {
	name    string
	part    float64
	more    float64
	unit    float64 // unit for printing
	samples []float64
}

// windows returns the medians of the second and of the last sixth.
func (m *measure) windows() (early, late float64) {
	n := len(m.samples)
	return median(m.samples[n/6 : max(n/3, n/6+1)]), median(m.samples[min(n-n/6, n-1):])
}

func (m *measure) flat() bool {
	early, late := m.windows()
	return late <= early*(1+m.part)+m.more
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

func TestMeasureDetectsGrowth(t *testing.T) {
	m := measure{part: 0.1, more: 5}
	for i := range 60 {
		m.samples = append(m.samples, 100)
		if i >= 50 {
			m.samples[i] = 115
		}
	}
	m.samples[0], m.samples[12], m.samples[59] = 900, 1, 900
	early, late := m.windows()
	assert.Equal(t, []float64{100, 115}, []float64{early, late})
	assert.True(t, m.flat())
	m.more = 4
	assert.False(t, m.flat())
}

// Three pages and a server run under moderate faults for a long time. Memory use and the
// number of open files do not grow, and every message arrives.
func TestSoak(t *testing.T) {
	if *soak == 0 {
		t.Skip("run with make soak")
	}
	server := stack.Start(t)
	people, group := openPages(t, server, "soak.html", [3]string{"1.7", "1.3", "1.7"}, *seed)
	startSending(t, people, group, soakProbability)

	const kib, mib = 1 << 10, 1 << 20
	var all []*measure
	add := func(name string, part, more, unit float64) *measure {
		m := &measure{name: name, part: part, more: more, unit: unit}
		all = append(all, m)
		return m
	}
	var heaps, wasms, helds []*measure
	for _, p := range people {
		who := p.name + "'s page (" + p.dialect + "): "
		heaps = append(heaps, add(who+"JS heap and buffers, KiB", 0.05, 256*kib, kib))
		wasms = append(wasms, add(who+"wasm memory, KiB", 0, 0, kib))
		helds = append(helds, add(who+"handles", 0, 5, 1))
	}
	serverHeap := add("server: garbage collector's heap goal, MiB", 0.15, mib, mib)
	goroutines := add("server: goroutines", 0, 10, 1)
	files := add("server: open files", 0, 10, 1)

	end := time.Now().Add(*soak)
	tick := time.NewTicker(min(soakSample, *soak/12))
	defer tick.Stop()
	for now := range tick.C {
		for i, p := range people {
			var usage struct{ Wasm, Held float64 }
			p.tab.Eval(`usage()`, &usage)
			heap := p.tab.Heap()
			heaps[i].samples = append(heaps[i].samples, float64(heap.Objects+heap.Buffers))
			wasms[i].samples = append(wasms[i].samples, usage.Wasm)
			helds[i].samples = append(helds[i].samples, usage.Held)
		}
		m := metrics(t, server)
		serverHeap.samples = append(serverHeap.samples, m["go_memstats_next_gc_bytes"])
		goroutines.samples = append(goroutines.samples, m["go_goroutines"])
		files.samples = append(files.samples, m["process_open_fds"])
		if !now.Before(end) {
			break
		}
		if n := len(files.samples); n%10 == 0 {
			t.Logf("after %d samples:\n%s", n, table(all))
		}
	}
	quiesce(people)
	checkCounts(t, people)
	t.Logf("%v at %.0f %% faults, medians of %d samples:\n%s", *soak, 100*soakProbability, len(files.samples), table(all))
	for _, m := range all {
		assert.True(t, m.flat(), "%s grows", m.name)
	}
}

func table(all []*measure) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-50s %12s %12s %12s\n", "", "2nd sixth", "last sixth", "at most")
	for _, m := range all {
		early, late := m.windows()
		fmt.Fprintf(&b, "%-50s %12.1f %12.1f %12.1f\n", m.name, early/m.unit, late/m.unit, (early*(1+m.part)+m.more)/m.unit)
	}
	return b.String()
}

// metrics reads the server's metrics that have no labels.
func metrics(t *testing.T, server *stack.Server) map[string]float64 {
	u, err := url.Parse(server.Admin)
	require.NoError(t, err)
	req, err := http.NewRequest(http.MethodGet, "http://"+u.Host+"/metrics", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+u.Query().Get("token"))
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, http.StatusOK, res.StatusCode)
	values := map[string]float64{}
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if name, value, ok := strings.Cut(lines.Text(), " "); ok && !strings.HasPrefix(name, "#") && !strings.Contains(name, "{") {
			if values[name], err = strconv.ParseFloat(value, 64); err != nil {
				t.Fatalf("metric is not a number: %s", lines.Text())
			}
		}
	}
	require.NoError(t, lines.Err())
	for _, name := range []string{"go_memstats_next_gc_bytes", "go_goroutines", "process_open_fds"} {
		require.NotZero(t, values[name], name)
	}
	return values
}

// checkCounts compares the messages that each page sent with those that the others
// received, as counted by the pages.
func checkCounts(t *testing.T, people []*person) {
	sent, received := 0, 0
	for _, p := range people {
		var numbers map[string]int // the last number by "sender target"
		p.tab.Eval(`sentTo`, &numbers)
		for pair, n := range numbers {
			sent += n + 1
			for _, other := range people {
				if other == p || !strings.HasSuffix(pair, " "+other.name) && hasName(pair, people) {
					continue
				}
				key, err := json.Marshal(pair)
				require.NoError(t, err)
				other.tab.WaitFor(fmt.Sprintf(`receivedFrom[%s].complete >= %d`, key, n))
				received += n + 1
			}
		}
	}
	for _, p := range people {
		var tally struct {
			Received, Again        int
			Duplicated, OutOfOrder []string
		}
		p.tab.Eval(`tally`, &tally)
		received -= tally.Received
		assert.Empty(t, tally.Duplicated, "duplicated, "+p.name)
		assert.Empty(t, tally.OutOfOrder, "out of order, "+p.name)
		var errors []string
		p.tab.Eval(`state.errors`, &errors)
		assert.Empty(t, errors, "page errors, "+p.name)
		t.Logf("%s (%s) received %d, and %d again after deletion: %v", p.name, p.dialect, tally.Received, tally.Again, p.proxy.summary())
		assert.LessOrEqual(t, tally.Again, tally.Received/100, p.name)
	}
	t.Logf("acknowledged %d, all received", sent)
	assert.Zero(t, received, "each sent message must be received")
	assert.Greater(t, sent, 10)
}

// hasName reports whether the target of a pair is a person, not the group.
func hasName(pair string, people []*person) bool {
	return slices.ContainsFunc(people, func(p *person) bool { return strings.HasSuffix(pair, " "+p.name) })
}
