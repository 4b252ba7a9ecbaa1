package callback_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server"
	"webim.js/server/callback"
	"webim.js/server/servertest"
)

type M = servertest.M

// receiver is the back end of a site.
type receiver struct {
	*httptest.Server
	received chan M // received callbacks, with the query under "?"

	mu        sync.Mutex
	responses map[string]string // by callback; "" hangs
}

func listen(t *testing.T) *receiver {
	r := &receiver{received: make(chan M, 100), responses: map[string]string{}}
	hang := make(chan struct{})
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		got := M{}
		if json.Unmarshal(body, &got) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		got["?"] = req.URL.Query()
		r.received <- got
		r.mu.Lock()
		response, ok := r.responses[got["CallbackCommand"].(string)]
		r.mu.Unlock()
		switch {
		case !ok:
			response = `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`
		case response == "":
			<-hang
			return
		}
		io.WriteString(w, response)
	}))
	t.Cleanup(func() { close(hang); r.Close() })
	return r
}

func (r *receiver) setResponse(command, response string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.responses[command] = response
}

// next returns the next callback of that name, and skips others.
func (r *receiver) next(t *testing.T, command string) M {
	t.Helper()
	limit := time.After(15 * time.Second)
	for {
		select {
		case got := <-r.received:
			if got["CallbackCommand"] == command {
				return got
			}
		case <-limit:
			require.FailNow(t, "no callback", command)
		}
	}
}

func start(t *testing.T, c callback.Config) *servertest.Server {
	t.Helper()
	c.Log = slog.New(slog.DiscardHandler)
	callbacks, err := callback.New(c)
	require.NoError(t, err)
	t.Cleanup(callbacks.Close)
	return servertest.Start(t, func(s *server.Config) {
		s.Callbacks, s.Admins = callbacks, []string{"administrator"}
	})
}

func TestMessageCallbacksCanForbid(t *testing.T) {
	r := listen(t)
	s := start(t, callback.Config{URL: r.URL + "/hook?site=1", Token: "token"})
	alice := s.SignIn(t, "alice")
	state := r.next(t, callback.StateChange)
	assert.Equal(t, M{"Action": "Login", "Reason": "Register", "To_Account": "alice"}, state["Info"])
	bob := s.SignIn(t, "bob") // signs in later, since callbacks about different users are not ordered

	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "hello"))
	before := r.next(t, callback.BeforeMessage)
	assert.Equal(t, "alice", before["From_Account"])
	assert.Contains(t, before, "MsgBody")
	q := before["?"].(interface{ Get(string) string })
	for name, want := range map[string]string{"site": "1", "SdkAppid": "1400000001", "CallbackCommand": callback.BeforeMessage, "OptPlatform": "Web", "ClientIP": "127.0.0.1", "contenttype": "json"} {
		assert.Equal(t, want, q.Get(name), name)
	}
	assert.Len(t, q.Get("Sign"), 64)
	assert.NotEmpty(t, q.Get("RequestTime"))
	assert.EqualValues(t, servertest.Epoch, r.next(t, callback.AfterMessage)["MsgTime"])
	bob.Poll(t)

	r.setResponse(callback.BeforeMessage, `{"ErrorCode":1,"ErrorInfo":"that word"}`)
	refused := alice.Call(t, "openim/sendmsg", servertest.Text("bob", "forbidden"))
	assert.Equal(t, 20006, refused.ErrorCode)
	assert.Equal(t, "that word", refused.ErrorInfo)
	r.setResponse(callback.BeforeMessage, `{"ErrorCode":120005,"ErrorInfo":"our own"}`)
	alice.Refused(t, 120005, "openim/sendmsg", servertest.Text("bob", "own code"))
	r.setResponse(callback.BeforeMessage, `{"ErrorCode":2}`)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "dropped"))
	r.setResponse(callback.BeforeMessage, `{"ErrorCode":0,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"***"}}]}`)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "a bad word"))
	got := bob.Poll(t)
	assert.Contains(t, got.Raw, "***")
	for _, text := range []string{"bad word", "forbidden", "dropped", "own code"} {
		assert.NotContains(t, got.Raw, text)
	}
	assert.Contains(t, alice.OK(t, "openim/getroammsg", M{"Peer_Account": "bob", "MaxCnt": 1, "LastMsgTime": 0, "MsgKey": ""}).Raw, "***")
	r.setResponse(callback.BeforeMessage, `{"ErrorCode":0,"MsgBody":[{"MsgType":"TIMTextElem"}]}`)
	alice.Refused(t, 20006, "openim/sendmsg", servertest.Text("bob", "invalid replacement"))

	assert.Contains(t, r.next(t, callback.AfterMessage), "MsgKey")
	back := s.BackEnd("administrator")
	back.OK(t, "openim/sendmsg", M{"To_Account": "bob", "MsgRandom": 1, "MsgBody": servertest.TextBody("unasked"), "ForbidCallbackControl": []string{"ForbidBeforeSendMsgCallback"}})
	assert.Equal(t, "RESTAPI", r.next(t, callback.AfterMessage)["?"].(interface{ Get(string) string }).Get("OptPlatform"))
}

