package webim

import (
	"math"
	"time"

	"webim.js/webim/jsontext"
)

// The events of a long poll (openim/longpolling, EventArray[].Event).
const (
	eventC2C      = 1  // one-to-one messages are pending at getmsg
	eventGroup    = 3  // group messages
	eventTip      = 4  // group tips
	eventSystem   = 5  // group system notices
	eventTipNew   = 6  // group tips, as numbered by 1.7.2
	eventFriend   = 7  // friend list changes
	eventProfile  = 8  // profile changes
	eventMessages = 9  // one-to-one messages
	eventReceipts = 10 // read receipts, sign-in elsewhere
)

// eventHandlers holds a dialect's handler of each event, by its number.
type eventHandlers [eventReceipts + 1]func(c *Client, entry jsontext.Value, p *polled)

// poll is the state of the long poll.
type poll struct {
	id      jsontext.Value // LongPollingId; 1.3 has none
	seconds int            // requested Timeout
	notify  jsontext.Value // cookie: last NotifySeq
	notice  float64        // cookie: last NoticeSeq
	abort   func()         // aborts the poll in flight
	loop    int            // number of poll loops started: only the latest continues
	leaving bool           // a sign-out is in flight: errors of the poll are not kicks
}

// polled is a successful response of the poll whose events are being handled.
type polled struct {
	batch *heldBatch
	epoch int // of the client at its arrival
}

// messages returns the range of items of an event's list, which the batch has
// replaced by its bounds.
func (p *polled) messages(entry jsontext.Value, list string) (from, to int) {
	n := len(p.batch.Items())
	from = min(max(entry.Get(list).At(0).Int(), 0), n)
	return from, min(max(entry.Get(list).At(1).Int(), from), n)
}

// openPoll requests an instance of the long poll (openim/getlongpollingid; 1.7)
// and starts polling. A failure counts as a failed poll and is retried.
func (c *Client) openPoll() {
	c.post(request{service: "openim", command: "getlongpollingid", body: "{}",
		ok: func(resp Response) {
			v := resp.Value()
			c.poll.id = v.Get("LongPollingId")
			c.nextPoll()
			if seconds := v.Get("Timeout").Int(); seconds > 0 && seconds <= c.d.pollSeconds {
				c.poll.seconds = seconds // from the second poll on, as in the original
			}
		},
		fail: func(e jsontext.Value) {
			if reason, kicked := c.isKick(e); kicked {
				c.kicked(reason, kickError)
				return
			}
			c.Log.Error("getlongpollingid failed: " + e.Get("ErrorInfo").Str())
			c.pollFailed(!e.Get("ErrorCode").Is(codeNetwork), c.openPoll)
		}})
}

func (c *Client) nextPoll() {
	if c.poll.seconds == 0 {
		c.poll.seconds = c.d.pollSeconds
	}
	cookie := jsontext.NewObject()
	notify := c.poll.notify
	if notify.Kind() == jsontext.Undefined {
		notify = jsontext.Int(0)
	}
	cookie.Set("NotifySeq", notify)
	cookie.Set("NoticeSeq", jsontext.Float(c.poll.notice))
	cookie.Set("LongPollingId", c.poll.id)
	body := jsontext.NewObject()
	body.Set("Timeout", jsontext.Int(c.poll.seconds))
	body.Set("Cookie", cookie)
	if c.poll.abort != nil {
		c.poll.abort() // at most one poll is in flight
	}
	c.poll.abort = c.post(request{service: "openim", command: "longpolling", body: body.JSON(),
		timeout: time.Duration(c.poll.seconds)*time.Second + pollGrace,
		ok:      c.handlePoll, fail: c.handlePollError})
}

// handlePoll handles the events of a successful poll in order and starts the next
// poll. A listener may sign in again; then the remaining events are dropped.
func (c *Client) handlePoll(resp Response) {
	p, loop := &polled{epoch: c.epoch}, c.poll.loop
	c.Page.Notify("onLongPullingNotify", "", resp)
	if c.epoch == p.epoch {
		p.batch = c.open(resp, "EventArray")
		c.events(p)
		c.batches.finish(p.batch)
	}
	c.pollAgain(loop)
}

func (c *Client) events(p *polled) {
	entries := p.batch.Rest().Get("EventArray").Items()
	if len(entries) == 0 {
		c.pollWasEmpty()
	}
	for _, entry := range entries {
		if c.epoch != p.epoch {
			return
		}
		handle := c.d.handler(entry.Get("Event"))
		if handle == nil {
			c.Log.Error("longpolling收到未知新消息类型: Event=" + entry.Get("Event").Str())
			continue
		}
		handle(c, entry, p)
	}
}

// pollAgain continues after a successful poll, with or without events, unless
// another poll loop has started. It also retries failed fetches, a limited number
// of times, because the server has responded.
func (c *Client) pollAgain(loop int) {
	if c.poll.loop == loop {
		c.pollSucceeded()
	}
	if c.poll.loop == loop {
		c.retryPending(quickRetries)
		c.nextPoll()
	}
}

// retryPending retries at once the pending fetches that have failed at most limit
// times in a row.
func (c *Client) retryPending(limit int) {
	c.groups.wake(limit)
	if c.sync.failures <= limit {
		c.sync.wake()
	}
}

// handler returns the handler of an event, or nil for an unknown one. The event
// must be an integer; strings do not match, as in the original.
func (d *dialect) handler(event jsontext.Value) func(*Client, jsontext.Value, *polled) {
	n := event.Int()
	if event.Kind() != jsontext.Number || !event.Is(n) || n < 0 || n >= len(d.events) {
		return nil
	}
	return d.events[n]
}

func (c *Client) handlePollError(e jsontext.Value) {
	code := e.Get("ErrorCode")
	switch {
	case code.Is(codeNothingNew):
		c.pollWasEmpty()
		c.pollAgain(c.poll.loop)
	default:
		if reason, kicked := c.isKick(e); kicked {
			c.kicked(reason, kickError)
			return
		}
		c.Log.Warn("longpolling: " + code.Str() + " " + jsontext.FormatInt(int64(c.conn.failures+1)))
		lost := code.Kind() == jsontext.Undefined || code.Is(codeNetwork)
		c.pollFailed(!lost, c.nextPoll)
	}
}

// advanceNotice advances the poll's position. NaN and numbers that JSON could not carry
// back are ignored.
func (c *Client) advanceNotice(seq float64) {
	if seq > c.poll.notice {
		c.setNotice(seq)
	}
}

// setNotice sets the position to that of an event's first item, even backwards,
// which is the rule for one-to-one messages and receipts.
func (c *Client) setNotice(seq float64) {
	if math.Abs(seq) <= maxSeq {
		c.poll.notice = seq
	}
}
