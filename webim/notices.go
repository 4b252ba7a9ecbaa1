package webim

import (
	"strconv"

	"webim.js/webim/jsontext"
)

// noticeState remembers which system notices were told.
type noticeState struct{ told map[string]bool }

// first tells whether the key was not told before.
func (s *noticeState) first(key string) bool {
	if s.told[key] {
		return false
	}
	if s.told == nil {
		s.told = map[string]bool{}
	}
	s.told[key] = true
	return true
}

// noticeCarrier is what brought a group system notice.
type noticeCarrier int

const (
	fromPoll noticeCarrier = iota
	fromGetmsg
	fromBigGroup
)

// The system notices that carry more than the common fields
// (webim.GROUP_SYSTEM_TYPE).
const (
	noticeJoinRequest = 1
	noticeJoinAccept  = 2
	noticeJoinRefuse  = 3
	noticeRead        = 15
	noticeCustom      = 255
)

// onSystemNotices is poll event 5.
func (c *Client) onSystemNotices(entry jsontext.Value, _ *polled) {
	for _, item := range entry.Get("GroupTips").Items() {
		c.noticed(item.Get("NoticeSeq").Float())
		c.systemNotice(item, fromPoll)
	}
}

// systemNotice tells the page of one group system notice (guide 11): the
// function under its ReportType in the listener table.
func (c *Client) systemNotice(item jsontext.Value, carrier noticeCarrier) {
	if !c.d.acceptNotice(c, item, carrier) {
		return
	}
	body := item.Get("MsgBody")
	kind := body.Get("ReportType")
	if kind.Is(noticeRead) && carrier == fromPoll && c.d == dialect17 {
		for _, read := range body.Get("GroupReadInfoArray").Items() {
			c.Page.Notify(c.d.noticeTable, "15", read)
		}
		return
	}
	notify := jsontext.NewObject()
	c.d.noticeFields(notify, item, carrier)
	switch kind.Int() {
	case noticeJoinRequest:
		for _, name := range []string{"RemarkInfo", "MsgKey", "Authentication"} {
			notify.Set(name, body.Get(name))
		}
		notify.Set("UserDefinedField", item.Get("UserDefinedField"))
		notify.Set("From_Account", item.Get("From_Account"))
		notify.Set("MsgSeq", item.Get("ClientSeq"))
		notify.Set("MsgRandom", item.Get("MsgRandom"))
	case noticeJoinAccept, noticeJoinRefuse:
		notify.Set("RemarkInfo", body.Get("RemarkInfo"))
	case noticeCustom:
		if c.d == dialect17 {
			notify.Set("MsgSeq", item.Get("MsgSeq"))
		}
		notify.Set("UserDefinedField", body.Get("UserDefinedField"))
	}
	if !c.Page.Notify(c.d.noticeTable, kind.Str(), notify) {
		c.Log.Warn("未知群系统消息类型：reportType=" + kind.Str())
	}
}

func commonNoticeFields(notify jsontext.Value, item jsontext.Value) {
	body := item.Get("MsgBody")
	notify.Set("ReportType", body.Get("ReportType"))
	notify.Set("GroupId", item.Get("ToGroupId"))
	notify.Set("GroupName", item.Get("GroupInfo").Get("GroupName"))
	notify.Set("Operator_Account", body.Get("Operator_Account"))
	notify.Set("MsgTime", item.Get("MsgTimeStamp"))
}

func noticeFields17(notify jsontext.Value, item jsontext.Value, carrier noticeCarrier) {
	src := 0
	if carrier == fromBigGroup {
		src = 1
	}
	notify.Set("SrcFlag", jsontext.Int(src))
	commonNoticeFields(notify, item)
	if carrier != fromBigGroup {
		notify.Set("groupReportTypeMsg", item.Get("MsgBody"))
	}
}

func noticeFields13(notify jsontext.Value, item jsontext.Value, _ noticeCarrier) {
	commonNoticeFields(notify, item)
}

// acceptNotice17: the poll's are all told; what getmsg brings again at every
// sign-in is told once.
func acceptNotice17(c *Client, item jsontext.Value, carrier noticeCarrier) bool {
	body := item.Get("MsgBody")
	return carrier != fromGetmsg || c.notices.first(item.Get("ToGroupId").Str()+"_"+
		body.Get("ReportType").Str()+"_"+body.Get("Operator_Account").Str())
}

// acceptNotice13: only what is addressed to me, and each notice once, whatever
// brought it.
func acceptNotice13(c *Client, item jsontext.Value, _ noticeCarrier) bool {
	to := item.Get("GroupInfo").Get("To_Account")
	if to.TextOr("") != c.id.identifier {
		c.Log.Error("收到本不应该给自己的系统消息: To_Account=" + to.Str())
		return false
	}
	body := item.Get("MsgBody")
	return c.notices.first(item.Get("ToGroupId").Str() + "_" + body.Get("ReportType").Str() + "_" +
		item.Get("MsgTimeStamp").Str() + "_" + body.Get("Operator_Account").Str())
}

// friendFields are the fields of a friend notice by PushType, as the server
// spells them and as the page gets them.
var friendFields = map[int][2]string{
	1: {"FriendAdd_Account", "Accounts"},
	2: {"FriendDel_Account", "Accounts"},
	3: {"PendencyAdd", "PendencyList"},
	4: {"FrienPencydDel_Account", "Accounts"},
	5: {"BlackListAdd_Account", "Accounts"},
	6: {"BlackListDel_Account", "Accounts"},
}

// onFriendNotices is poll event 7.
func (c *Client) onFriendNotices(entry jsontext.Value, _ *polled) {
	for _, item := range entry.Get("FriendListMod").Items() {
		c.noticed(item.Get("NoticeSeq").Float())
		kind := item.Get("PushType")
		v := jsontext.NewObject()
		v.Set("Type", kind)
		if f, ok := friendFields[kind.Int()]; ok {
			v.Set(f[1], item.Get(f[0]))
		} else {
			c.Log.Error("未知好友系统通知类型：type=" + kind.Str())
		}
		c.Page.Notify("onFriendSystemNotifys", strconv.Itoa(kind.Int()), v)
	}
}

// onProfileNotices is poll event 8.
func (c *Client) onProfileNotices(entry jsontext.Value, _ *polled) {
	for _, item := range entry.Get("ProfileDataMod").Items() {
		c.noticed(item.Get("NoticeSeq").Float())
		kind := item.Get("PushType")
		v := jsontext.NewObject()
		v.Set("Type", kind)
		if kind.Is(1) {
			v.Set("Profile_Account", item.Get("Profile_Account"))
			v.Set("ProfileList", item.Get("ProfileList"))
		} else {
			c.Log.Error("未知资料系统通知类型：type=" + kind.Str())
		}
		c.Page.Notify("onProfileSystemNotifys", strconv.Itoa(kind.Int()), v)
	}
}
