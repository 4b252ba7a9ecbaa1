package webim

import (
	"math"
	"slices"
	"time"

	"webim.js/webim/jsontext"
)

// A group's messages are delivered in the order of their numbers. Polled messages
// that follow a gap wait until history has filled it. At most one history request per
// group is in flight; a failed request is retried after a pause. After waitLimit a
// message is delivered without the missing ones before it. These are still requested,
// and inserted in order when they arrive.

const (
	// waitLimit bounds how long a message waits for missing ones before it.
	waitLimit = 15 * time.Second
	// maxRequests is the number of groups with a history request in flight. A
	// browser has six connections to a server, and the polls need theirs.
	maxRequests = 4
)

// gap is a missing range of a group's sequence, both ends included. The zero value
// is empty.
type gap struct{ low, high float64 }

// and returns the smallest range that contains both.
func (g gap) and(o gap) gap {
	switch {
	case g == gap{}:
		return o
	case o == gap{}:
		return g
	}
	return gap{min(g.low, o.low), max(g.high, o.high)}
}

// missing is the state of a group with missing messages.
type missing struct {
	retrier   // retries of failed requests
	group     string
	parts     []*waiting   // polled messages that wait, in order of arrival
	requested gap          // range being requested from history
	remaining float64      // highest seq of requested that has not been received
	fetched   []*heldBatch // received history, newest first, not delivered yet
	pending   gap          // range to request next; no part waits for it
	inFlight  bool         // a request is in flight
}

// waiting is one group's part of a polled batch that may not be delivered yet.
type waiting struct {
	groupPart
	batch     *heldBatch
	stopTimer func() // of waitLimit
}

// groups holds the positions in the groups' message sequences.
type groups struct {
	known   map[string]float64 // highest MsgSeq delivered, by group
	missing []*missing
	// listed holds the groups without a delivery since the first list of joined
	// groups. Their known position is the list's, and the poll may still deliver
	// earlier messages.
	listed map[string]bool
	// listAdvanced is set when a later list has a higher position for a listed group.
	listAdvanced bool
	// saved holds the known positions at the end of the last session, for the
	// same user's next one.
	saved map[string]float64
}

// maxSeq is the highest valid MsgSeq. Beyond it, a float64 skips integers.
const maxSeq = 1 << 53

func (g *groups) raise(group string, seq float64) {
	if seq >= g.known[group] && seq <= maxSeq {
		g.known[group] = seq
		delete(g.listed, group)
	}
}

// find returns the state of a group with missing messages, or nil.
func (g *groups) find(group string) *missing {
	for _, m := range g.missing {
		if m.group == group {
			return m
		}
	}
	return nil
}

func (g *groups) entry(group string) *missing {
	m := g.find(group)
	if m == nil {
		m = &missing{group: group}
		g.missing = append(g.missing, m)
	}
	return m
}

// end stops all requests at the end of a session. It saves the positions, before
// any gap, for the next session.
func (g *groups) end() {
	for group, seq := range g.known {
		g.saved[group] = seq
	}
	for _, m := range g.missing {
		m.stop()
		rest := m.requested.and(m.pending)
		for _, s := range m.parts {
			s.stopTimer()
		}
		if g.saved[m.group] == 0 && len(m.parts) > 0 {
			rest = rest.and(m.parts[0].gap)
			g.saved[m.group] = rest.low - 1
		}
		if rest.low > 1 {
			g.saved[m.group] = min(rest.low-1, g.saved[m.group])
		}
	}
	g.known, g.missing, g.listed, g.listAdvanced = map[string]float64{}, nil, map[string]bool{}, false
}

// reset drops all positions, including those for the next session. It is called when
// the user changes.
func (g *groups) reset() {
	g.end()
	g.saved = map[string]float64{}
}

// begin sets a group's position from the list of joined groups. A user who was
// signed in before has missed the messages since. But a poll that continues across
// the sign-in, as in 1.3, and has not reached the position of the first list,
// takes precedence.
func (g *groups) begin(group string, seq float64) {
	known := g.known[group] // 1.3 polls while the list is in flight
	delivered := max(known, g.saved[group])
	switch {
	case known > 0 && seq <= known:
	case delivered == 0:
		g.known[group], g.listed[group] = seq, true
	case seq <= delivered:
		g.known[group] = seq
	case g.listed[group]:
		g.listAdvanced = true
	default:
		g.known[group] = delivered
		m := g.entry(group)
		if low := max(delivered, m.requested.high) + 1; low <= seq { // beyond the range in flight
			m.pending = m.pending.and(gap{low, seq})
		}
	}
}

