package webim

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// systemItem returns a system notice with every known field.
func systemItem(kind string) string {
	return `{"ToGroupId":"@g","From_Account":"@TIM#SYSTEM","MsgTimeStamp":9,"ClientSeq":5,"MsgSeq":6,"MsgRandom":7,"UserDefinedField":"of the item",` +
		`"GroupInfo":{"GroupName":"G","To_Account":"me"},"MsgBody":` + systemBody(kind) + `}`
}

func systemBody(kind string) string {
	return `{"ReportType":` + kind + `,"Operator_Account":"op","RemarkInfo":"r","MsgKey":3,"Authentication":"a","UserDefinedField":"of the body"}`
}

// extraFields returns the fields of a kind of notice beyond the common ones.
func extraFields(kind, dialect string) string {
	switch kind {
	case "1":
		fields := `,"RemarkInfo":"r","MsgKey":3,"Authentication":"a","UserDefinedField":"of the item","From_Account":"@TIM#SYSTEM"`
		if dialect == "1.7" { // whose common fields include the numbers
			return fields
		}
		return fields + `,"MsgSeq":5,"MsgRandom":7`
	case "2", "3":
		return `,"RemarkInfo":"r"`
	case "255":
		if dialect != "1.7.2" {
			return `,"UserDefinedField":"of the body"`
		}
		return `,"MsgSeq":6,"UserDefinedField":"of the body"`
	}
	return ""
}

var noticeKinds = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "77", "255"}

func TestSystemNoticesReachListeners(t *testing.T) {
	const common = `,"GroupId":"@g","GroupName":"G","Operator_Account":"op","MsgTime":9`
	for _, kind := range noticeKinds {
		r := connectedRig(t, "1.7.2")
		r.push(systemEvent(systemItem(kind)))
		assert.Equal(t, []string{`onGroupSystemNotifys/` + kind + ` {"SrcFlag":0,"ReportType":` + kind + common + `,"groupReportTypeMsg":` + systemBody(kind) + extraFields(kind, "1.7.2") + `}`}, r.callbacks())

		r = connectedRig(t, "1.7")
		r.push(systemEvent(systemItem(kind)))
		whole := `,"MsgSeq":5,"MsgRandom":7,"sourceGroupTip":` + systemItem(kind)
		assert.Equal(t, []string{`onGroupSystemNotifys/` + kind + ` {"SrcFlag":0,"ReportType":` + kind + common + `,"groupReportTypeMsg":` + systemBody(kind) + whole + extraFields(kind, "1.7") + `}`}, r.callbacks())
		r.push(systemEvent(systemItem(kind)))
		assert.Len(t, r.callbacks(), 1, "polled notices must not be deduplicated")
		unknown := kind == "13" || kind == "77"
		assert.Equal(t, unknown, r.log.has("未知群系统消息类型：reportType="+kind))

		r = connectedRig(t, "1.3")
		r.push(systemEvent(systemItem(kind)))
		assert.Equal(t, []string{`groupSystemNotifys/` + kind + ` {"ReportType":` + kind + common + extraFields(kind, "1.3") + `}`}, r.callbacks())
		r.push(systemEvent(systemItem(kind), systemItem(kind)))
		assert.Empty(t, r.callbacks(), "a repeated notice must be dropped")
		r.push(systemEvent(strings.Replace(systemItem(kind), `"MsgTimeStamp":9`, `"MsgTimeStamp":10`, 1)))
		assert.Len(t, r.callbacks(), 1, "a notice with another time must be delivered")
	}
}

// Listeners that the page did not register are skipped.
func TestUnregisteredListenersAreSkipped(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.page.unregistered[r.d.notices.table] = true
		var items []string
		for _, kind := range noticeKinds {
			items = append(items, systemItem(kind))
		}
		r.push(systemEvent(items...))
		assert.Empty(t, r.callbacks())
	})
}

func TestNoticesForOthersAreDropped13(t *testing.T) {
	r := connectedRig(t, "1.3")
	r.push(systemEvent(strings.Replace(systemItem("4"), `"To_Account":"me"`, `"To_Account":"you"`, 1), strings.Replace(systemItem("5"), `,"To_Account":"me"`, ``, 1), `{"MsgBody":{"ReportType":4}}`))
	assert.Empty(t, r.callbacks())
	assert.True(t, r.log.has("收到本不应该给自己的系统消息: To_Account=you"))
	r = connectedRig(t, "1.7")
	r.push(systemEvent(strings.Replace(systemItem("4"), `"To_Account":"me"`, `"To_Account":"you"`, 1)))
	assert.Len(t, r.callbacks(), 1, "1.7 must deliver notices for others")
}

