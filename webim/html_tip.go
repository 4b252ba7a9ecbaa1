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

const tipTitle = "[群提示消息]"

// tipTexts holds the template before the users and the text after them, for the tips
// that name users.
var tipTexts = [...]struct{ opType, before, after string }{
	{"1", tipTitle + "%c邀请了", "加入该群"},
	{"3", tipTitle + "%c将", "踢出该群"},
	{"4", tipTitle + "%c将", "设为管理员"},
	{"5", tipTitle + "%c取消", "的管理员资格"},
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
	switch {
	case equal16(t.opType, "2"):
		return appendHTML(dst, tipTitle+"%c主动退出该群", t.opUser)
	case equal16(t.opType, "6"):
		return appendTipInfos(appendHTML(dst, tipTitle+"%c修改了群资料：", t.opUser), t)
	case equal16(t.opType, "7"):
		return appendTipMembers(appendHTML(dst, tipTitle+"%c修改了群成员资料:", t.opUser), t)
	}
	for _, text := range tipTexts {
		if equal16(t.opType, text.opType) {
			dst = appendTipUsers(appendHTML(dst, text.before, t.opUser), t)
			return appendStr16(dst, text.after)
		}
	}
	return appendHTML(dst, tipTitle+"未知群提示消息类型：type=%c", t.opType)
}

func appendTipUsers(dst Text, t tip) Text {
	for i, user := range t.items {
		dst = appendHTML(dst, "%c,", user)
		if i == maxTipItems-1 {
			return appendTipTotal(dst, t)
		}
	}
	return dst
}

func appendTipInfos(dst Text, t tip) Text {
	for i := 0; i+1 < len(t.items); i += 2 {
		dst = appendTipField(dst, t.items[i])
		dst = appendHTML(dst, "%c; ", t.items[i+1])
	}
	return dst
}

func appendTipField(dst, infoType Text) Text {
	for _, field := range tipFields {
		if equal16(infoType, field.infoType) {
			return appendStr16(dst, field.text)
		}
	}
	return appendHTML(dst, "未知信息为:type=%c,value=", infoType)
}

// appendTipMembers writes each member and the seconds of the mute. nil seconds
// differ from 0.
func appendTipMembers(dst Text, t tip) Text {
	for i := 0; i+1 < len(t.items); i += 2 {
		dst = appendHTML(dst, "%c: ", t.items[i])
		switch seconds := t.items[i+1]; {
		case seconds == nil:
			dst = appendStr16(dst, " shutupTime为空")
		case number16(seconds) == 0:
			dst = appendStr16(dst, "取消禁言; ")
		default:
			dst = appendHTML(dst, "禁言%c秒; ", seconds)
		}
		if i/2 == maxTipItems-1 {
			return appendTipTotal(dst, t)
		}
	}
	return dst
}

// appendTipTotal appends the total to a list that was cut.
func appendTipTotal(dst Text, t tip) Text {
	if t.total <= maxTipItems {
		return dst
	}
	dst = appendStr16(dst, "等")
	dst = appendNumber16(dst, float64(t.total))
	return appendStr16(dst, "人")
}
