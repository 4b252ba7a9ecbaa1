package holds

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"
	"text/tabwriter"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/c2c"
	"webim.js/server/deliver"
	"webim.js/server/servertest"
	"webim.js/server/store"
)

// M is a JSON object.
type M = servertest.M

// Size of the site for the measurement. `make holds` uses the size that one process
// is intended for.
var (
	messages = flag.Int("messages", 900, "stored messages")
	unread   = flag.Int("unread", 700, "unread messages of the reader")
	members  = flag.Int("members", 300, "members of the large group")
	friends  = flag.Int("friends", 150, "friends of the user who changes a profile")

	siteFile = flag.String("site", "", "reuse the site in `FILE`, or create it there")
	limit    = flag.Duration("limit", 0, "fail if a transaction exceeds `DURATION`; requires an otherwise idle machine")
)

// maxRecords is the limit of records per transaction for any request, in addition to the
// names of notified users (see recipients). A request may name 500 accounts or messages.
const maxRecords = 3100

// recipients is the maximum number of names that a transaction may read: the members of a
// group, or the users who list someone as a friend.
func recipients() int { return max(*members, *friends) }

// site is a server whose transactions are measured.
type site struct {
	*servertest.Server
	t     *testing.T
	count *Store
	table *tabwriter.Writer
}

// TestLargestRequestsStayCheap sends each command with the largest request allowed.
// Times are printed, and only checked if -limit is set; the number of records is
// the same on every machine.
func TestLargestRequestsStayCheap(t *testing.T) {
	s := &site{t: t, count: &Store{}, table: tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)}
	s.start(t)
	fmt.Fprintf(s.table, "\ttransactions\trecords read\twritten\tms\t\n")

	reader := s.Client13("reader")
	s.measure("msgreaded, 500 people", reader, "openim/msgreaded", M{"C2CMsgReaded": M{"Cookie": "", "C2CMsgReadedItem": s.readItems(500)}})
	rest := reader.OK(t, "openim/getmsg", M{"Cookie": "", "SyncFlag": 0})
	assert.Zero(t, rest.Len("MsgList"), "the whole request must have been processed")
	s.measure("deletemsg, 500 messages", reader, "openim/deletemsg", M{"DelMsgList": s.deletions(500)})
	s.measure("sendmsg", reader, "openim/sendmsg", servertest.Text("person0", "hi"))
	s.measure("portrait_set", s.Client13("star"), "profile/portrait_set", M{"ProfileItem": s.profile()})

	var items []M
	for i := range 100 {
		items = append(items, M{"To_Account": person(i), "AddSource": "AddSource_Type_A", "AddWording": "w", "Remark": "r"})
	}
	s.measure("friend_add, 100 people", reader, "sns/friend_add", M{"AddFriendItem": items})
	s.measure("friend_delete, 100 people", reader, "sns/friend_delete", M{"To_Account": people(0, 100), "DeleteType": "Delete_Type_Both"})
	asked := s.Client13("asked")
	asked.OK(t, "profile/portrait_set", M{"ProfileItem": []M{{"Tag": "Tag_Profile_IM_AllowType", "Value": "AllowType_Type_NeedConfirm"}}})
	s.parallel(min(1000, *members), func(ctx context.Context, i int) {
		s.Client13(person(i)).OK(t, "sns/friend_add", M{"AddFriendItem": []M{{"To_Account": "asked", "AddSource": "AddSource_Type_A"}}})
	})
	s.measure("PendencyReport, maximum", asked, "sns/PendencyReport", M{"LatestPendencyTimeStamp": servertest.Epoch})
	s.measure("black_list_add, 100 people", reader, "sns/black_list_add", M{"To_Account": people(100, 200)})

	owner, root := s.Client13("owner"), s.Client13("root")
	s.measure("create_group, 500 members", owner, "group_open_http_svc/create_group",
		M{"Type": "ChatRoom", "Name": "g", "GroupId": "mine", "MemberList": named(0, 500)})
	owner.OK(t, "group_open_http_svc/create_group", M{"Type": "ChatRoom", "Name": "g", "GroupId": "second"})
	s.measure("add_group_member, 500 people", root, "group_open_http_svc/add_group_member",
		M{"GroupId": "second", "MemberList": named(0, 500)})
	s.measure("forbid_send_msg, 500 people", owner, "group_open_http_svc/forbid_send_msg",
		M{"GroupId": "mine", "Members_Account": people(0, 500), "ShutUpTime": 100})
	s.measure("delete_group_member, 500 people", owner, "group_open_http_svc/delete_group_member",
		M{"GroupId": "mine", "MemberToDel_Account": people(0, 500)})
	s.measure("forbid_send_msg, in the large group", owner, "group_open_http_svc/forbid_send_msg",
		M{"GroupId": "large", "Members_Account": people(0, *members-1)[:min(500, *members-1)], "ShutUpTime": 100})
	s.measure("send_group_msg, to the large group", owner, "group_open_http_svc/send_group_msg",
		M{"GroupId": "large", "Random": 1, "MsgBody": servertest.TextBody("hi")})
	s.measure("send_group_system_notification", root, "group_open_http_svc/send_group_system_notification", M{"GroupId": "large", "Content": "c"})
	s.measure("destroy_group", owner, "group_open_http_svc/destroy_group", M{"GroupId": "large"})
	require.NoError(t, s.table.Flush())
}

