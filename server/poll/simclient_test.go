package poll_test

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"webim.js/server/deliver"
	"webim.js/server/servertest"
)

// simClient simulates a client of a user that sends requests as the SDK does.
type simClient struct {
	n      int
	user   string
	client *servertest.Client
	gone   bool

	// The client must receive the events above from, and none up to low: it signed in
	// between the two.
	low, from uint64
	ticket    bool // 1.7: signed in, polls not opened yet
	ready     bool // it may poll
	begun     bool // it has polled

	polling, sending, fetching *call
	polled                     time.Duration // start of the last poll that the server received

	message *message // sent until it is acknowledged
	sent    int
	acked   []string

	received    map[string]int64        // the received events by text, with the cookie of their response
	last        map[deliver.Kind]uint64 // the latest event of each kind
	nick        string                  // in 1.7, the user's nick as received
	fetchCookie string                  // in 1.3, the cookie of getmsg
	mustFetch   bool
}

// message is a message that its client repeats until it has a response.
type message struct {
	command string
	body    servertest.M
	text    string
}

func (sc *simClient) String() string { return fmt.Sprintf("p%d (%s)", sc.n, sc.user) }

func (sc *simClient) is13() bool { return sc.client.Query.Get("v") == "" }

// newClient opens a client.
func (w *world) newClient() {
	sc := &simClient{n: len(w.clients), user: pick(w, users), received: map[string]int64{}, last: map[deliver.Kind]uint64{}}
	w.clients = append(w.clients, sc)
	if w.chance(40) {
		sc.client, sc.ready = w.base.server.Client13(sc.user), true
		sc.client.Agent = fmt.Sprint("browser ", sc.n)
		w.logf("%v of 1.3", sc)
		return
	}
	sc.client = w.base.server.Client17(sc.user)
	sc.signIn(w, pick(w, w.nodes))
}

// reload replaces a 1.3 client by a new one in the same browser.
func (sc *simClient) reload(w *world) {
	if sc.gone || !sc.is13() || !sc.begun {
		return
	}
	sc.close(w)
	next := &simClient{n: len(w.clients), user: sc.user, ready: true, received: map[string]int64{}, last: map[deliver.Kind]uint64{}}
	next.client = w.base.server.Client13(sc.user)
	next.client.Agent = sc.client.Agent
	w.clients = append(w.clients, next)
	w.logf("%v is reloaded as %v", sc, next)
}

// close closes a client, with its requests in flight.
func (sc *simClient) close(w *world) {
	sc.dropMessage(w)
	sc.gone = true
	for _, c := range w.calls {
		if c.client == sc && c.then != nil {
			w.abandon(c)
		}
	}
}

func (sc *simClient) signIn(w *world, n *node) {
	sc.low = w.lastEventStamp()
	w.start(&call{name: "login", client: sc, node: n, then: func(c *call) {
		if !c.ok() {
			sc.gone = true
			return
		}
		client := sc.client.Without("usersig").Without("identifier")
		client = client.Without("tinyid", c.response.At("TinyId").(string)).Without("a2", c.response.At("A2Key").(string))
		sc.client, sc.ticket, sc.from = client, true, w.lastEventStamp()
	}}, "openim/login", servertest.M{"State": "Online"})
}

func (sc *simClient) open(w *world, n *node) {
	sc.ticket = false
	w.start(&call{name: "open", client: sc, node: n, then: func(c *call) {
		if !c.ok() {
			sc.ticket = true // retry
			return
		}
		sc.client.PollID, sc.ready = c.response.At("LongPollingId").(string), true
	}}, "openim/getlongpollingid", servertest.M{})
}

// act performs the client's next pending action.
func (sc *simClient) act(w *world, n *node) {
	switch {
	case sc.gone:
	case sc.ticket:
		sc.open(w, n)
	case !sc.ready:
	case sc.message != nil:
		sc.send(w, n)
	case sc.mustFetch:
		sc.fetch(w, n)
	case sc.polling == nil:
		sc.poll(w, n)
	}
}