// Notice 15 reports, per group, how far the user has read on another terminal.
func TestReadNoticeIsSplitByGroup(t *testing.T) {
	item := `{"ToGroupId":"@g","GroupInfo":{"To_Account":"me"},"MsgBody":{"ReportType":15,"GroupReadInfoArray":[{"GroupId":"@g","LastReadMsgSeq":4},{"GroupId":"@h","LastReadMsgSeq":5}]}}`
	r := connectedRig(t, "1.7")
	r.push(systemEvent(item))
	assert.Equal(t, []string{`onGroupSystemNotifys/15 {"GroupId":"@g","LastReadMsgSeq":4}`, `onGroupSystemNotifys/15 {"GroupId":"@h","LastReadMsgSeq":5}`}, r.callbacks())
	r.push(systemEvent(`{"MsgBody":{"ReportType":15}}`))
	assert.Empty(t, r.callbacks())
	r.on("openim/getmsg", okWith(`"EventArray":[{"Event":5,"GroupTips":[`+item+`]}]`))
	r.SyncMsgs(Done{})
	r.settle()
	callbacks := r.callbacks()
	assert.Len(t, callbacks, 1, "from getmsg it must be an ordinary notice")
	assert.Contains(t, callbacks[0], `onGroupSystemNotifys/15 {"SrcFlag":0,"ReportType":15,`)
	r = connectedRig(t, "1.3")
	r.push(systemEvent(item))
	assert.Len(t, r.callbacks(), 1, "1.3 must treat it as an ordinary notice")
}

// A kind in quotes is unknown, but selects the listener of that name. A kind that is
// not numeric selects none, since the listener table is an object of the page.
func TestInvalidNoticeKindSelectsByName(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.push(systemEvent(systemItem(`"1"`)))
	assert.Equal(t, []string{`onGroupSystemNotifys/1 {"SrcFlag":0,"ReportType":"1","GroupId":"@g","GroupName":"G","Operator_Account":"op","MsgTime":9,"groupReportTypeMsg":` + systemBody(`"1"`) +
		`,"MsgSeq":5,"MsgRandom":7,"sourceGroupTip":` + systemItem(`"1"`) + `}`}, r.callbacks())
	for _, kind := range []string{`"constructor"`, `"__proto__"`, `null`, `{}`, `[]`, `1.5`, `""`, `1e400`, `true`} {
		r.push(systemEvent(systemItem(kind)))
		r.push(`{"Event":7,"FriendListMod":[{"PushType":` + kind + `}]},{"Event":8,"ProfileDataMod":[{"PushType":` + kind + `}]}`)
		assert.Empty(t, r.callbacks(), kind)
	}
	r.push(systemEvent(`{}`, `null`, `[]`, `"x"`, `{"MsgBody":[]}`, `{"GroupInfo":null,"MsgBody":null}`))
	assert.Empty(t, r.callbacks())
}

func TestFriendNoticesReachListeners(t *testing.T) {
	r := connectedRig(t, "1.7")
	fields := `"FriendAdd_Account":["1"],"FriendDel_Account":["2"],"PendencyAdd":[{"PendencyAdd_Account":"3"}],"FrienPencydDel_Account":["4"],"BlackListAdd_Account":["5"],"BlackListDel_Account":["6"]`
	for kind, want := range []string{"", `,"Accounts":["1"]`, `,"Accounts":["2"]`, `,"PendencyList":[{"PendencyAdd_Account":"3"}]`, `,"Accounts":["4"]`, `,"Accounts":["5"]`, `,"Accounts":["6"]`, "", "", ""} {
		n := strconv.Itoa(kind)
		r.push(`{"Event":7,"FriendListMod":[{"PushType":` + n + `,` + fields + `}]}`)
		assert.Equal(t, []string{"onFriendSystemNotifys/" + n + ` {"Type":` + n + want + `}`}, r.callbacks())
		assert.Equal(t, want == "", r.log.has("未知好友系统通知类型：type="+n))
		r.push(`{"Event":7,"FriendListMod":[{"PushType":` + n + `}]}`)
		assert.Equal(t, []string{"onFriendSystemNotifys/" + n + ` {"Type":` + n + `}`}, r.callbacks(), "a notice without its field must be delivered")
	}
	r.push(`{"Event":7},{"Event":7,"FriendListMod":{}},{"Event":8}`)
	assert.Empty(t, r.callbacks())
}

func TestProfileNoticesReachListeners(t *testing.T) {
	r := connectedRig(t, "1.7")
	r.push(`{"Event":8,"ProfileDataMod":[{"PushType":1,"Profile_Account":"bob","ProfileList":[{"Tag":"t","ValueBytes":"v"}]},{"PushType":2,"Profile_Account":"bob"}]}`)
	assert.Equal(t, []string{
		`onProfileSystemNotifys/1 {"Type":1,"Profile_Account":"bob","ProfileList":[{"Tag":"t","ValueBytes":"v"}]}`,
		`onProfileSystemNotifys/2 {"Type":2}`,
	}, r.callbacks())
	assert.True(t, r.log.has("未知资料系统通知类型：type=2"))
}
