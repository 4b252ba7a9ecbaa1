package webim

import (
	"math"
	"strconv"
	"time"

	"webim.js/webim/jsontext"
)

// The events of a long poll (openim/longpolling, EventArray[].Event).
const (
	eventC2C      = 1  // one-to-one messages wait at getmsg
	eventGroup    = 3  // group messages
	eventTip      = 4  // group tips
	eventSystem   = 5  // group system notices
	eventTipNew   = 6  // tips, 1.7.2's other number
	eventFriend   = 7  // friend list changes
	eventProfile  = 8  // profile changes
	eventMessages = 9  // one-to-one messages
	eventReceipts = 10 // read receipts, sign-in elsewhere
)

// eventHandlers are what a dialect does about each event, by its number.
type eventHandlers [eventReceipts + 1]func(c *Client, entry jsontext.Value, p *polled)

// poll is where the long poll stands.
type poll struct {
	id      jsontext.Value // LongPollingId; 1.3 has none
	seconds int            // Timeout asked for
	notify  jsontext.Value // cookie: last NotifySeq
	notice  float64        // cookie: last NoticeSeq
	abort   func()         // ends the one that is under way
	loop    int            // counts the loops of polls: only the latest goes on
	leaving bool           // a sign-out is in flight: what ends the session now is no kick
}

// polled is one good answer while its events are handled.
type polled struct {
	batch *heldBatch
	turn  int // of the client when it came
}

// messages returns the range of items that stood in a list of an event: the
// list was replaced by its bounds.
func (p *polled) messages(entry jsontext.Value, list string) (from, to int) {
	n := len(p.batch.Items())
	from = min(max(entry.Get(list).At(0).Int(), 0), n)
	return from, min(max(entry.Get(list).At(1).Int(), from), n)
}

// openPoll asks for an instance of the long poll and starts it
// (openim/getlongpollingid; 1.7). A refusal is a bad poll: tried again.
func (c *Client) openPoll() {
	c.post(request{service: "openim", command: "getlongpollingid", body: "{}",
		ok: func(a Answer) {
			v := a.Value()
			c.poll.id = v.Get("LongPollingId")
			c.nextPoll()
			if seconds := v.Get("Timeout").Int(); seconds > 0 && seconds <= c.d.pollSeconds {
				c.poll.seconds = seconds // from the second poll on, as ever
			}
		},
		fail: func(e jsontext.Value) {
			if reason, kicked := c.isKick(e); kicked {
				c.kicked(reason, kickError)
				return
			}
			c.Log.Error("getlongpollingid failed: " + e.Get("ErrorInfo").Str())
			c.pollBadly(!e.Get("ErrorCode").Is(codeNetwork), c.openPoll)
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
		c.poll.abort() // there is one at most
	}
	c.poll.abort = c.post(request{service: "openim", command: "longpolling", body: body.JSON(),
		timeout: time.Duration(c.poll.seconds)*time.Second + pollGrace,
		ok:      c.polledWell, fail: c.polledBadly})
}

// polledWell handles the events of a good poll in order and starts the next. A
// listener may sign in anew: then all that is left of this sign-in is over.
func (c *Client) polledWell(a Answer) {
	p, loop := &polled{turn: c.turn}, c.poll.loop
	c.Page.Notify("onLongPullingNotify", "", a)
	if c.turn == p.turn {
		p.batch = c.open(a, "EventArray")
		c.events(p)
		c.batches.finish(p.batch)
	}
	c.pollAgain(loop)
}

func (c *Client) events(p *polled) {
	entries := p.batch.Rest().Get("EventArray").Items()
	if len(entries) == 0 {
		c.nothingNew()
	}
	for _, entry := range entries {
		if c.turn != p.turn {
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

// pollAgain goes on after a poll that brought news or none, unless another
// loop of polls has begun meanwhile. What could not be fetched is asked for
// again now that the server is heard, a few times.
func (c *Client) pollAgain(loop int) {
	if c.poll.loop == loop {
		c.pollWell()
	}
	if c.poll.loop == loop {
		c.wakeOwed(quickRetries)
		c.nextPoll()
	}
}

// wakeOwed repeats what failed at most so many times.
func (c *Client) wakeOwed(most int) {
	c.groups.wake(most)
	if c.sync.failures <= most {
		c.sync.wake()
	}
}

// handler returns what is to be done about an event, nil for an unknown one.
// Its number must be one: no text, as in the original, and whole.
func (d *dialect) handler(event jsontext.Value) func(*Client, jsontext.Value, *polled) {
	n := event.Int()
	if event.Kind() != jsontext.Number || !event.Is(n) || n < 0 || n >= len(d.events) {
		return nil
	}
	return d.events[n]
}

func (c *Client) polledBadly(e jsontext.Value) {
	code := e.Get("ErrorCode")
	switch {
	case code.Is(codeNothingNew):
		c.nothingNew()
		c.pollAgain(c.poll.loop)
	default:
		if reason, kicked := c.isKick(e); kicked {
			c.kicked(reason, kickError)
			return
		}
		c.Log.Warn("longpolling: " + code.Str() + " " + strconv.Itoa(c.conn.failures+1))
		lost := code.Kind() == jsontext.Undefined || code.Is(codeNetwork)
		c.pollBadly(!lost, c.nextPoll)
	}
}

// noticed raises the poll's position. What is no number (NaN), or none that
// JSON could carry back, does not.
func (c *Client) noticed(seq float64) {
	if seq > c.poll.notice {
		c.noticedFirst(seq)
	}
}

// noticedFirst sets the position to that of the first item of an event, also
// backwards: so it is with one-to-one messages and receipts.
func (c *Client) noticedFirst(seq float64) {
	if math.Abs(seq) <= maxSeq {
		c.poll.notice = seq
	}
}
