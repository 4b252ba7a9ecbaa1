package webim

import "webim.js/webim/jsontext"

// syncState is the cursor of fetched one-to-one messages and the round of
// requests that advances it. Rounds do not overlap: the second of two would
// deliver later messages before the first has delivered earlier ones.
type syncState struct {
	retrier // retries of failed rounds
	cookie  jsontext.Value
	flag    int
	busy    bool   // a round is in flight
	calls   []Done // calls of the page that wait for a round
	pending bool   // messages may be pending: no later round has succeeded
	missed  bool   // of the pending messages, deliver only those since the user's first sign-in
	// fetched holds the batches of this round and of failed ones before it.
	fetched []*heldBatch
	// polled holds messages that the poll delivered while older ones were
	// being fetched. They wait for the older ones, up to waitLimit.
	polled  []*polledC2C
	tooLong bool // waitLimit has expired; nothing waits until a round succeeds
}

// polledC2C is a range of a poll's batch.
type polledC2C struct {
	batch     *heldBatch
	from, to  int
	stopTimer func() // of waitLimit
}

// maxFetches bounds the requests of a round, in case a server always reports more.
// The next round fetches the rest.
const maxFetches = 1000

func (s *syncState) reset() { s.cookie, s.flag = jsontext.Value{}, 0 }

// end resets the state at the end of a session and returns the calls that wait
// for a round.
func (s *syncState) end() []Done {
	s.stop()
	for _, p := range s.polled {
		p.stopTimer()
	}
	calls := s.calls
	*s = syncState{}
	return calls
}

func (s *syncState) cookieOrEmpty() jsontext.Value {
	if s.cookie.Kind() == jsontext.Undefined {
		return jsontext.String("")
	}
	return s.cookie
}

// onC2CPending handles poll event 1: messages are pending. They stay pending until a
// round has fetched them.
func (c *Client) onC2CPending(entry jsontext.Value, _ *polled) {
	c.poll.notify = entry.Get("NotifySeq")
	c.sync.pending, c.sync.missed = true, false
	c.sync.stop() // fetch at once, without the pause after a failure
	c.nextRound()
}

// onC2CMessages handles poll event 9, which carries the messages themselves.
func (c *Client) onC2CMessages(entry jsontext.Value, p *polled) {
	from, to := p.messages(entry, "C2cMsgArray")
	if from == to {
		return
	}
	c.setNotice(p.batch.Items()[from].Notice)
	if s := &c.sync; (s.busy || s.pending) && !s.tooLong {
		held := &polledC2C{batch: p.batch.keep(), from: from, to: to}
		held.stopTimer = c.Clock.After(waitLimit, func() {
			s.tooLong = true
			c.notifyMessages(c.takePolled(), false)
		})
		s.polled = append(s.polled, held)
		return
	}
	pick := c.picker("C2C")
	pick.c2cRange(p.batch, from, to)
	c.notifyMessages(pick.deliver(), false)
}

// takePolled delivers the polled messages that wait for a round and returns their
// records.
func (c *Client) takePolled() Records {
	waiting := c.sync.polled
	c.sync.polled = nil
	pick := c.picker("C2C")
	for _, p := range waiting {
		p.stopTimer()
		pick.c2cRange(p.batch, p.from, p.to)
	}
	records := pick.deliver()
	for _, p := range waiting {
		c.batches.finish(p.batch)
	}
	return records
}

// SyncMsgs fetches unread one-to-one messages (guide 4.7; openim/getmsg), with
// several requests if necessary. It passes new ones, possibly none, to done.OK.
// Without that callback it calls onMsgNotify if there are new messages.
func (c *Client) SyncMsgs(done Done) {
	if c.d.refusesUnknown && !c.signedIn(done, true) {
		return
	}
	if e, refused := c.d.unready(c, request{service: "openim", command: "getmsg"}); refused {
		if e.Kind() != jsontext.Undefined {
			done.failed(e)
		} else {
			done.drop()
		}
		return
	}
	c.sync.calls = append(c.sync.calls, done)
	c.nextRound()
}

// nextRound starts a round if one is needed and none is in flight. A round that a
// call requests also fetches pending messages.
func (c *Client) nextRound() {
	s := &c.sync
	if s.busy || len(s.calls) == 0 && (!s.pending || s.next != nil) {
		return
	}
	var done Done
	if len(s.calls) > 0 {
		done, s.calls = s.calls[0], s.calls[1:]
		s.missed = false // a call fetches all messages
	}
	s.busy, s.pending = true, false
	s.stop()
	epoch := c.epoch
	c.handle(func(e jsontext.Value) {
		if c.epoch == epoch {
			c.syncFailed(done, e)
		}
	}, func() { c.fetchMessages(done, 1) })
}

