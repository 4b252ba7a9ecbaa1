package webim

import (
	"math"
	"slices"
	"time"

	"webim.js/webim/jsontext"
)

// A group's messages are told in the order of their numbers. What a poll brings
// behind a hole waits until history has brought what belongs there. One request
// is under way for a group at a time; one that fails is repeated after a pause.
// Nothing waits longer than waitLimit: then it is told as far as it is there,
// what is missing is asked for further, and filed where it belongs.

const (
	// waitLimit is how long what came waits for what is missing before it.
	waitLimit = 15 * time.Second
	// maxAsking is for how many groups history is asked at once: a browser has
	// six connections to a server, and the polls need theirs.
	maxAsking = 4
)

// gap is a piece of a group's sequence that is missing, both ends included; the
// zero value is none.
type gap struct{ low, high float64 }

// and returns the smallest piece that holds both.
func (g gap) and(o gap) gap {
	switch {
	case g == gap{}:
		return o
	case o == gap{}:
		return g
	}
	return gap{min(g.low, o.low), max(g.high, o.high)}
}

// missing is a group of which something is missing.
type missing struct {
	loop   // of the requests that fail
	group  string
	shares []*waiting   // what waits for it, in order of arrival
	asked  gap          // what history is asked for, until it has answered all
	left   float64      // the highest seq of it that is not answered yet
	pages  []*heldBatch // answers, from the top down, that are not told yet
	owed   gap          // what nobody waits for any more, to be asked for next
	asking bool         // a request is under way
}

// waiting is what a poll brought of a group and may not be told yet.
type waiting struct {
	run
	batch *heldBatch
	limit func() // stops its timer
}

// groups is what is known of the groups' message sequences.
type groups struct {
	known   map[string]float64 // highest MsgSeq told, by group
	missing []*missing
	// listed are the groups of which nothing was told since the first list: what
	// is known of them is where it said they were, and the poll may still bring
	// what came before that.
	listed map[string]bool
	// askAgain says that a later list knew of more in one of those.
	askAgain bool
	// before is what was known at the end of the last sign-in, for the same
	// user's next one.
	before map[string]float64
}

// maxSeq is the highest MsgSeq that is one: beyond it, numbers have holes.
const maxSeq = 1 << 53

func (g *groups) raise(group string, seq float64) {
	if seq >= g.known[group] && seq <= maxSeq {
		g.known[group] = seq
		delete(g.listed, group)
	}
}

// find returns what is missing of a group, nil for nothing.
func (g *groups) find(group string) *missing {
	for _, m := range g.missing {
		if m.group == group {
			return m
		}
	}
	return nil
}

func (g *groups) of(group string) *missing {
	m := g.find(group)
	if m == nil {
		m = &missing{group: group}
		g.missing = append(g.missing, m)
	}
	return m
}

// end is the end of a sign-in: nothing is asked for any more. What was missing
// still is missing at the next one.
func (g *groups) end() {
	for group, seq := range g.known {
		g.before[group] = seq
	}
	for _, m := range g.missing {
		m.stop()
		rest := m.asked.and(m.owed)
		for _, s := range m.shares {
			s.limit()
		}
		if g.before[m.group] == 0 && len(m.shares) > 0 {
			rest = rest.and(m.shares[0].gap)
			g.before[m.group] = rest.low - 1
		}
		if rest.low > 1 {
			g.before[m.group] = min(rest.low-1, g.before[m.group])
		}
	}
	g.known, g.missing, g.listed, g.askAgain = map[string]float64{}, nil, map[string]bool{}, false
}

// reset forgets all that is known: it is another user's.
func (g *groups) reset() {
	g.end()
	g.before = map[string]float64{}
}

