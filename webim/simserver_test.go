package webim

import (
	"fmt"
	"strings"
	"time"

	"webim.js/webim/jsontext"
)

// simServer simulates the backend's handling of messages. It never loses a message that
// it has accepted.
type simServer struct {
	sim       *simulation
	downUntil time.Duration
	stamp     int
	sessions  int
	messages  []*simMessage            // all, by stamp
	groups    map[string][]*simMessage // per group, by seq from 1
	sent      map[string]*simMessage   // by deduplication key
	polls     map[string]*simPoll      // by instance
	kicked    map[string]bool          // ended instances; true if reported by an event
}

// simMessage is a message in the server's store.
type simMessage struct {
	stamp, seq, random int
	from, to, group    string
	session            string // of the sender
	time               int64
}

// simPoll is a user's session and its polls.
type simPoll struct {
	user, session string
	is13          bool
	start         int // in 1.3, -1: not determined yet
	waiting       []*simWait
}

type simWait struct {
	after, notify int
	respond       func(string)
}

const (
	simGroups    = 2
	simBatchSize = 4 // messages per response
	simPollHold  = 55 * time.Second
	simOldGroup  = 10 // earlier messages of a group
)

func newSimServer(s *simulation) *simServer {
	sv := &simServer{sim: s, groups: map[string][]*simMessage{}, sent: map[string]*simMessage{}, polls: map[string]*simPoll{}, kicked: map[string]bool{}}
	for g := range simGroups {
		for range simOldGroup {
			sv.accept(&simMessage{from: "eve", group: fmt.Sprint("@", g)})
		}
	}
	return sv
}

// restart kills the server: pending requests fail. Like webim-server it keeps the poll
// positions of 1.3 pages, since a page has no cookie until its first notice.
func (sv *simServer) restart(d time.Duration) {
	sv.sim.logf("server down for %v", d)
	sv.downUntil = sv.sim.now + d
	for _, id := range sv.instances() {
		p := sv.polls[id]
		waiting := p.waiting
		p.waiting = nil
		for _, w := range waiting {
			w.respond("")
		}
	}
}

func (sv *simServer) accept(m *simMessage) {
	sv.stamp++
	m.stamp, m.time = sv.stamp, startTime+int64(sv.sim.now/time.Second)
	sv.messages = append(sv.messages, m)
	if m.group != "" {
		sv.groups[m.group] = append(sv.groups[m.group], m)
		m.seq = len(sv.groups[m.group])
		m.random = max(m.random, m.seq)
	}
	for _, id := range sv.instances() {
		sv.respondPolls(sv.polls[id])
	}
}

// instances returns the ids in a fixed order, since runs must be reproducible.
func (sv *simServer) instances() (ids []string) {
	for _, p := range sv.sim.pages {
		if sv.polls[p.session] != nil {
			ids = append(ids, p.session)
		}
	}
	return ids
}

func (m *simMessage) item() string {
	if m.group != "" {
		return fmt.Sprintf(`"ToGroupId":%q,"From_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgTimeStamp":%d,"stamp":%d,"MsgBody":[{}]`, m.group, m.from, m.seq, m.random, m.time, m.stamp)
	}
	return fmt.Sprintf(`"From_Account":%q,"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgTimeStamp":%d,"stamp":%d,"MsgBody":[{}]`, m.from, m.to, m.seq, m.random, m.time, m.stamp)
}

func (m *simMessage) isFor(user string) bool {
	return m.group != "" || m.to == user || m.from == user
}

const (
	simOK   = `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""`
	simNone = `{"ActionStatus":"FAIL","ErrorCode":60008,"ErrorInfo":"nothing new"}`
	simNo   = `{"ActionStatus":"FAIL","ErrorCode":70003,"ErrorInfo":"signed out"}`
	simOff  = `{"ActionStatus":"FAIL","ErrorCode":70101,"ErrorInfo":"the account is disabled"}`

	simNotice = `,"EventArray":[{"Event":5,"GroupTips":[{"ToGroupId":"@0","From_Account":"eve","MsgTimeStamp":1,"MsgBody":{"ReportType":1,"Operator_Account":"eve"}}]}]}`
)

func (sv *simServer) handle(x *simExchange, respond func(string)) {
	p, body := x.page, x.body
	if _, kicked := sv.kicked[sessionOf(x)]; p.disabledUntil > sv.sim.now && !kicked {
		respond(simOff)
		return
	}
	switch x.name {
	case "openim/login":
		sv.sessions++
		session := fmt.Sprint(p.id, "/", sv.sessions)
		sv.polls[session] = &simPoll{user: p.name, session: session, start: sv.stamp}
		respond(simOK + fmt.Sprintf(`,"TinyId":"1","A2Key":%q}`, session))
	case "openim/getlongpollingid":
		respond(simOK + `,"LongPollingId":"` + x.query.Get("a2") + `","Timeout":60}`)
	case "openim/longpolling":
		sv.poll(x, respond)
	case "openim/getmsg":
		unread := sv.unread(p.name, body.Get("Cookie").Str())
		if p.fuzzed { // a listener may end the session
			unread = strings.TrimSuffix(unread, "}") + simNotice
		}
		respond(unread)
	case "openim/sendmsg":
		m := &simMessage{from: p.name, to: body.Get("To_Account").Str(), seq: body.Get("MsgSeq").Int(), random: body.Get("MsgRandom").Int(), session: sessionOf(x)}
		sv.isNew(fmt.Sprint(m.from, m.to, m.seq, "/", m.random), m)
		respond(simOK + "}")
	case "group_open_http_svc/send_group_msg":
		m := &simMessage{from: p.name, group: body.Get("GroupId").Str(), random: body.Get("Random").Int(), session: sessionOf(x)}
		sv.isNew(fmt.Sprint(m.from, m.group, m.random), m)
		respond(simOK + "}")
	case "group_open_http_svc/get_joined_group_list":
		var list []string
		for g := range simGroups {
			id := fmt.Sprint("@", g)
			list = append(list, fmt.Sprintf(`{"GroupId":%q,"NextMsgSeq":%d}`, id, len(sv.groups[id])+1))
		}
		respond(simOK + `,"GroupIdList":[` + strings.Join(list, ",") + `]}`)
	case "group_open_http_svc/group_msg_get":
		respond(sv.history(body))
	default:
		respond(simOK + "}")
	}
}