func (c *Client) fetchMessages(done Done, n int) {
	s := &c.sync
	body := jsontext.NewObject()
	body.Set("Cookie", s.cookieOrEmpty())
	body.Set("SyncFlag", jsontext.Int(s.flag))
	c.post(request{service: "openim", command: "getmsg", body: body.JSON(), timeout: requestTimeout, done: done,
		ok: func(resp Response) {
			batch := c.open(resp, "MsgList")
			response := batch.Rest()
			if cookie := response.Get("Cookie"); cookie.Kind() != jsontext.Undefined {
				s.cookie = cookie
			}
			s.fetched = append(s.fetched, batch)
			if s.flag = 0; response.Get("SyncFlag").Is(1) && n < maxFetches {
				s.flag = 1
				c.fetchMessages(done, n+1)
				return
			}
			c.syncDone(done, response.Get("EventArray"))
		},
		fail: func(e jsontext.Value) { c.syncFailed(done, e) }})
}

// syncFailed ends a round that failed and retries it after a pause, even if only
// a call requested it: its messages are older than those of the next poll.
func (c *Client) syncFailed(done Done, e jsontext.Value) {
	epoch, s := c.epoch, &c.sync
	c.Log.Error("getMsgs failed:" + e.Get("ErrorInfo").Str())
	s.busy, s.flag, s.pending = false, 0, true
	s.failed(true)
	s.wait(c, s.retryPause(c.Random), c.nextRound)
	done.failed(e)
	if c.epoch == epoch {
		c.nextRound() // for the waiting calls
	}
}

// syncDone delivers the messages of all responses of a round and the pending join
// requests, which the last response carries, then the messages that were polled
// during the round.
func (c *Client) syncDone(done Done, events jsontext.Value) {
	epoch, s := c.epoch, &c.sync
	s.succeeded()
	s.busy, s.tooLong = false, false
	fetched := s.fetched
	s.fetched = nil
	pick := c.picker("C2C")
	skipped := false
	for _, b := range fetched {
		skipped = pick.c2cBatch(b, s.missed) || skipped
	}
	if s.missed = false; skipped {
		s.cookie = jsontext.Value{} // a later syncMsgs still fetches them
	}
	records := pick.deliver()
	c.batches.finishAll(fetched)
	polled := c.takePolled()
	for _, entry := range events.Items() {
		if !entry.Get("Event").Is(eventSystem) {
			c.Log.Error("syncMsgs收到未知的群系统消息类型: Event=" + entry.Get("Event").Str())
			if !c.d.notices.anyEvent {
				continue
			}
		}
		c.systemNotices(entry, fromGetmsg)
	}
	if c.epoch != epoch {
		c.endAborted(done)
		return
	}
	c.passRecords(done, records)
	if c.epoch == epoch {
		c.notifyMessages(polled, false)
		c.nextRound()
	}
}

// notifyMessages passes new records to onMsgNotify, if there are any. Dialect 1.3 wraps
// fetched records, but not polled ones.
func (c *Client) notifyMessages(r Records, fetched bool) {
	if r == nil {
		return
	}
	c.Page.Notify("onMsgNotify", "", c.list(r, fetched))
}

// passRecords passes fetched records to the caller's callback, or to the listener if
// there is none.
func (c *Client) passRecords(done Done, r Records) {
	if done.OK != nil {
		done.ok(c.list(r, true))
		return
	}
	c.notifyMessages(r, true)
	done.drop()
}

func (c *Client) list(r Records, fetched bool) Arg {
	switch {
	case r == nil:
		return jsontext.NewArray()
	case fetched && c.d.wraps:
		return Wrapped{r}
	}
	return r
}

// onC2CNotices handles poll event 10: receipts (SubMsgType 92) and a sign-in
// elsewhere (96).
func (c *Client) onC2CNotices(entry jsontext.Value, p *polled) {
	list := entry.Get("C2cNotifyMsgArray").Items()
	if len(list) == 0 {
		return
	}
	c.setNotice(list[0].Get("NoticeSeq").Float())
	for _, item := range list {
		if c.epoch != p.epoch {
			return
		}
		switch item.Get("SubMsgType").Int() {
		case 92:
			for _, pair := range item.Get("ReadC2cMsgNotify").Get("UinPairReadArray").Items() {
				c.Page.Notify("onC2cEventNotifys", "92", pair)
			}
		case 96:
			c.onKickEvent(item)
		default:
			c.Log.Warn("未知C2c通知类型: SubMsgType=" + item.Get("SubMsgType").Str())
		}
	}
}