// wake retries at once the groups that have failed at most limit times in a row.
func (g *groups) wake(limit int) {
	for _, m := range slices.Clone(g.missing) {
		if m.failures <= limit {
			m.retrier.wake()
		}
	}
}

// pollWasEmpty is called after an empty poll: the server has no more messages to
// deliver. Messages that the list of joined groups counts and that have not been
// delivered are missing.
func (c *Client) pollWasEmpty() {
	clear(c.groups.listed)
	if c.groups.listAdvanced {
		c.groups.listAdvanced = false
		c.fetchKnownSeqs13()
	}
}

// hold queues a part until the messages missing before it have arrived.
func (c *Client) hold(part groupPart, b *heldBatch) {
	m := c.groups.entry(part.group)
	s := &waiting{groupPart: part, batch: b.keep()}
	s.stopTimer = c.Clock.After(waitLimit, func() { c.waitExpired(m, s) })
	m.parts = append(m.parts, s)
	if len(m.parts) == 1 { // do not wait for an older gap's retry
		m.stop()
	}
}

// requestMissing requests history for groups with missing messages, up to maxRequests
// at once.
func (c *Client) requestMissing() {
	busy := 0
	for _, m := range c.groups.missing {
		if m.inFlight {
			busy++
		}
	}
	for _, m := range c.groups.missing {
		if busy < maxRequests && !m.inFlight && m.next == nil {
			busy++
			c.requestGap(m)
		}
	}
}

// requestGap requests all missing messages of a group as one range.
func (c *Client) requestGap(m *missing) {
	piece := m.pending
	m.pending = gap{}
	for _, s := range m.parts {
		if before, ok := c.before(s); ok {
			piece = piece.and(before)
		}
	}
	if all := m.requested.and(piece); all.high > m.requested.high {
		m.requested, m.remaining = all, all.high
	} else {
		m.requested = all
	}
	c.requestRest(m)
}

// before returns the gap before a part, if any.
func (c *Client) before(s *waiting) (gap, bool) { return c.findGap(s.groupPart, s.batch.Items()) }

// requestRest requests the part of m.requested that has not been received, newest first.
// A server may return fewer messages than requested.
func (c *Client) requestRest(m *missing) {
	m.inFlight = true
	o := jsontext.NewObject()
	o.Set("GroupId", jsontext.String(m.group))
	o.Set("ReqMsgSeq", jsontext.Float(m.remaining))
	o.Set("ReqMsgNumber", jsontext.Float(m.remaining-m.requested.low+1))
	c.fetchGroupHistory(o, requestTimeout, Done{}, func(e jsontext.Value) {
		m.inFlight = false
		c.historyFailed(m, e)
	}, func(resp Response) {
		m.inFlight = false
		m.succeeded()
		batch := c.open(resp, "RspMsgList")
		m.fetched = append(m.fetched, batch)
		low, _ := seqRange(batch.Items())
		more := low > m.requested.low && low <= m.remaining && batch.Rest().Get("IsFinished").Is(0)
		if more && len(m.fetched) < maxFetches {
			m.remaining = low - 1
			c.requestRest(m)
			return
		}
		covered := m.requested
		m.requested = gap{}
		c.deliverArrived(m, covered)
	})
}

// historyFailed retries after a pause, unless the error is permanent: this user
// may have no access to the group's history.
func (c *Client) historyFailed(m *missing, e jsontext.Value) {
	c.Log.Error("getGroupMsgs failed:" + e.Get("ErrorInfo").Str())
	code := e.Get("ErrorCode")
	if code.Is(codeNoRight) || code.Is(codeNoGroup) || code.Is(codeBadGroup) {
		m.requested, m.pending = gap{}, gap{}
		for _, s := range m.parts {
			c.groups.raise(m.group, s.high)
		}
		c.deliverArrived(m, gap{})
		return
	}
	m.failed(true)
	m.wait(c, m.retryPause(c.Random), c.requestMissing)
	c.requestMissing() // other groups
}

