package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/usersig"
)

const (
	crowdKey = "the crowd's key"

	writers = 6
	readers = 3

	// minMessages is the minimum number of messages of each writer.
	minMessages = 20

	// lastMessage is the number of a message to all readers after all others. Any
	// duplicates have been received before it.
	lastMessage = 1_000_003

	// attemptTimeout is the timeout after which a writer retries at another node.
	attemptTimeout = time.Second

	// crowdTimeout is the timeout of expected messages.
	crowdTimeout = 60 * time.Second
)

// node is one of the servers that a crowd uses.
type node struct {
	*process
	program string
	args    []string
}

// start starts the node, on a restart at the same address.
func (n *node) start(t *testing.T) {
	t.Helper()
	args := n.args
	if n.process != nil {
		args = append(args[:len(args):len(args)], "-addr", strings.TrimPrefix(n.url, "http://"))
	}
	n.process = serveProgram(t, n.program, nil, args...)
}

// crowd simulates users who send and receive messages during faults of the servers.
// Each request goes to the next server. Writers repeat a message until it is
// acknowledged; readers poll.
type crowd struct {
	t     *testing.T
	nodes []*node
	urls  []string // unchanged by restarts

	mu       sync.Mutex
	change   chan struct{}      // closed and replaced with every acknowledgement and receipt
	sent     map[string]bool    // acknowledged texts; true for the group's
	by       []int              // acknowledgements by node
	refused  int                // attempts that a server refused temporarily
	received [readers][]receipt // in the order of receipt
	over     bool
}

// receipt is a received message.
type receipt struct {
	text     string
	groupSeq float64 // 0 for one-to-one messages
}

// startCrowd starts nodes on a database, with the application names node0, node1, and so
// on.
func startCrowd(t *testing.T, nodes int, store string, args ...string) *crowd {
	t.Helper()
	return startCrowdAt(t, slices.Repeat([]string{store}, nodes), args...)
}

// startCrowdAt starts a node for each address of a database.
func startCrowdAt(t *testing.T, stores []string, args ...string) *crowd {
	t.Helper()
	c := &crowd{t: t, change: make(chan struct{}), sent: map[string]bool{}, by: make([]int, len(stores))}
	for i, store := range stores {
		n := &node{program: program, args: append([]string{
			"-key", crowdKey, "-log-level", "error", "-store", store + "&application_name=" + nodeNumber(i)}, args...)}
		n.start(t)
		c.nodes, c.urls = append(c.nodes, n), append(c.urls, n.url)
	}
	return c
}

func nodeNumber(i int) string { return fmt.Sprint("node", i) }

// reader returns the name of a reader, the recipient of a writer's k-th message.
func reader(k int) string { return fmt.Sprint("reader", k%readers) }

// isGroupMessage reports whether a writer's k-th message goes to the group.
func isGroupMessage(k int) bool { return k%4 == 3 }

// run sends messages until disrupt returns, and checks that every acknowledged
// message was received once, by all its recipients, in order.
func (c *crowd) run(disrupt func()) {
	c.t.Helper()
	c.createGroup()
	ctx, stop := context.WithCancel(c.t.Context())
	var reading, writing sync.WaitGroup
	for r := range readers {
		p := c.signIn(reader(r))
		reading.Go(func() { c.read(ctx, r, p) })
	}
	for w := range writers {
		writing.Go(func() { c.write(w) })
	}
	disrupt()
	c.mu.Lock()
	c.over = true
	c.mu.Unlock()
	writing.Wait()
	c.checkReceived()
	c.send(0, lastMessage)
	c.checkReceived()
	stop()
	reading.Wait()
	c.t.Logf("%d messages, by node: %v", len(c.sent), c.by)
}

func crowdSig(name string) string {
	return usersig.Sign(crowdKey, usersig.Ticket{
		Identifier: name, SDKAppID: 1400000001, Issued: time.Now(), Valid: time.Hour,
	})
}

// createGroup creates the users and the group of all users.
func (c *crowd) createGroup() {
	c.t.Helper()
	var members []any
	for r := range readers {
		members = append(members, map[string]any{"Member_Account": reader(r)})
		_, err := call(c.urls[0], reader(r), crowdSig(reader(r)), "openim/getmsg", map[string]any{"Cookie": ""})
		require.NoError(c.t, err)
	}
	for w := 1; w < writers; w++ {
		name := fmt.Sprint("writer", w)
		members = append(members, map[string]any{"Member_Account": name})
		_, err := call(c.urls[0], name, crowdSig(name), "openim/getmsg", map[string]any{"Cookie": ""})
		require.NoError(c.t, err)
	}
	response, err := call(c.urls[0], "writer0", crowdSig("writer0"), "group_open_http_svc/create_group", map[string]any{
		"Type": "Private", "Name": "everybody", "GroupId": "everybody", "MemberList": members,
	})
	require.NoError(c.t, err)
	require.Equal(c.t, "OK", response["ActionStatus"], response)
}

// session is a signed-in client of 1.7.
type session struct {
	query url.Values
	poll  any // LongPollingId
}

func (c *crowd) signIn(name string) session {
	c.t.Helper()
	login, err := post(c.urls[0], "openim/login", url.Values{
		"usersig": {crowdSig(name)}, "identifier": {name}, "v": {"1.7.2"},
	}, map[string]any{"State": "Online"})
	require.NoError(c.t, err)
	query := url.Values{"tinyid": {login["TinyId"].(string)}, "a2": {login["A2Key"].(string)}, "v": {"1.7.2"}}
	instance, err := post(c.urls[0], "openim/getlongpollingid", query, map[string]any{})
	require.NoError(c.t, err)
	return session{query, instance["LongPollingId"]}
}

