package poll_test

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"webim.js/server/deliver"
	"webim.js/server/servertest"
)

// page is a page of a user that sends requests as the SDK does.
type page struct {
	n      int
	user   string
	client *servertest.Client
	gone   bool

	// Events after from are for the page, and events up to low are not: it signed in
	// between the two.
	low, from uint64
	ticket    bool // 1.7: signed in, polls not opened yet
	ready     bool // it may poll
	begun     bool // it has polled

	polling, sending, fetching *call
	polled                     time.Duration // start of the last poll that the server received

	message *message // to be sent until acknowledged
	sent    int
	acked   []string

	received    map[string]int64        // the received events by text, with the cookie of their response
	last        map[deliver.Kind]uint64 // the latest event of each kind
	nick        string                  // in 1.7, the user's nick as received
	fetchCookie string                  // in 1.3, the cookie of getmsg
	mustFetch   bool
}

// message is a message that its page repeats until it has a response.
type message struct {
	command string
	body    servertest.M
	text    string
}

func (p *page) String() string { return fmt.Sprintf("p%d (%s)", p.n, p.user) }

func (p *page) is13() bool { return p.client.Query.Get("v") == "" }

// newPage opens a page.
func (w *world) newPage() {
	p := &page{n: len(w.pages), user: pick(w, users), received: map[string]int64{}, last: map[deliver.Kind]uint64{}}
	w.pages = append(w.pages, p)
	if w.chance(40) {
		p.client, p.ready = w.base.server.Client13(p.user), true
		p.client.Agent = fmt.Sprint("browser ", p.n)
		w.logf("%v of 1.3", p)
		return
	}
	p.client = w.base.server.Client17(p.user)
	p.signIn(w, pick(w, w.nodes))
}

// reload replaces a 1.3 page by a new one in the same browser.
func (p *page) reload(w *world) {
	if p.gone || !p.is13() || !p.begun {
		return
	}
	p.close(w)
	next := &page{n: len(w.pages), user: p.user, ready: true, received: map[string]int64{}, last: map[deliver.Kind]uint64{}}
	next.client = w.base.server.Client13(p.user)
	next.client.Agent = p.client.Agent
	w.pages = append(w.pages, next)
	w.logf("%v is reloaded as %v", p, next)
}

// close closes a page, with its requests in flight.
func (p *page) close(w *world) {
	p.dropMessage(w)
	p.gone = true
	for _, c := range w.calls {
		if c.page == p && c.then != nil {
			w.abandon(c)
		}
	}
}

func (p *page) signIn(w *world, n *node) {
	p.low = w.lastEventStamp()
	w.start(&call{name: "login", page: p, node: n, then: func(c *call) {
		if !c.ok() {
			p.gone = true
			return
		}
		client := p.client.Without("usersig").Without("identifier")
		client = client.Without("tinyid", c.response.At("TinyId").(string)).Without("a2", c.response.At("A2Key").(string))
		p.client, p.ticket, p.from = client, true, w.lastEventStamp()
	}}, "openim/login", servertest.M{"State": "Online"})
}

func (p *page) open(w *world, n *node) {
	p.ticket = false
	w.start(&call{name: "open", page: p, node: n, then: func(c *call) {
		if !c.ok() {
			p.ticket = true // retry
			return
		}
		p.client.PollID, p.ready = c.response.At("LongPollingId").(string), true
	}}, "openim/getlongpollingid", servertest.M{})
}

// act performs the page's next pending action.
func (p *page) act(w *world, n *node) {
	switch {
	case p.gone:
	case p.ticket:
		p.open(w, n)
	case !p.ready:
	case p.message != nil:
		p.send(w, n)
	case p.mustFetch:
		p.fetch(w, n)
	case p.polling == nil:
		p.poll(w, n)
	}
}

// isIdle reports whether the page has no pending action.
func (p *page) isIdle() bool {
	return p.ready && p.polling != nil && p.message == nil && p.sending == nil && p.fetching == nil && !p.mustFetch
}

// poll starts a long poll, possibly while another one waits.
func (p *page) poll(w *world, n *node) {
	switch {
	case p.gone || !p.ready:
		p.act(w, n)
		return
	case p.polling != nil && w.chance(70):
		return
	case p.polling != nil:
		w.abandon(p.polling)
	}
	if p.is13() && p.begun && p.client.NoticeSeq == 0 && w.passed-p.polled > 9*time.Minute {
		p.gone = true // its instance would start over
		return
	}
	c := &call{name: "poll", polls: true, first: !p.begun, page: p, node: n, cookie: p.client.NoticeSeq, notify: p.client.NotifySeq}
	at := w.passed
	c.then = func(c *call) {
		p.polling = nil
		if c.err == nil {
			p.begin(w, at)
		}
		if c.err == nil && !w.chance(10) {
			p.take(w, c)
		}
	}
	p.polling = c
	w.start(c, "openim/longpolling", p.client.PollBody())
	if !c.stopped && !servertest.OnPostgres() { // the server does not have its progress
		p.begin(w, at)
	}
}

