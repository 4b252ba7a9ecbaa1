package account_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/account"
	"webim.js/server/servertest"
	"webim.js/server/usersig"
)

func TestNewKeyEndsSessions(t *testing.T) {
	keys := []usersig.Key{usersig.NewSecret("test", servertest.Key)}
	s := servertest.Start(t, func(c *server.Config) { c.Apps = []account.App{{Keys: keys}} })
	alice := s.SignIn(t, "alice")
	keys = append(keys, usersig.NewSecret("next", "another key"))
	s.Restart(t)
	assert.False(t, s.IM.Accounts.KeyReplaced())
	alice.OK(t, "openim/getmsg", servertest.M{"Cookie": ""})

	keys = keys[1:]
	s.Restart(t)
	assert.True(t, s.IM.Accounts.KeyReplaced())
	alice.Refused(t, 91101, "openim/getmsg", servertest.M{"Cookie": ""})
	s.Restart(t)
	assert.False(t, s.IM.Accounts.KeyReplaced(), "sessions must be ended once only")
}

func TestEndAllRevokesUserSigs(t *testing.T) {
	s := servertest.Start(t)
	alice, bob13 := s.SignIn(t, "alice"), s.Client13("bob")
	bob13.OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
	require.NoError(t, s.IM.Accounts.EndAll(t.Context(), true))
	alice.Refused(t, 91101, "openim/getmsg", servertest.M{"Cookie": ""})
	bob13.Refused(t, 70001, "openim/getmsg", servertest.M{"Cookie": ""})
	s.Clock.Advance(time.Second)
	s.SignIn(t, "alice").OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
}

func TestFutureUserSigIsRefused(t *testing.T) {
	s := servertest.Start(t)
	for ahead, code := range map[time.Duration]int{9 * time.Minute: 0, 11 * time.Minute: 70001, 80 * 365 * 24 * time.Hour: 70001} {
		c := s.Client13("alice")
		c.Query.Set("usersig", usersig.Sign(servertest.Key, usersig.Ticket{
			Identifier: "alice", SDKAppID: account.DefaultSDKAppID, Issued: s.Clock.Now().Add(ahead), Valid: time.Hour,
		}))
		assert.Equal(t, code, c.Call(t, "openim/getmsg", servertest.M{"Cookie": ""}).ErrorCode, "%s", ahead)
	}
}

func TestURLsUseHTTPSBehindProxy(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	req, err := http.NewRequest(http.MethodPost, s.URL+"/v4/openim/authkey?"+alice.Query.Encode(), strings.NewReader("{}"))
	require.NoError(t, err)
	req.Host = "im.example"
	req.Header.Set("X-Forwarded-Proto", "https")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Contains(t, string(body), `"IpList":["im.example:443"]`)
}