// isIdle reports whether the client has no pending action.
func (sc *simClient) isIdle() bool {
	return sc.ready && sc.polling != nil && sc.message == nil && sc.sending == nil && sc.fetching == nil && !sc.mustFetch
}

// poll starts a long poll, possibly while another one waits.
func (sc *simClient) poll(w *world, n *node) {
	switch {
	case sc.gone || !sc.ready:
		sc.act(w, n)
		return
	case sc.polling != nil && w.chance(70):
		return
	case sc.polling != nil:
		w.abandon(sc.polling)
	}
	if sc.is13() && sc.begun && sc.client.NoticeSeq == 0 && w.passed-sc.polled > 9*time.Minute {
		sc.gone = true // its instance would start over
		return
	}
	c := &call{name: "poll", polls: true, first: !sc.begun, client: sc, node: n, cookie: sc.client.NoticeSeq, notify: sc.client.NotifySeq}
	at := w.passed
	c.then = func(c *call) {
		sc.polling = nil
		if c.err == nil {
			sc.begin(w, at)
		}
		if c.err == nil && !w.chance(10) {
			sc.take(w, c)
		}
	}
	sc.polling = c
	w.start(c, "openim/longpolling", sc.client.PollBody())
	if !c.stopped && !servertest.OnPostgres() { // on PostgreSQL the server may not have processed the poll yet
		sc.begin(w, at)
	}
}

// begin records that a server has an instance of the client, created by a poll at the
// given time.
func (sc *simClient) begin(w *world, at time.Duration) {
	sc.polled = at
	if !sc.begun && sc.is13() {
		sc.from = w.lastEventStamp()
	}
	sc.begun = true
}

// codeNothingNew is the code of a poll without events.
const codeNothingNew = 60008

// lists maps the arrays of a response to the path of the text in their items.
var lists = map[string]deliver.Kind{
	"GroupMsgArray": deliver.GroupMessage, "GroupTips": deliver.GroupNotice, "C2cMsgArray": deliver.Message,
}

// take handles the response of a poll.
func (sc *simClient) take(w *world, c *call) {
	if c.response.ErrorCode == codeNothingNew || sc.gone || sc.isKicked(w, c) {
		return
	}
	if !c.ok() {
		w.Errorf("%v: %s", sc, c.response.Raw)
		return
	}
	var came []string
	for i := range c.response.Len("EventArray") {
		if c.response.At("EventArray", i, "Event") == 1.0 {
			sc.mustFetch = true
		}
		if c.response.At("EventArray", i, "C2cNotifyMsgArray", 0, "SubMsgType") == 96.0 && w.limit > 0 {
			sc.close(w)
			return
		}
		for j := range c.response.Len("EventArray", i, "ProfileDataMod") {
			if c.response.At("EventArray", i, "ProfileDataMod", j, "Profile_Account") == sc.user {
				sc.nick = c.response.At("EventArray", i, "ProfileDataMod", j, "ProfileList", 0, "ValueBytes").(string)
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
					w.Errorf("%v: %s", sc, c.response.Raw)
				}
				came = append(came, text)
			}
		}
	}
	var fresh []string
	for _, text := range came {
		with, again := sc.received[text]
		switch {
		case !again:
			sc.receive(w, text)
			fresh = append(fresh, text)
		case c.cookie >= with:
			w.Errorf("%v: %s repeated after cookie %d, received with %d", sc, text, with, c.cookie)
		}
	}
	sc.client.Acknowledge(c.response)
	if sc.client.NoticeSeq < c.cookie || sc.client.NoticeSeq == c.cookie && len(came) > 0 {
		w.Errorf("%v: cookie decreases from %d to %d", sc, c.cookie, sc.client.NoticeSeq)
	}
	for _, text := range fresh {
		sc.received[text] = sc.client.NoticeSeq
	}
	sc.check(w, uint64(sc.client.NoticeSeq), func(e event) bool { return !sc.is13() || e.kind != deliver.Message })
}

