package webim

import (
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

// poll is where the long poll stands.
type poll struct {
	id      jsontext.Value // LongPollingId; 1.3 has none
	seconds int            // Timeout asked for
	hold    time.Duration  // how long the server may hold it
	notify  jsontext.Value // cookie: last NotifySeq
	notice  float64        // cookie: last NoticeSeq
}

// polled is one good answer while its events are handled.
type polled struct{ batch Batch }

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
	c.poll.seconds = c.d.pollSeconds
	c.post(request{service: "openim", command: "getlongpollingid", body: "{}",
		ok: func(a Answer) {
			v := a.Value()
			c.poll.id = v.Get("LongPollingId")
			seconds := v.Get("Timeout").Int()
			if seconds <= 0 || seconds > 60 {
				seconds = 60
			}
			c.startPolling()
			c.poll.seconds = seconds // the first poll went out with the default, as ever
		},
		fail: func(e jsontext.Value) {
			c.Log.Error("getlongpollingid failed: " + e.Get("ErrorInfo").Str())
			c.pollBadly(!e.Get("ErrorCode").Is(codeNetwork), c.openPoll)
		}})
}

func (c *Client) startPolling() {
	if c.poll.seconds == 0 {
		c.poll.seconds = c.d.pollSeconds
	}
	c.nextPoll()
}

func (c *Client) nextPoll() {
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
	c.post(request{service: "openim", command: "longpolling", body: body.JSON(),
		timeout: time.Duration(c.poll.seconds)*time.Second + pollGrace,
		ok:      c.polledWell, fail: c.polledBadly})
}

func (c *Client) polledWell(a Answer) {
	round := c.poll.id // who signs out in a listener gets no further poll
	user := c.id.identifier
	c.Page.Notify("onLongPullingNotify", "", a)
	p := &polled{batch: a.Batch("EventArray", user)}
	for _, entry := range p.batch.Rest().Get("EventArray").Items() {
		handle := c.d.events[entry.Get("Event").Int()]
		if handle == nil || entry.Get("Event").Kind() != jsontext.Number {
			c.Log.Error("longpolling收到未知新消息类型: Event=" + entry.Get("Event").Str())
			continue
		}
		handle(c, entry, p)
		if !c.stillPolling(user, round) {
			return
		}
	}
	c.pollWell()
	c.refillGaps()
	if c.stillPolling(user, round) {
		c.nextPoll()
	}
}

// stillPolling tells whether the sign-in that a poll belongs to goes on.
func (c *Client) stillPolling(user string, id jsontext.Value) bool {
	return c.id.signedIn && c.id.identifier == user && c.poll.id.JSON() == id.JSON()
}

func (c *Client) polledBadly(e jsontext.Value) {
	code := e.Get("ErrorCode")
	switch {
	case code.Is(codeNothingNew):
		c.pollWell()
		c.nextPoll()
	case code.Is(codeKicked) && c.d.tellsConnection:
		c.Page.Notify("onKickedEventCall", "")
	default:
		c.Log.Warn("longpolling: " + code.Str() + " " + strconv.Itoa(c.conn.failures+1))
		lost := code.Kind() == jsontext.Undefined || code.Is(codeNetwork)
		c.pollBadly(!lost, c.nextPoll)
	}
}

// noticed raises the poll's position; missing numbers (NaN) do not.
func (c *Client) noticed(seq float64) {
	if seq > c.poll.notice {
		c.poll.notice = seq
	}
}
