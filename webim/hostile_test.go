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

// These tests replace values of responses by hostile ones. The client must not panic,
// must not deliver a message twice, must only advance its position, and must keep
// polling and deliver valid messages afterwards.

// hostileValues replace values of a valid response.
var hostileValues = []string{
	`null`, `true`, `false`, `0`, `-1`, `0.5`, `1e300`, `1e999`, `-1e999`, `9007199254740993`, `""`, `"x"`, `"12"`, `"__proto__"`,
	`[]`, `[null]`, `[[],{}]`, `{}`, `{"length":3,"0":1}`, `"\ud800"`,
}

// validResponses are valid responses by command. $1 is replaced by the first unused
// number, $2 by the next, and so on.
var validResponses = []struct{ command, response string }{
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":3,"GroupMsgArray":[` + groupTemplate(1, "@g", "bob", `[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]`) + `,` + groupTemplate(2, "@g", "me", `[{"MsgType":"TIMFaceElem"}]`) + `,` + groupTemplate(1, "@h", "eve", `[1]`) + `]}]}`},
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":4,"GroupTips":[` + groupTemplate(1, "@g", "bob", `{"OpType":6,"MsgGroupNewInfo":{"GroupName":"n"}}`) + `,` + groupTemplate(2, "@g", "bob", `{"OpType":7,"MsgMemberInfo":[{"User_Account":"u","ShutupTime":5}]}`) + `]}]}`},
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":5,"GroupTips":[{"ToGroupId":"@g","From_Account":"s","MsgTimeStamp":$1,"NoticeSeq":$1,"GroupInfo":{"GroupName":"G","To_Account":"me"},"MsgBody":{"ReportType":1,"Operator_Account":"op","RemarkInfo":"r"}},{"MsgBody":{"ReportType":15,"GroupReadInfoArray":[{"GroupId":"@g"}]}}]}]}`},
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":7,"FriendListMod":[{"PushType":1,"NoticeSeq":$1,"FriendAdd_Account":["a"]}]},{"Event":8,"ProfileDataMod":[{"PushType":1,"NoticeSeq":$2,"ProfileList":[{"Tag":"t"}]}]}]}`},
	{"openim/longpolling", `{"ActionStatus":"OK","ErrorCode":0,"EventArray":[{"Event":9,"C2cMsgArray":[` + c2cTemplate(1) + `,` + c2cTemplate(2) + `]},{"Event":10,"C2cNotifyMsgArray":[{"SubMsgType":92,"NoticeSeq":$1,"ReadC2cMsgNotify":{"UinPairReadArray":[{"Peer_Account":"bob"}]}}]}]}`},
	{"openim/getmsg", `{"ActionStatus":"OK","Cookie":"c","SyncFlag":2,"MsgList":[` + c2cTemplate(1) + `,` + c2cTemplate(2) + `],"EventArray":[{"Event":5,"GroupTips":[{"ToGroupId":"@g","GroupInfo":{"To_Account":"me"},"MsgBody":{"ReportType":1,"Operator_Account":"op$1"}}]}]}`},
	{"openim/getroammsg", `{"ActionStatus":"OK","Complete":0,"MaxCnt":2,"LastMsgTime":$1,"MsgKey":"k","MsgList":[` + c2cTemplate(1) + `,` + c2cTemplate(2) + `]}`},
	{"group_open_http_svc/group_msg_get", `{"ActionStatus":"OK","IsFinished":0,"RspMsgList":[` + groupTemplate(3, "@g", "bob", `[{"MsgType":"TIMTextElem"}]`) + `,` + groupTemplate(2, "@g", "me", `[1]`) + `,{"Event":4,` + groupTemplate(1, "@g", "bob", `{"OpType":6,"MsgGroupNewInfo":{"GroupName":"n"}}`)[1:] + `]}`},
	{bigPoll, `{"ActionStatus":"OK","NextSeq":$1,"HoldTime":90,"Key":"k","RspMsgList":[{"Event":3,` + groupTemplate(1, "@b", "bob", `[1]`)[1:] + `,{"Evt":5,"F_Account":"s","MBody":{"ReportType":2},"GInfo":{"GName":"B"}},{"Event":4,` + groupTemplate(2, "@b", "bob", `{"OpType":6,"MsgGroupNewInfo":{"GroupName":"n"}}`)[1:] + `]}`},
}

func groupTemplate(n int, group, from, body string) string {
	return fmt.Sprintf(`{"ToGroupId":%q,"From_Account":%q,"MsgSeq":$%d,"MsgRandom":$%d,"MsgTimeStamp":5,"NoticeSeq":$%d,"MsgPriority":2,"IsPlaceMsg":0,"GroupInfo":{"GroupName":"G"},"MsgBody":%s}`, group, from, n, n, n, body)
}

