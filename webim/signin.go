package webim

import (
	"time"

	"webim.js/webim/jsontext"
)

// SignInCall holds the arguments of webim.init or webim.login.
type SignInCall struct {
	Name     string         // "init" or "login"
	Info     jsontext.Value // loginInfo
	Options  jsontext.Value
	HasDone  bool   // the fourth or fifth argument is a function
	Notify13 bool   // listeners.groupSystemNotifys exists
	Notify17 bool   // listeners.onGroupSystemNotifys exists
	Server   string // the page's own backend; "" keeps the current one
	Done     Done
}

// SignIn starts a sign-in (guide 3.1). It detects the page's dialect from the call,
// unless a version is forced.
func (c *Client) SignIn(call SignInCall) {
	if d := dialectOf(call); d != c.d && !c.forced {
		c.end(replaced)
		c.d = d
	}
	c.Page.UseDialect(c.d.name)
	if call.Server != "" {
		c.hosts = OwnServer(call.Server)
	}
	c.d.signIn(c, call)
}

func dialectOf(call SignInCall) *dialect {
	switch {
	case call.Name == "login", call.HasDone, call.Notify17:
		return dialect17
	case call.Notify13:
		return dialect13
	case call.Info.Get("identifier").TextOr("") == "":
		return dialect17
	}
	return dialect13
}

func (c *Client) readIdentity(info jsontext.Value) identity {
	id := identity{
		sdkAppID:    info.Get("sdkAppID").TextOr(""),
		accountType: info.Get("accountType").TextOr(""),
		identifier:  info.Get("identifier").TextOr(""),
		userSig:     info.Get("userSig").TextOr(""),
		appIDAt3rd:  info.Get("appIDAt3rd").Str(),
		nick:        jsontext.NullValue(),
		signedIn:    true,
	}
	if id.accountType == "" && c.d.makesAccountType {
		id.accountType = jsontext.FormatInt(int64(lowestAccountType + c.Random.Uint32()%accountTypes))
	}
	return id
}

// The account type that 1.7.3 sends by default: a random number from 5000 to 9999.
const (
	lowestAccountType = 5000
	accountTypes      = 5000
)

// signIn17 sends the requests of a sign-in one after the other. The first failure
// ends it.
func signIn17(c *Client, call SignInCall) {
	c.end(replaced)
	id := c.readIdentity(call.Info)
	if missing, code := missingInfo(call.Info, id); code != 0 {
		call.Done.failed(ownError17(code, missing))
		return
	}
	c.id = id
	c.common = c.hosts.Common
	if formal := call.Options.Get("isAccessFormalEnv"); formal.Kind() == jsontext.Bool && !formal.Truthy() {
		c.common = c.hosts.Test
	}
	c.setStoreOwner(id.identifier)
	c.sync.pending = c.wasSignedIn && c.d.fetchesMissed
	c.sync.missed = c.sync.pending
	if id.identifier == "" { // anonymous: only big groups work
		call.Done.ok(okResponse("login success(no login state)"))
		return
	}
	steps := []func(next func(), done Done){
		c.fetchAccessLayer, c.fetchTickets, c.fetchOwnProfile, c.fetchKnownSeqs, c.fetchAuthKey,
	}
	epoch := c.epoch
	var run func(i int)
	run = func(i int) {
		if i < len(steps) {
			steps[i](func() { run(i + 1) }, call.Done)
			return
		}
		c.wasSignedIn = true
		done := okResponse("login success")
		done.Set("identifierNick", c.id.nick)
		done.Set("headurl", c.id.image)
		call.Done.ok(done)
		if c.epoch == epoch {
			c.openPoll()
			c.requestMissing()
			c.nextRound()
		}
	}
	run(0)
}

func missingInfo(info jsontext.Value, id identity) (text string, code int) {
	switch {
	case info.Kind() != jsontext.Object:
		return "loginInfo is empty", codeNoInfo
	case id.sdkAppID == "":
		return "loginInfo.sdkAppID is empty", codeNoAppID
	case id.accountType == "":
		return "loginInfo.accountType is empty", codeNoAccountType
	case id.identifier != "" && id.userSig == "":
		return "loginInfo.userSig is empty", codeNoUserSig
	}
	return "", 0
}

