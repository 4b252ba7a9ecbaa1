package webim

// picker selects the messages of batches that become records.
type picker struct {
	c       *Client
	batches []Batch
	picks   []Pick

	// The current batch.
	prefix  string   // session type
	inOrder PickFlag // PickInOrder, or none
	items   []Item
	names   []string
	seen    []*seen // by name, looked up once
}

func (c *Client) picker(sessionType string) *picker { return &picker{c: c, prefix: sessionType} }

// open makes b the current batch.
func (p *picker) open(b *heldBatch) {
	p.batches = append(p.batches, b.Batch)
	p.items, p.names = b.Items(), b.Names()
	p.seen = make([]*seen, len(p.names))
}

// seenIn returns the seen messages of a message's session. name is the index of its
// name in the batch.
func (p *picker) seenIn(name int) *seen {
	if p.seen[name] == nil {
		p.seen[name] = p.c.store.session(p.prefix + p.names[name])
	}
	return p.seen[name]
}

// isNew records a message and reports whether it is new.
func (p *picker) isNew(it *Item, random float64) bool {
	return p.seenIn(int(it.Name)).admit(it.has(Mine), it.Seq, random, it.Time, p.c.d.window)
}

func (p *picker) add(i int, f PickFlag) {
	if p.items[i].has(Mine) {
		f |= PickMine
	}
	p.picks = append(p.picks, Pick{Batch: uint16(len(p.batches) - 1), Index: uint32(i), Flags: f})
}

// c2c picks item i if it is a one-to-one message and new.
func (p *picker) c2c(i int) {
	it := &p.items[i]
	if it.has(HasBody) && (p.c.d.keepsTyping || !it.has(TypingOnly)) && p.isNew(it, it.Random) {
		p.add(i, PickStore|PickUnread)
	}
}

// c2cRange picks the new messages of a range of one-to-one messages.
func (p *picker) c2cRange(b *heldBatch, from, to int) {
	p.open(b)
	for i := from; i < to; i++ {
		p.c2c(i)
	}
}

// c2cBatch picks the new messages of a response to getmsg. If missed is set, it skips
// messages older than the user's first sign-in, and reports whether it skipped any.
func (p *picker) c2cBatch(b *heldBatch, missed bool) (skipped bool) {
	p.open(b)
	for i := range p.items {
		if missed && p.items[i].Time < float64(p.c.since) {
			skipped = true
			continue
		}
		p.c2c(i)
	}
	return skipped
}

// c2cHistory picks item i of a one-to-one history. It always becomes a record, is stored
// if new, and never counts as unread.
func (p *picker) c2cHistory(i int) {
	it := &p.items[i]
	if !it.has(HasBody) {
		return
	}
	f := PickFlag(0)
	if p.isNew(it, it.Random) {
		f = PickStore
	}
	p.add(i, f)
}

// group picks item i if it is a valid group message and new.
func (p *picker) group(i int) {
	it := &p.items[i]
	if it.has(Placeholder) || !it.has(HasSender) || !it.has(HasBody) {
		return
	}
	random := it.Random
	if p.c.d.seqIsRandom {
		random = it.Seq
	}
	if p.isNew(it, random) {
		p.add(i, PickStore|PickUnread|PickGroup|p.inOrder|groupKind(it))
	}
}

// groupKind returns the flags for the kind of a group message.
func groupKind(it *Item) PickFlag {
	switch {
	case it.Event == eventTip || it.Event == eventTipNew:
		return PickTip | pickKind(2)
	case it.Priority == 1:
		return pickKind(3) // red packet
	case it.Priority == 3:
		return pickKind(1) // like
	}
	return 0
}

// history picks the new messages of a batch that is ordered newest first, in
// ascending order.
func (p *picker) history(b *heldBatch) {
	p.open(b)
	for i := len(p.items) - 1; i >= 0; i-- {
		p.group(i)
	}
}

// bySeq sorts the picks by the seq of their messages.
func (p *picker) bySeq() {
	order := make([]int, len(p.picks))
	for i := range order {
		order[i] = i
	}
	sortBy(order, func(i int) float64 { return p.batches[p.picks[i].Batch].Items()[p.picks[i].Index].Seq })
	picks := make([]Pick, len(order))
	for to, from := range order {
		picks[to] = p.picks[from]
	}
	p.picks = picks
}

// deliver creates and stores the picked records with Page.Deliver. It returns nil
// if there are none.
func (p *picker) deliver() Records {
	if len(p.picks) == 0 {
		return nil
	}
	return p.c.Page.Deliver(p.batches, p.picks)
}
