package pages

import (
	"fmt"
	"testing"
)

// joinBigGroup joins a big group and starts its poll.
func (p *person) joinBigGroup(group string) {
	p.t.Helper()
	p.expectResponse("applyJoinBigGroup", of(group, `ApplyMsg: '', UserDefinedField: ''`), `a.JoinedStatus === 'JoinedSuccess' && a.LongPollingKey`)
}

// awaitBigGroupMessage waits until a message arrives in a big group.
func (p *person) awaitBigGroupMessage(line string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`big.indexOf(%q) >= 0`, line))
}

func TestBigGroupMessagesReachAll(t *testing.T) {
	fx := newFixture(t)
	ben, guest := fx.signIn(t, "1.7", "ben"), fx.signIn(t, "1.7", "")
	for _, dialect := range dialects {
		ann := fx.signIn(t, dialect, "ann"+dialect)
		ann.awaitPoll(ben)
		testBigGroup(ann, ben, guest)
		ann.noErrors()
	}
}

// testBigGroup tests a big group: ann, in the dialect under test, owns it; ben joins as a
// user and guest anonymously.
func testBigGroup(ann, ben, guest *person) {
	group := ann.createGroup("createGroup", `{Type: 'AVChatRoom', Name: '直播', Owner_Account: loginInfo.identifier, MemberList: []}`)
	ann.joinBigGroup(group)
	guest.joinBigGroup(group)
	guest.expectError("applyJoinBigGroup", of(group, `ApplyMsg: '', UserDefinedField: ''`), 10013)
	ben.joinBigGroup(group)

	ben.post("GROUP", group, "大家好")
	ann.post("GROUP", group, "欢迎<i>")
	for _, p := range []*person{ann, ben, guest} {
		p.awaitBigGroupMessage("ben: 大家好")
		p.awaitBigGroupMessage(ann.name + ": 欢迎&lt;i&gt;")
		p.WaitFor(fmt.Sprintf(`stored('GROUP', %q).length === 0`, group))
	}
	guest.expectPostError("GROUP", group, -4)
	guest.expectError("getAllFriend", allFriends, -4)

	// A muted member cannot send messages until unmuted.
	ann.call("forbidSendMsg", of(group, `Members_Account: ['ben'], ShutUpTime: 600`))
	guest.WaitFor(`big.some(function (h) { return h.indexOf('ben: 禁言600秒') > 0 })`)
	ben.expectPostError("GROUP", group, 10017)
	ann.call("forbidSendMsg", of(group, `Members_Account: ['ben'], ShutUpTime: 0`))
	ben.post("GROUP", group, "谢谢")
	ann.awaitBigGroupMessage("ben: 谢谢")

	// A user who has left receives nothing.
	ben.call("quitBigGroup", of(group, ``))
	guest.WaitFor(`big.some(function (h) { return h.indexOf('ben主动退出该群') > 0 })`)
	ben.expectPostError("GROUP", group, 10007)
	ann.post("GROUP", group, "还有人吗")
	guest.awaitBigGroupMessage(ann.name + ": 还有人吗")
	ann.post("C2C", "ben", "你走了")
	ben.awaitMessage("C2C", ann.name, "你走了")
	ben.WaitFor(fmt.Sprintf(`big.indexOf(%q) < 0`, ann.name+": 还有人吗"))
	ben.joinBigGroup(group) // again
	ann.post("GROUP", group, "回来了")
	ben.awaitBigGroupMessage(ann.name + ": 回来了")

	guest.call("quitBigGroup", of(group, ``))
	ann.call("destroyGroup", of(group, ``))
	ben.awaitNoticeWith("system 5", about(group))
	guest.Eval(`big.length = 0`, nil)

	// Other groups have no separate poll.
	room := ann.createGroup("createGroup", `{Type: 'ChatRoom', Name: '聊天室', Owner_Account: loginInfo.identifier, MemberList: []}`)
	ben.expectError("applyJoinBigGroup", of(room, `ApplyMsg: '', UserDefinedField: ''`), -12)
	ben.call("quitGroup", of(room, ``))
	ann.call("destroyGroup", of(room, ``))
}
