package c2c_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/demo/server/servertest"
)

func TestSendingReachesThePoll(t *testing.T) {
	s := servertest.Start(t)
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hi"))
	got := bob.Poll(t)
	assert.Equal(t, "hi", got.At("EventArray", 0, "C2cMsgArray", 0, "MsgBody", 0, "MsgContent", "Text"))
	assert.Equal(t, "alice", got.At("EventArray", 0, "C2cMsgArray", 0, "From_Account"))
	bob.Quiet(t)
	alice.Quiet(t)
	alice.Refused(t, 20003, "openim/sendmsg", servertest.Text("nobody", "hi"))
}
