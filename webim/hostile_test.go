package webim

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/webim/jsontext"
)

// Hostile responses: any value in place of any other. The client must not panic, must
// not deliver a message twice, must only advance its position, and must keep polling
// and deliver valid messages afterwards.

// hostileValues are put in the place of others.
var hostileValues = []string{
	`null`, `true`, `false`, `0`, `-1`, `0.5`, `1e300`, `1e999`, `-1e999`, `9007199254740993`, `""`, `"x"`, `"12"`, `"__proto__"`,
	`[]`, `[null]`, `[[],{}]`, `{}`, `{"length":3,"0":1}`, `"\ud800"`,
}

// goodAnswers are answers as they should be, by the command they answer. $1 is
// the first number that was not used before, and so on.
var goodAnswers = []struct{ command, answer string }{
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":3,"GroupMsgArray":[` + goodGroup(1, "@g", "bob", `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`) + `,` + goodGroup(2, "@g", "me", `[{"MsgType":"TIMFaceElem"}]`) + `,` + goodGroup(1, "@h", "eve", `[1]`) + `]}]}`},
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":4,"GroupTips":[` + goodGroup(1, "@g", "bob", `{"OpType":6,"MsgGroupNewInfo":{"GroupName":"n"}}`) + `,` + goodGroup(2, "@g", "bob", `{"OpType":7,"MsgMemberInfo":[{"User_Account":"u","ShutupTime":5}]}`) + `]}]}`},
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":5,"GroupTips":[{"ToGroupId":"@g","From_Account":"s","MsgTimeStamp":$1,"NoticeSeq":$1,"GroupInfo":{"GroupName":"G","To_Account":"me"},"MsgBody":{"ReportType":1,"Operator_Account":"op","RemarkInfo":"r"}},{"MsgBody":{"ReportType":15,"GroupReadInfoArray":[{"GroupId":"@g"}]}}]}]}`},
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":7,"FriendListMod":[{"PushType":1,"NoticeSeq":$1,"FriendAdd_Account":["a"]}]},{"Event":8,"ProfileDataMod":[{"PushType":1,"NoticeSeq":$2,"ProfileList":[{"Tag":"t"}]}]}]}`},
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":9,"C2cMsgArray":[` + goodC2C(1) + `,` + goodC2C(2) + `]},{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":92,"NoticeSeq":$1,"ReadC2cMsgNotify":{"UinPairReadArray":[{"Peer_Account":"bob"}]}}]}]}`},
	{"openim/getmsg", `{"ActionStatus":"OK","Cookie":"c","SyncFlag":2,"MsgList":[` + goodC2C(1) + `,` + goodC2C(2) + `],"EventArray":[{"Event":5,"GroupTips":[{"ToGroupId":"@g","GroupInfo":{"To_Account":"me"},"MsgBody":{"ReportType":1,"Operator_Account":"op$1"}}]}]}`},
	{"openim/getroammsg", `{"ActionStatus":"OK","Complete":0,"MaxCnt":2,"LastMsgTime":$1,"MsgKey":"k","MsgList":[` + goodC2C(1) + `,` + goodC2C(2) + `]}`},
	{"group_open_http_svc/group_msg_get", `{"ActionStatus":"OK","IsFinished":0,"RspMsgList":[` + goodGroup(3, "@g", "bob", `[{"MsgType":"TIMTextElem"}]`) + `,` + goodGroup(2, "@g", "me", `[1]`) + `,{"Event":4,` + goodGroup(1, "@g", "bob", `{"OpType":6,"MsgGroupNewInfo":{"GroupName":"n"}}`)[1:] + `]}`},
	{bigPoll, `{"ActionStatus":"OK","NextSeq":$1,"HoldTime":90,"Key":"k","RspMsgList":[{"Event":3,` + goodGroup(1, "@b", "bob", `[1]`)[1:] + `,{"Evt":5,"F_Account":"s","MBody":{"ReportType":2},"GInfo":{"GName":"B"}},{"Event":4,` + goodGroup(2, "@b", "bob", `{"OpType":6,"MsgGroupNewInfo":{"GroupName":"n"}}`)[1:] + `]}`},
}

func goodGroup(n int, group, from, body string) string {
	return fmt.Sprintf(`{"ToGroupId":%q,"From_Account":%q,"MsgSeq":$%d,"MsgRandom":$%d,"MsgTimeStamp":5,"NoticeSeq":$%d,"MsgPriority":2,"IsPlaceMsg":0,"GroupInfo":{"GroupName":"G"},"MsgBody":%s}`, group, from, n, n, n, body)
}

func goodC2C(n int) string {
	return fmt.Sprintf(`{"From_Account":"bob","To_Account":"me","MsgSeq":$%d,"MsgRandom":$%d,"MsgTimeStamp":5,"NoticeSeq":$%d,"MsgBody":[{"MsgType":"TIMCustomElem","MsgContent":{"Data":"{\"userAction\":1$%d}"}}]}`, n, n, n, n)
}

// edit puts one hostile value in the place of a value, or beside it under the
// same name.
type edit struct {
	node, value int
	double      bool
}

var placeholder = regexp.MustCompile(`\$\d`)

// filled puts numbers from base on in an answer's places.
func filled(answer string, base int) string {
	return placeholder.ReplaceAllStringFunc(answer, func(s string) string { return strconv.Itoa(base + int(s[1]-'0')) })
}

// nodes counts the values in a JSON tree.
func nodes(v any) int {
	n := 1
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			n += nodes(x)
		}
	case map[string]any:
		for _, x := range v {
			n += nodes(x)
		}
	}
	return n
}

// spoil writes a tree with an edit made; left counts down to its node.
func spoil(v any, e edit, left *int) string {
	if *left--; *left == -1 && !e.double {
		return hostileValues[e.value]
	}
	var b strings.Builder
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(spoil(x, e, left))
		}
		return "[" + b.String() + "]"
	case map[string]any:
		for i, name := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b.WriteByte(',')
			}
			hit := *left == 0
			fmt.Fprintf(&b, "%q:%s", name, spoil(v[name], e, left))
			if hit && e.double {
				fmt.Fprintf(&b, ",%q:%s", name, hostileValues[e.value])
			}
		}
		return "{" + b.String() + "}"
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// victim is a client that hears hostile answers.
type victim struct {
	*rig
	base   int // numbers up to it were used
	notice float64
}

func newVictim(t testing.TB, dialect string) *victim {
	r := connected(t, dialect)
	r.page.lenient = true
	r.on(inGroup+"apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"k"`))
	r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
	return &victim{rig: r, base: 10}
}

