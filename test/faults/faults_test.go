package faults

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/stack"
)

var (
	seconds = flag.Int("seconds", 0, "duration of the faults per run; 0 for the short, fixed run")
	seed    = flag.Uint64("seed", 1, "seed of the faults")
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

// person is one user with one page.
type person struct {
	name, dialect string
	proxy         *proxy
	tab           *browser.Tab
}

// sent is a message that was acknowledged.
type sent struct{ Type, To, Text string }

// Three pages send messages to each other and to a group over a bad network,
// while the server is killed and restarted and one page is frozen. No message
// is lost, duplicated or out of order.
func TestFaultsLoseNoMessage(t *testing.T) {
	plans := []struct {
		name     string
		dialects [3]string
	}{
		{"mixed", [3]string{"1.7", "1.3", "1.7"}},
		{"1.7 alone", [3]string{"1.7", "1.7", "1.7"}},
		{"1.3 alone", [3]string{"1.3", "1.3", "1.3"}},
	}
	long := time.Duration(*seconds) * time.Second
	if long == 0 {
		plans, long = plans[:1], 15*time.Second
	}
	for i, plan := range plans {
		t.Run(plan.name, func(t *testing.T) { run(t, plan.dialects, long, *seed+uint64(i)) })
	}
}

// openPages opens the page for three users, each with its own proxy that injects no
// faults yet, and adds them to a group.
func openPages(t *testing.T, server *stack.Server, page string, dialects [3]string, seed uint64) (people []*person, group string) {
	root := stack.Root(t)
	files := passThrough(server.URL, map[string]string{
		"/":         "testdata/" + page,
		"/page.js":  "testdata/page.js",
		"/soak.js":  "testdata/soak.js",
		"/webim.js": filepath.Join(root, "dist", "webim.js"),
	})
	for i, name := range []string{"alice", "bob", "carol"} {
		p := &person{name: name, dialect: dialects[i], proxy: newProxy(t, server.URL, seed*10+uint64(i), files)}
		p.tab = browser.Open(t, browser.Chromium, browser.Options{})
		p.tab.Limit = time.Minute
		p.tab.Goto(p.proxy.URL)
		p.tab.Eval(fmt.Sprintf(`signIn(%q, %q, %q)`, p.dialect, name, server.Signature(name)), nil)
		p.tab.WaitFor(`state.ready`)
		people = append(people, p)
	}
	people[0].tab.Eval(`createGroup(["bob", "carol"])`, &group)
	for _, p := range people {
		p.tab.Eval(fmt.Sprintf(`send("GROUP", %q, "%s %s 0").then(function () { return true })`, group, p.name, group), nil)
	}
	return people, group
}

// startSending makes every page send to every other and to the group until quiesce,
// with the given probability of a fault.
func startSending(t *testing.T, people []*person, group string, probability float64) {
	for _, p := range people {
		targets := []map[string]string{{"type": "GROUP", "to": group}}
		for _, other := range people {
			if other != p {
				targets = append(targets, map[string]string{"type": "C2C", "to": other.name})
			}
		}
		text, err := json.Marshal(targets)
		require.NoError(t, err)
		p.tab.Eval(`startSending(`+string(text)+`)`, nil)
		p.proxy.set(probability)
	}
}

// quiesce ends the faults and the sending, and returns when all messages are
// acknowledged.
func quiesce(people []*person) {
	for _, p := range people {
		p.proxy.set(0)
		p.tab.Eval(`state.sending = false`, nil)
	}
	for _, p := range people {
		p.tab.WaitFor(`state.pending === 0`)
	}
}

func run(t *testing.T, dialects [3]string, long time.Duration, seed uint64) {
	server := stack.Start(t)
	people, group := openPages(t, server, "page.html", dialects, seed)
	startSending(t, people, group, 0.15)

	// In turn, for a third of the time each: a page is offline, another is frozen, the
	// server is down.
	time.Sleep(long / 3)
	people[1].proxy.setOffline(true)
	people[0].tab.Freeze(true)
	server.Kill()
	time.Sleep(min(long/6, 10*time.Second))
	server.Restart()
	time.Sleep(long / 6)
	people[0].tab.Freeze(false)
	people[1].proxy.setOffline(false)
	people[2].proxy.setOffline(true)
	time.Sleep(long / 3)

	quiesce(people)
	start := time.Now()
	for _, p := range people { // a last message reveals gaps before it
		p.tab.Eval(fmt.Sprintf(`send("GROUP", %q, "%s %s 99999").then(function () { return true })`, group, p.name, group), nil)
	}
	report(t, people, group, start)
}

// report logs one line with counts of all messages, and fails the test on violations.
func report(t *testing.T, people []*person, group string, start time.Time) {
	wanted := map[string][]sent{}
	acknowledged, expected := 0, 0
	for _, p := range people {
		var list []sent
		p.tab.Eval(`state.acknowledged`, &list)
		acknowledged += len(list)
		for _, m := range list {
			for _, to := range people {
				if to != p && (m.Type == "GROUP" || m.To == to.name) {
					wanted[to.name] = append(wanted[to.name], m)
					expected++
				}
			}
		}
	}
	var lost, duplicated, outOfOrder, unread []string
	pageErrors, slowest := []string{}, time.Duration(0)
	for _, p := range people {
		texts, err := json.Marshal(wanted[p.name])
		require.NoError(t, err)
		var missing []string
		p.tab.Eval(fmt.Sprintf(`(function (wanted) {
			var until = Date.now() + 40000;
			return new Promise(function (done) {
				(function look() {
					var all = stored(), have = {};
					Object.keys(all).forEach(function (key) { all[key].texts.forEach(function (text) { have[text] = true; }); });
					var missing = wanted.filter(function (m) { return !have[m.Text]; }).map(function (m) { return m.Text; });
					if (!missing.length || Date.now() > until) done(missing); else setTimeout(look, 50);
				})();
			});
		})(%s)`, texts), &missing)
		if len(missing) > 0 {
			lost = append(lost, fmt.Sprintf("%s lacks %q", p.name, missing))
			var state json.RawMessage
			p.tab.Eval(`({ signedIn: webim.checkLogin(), held: webim[Symbol.for("webim.js")].held(), stored: stored() })`, &state)
			t.Logf("%s (%s), last requests:\n%s", p.name, p.dialect, p.proxy.history())
			t.Logf("… state: %s", state)
		}
		slowest = max(slowest, time.Since(start))
		var stored map[string]struct {
			Unread int
			Texts  []string
			Own    []bool
		}
		p.tab.Eval(`stored()`, &stored)
		for key, s := range stored {
			var others []string
			for i, text := range s.Texts {
				if !s.Own[i] {
					others = append(others, text)
				}
			}
			if s.Unread != len(others) {
				unread = append(unread, fmt.Sprintf("%s has %d unread of %d in %s", p.name, s.Unread, len(others), key))
			}
			again, wrong := findViolations(others)
			duplicated, outOfOrder = append(duplicated, again...), append(outOfOrder, wrong...)
		}
		var received []string
		p.tab.Eval(`state.received.filter(function (text) { return text.indexOf(state.user + " ") !== 0 })`, &received)
		again, wrong := findViolations(received)
		duplicated, outOfOrder = append(duplicated, again...), append(outOfOrder, wrong...)
		var errors []string
		p.tab.Eval(`state.errors`, &errors)
		pageErrors = append(pageErrors, errors...)
	}
	t.Logf("acknowledged %d, expected %d, lost %d, duplicated %d, out of order %d, wrong unread counts %d, page errors %d, complete %.1f s after the last",
		acknowledged, expected, len(lost), len(duplicated), len(outOfOrder), len(unread), len(pageErrors), slowest.Seconds())
	for _, p := range people {
		t.Logf("%s (%s): %v", p.name, p.dialect, p.proxy.summary())
	}
	assert.Greater(t, acknowledged, 10)
	assert.Empty(t, lost, "lost")
	assert.Empty(t, duplicated, "duplicated")
	assert.Empty(t, outOfOrder, "out of order")
	assert.Empty(t, unread, "unread")
	assert.Empty(t, pageErrors, "page errors")
}

// findViolations returns duplicated messages, and messages that arrived after a later
// one of the same sender to the same target. A text is "sender target number".
func findViolations(texts []string) (duplicated, outOfOrder []string) {
	seen, last := map[string]bool{}, map[string]int{}
	for _, text := range texts {
		if seen[text] {
			duplicated = append(duplicated, text)
			continue
		}
		seen[text] = true
		at := strings.LastIndexByte(text, ' ')
		n, err := strconv.Atoi(text[at+1:])
		if err != nil {
			outOfOrder = append(outOfOrder, "unexpected: "+text)
			continue
		}
		if key := text[:at]; n < last[key] {
			outOfOrder = append(outOfOrder, fmt.Sprintf("%s after %d", text, last[key]))
		} else {
			last[key] = n
		}
	}
	return duplicated, outOfOrder
}

func TestFindViolationsReportsDuplicates(t *testing.T) {
	duplicated, outOfOrder := findViolations([]string{"a g 1", "b g 5", "a g 3", "a h 1", "a g 2", "a g 3", "a b"})
	assert.Equal(t, []string{"a g 3"}, duplicated)
	assert.Equal(t, []string{"a g 2 after 3", "unexpected: a b"}, outOfOrder)
}
