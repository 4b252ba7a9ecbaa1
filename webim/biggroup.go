package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// bigGroups are the big groups (AVChatRoom) this page is in. Each has a poll of
// its own, which works without an identity.
type bigGroups struct{ joined map[string]*bigGroup }

// bigGroup is one of them.
type bigGroup struct {
	loop
	id    string
	start jsontext.Value // StartSeq; missing at first
	hold  int            // seconds
	key   string
	abort func() // ends the poll that is under way
}

const (
	bigHold     = 90  // seconds of the first poll
	longestHold = 600 // a server that says more is not believed
	bigFailures = 10  // in a row end a poll
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

// leave ends a big group's poll, and with it whatever it still was to bring.
func (g *bigGroups) leave(id string) {
	if b := g.joined[id]; b != nil {
		delete(g.joined, id)
		b.end()
	}
}

// has tells whether b goes on: it was not quit, nor the sign-in ended.
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
		ok: func(a Answer) {
			v := a.Value()
			key := v.Get("LongPollingKey").TextOr("")
			switch {
			case v.Get("JoinedStatus").Str() != "JoinedSuccess":
				done.answered(a)
			case key == "":
				done.failed(c.d.ownError(codeNoBigGroup, "Join Group succeed; But the type of group is not AVChatRoom: groupid="+id))
			default:
				c.big.leave(id) // joined twice at once: one poll is enough
				b := &bigGroup{id: id, hold: bigHold, key: key}
				c.big.joined[id] = b
				c.pollBigGroup(b)
				done.answered(a)
			}
		}})
}

// quitBigGroup is webim.quitBigGroup (groups.md 2.7; quit_group): the poll ends
// before the request goes out, whatever comes of it.
func (c *Client) quitBigGroup(o jsontext.Value, done Done) {
	id := o.Get("GroupId").Str()
	c.big.leave(id)
	c.post(request{service: c.bigService(), command: "quit_group", body: c.body([]string{"GroupId"}, o).JSON(), done: done,
		ok: func(a Answer) {
			c.store.forget("GROUP" + id)
			c.Page.DeleteSession("GROUP", id)
			done.answered(a)
		}})
}

// pollBigGroup asks for a big group's news
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
	b.abort = func() {} // the request may be refused before it goes out
	b.abort = c.post(request{service: "group_open_long_polling_http_noauth_svc", command: "get_msg", body: body.JSON(),
		timeout: time.Duration(b.hold)*time.Second + pollGrace,
		ok: func(a Answer) {
			if c.big.has(b) {
				c.bigGroupNews(b, a)
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

// bigGroupNews takes an answer of the poll: system notices and changes of the
// group's profile are told first, then the messages, which are never stored.
func (c *Client) bigGroupNews(b *bigGroup, a Answer) {
	batch := c.open(a, "RspMsgList")
	defer c.batches.finish(batch)
	answer := batch.Rest()
	b.succeeded()
	b.start, b.key = answer.Get("NextSeq"), answer.Get("Key").TextOr(b.key)
	if hold := answer.Get("HoldTime").Int(); hold > 0 {
		b.hold = min(hold, longestHold)
	}
	items := batch.Items()
	var picks []Pick
	for i := len(items) - 1; i >= 0 && c.big.has(b); i-- {
		it := &items[i]
		if it.has(Place) || !it.has(HasSender) || !it.has(HasBody) {
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
		c.tellInfoChange(batch, i)
		f := PickGroup | groupKind(it)
		if it.has(Mine) {
			f |= PickMine
		}
		picks = append(picks, Pick{Index: uint32(i), Flags: f})
	}
	if c.big.has(b) {
		c.tellConnection("OK", connOn, "connection is ok...")
	}
	switch {
	case !c.big.has(b):
	case len(picks) == 0:
		c.Page.Notify("onBigGroupMsgNotify", "", jsontext.NewArray())
	default:
		c.Page.Notify("onBigGroupMsgNotify", "", c.Page.Deliver([]Batch{batch.Batch}, picks))
	}
}

// bigGroupFailed counts a failure. Ten in a row are told; then a lost network
// has ended the poll, as ever, and a server that refuses is left alone for a
// while.
func (c *Client) bigGroupFailed(b *bigGroup, e jsontext.Value) {
	code := e.Get("ErrorCode")
	next := func() { c.pollBigGroup(b) }
	switch {
	case code.Is(codeNothingNew):
		next()
		return
	case code.Is(codeTooLarge) && !b.start.Is(0): // what it wanted is done; again counts
		b.start = jsontext.Int(0)
		next()
		return
	case code.Is(codeKicked) && c.id.identifier == "": // without a session there is only this poll to end
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
		c.tellConnection("FAIL", connOff, "connection is off")
	}
}