// feed has the client ask for what the answer answers, and hear it spoilt.
func (v *victim) feed(which int, edits ...edit) {
	good := goodAnswers[which]
	text := filled(good.answer, v.base)
	v.base += 9
	for _, e := range edits {
		var tree any
		if err := json.Unmarshal([]byte(strings.ReplaceAll(text, "1e999", "1e300")), &tree); err != nil {
			break // spoilt beyond what encoding/json reads
		}
		left := e.node % nodes(tree)
		text = spoil(tree, e, &left)
	}
	v.hear(good.command, reply{status: 200, text: text})
}

func (v *victim) hear(command string, answer reply) {
	if !polls[command] {
		v.on(command, answer, okReply)
	}
	switch command {
	case "openim/longpolling", bigPoll:
		if v.net.find(command) != nil {
			v.answer(command, answer)
		}
	case "openim/getmsg":
		v.SyncMsgs(Done{})
	case "openim/getroammsg":
		v.Call("getC2CHistoryMsgs", mustParse(`{"Peer_Account":"bob"}`), Done{})
	case history:
		v.Call("syncGroupMsgs", mustParse(`{"GroupId":"@g","ReqMsgSeq":5,"ReqMsgNumber":3}`), Done{})
	}
	v.settle()
	v.trace = nil
}

