package pages

import (
	"fmt"
	"testing"
)

// joins joins a big group and starts its poll.
func (p *person) joins(group string) {
	p.t.Helper()
	p.answers("applyJoinBigGroup", of(group, `ApplyMsg: '', UserDefinedField: ''`), `a.JoinedStatus === 'JoinedSuccess' && a.LongPollingKey`)
}

// hearsBig waits until a message arrives in a big group.
func (p *person) hearsBig(line string) {
	p.t.Helper()
	p.WaitFor(fmt.Sprintf(`big.indexOf(%q) >= 0`, line))
}

func TestBigGroups(t *testing.T) {
	st := newStage(t)
	ben, guest := st.enter(t, "1.7", "ben"), st.enter(t, "1.7", "")
	for _, dialect := range dialects {
		ann := st.enter(t, dialect, "ann"+dialect)
		ann.reached(ben)
		bigGroup(ann, ben, guest)
		ann.noErrors()
	}
}

// bigGroup tests a big group: ann, in the dialect under test, owns it; ben joins as a
// user and guest anonymously.
func bigGroup(ann, ben, guest *person) {
	group := ann.creates("createGroup", `{Type: 'AVChatRoom', Name: '直播', Owner_Account: loginInfo.identifier, MemberList: []}`)
	ann.joins(group)
	guest.joins(group)
	guest.refused("applyJoinBigGroup", of(group, `ApplyMsg: '', UserDefinedField: ''`), 10013)
	ben.joins(group)

	ben.posts("GROUP", group, "大家好")
	ann.posts("GROUP", group, "欢迎<i>")
	for _, p := range []*person{ann, ben, guest} {
		p.hearsBig("ben: 大家好")
		p.hearsBig(ann.name + ": 欢迎&lt;i&gt;")
		p.WaitFor(fmt.Sprintf(`stored('GROUP', %q).length === 0`, group))
	}
	guest.mayNotPost("GROUP", group, -4)
	guest.refused("getAllFriend", allFriends, -4)

	// Muted, and unmuted.
	ann.does("forbidSendMsg", of(group, `Members_Account: ['ben'], ShutUpTime: 600`))
	guest.WaitFor(`big.some(function (h) { return h.indexOf('ben: 禁言600秒') > 0 })`)
	ben.mayNotPost("GROUP", group, 10017)
	ann.does("forbidSendMsg", of(group, `Members_Account: ['ben'], ShutUpTime: 0`))
	ben.posts("GROUP", group, "谢谢")
	ann.hearsBig("ben: 谢谢")

	// A user who has left receives nothing.
	ben.does("quitBigGroup", of(group, ``))
	guest.WaitFor(`big.some(function (h) { return h.indexOf('ben主动退出该群') > 0 })`)
	ben.mayNotPost("GROUP", group, 10007)
	ann.posts("GROUP", group, "还有人吗")
	guest.hearsBig(ann.name + ": 还有人吗")
	ann.posts("C2C", "ben", "你走了")
	ben.shows("C2C", ann.name, "你走了")
	ben.WaitFor(fmt.Sprintf(`big.indexOf(%q) < 0`, ann.name+": 还有人吗"))
	ben.joins(group) // again
	ann.posts("GROUP", group, "回来了")
	ben.hearsBig(ann.name + ": 回来了")

	guest.does("quitBigGroup", of(group, ``))
	ann.does("destroyGroup", of(group, ``))
	ben.told("system 5", about(group))
	guest.Eval(`big.length = 0`, nil)

	// Other groups have no separate poll.
	room := ann.creates("createGroup", `{Type: 'ChatRoom', Name: '聊天室', Owner_Account: loginInfo.identifier, MemberList: []}`)
	ben.refused("applyJoinBigGroup", of(room, `ApplyMsg: '', UserDefinedField: ''`), -12)
	ben.does("quitGroup", of(room, ``))
	ann.does("destroyGroup", of(room, ``))
}
