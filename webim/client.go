package webim

import (
	"math"

	"webim.js/webim/jsontext"
)

// Hosts are the backend's addresses, each scheme and host without a slash at
// the end.
type Hosts struct {
	Common, Picture string
	// Test replaces Common when a page signs in with isAccessFormalEnv false.
	Test string
	// Events replaces Common when the access layer says so.
	Events string
	// Own is set for a configured server: it serves everything, and the access
	// layer is not asked.
	Own bool
}

// OriginalHosts are the vendor's.
func OriginalHosts() Hosts {
	return Hosts{
		Common:  "https://webim.tim.qq.com",
		Picture: "https://pic.tim.qq.com",
		Test:    "https://test.tim.qq.com",
		Events:  "https://events.tim.qq.com",
	}
}

// OwnServer returns the hosts of a page whose backend is the one at url.
func OwnServer(url string) Hosts {
	return Hosts{Common: url, Picture: url, Test: url, Events: url, Own: true}
}

// Client is one page's SDK. Make one with New.
type Client struct {
	World
	hosts  Hosts
	forced bool // the script tag names the version
	d      *dialect

	id      identity
	turn    int    // counts sign-ins and their ends; what belongs to an earlier one is over
	common  string // host of everything but pictures, of this sign-in
	wire    wire
	conn    connection
	poll    poll
	store   store
	groups  groups
	batches batches
	sync    syncState
	notices noticeState
	report  qualityReport
	tickets Downloads
	sending sending
	big     bigGroups
	user    string // whose messages the store holds, and whose state this is
	beenIn  bool   // this user was signed in, now or before
	since   int64  // when this user first was, unix seconds by the server's clock; 0: unknown
	first   loop   // of asking how far the groups are, and
	ticket  loop   // … for the ticket of files, in 1.3

	handling handling
}

// identity is who is signed in.
type identity struct {
	sdkAppID, accountType, identifier, userSig string

	appIDAt3rd string         // 1.3; the text "undefined" when the page left it out
	tinyID, a2 string         // 1.7: what the sign-in answered
	nick, head jsontext.Value // 1.7
	signedIn   bool           // init or login was called
}

// ticketed tells whether 1.7's sign-in has brought what further calls need.
func (id *identity) ticketed() bool { return id.tinyID != "" && id.a2 != "" }

// orNull is how the original prints what nobody has.
func orNull(s string) string {
	if s == "" {
		return "null"
	}
	return s
}

// New returns a client. version is "1.3", "1.7" (what serves all its releases),
// "1.7.0", "1.7.2" or "1.7.3" to force one, "" to tell the dialect by the page's
// first call.
func New(w World, hosts Hosts, version string) *Client {
	w.Log = redactingLog{w.Log}
	c := &Client{World: w, hosts: hosts, common: hosts.Common, d: dialect17}
	if d := forced(version); d != nil {
		c.d, c.forced = d, true
	}
	c.conn.state = connInit
	c.store.reset()
	c.groups.reset()
	return c
}

// Dialect returns the name of the dialect in use.
func (c *Client) Dialect() string { return c.d.name }

// CheckLogin tells whether somebody is signed in; if not, and the page wants to
// hear it, done.Err is called (webim.checkLogin).
func (c *Client) CheckLogin(done Done, tell bool) bool {
	in := c.signedIn(done, tell)
	if in || !tell {
		done.drop()
	}
	return in
}

// signedIn tells whether somebody is signed in; if not, and tell says so, done
// ends in the error that says it.
func (c *Client) signedIn(done Done, tell bool) bool {
	if c.id.sdkAppID != "" && c.id.identifier != "" {
		return true
	}
	c.Log.Error("请登录")
	if tell {
		done.failed(c.d.ownError(codeSignIn, "请登录"))
	}
	return false
}

// Wake tells that the page is online or visible again: polls and requests that
// wait for better times start at once.
func (c *Client) Wake() {
	c.conn.wake()
	c.big.wake()
	c.wakeOwed(math.MaxInt)
}

// ResetCookie forgets how far one-to-one messages were fetched
// (guide 5.3, MsgStore.resetCookieAndSyncFlag).
func (c *Client) ResetCookie() { c.sync.reset() }

// Forget drops what is known of a session's messages (MsgStore.delSessByTypeId).
func (c *Client) Forget(sessionType, id string) { c.store.forget(sessionType + id) }

// endReason says why a session ends.
type endReason int

const (
	signedOut endReason = iota
	replaced            // by a further sign-in
)

// end drops everything that belongs to a session, except the store. The page's
// calls in flight end in their error callbacks, unless they outlive it.
func (c *Client) end(why endReason) {
	c.turn++
	c.abortAll(why)
	c.conn.reset()
	c.id = identity{}
	c.poll = poll{loop: c.poll.loop + 1}
	for _, m := range c.sending.end() {
		c.aborted(m.done)
	}
	for _, done := range c.sync.end() {
		c.aborted(done)
	}
	c.first.stop()
	c.ticket.stop()
	c.notices = noticeState{}
	c.tickets = Downloads{}
	c.report = qualityReport{}
	c.groups.end()
	c.big.reset()
	c.batches.reset()
	c.Page.Downloads(nil)
}

// keepStoreFor empties the store when another user signs in, or nobody in
// particular: what one user read is not for the next.
func (c *Client) keepStoreFor(user string) {
	if c.user != user && c.user != "" {
		c.store.reset()
		c.groups.reset()
		c.beenIn, c.since = false, 0
		c.Page.EmptyStore()
	}
	c.user = user
}