// standing checks the invariants after any response.
func (v *victim) standing(what string) {
	v.t.Helper()
	v.pass(2 * time.Minute) // for a poll that waits for better times
	require.NotNil(v.t, v.net.find("openim/longpolling"), "no poll after %s", what)
	cookie := value(v.t, v.cookie())
	notice := cookie.Get("NoticeSeq")
	require.Equal(v.t, jsontext.Number, notice.Kind(), what)
	v.notice = notice.Float()
	v.trace = nil
}

// unharmed checks that valid messages are still delivered.
func (v *victim) unharmed(what string) {
	v.t.Helper()
	v.base += 9
	fresh := fmt.Sprintf("fresh%d", v.base)
	v.on("openim/getmsg", getmsg("c", 2, c2c(fresh, "me", v.base, "")))
	v.push(groupEvent(grp("@"+fresh, "bob", v.base, "")))
	v.SyncMsgs(Done{})
	v.settle()
	heard := strings.Join(v.heard(), "\n")
	assert.Contains(v.t, heard, fmt.Sprintf("@%s bob %d", fresh, v.base), what)
	assert.Contains(v.t, heard, fmt.Sprintf("%s %d", fresh, v.base), what)
}

// Every value of every good answer is replaced once by some of the others.
func TestHostileAnswers(t *testing.T) {
	for _, dialect := range []string{"1.7", "1.3"} {
		for which, good := range goodAnswers {
			t.Run(fmt.Sprint(dialect, " ", which), func(t *testing.T) {
				t.Parallel()
				var tree any
				require.NoError(t, json.Unmarshal([]byte(filled(good.answer, 0)), &tree))
				v := newVictim(t, dialect)
				for node := range nodes(tree) {
					for i := range 2 {
						e := edit{node: node, value: (node + 7*i) % len(hostileValues), double: i == 1}
						before := v.notice
						what := fmt.Sprintf("%s, value %d := %s", good.command, node, hostileValues[e.value])
						v.feed(which, e)
						v.standing(what)
						if !strings.Contains(good.answer, "C2cMsgArray") { // those set the position
							require.GreaterOrEqual(t, v.notice, before, what)
						}
					}
				}
				v.unharmed(good.command)
			})
		}
	}
}

// What sign-ins and calls read of their answers, with a hostile value as H.
var readAnswers = []struct{ command, call, members string }{
	{"webim/accesslayer", "", `"WebImAccessLayer":H`},
	{"openim/login", "", `"TinyId":H,"A2Key":"a"`},
	{"openim/login", "", `"TinyId":1,"A2Key":H`},
	{"profile/portrait_get", "", `"UserProfileItem":H`},
	{"profile/portrait_get", "", `"UserProfileItem":[H,{"ProfileItem":H},{"ProfileItem":[H,{"Tag":"Tag_Profile_IM_Nick","Value":H}]}]`},
	{"profile/portrait_get", "", `"Fail_Account":[H],"UserProfileItem":[H,{"To_Account":H,"ResultCode":H}]`},
	{inGroup + "get_joined_group_list", "", `"GroupIdList":H`},
	{inGroup + "get_joined_group_list", "", `"GroupIdList":[H,{"GroupId":H,"NextMsgSeq":H}]`},
	{"openim/authkey", "", `"IpList":H,"AuthKey":H`},
	{"openim/authkey", "", `"IpList":[H],"AuthKey":"k"`},
	{"openim/getlongpollingid", "", `"LongPollingId":H,"Timeout":H`},
	{"sns/friend_add", "applyAddFriend", `"Fail_Account":H,"Invalid_Account":["a"],"ResultItem":H`},
	{"sns/friend_add", "applyAddFriend", `"Fail_Account":["a",H],"Invalid_Account":H,"ResultItem":[H,{"To_Account":H},{"To_Account":"a","ResultCode":H,"ResultInfo":H}]`},
	{inGroup + "get_group_public_info", "getGroupPublicInfo", `"GroupInfo":H`},
	{inGroup + "get_group_public_info", "getGroupPublicInfo", `"GroupInfo":[H,{"ErrorCode":H,"ErrorInfo":H},{"ErrorCode":5,"ErrorInfo":H}]`},
	{inGroup + "apply_join_group", "applyJoinBigGroup", `"JoinedStatus":H,"LongPollingKey":H`},
	{picUp, "uploadPicByBase64", `"IsFinish":H`},
}

