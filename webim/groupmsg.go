package webim

import (
	"cmp"
	"math"
	"slices"

	"webim.js/webim/jsontext"
)

// groups is what is known of the groups' message sequences.
type groups struct {
	known map[string]float64 // highest MsgSeq delivered, by group
	gaps  map[string]gap     // what could not be fetched yet
}

// gap is a piece of a group's sequence that is missing, both ends included.
type gap struct{ low, high float64 }

func (g *groups) reset() {
	g.known, g.gaps = map[string]float64{}, map[string]gap{}
}

func (g *groups) raise(group string, seq float64) {
	if seq > g.known[group] && seq <= maxSeq {
		g.known[group] = seq
	}
}

// missed keeps a gap in mind for another try.
func (g *groups) missed(group string, m gap) {
	if before, ok := g.gaps[group]; ok {
		m.low, m.high = min(m.low, before.low), max(m.high, before.high)
	}
	g.gaps[group] = m
}

// fetching tells that a gap is being asked for, and with it what lies within.
func (g *groups) fetching(group string, m gap) {
	if left, ok := g.gaps[group]; ok && left.low >= m.low && left.high <= m.high {
		delete(g.gaps, group)
	}
}

// maxSeq is the highest MsgSeq that is one: beyond it, numbers have holes.
const maxSeq = 1 << 53

// seqRange returns the lowest and highest MsgSeq.
func seqRange(items []Item) (low, high float64) {
	low = math.Inf(1)
	for i := range items {
		low, high = math.Min(low, items[i].Seq), math.Max(high, items[i].Seq)
	}
	return low, high
}

// run is one group's share of a batch.
type run struct {
	group   string
	indexes []int // of items, in ascending order of seq
	gap           // low and high of what came
	sorted  bool  // the order in which it came, without holes
}

// onGroupMessages is poll events 3, 4 and 6: messages and tips, with the gap
// rule of both dialects: a share that leaves a hole behind what is known is not
// taken as it is, history brings it together with what is missing.
func (c *Client) onGroupMessages(entry jsontext.Value, p *polled) {
	list := "GroupTips"
	if entry.Get("Event").Is(eventGroup) {
		list = "GroupMsgArray"
	}
	from, to := p.messages(entry, list)
	var whole []run
	for _, r := range c.split(p.batch, from, to) {
		if missing, ok := c.missing(r, p.batch.Items()); ok {
			c.fillGap(r.group, missing, p.batch, r.indexes)
		} else {
			whole = append(whole, r)
		}
	}
	for _, r := range whole {
		c.tellInfoChanges(p.batch, r.indexes)
	}
	if c.turn != p.turn {
		return
	}
	pick := c.picker("GROUP")
	pick.open(p.batch)
	for _, r := range whole {
		pick.known(int(pick.items[r.indexes[0]].Name)).expect(len(r.indexes))
		for _, i := range r.indexes {
			c.pickPolled(pick, i)
		}
		if !c.d.skipsOwn {
			c.groups.raise(r.group, r.high)
		}
	}
	c.tellNew(pick.deliver(), false)
}

// shareRoom is the room first made for a group's share: enough for nearly all,
// and little for an answer with a message from each of a thousand groups.
const shareRoom = 256