// begin takes from the list of joined groups how far a group is. Who was signed
// in before has missed what came since; but a poll that goes on over the sign-in,
// as in 1.3, and has not come as far as the first list, goes first.
func (g *groups) begin(group string, seq float64) {
	known := g.known[group] // 1.3 polls while it asks for the list
	told := max(known, g.before[group])
	switch {
	case known > 0 && seq <= known:
	case told == 0:
		g.known[group], g.listed[group] = seq, true
	case seq <= told:
		g.known[group] = seq
	case g.listed[group]:
		g.askAgain = true
	default:
		g.known[group] = told
		m := g.of(group)
		if low := max(told, m.asked.high) + 1; low <= seq { // beyond what is asked for already
			m.owed = m.owed.and(gap{low, seq})
		}
	}
}

// wake asks at once for what a pause keeps from being asked for.
func (g *groups) wake(most int) {
	for _, m := range slices.Clone(g.missing) {
		if m.failures <= most {
			m.loop.wake()
		}
	}
}

// nothingNew is called when the poll has brought all there was for it. What the
// list tells of beyond that is missing.
func (c *Client) nothingNew() {
	clear(c.groups.listed)
	if c.groups.askAgain {
		c.groups.askAgain = false
		c.askFirst13()
	}
}

// hold keeps a share until what is missing before it has come.
func (c *Client) hold(r run, b *heldBatch) {
	m := c.groups.of(r.group)
	s := &waiting{run: r, batch: b.keep()}
	s.limit = c.Clock.After(waitLimit, func() { c.waitedEnough(m, s) })
	m.shares = append(m.shares, s)
	if len(m.shares) == 1 { // it need not wait for the pause of an older gap
		m.stop()
	}
}

// askMissing asks history for whatever is missing and not being asked for.
func (c *Client) askMissing() {
	busy := 0
	for _, m := range c.groups.missing {
		if m.asking {
			busy++
		}
	}
	for _, m := range c.groups.missing {
		if busy < maxAsking && !m.asking && m.next == nil {
			busy++
			c.askFor(m)
		}
	}
}

// askFor asks for all that is missing of a group, in one piece.
func (c *Client) askFor(m *missing) {
	piece := m.owed
	m.owed = gap{}
	for _, s := range m.shares {
		if before, ok := c.before(s); ok {
			piece = piece.and(before)
		}
	}
	if all := m.asked.and(piece); all.high > m.asked.high {
		m.asked, m.left = all, all.high
	} else {
		m.asked = all
	}
	c.askRest(m)
}

// before returns what is missing before a share.
func (c *Client) before(s *waiting) (gap, bool) { return c.missing(s.run, s.batch.Items()) }

// askRest asks for what is not answered yet, from its top: a server may hand
// out less at once, and say that there is more.
func (c *Client) askRest(m *missing) {
	m.asking = true
	o := jsontext.NewObject()
	o.Set("GroupId", jsontext.String(m.group))
	o.Set("ReqMsgSeq", jsontext.Float(m.left))
	o.Set("ReqMsgNumber", jsontext.Float(m.left-m.asked.low+1))
	c.askGroupHistory(o, requestTimeout, Done{}, func(e jsontext.Value) {
		m.asking = false
		c.historyFailed(m, e)
	}, func(a Answer) {
		m.asking = false
		m.succeeded()
		page := c.open(a, "RspMsgList")
		m.pages = append(m.pages, page)
		low, _ := seqRange(page.Items())
		more := low > m.asked.low && low <= m.left && page.Rest().Get("IsFinished").Is(0)
		if more && len(m.pages) < maxPages {
			m.left = low - 1
			c.askRest(m)
			return
		}
		answered := m.asked
		m.asked = gap{}
		c.tellMissing(m, answered)
	})
}

// historyFailed asks again after a pause, unless that is vain: a group's history
// may be closed to this user.
func (c *Client) historyFailed(m *missing, e jsontext.Value) {
	c.Log.Error("getGroupMsgs failed:" + e.Get("ErrorInfo").Str())
	code := e.Get("ErrorCode")
	if code.Is(codeNoRight) || code.Is(codeNoGroup) || code.Is(codeBadGroup) {
		m.asked, m.owed = gap{}, gap{}
		for _, s := range m.shares {
			c.groups.raise(m.group, s.high)
		}
		c.tellMissing(m, gap{})
		return
	}
	m.failed(true)
	m.wait(c, m.retryPause(c.Random), c.askMissing)
	c.askMissing() // others
}

