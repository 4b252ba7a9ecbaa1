package poll_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/deliver"
	"webim.js/server/deliver/hub"
	"webim.js/server/poll"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// world consists of servers on one store and the clients that use them. A seed determines
// all steps.
type world struct {
	*testing.T
	seed    uint64
	rng     *rand.Rand
	bounds  hub.Bounds
	base    *node // receives all events and serves no clients
	nodes   []*node
	clients []*simClient
	calls   []*call
	steps   int
	passed  time.Duration

	restartNode func(*node)

	limit     int // limit of a user's 1.7 clients; 0 means none
	notices   int // number of notices sent
	nicks     int
	marks     int
	mu        sync.Mutex
	log       []event // all events, in order
	byText    map[string]event
	abandoned map[string]bool // messages that clients gave up, which may arrive late or never
}

// event is an event in the store, with a unique text.
type event struct {
	stamp  uint64
	kind   deliver.Kind
	to     []string
	text   string
	sender int    // number of the sending client, or -1 if none
	from   string // user of the sending client
	n      int    // number among the events of the client
}

var users = []string{"alice", "bob", "carol"}

const groups = 2

// waitLimit is the timeout of effects that are expected at once. In a bubble it expires
// as soon as all goroutines are blocked.
const waitLimit = 20 * time.Second

func newWorld(seed uint64) *world {
	return &world{seed: seed, rng: rand.New(rand.NewPCG(seed, 0)), byText: map[string]event{}, abandoned: map[string]bool{}}
}

func (w *world) chance(percent int) bool { return w.rng.IntN(100) < percent }

func pick[T any](w *world, list []T) T { return list[w.rng.IntN(len(list))] }

func (w *world) logf(format string, args ...any) {
	if *roamTrace {
		w.Logf("%d: "+format, append([]any{w.steps}, args...)...)
	}
}

func (w *world) run(t *testing.T) {
	w.T = t
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("at step %d; -args -roam.seed %d -roam.steps 1 -roam.trace", w.steps, w.seed)
		}
	})
	poll.SetMaxEvents(t, pick(w, []int{3, 10, 500}))
	w.limit = pick(w, []int{0, 0, 2})
	w.bounds = pick(w, []hub.Bounds{{Held: 4, Recent: 500}, {Held: 10, Recent: 3000}, {Held: 1000, Recent: 64 << 10}})
	defer w.end()
	w.begin()
	steps := 100 + w.rng.IntN(300)
	if servertest.OnPostgres() { // steps take longer
		steps /= 4
	}
	for range steps {
		w.step()
		if t.Failed() {
			return
		}
	}
	w.finish()
}

// begin opens the servers, the groups and the first clients.
func (w *world) begin() {
	opening := &node{onEvent: w.observe}
	w.base = opening
	w.base.server = servertest.StartWithoutNetwork(w, func(c *server.Config) {
		c.Store = opening.run(c.Store)
		c.Delivery = hub.NewBounded(w.bounds)
		c.MaxInstances = w.limit
	})
	join := func() *node {
		n := &node{}
		opening = n
		n.server = w.base.server.Join(w)
		return n
	}
	for range 2 + w.rng.IntN(2) {
		w.nodes = append(w.nodes, join())
	}
	w.restartNode = func(n *node) {
		opening = n
		n.server.Restart(w)
	}
	for _, user := range users {
		w.base.server.SignIn(w, user)
	}
	for g := range groups {
		var members []servertest.M
		for _, user := range users[1:] {
			members = append(members, servertest.M{"Member_Account": user})
		}
		w.base.server.SignIn(w, users[0]).OK(w, "group_open_http_svc/create_group", servertest.M{
			"Owner_Account": users[0], "Type": "Private", "Name": "g", "GroupId": groupName(g), "MemberList": members,
		})
	}
	w.waitUntilBlocked()
	for range 2 + w.rng.IntN(4) {
		w.newClient()
	}
}

func groupName(g int) string { return "g" + strconv.Itoa(g) }