// isKicked reports whether a response kicks the client because its user has too many
// clients.
func (sc *simClient) isKicked(w *world, c *call) bool {
	if c.response.ErrorCode != 91101 || w.limit == 0 || sc.is13() {
		return false
	}
	sc.close(w)
	return true
}

// receive checks an event that the client has not received before.
func (sc *simClient) receive(w *world, text string) {
	w.mu.Lock()
	e, known := w.byText[text]
	w.mu.Unlock()
	switch {
	case !known:
		w.Errorf("%v: %s received, but never sent", sc, text)
	case !slices.Contains(e.to, sc.user) || e.stamp <= sc.low || e.sender == sc.n && e.kind == deliver.Message && !sc.is13():
		w.Errorf("%v: %s received, but not addressed to it", sc, text)
	case e.stamp <= sc.last[e.kind]:
		w.Errorf("%v: %s (%d) received after %d", sc, text, e.stamp, sc.last[e.kind])
	}
	sc.last[e.kind] = e.stamp
}

// mustGet reports whether the client must receive an event.
func (sc *simClient) mustGet(e event) bool {
	switch {
	case !slices.Contains(e.to, sc.user):
		return false
	case e.kind == deliver.ProfileNotice:
		return !sc.is13()
	case e.kind != deliver.Message:
		return true
	case sc.is13():
		return e.from != sc.user
	}
	return e.sender != sc.n
}

// check reports the events up to a stamp that the client has not received.
func (sc *simClient) check(w *world, upTo uint64, match func(event) bool) {
	nick := event{}
	for _, e := range w.events() {
		if e.kind == deliver.ProfileNotice {
			if e.to[0] == sc.user {
				nick = e
			}
			continue
		}
		if _, ok := sc.received[e.text]; !ok && e.stamp > sc.from && e.stamp <= upTo && match(e) && sc.mustGet(e) {
			w.Errorf("%v: %s (%d) missing", sc, e.text, e.stamp)
		}
	}
	// Of several changes a client may receive only the last.
	if nick.stamp > sc.from && nick.stamp <= upTo && !sc.is13() && sc.nick != nick.text {
		w.Errorf("%v: nick %q, want %q (%d)", sc, sc.nick, nick.text, nick.stamp)
	}
}

// checkOwn reports the messages that the client's user sent from other clients between two
// cookies and that a 1.3 client has not fetched.
func (sc *simClient) checkOwn(w *world, after, upTo uint64) {
	for _, e := range w.events() {
		if e.kind != deliver.Message || e.from != sc.user || w.clients[e.sender].client.Agent == sc.client.Agent {
			continue
		}
		if _, ok := sc.received[e.text]; !ok && e.stamp > after && e.stamp <= upTo {
			w.Errorf("%v: own message %s (%d) missing", sc, e.text, e.stamp)
		}
	}
}

// checkAll reports all events that the client has not received at the end.
func (sc *simClient) checkAll(w *world) {
	if !sc.begun { // no server has an instance of it yet
		return
	}
	sc.check(w, w.lastEventStamp(), func(event) bool { return true })
	for _, text := range sc.acked {
		if _, ok := w.byText[text]; !ok {
			w.Errorf("%s of %v not stored", text, sc)
		}
	}
}