// A field that a command ignores does not bypass the receiver, even if it is invalid.
func TestInvalidFieldsDoNotBypassReceiver(t *testing.T) {
	r := listen(t)
	s := start(t, callback.Config{URL: r.URL})
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	alice.OK(t, "group_open_http_svc/create_group", M{"Type": "ChatRoom", "Name": "room", "GroupId": "room"})
	for _, command := range []string{callback.BeforeMessage, callback.BeforeGroupMessage, callback.BeforeCreateGroup, callback.BeforeJoin, callback.BeforeInvite} {
		r.setResponse(command, `{"ErrorCode":1}`)
	}
	for _, field := range []string{"To_Account", "MsgSeq", "Random", "Type", "Name", "Owner_Account", "MemberList", "MemberToDel_Account", "HandleMsg", "ForbidCallbackControl"} {
		for command, body := range map[string]M{
			"openim/sendmsg":                       {"To_Account": "bob", "MsgSeq": 1, "MsgRandom": 1, "MsgBody": servertest.TextBody("x")},
			"group_open_http_svc/send_group_msg":   {"GroupId": "room", "Random": 1, "MsgBody": servertest.TextBody("x")},
			"group_open_http_svc/create_group":     {"Type": "Public", "Name": "x", "Owner_Account": "alice", "MemberList": []M{}},
			"group_open_http_svc/apply_join_group": {"GroupId": "room"},
			"group_open_http_svc/add_group_member": {"GroupId": "room", "MemberList": []M{{"Member_Account": "carol"}}},
		} {
			if body[field] == nil {
				body[field] = []any{M{}}
			}
			c := alice
			if command == "group_open_http_svc/apply_join_group" {
				c = bob
			}
			assert.NotZero(t, c.Call(t, command, body).ErrorCode, "%s with %s", command, field)
		}
	}
}

