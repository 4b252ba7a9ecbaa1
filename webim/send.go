package webim

import "webim.js/webim/jsontext"

// Send is webim.sendMsg (guide 4.1; openim/sendmsg,
// group_open_http_svc/send_group_msg). A one-to-one message is stored when the
// server has accepted it; a group message when the poll returns it.
func (c *Client) Send(m Message, done Done) {
	if c.d.refusesUnknown && !c.signedIn(done, true) {
		return
	}
	v := m.Value()
	switch v.Get("sess").Get("type").Str() {
	case "C2C":
		c.sendC2C(m, v, done)
	case "GROUP":
		c.sendGroup(m, v, done)
	default:
		c.Log.Error("sendMsg: 未知会话类型 " + v.Get("sess").Get("type").Str())
		done.failed(c.d.ownError(codeDefault, "sendMsg: unknown session type"))
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
	user := c.user
	r := request{service: "openim", command: "sendmsg", body: body.JSON(), outlives: true}
	c.sendInOrder("C2C"+peer, done, func(done Done) {
		r.done = done
		r.ok = func(resp Response) {
			if c.user == user && !c.storeSent(m, v, "C2C"+peer, c.takeTime(m, v, resp)) {
				c.Log.Error(c.d.duplicateText)
				done.failed(c.d.ownError(codeDuplicate, c.d.duplicateText))
				return
			}
			done.succeeded(resp)
		}
		c.post(r)
	})
}

// storeSent stores a one-to-one message that the server has accepted, unless the store
// has it already. It returns false if this page has sent the message before.
func (c *Client) storeSent(m Message, v jsontext.Value, session string, time float64) bool {
	known, seq, random := c.store.session(session), v.Get("seq").Float(), v.Get("random").Float()
	isNew := known.admit(v.Get("isSend").Truthy(), seq, random, time, c.d.window)
	again := known.markSent(seq, random)
	if isNew {
		c.Page.Store(m)
	}
	return isNew || !again
}

// takeTime sets a sent message's time to the server's, if the response has it, and
// returns it. The page's clock may be wrong, and the times of own and others'
// messages are compared.
func (c *Client) takeTime(m Message, v jsontext.Value, resp Response) float64 {
	time := resp.Value().Get("MsgTime")
	if time.Kind() != jsontext.Number || time.Float() <= 0 {
		return v.Get("time").Float()
	}
	c.Page.SetTime(m, time.Float())
	return time.Float()
}

func (c *Client) sendGroup(m Message, v jsontext.Value, done Done) {
	body, ok := c.d.groupBody(c, v, c.messageBody(v))
	if !ok {
		done.drop() // the original calls neither callback
		return
	}
	r := request{service: "group_open_http_svc", command: "send_group_msg", body: body.JSON(), outlives: true}
	c.sendInOrder("GROUP"+v.Get("sess").Get("id").Str(), done, func(done Done) {
		r.done = done
		r.ok = func(resp Response) {
			c.takeTime(m, v, resp)
			done.succeeded(resp)
		}
		c.post(r)
	})
}

// groupBody13 returns 1.3's request body, which has no identifier by which a server
// could detect a duplicate. For a configured server it adds 1.7's random number.
func groupBody13(c *Client, v, body jsontext.Value) (jsontext.Value, bool) {
	o := jsontext.NewObject()
	o.Set("GroupId", v.Get("sess").Get("id"))
	if c.hosts.Own {
		o.Set("Random", v.Get("random"))
	}
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
	case 2: // sent without a priority, as in the original
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

// sendElement describes how an element's record becomes a MsgContent: pairs of a
// property's name and its name in the request. Without pairs the element has its
// own encoder.
type sendElement struct{ kind, pairs string }

var elements13 = []sendElement{
	{"TIMTextElem", "text Text"},
	{"TIMFaceElem", "index Index data Data"},
	{"TIMCustomElem", "data Data desc Desc ext Ext"},
	{"TIMImageElem", ""},
}

var elements17 = append(elements13[:len(elements13):len(elements13)],
	sendElement{"TIMFileElem", "uuid UUID name FileName size FileSize downFlag DownloadFlag"})

// messageBody returns MsgBody: the elements that can be sent, in order.
func (c *Client) messageBody(v jsontext.Value) jsontext.Value {
	list := jsontext.NewArray()
	for _, e := range v.Get("elems").Items() {
		kind := e.Get("type").Str()
		content, ok := c.d.sentContent(kind, e.Get("content"))
		if !ok {
			text := "web端暂不支持发送" + unsentName(kind)
			if !c.d.replacesElements {
				c.Log.Warn(text)
				continue
			}
			kind, content = "TIMTextElem", jsontext.NewObject()
			content.Set("Text", jsontext.String(text))
		}
		item := jsontext.NewObject()
		item.Set("MsgType", jsontext.String(kind))
		item.Set("MsgContent", content)
		list.Push(item)
	}
	return list
}

func (d *dialect) sentContent(kind string, content jsontext.Value) (sent jsontext.Value, ok bool) {
	for _, e := range d.elements {
		switch {
		case e.kind != kind:
		case e.pairs == "":
			return sentImages(content), true
		default:
			return renameMembers(content, e.pairs), true
		}
	}
	return jsontext.Value{}, false
}

// renameMembers copies members of v under new names; pairs is "from to from to …".
func renameMembers(v jsontext.Value, pairs string) jsontext.Value {
	o, names := jsontext.NewObject(), words(pairs)
	for i := 0; i < len(names); i += 2 {
		o.Set(names[i+1], v.Get(names[i]))
	}
	return o
}

func sentImages(content jsontext.Value) jsontext.Value {
	list := jsontext.NewArray()
	for _, image := range content.Get("ImageInfoArray").Items() {
		list.Push(renameMembers(image, "type Type size Size width Width height Height url URL"))
	}
	o := jsontext.NewObject()
	o.Set("UUID", content.Get("UUID"))
	o.Set("ImageFormat", content.Get("ImageFormat")) // records of 1.7.2 have it
	o.Set("ImageInfoArray", list)
	return o
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

// ReadUpTo reports a session as read up to its last message (guide 5.2,
// setAutoRead): openim/msgreaded with that message's time, or
// group_open_http_svc/msg_read_report with its seq. A failure is only logged.
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