// fetch fetches one-to-one messages as a 1.3 client does.
func (sc *simClient) fetch(w *world, n *node) {
	if sc.gone || !sc.is13() || !sc.begun || sc.fetching != nil {
		return
	}
	sc.mustFetch = false
	cookie := sc.fetchCookie
	sc.fetching = w.start(&call{name: "getmsg", client: sc, node: n, then: func(c *call) {
		sc.fetching = nil
		if c.err != nil || w.chance(10) {
			sc.mustFetch = true
			return
		}
		if !c.ok() {
			w.Errorf("%v: %s", sc, c.response.Raw)
			return
		}
		for i := range c.response.Len("MsgList") {
			text := c.response.At("MsgList", i, "MsgBody", 0, "MsgContent", "Text").(string)
			if _, again := sc.received[text]; again {
				w.Errorf("%v: %s repeated with cookie %s", sc, text, cookie)
			}
			sc.receive(w, text)
			sc.received[text] = 0
		}
		sc.fetchCookie = c.response.At("Cookie").(string)
		sc.mustFetch = sc.mustFetch || c.response.At("SyncFlag") == 1.0
		upTo, _ := strconv.ParseUint(sc.fetchCookie, 10, 64)
		sc.check(w, upTo, func(e event) bool { return e.kind == deliver.Message })
		if after, _ := strconv.ParseUint(cookie, 10, 64); after > 0 {
			sc.checkOwn(w, after, upTo)
		}
	}}, "openim/getmsg", servertest.M{"Cookie": cookie, "SyncFlag": 0})
	if sc.fetching.finished {
		sc.fetching = nil
	}
}

// send sends a message, or repeats one that had no response.
func (sc *simClient) send(w *world, n *node) {
	if sc.gone || !sc.ready || sc.sending != nil {
		return
	}
	if sc.message == nil {
		sc.write(w)
	}
	m := sc.message
	sc.sending = w.start(&call{name: m.command + " " + m.text, client: sc, node: n, then: func(c *call) {
		sc.sending = nil
		switch {
		case c.err != nil || w.chance(10):
			if _, again := m.body["Random"]; sc.is13() && !again && m.body["GroupId"] != nil {
				sc.dropMessage(w) // the retry would be another message
			}
		case sc.isKicked(w, c):
		case !c.ok():
			w.Errorf("%v: %s", sc, c.response.Raw)
		default:
			if m.text != "" {
				sc.acked = append(sc.acked, m.text)
			}
			sc.message = nil
		}
	}}, m.command, m.body)
	if sc.sending.finished {
		sc.sending = nil
	}
}

// dropMessage gives up a message that had no response.
func (sc *simClient) dropMessage(w *world) {
	if sc.message == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.abandoned[sc.message.text] = true // the text of a nick change is empty
	sc.message = nil
}

// write creates a message.
func (sc *simClient) write(w *world) {
	if w.chance(20) && !sc.is13() {
		w.nicks++
		sc.message = &message{command: "profile/portrait_set", body: servertest.M{"ProfileItem": []servertest.M{
			{"Tag": "Tag_Profile_IM_Nick", "Value": fmt.Sprint("nick ", w.nicks)}}}}
		return
	}
	sc.sent++
	m := &message{text: fmt.Sprintf("p%d %s m%d", sc.n, sc.user, sc.sent)}
	sc.message = m
	random := 1000*(sc.n+1) + sc.sent
	if w.chance(50) {
		m.command = "group_open_http_svc/send_group_msg"
		m.body = servertest.M{"GroupId": groupName(w.rng.IntN(groups)), "MsgBody": servertest.TextBody(m.text)}
		if !sc.is13() {
			m.body["Random"] = random
		}
		return
	}
	to := pick(w, users)
	for to == sc.user {
		to = pick(w, users)
	}
	m.command = "openim/sendmsg"
	m.body = servertest.M{"To_Account": to, "MsgTimeStamp": servertest.Epoch, "MsgSeq": sc.sent, "MsgRandom": random, "MsgBody": servertest.TextBody(m.text)}
}

// leave signs out a 1.7 client.
func (sc *simClient) leave(w *world, n *node) {
	if sc.gone || !sc.ready || sc.is13() || sc.sending != nil {
		return
	}
	sc.close(w)
	w.start(&call{name: "leave", client: sc, node: n}, "openim/longpollinglogout", servertest.M{"LongPollingId": sc.client.PollID})
}
