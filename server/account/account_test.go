package account_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/account"
	"webim.js/server/admin"
	"webim.js/server/api"
	"webim.js/server/servertest"
	"webim.js/server/store"
	"webim.js/server/usersig"
)

// sign returns UserSigs that are invalid in one way.
func sign(key, name string, app int64, valid time.Duration) string {
	return usersig.Sign(key, usersig.Ticket{
		Identifier: name, SDKAppID: app, Issued: time.Unix(servertest.Epoch, 0), Valid: valid,
	})
}

func TestCallsRequireValidUserSig(t *testing.T) {
	s := servertest.Start(t)
	client := s.Client13("alice")
	client.OK(t, "openim/getmsg", servertest.M{"Cookie": "", "SyncFlag": 0})
	good := s.UserSig("alice")
	altered := []byte(good)
	altered[len(altered)/2] ^= 1

	for name, c := range map[string]struct {
		field, value string
		code         int
	}{
		"no sig":             {"usersig", "", 60005},
		"nonsense":           {"usersig", "nonsense", 70003},
		"altered":            {"usersig", string(altered), 70003},
		"another key":        {"usersig", sign("other", "alice", server.SDKAppID, time.Hour), 70009},
		"expired":            {"usersig", sign(servertest.Key, "alice", server.SDKAppID, 0), 70001},
		"another user's":     {"usersig", s.UserSig("bob"), 70013},
		"another app's":      {"usersig", sign(servertest.Key, "alice", 7, time.Hour), 70014},
		"wrong app":          {"sdkappid", "7", 70014},
		"no app":             {"sdkappid", "", 70014},
		"no identifier":      {"identifier", "", 70013},
		"another identifier": {"identifier", "bob", 70013},
	} {
		broken := client.Without("accesstoken").Without(c.field, c.value)
		broken.Refused(t, c.code, "openim/getmsg", servertest.M{"Cookie": ""})
		t.Log(name)
	}
	token := client.Without("usersig")
	token.OK(t, "openim/getmsg", servertest.M{"Cookie": ""})

	s.Clock.Advance(25 * time.Hour)
	client.Refused(t, 70001, "openim/getmsg", servertest.M{"Cookie": ""})
}

func TestAccountNamesAreValidated(t *testing.T) {
	s := servertest.Start(t)
	for _, name := range []string{"小明", "a b#c", strings.Repeat("x", 64), `"><script>`} {
		s.Client13(name).OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
	}
	for _, name := range []string{"@TIM#SYSTEM", "a\nb", "a\x00b", strings.Repeat("x", 65)} {
		s.Client13(name).Refused(t, 70003, "openim/getmsg", servertest.M{"Cookie": ""})
	}
}

func TestSignInCreatesUser(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	alice.Refused(t, 20003, "openim/sendmsg", servertest.Text("zoe", "hi"))
	forged := s.Client13("zoe").Without("accesstoken").Without("usersig", sign("other", "zoe", server.SDKAppID, time.Hour))
	forged.Refused(t, 70009, "openim/getmsg", servertest.M{"Cookie": ""})
	alice.Refused(t, 20003, "openim/sendmsg", servertest.Text("zoe", "hi"))
	s.Client13("zoe").OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
	alice.OK(t, "openim/sendmsg", servertest.Text("zoe", "hi"))
}

func TestSessionsShareTinyID(t *testing.T) {
	s := servertest.Start(t)
	alice, again, bob := s.SignIn(t, "alice"), s.SignIn(t, "alice"), s.SignIn(t, "bob")
	assert.Equal(t, alice.Query.Get("tinyid"), again.Query.Get("tinyid"), "sessions of a user must share the tinyid")
	assert.NotEqual(t, alice.Query.Get("tinyid"), bob.Query.Get("tinyid"))
	assert.Regexp(t, `^\d{15,19}$`, bob.Query.Get("tinyid"))
	assert.NotEqual(t, alice.Query.Get("a2"), again.Query.Get("a2"), "each session must have its own a2")
	assert.GreaterOrEqual(t, len(alice.Query.Get("a2")), 10)

	read := servertest.M{"Cookie": ""}
	for _, broken := range []*servertest.Client{
		alice.Without("a2", "guess"),
		alice.Without("tinyid", bob.Query.Get("tinyid")),
		alice.Without("tinyid"),
	} {
		broken.Refused(t, 91000, "openim/getmsg", read)
	}
	alice.Without("a2").Refused(t, 60005, "openim/getmsg", read)
	alice.Without("identifier", "bob").Refused(t, 70013, "openim/getmsg", read)

	s.Restart(t)
	alice.OK(t, "openim/getmsg", read)

	alice.OK(t, "openim/longpollinglogout", servertest.M{"LongPollingId": alice.PollID})
	alice.Refused(t, 91000, "openim/getmsg", read)
	again.OK(t, "openim/getmsg", read)

	s.Clock.Advance(account.SessionLifetime)
	again.Refused(t, 91000, "openim/getmsg", read)
	again.Login(t)
	again.OK(t, "openim/getmsg", read)
}

