package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// kickSource is the way in which the server reports that it has ended the session.
type kickSource int

const (
	kickError kickSource = iota // a poll is refused with 91101
	kickEvent                   // event 96, since 1.7.2
)

// leaveTimeout bounds the logout request after a kick. The page is notified when
// it ends.
const leaveTimeout = 3 * time.Second

// reasonExpired is the reason for the end of a session that the server no longer
// has.
const reasonExpired = "expired"

// isKick reports whether a poll's error ends the session, and the reason. An own
// server returns 91000 only for a session that does not exist; from the vendor's
// servers that code is an ordinary failure. During a sign-out, errors of a poll are not
// kicks.
func (c *Client) isKick(e jsontext.Value) (reason string, kicked bool) {
	code := e.Get("ErrorCode")
	switch {
	case c.poll.leaving || !c.d.notifiesConnection:
		return "", false
	case code.Is(codeKicked):
		return e.Get("KickReason").TextOr(""), true
	case code.Is(codeNoSession) && c.hosts.Own && c.d.joinsKicks:
		return reasonExpired, true
	}
	return "", false
}

// onKickEvent handles notice 96. The client logs out, as in 1.7.2, and notifies the
// page even if that fails.
func (c *Client) onKickEvent(notice jsontext.Value) {
	if c.poll.leaving {
		return
	}
	c.poll.leaving = true
	c.poll.loop++ // no further poll
	reason := notice.Get("KickoutMsgNotify").Get("Reason").TextOr("")
	epoch := c.epoch
	end := func() {
		if c.epoch == epoch {
			c.kicked(reason, kickEvent)
		}
	}
	o := jsontext.NewObject()
	o.Set("LongPollingId", c.poll.id)
	c.post(request{service: "openim", command: "longpollinglogout", body: o.JSON(), timeout: leaveTimeout, quiet: true, outlives: true,
		ok: func(Response) { end() }, fail: func(jsontext.Value) { end() }})
}

// kicked ends the session after the server has ended it, and notifies the page
// once. Each release of 1.7 has a listener for one source of kicks; for a page that
// names no release, both are called.
func (c *Client) kicked(reason string, by kickSource) {
	c.end(signedOut)
	epoch := c.epoch
	c.notifyKick(reason)
	if c.epoch == epoch && (by == kickError || c.d.joinsKicks) {
		c.Page.Notify("onKickedEventCall", "")
	}
	if c.epoch == epoch && (by == kickEvent || c.d.joinsKicks) {
		c.Page.Notify("onC2cEventNotifys", "96")
	}
}

// notifyKick calls the listener of webim-wasm/client, which takes the reason. The
// original's listeners have no arguments.
func (c *Client) notifyKick(reason string) {
	c.Page.Notify("onSessionEnd", "", jsontext.String(reason))
}