// start creates the site, or opens the one in -site.
func (s *site) start(t *testing.T) {
	configure := func(c *server.Config) {
		s.count.Store = c.Store
		c.Store = s.count
		c.Admins = []string{"root"}
	}
	if _, err := os.Stat(*siteFile); *siteFile != "" && err == nil {
		s.Server = servertest.StartFrom(t, *siteFile, configure)
		return
	}
	s.Server = servertest.Start(t, configure)
	s.populate()
	if *siteFile == "" {
		return
	}
	file, err := os.Create(*siteFile)
	require.NoError(t, err)
	_, err = s.Store.Backup(t.Context(), file)
	require.NoError(t, errors.Join(err, file.Close()))
}

// measure sends a request and prints its cost.
func (s *site) measure(name string, c *servertest.Client, command string, body any) {
	s.t.Helper()
	s.count.Reset()
	c.OK(s.t, command, body)
	cost := s.count.Reset()
	fmt.Fprintf(s.table, "%s\t%d\t%d\t%d\t%.1f\t\n", name, cost.Transactions, cost.Read, cost.Written, float64(cost.Held.Microseconds())/1000)
	assert.LessOrEqual(s.t, cost.Read+cost.Written, maxRecords+recipients(), "%s: records that one transaction touches", name)
	if *limit > 0 {
		assert.LessOrEqual(s.t, cost.Held, *limit, "%s: longest transaction", name)
	}
}

func person(i int) string { return fmt.Sprintf("person%d", i) }

func people(from, to int) (list []string) {
	for i := from; i < to; i++ {
		list = append(list, person(i))
	}
	return list
}

func named(from, to int) (list []M) {
	for _, name := range people(from, to) {
		list = append(list, M{"Member_Account": name})
	}
	return list
}

// populate creates the site: users with messages, one with many unread messages,
// one with many friends, and a large group.
func (s *site) populate() {
	crowd := max(*members, *friends, 500)
	require.NoError(s.t, s.Store.Update(s.t.Context(), func(tx store.Tx) error {
		for _, name := range append(people(0, crowd), "reader", "star", "owner", "root") {
			s.IM.Accounts.Ensure(tx, name)
		}
		return nil
	}))
	s.store(*unread, func(i int) (from, to string) { return person(i % 500), "reader" })
	s.store(*messages-*unread, func(i int) (from, to string) { return person(i % 500), person((i + 1 + i/500) % crowd) })
	s.parallel(*friends, func(ctx context.Context, i int) {
		s.Client13(person(i)).OK(s.t, "sns/friend_add", M{"AddFriendItem": []M{{"To_Account": "star", "AddSource": "AddSource_Type_A"}}})
	})
	s.Client13("owner").OK(s.t, "group_open_http_svc/create_group", M{"Type": "ChatRoom", "Name": "g", "GroupId": "large"})
	s.parallel(*members-1, func(ctx context.Context, i int) {
		s.Client13(person(i)).OK(s.t, "group_open_http_svc/apply_join_group", M{"GroupId": "large", "ApplyMsg": ""})
	})
}

// storeBatch is the number of messages that one transaction stores.
const storeBatch = 1000

// store stores n unread messages, one a second until now, without the API: sending a
// million messages takes a quarter of an hour.
func (s *site) store(n int, between func(i int) (from, to string)) {
	c := c2c.New(c2c.Config{
		Store: s.Store, Outbox: deliver.NewOutbox(s.Clock), MarkUsed: func(store.Tx, []byte) {},
	})
	body, err := json.Marshal(servertest.TextBody("a message of average length, as people write them"))
	require.NoError(s.t, err)
	for first := 0; first < n; first += storeBatch {
		require.NoError(s.t, s.Store.Update(s.t.Context(), func(tx store.Tx) error {
			for i := first; i < min(n, first+storeBatch); i++ {
				from, to := between(i)
				_, err := c.Import(tx, c2c.Message{
					From: from, To: to, Seq: int64(i), Random: int64(i), Time: servertest.Epoch - int64(n-i), Body: body,
				}, true)
				if err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

// parallel runs do n times concurrently, so that the updates share flushes.
func (s *site) parallel(n int, do func(ctx context.Context, i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range 64 {
		wg.Go(func() {
			for i := range next {
				do(s.t.Context(), i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

func (s *site) readItems(n int) (list []M) {
	for i := range n {
		list = append(list, M{"To_Account": person(i), "LastedMsgTime": servertest.Epoch})
	}
	return list
}

func (s *site) deletions(n int) (list []M) {
	for i := range n {
		list = append(list, M{"From_Account": person(i), "MsgSeq": i, "MsgRandom": i})
	}
	return list
}

// profile returns the largest profile that can be set.
func (s *site) profile() (list []M) {
	long := make([]byte, 500)
	for i := range long {
		long[i] = 'x'
	}
	for i := range 20 {
		list = append(list, M{"Tag": fmt.Sprintf("Tag_Profile_Custom_T%d", i), "Value": string(long)})
	}
	return list
}
