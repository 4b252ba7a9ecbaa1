package webim

import (
	"webim.js/webim/jsontext"
)

// syncState is how far one-to-one messages were fetched.
type syncState struct {
	cookie jsontext.Value
	flag   int
	// left are pages that came before a later page of their round failed; they
	// belong to the next round.
	left []Batch
}

// maxPages are fetched in one go at most: a server that always has more is not
// asked for ever. What is left comes with the next round.
const maxPages = 1000

func (s *syncState) reset() { s.cookie, s.flag = jsontext.Value{}, 0 }

func (s *syncState) cookieOrEmpty() jsontext.Value {
	if s.cookie.Kind() == jsontext.Undefined {
		return jsontext.String("")
	}
	return s.cookie
}

// onC2CNews is poll event 1: messages wait.
func (c *Client) onC2CNews(entry jsontext.Value, _ *polled) {
	c.poll.notify = entry.Get("NotifySeq")
	c.SyncMsgs(Done{})
}

// onC2CMessages is poll event 9: the messages themselves.
func (c *Client) onC2CMessages(entry jsontext.Value, p *polled) {
	from, to := p.messages(entry, "C2cMsgArray")
	if from == to {
		return
	}
	c.noticedFirst(p.batch.Items()[from].Notice)
	pick := c.picker("C2C")
	pick.open(p.batch)
	for i := from; i < to; i++ {
		pick.c2c(i)
	}
	c.tellNew(pick.deliver(), false)
}

// SyncMsgs fetches unread one-to-one messages (guide 4.7; openim/getmsg), page
// after page. New ones go to done.OK, also an empty array, or, when there is no
// such callback, to onMsgNotify, unless there are none.
func (c *Client) SyncMsgs(done Done) {
	if c.d.refusesUnknown && !c.signedIn(done, true) {
		return
	}
	c.syncPage(done, nil)
}

func (c *Client) syncPage(done Done, pages []Batch) {
	body := jsontext.NewObject()
	body.Set("Cookie", c.sync.cookieOrEmpty())
	body.Set("SyncFlag", jsontext.Int(c.sync.flag))
	c.post(request{service: "openim", command: "getmsg", body: body.JSON(), done: done,
		ok: func(a Answer) {
			page := a.Batch("MsgList", c.id.identifier)
			answer := page.Rest()
			if cookie := answer.Get("Cookie"); cookie.Kind() != jsontext.Undefined {
				c.sync.cookie = cookie
			}
			pages = append(pages, page)
			if c.sync.flag = 0; answer.Get("SyncFlag").Is(1) && len(pages) < maxPages {
				c.sync.flag = 1
				c.syncPage(done, pages)
				return
			}
			c.syncDone(done, pages, answer.Get("EventArray"))
		},
		fail: func(e jsontext.Value) {
			c.Log.Error("getMsgs failed:" + e.Get("ErrorInfo").Str())
			c.sync.flag = 0
			c.sync.left = append(c.sync.left, pages...)
			done.failed(e)
		}})
}

// syncDone hands out what a round brought: messages of all its pages, and the
// join requests that wait for the user, which the last one carries.
func (c *Client) syncDone(done Done, pages []Batch, events jsontext.Value) {
	turn := c.turn
	pages = append(c.sync.left, pages...)
	c.sync.left = nil
	pick := c.picker("C2C")
	for _, page := range pages {
		pick.open(page)
		for i := range pick.items {
			pick.c2c(i)
		}
	}
	records := pick.deliver()
	for _, entry := range events.Items() {
		if !entry.Get("Event").Is(eventSystem) {
			c.Log.Error("syncMsgs收到未知的群系统消息类型: Event=" + entry.Get("Event").Str())
			if !c.d.notices.anyEvent {
				continue
			}
		}
		c.systemNotices(entry, fromGetmsg)
	}
	if c.turn != turn {
		done.drop()
		return
	}
	c.handOut(done, records)
}

// tellNew hands new records to onMsgNotify, if there are any. fetched ones are
// wrapped in dialect 1.3, polled group messages are not.
func (c *Client) tellNew(r Records, fetched bool) {
	if r == nil {
		return
	}
	c.Page.Notify("onMsgNotify", "", c.list(r, fetched))
}

// handOut gives fetched records to the caller's callback or to the listener.
func (c *Client) handOut(done Done, r Records) {
	if done.OK != nil {
		done.ok(c.list(r, true))
		return
	}
	c.tellNew(r, true)
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

// onC2CNotices is poll event 10: receipts (SubMsgType 92) and a sign-in
// elsewhere (96).
func (c *Client) onC2CNotices(entry jsontext.Value, p *polled) {
	list := entry.Get("C2cNotifyMsgArray").Items()
	if len(list) == 0 {
		return
	}
	c.noticedFirst(list[0].Get("NoticeSeq").Float())
	for _, item := range list {
		if c.turn != p.turn {
			return
		}
		switch item.Get("SubMsgType").Int() {
		case 92:
			for _, pair := range item.Get("ReadC2cMsgNotify").Get("UinPairReadArray").Items() {
				c.Page.Notify("onC2cEventNotifys", "92", pair)
			}
		case 96:
			tell := func(...Arg) { c.Page.Notify("onC2cEventNotifys", "96") }
			c.SignOut(false, Done{OK: tell, Err: tell})
		default:
			c.Log.Warn("未知C2c通知类型: SubMsgType=" + item.Get("SubMsgType").Str())
		}
	}
}