func c2cTemplate(n int) string {
	return fmt.Sprintf(`{"From_Account":"bob","To_Account":"me","MsgSeq":$%d,"MsgRandom":$%d,"MsgTimeStamp":5,"NoticeSeq":$%d,"MsgBody":[{"MsgType":"TIMCustomElem","MsgContent":{"Data":"{\"userAction\":1$%d}"}}]}`, n, n, n, n)
}

// edit replaces a value by a hostile one or, if duplicate is set, adds the hostile one as
// a duplicate member.
type edit struct {
	node, value int
	duplicate   bool
}

var placeholder = regexp.MustCompile(`\$\d`)

// fillIn replaces the placeholders of a response by numbers above base.
func fillIn(response string, base int) string {
	return placeholder.ReplaceAllStringFunc(response, func(s string) string { return strconv.Itoa(base + int(s[1]-'0')) })
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

// mutate formats a tree with the edit applied. countdown counts down to the edited node.
func mutate(v any, e edit, countdown *int) string {
	if *countdown--; *countdown == -1 && !e.duplicate {
		return hostileValues[e.value]
	}
	var b strings.Builder
	switch v := v.(type) {
	case []any:
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(mutate(x, e, countdown))
		}
		return "[" + b.String() + "]"
	case map[string]any:
		for i, name := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b.WriteByte(',')
			}
			hit := *countdown == 0
			fmt.Fprintf(&b, "%q:%s", name, mutate(v[name], e, countdown))
			if hit && e.duplicate {
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

// hostileRig is a client that receives hostile responses.
type hostileRig struct {
	*rig
	base   int // highest number in use
	notice float64
}

func newHostileRig(t testing.TB, dialect string) *hostileRig {
	r := connectedRig(t, dialect)
	r.page.lenient = true
	r.on(inGroup+"apply_join_group", okWith(`"JoinedStatus":"JoinedSuccess","LongPollingKey":"k"`))
	r.call("applyJoinBigGroup", `{"GroupId":"@b"}`)
	return &hostileRig{rig: r, base: 10}
}

// mutateResponse makes the client request a response and mutates the response by edits.
func (v *hostileRig) mutateResponse(which int, edits ...edit) {
	good := validResponses[which]
	text := fillIn(good.response, v.base)
	v.base += 9
	for _, e := range edits {
		var tree any
		if err := json.Unmarshal([]byte(strings.ReplaceAll(text, "1e999", "1e300")), &tree); err != nil {
			break // encoding/json cannot parse the mutated text
		}
		left := e.node % nodes(tree)
		text = mutate(tree, e, &left)
	}
	v.receive(good.command, reply{status: 200, text: text})
}

func (v *hostileRig) receive(command string, response reply) {
	if !polls[command] {
		v.on(command, response, okReply)
	}
	switch command {
	case "openim/longpolling", bigPoll:
		if v.net.find(command) != nil {
			v.respond(command, response)
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

// checkInvariants checks the invariants after any response.
func (v *hostileRig) checkInvariants(after string) {
	v.t.Helper()
	v.advance(2 * time.Minute) // a poll may be backing off
	require.NotNil(v.t, v.net.find("openim/longpolling"), "no poll after %s", after)
	cookie := value(v.t, v.cookie())
	notice := cookie.Get("NoticeSeq")
	require.Equal(v.t, jsontext.Number, notice.Kind(), after)
	v.notice = notice.Float()
	v.trace = nil
}

// checkDelivery checks that valid messages are still delivered.
func (v *hostileRig) checkDelivery(after string) {
	v.t.Helper()
	v.base += 9
	fresh := fmt.Sprintf("fresh%d", v.base)
	v.on("openim/getmsg", getmsg("c", 2, c2c(fresh, "me", v.base, "")))
	v.push(groupEvent(grp("@"+fresh, "bob", v.base, "")))
	v.SyncMsgs(Done{})
	v.settle()
	callbacks := strings.Join(v.callbacks(), "\n")
	assert.Contains(v.t, callbacks, fmt.Sprintf("@%s bob %d", fresh, v.base), after)
	assert.Contains(v.t, callbacks, fmt.Sprintf("%s %d", fresh, v.base), after)
}

// Each value of each valid response is replaced by two of the hostile values.
func TestHostileResponsesKeepPolling(t *testing.T) {
	for _, dialect := range []string{"1.7", "1.3"} {
		for which, good := range validResponses {
			t.Run(fmt.Sprint(dialect, " ", which), func(t *testing.T) {
				t.Parallel()
				var tree any
				require.NoError(t, json.Unmarshal([]byte(fillIn(good.response, 0)), &tree))
				v := newHostileRig(t, dialect)
				for node := range nodes(tree) {
					for i := range 2 {
						e := edit{node: node, value: (node + 7*i) % len(hostileValues), duplicate: i == 1}
						before := v.notice
						change := fmt.Sprintf("%s, value %d := %s", good.command, node, hostileValues[e.value])
						v.mutateResponse(which, e)
						v.checkInvariants(change)
						if !strings.Contains(good.response, "C2cMsgArray") { // C2cMsgArray sets the position
							require.GreaterOrEqual(t, v.notice, before, change)
						}
					}
				}
				v.checkDelivery(good.command)
			})
		}
	}
}

// fieldsRead lists the fields that sign-ins and calls read from responses. H is
// replaced by a hostile value.
var fieldsRead = []struct{ command, call, members string }{
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
func TestHostileResponsesEndCallsOnce(t *testing.T) {
	for _, c := range fieldsRead {
		for _, h := range hostileValues {
			for _, response := range []reply{
				okWith(strings.ReplaceAll(c.members, "H", h)), {status: 200, text: h},
				{status: 200, text: `{"ActionStatus":` + h + `}`}, {status: 200, text: `{"ActionStatus":"FAIL","ErrorCode":` + h + `,"ErrorInfo":` + h + `}`},
			} {
				r := newRig(t, "1.7")
				r.scriptSignIn()
				if c.call != "" {
					r.login(me17)
					r.take()
				}
				r.on(c.command, response, okReply)
				label := "login "
				if c.call != "" {
					label = c.call + " "
					r.call(c.call, `{"GroupId":"@b"}`)
				} else {
					r.login(me17)
				}
				r.advance(lostDelay)
				ends := slices.DeleteFunc(r.callbacks(), func(s string) bool { return !strings.HasPrefix(s, label) })
				require.Len(t, ends, 1, "%s %s", c.command, response.text)
			}
		}
	}
}

// A response that is nested too deeply is invalid.
func TestDeeplyNestedResponseIsInvalid(t *testing.T) {
	deep := strings.Repeat("[", 300) + strings.Repeat("]", 300)
	inBoth(t, func(t *testing.T, r *rig) {
		v := &hostileRig{rig: r, base: 10}
		for _, response := range []string{`{"ActionStatus":"FAIL","X":` + deep + `}`, `{"ActionStatus":"OK","EventArray":` + deep + `}`, deep} {
			for _, command := range []string{"openim/longpolling", "openim/getmsg", "openim/getroammsg", history} {
				v.receive(command, reply{status: 200, text: response})
				v.checkInvariants(response[:30])
			}
			r.on(inGroup+"get_group_public_info", reply{status: 200, text: response})
			r.call("getGroupPublicInfo", "{}")
			r.advance(lostDelay)
			assert.Len(t, r.callbacks(), 1)
		}
		v.checkDelivery("deep responses")
	})
}

// FuzzHostileResponses mutates several responses in several places. Each edit has three
// bytes: the response, the node, and the value.
func FuzzHostileResponses(f *testing.F) {
	f.Add(false, []byte{0, 5, 3, 5, 9, 1}, "")
	f.Add(true, []byte{7, 20, 8, 1, 14, 17, 0, 2, 7}, `{"ActionStatus":"OK","EventArray":[{"Event":3}]}`)
	f.Add(false, []byte{8, 1, 6, 4, 30, 25, 4, 3, 2, 6, 2, 4}, `{"ActionStatus":"FAIL"}`)
	f.Fuzz(func(t *testing.T, is13 bool, edits []byte, text string) {
		dialect := "1.7"
		if is13 {
			dialect = "1.3"
		}
		v := newHostileRig(t, dialect)
		byResponse := map[int][]edit{}
		for i := 0; i+2 < min(len(edits), 60); i += 3 {
			which := int(edits[i]) % len(validResponses)
			n := int(edits[i+2])
			byResponse[which] = append(byResponse[which], edit{node: int(edits[i+1]), value: n % len(hostileValues), duplicate: n >= 200})
		}
		for which := range validResponses {
			v.mutateResponse(which, byResponse[which]...)
			v.checkInvariants(fmt.Sprint(which, byResponse[which]))
		}
		if !strings.Contains(text, "91101") && !strings.Contains(text, `\u`) { // these end the poll
			for _, command := range []string{"openim/longpolling", "openim/getmsg", "openim/getroammsg", history, bigPoll} {
				v.receive(command, reply{status: 200, text: text})
				v.checkInvariants(text)
			}
		}
		v.checkDelivery(text)
	})
}
