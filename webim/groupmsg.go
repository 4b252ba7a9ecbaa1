package webim

import "webim.js/webim/jsontext"

// groupPart is one group's part of a batch.
type groupPart struct {
	group   string
	indexes []int // of items, in ascending order of seq
	gap           // lowest and highest seq of the part
	sorted  bool  // arrived in ascending order without holes
}

// onGroupMessages handles poll events 3, 4 and 6: messages and tips. In both
// dialects a part that leaves a gap after the known position is held back until
// history has returned the missing messages.
func (c *Client) onGroupMessages(entry jsontext.Value, p *polled) {
	list := "GroupTips"
	if entry.Get("Event").Is(eventGroup) {
		list = "GroupMsgArray"
	}
	from, to := p.messages(entry, list)
	var whole []groupPart
	for _, part := range c.split(p.batch, from, to) {
		if c.mustWait(part, p.batch.Items()) {
			c.hold(part, p.batch)
		} else {
			whole = append(whole, part)
		}
	}
	c.requestMissing()
	for _, part := range whole {
		c.notifyInfoChanges(p.batch, part.indexes)
	}
	if c.epoch != p.epoch {
		return
	}
	pick := c.picker("GROUP")
	pick.inOrder = PickInOrder
	pick.open(p.batch)
	for _, part := range whole {
		pick.seenIn(int(pick.items[part.indexes[0]].Name)).reserve(len(part.indexes))
		for _, i := range part.indexes {
			c.pickPolled(pick, i)
		}
		if !c.d.skipsOwn {
			c.groups.raise(part.group, part.high)
		}
	}
	c.notifyMessages(pick.deliver(), false)
}

// mustWait reports whether a part may not be delivered yet: it leaves a gap; or
// the group's position is unknown and another part waits, so a gap between them
// cannot be detected; or, in 1.3, history is being requested for the same
// messages and will include own messages, which a poll omits.
func (c *Client) mustWait(part groupPart, items []Item) bool {
	if m := c.groups.find(part.group); m != nil {
		unknown := c.groups.known[part.group] == 0 && len(m.parts) > 0
		if unknown || c.d.skipsOwn && part.low <= max(m.requested.high, m.pending.high) {
			return true
		}
	}
	_, gap := c.findGap(part, items)
	return gap
}

// partCapacity is the initial capacity of a group's part: enough for nearly all, and
// small enough for a response with one message from each of a thousand groups.
const partCapacity = 256

// split splits a range by group, in order of appearance, with each group's
// messages sorted by seq.
func (c *Client) split(b *heldBatch, from, to int) []groupPart {
	items, names := b.Items(), b.Names()
	var parts []groupPart
	at := make([]int, len(names)) // index in parts + 1, by name
	for i := from; i < to; i++ {
		it := &items[i]
		c.advanceNotice(it.Notice)
		n := int(it.Name)
		if at[n] == 0 {
			parts = append(parts, groupPart{group: names[n], gap: gap{it.Seq, it.Seq}, sorted: true, indexes: make([]int, 0, min(to-i, partCapacity))})
			at[n] = len(parts)
		}
		part := &parts[at[n]-1]
		if len(part.indexes) > 0 && it.Seq != part.high+1 {
			part.sorted = false
		}
		part.low, part.high = min(part.low, it.Seq), max(part.high, it.Seq)
		part.indexes = append(part.indexes, i)
	}
	for i := range parts {
		if part := &parts[i]; !part.sorted {
			sortBy(part.indexes, func(i int) float64 { return items[i].Seq })
		}
	}
	return parts
}

// pickPolled picks a polled message. Dialect 1.3 ignores own messages, which do not
// advance the known position either. Its pages depend on that: an own message is stored
// when the gap before the next message is filled.
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

// notifyHistoryChanges calls onGroupInfoChangeNotify for the tips in a batch of
// history, in dialect 1.3 only. It reports whether the session is still the same.
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