// waitedEnough ends a share's wait: it is told, with what is there.
func (c *Client) waitedEnough(m *missing, s *waiting) {
	c.Log.Warn("getGroupMsgs: no answer yet, messages are missing: " + m.group)
	if piece, ok := c.before(s); ok && (piece.low < m.asked.low || piece.high > m.asked.high) {
		m.owed = m.owed.and(piece)
	}
	c.groups.raise(m.group, s.high)
	c.tellMissing(m, gap{})
}

// tellMissing tells, in order, what history has brought and what has no gap
// before it any more, and has the rest asked for. answered is what history has
// answered whole: of that there is no more.
func (c *Client) tellMissing(m *missing, answered gap) {
	turn := c.turn
	c.groups.raise(m.group, answered.high)
	pages, told := m.pages, c.takeShares(m)
	m.pages = nil
	if len(m.shares) == 0 && m.asked == (gap{}) && m.owed == (gap{}) {
		c.groups.missing = slices.DeleteFunc(c.groups.missing, func(x *missing) bool { return x == m })
	}
	c.askMissing()
	slices.Reverse(pages) // the last one is the oldest
	for _, page := range pages {
		c.tellHistoryChanges(page)
	}
	for _, s := range told {
		if brought := answered.low <= s.low && s.high <= answered.high; !brought || !c.d.historyInfoChange {
			c.tellInfoChanges(s.batch, s.indexes)
		}
	}
	if c.turn != turn {
		return
	}
	pick := c.picker("GROUP")
	pick.inOrder = PickInOrder
	for _, page := range pages {
		pick.history(page)
	}
	for _, s := range told {
		pick.open(s.batch)
		for _, i := range s.indexes {
			pick.group(i)
		}
	}
	pick.bySeq()
	records := pick.deliver()
	c.batches.finishAll(pages)
	for _, s := range told {
		c.batches.finish(s.batch)
	}
	c.tellNew(records, true)
}

// takeShares takes from those that wait what need not any more.
func (c *Client) takeShares(m *missing) (told []*waiting) {
	for i := 0; i < len(m.shares); {
		s := m.shares[i]
		if _, ok := c.before(s); ok {
			i++
			continue
		}
		s.limit()
		c.groups.raise(m.group, s.high)
		m.arrived(s.run)
		told = append(told, s)
		m.shares = slices.Delete(m.shares, i, i+1)
		i = 0 // the ones before it may have waited for this one
	}
	return told
}

// arrived is for a share that is told: what it has need not be asked for. In 1.3
// that would bring own messages from among it after later ones.
func (m *missing) arrived(r run) {
	if r.sorted && r.low <= m.owed.low && m.owed.low <= r.high {
		if m.owed.low = r.high + 1; m.owed.low > m.owed.high {
			m.owed = gap{}
		}
	}
}

// missing returns what history is to be asked for, if a share leaves a gap:
// what follows the highest known message, or, when none is known, what came
// with holes. A seq that is none is not waited for.
func (c *Client) missing(r run, items []Item) (m gap, ok bool) {
	known := c.groups.known[r.group]
	holes := false
	if !r.sorted {
		for i := 1; i < len(r.indexes); i++ { // in order of seq
			if items[r.indexes[i]].Seq-items[r.indexes[i-1]].Seq > 1 {
				holes = true
				break
			}
		}
	}
	switch {
	case r.high > maxSeq || r.low < 0 || !c.d.fillsGaps:
		return m, false
	case known > 0 && (r.low-known > 1 || holes && r.high > known):
		return gap{known + 1, r.high}, true
	case known == 0 && holes:
		return r.gap, true
	}
	return m, false
}

// seqRange returns the lowest and highest MsgSeq.
func seqRange(items []Item) (low, high float64) {
	low = math.Inf(1)
	for i := range items {
		low, high = math.Min(low, items[i].Seq), math.Max(high, items[i].Seq)
	}
	return low, high
}
