package webim

import (
	"strconv"
	"time"

	"webim.js/webim/jsontext"
)

// SignInCall is what the page hands to webim.init or webim.login, as far as it
// is data.
type SignInCall struct {
	Name     string         // "init" or "login"
	Info     jsontext.Value // loginInfo
	Options  jsontext.Value
	HasDone  bool   // a function stands in the fourth or fifth place
	Notify13 bool   // listeners.groupSystemNotifys is there
	Notify17 bool   // listeners.onGroupSystemNotifys is there
	Server   string // the page's own backend, which it may name as late as this; "" leaves what there is
	Done     Done
}

// SignIn starts a sign-in (guide 3.1). The call itself tells which dialect the
// page speaks, unless it is forced.
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
		id.accountType = strconv.FormatUint(uint64(lowestAccountType+c.Random.Uint32()%accountTypes), 10)
	}
	return id
}

// What 1.7.3 sends for an account type: a random number from 5000 to 9999.
const (
	lowestAccountType = 5000
	accountTypes      = 5000
)

// signIn17 asks one thing after the other; the first refusal ends it.
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
	c.keepStoreFor(id.identifier)
	c.sync.owed = c.beenIn && c.d.fetchesMissed
	c.sync.missed = c.sync.owed
	if id.identifier == "" { // only big groups work
		call.Done.ok(okAnswer("login success(no login state)"))
		return
	}
	steps := []func(next func(), done Done){
		c.askAccessLayer, c.askTickets, c.askOwnProfile, c.askKnownSeqs, c.askAuthKey,
	}
	turn := c.turn
	var run func(i int)
	run = func(i int) {
		if i < len(steps) {
			steps[i](func() { run(i + 1) }, call.Done)
			return
		}
		c.beenIn = true
		done := okAnswer("login success")
		done.Set("identifierNick", c.id.nick)
		done.Set("headurl", c.id.head)
		call.Done.ok(done)
		if c.turn == turn {
			c.openPoll()
			c.askMissing()
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

// askAccessLayer lets the vendor move its clients to another host
// (webim/accesslayer). A failure is ignored; a configured server has no
// other host and is not asked.
func (c *Client) askAccessLayer(next func(), done Done) {
	if c.hosts.Own || !c.d.asksAccessLayer {
		next()
		return
	}
	told := func(v jsontext.Value) {
		if v.Get("WebImAccessLayer").Is(1) && v.Get("ErrorCode").Is(0) {
			c.common = c.hosts.Events
		}
		next()
	}
	c.post(request{service: "webim", command: "accesslayer", body: "{}", timeout: 5 * time.Second, quiet: true, done: done,
		ok:   func(a Answer) { told(a.Value()) },
		fail: told, // its answer carries no ActionStatus
	})
}

// askTickets is the sign-in proper (openim/login).
func (c *Client) askTickets(next func(), done Done) {
	c.post(request{service: "openim", command: "login", body: `{"State":"Online"}`, done: done,
		ok: func(a Answer) {
			v := a.Value()
			c.id.tinyID, c.id.a2 = v.Get("TinyId").TextOr(""), v.Get("A2Key").TextOr("")
			if !c.beenIn {
				c.since = v.Get("ServerTime").Int64() // ours alone says it
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

// askOwnProfile gets nick and picture (profile/portrait_get).
func (c *Client) askOwnProfile(next func(), done Done) {
	o := jsontext.NewObject()
	o.Set("To_Account", jsontext.Strings(c.id.identifier))
	o.Set("TagList", jsontext.Strings(tagNick, tagImage))
	k, _ := findCall(c.d.calls, "getProfilePortrait")
	profile := Done{
		OK: func(args ...Arg) {
			for _, user := range args[0].(Answer).Value().Get("UserProfileItem").Items() {
				for _, item := range user.Get("ProfileItem").Items() {
					if v := item.Get("Value"); v.Truthy() {
						switch item.Get("Tag").Str() {
						case tagNick:
							c.id.nick = v
						case tagImage:
							c.id.head = v
						}
					}
				}
			}
			next()
		},
		Err: done.Err,
	}
	c.post(request{service: k.service, command: k.command, body: c.body(k.fields, o).JSON(), done: done,
		ok: func(a Answer) { k.finish(a, profile) }})
}

// askKnownSeqs learns how far each joined group is
// (group_open_http_svc/get_joined_group_list).
func (c *Client) askKnownSeqs(next func(), done Done) {
	o := jsontext.NewObject()
	o.Set("Member_Account", jsontext.String(c.id.identifier))
	o.Set("Limit", jsontext.Int(1000))
	o.Set("Offset", jsontext.Int(0))
	filter := jsontext.NewObject()
	filter.Set("GroupBaseInfoFilter", jsontext.Strings("NextMsgSeq"))
	o.Set("ResponseFilter", filter)
	c.post(request{service: "group_open_http_svc", command: "get_joined_group_list", body: o.JSON(), timeout: requestTimeout, done: done,
		ok: func(a Answer) {
			list := a.Value().Get("GroupIdList").Items()
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

// askAuthKey gets the ticket that download addresses carry (openim/authkey).
func (c *Client) askAuthKey(next func(), done Done) {
	c.post(request{service: "openim", command: "authkey", body: "{}", timeout: requestTimeout, done: done,
		ok: func(a Answer) {
			v := a.Value()
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

// signIn13 checks nothing, waits for nothing and tells nothing (guide 3.1).
// The same user's second init goes on where the first is; its poll takes the
// place of the first one's, where the original would poll twice.
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
	c.keepStoreFor(id.identifier)
	if _, refused := c.d.unready(c, request{}); refused {
		call.Done.drop()
		return
	}
	c.beenIn = true
	c.askFirst13()
	c.askTicket13()
	c.nextPoll()
	call.Done.drop() // 1.3 tells nobody how it went
}

// askFirst13 and askTicket13 ask for what a sign-in needs. A page of 1.3 does not
// hear how that went, so it is asked for until it is there: without the first a
// gap before a group's first message would not be seen, without the second no
// file could be shown.
func (c *Client) askFirst13() {
	c.askKnownSeqs(c.askMissing, c.askedAgain(&c.first, "initMyGroupMaxSeqs", c.askFirst13))
}

func (c *Client) askTicket13() {
	c.askAuthKey(func() {}, c.askedAgain(&c.ticket, "initIpAndAuthkey", c.askTicket13))
}

// askedAgain is the end of a request that is repeated when it failed, as long as
// the session lasts.
func (c *Client) askedAgain(l *loop, what string, ask func()) Done {
	turn := c.turn
	return Done{Err: func(args ...Arg) {
		if c.turn != turn {
			return
		}
		c.Log.Error(what + " failed:" + args[0].(jsontext.Value).Get("ErrorInfo").Str())
		l.failed(true)
		l.wait(c, l.retryPause(c.Random), ask)
	}}
}

// SignOut ends the sign-in. In 1.7 one instance (logout, offline:
// openim/longpollinglogout) or all of the user's (logoutAll: openim/logout);
// success drops everything. In 1.3 offline only tells the server (guide 2.2).
// A sign-in that has no tickets yet is ended here: there is nothing that the
// server could be told.
func (c *Client) SignOut(everywhere bool, done Done) { c.d.signOut(c, everywhere, done) }

func signOut17(c *Client, everywhere bool, done Done) {
	if c.id.identifier == "" {
		done.ok(okAnswer("logout success"))
		return
	}
	if c.d.endsSignIn && !c.id.ticketed() {
		c.end(signedOut)
		done.ok(okAnswer("logout success"))
		return
	}
	r := request{service: "openim", command: "logout", body: "{}", outlives: true, done: done}
	if !everywhere {
		o := jsontext.NewObject()
		o.Set("LongPollingId", c.poll.id)
		r.command, r.body = "longpollinglogout", o.JSON()
	}
	turn := c.turn
	r.ok = func(a Answer) {
		if c.turn == turn {
			c.end(signedOut)
		}
		done.answered(a)
	}
	r.fail = func(e jsontext.Value) {
		if c.turn == turn {
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
