package webim

import "webim.js/webim/jsontext"

// noticeState records which system notices were delivered.
type noticeState struct{ delivered map[string]bool }

// first records a key and reports whether it is new.
func (s *noticeState) first(key string) bool {
	if s.delivered[key] {
		return false
	}
	if s.delivered == nil {
		s.delivered = map[string]bool{}
	}
	s.delivered[key] = true
	return true
}

// noticeRules holds the dialects' differences in group system notices.
type noticeRules struct {
	table      string // listener table, by ReportType
	forMe      bool   // drop notices to other users
	dedupes    bool   // deduplicate notices of every source; else only those of getmsg
	withTime   bool   // the time is part of the key for deduplication
	anyEvent   bool   // accept notices of getmsg in events of any number
	withSource bool   // add SrcFlag and groupReportTypeMsg
	readSeqs   bool   // split notice 15 into its items
}

// noticeCarrier is the source of a group system notice.
type noticeCarrier int

const (
	fromPoll noticeCarrier = iota
	fromGetmsg
	fromBigGroup
)

// The system notices with more than the common fields (webim.GROUP_SYSTEM_TYPE).
// Other known numbers go up to noticeLast.
const (
	noticeJoinRequest = 1
	noticeJoinAccept  = 2
	noticeJoinRefuse  = 3
	noticeLast        = 12
	noticeRead        = 15
	noticeCustom      = 255
)

// onSystemNotices handles poll event 5.
func (c *Client) onSystemNotices(entry jsontext.Value, _ *polled) {
	for _, item := range entry.Get("GroupTips").Items() {
		c.advanceNotice(item.Get("NoticeSeq").Float())
	}
	c.systemNotices(entry, fromPoll)
}

func (c *Client) systemNotices(entry jsontext.Value, carrier noticeCarrier) {
	epoch := c.epoch
	for _, item := range entry.Get("GroupTips").Items() {
		if c.epoch == epoch {
			c.systemNotice(item, carrier)
		}
	}
}

// systemNotice passes a group system notice (guide 11) to the function under its
// ReportType in the listener table.
func (c *Client) systemNotice(item jsontext.Value, carrier noticeCarrier) {
	if !c.acceptsNotice(item, carrier) {
		return
	}
	rules, body := &c.d.notices, item.Get("MsgBody")
	kind := body.Get("ReportType")
	number := -1 // strings do not match, as in the original
	if kind.Kind() == jsontext.Number {
		number = kind.Int()
	}
	if number == noticeRead && rules.readSeqs && carrier == fromPoll {
		for _, read := range body.Get("GroupReadInfoArray").Items() {
			c.Page.Notify(rules.table, "15", read)
		}
		return
	}
	notify := c.commonNotice(item, carrier)
	switch number {
	case noticeJoinRequest:
		for _, name := range [...]string{"RemarkInfo", "MsgKey", "Authentication"} {
			notify.Set(name, body.Get(name))
		}
		notify.Set("UserDefinedField", item.Get("UserDefinedField"))
		notify.Set("From_Account", item.Get("From_Account"))
		notify.Set("MsgSeq", item.Get("ClientSeq"))
		notify.Set("MsgRandom", item.Get("MsgRandom"))
	case noticeJoinAccept, noticeJoinRefuse:
		notify.Set("RemarkInfo", body.Get("RemarkInfo"))
	case noticeCustom:
		if rules.withSource && notify.Get("MsgSeq").Kind() == jsontext.Undefined {
			notify.Set("MsgSeq", item.Get("MsgSeq"))
		}
		notify.Set("UserDefinedField", body.Get("UserDefinedField"))
	default:
		if number < noticeJoinRequest || number > noticeLast {
			c.Log.Warn("未知群系统消息类型：reportType=" + kind.Str())
		}
	}
	c.notifyKind(rules.table, kind, notify)
}

// notifyKind calls the function under a number in a listener table. A kind
// that is not an integer is ignored: it could name an inherited property of the table.
func (c *Client) notifyKind(table string, kind jsontext.Value, notify jsontext.Value) {
	if kind.Is(kind.Int()) {
		c.Page.Notify(table, jsontext.FormatInt(int64(kind.Int())), notify)
	}
}