// begin records that a server has an instance of the page, created by a poll at the
// given time.
func (p *page) begin(w *world, at time.Duration) {
	p.polled = at
	if !p.begun && p.is13() {
		p.from = w.lastEventStamp()
	}
	p.begun = true
}

// codeNothingNew is the code of a poll without events.
const codeNothingNew = 60008

// lists maps the arrays of a response to the path of the text in their items.
var lists = map[string]deliver.Kind{
	"GroupMsgArray": deliver.GroupMessage, "GroupTips": deliver.GroupNotice, "C2cMsgArray": deliver.Message,
}

// take handles the response of a poll.
func (p *page) take(w *world, c *call) {
	if c.response.ErrorCode == codeNothingNew || p.gone || p.isKicked(w, c) {
		return
	}
	if !c.ok() {
		w.Errorf("%v: %s", p, c.response.Raw)
		return
	}
	var came []string
	for i := range c.response.Len("EventArray") {
		if c.response.At("EventArray", i, "Event") == 1.0 {
			p.mustFetch = true
		}
		if c.response.At("EventArray", i, "C2cNotifyMsgArray", 0, "SubMsgType") == 96.0 && w.limit > 0 {
			p.close(w)
			return
		}
		for j := range c.response.Len("EventArray", i, "ProfileDataMod") {
			if c.response.At("EventArray", i, "ProfileDataMod", j, "Profile_Account") == p.user {
				p.nick = c.response.At("EventArray", i, "ProfileDataMod", j, "ProfileList", 0, "ValueBytes").(string)
			}
		}
		for list := range lists {
			for j := range c.response.Len("EventArray", i, list) {
				item := func(path ...any) any { return c.response.At(append([]any{"EventArray", i, list, j}, path...)...) }
				text, ok := item("MsgBody", 0, "MsgContent", "Text").(string)
				if !ok {
					text, ok = item("Text").(string)
				}
				if !ok {
					w.Errorf("%v: %s", p, c.response.Raw)
				}
				came = append(came, text)
			}
		}
	}
	var fresh []string
	for _, text := range came {
		with, again := p.received[text]
		switch {
		case !again:
			p.receive(w, text)
			fresh = append(fresh, text)
		case c.cookie >= with:
			w.Errorf("%v: %s repeated after cookie %d, received with %d", p, text, with, c.cookie)
		}
	}
	p.client.Acknowledge(c.response)
	if p.client.NoticeSeq < c.cookie || p.client.NoticeSeq == c.cookie && len(came) > 0 {
		w.Errorf("%v: cookie decreases from %d to %d", p, c.cookie, p.client.NoticeSeq)
	}
	for _, text := range fresh {
		p.received[text] = p.client.NoticeSeq
	}
	p.check(w, uint64(p.client.NoticeSeq), func(e event) bool { return !p.is13() || e.kind != deliver.Message })
}

// isKicked reports whether a response kicks the page because its user has too many.
func (p *page) isKicked(w *world, c *call) bool {
	if c.response.ErrorCode != 91101 || w.limit == 0 || p.is13() {
		return false
	}
	p.close(w)
	return true
}

// receive checks an event that the page has not received before.
func (p *page) receive(w *world, text string) {
	w.mu.Lock()
	e, known := w.byText[text]
	w.mu.Unlock()
	switch {
	case !known:
		w.Errorf("%v: %s received, but never sent", p, text)
	case !slices.Contains(e.to, p.user) || e.stamp <= p.low || e.page == p.n && e.kind == deliver.Message && !p.is13():
		w.Errorf("%v: %s received, but not addressed to it", p, text)
	case e.stamp <= p.last[e.kind]:
		w.Errorf("%v: %s (%d) received after %d", p, text, e.stamp, p.last[e.kind])
	}
	p.last[e.kind] = e.stamp
}

// mustGet reports whether the page must receive an event.
func (p *page) mustGet(e event) bool {
	switch {
	case !slices.Contains(e.to, p.user):
		return false
	case e.kind == deliver.ProfileNotice:
		return !p.is13()
	case e.kind != deliver.Message:
		return true
	case p.is13():
		return e.from != p.user
	}
	return e.page != p.n
}

// check reports the events up to a stamp that the page has not received.
func (p *page) check(w *world, upTo uint64, match func(event) bool) {
	nick := event{}
	for _, e := range w.events() {
		if e.kind == deliver.ProfileNotice {
			if e.to[0] == p.user {
				nick = e
			}
			continue
		}
		if _, ok := p.received[e.text]; !ok && e.stamp > p.from && e.stamp <= upTo && match(e) && p.mustGet(e) {
			w.Errorf("%v: %s (%d) missing", p, e.text, e.stamp)
		}
	}
	// Of several changes a page may receive only the last.
	if nick.stamp > p.from && nick.stamp <= upTo && !p.is13() && p.nick != nick.text {
		w.Errorf("%v: nick %q, want %q (%d)", p, p.nick, nick.text, nick.stamp)
	}
}

