package c2c_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"webim.js/server/servertest"
)

// readReport returns a read report for one peer.
func readReport(peer string, upTo int64) servertest.M {
	return servertest.M{"C2CMsgReaded": servertest.M{"Cookie": "", "C2CMsgReadedItem": []servertest.M{{"To_Account": peer, "LastedMsgTime": upTo}}}}
}

// A report that exceeds one transaction marks all messages and sends one receipt.
func TestLongReadReportSendsOneReceipt(t *testing.T) {
	s := servertest.Start(t)
	alice, bob, carol := s.SignIn(t, "alice"), s.Client13("bob"), s.Client13("carol")
	for i := range 450 {
		alice.OK(t, "openim/sendmsg", servertest.Text("bob", fmt.Sprint("a", i)))
	}
	carol.OK(t, "openim/sendmsg", servertest.Text("bob", "c"))
	s.Clock.Advance(time.Minute)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "later"))

	bob.OK(t, "openim/msgreaded", readReport("alice", servertest.Epoch))
	got := bob.OK(t, "openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0})
	assert.Equal(t, 2, got.Len("MsgList"), "carol's and later messages must be unread")
	notified := alice.Poll(t)
	assert.Equal(t, 1, notified.Len("EventArray", 0, "C2cNotifyMsgArray"), notified.Raw)

	bob.OK(t, "openim/msgreaded", readReport("alice", servertest.Epoch))
	alice.Quiet(t)
	bob.OK(t, "openim/msgreaded", readReport("alice", servertest.Epoch+1_000_000))
	got = bob.OK(t, "openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0})
	assert.Equal(t, 1, got.Len("MsgList"))
	alice.Poll(t)

	// a message after the report, in the same second
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "in the same second"))
	bob.OK(t, "openim/msgreaded", readReport("alice", servertest.Epoch+1_000_000))
	got = bob.OK(t, "openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0})
	assert.Equal(t, 1, got.Len("MsgList"))
	bob.Refused(t, 20003, "openim/msgreaded", readReport("nobody", servertest.Epoch))
}

// A 1.3 client reports whole seconds, but has read only the messages that it fetched: a
// message of the same second that arrived after the fetch remains unread.
func TestReadReportLeavesUnfetchedMessages(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.Client13("bob")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "一"))
	got := bob.OK(t, "openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0})
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "二"))
	read := readReport("alice", servertest.Epoch)
	read["C2CMsgReaded"].(servertest.M)["Cookie"] = got.At("Cookie")
	bob.OK(t, "openim/msgreaded", read)
	got = bob.OK(t, "openim/getmsg", servertest.M{"Cookie": got.At("Cookie"), "SyncFlag": 0})
	assert.Equal(t, []string{"alice: 二"}, texts(got))

	read["C2CMsgReaded"].(servertest.M)["Cookie"] = got.At("Cookie")
	bob.OK(t, "openim/msgreaded", read)
	assert.Empty(t, fetchUnread(t, bob))
	read["C2CMsgReaded"].(servertest.M)["Cookie"] = "x"
	bob.Refused(t, 20001, "openim/msgreaded", read)
}
