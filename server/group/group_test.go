package group_test

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/servertest"
)

// The tests wait for the disk more than they compute.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// M is a JSON object.
type M = servertest.M

// svc returns the path of a group command.
func svc(command string) string { return "group_open_http_svc/" + command }

// members returns a MemberList.
func members(names ...string) []M {
	list := []M{}
	for _, name := range names {
		list = append(list, M{"Member_Account": name})
	}
	return list
}

// extend returns body with further fields.
func extend(body M, more ...M) M {
	all := M{}
	for _, m := range append([]M{body}, more...) {
		for k, v := range m {
			all[k] = v
		}
	}
	return all
}

// create creates a group and returns its id.
func create(t testing.TB, owner *servertest.Client, kind string, first []string, more ...M) string {
	t.Helper()
	body := extend(M{"Type": kind, "Name": kind + " group", "MemberList": members(first...)}, more...)
	return owner.OK(t, svc("create_group"), body).At("GroupId").(string)
}

// sendText sends a text message and returns its seq.
func sendText(t testing.TB, c *servertest.Client, id, text string) int {
	t.Helper()
	response := c.OK(t, svc("send_group_msg"), M{"GroupId": id, "Random": marks.Add(1), "MsgBody": servertest.TextBody(text)})
	return toInt(response.At("MsgSeq"))
}

func toInt(v any) int {
	f, _ := v.(float64)
	return int(f)
}

// event is an item of a poll's response or of history.
type event struct {
	Event  int
	Report int    // ReportType of a notice
	Op     int    // OpType of a tip
	Text   string // text of a message
	Seq    int
	Group  string
	item   servertest.Response
	path   []any
}

// at returns a value of the item.
func (e event) at(path ...any) any { return e.item.At(append(append([]any{}, e.path...), path...)...) }

func parseEvent(a servertest.Response, kind int, path ...any) event {
	e := event{Event: kind, item: a, path: path}
	e.Report, e.Op = toInt(e.at("MsgBody", "ReportType")), toInt(e.at("MsgBody", "OpType"))
	e.Text, _ = e.at("MsgBody", 0, "MsgContent", "Text").(string)
	if e.Report == 0 {
		e.Seq = toInt(e.at("MsgSeq"))
	}
	e.Group, _ = e.at("ToGroupId").(string)
	return e
}

// receiveAll polls until no events are left and returns them. A message from grace
// ends each response, so that no poll waits.
func receiveAll(t testing.TB, s *servertest.Server, c *servertest.Client) []event {
	t.Helper()
	text := fmt.Sprintf("mark %d", marks.Add(1))
	s.Client13("grace").OK(t, "openim/sendmsg", servertest.Text(c.Name, text))
	var events []event
	for done := false; !done; {
		a := c.Poll(t)
		for i := range a.Len("EventArray") {
			kind := toInt(a.At("EventArray", i, "Event"))
			done = done || kind == 1 || kind == 9
			list := map[int]string{3: "GroupMsgArray", 4: "GroupTips", 5: "GroupTips"}[kind]
			for j := range a.Len("EventArray", i, list) {
				events = append(events, parseEvent(a, kind, "EventArray", i, list, j))
			}
		}
	}
	return events
}

// marks numbers the messages of receiveAll and sendText, so that none is a duplicate.
var marks atomic.Int64

// client13 returns a 1.3 client after its first poll, from which its events start.
func client13(t testing.TB, s *servertest.Server, name string) *servertest.Client {
	t.Helper()
	c := s.Client13(name)
	require.Empty(t, receiveAll(t, s, c))
	return c
}

// fetchHistory returns a page of a group's messages.
func fetchHistory(t testing.TB, c *servertest.Client, id string, more ...M) (list []event, finished bool) {
	t.Helper()
	a := c.OK(t, svc("group_msg_get"), extend(M{"GroupId": id, "ReqMsgNumber": 20}, more...))
	for i := range a.Len("RspMsgList") {
		list = append(list, parseEvent(a, toInt(a.At("RspMsgList", i, "Event")), "RspMsgList", i))
	}
	return list, toInt(a.At("IsFinished")) == 1
}

func seqs(events []event) []int {
	var list []int
	for _, e := range events {
		list = append(list, e.Seq)
	}
	return list
}

// summarize formats events as words: n7 is a notice, t1 a tip, others are texts.
func summarize(events []event) string {
	var words []string
	for _, e := range events {
		switch {
		case e.Event == 5:
			words = append(words, "n"+strconv.Itoa(e.Report))
		case e.Event == 4:
			words = append(words, "t"+strconv.Itoa(e.Op))
		default:
			words = append(words, e.Text)
		}
	}
	return strings.Join(words, " ")
}

func TestGroupEventsReachBothDialects(t *testing.T) {
	t.Parallel()
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	carol := client13(t, s, "carol")
	id := create(t, alice, "Public", []string{"bob"}, M{"ApplyJoinOption": "FreeAccess"})
	assert.Regexp(t, `^@TGS#[A-Z2-7]{12}$`, id)
	assert.Equal(t, "n6", summarize(receiveAll(t, s, alice)))
	assert.Equal(t, "n7", summarize(receiveAll(t, s, bob)))

	response := carol.OK(t, svc("apply_join_group"), M{"GroupId": id, "ApplyMsg": "hi"})
	assert.Equal(t, "JoinedSuccess", response.At("JoinedStatus"))
	assert.Equal(t, 2, sendText(t, alice, id, "from alice"))
	assert.Equal(t, 3, sendText(t, bob, id, "from bob"))
	assert.Equal(t, 4, sendText(t, carol, id, "from carol"))
	for _, c := range []*servertest.Client{alice, bob, carol} {
		got := receiveAll(t, s, c)
		require.Equal(t, "t1 from alice from bob from carol", summarize(got), c.Name)
		assert.Equal(t, []int{1, 2, 3, 4}, seqs(got), c.Name)
		assert.Equal(t, "Public group", got[0].at("GroupInfo", "GroupName"))
		assert.Equal(t, []any{"carol"}, got[0].at("MsgBody", "List_Account"))
		assert.Equal(t, 3.0, got[0].at("MsgBody", "MemberNum"))
		assert.Equal(t, "@TIM#SYSTEM", got[0].at("From_Account"), "1.3 drops tips from its own user")
		assert.Equal(t, "alice", got[1].at("From_Account"))
		assert.Equal(t, "林小夏", got[1].at("GroupInfo", "From_AccountNick"))
		assert.Equal(t, 2.0, got[1].at("MsgPriority"))
	}
	list, finished := fetchHistory(t, alice, id)
	assert.Equal(t, "from carol from bob from alice t1", summarize(list))
	assert.True(t, finished)

	list13 := carol.OK(t, svc("get_joined_group_list"), M{
		"Member_Account": "carol", "Limit": 1000, "Offset": 0,
		"ResponseFilter": M{"GroupBaseInfoFilter": []string{"NextMsgSeq"}},
	})
	assert.Equal(t, M{"GroupId": id, "NextMsgSeq": 5.0}, list13.At("GroupIdList", 0))
}
