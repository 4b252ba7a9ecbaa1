package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// bigGroups holds the big groups (AVChatRoom) that this page has joined. Each has
// its own poll, which works without an identity.
type bigGroups struct{ joined map[string]*bigGroup }

// bigGroup is a joined group and the state of its poll.
type bigGroup struct {
	retrier
	id    string
	start jsontext.Value // StartSeq; Undefined at first
	hold  int            // seconds
	key   string
	abort func() // aborts the poll in flight
}

const (
	bigHold     = 90  // HoldTime of the first poll, in seconds
	longestHold = 600 // upper bound of the server's HoldTime, in seconds
	bigFailures = 10  // failures in a row after which the connection is off
)

func (g *bigGroups) reset() {
	for _, b := range g.joined {
		b.end()
	}
	g.joined = map[string]*bigGroup{}
}

func (g *bigGroups) wake() {
	for _, b := range g.joined {
		b.wake()
	}
}

// leave ends a big group's poll. A response in flight is ignored.
func (g *bigGroups) leave(id string) {
	if b := g.joined[id]; b != nil {
		delete(g.joined, id)
		b.end()
	}
}

// has reports whether b is still joined: the page has not quit it, and the
// session has not ended.
func (g *bigGroups) has(b *bigGroup) bool { return g.joined[b.id] == b }

func (b *bigGroup) end() {
	b.stop()
	b.abort()
}

func (c *Client) bigService() string {
	if c.id.identifier == "" {
		return "group_open_http_noauth_svc"
	}
	return "group_open_http_svc"
}

// joinBigGroup is webim.applyJoinBigGroup (groups.md 2.5; apply_join_group).
func (c *Client) joinBigGroup(o jsontext.Value, done Done) {
	if !c.id.signedIn {
		done.failed(c.d.ownError(codeSignIn, "请登录"))
		return
	}
	id := o.Get("GroupId").Str()
	if c.big.joined[id] != nil {
		done.failed(c.d.ownError(codeAlreadyInGroup, "Join Group failed; You have already been in this group, you have to quit group before you rejoin"))
		return
	}
	join, _ := findCall(calls17, "applyJoinGroup")
	c.post(request{service: c.bigService(), command: join.command, body: c.body(join.fields, o).JSON(), done: done,
		ok: func(resp Response) {
			v := resp.Value()
			key := v.Get("LongPollingKey").TextOr("")
			switch {
			case v.Get("JoinedStatus").Str() != "JoinedSuccess":
				done.succeeded(resp)
			case key == "":
				done.failed(c.d.ownError(codeNoBigGroup, "Join Group succeed; But the type of group is not AVChatRoom: groupid="+id))
			default:
				c.big.leave(id) // two joins in flight: keep one poll
				b := &bigGroup{id: id, hold: bigHold, key: key}
				c.big.joined[id] = b
				c.pollBigGroup(b)
				done.succeeded(resp)
			}
		}})
}

// quitBigGroup is webim.quitBigGroup (groups.md 2.7; quit_group). The poll ends
// before the request is sent, even if the request fails.
func (c *Client) quitBigGroup(o jsontext.Value, done Done) {
	id := o.Get("GroupId").Str()
	c.big.leave(id)
	c.post(request{service: c.bigService(), command: "quit_group", body: c.body([]string{"GroupId"}, o).JSON(), done: done,
		ok: func(resp Response) {
			c.store.drop("GROUP" + id)
			c.Page.DeleteSession("GROUP", id)
			done.succeeded(resp)
		}})
}

// pollBigGroup starts a poll of a big group
// (group_open_long_polling_http_noauth_svc/get_msg).
func (c *Client) pollBigGroup(b *bigGroup) {
	body := jsontext.NewObject()
	start := b.start
	if c.d.shortNames {
		body.Set("USP", jsontext.Int(1))
	} else if start.Kind() == jsontext.Undefined {
		start = jsontext.Int(0)
	}
	body.Set("StartSeq", start)
	body.Set("HoldTime", jsontext.Int(b.hold))
	body.Set("Key", jsontext.String(b.key))
	b.abort = func() {} // post may fail the request before it returns
	b.abort = c.post(request{service: "group_open_long_polling_http_noauth_svc", command: "get_msg", body: body.JSON(),
		timeout: time.Duration(b.hold)*time.Second + pollGrace,
		ok: func(resp Response) {
			if c.big.has(b) {
				c.handleBigGroup(b, resp)
			}
			if c.big.has(b) {
				c.pollBigGroup(b)
			}
		},
		fail: func(e jsontext.Value) {
			if c.big.has(b) {
				c.bigGroupFailed(b, e)
			}
		}})
}

// handleBigGroup handles a response of the poll. It notifies the page of system
// notices and profile changes first, then of messages, which are never stored.
func (c *Client) handleBigGroup(b *bigGroup, resp Response) {
	batch := c.open(resp, "RspMsgList")
	defer c.batches.finish(batch)
	response := batch.Rest()
	b.succeeded()
	b.start, b.key = response.Get("NextSeq"), response.Get("Key").TextOr(b.key)
	if hold := response.Get("HoldTime").Int(); hold > 0 {
		b.hold = min(hold, longestHold)
	}
	items := batch.Items()
	var picks []Pick
	for i := len(items) - 1; i >= 0 && c.big.has(b); i-- {
		it := &items[i]
		if it.has(Placeholder) || !it.has(HasSender) || !it.has(HasBody) {
			continue
		}
		switch it.Event {
		case eventSystem:
			c.systemNotice(batch.Raw(i), fromBigGroup)
			continue
		case eventGroup, eventTip, eventTipNew:
		default:
			c.Log.Error("未知大群消息类型: Event=" + jsontext.Float(it.Event).Str())
			continue
		}
		c.notifyInfoChange(batch, i)
		f := PickGroup | groupKind(it)
		if it.has(Mine) {
			f |= PickMine
		}
		picks = append(picks, Pick{Index: uint32(i), Flags: f})
	}
	if c.big.has(b) {
		c.notifyConnection("OK", connOn, "connection is ok...")
	}
	switch {
	case !c.big.has(b):
	case len(picks) == 0:
		c.Page.Notify("onBigGroupMsgNotify", "", jsontext.NewArray())
	default:
		c.Page.Notify("onBigGroupMsgNotify", "", c.Page.Deliver([]Batch{batch.Batch}, picks))
	}
}

// bigGroupFailed counts a failure. The tenth in a row is reported to the page.
// From then on a lost network ends the poll, as in the original; refusals are
// retried after long pauses.
func (c *Client) bigGroupFailed(b *bigGroup, e jsontext.Value) {
	code := e.Get("ErrorCode")
	next := func() { c.pollBigGroup(b) }
	switch {
	case code.Is(codeNothingNew):
		next()
		return
	case code.Is(codeTooLarge) && !b.start.Is(0): // starting over once is not a failure
		b.start = jsontext.Int(0)
		next()
		return
	case code.Is(codeKicked) && c.id.identifier == "": // no session: end this poll alone
		c.big.leave(b.id)
		c.notifyKick(e.Get("KickReason").TextOr(""))
		c.Page.Notify("onKickedEventCall", "")
		return
	}
	if reason, kicked := c.isKick(e); kicked {
		c.kicked(reason, kickError)
		return
	}
	b.failed(!code.Is(codeNetwork))
	switch {
	case b.failures < bigFailures:
		next()
		return
	case b.refused:
		b.wait(c, b.longPause(c), next)
	default:
		c.big.leave(b.id)
	}
	if b.failures == bigFailures {
		c.notifyConnection("FAIL", connOff, "connection is off")
	}
}
