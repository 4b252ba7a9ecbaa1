package webim

import (
	"math"

	"webim.js/webim/jsontext"
)

// Hosts holds the backend's URLs, each a scheme and host without a trailing
// slash.
type Hosts struct {
	Common, Picture string
	// Test replaces Common when a page signs in with isAccessFormalEnv false.
	Test string
	// Events replaces Common when the access layer requests it.
	Events string
	// Own is set for a configured server. It serves everything, so the client
	// does not query the access layer.
	Own bool
}

// OriginalHosts returns the vendor's hosts.
func OriginalHosts() Hosts {
	return Hosts{
		Common:  "https://webim.tim.qq.com",
		Picture: "https://pic.tim.qq.com",
		Test:    "https://test.tim.qq.com",
		Events:  "https://events.tim.qq.com",
	}
}

// OwnServer returns the hosts of a page whose backend is at url.
func OwnServer(url string) Hosts {
	return Hosts{Common: url, Picture: url, Test: url, Events: url, Own: true}
}

// Client is one page's SDK. Use New to create one.
type Client struct {
	World
	hosts  Hosts
	forced bool // the script tag names the version
	d      *dialect

	id          identity
	epoch       int    // incremented when a session begins or ends; callbacks of earlier epochs are ignored
	common      string // host of everything but pictures, for this session
	wire        wire
	conn        connection
	poll        poll
	store       store
	groups      groups
	batches     batches
	sync        syncState
	notices     noticeState
	report      qualityReport
	tickets     Downloads
	sending     sending
	big         bigGroups
	user        string  // owner of the store and of this state
	wasSignedIn bool    // user has signed in, now or before
	since       int64   // time of user's first sign-in, unix seconds by the server's clock; 0: unknown
	first       retrier // 1.3: retries of the request for the groups' positions
	ticket      retrier // 1.3: retries of the request for the download ticket

	handling handling
}

// identity is the signed-in user and the page's application.
type identity struct {
	sdkAppID, accountType, identifier, userSig string

	appIDAt3rd  string         // 1.3; the string "undefined" when the page omits it
	tinyID, a2  string         // 1.7: from the response to login
	nick, image jsontext.Value // 1.7
	signedIn    bool           // init or login was called
}

// ticketed reports whether 1.7's sign-in has received the tickets that further
// calls carry.
func (id *identity) ticketed() bool { return id.tinyID != "" && id.a2 != "" }

// orNull returns s, or "null", which the original prints for a missing value.
func orNull(s string) string {
	if s == "" {
		return "null"
	}
	return s
}

// New returns a client. version is "1.3", "1.7" (serves all its releases),
// "1.7.0", "1.7.2" or "1.7.3" to force one, or "" to detect the dialect from the
// page's first call.
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

// CheckLogin reports whether a user is signed in (webim.checkLogin). If not, and
// report is set, it calls done.Err.
func (c *Client) CheckLogin(done Done, report bool) bool {
	in := c.signedIn(done, report)
	if in || !report {
		done.drop()
	}
	return in
}

// signedIn reports whether a user is signed in. If not, and report is set, done
// ends in error -4.
func (c *Client) signedIn(done Done, report bool) bool {
	if c.id.sdkAppID != "" && c.id.identifier != "" {
		return true
	}
	c.Log.Error("请登录")
	if report {
		done.failed(c.d.ownError(codeSignIn, "请登录"))
	}
	return false
}

// Wake retries all waiting polls and requests at once. JavaScript calls it when
// the page is online or visible again.
func (c *Client) Wake() {
	c.conn.wake()
	c.big.wake()
	c.retryPending(math.MaxInt)
}

// ResetCookie resets the cursor of fetched one-to-one messages
// (guide 5.3, MsgStore.resetCookieAndSyncFlag).
func (c *Client) ResetCookie() { c.sync.reset() }

// DropSession removes a session from the store's index, so that its messages count as
// new again (MsgStore.delSessByTypeId).
func (c *Client) DropSession(sessionType, id string) { c.store.drop(sessionType + id) }

// endReason is the reason for the end of a session.
type endReason int

const (
	signedOut endReason = iota
	replaced            // by a further sign-in
)

// end resets everything that belongs to a session, except the store. The page's
// calls in flight end in their error callbacks, unless they outlive the session.
func (c *Client) end(why endReason) {
	c.epoch++
	c.abortAll(why)
	c.conn.reset()
	c.id = identity{}
	c.poll = poll{loop: c.poll.loop + 1}
	for _, m := range c.sending.end() {
		c.endAborted(m.done)
	}
	for _, done := range c.sync.end() {
		c.endAborted(done)
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

// setStoreOwner sets the owner of the store. If the user changes, also to an
// anonymous one, the store is emptied, so that no user sees another's messages.
func (c *Client) setStoreOwner(user string) {
	if c.user != user && c.user != "" {
		c.store.reset()
		c.groups.reset()
		c.wasSignedIn, c.since = false, 0
		c.Page.ClearStore()
	}
	c.user = user
}
