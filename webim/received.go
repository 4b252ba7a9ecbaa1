package webim

import "webim.js/webim/jsontext"

// ReceivedText returns the text that replaces a received element that cannot be
// displayed. isGroup is set if it is part of a group message.
func ReceivedText(dialect13, isGroup bool, elemType string) string {
	switch elemType {
	case "TIMSoundElem":
		return "[语音消息]下载地址解析出错"
	case "TIMFileElem":
		if isGroup {
			return "[文件消息]地址解析出错"
		}
		return "[文件消息下载地址解析出错]"
	case "TIMLocationElem":
		if dialect13 {
			return "web端暂不支持地理位置消息"
		}
	}
	return "web端暂不支持" + elemType + "消息"
}

// typing is the userAction of a custom element that is a typing notice.
const typing = 14

// IsTyping reports whether the data of a custom element is a typing notice.
func IsTyping(data string) bool {
	v, err := jsontext.Parse(data)
	return err == nil && v.Get("userAction").Is(typing)
}