func sessionOf(x *simExchange) string {
	if a2 := x.query.Get("a2"); a2 != "" {
		return a2
	}
	return x.page.id
}

func (sv *simServer) isNew(key string, m *simMessage) {
	if sv.sent[key] == nil {
		sv.sent[key] = m
		sv.accept(m)
	}
}

func (sv *simServer) poll(x *simExchange, respond func(string)) {
	p, cookie := x.page, x.body.Get("Cookie")
	id := sessionOf(x)
	in := sv.polls[id]
	if in == nil && p.dialect == "1.3" {
		in = &simPoll{user: p.name, session: id, is13: true, start: -1}
		sv.polls[id] = in
	}
	if _, kicked := sv.kicked[id]; kicked {
		respond(sv.kickResponse(id))
		return
	}
	if in == nil {
		respond(simNo)
		return
	}
	w := &simWait{after: cookie.Get("NoticeSeq").Int(), notify: cookie.Get("NotifySeq").Int(), respond: respond}
	switch {
	case !in.is13:
		w.after = max(w.after, in.start)
		waiting := in.waiting
		in.waiting = nil
		for _, other := range waiting {
			other.respond(simNone)
		}
	case w.after > 0:
		in.start = -1
	case in.start < 0:
		in.start = sv.stamp
		fallthrough
	default:
		w.after = in.start
	}
	in.waiting = append(in.waiting, w)
	sv.sim.after(simPollHold, nil, func() {
		for i, other := range in.waiting {
			if other == w {
				in.waiting = append(in.waiting[:i:i], in.waiting[i+1:]...)
				respond(simNone)
				return
			}
		}
	})
	sv.respondPolls(in)
}

// respondPolls responds to the polls of an instance if there are events.
func (sv *simServer) respondPolls(in *simPoll) {
	waiting := in.waiting
	in.waiting = nil
	for _, w := range waiting {
		if text := sv.events(in, w); text != "" {
			w.respond(text)
		} else {
			in.waiting = append(in.waiting, w)
		}
	}
}

func (sv *simServer) events(in *simPoll, w *simWait) string {
	var group, c2c []string
	notify, top, n := 0, w.after, 0
	for _, m := range sv.messages[min(w.after, len(sv.messages)):] {
		if n >= 2*simBatchSize || !m.isFor(in.user) || m.group == "" && m.session == in.session {
			continue
		}
		if m.group != "" {
			group = append(group, m.item())
		} else if !in.is13 {
			c2c = append(c2c, m.item())
		} else {
			continue
		}
		n++
		top = m.stamp
	}
	if in.is13 {
		for i := len(sv.messages) - 1; i >= 0 && sv.messages[i].stamp > w.notify; i-- {
			if sv.messages[i].to == in.user {
				notify = sv.messages[i].stamp
				break
			}
		}
	}
	if n == 0 && notify == 0 {
		return ""
	}
	var events []string
	if notify > 0 {
		events = append(events, fmt.Sprintf(`{"Event":1,"NotifySeq":%d}`, notify))
	}
	list := func(event int, name string, items []string) {
		if len(items) > 0 {
			for i := range items {
				items[i] = fmt.Sprintf(`{"NoticeSeq":%d,%s}`, top, items[i])
			}
			events = append(events, fmt.Sprintf(`{"Event":%d,%q:[%s]}`, event, name, strings.Join(items, ",")))
		}
	}
	list(9, "C2cMsgArray", c2c)
	list(3, "GroupMsgArray", group)
	return simOK + `,"EventArray":[` + strings.Join(events, ",") + `]}`
}

// unread returns a response to getmsg, with at most simBatchSize messages. No message
// is ever marked as read.
func (sv *simServer) unread(user, cookie string) string {
	after, flag := 0, 2
	fmt.Sscan(cookie, &after)
	var items []string
	covered := sv.stamp
	for _, m := range sv.messages {
		if m.stamp <= after || m.to != user {
			continue
		}
		if len(items) == simBatchSize {
			flag = 1
			break
		}
		items = append(items, "{"+m.item()+"}")
		if len(items) == simBatchSize {
			covered = m.stamp
		}
	}
	if flag == 2 {
		covered = sv.stamp
	}
	return simOK + fmt.Sprintf(`,"Cookie":"%d","SyncFlag":%d,"MsgList":[%s]}`, covered, flag, strings.Join(items, ","))
}

func (sv *simServer) history(body jsontext.Value) string {
	all := sv.groups[body.Get("GroupId").Str()]
	high := min(body.Get("ReqMsgSeq").Int(), len(all))
	low := max(high-body.Get("ReqMsgNumber").Int()+1, 1)
	finished := 1
	if high-low+1 > simBatchSize {
		low, finished = high-simBatchSize+1, 0
	}
	var items []string
	for seq := high; seq >= low; seq-- {
		items = append(items, `{"Event":3,`+all[seq-1].item()+"}")
	}
	return simOK + fmt.Sprintf(`,"IsFinished":%d,"RspMsgList":[%s]}`, finished, strings.Join(items, ","))
}
