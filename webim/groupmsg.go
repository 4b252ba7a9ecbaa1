package webim

import "webim.js/webim/jsontext"

// run is one group's share of a batch.
type run struct {
	group   string
	indexes []int // of items, in ascending order of seq
	gap           // lowest and highest seq of the share
	sorted  bool  // arrived in ascending order without holes
}

// onGroupMessages handles poll events 3, 4 and 6: messages and tips. In both
// dialects a share that leaves a gap after the known position is held back until
// history has returned the missing messages.
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
	c.requestMissing()
	for _, r := range whole {
		c.notifyInfoChanges(p.batch, r.indexes)
	}
	if c.epoch != p.epoch {
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
	c.notifyMessages(pick.deliver(), false)
}

// mustWait reports whether a share may not be delivered yet: it leaves a gap; or
// the group's position is unknown and another share waits, so a gap between them
// cannot be detected; or, in 1.3, history is being requested for the same
// messages and will include own ones, which a poll omits.
func (c *Client) mustWait(r run, items []Item) bool {
	if m := c.groups.find(r.group); m != nil {
		unknown := c.groups.known[r.group] == 0 && len(m.shares) > 0
		if unknown || c.d.skipsOwn && r.low <= max(m.requested.high, m.pending.high) {
			return true
		}
	}
	_, gap := c.missing(r, items)
	return gap
}

// shareRoom is the initial capacity of a group's share: enough for nearly all, and
// small enough for a response with one message from each of a thousand groups.
const shareRoom = 256

// split splits a range by group, in order of appearance, with each group's
// messages sorted by seq.
func (c *Client) split(b *heldBatch, from, to int) []run {
	items, names := b.Items(), b.Names()
	var runs []run
	at := make([]int, len(names)) // index in runs + 1, by name
	for i := from; i < to; i++ {
		it := &items[i]
		c.advanceNotice(it.Notice)
		n := int(it.Name)
		if at[n] == 0 {
			runs = append(runs, run{group: names[n], gap: gap{it.Seq, it.Seq}, sorted: true, indexes: make([]int, 0, min(to-i, shareRoom))})
			at[n] = len(runs)
		}
		r := &runs[at[n]-1]
		if len(r.indexes) > 0 && it.Seq != r.high+1 {
			r.sorted = false
		}
		r.low, r.high = min(r.low, it.Seq), max(r.high, it.Seq)
		r.indexes = append(r.indexes, i)
	}
	for i := range runs {
		if r := &runs[i]; !r.sorted {
			sortBy(r.indexes, func(i int) float64 { return items[i].Seq })
		}
	}
	return runs
}

// pickPolled picks a polled message. Dialect 1.3 ignores own messages, and only
// others' advance the known position. Its pages depend on that: an own message
// reaches their store when the gap before the next message is filled.
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

// notifyInfoChanges calls onGroupInfoChangeNotify for the tips of OpType 6 among
// the messages at the given indexes. It runs before any message is stored, and
// includes duplicates.
func (c *Client) notifyInfoChanges(b *heldBatch, indexes []int) {
	epoch := c.epoch
	for _, i := range indexes {
		if c.epoch != epoch {
			return
		}
		if it := &b.Items()[i]; it.has(InfoChange) && !(c.d.skipsOwn && it.has(Mine)) {
			c.notifyInfoChange(b, i)
		}
	}
}

// notifyHistoryChanges does the same for a batch of history, in dialect 1.3. It
// reports whether the session is still the same.
func (c *Client) notifyHistoryChanges(b *heldBatch) bool {
	epoch := c.epoch
	for i := len(b.Items()) - 1; i >= 0 && c.d.historyInfoChange && c.epoch == epoch; i-- {
		c.notifyInfoChange(b, i)
	}
	return c.epoch == epoch
}

func (c *Client) notifyInfoChange(b *heldBatch, i int) {
	it := &b.Items()[i]
	if !it.has(InfoChange) || it.has(Placeholder) || !it.has(HasSender) {
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
