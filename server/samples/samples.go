// Package samples fills a new server with conversations of the demo's users, with
// every type of message, so that the demo has content when it is first opened.
//
// It does not write to the database: it sends the same commands as clients and
// phones, so the server validates and stores them like any other. An error
// response is an error of Fill.
package samples

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"time"
)

// Config holds the options of Fill.
type Config struct {
	Server   http.Handler // handles the commands
	Sign     func(user string) (userSig string)
	SDKAppID int64
}

// liveRoomID is the fixed id of the live room, so that links to it stay valid.
const liveRoomID = "live"

// Fill sends the sample conversations.
func Fill(ctx context.Context, c Config) error {
	s := &client{Config: c, ctx: ctx}
	for _, play := range []func(*client){addFriends, createOneToOne, createTeam, createOpenGroup, createLiveRoom, createEnglish} {
		play(s)
	}
	return s.err
}

// addFriends adds friends. alice requires confirmation, so dave's request to her
// is pending.
func addFriends(s *client) {
	for _, friend := range []string{"bob", "carol"} {
		s.call("alice", "sns/friend_add", m{"From_Account": "alice", "AddFriendItem": []m{{"To_Account": friend, "AddSource": "AddSource_Type_Unknow"}}})
	}
	s.call("alice", "profile/portrait_set", m{"From_Account": "alice", "ProfileItem": []m{
		{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_NeedConfirm"},
		{"Tag": "Tag_Profile_IM_Gender", "Value": "Gender_Type_Female"},
	}})
	s.call("dave", "sns/friend_add", m{"From_Account": "dave", "AddFriendItem": []m{
		{"To_Account": "alice", "AddSource": "AddSource_Type_Unknow", "AddWording": "我是设计组的周远，评审时见过"},
	}})
}

// createOneToOne creates a conversation with every type of element. Alice's messages come
// first: later messages are unread, since a 1.3 client displays unread messages, but no
// history.
func createOneToOne(s *client) {
	s.sendText("alice", "bob", text("周五评审的议程：https://example.com/agenda，纸质版我也带一份"))
	s.sendText("alice", "bob", s.file("alice", "bob", "评审议程.md", []byte("# 接口评审\n\n1. 登录和会话\n2. 消息收发\n3. 群组\n")))
	s.sendText("alice", "bob", text("投影仪找苏晴借，这是她的名片"))
	s.sendText("alice", "bob", custom(`{"card":"contact","account":"carol"}`, "名片", ""))
	s.sendText("bob", "alice", text("收到，多谢"), face(17, "[呲牙]"))
	s.markRead("bob", "alice")
	s.markRead("alice", "bob")
	s.sendText("bob", "alice", text("小夏，新会议室布置好了，给你看看"))
	s.sendText("bob", "alice", s.picture("bob", "alice", "会议室.png", landscape(day)))
	s.sendText("bob", "alice", s.picture("bob", "alice", "傍晚.png", landscape(dusk)))
	s.sendText("bob", "alice", text("地点在这里，走过来五分钟"))
	s.sendText("bob", "alice", custom(`{"card":"place","name":"三楼会议室","address":"科苑路 15 号","latitude":22.5405,"longitude":113.9345}`, "位置", ""))
	s.sendText("bob", "alice", element("TIMLocationElem", m{"Desc": "东门地铁站", "Latitude": 22.5431, "Longitude": 113.9412}))
	s.sendText("bob", "alice", s.sound("bob", "alice", chime(), 2))
	s.sendText("bob", "alice", custom(`{"meeting":"接口评审","weekday":5}`, "日程提醒", "周五 15:00"))
	s.sendText("bob", "alice", text("周五见"), face(1, "[微笑]"))
}

// createTeam creates a private group with a profile and some messages.
func createTeam(s *client) {
	id := s.createGroup("alice", m{"Type": "Private", "Name": "接口评审小组", "MemberList": members("bob", "carol", "erin")})
	s.call("alice", "group_open_http_svc/modify_group_base_info", m{"GroupId": id, "Notification": "周五下午三点，三楼会议室", "Introduction": "每周一次，过一遍新接口"})
	s.sendToGroup("alice", id, text("大家好，周五下午三点评审新接口，三楼会议室"), face(1, "[微笑]"))
	s.sendToGroup("bob", id, text("收到"))
	s.sendToGroup("bob", id, text("接口文档今天下班前发到群里，麻烦大家先看第二章：登录和会话。"))
	s.sendToGroup("carol", id, text("好的，我来带投影仪"))
	s.markGroupRead("alice", id)
	s.sendToGroup("carol", id, s.picture("carol", id, "投影仪.png", landscape(dusk)))
	s.sendToGroup("erin", id, text("「陈默：接口文档今天下班前发到群里」\n- - - - - -\n我这边的联调结果也一起过一下，@林小夏 "))
	s.sendText("carol", "alice", text("会议室订好了，要不要再叫上浩然？"))
}

// createOpenGroup creates a public group with a pending application.
func createOpenGroup(s *client) {
	id := s.createGroup("alice", m{"Type": "Public", "Name": "前端互助", "Introduction": "有问必答，先搜再问"})
	s.call("frank", "group_open_http_svc/apply_join_group", m{"GroupId": id, "ApplyMsg": "我是吴浩然，想一起交流"})
}

func createLiveRoom(s *client) {
	s.createGroup("grace", m{"Type": "AVChatRoom", "Name": "周五技术直播", "GroupId": liveRoomID, "Introduction": "每周五晚八点"})
}

// createEnglish creates a conversation for visitors of the English demo.
func createEnglish(s *client) {
	s.call("olivia", "sns/friend_add", m{"From_Account": "olivia", "AddFriendItem": []m{{"To_Account": "james", "AddSource": "AddSource_Type_Unknow"}}})
	s.sendText("james", "olivia", text("Morning! The new meeting room is ready, have a look"))
	s.sendText("james", "olivia", s.picture("james", "olivia", "meeting-room.png", landscape(day)))
	s.sendText("olivia", "james", text("Oh nice, much brighter than the old one"))
	s.sendText("olivia", "james", text("Agenda is at https://example.com/agenda, and I'll bring printed copies"))
	s.sendText("olivia", "james", s.file("olivia", "james", "agenda.md", []byte("# API review\n\n1. Signing in\n2. Messages\n3. Groups\n")))
	s.sendText("james", "olivia", custom(`{"card":"place","name":"Meeting room 3","address":"15 Harbour Street","latitude":51.5045,"longitude":-0.0865}`, "Place", ""))
	s.sendText("james", "olivia", s.sound("james", "olivia", chime(), 2))
	s.sendText("olivia", "james", text("Ask Mia about the projector, here is her card"))
	s.sendText("olivia", "james", custom(`{"card":"contact","account":"mia"}`, "Contact card", ""))
	s.markRead("olivia", "james")
	s.markRead("james", "olivia")
	s.sendText("james", "olivia", text("Perfect. See you Friday"))

	id := s.createGroup("olivia", m{"Type": "Private", "Name": "API review", "MemberList": members("james", "mia", "noah")})
	s.call("olivia", "group_open_http_svc/modify_group_base_info", m{"GroupId": id, "Notification": "Friday 3 pm, meeting room 3", "Introduction": "Once a week: what is new in the API"})
	s.sendToGroup("olivia", id, text("Hi all, we review the new API on Friday at three, meeting room 3"))
	s.sendToGroup("james", id, text("Works for me. I'll send the document before I leave today, please read chapter two first: signing in and sessions."))
	s.sendToGroup("mia", id, text("I'll bring the projector"))
	s.markGroupRead("olivia", id)
	s.markGroupRead("james", id)
	s.sendToGroup("mia", id, s.picture("mia", id, "projector.png", landscape(dusk)))
	s.sendToGroup("noah", id, text("「James Reed：I'll send the document before I leave today」\n- - - - - -\nCould we go through my test results as well? @Olivia Hart "))
	s.sendText("mia", "olivia", text("Room is booked. Shall we invite Noah too?"))
}

// client sends commands. After the first error it sends no more.
type client struct {
	Config
	ctx  context.Context
	err  error
	sent int // number of messages, for MsgSeq and MsgRandom
}

type m = map[string]any

// sendText sends a message from one user to another.
func (s *client) sendText(from, to string, elements ...m) {
	s.sent++
	s.call(from, "openim/sendmsg", m{
		"From_Account": from, "To_Account": to, "MsgSeq": s.sent, "MsgRandom": s.sent, "MsgTimeStamp": time.Now().Unix(), "MsgBody": elements,
	})
}

// sendToGroup sends a message to a group and marks it as read by its sender.
func (s *client) sendToGroup(from, group string, elements ...m) {
	s.sent++
	s.call(from, "group_open_http_svc/send_group_msg", m{"GroupId": group, "From_Account": from, "Random": s.sent, "MsgBody": elements})
	s.markGroupRead(from, group)
}

// markRead reports the peer's messages as read by a user.
func (s *client) markRead(user, peer string) {
	s.call(user, "openim/msgreaded", m{"C2CMsgReaded": m{"Cookie": "", "C2CMsgReadedItem": []m{{"To_Account": peer, "LastedMsgTime": time.Now().Unix()}}}})
}

// markGroupRead is markRead for a group. The server caps the seq at the latest.
func (s *client) markGroupRead(user, group string) {
	s.call(user, "group_open_http_svc/msg_read_report", m{"GroupId": group, "MsgReadedSeq": math.MaxInt32})
}

// createGroup creates a group and returns its id.
func (s *client) createGroup(owner string, profile m) string {
	profile["Owner_Account"] = owner
	var response struct {
		GroupID string `json:"GroupId"`
	}
	s.callInto(owner, "group_open_http_svc/create_group", profile, &response)
	return response.GroupID
}

func members(accounts ...string) (list []m) {
	for _, account := range accounts {
		list = append(list, m{"Member_Account": account})
	}
	return list
}

func element(kind string, content m) m { return m{"MsgType": kind, "MsgContent": content} }

func text(s string) m { return element("TIMTextElem", m{"Text": s}) }

func face(index int, name string) m { return element("TIMFaceElem", m{"Index": index, "Data": name}) }

func custom(data, desc, ext string) m {
	return element("TIMCustomElem", m{"Data": data, "Desc": desc, "Ext": ext})
}

func (s *client) call(user, command string, body m) { s.callInto(user, command, body, nil) }

// callInto sends a command and decodes its response into out.
func (s *client) callInto(user, command string, body m, out any) {
	if s.err != nil {
		return
	}
	data, err := s.post(user, command, body)
	var envelope struct {
		ActionStatus, ErrorInfo string
		Fail                    []string `json:"Fail_Account"`
		Invalid                 []string `json:"Invalid_Account"`
	}
	if err == nil {
		err = json.Unmarshal(data, &envelope)
	}
	switch {
	case err != nil:
		s.err = err
	case envelope.ActionStatus != "OK" || len(envelope.Fail)+len(envelope.Invalid) > 0:
		s.err = errors.New("samples: " + command + ": " + string(data))
	case out != nil:
		s.err = json.Unmarshal(data, out)
	}
}