// fetchAccessLayer lets the vendor redirect clients to another host
// (webim/accesslayer). A failure is ignored. A configured server has no other
// host and is not queried.
func (c *Client) fetchAccessLayer(next func(), done Done) {
	if c.hosts.Own || !c.d.usesAccessLayer {
		next()
		return
	}
	proceed := func(v jsontext.Value) {
		if v.Get("WebImAccessLayer").Is(1) && v.Get("ErrorCode").Is(0) {
			c.common = c.hosts.Events
		}
		next()
	}
	c.post(request{service: "webim", command: "accesslayer", body: "{}", timeout: 5 * time.Second, quiet: true, done: done,
		ok:   func(resp Response) { proceed(resp.Value()) },
		fail: proceed, // its response has no ActionStatus
	})
}

// fetchTickets exchanges the user's signature for tickets (openim/login).
func (c *Client) fetchTickets(next func(), done Done) {
	c.post(request{service: "openim", command: "login", body: `{"State":"Online"}`, done: done,
		ok: func(resp Response) {
			v := resp.Value()
			c.id.tinyID, c.id.a2 = v.Get("TinyId").TextOr(""), v.Get("A2Key").TextOr("")
			if !c.wasSignedIn {
				c.since = v.Get("ServerTime").Int64() // own server only
			}
			switch {
			case c.id.tinyID == "":
				done.failed(ownError17(codeNoTinyID, "TinyId is empty"))
			case c.id.a2 == "":
				done.failed(ownError17(codeNoA2, "A2Key is empty"))
			default:
				next()
			}
		}})
}

const (
	tagNick  = "Tag_Profile_IM_Nick"
	tagImage = "Tag_Profile_IM_Image"
)

// fetchOwnProfile fetches the user's nickname and picture (profile/portrait_get).
func (c *Client) fetchOwnProfile(next func(), done Done) {
	o := jsontext.NewObject()
	o.Set("To_Account", jsontext.Strings(c.id.identifier))
	o.Set("TagList", jsontext.Strings(tagNick, tagImage))
	k, _ := findCall(c.d.calls, "getProfilePortrait")
	profile := Done{
		OK: func(args ...Arg) {
			for _, user := range args[0].(Response).Value().Get("UserProfileItem").Items() {
				for _, item := range user.Get("ProfileItem").Items() {
					if v := item.Get("Value"); v.Truthy() {
						switch item.Get("Tag").Str() {
						case tagNick:
							c.id.nick = v
						case tagImage:
							c.id.image = v
						}
					}
				}
			}
			next()
		},
		Err: done.Err,
	}
	c.post(request{service: k.service, command: k.command, body: c.body(k.fields, o).JSON(), done: done,
		ok: func(resp Response) { k.finish(resp, profile) }})
}

// fetchKnownSeqs fetches the position of each joined group
// (group_open_http_svc/get_joined_group_list).
func (c *Client) fetchKnownSeqs(next func(), done Done) {
	o := jsontext.NewObject()
	o.Set("Member_Account", jsontext.String(c.id.identifier))
	o.Set("Limit", jsontext.Int(1000))
	o.Set("Offset", jsontext.Int(0))
	filter := jsontext.NewObject()
	filter.Set("GroupBaseInfoFilter", jsontext.Strings("NextMsgSeq"))
	o.Set("ResponseFilter", filter)
	c.post(request{service: "group_open_http_svc", command: "get_joined_group_list", body: o.JSON(), timeout: requestTimeout, done: done,
		ok: func(resp Response) {
			list := resp.Value().Get("GroupIdList").Items()
			for _, g := range list {
				if next := g.Get("NextMsgSeq").Int64(); next > 0 {
					c.groups.begin(g.Get("GroupId").Str(), float64(next-1))
				}
			}
			if len(list) == 0 {
				c.Log.Info("initMyGroupMaxSeqs: 目前还没有加入任何群组")
			}
			next()
		}})
}

