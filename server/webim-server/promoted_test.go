package main

import (
	"bytes"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/store/pgstore/pgtest"
	"webim.js/test/postgres/pgproxy"
)

// A client that has received messages that were lost receives new ones after the numbers
// are raised. Before, a server that detects the loss stores none.
func TestPromotedContinuesStandby(t *testing.T) {
	mustFail(t, "no standby", "promoted") // a database file has no standby
	primary := pgtest.Start(t, false)
	proxy, err := pgproxy.Start(primary.Socket()) // the address that moves to the standby
	require.NoError(t, err)
	t.Cleanup(proxy.Close)
	mustFail(t, "no such database", "promoted", "-store", primary.URL(""))

	var log bytes.Buffer
	p := serveLogging(t, &log, "-store", primary.URLThrough(proxy.Addr(), ""), "-key", crowdKey)
	alice := crowdSig("alice")
	session, err := post(p.url, "openim/login", url.Values{"usersig": {crowdSig("bob")}, "identifier": {"bob"}, "v": {"1.7.2"}}, map[string]any{"State": "Online"})
	require.NoError(t, err)
	bob := url.Values{"tinyid": {session["TinyId"].(string)}, "a2": {session["A2Key"].(string)}, "v": {"1.7.2"}}
	place, err := post(p.url, "openim/getlongpollingid", bob, map[string]any{})
	require.NoError(t, err)
	notice := 0.0
	poll := func() (text string) {
		response, err := post(p.url, "openim/longpolling", bob, map[string]any{
			"Timeout": 60, "Cookie": map[string]any{"NotifySeq": 0, "NoticeSeq": notice, "LongPollingId": place["LongPollingId"]},
		})
		require.NoError(t, err)
		require.Equal(t, 0.0, response["ErrorCode"], response)
		events := response["EventArray"].([]any)
		require.Len(t, events, 1, response)
		messages := events[0].(map[string]any)["C2cMsgArray"].([]any)
		require.Len(t, messages, 1, response)
		message := messages[0].(map[string]any)
		notice = message["NoticeSeq"].(float64)
		return message["MsgBody"].([]any)[0].(map[string]any)["MsgContent"].(map[string]any)["Text"].(string)
	}
	ready := func() bool {
		status, _ := get(t, p.url+"/readyz", func(*http.Request) {})
		return status == 200
	}
	sendSigned(t, p, alice, "kept")
	assert.Equal(t, "kept", poll())
	standby, err := primary.Standby()
	require.NoError(t, err)
	t.Cleanup(standby.Close)
	standby.Stop() // replication stops here
	for _, text := range []string{"lost 1", "lost, too"} {
		sendSigned(t, p, alice, text)
		assert.Equal(t, text, poll())
	}
	primary.Stop()
	require.NoError(t, standby.Run())
	require.NoError(t, standby.Promote())
	proxy.Move(standby.Socket())

	response, err := call(p.url, "alice", alice, "openim/sendmsg", map[string]any{
		"To_Account": "bob", "MsgSeq": 1, "MsgRandom": 1,
		"MsgBody": []any{map[string]any{"MsgType": "TIMTextElem", "MsgContent": map[string]any{"Text": "refused"}}},
	})
	require.NoError(t, err)
	assert.Equal(t, 20005.0, response["ErrorCode"], response)
	assert.False(t, ready())
	assert.Regexp(t, `^change numbers continue after \d{11}, message stamps after \d{11}\n$`, runCommand(t, "promoted", "-store", standby.URL("")))
	require.Eventually(t, ready, 20*time.Second, 20*time.Millisecond)
	sendSigned(t, p, alice, "after that")
	assert.Equal(t, "after that", poll())
	unread := fetchTexts(t, p, crowdSig("bob"))
	assert.Equal(t, []string{"kept", "after that"}, unread)
	require.NoError(t, p.signal(t, syscall.SIGTERM))
	assert.Contains(t, log.String(), "run webim-server promoted")
}