func (c *Client) commonNotice(item jsontext.Value, carrier noticeCarrier) jsontext.Value {
	body := item.Get("MsgBody")
	notify := jsontext.NewObject()
	if c.d.notices.withSource {
		source := 0
		if carrier == fromBigGroup {
			source = 1
		}
		notify.Set("SrcFlag", jsontext.Int(source))
	}
	notify.Set("ReportType", body.Get("ReportType"))
	notify.Set("GroupId", item.Get("ToGroupId"))
	notify.Set("GroupName", item.Get("GroupInfo").Get("GroupName"))
	notify.Set("Operator_Account", body.Get("Operator_Account"))
	notify.Set("MsgTime", item.Get("MsgTimeStamp"))
	if c.d.notices.withSource && carrier != fromBigGroup {
		notify.Set("groupReportTypeMsg", body)
		if c.d.wholeNotices {
			notify.Set("MsgSeq", item.Get("ClientSeq"))
			notify.Set("MsgRandom", item.Get("MsgRandom"))
			notify.Set("sourceGroupTip", item)
		}
	}
	return notify
}

// acceptsNotice reports whether a notice is for this user, and new. The poll's
// cursor excludes old notices; getmsg returns all pending notices at every sign-in.
func (c *Client) acceptsNotice(item jsontext.Value, carrier noticeCarrier) bool {
	rules, body := &c.d.notices, item.Get("MsgBody")
	if to := item.Get("GroupInfo").Get("To_Account"); rules.forMe && to.TextOr("") != c.id.identifier {
		c.Log.Error("收到本不应该给自己的系统消息: To_Account=" + to.Str())
		return false
	}
	if carrier != fromGetmsg && !rules.dedupes {
		return true
	}
	key := item.Get("ToGroupId").Str() + "_" + body.Get("ReportType").Str()
	if rules.withTime {
		key += "_" + item.Get("MsgTimeStamp").Str()
	}
	return c.notices.first(key + "_" + body.Get("Operator_Account").Str())
}

// onFriendNotices handles poll event 7.
func (c *Client) onFriendNotices(entry jsontext.Value, p *polled) {
	c.relationNotices(p, entry.Get("FriendListMod").Items(), "onFriendSystemNotifys", func(kind int, item, notify jsontext.Value) {
		field, name := "", "Accounts"
		switch kind {
		case 1:
			field = "FriendAdd_Account"
		case 2:
			field = "FriendDel_Account"
		case 3:
			field, name = "PendencyAdd", "PendencyList"
		case 4:
			field = "FrienPencydDel_Account" // the server's spelling
		case 5:
			field = "BlackListAdd_Account"
		case 6:
			field = "BlackListDel_Account"
		default:
			c.Log.Error("未知好友系统通知类型：type=" + item.Get("PushType").Str())
			return
		}
		notify.Set(name, item.Get(field))
	})
}

// onProfileNotices handles poll event 8.
func (c *Client) onProfileNotices(entry jsontext.Value, p *polled) {
	c.relationNotices(p, entry.Get("ProfileDataMod").Items(), "onProfileSystemNotifys", func(kind int, item, notify jsontext.Value) {
		if kind != 1 {
			c.Log.Error("未知资料系统通知类型：type=" + item.Get("PushType").Str())
			return
		}
		notify.Set("Profile_Account", item.Get("Profile_Account"))
		notify.Set("ProfileList", item.Get("ProfileList"))
	})
}

// relationNotices passes changes to the function under their PushType in a
// listener table (relations.md 7). fill adds the fields of a known kind. An
// unknown kind is passed on without fields.
func (c *Client) relationNotices(p *polled, items []jsontext.Value, table string, fill func(kind int, item, notify jsontext.Value)) {
	for _, item := range items {
		c.advanceNotice(item.Get("NoticeSeq").Float())
	}
	for _, item := range items {
		if c.epoch != p.epoch {
			return
		}
		kind := item.Get("PushType")
		notify := jsontext.NewObject()
		notify.Set("Type", kind)
		fill(kind.Int(), item, notify)
		c.notifyKind(table, kind, notify)
	}
}
