package webim

import (
	"math"

	"webim.js/webim/jsontext"
)

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
		if c.mustWait(r, p.batch.Items()) {
			c.hold(r, p.batch)
		} else {
			whole = append(whole, r)
		}
	}
	c.askMissing()
	for _, r := range whole {
		c.tellInfoChanges(p.batch, r.indexes)
	}
	if c.turn != p.turn {
		return
	}
	pick := c.picker("GROUP")
	pick.inOrder = PickInOrder
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

// mustWait tells whether a share may not be told yet: it leaves a gap; or nothing
// is known of its group, and so it cannot tell a gap to one that waits; or, in
// 1.3, history is being asked for the same messages, and brings own ones, which
// are left out here.
func (c *Client) mustWait(r run, items []Item) bool {
	if m := c.groups.find(r.group); m != nil {
		unknown := c.groups.known[r.group] == 0 && len(m.shares) > 0
		if unknown || c.d.skipsOwn && r.low <= max(m.asked.high, m.owed.high) {
			return true
		}
	}
	_, gap := c.missing(r, items)
	return gap
}

// shareRoom is the room first made for a group's share: enough for nearly all,
// and little for an answer with a message from each of a thousand groups.
const shareRoom = 256

// split sorts a range by group, the groups in order of appearance, each group's
// messages by seq.
func (c *Client) split(b *heldBatch, from, to int) []run {
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
			sortBy(r.indexes, func(i int) float64 { return items[i].Seq })
		}
	}
	return runs
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

// tellInfoChanges calls onGroupInfoChangeNotify for the tips of OpType 6 among
// the messages at the indexes of b. It comes before anything is stored or
// remembered, and also for tips that are known already.
func (c *Client) tellInfoChanges(b *heldBatch, indexes []int) {
	turn := c.turn
	for _, i := range indexes {
		if c.turn != turn {
			return
		}
		if it := &b.Items()[i]; it.has(InfoChange) && !(c.d.skipsOwn && it.has(Mine)) {
			c.tellInfoChange(b, i)
		}
	}
}

// tellHistoryChanges does the same for a page of history, in dialect 1.3. It
// tells whether the sign-in still goes on.
func (c *Client) tellHistoryChanges(page *heldBatch) bool {
	turn := c.turn
	for i := len(page.Items()) - 1; i >= 0 && c.d.historyInfoChange && c.turn == turn; i-- {
		c.tellInfoChange(page, i)
	}
	return c.turn == turn
}

func (c *Client) tellInfoChange(b *heldBatch, i int) {
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