// Every sign-in and every call ends once, for any response.
func TestHostileAnswersToCalls(t *testing.T) {
	for _, c := range readAnswers {
		for _, h := range hostileValues {
			for _, answer := range []reply{
				okWith(strings.ReplaceAll(c.members, "H", h)), {status: 200, text: h},
				{status: 200, text: `{"ActionStatus":` + h + `}`}, {status: 200, text: `{"ActionStatus":"FAIL","ErrorCode":` + h + `,"ErrorInfo":` + h + `}`},
			} {
				r := newRig(t, "1.7")
				r.scriptSignIn()
				if c.call != "" {
					r.login(me17)
					r.take()
				}
				r.on(c.command, answer, okReply)
				label := "login "
				if c.call != "" {
					label = c.call + " "
					r.call(c.call, `{"GroupId":"@b"}`)
				} else {
					r.login(me17)
				}
				r.pass(lostDelay)
				told := slices.DeleteFunc(r.heard(), func(s string) bool { return !strings.HasPrefix(s, label) })
				require.Len(t, told, 1, "%s %s", c.command, answer.text)
			}
		}
	}
}

// An answer that is nested deeper than the client follows is none.
func TestResponsesNestedTooDeep(t *testing.T) {
	deep := strings.Repeat("[", 300) + strings.Repeat("]", 300)
	inBoth(t, func(t *testing.T, r *rig) {
		v := &victim{rig: r, base: 10}
		for _, answer := range []string{`{"ActionStatus":"FAIL","X":` + deep + `}`, `{"ActionStatus":"OK","EventArray":` + deep + `}`, deep} {
			for _, command := range []string{"openim/longpolling", "openim/getmsg", "openim/getroammsg", history} {
				v.hear(command, reply{status: 200, text: answer})
				v.standing(answer[:30])
			}
			r.on(inGroup+"get_group_public_info", reply{status: 200, text: answer})
			r.call("getGroupPublicInfo", "{}")
			r.pass(lostDelay)
			assert.Len(t, r.heard(), 1)
		}
		v.unharmed("deep answers")
	})
}

// FuzzHostileAnswers spoils several answers at several places. Each edit is
// three bytes: the answer, the value, and what it becomes.
func FuzzHostileAnswers(f *testing.F) {
	f.Add(false, []byte{0, 5, 3, 5, 9, 1}, "")
	f.Add(true, []byte{7, 20, 8, 1, 14, 17, 0, 2, 7}, `{"ActionStatus":"OK","EventArray":[{"Event":3}]}`)
	f.Add(false, []byte{8, 1, 6, 4, 30, 25, 4, 3, 2, 6, 2, 4}, `{"ActionStatus":"FAIL"}`)
	f.Fuzz(func(t *testing.T, is13 bool, edits []byte, text string) {
		dialect := "1.7"
		if is13 {
			dialect = "1.3"
		}
		v := newVictim(t, dialect)
		byAnswer := map[int][]edit{}
		for i := 0; i+2 < min(len(edits), 60); i += 3 {
			which := int(edits[i]) % len(goodAnswers)
			n := int(edits[i+2])
			byAnswer[which] = append(byAnswer[which], edit{node: int(edits[i+1]), value: n % len(hostileValues), double: n >= 200})
		}
		for which := range goodAnswers {
			v.feed(which, byAnswer[which]...)
			v.standing(fmt.Sprint(which, byAnswer[which]))
		}
		if !strings.Contains(text, "91101") && !strings.Contains(text, `\u`) { // that ends the poll, as it should
			for _, command := range []string{"openim/longpolling", "openim/getmsg", "openim/getroammsg", history, bigPoll} {
				v.hear(command, reply{status: 200, text: text})
				v.standing(text)
			}
		}
		v.unharmed(text)
	})
}
