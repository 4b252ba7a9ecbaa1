package pages

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
)

func TestBothPagesOfUserReceive(t *testing.T) {
	fx := newFixture(t)
	ben := fx.signIn(t, "1.7", "ben")
	for _, dialect := range dialects {
		name := "ann" + dialect
		phone, desk := fx.signIn(t, dialect, name), fx.signIn(t, "1.7", name)
		phone.awaitPoll(ben)
		checkBothReceive(phone, desk, ben)
		checkOwnNotices(phone, desk, ben)
		testSignOut(fx, phone, desk, ben)
	}
}

// checkBothReceive checks that messages to ann and by her arrive at both her pages.
func checkBothReceive(phone, desk, ben *person) {
	ann := phone.name
	group := ben.createGroup("createGroup", fmt.Sprintf(`{Type: 'Public', Name: '两页', Owner_Account: loginInfo.identifier, MemberList: [%q]}`, ann))
	for _, p := range []*person{phone, desk} {
		p.awaitNoticeWith("system 7", about(group))
	}
	ben.post("C2C", ann, "两处都有")
	ben.post("GROUP", group, "群里也有")
	for _, p := range []*person{phone, desk} {
		p.awaitMessage("C2C", "ben", "两处都有")
		p.awaitMessage("GROUP", group, "群里也有")
	}
	own := `webim.MsgStore.sessByTypeId('C2C', 'ben')._impl.msgs.filter(function (m) { return m.isSend }).length`
	desk.post("C2C", "ben", "在桌上写的")
	phone.WaitFor(own + ` === 1`)
	phone.awaitMessage("C2C", "ben", "在桌上写的")
	phone.post("C2C", "ben", "在手机上写的")
	desk.awaitMessage("C2C", "ben", "在手机上写的")
	desk.WaitFor(own + ` === 2`)
	phone.WaitFor(own + ` === 2`) // its own message is not duplicated
	ben.awaitMessage("C2C", ann, "在桌上写的")
	ben.awaitMessage("C2C", ann, "在手机上写的")
	desk.post("GROUP", group, "桌上群发")
	ben.awaitMessage("GROUP", group, "桌上群发")
	ben.call("destroyGroup", of(group, ``))
}

// checkOwnNotices checks that ann's other page is notified of her actions.
func checkOwnNotices(phone, desk, ben *person) {
	group := phone.createGroup("createGroup", `{Type: 'Private', Name: '自己', MemberList: ['ben'], Owner_Account: loginInfo.identifier}`)
	desk.awaitNoticeWith("system 6", about(group))
	ben.post("GROUP", group, "读到这里")
	phone.awaitMessage("GROUP", group, "读到这里")
	desk.awaitMessage("GROUP", group, "读到这里")
	phone.call("groupMsgReaded", of(group, `MsgReadedSeq: 1`))
	desk.awaitNoticeWith("system 15", about(group)+` && a.LastReadMsgSeq === 1`)
	phone.call("quitGroup", of(group, ``))
	desk.awaitNoticeWith("system 8", about(group))

	phone.expectResponse("addBlackList", accounts("ben"), item("ben", 0))
	desk.awaitNoticeWith("friend 5", names("ben"))
	phone.expectResponse("deleteBlackList", accounts("ben"), item("ben", 0))
	desk.awaitNoticeWith("friend 6", names("ben"))
}

// signOut ends a page's session by the function of that name.
func (p *person) signOut(how string) {
	p.t.Helper()
	r := p.evalCall(fmt.Sprintf(`new Promise(function (done) { webim.%s(function (a) { done({ok: true, a: a}) }, function (a) { done({ok: false, a: a}) }) })`, how), `a.ActionStatus === 'OK'`)
	require.Truef(p.t, r.OK && r.Met, "%s calls %s: %s", p.name, how, r.Text)
}

func testSignOut(fx *fixture, phone, desk, ben *person) {
	ann := phone.name
	for _, p := range []*person{phone, desk} {
		p.requireTrue(`webim.checkLogin(null, false)`)
		p.expectResponse("getLongPollingId", `{}`, `a.LongPollingId`) // a new id: the page keeps polling
	}
	ben.post("C2C", ann, "还在听")
	phone.awaitMessage("C2C", "ben", "还在听")
	desk.awaitMessage("C2C", "ben", "还在听")

	phone.signOut(map[string]string{"1.3": "offline", "1.7": "logout"}[phone.dialect]) // two names of one function
	if phone.dialect == "1.7" {                                                        // a 1.3 page keeps polling, as the original does
		phone.expectError("getAllFriend", allFriends, -4)
	}
	ben.post("C2C", ann, "还有一处")
	desk.awaitMessage("C2C", "ben", "还有一处")
	if phone.dialect == "1.7" {
		phone.WaitFor(`stored('C2C', 'ben').indexOf('还有一处') < 0`)
		phone.open(fx.server, fx.site, "1.7") // signs in again
		ben.post("C2C", ann, "又有两处")
		phone.awaitMessage("C2C", "ben", "又有两处")
	}
	desk.signOut("logoutAll")
	desk.expectError("getAllFriend", allFriends, -4)
	desk.requireTrue(`!webim.checkLogin(null, false)`)
	if phone.dialect == "1.7" {
		phone.awaitNoticeWith("c2c 96", `true`)
		phone.awaitNoticeWith("kicked", `true`)
		phone.expectError("getAllFriend", allFriends, -4)
	}
	ben.post("C2C", ann, "没人了") // stored until the next sign-in
	ben.noErrors()
}

func TestExtraPageEndsOldest(t *testing.T) {
	fx := newFixture(t, "-max-instances", "1")
	ben := fx.signIn(t, "1.7", "ben")
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) {
			ann := "ann-" + string(kind)
			first := signIn(t, kind, fx.server, fx.site, "1.7", ann)
			ben.post("C2C", ann, "一")
			first.awaitMessage("C2C", "ben", "一")
			second := signIn(t, kind, fx.server, fx.site, "1.7", ann)
			first.awaitNoticeWith("c2c 96", `true`)
			first.awaitNoticeWith("kicked", `true`)
			first.expectError("getAllFriend", allFriends, -4)
			ben.post("C2C", ann, "二")
			second.awaitMessage("C2C", "ben", "二")
			first.WaitFor(`stored('C2C', 'ben').indexOf('二') < 0`)
		})
	}
}
