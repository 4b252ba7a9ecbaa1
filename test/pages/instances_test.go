package pages

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
)

func TestOneUserInTwoPages(t *testing.T) {
	st := newStage(t)
	ben := st.enter(t, "1.7", "ben")
	for _, dialect := range dialects {
		name := "ann" + dialect
		phone, desk := st.enter(t, dialect, name), st.enter(t, "1.7", name)
		phone.reached(ben)
		bothHear(phone, desk, ben)
		noticesOfOnesOwn(phone, desk, ben)
		signsOut(st, phone, desk, ben)
	}
}

// bothHear checks that messages to ann and by her arrive at both her pages.
func bothHear(phone, desk, ben *person) {
	ann := phone.name
	group := ben.creates("createGroup", fmt.Sprintf(`{Type: 'Public', Name: '两页', Owner_Account: loginInfo.identifier, MemberList: [%q]}`, ann))
	for _, p := range []*person{phone, desk} {
		p.told("system 7", about(group))
	}
	ben.posts("C2C", ann, "两处都有")
	ben.posts("GROUP", group, "群里也有")
	for _, p := range []*person{phone, desk} {
		p.shows("C2C", "ben", "两处都有")
		p.shows("GROUP", group, "群里也有")
	}
	own := `webim.MsgStore.sessByTypeId('C2C', 'ben')._impl.msgs.filter(function (m) { return m.isSend }).length`
	desk.posts("C2C", "ben", "在桌上写的")
	phone.WaitFor(own + ` === 1`)
	phone.shows("C2C", "ben", "在桌上写的")
	phone.posts("C2C", "ben", "在手机上写的")
	desk.shows("C2C", "ben", "在手机上写的")
	desk.WaitFor(own + ` === 2`)
	phone.WaitFor(own + ` === 2`) // its own message is not duplicated
	ben.shows("C2C", ann, "在桌上写的")
	ben.shows("C2C", ann, "在手机上写的")
	desk.posts("GROUP", group, "桌上群发")
	ben.shows("GROUP", group, "桌上群发")
	ben.does("destroyGroup", of(group, ``))
}

// noticesOfOnesOwn checks the notices of ann's actions at her other page.
func noticesOfOnesOwn(phone, desk, ben *person) {
	group := phone.creates("createGroup", `{Type: 'Private', Name: '自己', MemberList: ['ben'], Owner_Account: loginInfo.identifier}`)
	desk.told("system 6", about(group))
	ben.posts("GROUP", group, "读到这里")
	phone.shows("GROUP", group, "读到这里")
	desk.shows("GROUP", group, "读到这里")
	phone.does("groupMsgReaded", of(group, `MsgReadedSeq: 1`))
	desk.told("system 15", about(group)+` && a.LastReadMsgSeq === 1`)
	phone.does("quitGroup", of(group, ``))
	desk.told("system 8", about(group))

	phone.answers("addBlackList", accounts("ben"), item("ben", 0))
	desk.told("friend 5", names("ben"))
	phone.answers("deleteBlackList", accounts("ben"), item("ben", 0))
	desk.told("friend 6", names("ben"))
}

// leaves ends a page's session in one of the three ways.
func (p *person) leaves(how string) {
	p.t.Helper()
	r := p.ask(fmt.Sprintf(`new Promise(function (done) { webim.%s(function (a) { done({ok: true, a: a}) }, function (a) { done({ok: false, a: a}) }) })`, how), `a.ActionStatus === 'OK'`)
	require.Truef(p.t, r.OK && r.Met, "%s calls %s: %s", p.name, how, r.Text)
}

func signsOut(st *stage, phone, desk, ben *person) {
	ann := phone.name
	for _, p := range []*person{phone, desk} {
		p.holds(`webim.checkLogin(null, false)`)
		p.answers("getLongPollingId", `{}`, `a.LongPollingId`) // a new id: the page keeps polling
	}
	ben.posts("C2C", ann, "还在听")
	phone.shows("C2C", "ben", "还在听")
	desk.shows("C2C", "ben", "还在听")

	phone.leaves(map[string]string{"1.3": "offline", "1.7": "logout"}[phone.dialect]) // two names of one function
	if phone.dialect == "1.7" {                                                       // a 1.3 page keeps polling, as the original does
		phone.refused("getAllFriend", allFriends, -4)
	}
	ben.posts("C2C", ann, "还有一处")
	desk.shows("C2C", "ben", "还有一处")
	if phone.dialect == "1.7" {
		phone.WaitFor(`stored('C2C', 'ben').indexOf('还有一处') < 0`)
		phone.open(st.server, st.site, "1.7") // signs in again
		ben.posts("C2C", ann, "又有两处")
		phone.shows("C2C", "ben", "又有两处")
	}
	desk.leaves("logoutAll")
	desk.refused("getAllFriend", allFriends, -4)
	desk.holds(`!webim.checkLogin(null, false)`)
	if phone.dialect == "1.7" {
		phone.told("c2c 96", `true`)
		phone.told("kicked", `true`)
		phone.refused("getAllFriend", allFriends, -4)
	}
	ben.posts("C2C", ann, "没人了") // stored until the next sign-in
	ben.noErrors()
}

func TestExtraPageEndsOldest(t *testing.T) {
	st := newStage(t, "-max-instances", "1")
	ben := st.enter(t, "1.7", "ben")
	for _, kind := range []browser.Kind{browser.Chromium, browser.Firefox} {
		t.Run(string(kind), func(t *testing.T) {
			ann := "ann-" + string(kind)
			first := signIn(t, kind, st.server, st.site, "1.7", ann)
			ben.posts("C2C", ann, "一")
			first.shows("C2C", "ben", "一")
			second := signIn(t, kind, st.server, st.site, "1.7", ann)
			first.told("c2c 96", `true`)
			first.told("kicked", `true`)
			first.refused("getAllFriend", allFriends, -4)
			ben.posts("C2C", ann, "二")
			second.shows("C2C", "ben", "二")
			first.WaitFor(`stored('C2C', 'ben').indexOf('二') < 0`)
		})
	}
}