// waitExpired is called when a part's waitLimit expires. It delivers the part
// and everything else that has arrived.
func (c *Client) waitExpired(m *missing, s *waiting) {
	c.Log.Warn("getGroupMsgs: timeout, messages are missing: " + m.group)
	if piece, ok := c.before(s); ok && (piece.low < m.requested.low || piece.high > m.requested.high) {
		m.pending = m.pending.and(piece)
	}
	c.groups.raise(m.group, s.high)
	c.deliverArrived(m, gap{})
}

// deliverArrived delivers, in order, the received history and the parts that no
// longer have a gap before them, and requests the rest. covered is the range that
// history has returned completely.
func (c *Client) deliverArrived(m *missing, covered gap) {
	epoch := c.epoch
	c.groups.raise(m.group, covered.high)
	fetched, delivered := m.fetched, c.takeParts(m)
	m.fetched = nil
	if len(m.parts) == 0 && m.requested == (gap{}) && m.pending == (gap{}) {
		c.groups.missing = slices.DeleteFunc(c.groups.missing, func(x *missing) bool { return x == m })
	}
	c.requestMissing()
	slices.Reverse(fetched) // oldest first
	for _, b := range fetched {
		c.notifyHistoryChanges(b)
	}
	for _, s := range delivered {
		if inHistory := covered.low <= s.low && s.high <= covered.high; !inHistory || !c.d.historyInfoChange {
			c.notifyInfoChanges(s.batch, s.indexes)
		}
	}
	if c.epoch != epoch {
		return
	}
	pick := c.picker("GROUP")
	pick.inOrder = PickInOrder
	for _, b := range fetched {
		pick.history(b)
	}
	for _, s := range delivered {
		pick.open(s.batch)
		for _, i := range s.indexes {
			pick.group(i)
		}
	}
	pick.bySeq()
	records := pick.deliver()
	c.batches.finishAll(fetched)
	for _, s := range delivered {
		c.batches.finish(s.batch)
	}
	c.notifyMessages(records, true)
}

// takeParts removes and returns the parts that no longer have to wait.
func (c *Client) takeParts(m *missing) (delivered []*waiting) {
	for i := 0; i < len(m.parts); {
		s := m.parts[i]
		if _, ok := c.before(s); ok {
			i++
			continue
		}
		s.stopTimer()
		c.groups.raise(m.group, s.high)
		m.shrinkPending(s.groupPart)
		delivered = append(delivered, s)
		m.parts = slices.Delete(m.parts, i, i+1)
		i = 0 // earlier parts may have waited for this one
	}
	return delivered
}

// shrinkPending removes a delivered part from the range to request next. In 1.3
// the request would deliver own messages of that part after later messages.
func (m *missing) shrinkPending(part groupPart) {
	if part.sorted && part.low <= m.pending.low && m.pending.low <= part.high {
		if m.pending.low = part.high + 1; m.pending.low > m.pending.high {
			m.pending = gap{}
		}
	}
}

// findGap returns the range to request from history if a part leaves a gap: the
// messages after the highest known one or, if no position is known, the part
// itself if it has holes. Invalid seqs are ignored.
func (c *Client) findGap(part groupPart, items []Item) (m gap, ok bool) {
	known := c.groups.known[part.group]
	holes := false
	if !part.sorted {
		for i := 1; i < len(part.indexes); i++ { // ascending by seq
			if items[part.indexes[i]].Seq-items[part.indexes[i-1]].Seq > 1 {
				holes = true
				break
			}
		}
	}
	switch {
	case part.high > maxSeq || part.low < 0 || !c.d.fillsGaps:
		return m, false
	case known > 0 && (part.low-known > 1 || holes && part.high > known):
		return gap{known + 1, part.high}, true
	case known == 0 && holes:
		return part.gap, true
	}
	return m, false
}

// seqRange returns the lowest and highest MsgSeq of items.
func seqRange(items []Item) (low, high float64) {
	low = math.Inf(1)
	for i := range items {
		low, high = min(low, items[i].Seq), max(high, items[i].Seq)
	}
	return low, high
}
