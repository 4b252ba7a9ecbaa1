package webim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// elements lists every element that a page can create, and what is sent for it. sent17
// is empty if 1.7 omits the element; sent13 is the text that 1.3 sends in its place.
var elements = []struct{ element, sent17, sent13 string }{
	{`{"type":"TIMTextElem","content":{"text":"&lt;b&gt;"}}`, `{"MsgType":"TIMTextElem","MsgContent":{"Text":"&lt;b&gt;"}}`, ""},
	{`{"type":"TIMTextElem","content":{}}`, `{"MsgType":"TIMTextElem","MsgContent":{}}`, ""},
	{`{"type":"TIMFaceElem","content":{"index":3,"data":"[x]"}}`, `{"MsgType":"TIMFaceElem","MsgContent":{"Index":3,"Data":"[x]"}}`, ""},
	{`{"type":"TIMCustomElem","content":{"data":"{}","desc":"","ext":null}}`, `{"MsgType":"TIMCustomElem","MsgContent":{"Data":"{}","Desc":"","Ext":null}}`, ""},
	{`{"type":"TIMImageElem","content":{"UUID":"u","ImageInfoArray":[{"type":3,"size":1,"width":2,"height":4,"url":"s"},{"type":1,"url":"o"}]}}`,
		`{"MsgType":"TIMImageElem","MsgContent":{"UUID":"u","ImageInfoArray":[{"Type":3,"Size":1,"Width":2,"Height":4,"URL":"s"},{"Type":1,"URL":"o"}]}}`, ""},
	{`{"type":"TIMImageElem","content":{"UUID":"u","ImageFormat":255}}`, `{"MsgType":"TIMImageElem","MsgContent":{"UUID":"u","ImageFormat":255,"ImageInfoArray":[]}}`, ""},
	{`{"type":"TIMFileElem","content":{"uuid":"u","name":"n","size":5,"downFlag":2}}`, `{"MsgType":"TIMFileElem","MsgContent":{"UUID":"u","FileName":"n","FileSize":5,"DownloadFlag":2}}`, "文件消息"},
	{`{"type":"TIMSoundElem","content":{}}`, "", "语音消息"},
	{`{"type":"TIMLocationElem","content":{}}`, "", "地理位置消息"},
	{`{"type":"TIMOddElem","content":{}}`, "", "TIMOddElem消息"},
	{`{"content":{}}`, "", "undefined消息"},
}

func TestSendEncodesElements(t *testing.T) {
	for _, dialect := range []string{"1.7", "1.3"} {
		var given, sent []string
		for _, e := range elements {
			given = append(given, e.element)
			switch {
			case dialect == "1.3" && e.sent13 != "":
				sent = append(sent, `{"MsgType":"TIMTextElem","MsgContent":{"Text":"web端暂不支持发送`+e.sent13+`"}}`)
			case e.sent17 != "":
				sent = append(sent, e.sent17)
			}
		}
		body := `"MsgBody":[` + strings.Join(sent, ",") + `]`
		r := connectedRig(t, dialect)
		r.Send(withElements("C2C", "bob", given), r.done("send"))
		assert.Contains(t, r.take()[0], body)
		r.Send(withElements("GROUP", "@g", given), r.done("send"))
		assert.Contains(t, r.take()[0], body)
		assert.Equal(t, dialect == "1.7", r.log.has("web端暂不支持发送语音消息"), "1.7 must log omitted elements")
	}
}

func withElements(kind, id string, elements []string) pageMessage {
	m := newMessage(kind, id, 1, "")
	m.v.Set("elems", mustParse("["+strings.Join(elements, ",")+"]"))
	return m
}

func TestSendStoresAcceptedC2CMessage(t *testing.T) {
	const body = `{"From_Account":"me","To_Account":"bob","MsgTimeStamp":1500000001,"MsgSeq":1,"MsgRandom":10,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}]`
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("openim/sendmsg", okWith(`"MsgTime":5`))
		r.Send(c2cMessage("bob", 1), r.done("send"))
		assert.Empty(t, r.page.stored("C2Cbob"), "a message must not be stored before the response")
		r.settle()
		r.expect(`> openim/sendmsg `+body+`}`, `send ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","MsgTime":5}`)
		assert.Equal(t, []string{"sent>bob 1"}, r.page.stored("C2Cbob"))
	})
	r := connectedRig(t, "1.7")
	r.Send(newMessage("C2C", "bob", 1, `,"push":{"PushFlag":0}`), r.done("send"))
	assert.Equal(t, `> openim/sendmsg `+body+`,"OfflinePushInfo":{"PushFlag":0}}`, r.take()[0])
	m := c2cMessage("x", 1)
	m.v.Set("sess", mustParse(`{"type":"C2C","id":12345}`))
	r.Send(m, r.done("send"))
	assert.Contains(t, r.trace[0], `"To_Account":"12345",`, "ids must be sent as strings")
}