// checkOwn reports the messages that the page's user sent from other pages between two
// cookies and that a 1.3 page has not fetched.
func (p *page) checkOwn(w *world, after, upTo uint64) {
	for _, e := range w.events() {
		if e.kind != deliver.Message || e.from != p.user || w.pages[e.page].client.Agent == p.client.Agent {
			continue
		}
		if _, ok := p.received[e.text]; !ok && e.stamp > after && e.stamp <= upTo {
			w.Errorf("%v: own message %s (%d) missing", p, e.text, e.stamp)
		}
	}
}

// checkAll reports all events that the page has not received at the end.
func (p *page) checkAll(w *world) {
	if !p.begun { // no server has an instance of it yet
		return
	}
	p.check(w, w.lastEventStamp(), func(event) bool { return true })
	for _, text := range p.acked {
		if _, ok := w.byText[text]; !ok {
			w.Errorf("%s of %v not stored", text, p)
		}
	}
}

// fetch fetches one-to-one messages as a 1.3 page does.
func (p *page) fetch(w *world, n *node) {
	if p.gone || !p.is13() || !p.begun || p.fetching != nil {
		return
	}
	p.mustFetch = false
	cookie := p.fetchCookie
	p.fetching = w.start(&call{name: "getmsg", page: p, node: n, then: func(c *call) {
		p.fetching = nil
		if c.err != nil || w.chance(10) {
			p.mustFetch = true
			return
		}
		if !c.ok() {
			w.Errorf("%v: %s", p, c.response.Raw)
			return
		}
		for i := range c.response.Len("MsgList") {
			text := c.response.At("MsgList", i, "MsgBody", 0, "MsgContent", "Text").(string)
			if _, again := p.received[text]; again {
				w.Errorf("%v: %s repeated with cookie %s", p, text, cookie)
			}
			p.receive(w, text)
			p.received[text] = 0
		}
		p.fetchCookie = c.response.At("Cookie").(string)
		p.mustFetch = p.mustFetch || c.response.At("SyncFlag") == 1.0
		upTo, _ := strconv.ParseUint(p.fetchCookie, 10, 64)
		p.check(w, upTo, func(e event) bool { return e.kind == deliver.Message })
		if after, _ := strconv.ParseUint(cookie, 10, 64); after > 0 {
			p.checkOwn(w, after, upTo)
		}
	}}, "openim/getmsg", servertest.M{"Cookie": cookie, "SyncFlag": 0})
	if p.fetching.finished {
		p.fetching = nil
	}
}

// send sends a message, or repeats one that had no response.
func (p *page) send(w *world, n *node) {
	if p.gone || !p.ready || p.sending != nil {
		return
	}
	if p.message == nil {
		p.write(w)
	}
	m := p.message
	p.sending = w.start(&call{name: m.command + " " + m.text, page: p, node: n, then: func(c *call) {
		p.sending = nil
		switch {
		case c.err != nil || w.chance(10):
			if _, again := m.body["Random"]; p.is13() && !again && m.body["GroupId"] != nil {
				p.dropMessage(w) // indistinguishable from another message
			}
		case p.isKicked(w, c):
		case !c.ok():
			w.Errorf("%v: %s", p, c.response.Raw)
		default:
			if m.text != "" {
				p.acked = append(p.acked, m.text)
			}
			p.message = nil
		}
	}}, m.command, m.body)
	if p.sending.finished {
		p.sending = nil
	}
}

// dropMessage gives up a message that had no response.
func (p *page) dropMessage(w *world) {
	if p.message == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.abandoned[p.message.text] = true // a change of the nick has none
	p.message = nil
}

// write creates a message.
func (p *page) write(w *world) {
	if w.chance(20) && !p.is13() {
		w.nicks++
		p.message = &message{command: "profile/portrait_set", body: servertest.M{"ProfileItem": []servertest.M{
			{"Tag": "Tag_Profile_IM_Nick", "Value": fmt.Sprint("nick ", w.nicks)}}}}
		return
	}
	p.sent++
	m := &message{text: fmt.Sprintf("p%d %s m%d", p.n, p.user, p.sent)}
	p.message = m
	random := 1000*(p.n+1) + p.sent
	if w.chance(50) {
		m.command = "group_open_http_svc/send_group_msg"
		m.body = servertest.M{"GroupId": groupName(w.rng.IntN(groups)), "MsgBody": servertest.TextBody(m.text)}
		if !p.is13() {
			m.body["Random"] = random
		}
		return
	}
	to := pick(w, users)
	for to == p.user {
		to = pick(w, users)
	}
	m.command = "openim/sendmsg"
	m.body = servertest.M{"To_Account": to, "MsgTimeStamp": servertest.Epoch, "MsgSeq": p.sent, "MsgRandom": random, "MsgBody": servertest.TextBody(m.text)}
}

// leave signs out a 1.7 page.
func (p *page) leave(w *world, n *node) {
	if p.gone || !p.ready || p.is13() || p.sending != nil {
		return
	}
	p.close(w)
	w.start(&call{name: "leave", page: p, node: n}, "openim/longpollinglogout", servertest.M{"LongPollingId": p.client.PollID})
}