// split sorts a range by group, the groups in order of appearance, each group's
// messages by seq.
func (c *Client) split(b Batch, from, to int) []run {
	items, names := b.Items(), b.Names()
	var runs []run
	at := make([]int, len(names)) // index in runs + 1, by name
	for i := from; i < to; i++ {
		it := &items[i]
		c.noticed(it.Notice)
		n := int(it.Name)
		if at[n] == 0 {
			runs = append(runs, run{group: names[n], gap: gap{it.Seq, it.Seq}, sorted: true, indexes: make([]int, 0, min(to-i, shareRoom))})
			at[n] = len(runs)
		}
		r := &runs[at[n]-1]
		if len(r.indexes) > 0 && it.Seq != r.high+1 {
			r.sorted = false
		}
		r.low, r.high = math.Min(r.low, it.Seq), math.Max(r.high, it.Seq)
		r.indexes = append(r.indexes, i)
	}
	for i := range runs {
		if r := &runs[i]; !r.sorted {
			slices.SortStableFunc(r.indexes, func(a, b int) int { return cmp.Compare(items[a].Seq, items[b].Seq) })
		}
	}
	return runs
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

// pickPolled picks a polled message. Dialect 1.3 takes only others' messages,
// and only those move what is known; its pages count on that: an own message
// reaches their store with the next message's gap.
func (c *Client) pickPolled(p *picker, i int) {
	it := &p.items[i]
	if c.d.skipsOwn {
		if it.has(Mine) || !it.has(HasSender) {
			return
		}
		c.groups.raise(p.names[int(it.Name)], it.Seq)
	}
	p.group(i)
}

// fillGap fetches what is missing and delivers it with what came: the messages
// at the indexes of b, in order of seq. When history fails, what came is
// delivered all the same and the gap is kept in mind. b may be nil.
func (c *Client) fillGap(group string, missing gap, b Batch, indexes []int) {
	c.groups.fetching(group, missing)
	c.fetchGap(group, missing, nil, func(pages []Batch, failed jsontext.Value) {
		turn := c.turn
		if failed.Kind() == jsontext.Undefined {
			c.groups.raise(group, missing.high)
		} else {
			c.Log.Error("getGroupMsgs failed:" + failed.Get("ErrorInfo").Str())
			if !closedGroup(failed) {
				c.groups.missed(group, missing)
			}
			c.tellInfoChanges(b, indexes) // history does not bring them
		}
		slices.Reverse(pages) // the last one is the oldest
		for _, page := range pages {
			c.tellHistoryChanges(page)
		}
		if c.turn != turn {
			return
		}
		pick := c.picker("GROUP")
		for _, page := range pages {
			pick.history(page)
		}
		if b != nil {
			pick.open(b)
			for _, i := range indexes {
				pick.group(i)
			}
			pick.bySeq()
		}
		c.tellNew(pick.deliver(), true)
	})
}

// fetchGap asks history for what is missing, again while the server hands out
// less than asked and says there is more. failed is the error that ended it.
func (c *Client) fetchGap(group string, missing gap, pages []Batch, done func(pages []Batch, failed jsontext.Value)) {
	o := jsontext.NewObject()
	o.Set("GroupId", jsontext.String(group))
	o.Set("ReqMsgSeq", jsontext.Float(missing.high))
	o.Set("ReqMsgNumber", jsontext.Float(missing.high-missing.low+1))
	c.askGroupHistory(o, Done{}, func(e jsontext.Value) {
		done(pages, e)
	}, func(a Answer) {
		page := a.Batch("RspMsgList", c.id.identifier)
		pages = append(pages, page)
		low, _ := seqRange(page.Items())
		more := low > missing.low && low <= missing.high && page.Rest().Get("IsFinished").Is(0)
		if more && len(pages) < maxPages {
			c.fetchGap(group, gap{missing.low, low - 1}, pages, done)
			return
		}
		done(pages, jsontext.Value{})
	})
}

// closedGroup tells that a group's history will not be shown to this user, so
// asking again is vain.
func closedGroup(e jsontext.Value) bool {
	code := e.Get("ErrorCode")
	return code.Is(codeNoRight) || code.Is(codeNoGroup) || code.Is(codeBadGroup)
}

// refillGaps asks again for what could not be fetched, now that a poll went
// well.
func (c *Client) refillGaps() {
	if len(c.groups.gaps) == 0 {
		return
	}
	gaps := c.groups.gaps
	c.groups.gaps = map[string]gap{}
	for group, missing := range gaps {
		c.fillGap(group, missing, nil, nil)
	}
}

// tellInfoChanges calls onGroupInfoChangeNotify for the tips of OpType 6 among
// the messages at the indexes of b. It comes before anything is stored or
// remembered, and also for tips that are known already.
func (c *Client) tellInfoChanges(b Batch, indexes []int) {
	turn := c.turn
	for _, i := range indexes {
		if it := &b.Items()[i]; it.has(InfoChange) && c.turn == turn && !(c.d.skipsOwn && it.has(Mine)) {
			c.tellInfoChange(b, i)
		}
	}
}

// tellHistoryChanges does the same for a page of history, in dialect 1.3. It
// tells whether the sign-in still goes on.
func (c *Client) tellHistoryChanges(page Batch) bool {
	turn := c.turn
	for i := len(page.Items()) - 1; i >= 0 && c.d.historyInfoChange && c.turn == turn; i-- {
		c.tellInfoChange(page, i)
	}
	return c.turn == turn
}

func (c *Client) tellInfoChange(b Batch, i int) {
	it := &b.Items()[i]
	if !it.has(InfoChange) || it.has(Place) || !it.has(HasSender) {
		return
	}
	raw := b.Raw(i)
	change, changed := raw.Get("MsgBody").Get("MsgGroupNewInfo"), false
	v := jsontext.NewObject()
	v.Set("GroupId", raw.Get("ToGroupId"))
	for _, f := range [...][2]string{
		{"GroupFaceUrl", "GroupFaceUrl"}, {"GroupName", "GroupName"}, {"OwnerAccount", "Owner_Account"},
		{"GroupNotification", "GroupNotification"}, {"GroupIntroduction", "GroupIntroduction"},
	} {
		value := change.Get(f[1])
		if value.Truthy() {
			changed = true
		} else {
			value = jsontext.NullValue()
		}
		v.Set(f[0], value)
	}
	if changed {
		c.Page.Notify("onGroupInfoChangeNotify", "", v)
	}
}
