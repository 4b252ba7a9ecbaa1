package c2c_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"webim.js/server/servertest"
)

// FuzzBodies sends arbitrary bodies. The response must be a success or a client
// error, never an internal one.
func FuzzBodies(f *testing.F) {
	commands := []string{
		"openim/sendmsg", "openim/getmsg", "openim/msgreaded", "openim/getroammsg", "openim/deletemsg",
		"openim/getlongpollingid", "profile/portrait_get",
	}
	for n, body := range []string{
		`{"To_Account":"bob","MsgSeq":1,"MsgRandom":2,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"x"}}]}`,
		`{"Cookie":"1","SyncFlag":1}`,
		`{"C2CMsgReaded":{"Cookie":"","C2CMsgReadedItem":[{"To_Account":"bob","LastedMsgTime":1500000000}]}}`,
		`{"Peer_Account":"bob","MaxCnt":15,"LastMsgTime":1500000000,"MsgKey":"12"}`,
		`{"DelMsgList":[{"From_Account":"@TIM#SYSTEM","MsgSeq":1,"MsgRandom":1}]}`,
		`{}`,
		`{"From_Account":"alice","To_Account":["bob"],"TagList":["Tag_Profile_IM_Nick"]}`,
	} {
		f.Add(n, body)
	}
	s := servertest.Start(f)
	alice := s.SignIn(f, "alice")
	f.Fuzz(func(t *testing.T, n int, body string) {
		command := commands[uint(n)%uint(len(commands))]
		a := alice.Call(t, command, body)
		if !json.Valid([]byte(body)) {
			assert.Equal(t, 60003, a.ErrorCode)
		}
		if a.ActionStatus != "OK" {
			assert.NotContains(t, []int{0, 20005, 40006}, a.ErrorCode, a.Raw)
		}
	})
}
