package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// kickNews is the way in which the server says that it has ended the session.
type kickNews int

const (
	kickError kickNews = iota // a poll is refused with 91101
	kickEvent                 // event 96, since 1.7.2
)

// leaveTimeout bounds the farewell to a server that has ended the session: the
// page is notified after it.
const leaveTimeout = 3 * time.Second

// reasonExpired is the reason of a session that the server no longer has.
const reasonExpired = "expired"

// isKick reports whether a poll's refusal ends the session, and why it ended. A
// server of ours refuses with 91000 only sessions that it does not have; for the
// vendor's that code is a failure like others. While the page signs out, a poll
// that is refused says nothing new.
func (c *Client) isKick(e jsontext.Value) (reason string, kicked bool) {
	code := e.Get("ErrorCode")
	switch {
	case c.poll.leaving || !c.d.tellsConnection:
		return "", false
	case code.Is(codeKicked):
		return e.Get("KickReason").TextOr(""), true
	case code.Is(codeNoSession) && c.hosts.Own && c.d.joinsKicks:
		return reasonExpired, true
	}
	return "", false
}

// onKickEvent is event 96: the page leaves in order, as 1.7.2 did, and is
// notified whatever comes of that.
func (c *Client) onKickEvent(notice jsontext.Value) {
	if c.poll.leaving {
		return
	}
	c.poll.leaving = true
	c.poll.loop++ // no further poll
	reason := notice.Get("KickoutMsgNotify").Get("Reason").TextOr("")
	turn := c.turn
	end := func() {
		if c.turn == turn {
			c.kicked(reason, kickEvent)
		}
	}
	o := jsontext.NewObject()
	o.Set("LongPollingId", c.poll.id)
	c.post(request{service: "openim", command: "longpollinglogout", body: o.JSON(), timeout: leaveTimeout, quiet: true, outlives: true,
		ok: func(Answer) { end() }, fail: func(jsontext.Value) { end() }})
}

// kicked ends the session, which the server has ended, and notifies the page
// once. Releases of 1.7 have a listener for the way in which they hear of it; a
// page that names none has both called.
func (c *Client) kicked(reason string, by kickNews) {
	c.end(signedOut)
	turn := c.turn
	c.notifyKick(reason)
	if c.turn == turn && (by == kickError || c.d.joinsKicks) {
		c.Page.Notify("onKickedEventCall", "")
	}
	if c.turn == turn && (by == kickEvent || c.d.joinsKicks) {
		c.Page.Notify("onC2cEventNotifys", "96")
	}
}

// notifyKick calls the listener of webim-wasm/client, which wants the reason; the
// original's listeners have no arguments.
func (c *Client) notifyKick(reason string) {
	c.Page.Notify("onSessionEnd", "", jsontext.String(reason))
}