// fetchAuthKey fetches the ticket for download URLs (openim/authkey).
func (c *Client) fetchAuthKey(next func(), done Done) {
	c.post(request{service: "openim", command: "authkey", body: "{}", timeout: requestTimeout, done: done,
		ok: func(resp Response) {
			v := resp.Value()
			c.tickets = Downloads{
				AuthKey:   v.Get("AuthKey").TextOr(""),
				Host:      v.Get("IpList").At(0).TextOr(""),
				AppID:     c.id.sdkAppID,
				Dialect:   c.d.name,
				appAt3rd:  c.id.appIDAt3rd,
				soundHost: c.d.soundHost,
			}
			if c.hosts.Own {
				c.tickets.Own = c.hosts.Common
			}
			c.Page.Downloads(&c.tickets)
			next()
		}})
}

// signIn13 validates nothing, does not wait, and calls no callback (guide 3.1). A
// second init of the same user continues the session. Its poll replaces the first
// one, where the original would poll twice.
func signIn13(c *Client, call SignInCall) {
	id := c.readIdentity(call.Info)
	if c.user != id.identifier {
		c.end(replaced)
	} else if c.poll.loop++; c.poll.abort != nil {
		c.poll.abort()
	}
	c.first.stop()
	c.ticket.stop()
	c.conn.reset()
	c.id = id
	c.setStoreOwner(id.identifier)
	if _, refused := c.d.unready(c, request{}); refused {
		call.Done.drop()
		return
	}
	c.wasSignedIn = true
	c.fetchKnownSeqs13()
	c.fetchTicket13()
	c.nextPoll()
	call.Done.drop() // 1.3 calls neither callback
}

// fetchKnownSeqs13 fetches the groups' positions after 1.3's sign-in, without which a gap
// before a group's first message would not be detected. Like fetchTicket13 it retries
// until it succeeds, because the page is not notified of a failure.
func (c *Client) fetchKnownSeqs13() {
	c.fetchKnownSeqs(c.requestMissing, c.retryDone(&c.first, "initMyGroupMaxSeqs", c.fetchKnownSeqs13))
}

// fetchTicket13 fetches the ticket for download URLs after 1.3's sign-in.
func (c *Client) fetchTicket13() {
	c.fetchAuthKey(func() {}, c.retryDone(&c.ticket, "initIpAndAuthkey", c.fetchTicket13))
}

// retryDone returns callbacks that log a failed request and retry it after a
// pause, until the session ends.
func (c *Client) retryDone(l *retrier, name string, send func()) Done {
	epoch := c.epoch
	return Done{Err: func(args ...Arg) {
		if c.epoch != epoch {
			return
		}
		c.Log.Error(name + " failed:" + args[0].(jsontext.Value).Get("ErrorInfo").Str())
		l.failed(true)
		l.wait(c, l.retryPause(c.Random), send)
	}}
}

// SignOut ends the session (guide 2.2): in 1.7 that of this instance (logout,
// offline: openim/longpollinglogout) or of all instances of the user (logoutAll:
// openim/logout). On success the client resets its state. In 1.3 offline only
// notifies the server. A sign-in without tickets ends without a request.
func (c *Client) SignOut(everywhere bool, done Done) { c.d.signOut(c, everywhere, done) }

func signOut17(c *Client, everywhere bool, done Done) {
	if c.id.identifier == "" {
		done.ok(okResponse("logout success"))
		return
	}
	if c.d.endsSignIn && !c.id.ticketed() {
		c.end(signedOut)
		done.ok(okResponse("logout success"))
		return
	}
	r := request{service: "openim", command: "logout", body: "{}", outlives: true, done: done}
	if !everywhere {
		o := jsontext.NewObject()
		o.Set("LongPollingId", c.poll.id)
		r.command, r.body = "longpollinglogout", o.JSON()
	}
	epoch := c.epoch
	r.ok = func(resp Response) {
		if c.epoch == epoch {
			c.end(signedOut)
		}
		done.succeeded(resp)
	}
	r.fail = func(e jsontext.Value) {
		if c.epoch == epoch {
			c.poll.leaving = false
		}
		done.failed(e)
	}
	c.poll.leaving = true
	c.post(r)
}

func signOut13(c *Client, _ bool, done Done) {
	c.post(request{service: "openim", command: "logout", body: "{}", outlives: true, done: done})
}