func TestGroupCallbacksCanForbid(t *testing.T) {
	r := listen(t)
	s := start(t, callback.Config{URL: r.URL})
	alice, bob := s.SignIn(t, "alice"), s.SignIn(t, "bob")
	group := M{"Type": "ChatRoom", "Name": "room", "GroupId": "room"}
	r.setResponse(callback.BeforeCreateGroup, `{"ErrorCode":1}`)
	alice.Refused(t, 10016, "group_open_http_svc/create_group", group)
	assert.Equal(t, "alice", r.next(t, callback.BeforeCreateGroup)["Owner_Account"])
	r.setResponse(callback.BeforeCreateGroup, `{"ErrorCode":0}`)
	alice.OK(t, "group_open_http_svc/create_group", group)

	r.setResponse(callback.BeforeJoin, `{"ErrorCode":1}`)
	bob.Refused(t, 10016, "group_open_http_svc/apply_join_group", M{"GroupId": "room"})
	r.setResponse(callback.BeforeJoin, `{"ErrorCode":0}`)
	bob.OK(t, "group_open_http_svc/apply_join_group", M{"GroupId": "room"})
	joined := r.next(t, callback.AfterJoin)
	assert.Equal(t, []any{"ChatRoom", "Apply"}, []any{joined["Type"], joined["JoinType"]})
	assert.Equal(t, []any{M{"Member_Account": "bob"}}, joined["NewMemberList"])

	r.setResponse(callback.BeforeGroupMessage, `{"ErrorCode":10101,"ErrorInfo":"no"}`)
	bob.Refused(t, 10101, "group_open_http_svc/send_group_msg", M{"GroupId": "room", "Random": 1, "MsgBody": servertest.TextBody("x")})
	r.setResponse(callback.BeforeGroupMessage, `{"ErrorCode":0}`)
	bob.OK(t, "group_open_http_svc/send_group_msg", M{"GroupId": "room", "Random": 2, "MsgBody": servertest.TextBody("y")})
	assert.EqualValues(t, 1, r.next(t, callback.AfterGroupMessage)["MsgSeq"])

	private := alice.OK(t, "group_open_http_svc/create_group", M{"Type": "Private", "Name": "p"}).At("GroupId").(string)
	r.setResponse(callback.BeforeInvite, `{"ErrorCode":0,"RefusedMembers_Account":["carol"]}`)
	added := alice.OK(t, "group_open_http_svc/add_group_member", M{"GroupId": private, "MemberList": []M{{"Member_Account": "bob"}, {"Member_Account": "carol"}}})
	assert.Equal(t, 1, added.Len("MemberList"))
	assert.Equal(t, "Invited", r.next(t, callback.AfterJoin)["JoinType"])
	alice.OK(t, "group_open_http_svc/delete_group_member", M{"GroupId": private, "MemberToDel_Account": []string{"bob"}})
	assert.Equal(t, "Kicked", r.next(t, callback.AfterExit)["ExitType"])
	bob.OK(t, "group_open_http_svc/quit_group", M{"GroupId": "room"})
	assert.Equal(t, "Quit", r.next(t, callback.AfterExit)["ExitType"])
	alice.OK(t, "group_open_http_svc/destroy_group", M{"GroupId": "room"})
	assert.Equal(t, "room", r.next(t, callback.AfterDestroy)["Name"])
	bob.OK(t, "openim/longpollinglogout", M{})
	assert.Equal(t, "Logout", func() any {
		for {
			if info := r.next(t, callback.StateChange)["Info"].(M); info["To_Account"] == "bob" && info["Action"] != "Login" {
				return info["Action"]
			}
		}
	}())
}

// A receiver that hangs delays calls by two seconds; after repeated timeouts requests
// are suspended.
func TestStalledReceiverIsSuspended(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a timeout")
	}
	t.Parallel()
	r := listen(t)
	r.setResponse(callback.BeforeMessage, "")
	var mu sync.Mutex
	outcomes := map[string]int{}
	s := start(t, callback.Config{URL: r.URL, Commands: []string{callback.BeforeMessage}, Observe: func(_, outcome string) {
		mu.Lock()
		defer mu.Unlock()
		outcomes[outcome]++
	}})
	alice := s.SignIn(t, "alice")
	began := time.Now()
	var all sync.WaitGroup
	for i := range 12 { // concurrently, and more than the circuit breaker tolerates
		all.Go(func() {
			a, err := alice.Do(t.Context(), "openim/sendmsg", M{"To_Account": "bob", "MsgSeq": i, "MsgRandom": i, "MsgBody": servertest.TextBody("x")})
			assert.NoError(t, err)
			assert.Equal(t, 0, a.ErrorCode, "the default must be to allow")
		})
	}
	all.Wait()
	assert.Less(t, time.Since(began), 10*time.Second)
	alice.OK(t, "openim/sendmsg", servertest.Text("bob", "unasked"))
	mu.Lock()
	defer mu.Unlock()
	assert.Equal(t, 12, outcomes["failed"])
	assert.Equal(t, 1, outcomes["skipped"], "requests must be suspended")
}

func TestUnreachableReceiverForbids(t *testing.T) {
	r := listen(t)
	r.Close()
	s := start(t, callback.Config{URL: r.URL, Forbid: true})
	alice := s.SignIn(t, "alice")
	alice.Refused(t, 20006, "openim/sendmsg", servertest.Text("bob", "x"))
	alice.Refused(t, 10016, "group_open_http_svc/create_group", M{"Type": "Public", "Name": "x"})
	alice.OK(t, "sns/black_list_add", M{"To_Account": []string{"bob"}})
}

func TestNewRejectsInvalidConfig(t *testing.T) {
	for _, c := range []callback.Config{{URL: "im.example/hook"}, {URL: "ftp://im.example"}, {URL: "http://im.example", Commands: []string{"C2C.Nothing"}}} {
		_, err := callback.New(c)
		assert.Error(t, err)
		assert.False(t, strings.Contains(err.Error(), "\n"))
	}
}