func TestTicketsAreNotStored(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		n := 0
		for k, v := range r.Scan("sessions", store.Range{}) {
			n++
			assert.NotContains(t, string(k)+string(v), alice.Query.Get("a2"))
		}
		assert.Equal(t, 1, n)
		return nil
	}))
}

// authKey returns the ticket of a client's download URLs.
func authKey(t *testing.T, c *servertest.Client) string {
	return c.OK(t, "openim/authkey", servertest.M{}).At("AuthKey").(string)
}

// isPermitted reports whether a ticket permits the download of a file.
func isPermitted(t *testing.T, s *servertest.Server, key, file string) bool {
	t.Helper()
	ok, err := s.IM.Accounts.CheckDownloadKey(t.Context(), key, file)
	require.NoError(t, err)
	return ok
}

func TestDownloadKeyPermitsUntilExpiry(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	response := alice.OK(t, "openim/authkey", servertest.M{})
	assert.Equal(t, strings.TrimPrefix(s.URL, "http://"), response.At("IpList", 0))
	key := response.At("AuthKey").(string)
	assert.True(t, isPermitted(t, s, key, "any"))
	for _, bad := range []string{"", "zz", key[:20], key + "00", "00" + key[2:]} {
		assert.False(t, isPermitted(t, s, bad, "any"), bad)
	}
	s.Clock.Advance(account.SessionLifetime)
	assert.False(t, isPermitted(t, s, key, "any"), "the key must expire")
}

func TestFileTicketOpensOneFile(t *testing.T) {
	s := servertest.Start(t)
	alice := s.SignIn(t, "alice")
	key, _, err := s.IM.Accounts.DownloadKey(t.Context(), loadCaller(t, s, alice), "one")
	require.NoError(t, err)
	assert.True(t, isPermitted(t, s, key, "one"))
	assert.False(t, isPermitted(t, s, key, "another"))
	s.Clock.Advance(time.Hour)
	assert.False(t, isPermitted(t, s, key, "one"), "the ticket must expire")
}

// The ticket with which a client builds URLs is accepted while the client polls, as
// the client never requests another.
func TestDownloadKeyExpiresWithoutPolls(t *testing.T) {
	s := servertest.Start(t)
	for name, client := range map[string]*servertest.Client{"1.7": s.SignIn(t, "alice"), "1.3": s.Client13("bob")} {
		key := authKey(t, client)
		for range 9 { // three hours
			s.Clock.Advance(account.SeenEvery)
			assert.True(t, isPermitted(t, s, key, "any"), name)
			client.Quiet(t)
		}
		s.Restart(t)
		assert.True(t, isPermitted(t, s, key, "any"), name)
		s.Clock.Advance(time.Hour)
		assert.False(t, isPermitted(t, s, key, "any"), "%s: the key of a closed client must expire", name)
		client.Quiet(t)
		assert.True(t, isPermitted(t, s, key, "any"), "%s: the key must be valid once the client polls again", name)
	}
	key := authKey(t, s.SignIn(t, "carol"))
	s.Clock.Advance(time.Hour)
	assert.False(t, isPermitted(t, s, key, "any"), "the key of a client that never polled must expire")
}

// loadCaller returns the caller of a signed-in client.
func loadCaller(t *testing.T, s *servertest.Server, c *servertest.Client) api.Caller {
	t.Helper()
	caller, err := s.IM.Accounts.Authenticate(t.Context(), api.Credentials{
		TinyID: c.Query.Get("tinyid"), A2: c.Query.Get("a2"), SDKAppID: c.Query.Get("sdkappid"), Version: "1.7.2",
	}, api.Users)
	require.NoError(t, err)
	return caller
}