// A message that the server accepted but that is already in the store is an error.
func TestSendTwiceFails(t *testing.T) {
	for dialect, notified := range map[string]string{
		"1.7": `send err {"ActionStatus":"FAIL","ErrorCode":-17,"ErrorInfo":"sendMsg: addMsg failed![-17]"}`,
		"1.3": `send err {"ActionStatus":"FAIL","ErrorInfo":"sendMsg: local addMsg failed!"}`,
	} {
		r := connectedRig(t, dialect)
		m := c2cMessage("bob", 1)
		for range 2 {
			r.Send(m, r.done("send"))
			r.settle()
		}
		callbacks := r.callbacks()
		require.Len(t, callbacks, 2)
		assert.Equal(t, notified, callbacks[1])
		assert.Equal(t, 2, r.net.counts["openim/sendmsg"])
		assert.Len(t, r.page.stored("C2Cbob"), 1)
	}
	// If the poll returned the message first, sending succeeds. Sending it again fails.
	r := connectedRig(t, "1.7")
	r.push(c2cEvent(c2c("me", "bob", 1, "")))
	r.take()
	r.Send(c2cMessage("bob", 1), r.done("send"))
	r.settle()
	assert.Contains(t, r.callbacks()[0], "send ok ")
	assert.Equal(t, []string{"me>bob 1"}, r.page.stored("C2Cbob"))
	r.Send(c2cMessage("bob", 1), r.done("send"))
	r.settle()
	assert.Contains(t, r.callbacks()[0], "-17")
	// A sent message that the poll returns later is a duplicate.
	r.Send(c2cMessage("bob", 2), r.done("send"))
	r.settle()
	r.take()
	r.push(c2cEvent(c2c("me", "bob", 2, "")))
	assert.Empty(t, r.callbacks())
}

func TestRefusedMessageCanBeSentAgain(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.on("openim/sendmsg", failWith(20003, "no such user"), lost, okReply)
		r.on("group_open_http_svc/send_group_msg", failWith(10017, "muted"))
		r.Send(c2cMessage("bob", 1), r.done("send"))
		r.Send(groupMessage("@g", 1), r.done("send"))
		r.settle()
		callbacks := r.callbacks()
		require.Len(t, callbacks, 2)
		assert.Contains(t, callbacks[0], `send err {"ActionStatus":"FAIL","ErrorCode":20003,`)
		assert.Contains(t, callbacks[1], `send err {"ActionStatus":"FAIL","ErrorCode":10017,`)
		r.Send(c2cMessage("bob", 1), r.done("send"))
		r.advance(lostDelay)
		assert.Contains(t, r.callbacks()[0], `请求服务器失败`)
		assert.Empty(t, r.page.stored("C2Cbob"))
		r.Send(c2cMessage("bob", 1), r.done("send"))
		r.settle()
		assert.Contains(t, r.callbacks()[0], "send ok", "a refused message must not be indexed as a duplicate")
	})
}

// A group message is sent by its kind, and arrives by the poll.
func TestSendToGroupStoresNothing(t *testing.T) {
	const content = `"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}]`
	r := connectedRig(t, "1.7")
	for subType, priority := range map[string]string{"0": `,"MsgPriority":"COMMON"`, "1": `,"MsgPriority":"LOVEMSG"`, "3": `,"MsgPriority":"REDPACKET"`, "2": ""} {
		m := groupMessage("@g", 1)
		m.v.Set("subType", mustParse(subType))
		r.Send(m, r.done("send"))
		r.settle()
		r.expect(`> group_open_http_svc/send_group_msg {"GroupId":"@g","From_Account":"me","Random":10,`+content+priority+`}`, `send ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`)
	}
	assert.Empty(t, r.page.stored("GROUP@g"))
	for _, subType := range []string{"4", "-1", "100"} {
		m := groupMessage("@g", 1)
		m.v.Set("subType", mustParse(subType))
		r.Send(m, r.done("send"))
		r.settle()
		r.expect()
		assert.True(t, r.log.has("webim.Msg.subType invalid: "+subType))
	}
	r.Send(newMessage("GROUP", "@g", 1, `,"push":{"Desc":"d"}`), r.done("send"))
	assert.Contains(t, r.take()[0], `"MsgPriority":"COMMON","OfflinePushInfo":{"Desc":"d"}}`)
	m := newMessage("GROUP", "5", 1, `,"push":{"Desc":"d"}`)
	m.v.Set("elems", mustParse("[]"))
	m.v.Set("sess", mustParse(`{"type":"GROUP","id":5}`))
	r.Send(m, r.done("send"))
	assert.Equal(t, `> group_open_http_svc/send_group_msg {"GroupId":"5","From_Account":"me","Random":10,"MsgBody":[],"MsgPriority":"COMMON"}`, r.take()[0], "without elements there must be no push info")

	r = connectedRig(t, "1.3")
	r.Send(groupMessage("@g", 1), r.done("send"))
	r.settle()
	r.expect(`> group_open_http_svc/send_group_msg {"GroupId":"@g",`+content+`}`, `send ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`)
	assert.Empty(t, r.page.stored("GROUP@g"))
	// With a configured server, the message carries an id by which it detects a
	// repetition.
	r = newRigAt(t, OwnServer("https://own"), "")
	r.scriptSignIn()
	r.init13(me13)
	r.take()
	r.Send(groupMessage("@g", 1), r.done("send"))
	r.settle()
	r.expect(`> group_open_http_svc/send_group_msg {"GroupId":"@g","Random":10,`+content+`}`, `send ok {"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`)
}

func TestSendToUnknownSessionTypeFails(t *testing.T) {
	inBoth(t, func(t *testing.T, r *rig) {
		r.Send(newMessage("ROOM", "x", 1, ""), r.done("send"))
		callbacks := r.take()
		require.Len(t, callbacks, 1)
		assert.Contains(t, callbacks[0], "send err {")
	})
}

// A message may be sent in the callback of the previous one.
func TestSendInCallbackSucceeds(t *testing.T) {
	r := connectedRig(t, "1.7")
	n := 0
	var next func(...Arg)
	next = func(...Arg) {
		if n++; n <= 5 {
			r.Send(c2cMessage("bob", n), Done{OK: next})
		}
	}
	next()
	r.settle()
	assert.Equal(t, fmt.Sprint([]string{"sent>bob 1", "sent>bob 2", "sent>bob 3", "sent>bob 4", "sent>bob 5"}), fmt.Sprint(r.page.stored("C2Cbob")))
}