// observe records every event, in order.
func (w *world) observe(ev *deliver.Event) {
	var item struct {
		Text        string
		ProfileList []struct{ ValueBytes string }
		Body        []struct{ MsgContent struct{ Text string } } `json:"MsgBody"`
	}
	if json.Unmarshal(ev.Item, &item) != nil {
		return
	}
	if len(item.Body) > 0 {
		item.Text = item.Body[0].MsgContent.Text
	}
	if len(item.ProfileList) > 0 {
		item.Text = item.ProfileList[0].ValueBytes
	}
	e := event{stamp: ev.Stamp, kind: ev.Kind, to: ev.To, text: item.Text, sender: -1}
	if ev.Audience != nil {
		e.to = users // all of them are members of all groups
	}
	if item.Text == "" {
		return
	}
	if _, err := fmt.Sscanf(item.Text, "p%d %s m%d", &e.sender, &e.from, &e.n); err != nil {
		e.sender = -1
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, twice := w.byText[e.text]; twice && e.kind != deliver.ProfileNotice {
		w.Errorf("%s stored twice", e.text)
	}
	for _, other := range w.log {
		if other.sender == e.sender && other.n > e.n && !w.abandoned[e.text] {
			w.Errorf("%s stored after %s", e.text, other.text)
		}
	}
	w.byText[e.text] = e
	w.log = append(w.log, e)
}

func (w *world) events() []event {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log[:len(w.log):len(w.log)]
}

// lastEventStamp returns the stamp of the latest event.
func (w *world) lastEventStamp() uint64 {
	if log := w.events(); len(log) > 0 {
		return log[len(log)-1].stamp
	}
	return 0
}

// call is a request in flight.
type call struct {
	name     string
	client   *simClient
	node     *node
	cookie   int64 // NoticeSeq of a poll, or cookie of a fetch
	notify   int64 // NotifySeq of a poll
	polls    bool
	first    bool // the request has never been stopped
	stops    *stops
	stopped  bool // the request is stopped now
	cancel   context.CancelFunc
	done     chan struct{}
	finished bool

	response servertest.Response
	err      error
	then     func(*call) // handles the response, or its absence; nil means ignored
}

func (c *call) ok() bool {
	return c.err == nil && c.response.ErrorCode == 0 && c.response.ActionStatus == "OK"
}

// start sends a request, which may be stopped at some operations.
func (w *world) start(c *call, command string, body any) *call {
	c.stops = &stops{at: map[int]bool{}, stopped: make(chan struct{}), resume: make(chan struct{})}
	for !c.first && w.chance(35) {
		c.stops.at[1+w.rng.IntN(6)] = true
	}
	ctx, cancel := context.WithCancel(withStops(context.Background(), c.stops))
	c.cancel, c.done = cancel, make(chan struct{})
	client := *c.client.client
	client.MoveTo(c.node.server)
	w.calls = append(w.calls, c)
	w.logf("%s of %v at node %d", c.name, c.client, slices.Index(w.nodes, c.node))
	go func() {
		c.response, c.err = client.Do(ctx, command, body)
		close(c.done)
	}()
	w.settle()
	return c
}

// settle waits until all requests are blocked, and lets the clients handle responses.
func (w *world) settle() {
	w.waitUntilBlocked()
	for _, c := range w.calls {
		w.take(c)
	}
	w.calls = slices.DeleteFunc(w.calls, func(c *call) bool { return c.finished })
}

// waitUntilBlocked waits until all requests are blocked.
func (w *world) waitUntilBlocked() {
	if !servertest.OnPostgres() {
		synctest.Wait()
		return
	}
	for _, c := range w.calls {
		if !c.polls && !c.stopped {
			select {
			case <-c.stops.stopped:
				c.stopped = true
			case <-c.done:
			}
		}
	}
	w.marks++
	require.NoError(w, w.base.Store.Update(context.Background(), func(tx store.Tx) error {
		mark.Announce(tx, w.marks)
		return nil
	}))
	for _, n := range append([]*node{w.base}, w.nodes...) {
		for m := -1; m != w.marks; {
			select {
			case m = <-n.marks:
			case <-time.After(waitLimit):
				require.FailNow(w, "a node does not receive notes")
			}
		}
	}
}

// take waits for a request that must have finished or be stopped.
func (w *world) take(c *call) {
	if c.stopped || c.finished {
		return
	}
	select { // prefer events that have already happened
	case <-c.stops.stopped:
		c.stopped = true
		w.logf("  … stopped: %s of %v", c.name, c.client)
		return
	case <-c.done:
	default:
		if c.polls && !w.mustEnd(c) {
			return
		}
		select {
		case <-c.stops.stopped:
			c.stopped = true
			return
		case <-c.done:
		case <-time.After(waitLimit):
			w.Errorf("%s of %v at node %d waits, but must not", c.name, c.client, slices.Index(w.nodes, c.node))
			c.cancel()
			<-c.done
		}
	}
	c.finished = true
	c.cancel()
	w.logf("  … %s of %v: %d %v %s", c.name, c.client, c.response.ErrorCode, c.err, strings.Join(texts(c.response), ", "))
	if c.then != nil {
		c.then(c)
	}
}

// mustEnd reports whether a poll must end: its server has an event that the client has not
// received.
func (w *world) mustEnd(c *call) bool {
	if c.then == nil || c.client.gone || !c.client.begun && c.client.is13() {
		return false
	}
	reported := c.node.reported()
	for _, e := range slices.Backward(w.events()) {
		after := c.cookie
		if c.client.is13() && e.kind == deliver.Message {
			after = c.notify
		}
		if e.stamp <= uint64(after) {
			continue
		}
		if e.stamp <= reported && e.stamp > c.client.from && c.client.mustGet(e) {
			return true
		}
	}
	return false
}

// resume continues a stopped request.
func (w *world) resume(c *call) {
	w.logf("continued: %s of %v", c.name, c.client)
	c.stopped = false
	c.stops.resume <- struct{}{}
	w.settle()
}

// resumeAll continues all stopped requests.
func (w *world) resumeAll() {
	for held := w.stoppedCalls(); len(held) > 0; held = w.stoppedCalls() {
		held[0].stops.at = nil
		w.resume(held[0])
	}
}

func (w *world) stoppedCalls() (list []*call) {
	for _, c := range w.calls {
		if c.stopped {
			list = append(list, c)
		}
	}
	return list
}

// step performs one random step.
func (w *world) step() {
	w.steps++
	sc, n := pick(w, w.clients), pick(w, w.nodes)
	held := w.stoppedCalls()
	switch at := w.rng.IntN(100); {
	case at < 28:
		sc.poll(w, n)
	case at < 46:
		sc.send(w, n)
	case at < 64 && len(held) > 0:
		w.resume(pick(w, held))
	case at < 64:
		sc.act(w, n)
	case at < 75 && n.isSuspended():
		w.logf("node %d is resumed", slices.Index(w.nodes, n))
		require.NoError(w, n.resume())
		w.settle()
	case at < 70:
		w.logf("node %d is suspended", slices.Index(w.nodes, n))
		n.suspend()
	case at < 75 && n.queuedNotes() > 0:
		w.logf("node %d receives notes", slices.Index(w.nodes, n))
		n.deliver(1 + w.rng.IntN(3))
		w.settle()
	case at < 79:
		lags := w.chance(40)
		w.logf("node %d lags: %v", slices.Index(w.nodes, n), lags)
		n.setLag(lags)
		w.settle()
	case at < 80:
		w.restart(n)
	case at < 83:
		w.advance()
	case at < 85:
		if len(w.clients) < 12 {
			w.newClient()
		}
	case at < 90:
		w.notice(n)
	case at < 93:
		w.giveUp()
	case at < 94 && sc.is13():
		sc.reload(w)
	case at < 94:
		sc.leave(w, n)
	default:
		sc.fetch(w, n)
	}
}

// restart kills a server's process, with its requests, and starts another one.
func (w *world) restart(n *node) {
	w.logf("node %d is restarted", slices.Index(w.nodes, n))
	for _, c := range slices.Clone(w.calls) {
		if c.node != n {
			continue
		}
		c.cancel()
		for c.stopped {
			c.stops.at = nil
			w.resume(c)
		}
	}
	w.settle()
	w.restartNode(n)
	n.mu.Lock()
	n.reportedUpTo = max(n.reportedUpTo, w.lastEventStamp())
	n.mu.Unlock()
	w.settle()
}

// advance advances all clocks.
func (w *world) advance() {
	for _, c := range w.stoppedCalls() {
		if !c.polls { // clients retry within minutes
			c.stops.at = nil
			w.resume(c)
		}
	}
	d := pick(w, []time.Duration{time.Second, 20 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute})
	w.passed += d
	w.logf("%v pass", d)
	for _, sc := range w.clients {
		sc.dropMessage(w)
	}
	for _, n := range append([]*node{w.base}, w.nodes...) {
		n.server.Clock.Advance(d)
	}
	w.settle()
}

// giveUp ends a client's request without a response.
func (w *world) giveUp() {
	var list []*call
	for _, c := range w.calls {
		if c.then != nil {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return
	}
	c := pick(w, list)
	w.logf("given up: %s of %v", c.name, c.client)
	w.abandon(c)
	w.settle()
}

// abandon continues a client without the response. Its server may detect the disconnect.
func (w *world) abandon(c *call) {
	if w.chance(50) {
		c.cancel()
	}
	then := c.then
	c.then = nil
	then(&call{name: c.name, client: c.client, err: context.Canceled})
}

// notice publishes a notice.
func (w *world) notice(n *node) {
	w.notices++
	text := fmt.Sprint("notice ", w.notices)
	w.logf("%s at node %d", text, slices.Index(w.nodes, n))
	to := []string{pick(w, users)}
	if w.chance(50) {
		to = users
	}
	require.NoError(w, n.notify(to, text, w.base.server.Clock))
	w.settle()
}

// finish completes all requests and checks that no event is missing.
func (w *world) finish() {
	w.logf("the end")
	for _, n := range w.nodes {
		require.NoError(w, n.resume())
		n.setLag(false)
	}
	w.settle()
	w.resumeAll()
	for busy, rounds := true, 0; busy && !w.Failed(); rounds++ {
		busy = false
		require.Less(w, rounds, 1000, "clients do not become idle")
		for _, sc := range w.clients {
			if sc.gone || sc.isIdle() {
				continue
			}
			busy = true
			sc.act(w, pick(w, w.nodes))
			w.resumeAll()
		}
	}
	w.resumeAll()
	for _, sc := range w.clients {
		if !sc.gone {
			sc.checkAll(w)
		}
		w.checkEnded(sc)
	}
}

// checkEnded checks that no server has an instance of a client that has signed out or was
// kicked.
func (w *world) checkEnded(sc *simClient) {
	if sc.is13() || sc.client.Query.Get("a2") == "" || !sc.begun {
		return
	}
	client := *sc.client
	client.MoveTo(w.base.server)
	a, err := client.Do(context.Background(), "openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0})
	require.NoError(w, err)
	if a.ErrorCode == 0 {
		return
	}
	for _, c := range w.calls {
		if c.client != sc || !c.polls || c.finished {
			continue
		}
		select {
		case <-c.stops.stopped:
			c.stops.at = nil
			c.stops.resume <- struct{}{}
			<-c.done
		case <-c.done:
		case <-time.After(waitLimit):
			w.Errorf("%s of %v waits, although the client is gone", c.name, sc)
		}
	}
}

// end gives up all requests in flight.
func (w *world) end() {
	for _, c := range w.calls {
		c.cancel()
		if c.stopped {
			c.stops.at = nil
			c.stops.resume <- struct{}{}
		}
	}
	for _, c := range w.calls {
		select {
		case <-c.stops.stopped: // stopped just now, and not recorded yet
			c.stops.at = nil
			c.stops.resume <- struct{}{}
			<-c.done
		case <-c.done:
		}
	}
}