func TestSignOutRevokesDownloads(t *testing.T) {
	s := servertest.Start(t)
	here, there, old := s.SignIn(t, "alice"), s.SignIn(t, "alice"), s.Client13("alice")
	elsewhere := s.Client13("alice")
	elsewhere.Agent = "another browser"
	keys := map[string]string{"here": authKey(t, here), "there": authKey(t, there), "old": authKey(t, old), "elsewhere": authKey(t, elsewhere)}
	good := func(names ...string) {
		t.Helper()
		var open []string
		for _, name := range []string{"here", "there", "old", "elsewhere"} {
			if isPermitted(t, s, keys[name], "f") {
				open = append(open, name)
			}
		}
		assert.Equal(t, names, open)
	}
	good("here", "there", "old", "elsewhere")
	here.OK(t, "openim/longpollinglogout", servertest.M{})
	good("there", "old", "elsewhere")
	old.OK(t, "openim/logout", servertest.M{})
	good("there", "elsewhere")
	keys["old"] = authKey(t, old)
	good("there", "old", "elsewhere")

	there.OK(t, "openim/logout", servertest.M{})
	good()
	keys["here"] = authKey(t, s.SignIn(t, "alice"))
	keys["old"] = authKey(t, old)
	good("here", "old")

	users := &admin.Users{Store: s.Store, Accounts: s.IM.Accounts, Clock: s.Clock, Disconnect: s.IM.Polls.Disconnect}
	require.NoError(t, users.SetDisabled(t.Context(), "alice", true))
	good()
	require.NoError(t, users.SetDisabled(t.Context(), "alice", false))
	good()
	keys["elsewhere"] = authKey(t, elsewhere)
	good("elsewhere")
}

// The number of recorded sign-outs is bounded.
func TestSignOutRecordsAreBounded(t *testing.T) {
	s := servertest.Start(t)
	client := s.Client13("alice")
	first := authKey(t, client)
	client.OK(t, "openim/logout", servertest.M{})
	for i := range 100 {
		client.Agent = strconv.Itoa(i)
		client.OK(t, "openim/logout", servertest.M{})
	}
	assert.False(t, isPermitted(t, s, first, "f"))
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		assert.Less(t, len(r.Get("downloads_ended", store.Key("alice"))), 4000)
		return nil
	}))
}

func TestAllListsAccounts(t *testing.T) {
	s := servertest.Start(t)
	s.SignIn(t, "zoe")
	var names []string
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		for name, u := range account.All(r) {
			names = append(names, name)
			assert.NotEmpty(t, u.TinyID)
		}
		return nil
	}))
	assert.Contains(t, names, "alice", "the demo's users must be included")
	assert.Equal(t, "zoe", names[len(names)-1])
}

func TestSessionsPerUserAreBounded(t *testing.T) {
	s := servertest.Start(t)
	first := s.SignIn(t, "alice")
	s.Clock.Advance(time.Second)
	last := s.SignIn(t, "alice")
	for range 99 {
		s.Client17("alice").OK(t, "openim/login", servertest.M{"State": "Online"})
	}
	first.Refused(t, 91000, "openim/getmsg", servertest.M{"Cookie": ""})
	last.OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
	s.Clock.Advance(account.SessionLifetime)
	s.SignIn(t, "alice")
	require.NoError(t, s.Store.View(t.Context(), func(r store.Reader) error {
		for _, bucket := range []store.Bucket{"sessions", "user_sessions", "instances"} {
			n := 0
			for range r.Scan(bucket, store.Range{}) {
				n++
			}
			assert.Equal(t, 1, n, bucket)
		}
		return nil
	}))
}

func TestDisabledAccountIsRefused(t *testing.T) {
	s := servertest.Start(t)
	alice, bob17, bob13 := s.SignIn(t, "alice"), s.SignIn(t, "bob"), s.Client13("bob")
	bob13.OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
	waiting17, waiting13 := bob17.StartPoll(t), bob13.StartPoll(t)
	s.Clock.AwaitTimers(2)
	set := func(disabled bool) {
		require.NoError(t, s.Store.Update(t.Context(), func(tx store.Tx) error {
			assert.True(t, s.IM.Accounts.SetDisabled(tx, "bob", disabled))
			assert.False(t, s.IM.Accounts.SetDisabled(tx, "nobody", disabled))
			return nil
		}))
	}

	set(true)
	require.NoError(t, s.IM.Polls.Disconnect(t.Context(), "bob"))
	assert.Equal(t, 96.0, waiting17.Response(t).At("EventArray", 0, "C2cNotifyMsgArray", 0, "SubMsgType"))
	assert.Equal(t, 60008, waiting13.Response(t).ErrorCode)
	for range 2 {
		bob17.Refused(t, 91101, "openim/getmsg", servertest.M{"Cookie": ""})
		bob13.Refused(t, 70101, "openim/getmsg", servertest.M{"Cookie": ""})
		s.Client17("bob").Refused(t, 70101, "openim/login", servertest.M{"State": "Online"})
		s.Restart(t)
	}
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "for later"))

	set(false)
	bob13.OK(t, "openim/getmsg", servertest.M{"Cookie": ""})
	bob17.Login(t)
}
