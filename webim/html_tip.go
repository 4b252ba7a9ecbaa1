package webim

// maxTipItems is the maximum number of users or members that a tip names, followed
// by the total.
const maxTipItems = 10

// tip holds the properties of a group tip that toHtml() reads.
type tip struct {
	opType, opUser Text

	// items is the list of a tip of this type, and total its length. Of the lists
	// marked "cut" only the first maxTipItems are needed.
	//   1, 3, 4, 5   user ids                   cut
	//   6            type, value of each entry
	//   7            user id, seconds of each   cut
	items []Text
	total int
}

// tipTexts holds the text before and after the users, for the tips that name users.
var tipTexts = [...]struct{ opType, before, after string }{
	{"1", "邀请了", "加入该群"},
	{"3", "将", "踢出该群"},
	{"4", "将", "设为管理员"},
	{"5", "取消", "的管理员资格"},
}

// tipFields maps the types of a group's new values to their text.
var tipFields = [...]struct{ infoType, text string }{
	{"1", "群头像为"},
	{"2", "群名称为"},
	{"3", "群主为"},
	{"4", "群公告为"},
	{"5", "群简介为"},
}

func htmlTip(dst Text, t tip) Text {
	dst = appendStr16(dst, "[群提示消息]")
	switch {
	case equal16(t.opType, "2"):
		dst = appendEscaped(dst, t.opUser, inContent)
		return appendStr16(dst, "主动退出该群")
	case equal16(t.opType, "6"):
		dst = appendEscaped(dst, t.opUser, inContent)
		return appendTipInfos(appendStr16(dst, "修改了群资料："), t)
	case equal16(t.opType, "7"):
		dst = appendEscaped(dst, t.opUser, inContent)
		return appendTipMembers(appendStr16(dst, "修改了群成员资料:"), t)
	}
	for _, text := range tipTexts {
		if equal16(t.opType, text.opType) {
			dst = appendEscaped(dst, t.opUser, inContent)
			dst = appendTipUsers(appendStr16(dst, text.before), t)
			return appendStr16(dst, text.after)
		}
	}
	dst = appendStr16(dst, "未知群提示消息类型：type=")
	return appendEscaped(dst, t.opType, inContent)
}

func appendTipUsers(dst Text, t tip) Text {
	for i, user := range t.items {
		dst = appendEscaped(dst, user, inContent)
		dst = append(dst, ',')
		if i == maxTipItems-1 {
			return appendTipTotal(dst, t)
		}
	}
	return dst
}

func appendTipInfos(dst Text, t tip) Text {
	for i := 0; i+1 < len(t.items); i += 2 {
		dst = appendTipField(dst, t.items[i])
		dst = appendEscaped(dst, t.items[i+1], inContent)
		dst = appendStr16(dst, "; ")
	}
	return dst
}

func appendTipField(dst, infoType Text) Text {
	for _, field := range tipFields {
		if equal16(infoType, field.infoType) {
			return appendStr16(dst, field.text)
		}
	}
	dst = appendStr16(dst, "未知信息为:type=")
	dst = appendEscaped(dst, infoType, inContent)
	return appendStr16(dst, ",value=")
}

// appendTipMembers writes each member and the seconds of the mute. nil seconds
// differ from 0.
func appendTipMembers(dst Text, t tip) Text {
	for i := 0; i+1 < len(t.items); i += 2 {
		dst = appendEscaped(dst, t.items[i], inContent)
		dst = appendStr16(dst, ": ")
		switch seconds := t.items[i+1]; {
		case seconds == nil:
			dst = appendStr16(dst, " shutupTime为空")
		case number16(seconds) == 0:
			dst = appendStr16(dst, "取消禁言; ")
		default:
			dst = appendStr16(dst, "禁言")
			dst = appendEscaped(dst, seconds, inContent)
			dst = appendStr16(dst, "秒; ")
		}
		if i/2 == maxTipItems-1 {
			return appendTipTotal(dst, t)
		}
	}
	return dst
}

// appendTipTotal closes a list at its last shown item.
func appendTipTotal(dst Text, t tip) Text {
	if t.total <= maxTipItems {
		return dst
	}
	dst = appendStr16(dst, "等")
	dst = appendNumber16(dst, float64(t.total))
	return appendStr16(dst, "人")
}
