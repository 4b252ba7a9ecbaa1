package webim

import (
	"webim.js/webim/jsontext"
)

// Send is webim.sendMsg (guide 4.1; openim/sendmsg,
// group_open_http_svc/send_group_msg). A one-to-one message enters the store
// when the server has it; a group's message comes back by the poll.
func (c *Client) Send(m Message, done Done) {
	if c.d.tellsConnection && !c.CheckLogin(done, true) {
		return
	}
	v := m.Value()
	switch v.Get("sess").Get("type").Str() {
	case "C2C":
		c.sendC2C(m, v, done)
	case "GROUP":
		c.sendGroup(v, done)
	default:
		c.Log.Error("sendMsg: 未知会话类型 " + v.Get("sess").Get("type").Str())
		done.err(c.d.ownError(codeDefault, "sendMsg: unknown session type"))
	}
}

func (c *Client) sendC2C(m Message, v jsontext.Value, done Done) {
	peer := v.Get("sess").Get("id").Str()
	body := jsontext.NewObject()
	body.Set("From_Account", jsontext.String(c.id.identifier))
	body.Set("To_Account", jsontext.String(peer))
	body.Set("MsgTimeStamp", v.Get("time"))
	body.Set("MsgSeq", v.Get("seq"))
	body.Set("MsgRandom", v.Get("random"))
	body.Set("MsgBody", c.messageBody(v))
	body.Set("OfflinePushInfo", v.Get("push"))
	c.post(request{service: "openim", command: "sendmsg", body: body.JSON(), fail: func(e jsontext.Value) { done.err(e) },
		ok: func(a Answer) {
			key := keyOf(v.Get("isSend").Truthy(), v.Get("seq").Float(), v.Get("random").Float())
			if !c.store.of("C2C"+peer, 0).admit(key, v.Get("time").Float(), c.d.window) {
				c.Log.Error(c.d.duplicateText)
				done.err(c.d.ownError(codeDuplicate, c.d.duplicateText))
				return
			}
			c.Page.Store(m)
			done.ok(a)
		}})
}

func (c *Client) sendGroup(v jsontext.Value, done Done) {
	body, ok := c.d.groupBody(c, v, c.messageBody(v))
	if !ok {
		return
	}
	c.post(request{service: "group_open_http_svc", command: "send_group_msg", body: body.JSON(),
		ok:   func(a Answer) { done.ok(a) },
		fail: func(e jsontext.Value) { done.err(e) }})
}

func groupBody13(_ *Client, v, body jsontext.Value) (jsontext.Value, bool) {
	o := jsontext.NewObject()
	o.Set("GroupId", v.Get("sess").Get("id"))
	o.Set("MsgBody", body)
	return o, true
}

func groupBody17(c *Client, v, body jsontext.Value) (jsontext.Value, bool) {
	o := jsontext.NewObject()
	o.Set("GroupId", jsontext.String(v.Get("sess").Get("id").Str()))
	o.Set("From_Account", jsontext.String(c.id.identifier))
	o.Set("Random", v.Get("random"))
	o.Set("MsgBody", body)
	switch v.Get("subType").Int() {
	case 0:
		o.Set("MsgPriority", jsontext.String("COMMON"))
	case 1:
		o.Set("MsgPriority", jsontext.String("LOVEMSG"))
	case 2: // goes out, without a priority, as the original's
		c.Log.Error("webim.Msg.subType invalid: 2 (tip)")
	case 3:
		o.Set("MsgPriority", jsontext.String("REDPACKET"))
	default:
		c.Log.Error("webim.Msg.subType invalid: " + v.Get("subType").Str())
		return o, false
	}
	if body.Len() > 0 {
		o.Set("OfflinePushInfo", v.Get("push"))
	}
	return o, true
}

// messageBody is MsgBody: the elements that can be sent, in order.
func (c *Client) messageBody(v jsontext.Value) jsontext.Value {
	list := jsontext.NewArray()
	for _, e := range v.Get("elems").Items() {
		kind, content := e.Get("type"), e.Get("content")
		make, ok := c.d.elements[kind.Str()]
		if ok {
			content, ok = make(content)
		}
		if !ok {
			text := "web端暂不支持发送" + unsentName(kind.Str())
			if !c.d.replacesElements {
				c.Log.Warn(text)
				continue
			}
			kind = jsontext.String("TIMTextElem")
			content = jsontext.NewObject()
			content.Set("Text", jsontext.String(text))
		}
		item := jsontext.NewObject()
		item.Set("MsgType", kind)
		item.Set("MsgContent", content)
		list.Push(item)
	}
	return list
}

func unsentName(kind string) string {
	switch kind {
	case "TIMSoundElem":
		return "语音消息"
	case "TIMLocationElem":
		return "地理位置消息"
	case "TIMFileElem":
		return "文件消息"
	}
	return kind + "消息"
}

// fields copies members: from, to, from, to, …
func fields(names ...string) func(jsontext.Value) (jsontext.Value, bool) {
	return func(content jsontext.Value) (jsontext.Value, bool) {
		o := jsontext.NewObject()
		for i := 0; i < len(names); i += 2 {
			o.Set(names[i+1], content.Get(names[i]))
		}
		return o, true
	}
}

func imageContent(content jsontext.Value) (jsontext.Value, bool) {
	o := jsontext.NewObject()
	o.Set("UUID", content.Get("UUID"))
	o.Set("ImageFormat", content.Get("ImageFormat"))
	one := fields("type", "Type", "size", "Size", "width", "Width", "height", "Height", "url", "URL")
	list := jsontext.NewArray()
	for _, image := range content.Get("ImageInfoArray").Items() {
		info, _ := one(image)
		list.Push(info)
	}
	o.Set("ImageInfoArray", list)
	return o, true
}

// What of an element's record goes out (MsgContent), by element type.
var elements13 = map[string]func(jsontext.Value) (jsontext.Value, bool){
	"TIMTextElem":   fields("text", "Text"),
	"TIMFaceElem":   fields("index", "Index", "data", "Data"),
	"TIMImageElem":  imageContent,
	"TIMCustomElem": fields("data", "Data", "desc", "Desc", "ext", "Ext"),
}

var elements17 = map[string]func(jsontext.Value) (jsontext.Value, bool){
	"TIMTextElem":   elements13["TIMTextElem"],
	"TIMFaceElem":   elements13["TIMFaceElem"],
	"TIMImageElem":  imageContent,
	"TIMCustomElem": elements13["TIMCustomElem"],
	"TIMFileElem":   fields("uuid", "UUID", "name", "FileName", "size", "FileSize", "downFlag", "DownloadFlag"),
}

// ReadUpTo reports a session as read, as far as it goes (guide 5.2,
// setAutoRead): openim/msgreaded with the time of its last message, or
// group_open_http_svc/msg_read_report with its highest seq. The result is only
// logged.
func (c *Client) ReadUpTo(sessionType string, id, time, seq jsontext.Value) {
	o, call := jsontext.NewObject(), "c2CMsgReaded"
	if sessionType == "GROUP" {
		call = "groupMsgReaded"
		o.Set("GroupId", id)
		o.Set("MsgReadedSeq", seq)
	} else {
		o.Set("To_Account", id)
		o.Set("LastedMsgTime", time)
	}
	c.Call(call, o, Done{Err: func(args ...Arg) {
		c.Log.Error(call + " failed: " + args[0].(jsontext.Value).Get("ErrorInfo").Str())
	}})
}
