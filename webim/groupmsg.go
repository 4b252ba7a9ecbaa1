package webim

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"webim.js/webim/jsontext"
)

// groups is what is known of the groups' message sequences.
type groups struct {
	known map[string]float64 // highest MsgSeq delivered, by group
	gaps  map[string]gap     // what could not be fetched yet
}

// gap is a piece of a group's sequence that is missing: up to high, as many as
// number.
type gap struct{ high, number float64 }

func (g *groups) reset() {
	g.known, g.gaps = map[string]float64{}, map[string]gap{}
}

func (g *groups) raise(group string, seq float64) {
	if seq > g.known[group] {
		g.known[group] = seq
	}
}

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
	indexes []int
	low     float64
	high    float64
	sorted  bool // indexes are in ascending order of seq, without holes
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
	pick := c.picker("GROUP")
	pick.open(p.batch)
	for _, r := range c.split(p.batch, from, to) {
		known := c.groups.known[r.group]
		if number := missing(r, known, pick.items); number > 0 {
			c.fillGap(r.group, gap{high: r.high, number: number}, p.batch, r.indexes)
			continue
		}
		pick.known(int(pick.items[r.indexes[0]].Name), len(r.indexes))
		for _, i := range r.indexes {
			c.pickPolled(pick, i)
		}
		if !c.d.skipsOwn {
			c.groups.raise(r.group, r.high)
		}
	}
	c.tellNew(pick.deliver(), false)
}

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
			runs = append(runs, run{group: names[n], low: it.Seq, high: it.Seq, sorted: true, indexes: make([]int, 0, to-i)})
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

// missing returns how many messages history is to be asked for, 0 when the
// share leaves no gap.
func missing(r run, known float64, items []Item) float64 {
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
	case known > 0 && (r.low-known > 1 || holes && r.high > known):
		return r.high - known
	case known == 0 && holes:
		return r.high - r.low + 1
	}
	return 0
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
	c.tellInfoChange(p.batches[0], i)
	p.group(i)
}

// fillGap fetches what is missing and delivers it with what came: the messages
// at the indexes of b. When history fails, what came is delivered all the same
// and the gap is kept in mind. b may be nil.
func (c *Client) fillGap(group string, g gap, b Batch, indexes []int) {
	c.fetchGap(group, g, nil, func(pages []Batch, whole bool) {
		if delete(c.groups.gaps, group); !whole {
			c.groups.gaps[group] = g
		}
		pick := c.picker("GROUP")
		for i := len(pages) - 1; i >= 0; i-- { // the last page is the oldest
			pick.open(pages[i])
			pick.history()
		}
		if b != nil {
			pick.open(b)
			for _, i := range indexes {
				pick.group(i)
			}
		}
		if whole {
			c.groups.raise(group, g.high)
		}
		c.tellNew(pick.deliver(), true)
	})
}

// fetchGap asks history for the gap, again while the server hands out less than
// asked and says there is more. whole tells whether nothing failed.
func (c *Client) fetchGap(group string, g gap, pages []Batch, done func(pages []Batch, whole bool)) {
	o := jsontext.NewObject()
	o.Set("GroupId", jsontext.String(group))
	o.Set("ReqMsgSeq", jsontext.Float(g.high))
	o.Set("ReqMsgNumber", jsontext.Float(g.number))
	c.askGroupHistory(o, func(e jsontext.Value) {
		c.Log.Error("getGroupMsgs failed:" + e.Get("ErrorInfo").Str())
		done(pages, false)
	}, func(a Answer) {
		page := a.Batch("RspMsgList", c.id.identifier)
		pages = append(pages, page)
		lowest := g.high - g.number + 1
		low, _ := seqRange(page.Items())
		if low > lowest && low <= g.high && page.Rest().Get("IsFinished").Is(0) {
			c.fetchGap(group, gap{high: low - 1, number: low - lowest}, pages, done)
			return
		}
		done(pages, true)
	})
}

// refillGaps asks again for what could not be fetched, now that a poll went
// well.
func (c *Client) refillGaps() {
	if len(c.groups.gaps) == 0 {
		return
	}
	gaps := c.groups.gaps
	c.groups.gaps = map[string]gap{}
	for _, group := range slices.Sorted(maps.Keys(gaps)) {
		c.fillGap(group, gaps[group], nil, nil)
	}
}

// tellInfoChange calls onGroupInfoChangeNotify for a tip of OpType 6, before
// the tip is stored, and also when it is known already.
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
	if !changed {
		return
	}
	c.Page.Notify("onGroupInfoChangeNotify", "", v)
}