// write sends one writer's messages.
func (c *crowd) write(w int) {
	for k := 0; ; k++ {
		c.mu.Lock()
		over := c.over
		c.mu.Unlock()
		if over && k >= minMessages || !c.send(w, k) {
			return
		}
	}
}

// send sends a writer's k-th message, to one server after the other until it is
// acknowledged.
func (c *crowd) send(w, k int) bool {
	name := fmt.Sprint("writer", w)
	query := url.Values{"usersig": {crowdSig(name)}, "identifier": {name}}
	text := fmt.Sprintf("%s %d", name, k)
	command, body := "openim/sendmsg", map[string]any{"To_Account": reader(k), "MsgSeq": k, "MsgRandom": k}
	if isGroupMessage(k) {
		command, body = "group_open_http_svc/send_group_msg", map[string]any{"GroupId": "everybody", "Random": k}
	}
	body["MsgBody"] = []any{map[string]any{"MsgType": "TIMTextElem", "MsgContent": map[string]any{"Text": text}}}
	deadline := time.Now().Add(crowdTimeout)
	for at := (w + k) % len(c.urls); ; at = (at + 1) % len(c.urls) {
		ctx, cancel := context.WithTimeout(c.t.Context(), attemptTimeout)
		response, err := postUntil(ctx, c.urls[at], command, query, body)
		cancel()
		if err == nil && response["ActionStatus"] == "OK" {
			c.record(func() {
				c.sent[text] = isGroupMessage(k)
				c.by[at]++
			})
			return true
		}
		// A server that cannot store the message returns an error, and the next one is
		// tried.
		if code := response["ErrorCode"]; err == nil && code != 20005.0 && code != 10002.0 || time.Now().After(deadline) {
			return assert.Fail(c.t, "message not accepted", "%s: %v %v", text, response, err)
		}
		if err == nil {
			c.record(func() { c.refused++ })
		}
	}
}

// read polls for one reader until ctx is canceled.
func (c *crowd) read(ctx context.Context, r int, p session) {
	notice := 0.0
	for n := r; ctx.Err() == nil; n++ {
		response, err := postUntil(ctx, c.urls[n%len(c.urls)], "openim/longpolling", p.query, map[string]any{
			"Timeout": 60, "Cookie": map[string]any{"NotifySeq": 0, "NoticeSeq": notice, "LongPollingId": p.poll},
		})
		if err != nil {
			continue // the server is down, or the test has ended
		}
		switch response["ErrorCode"] {
		case 0.0:
		case 60008.0: // timeout, or the server stops
			continue
		default:
			assert.Fail(c.t, "poll refused", "%v", response)
			return
		}
		events, _ := response["EventArray"].([]any)
		for _, event := range events {
			for _, list := range []string{"C2cMsgArray", "GroupMsgArray", "GroupTips"} {
				items, _ := event.(map[string]any)[list].([]any)
				for _, item := range items {
					item := item.(map[string]any)
					notice = max(notice, item["NoticeSeq"].(float64))
					if list == "GroupTips" {
						continue
					}
					got := receipt{text: item["MsgBody"].([]any)[0].(map[string]any)["MsgContent"].(map[string]any)["Text"].(string)}
					if list == "GroupMsgArray" {
						got.groupSeq = item["MsgSeq"].(float64)
					}
					c.record(func() { c.received[r] = append(c.received[r], got) })
				}
			}
		}
	}
}

func (c *crowd) record(what func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	what()
	close(c.change)
	c.change = make(chan struct{})
}

// await waits until a condition on the messages holds.
func (c *crowd) await(ok func() bool) bool {
	for deadline := time.After(crowdTimeout); ; {
		c.mu.Lock()
		done, change := ok(), c.change
		c.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-change:
		case <-deadline:
			return false
		}
	}
}

// awaitMessages waits until nodes have acknowledged more messages.
func (c *crowd) awaitMessages(more int, nodes ...int) {
	c.t.Helper()
	count := func() (n int) {
		for _, i := range nodes {
			n += c.by[i]
		}
		return n
	}
	c.mu.Lock()
	before := count()
	c.mu.Unlock()
	require.True(c.t, c.await(func() bool { return count() >= before+more }), "the nodes must acknowledge messages")
}

// checkReceived compares the received messages with those sent.
func (c *crowd) checkReceived() {
	c.t.Helper()
	for r := range readers {
		var want []string
		var came []receipt
		for text, group := range c.sent {
			var w, k int
			_, err := fmt.Sscanf(text, "writer%d %d", &w, &k)
			require.NoError(c.t, err)
			if group || reader(k) == reader(r) {
				want = append(want, text)
			}
		}
		assert.True(c.t, c.await(func() bool {
			came = slices.Clone(c.received[r])
			return len(came) >= len(want)
		}), "all messages must be received")
		var got []string
		last, groupSeq := map[string]int{}, 0.0
		for _, p := range came {
			got = append(got, p.text)
			var w, k int
			_, err := fmt.Sscanf(p.text, "writer%d %d", &w, &k)
			require.NoError(c.t, err)
			conversation := fmt.Sprint(w, p.groupSeq > 0)
			if before, ok := last[conversation]; ok {
				assert.Greater(c.t, k, before, "%s received %q out of order", reader(r), p.text)
			}
			last[conversation] = k
			if p.groupSeq > 0 {
				assert.Greater(c.t, p.groupSeq, groupSeq, "%s received %q out of order", reader(r), p.text)
				groupSeq = p.groupSeq
			}
		}
		assert.ElementsMatch(c.t, want, got, "messages of %s", reader(r))
	}
}
