package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// bigGroups are the big groups (AVChatRoom) this page is in. Each has a poll of
// its own, which works without an identity.
type bigGroups struct{ joined map[string]*bigGroup }

// bigGroup is one of them. A quit one is dropped from the map, and whatever
// answer its poll still gets with it.
type bigGroup struct {
	id       string
	start    jsontext.Value // StartSeq; missing at first
	hold     int            // seconds
	key      string
	failures int
	stop     func()
}

const (
	bigHold     = 90 // seconds of the first poll
	bigFailures = 10 // in a row end a poll
)

func (g *bigGroups) reset() {
	for _, b := range g.joined {
		b.end()
	}
	g.joined = map[string]*bigGroup{}
}

func (b *bigGroup) end() {
	if b.stop != nil {
		b.stop()
	}
}

func (c *Client) bigService() string {
	if c.id.identifier == "" {
		return "group_open_http_noauth_svc"
	}
	return groupService
}

// joinBigGroup is webim.applyJoinBigGroup (groups.md 2.5; apply_join_group).
func (c *Client) joinBigGroup(o jsontext.Value, done Done) {
	if !c.id.signedIn {
		done.err(c.d.ownError(codeSignIn, "请登录"))
		return
	}
	id := o.Get("GroupId").Str()
	if c.big.joined[id] != nil {
		done.err(c.d.ownError(codeAlreadyInGroup, "Join Group failed; You have already been in this group, you have to quit group before you rejoin"))
		return
	}
	c.post(request{service: c.bigService(), command: "apply_join_group", body: applyBody(c, o).JSON(),
		fail: func(e jsontext.Value) { done.err(e) },
		ok: func(a Answer) {
			v := a.Value()
			key := v.Get("LongPollingKey").TextOr("")
			switch {
			case v.Get("JoinedStatus").Str() != "JoinedSuccess":
				done.ok(a)
			case key == "":
				done.err(c.d.ownError(codeNoBigGroup, "Join Group succeed; But the type of group is not AVChatRoom: groupid="+id))
			default:
				b := &bigGroup{id: id, hold: bigHold, key: key}
				c.big.joined[id] = b
				c.pollBigGroup(b)
				done.ok(a)
			}
		}})
}

// quitBigGroup is webim.quitBigGroup (groups.md 2.7; quit_group): the poll ends
// before the request goes out, whatever comes of it.
func (c *Client) quitBigGroup(o jsontext.Value, done Done) {
	id := o.Get("GroupId").Str()
	if b := c.big.joined[id]; b != nil {
		delete(c.big.joined, id)
		b.end()
	}
	c.post(request{service: c.bigService(), command: "quit_group", body: groupOnly(c, o).JSON(),
		fail: func(e jsontext.Value) { done.err(e) },
		ok: func(a Answer) {
			c.store.forget("GROUP" + id)
			c.Page.DeleteSession("GROUP", id)
			done.ok(a)
		}})
}

// pollBigGroup asks for a big group's news
// (group_open_long_polling_http_noauth_svc/get_msg).
func (c *Client) pollBigGroup(b *bigGroup) {
	body := jsontext.NewObject()
	body.Set("USP", jsontext.Int(1))
	body.Set("StartSeq", b.start)
	body.Set("HoldTime", jsontext.Int(b.hold))
	body.Set("Key", jsontext.String(b.key))
	current := func() bool { return c.big.joined[b.id] == b }
	c.post(request{service: "group_open_long_polling_http_noauth_svc", command: "get_msg", body: body.JSON(),
		timeout: time.Duration(b.hold)*time.Second + pollGrace,
		ok: func(a Answer) {
			if current() {
				c.bigGroupNews(b, a)
			}
			if current() {
				c.pollBigGroup(b)
			}
		},
		fail: func(e jsontext.Value) {
			if current() {
				c.bigGroupFailed(b, e)
			}
		}})
}

func (c *Client) bigGroupNews(b *bigGroup, a Answer) {
	batch := a.Batch("RspMsgList", c.id.identifier)
	answer := batch.Rest()
	b.start, b.key, b.failures = answer.Get("NextSeq"), answer.Get("Key").TextOr(b.key), 0
	if hold := answer.Get("HoldTime").Int(); hold > 0 {
		b.hold = hold
	}
	items := batch.Items()
	var picks []Pick
	for i := len(items) - 1; i >= 0; i-- {
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
		f := PickGroup | groupKind(it) // never stored
		if it.has(Mine) {
			f |= PickMine
		}
		picks = append(picks, Pick{Index: uint32(i), Flags: f})
	}
	c.tellConnection("OK", connOn, "connection is ok...")
	if len(picks) == 0 {
		c.Page.Notify("onBigGroupMsgNotify", "", jsontext.NewArray())
		return
	}
	c.Page.Notify("onBigGroupMsgNotify", "", c.Page.Deliver([]Batch{batch}, picks))
}

func (c *Client) bigGroupFailed(b *bigGroup, e jsontext.Value) {
	code := e.Get("ErrorCode")
	again := func() { c.waitBigGroup(b, 0) }
	switch {
	case code.Is(codeNothingNew):
		again()
		return
	case code.Is(codeTooLarge):
		b.start = jsontext.Int(0)
	case code.Is(codeKicked):
		c.Page.Notify("onKickedEventCall", "")
		return
	}
	if b.failures++; b.failures < bigFailures {
		again()
		return
	}
	c.tellConnection("FAIL", connOff, "connection is off")
	if code.Is(codeNetwork) { // as ever: a lost network ends it, and the page was told
		delete(c.big.joined, b.id)
		return
	}
	c.waitBigGroup(b, longPause)
}

func (c *Client) waitBigGroup(b *bigGroup, d time.Duration) {
	poll := func() {
		if c.big.joined[b.id] == b {
			c.pollBigGroup(b)
		}
	}
	if d == 0 {
		poll()
		return
	}
	b.stop = c.Clock.After(d, poll)
}
