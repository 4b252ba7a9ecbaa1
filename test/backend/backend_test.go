// Package backend tests a customer-service site: a back end as in the vendor's samples,
// in Go and in Node, controls the chat of a page by the REST API and callbacks.
package backend

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/test/browser"
	"webim.js/test/process"
	"webim.js/test/stack"
)

func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }

const (
	app = "1400012345"
	key = "5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e"
)

type m = map[string]any

// goBackEnd is the back end in Go.
type goBackEnd struct {
	mu       sync.Mutex
	received []string
}

func userSig(identifier string) string {
	now := time.Now().Unix()
	mac := hmac.New(sha256.New, []byte(key))
	fmt.Fprintf(mac, "TLS.identifier:%s\nTLS.sdkappid:%s\nTLS.time:%d\nTLS.expire:%d\n", identifier, app, now, 86400)
	text, _ := json.Marshal(m{
		"TLS.ver": "2.0", "TLS.identifier": identifier, "TLS.sdkappid": json.Number(app), "TLS.time": now, "TLS.expire": 86400,
		"TLS.sig": base64.StdEncoding.EncodeToString(mac.Sum(nil)),
	})
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	z.Write(text)
	z.Close()
	return strings.NewReplacer("+", "*", "/", "-", "=", "_").Replace(base64.StdEncoding.EncodeToString(packed.Bytes()))
}

func (b *goBackEnd) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	query := r.URL.Query()
	var response any
	switch r.URL.Path {
	case "/callback":
		var callback struct {
			CallbackCommand string
			MsgBody         json.RawMessage
		}
		json.Unmarshal(body, &callback)
		b.mu.Lock()
		b.received = append(b.received, callback.CallbackCommand)
		b.mu.Unlock()
		code, info := 0, ""
		if strings.Contains(callback.CallbackCommand, "Before") && strings.Contains(string(callback.MsgBody), "forbidden word") {
			code, info = 1, "not here"
		}
		response = m{"ActionStatus": "OK", "ErrorCode": code, "ErrorInfo": info}
	case "/received":
		b.mu.Lock()
		response = append([]string{}, b.received...)
		b.mu.Unlock()
	case "/sign":
		response = userSig(query.Get("user"))
	case "/rest":
		to := url.Values{"sdkappid": {app}, "identifier": {"administrator"}, "usersig": {userSig("administrator")}, "random": {"99999999"}, "contenttype": {"json"}}
		resp, err := http.Post(query.Get("api")+"v4/"+query.Get("command")+"?"+to.Encode(), "application/json", bytes.NewReader(body))
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		io.Copy(w, resp.Body)
		return
	}
	json.NewEncoder(w).Encode(response)
}

// backEnds maps each language to a function that starts a back end and returns its URL.
var backEnds = map[string]func(t *testing.T) string{
	"Go": func(t *testing.T) string {
		s := httptest.NewServer(&goBackEnd{})
		t.Cleanup(s.Close)
		return s.URL + "/"
	},
	"Node": func(t *testing.T) string {
		node, err := exec.LookPath("node")
		if err != nil {
			t.Skip("Node.js is not installed")
		}
		cmd := exec.Command(node, "testdata/backend.mjs")
		cmd.Env = append(os.Environ(), "SDKAPPID="+app, "KEY="+key)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		running, err := process.Start(cmd)
		require.NoError(t, err)
		t.Cleanup(running.Kill)
		address, err := bufio.NewReader(out).ReadString('\n')
		require.NoError(t, err)
		return strings.TrimSpace(address)
	},
}

// site is a server and its back end.
type site struct {
	t       *testing.T
	server  *stack.Server
	backEnd string
}

// get decodes the back end's response to a GET request into out.
func (s site) get(path string, out any) {
	s.t.Helper()
	resp, err := http.Get(s.backEnd + path)
	require.NoError(s.t, err)
	defer resp.Body.Close()
	require.NoError(s.t, json.NewDecoder(resp.Body).Decode(out))
}

// rest calls the REST API through the back end.
func (s site) rest(command string, body m) m {
	s.t.Helper()
	text, err := json.Marshal(body)
	require.NoError(s.t, err)
	resp, err := http.Post(s.backEnd+"rest?"+url.Values{"api": {s.server.URL}, "command": {command}}.Encode(), "application/json", bytes.NewReader(text))
	require.NoError(s.t, err)
	defer resp.Body.Close()
	var response m
	require.NoError(s.t, json.NewDecoder(resp.Body).Decode(&response))
	require.Equal(s.t, "OK", response["ActionStatus"], "%s: %v", command, response)
	return response
}

func text(s string) []m { return []m{{"MsgType": "TIMTextElem", "MsgContent": m{"Text": s}}} }

func TestBackEndControlsPage(t *testing.T) {
	for language, start := range backEnds {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			s := site{t: t, backEnd: start(t)}
			s.server = stack.Start(t, "-sdkappid", app, "-key", key, "-admins", "administrator", "-callback", s.backEnd+"callback")

			s.rest("im_open_login_svc/account_import", m{"Identifier": "visitor", "Nick": "访客"})
			s.rest("im_open_login_svc/multiaccount_import", m{"Accounts": []string{"agent", "leader"}})
			s.rest("profile/portrait_set", m{"From_Account": "agent", "ProfileItem": []m{{"Tag": "Tag_Profile_IM_Nick", "Value": "客服小林"}}})
			s.rest("sns/friend_add", m{"From_Account": "visitor", "ForceAddFlags": 1, "AddFriendItem": []m{{"To_Account": "agent", "AddSource": "AddSource_Type_Server"}}})
			group := s.rest("group_open_http_svc/create_group", m{"Type": "Public", "Name": "订单 42", "Owner_Account": "leader"})["GroupId"]
			s.rest("group_open_http_svc/add_group_member", m{"GroupId": group, "MemberList": []m{{"Member_Account": "visitor"}, {"Member_Account": "agent"}}})

			tab := browser.Open(t, browser.Chromium, browser.Options{})
			html, err := os.ReadFile("testdata/page.html")
			require.NoError(t, err)
			pages := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				io.WriteString(w, strings.ReplaceAll(string(html), "SERVER", s.server.URL))
			}))
			t.Cleanup(pages.Close)
			var sig string
			s.get("sign?user=visitor", &sig)
			tab.Goto(pages.URL)
			tab.Eval(fmt.Sprintf(`enter({sdkAppID: %q, appIDAt3rd: %q, accountType: 36862, identifier: 'visitor', identifierNick: null, userSig: %q})`, app, app, sig), nil)
			tab.WaitFor(`entered === 'OK'`)

			s.rest("openim/sendmsg", m{"SyncOtherMachine": 1, "From_Account": "agent", "To_Account": "visitor", "MsgRandom": 1, "MsgBody": text("how can I help?")})
			s.rest("group_open_http_svc/send_group_msg", m{"GroupId": group, "From_Account": "agent", "Random": 1, "MsgBody": text("hello all")})
			tab.WaitFor(`got.includes('agent: how can I help?') && got.includes('agent: hello all')`)

			tab.Eval(`send(webim.SESSION_TYPE.C2C, 'agent', 'a forbidden word')`, nil)
			tab.WaitFor(`sent.length === 1`)
			tab.Eval(`send(webim.SESSION_TYPE.C2C, 'agent', 'my order, please')`, nil)
			tab.WaitFor(`sent.length === 2`)
			tab.Eval(fmt.Sprintf(`send(webim.SESSION_TYPE.GROUP, %q, 'hello to you')`, group), nil)
			tab.WaitFor(`sent.length === 3`)
			var sent []any
			tab.Eval(`sent`, &sent)
			assert.Equal(t, []any{20006.0, "OK", "OK"}, sent)

			history := s.rest("openim/admin_getroammsg", m{"From_Account": "agent", "To_Account": "visitor", "MaxCnt": 20, "MinTime": 0, "MaxTime": time.Now().Unix() + 60})
			assert.Len(t, history["MsgList"], 2)
			assert.NotContains(t, fmt.Sprint(history), "forbidden")
			past := s.rest("group_open_http_svc/group_msg_get_simple", m{"GroupId": group, "ReqMsgNumber": 20})
			assert.Contains(t, fmt.Sprint(past), "hello to you")
			state := s.rest("openim/querystate", m{"To_Account": []string{"visitor", "agent"}})
			assert.Equal(t, []any{"Online", "Offline"}, []any{state["QueryResult"].([]any)[0].(m)["State"], state["QueryResult"].([]any)[1].(m)["State"]})

			s.rest("im_open_login_svc/kick", m{"Identifier": "visitor"})
			tab.WaitFor(`kicked === 1`)

			want := []string{
				"C2C.CallbackBeforeSendMsg", "C2C.CallbackAfterSendMsg", "Group.CallbackBeforeCreateGroup", "Group.CallbackBeforeInviteJoinGroup",
				"Group.CallbackAfterNewMemberJoin", "Group.CallbackBeforeSendMsg", "Group.CallbackAfterSendMsg", "State.StateChange",
			}
			assert.EventuallyWithT(t, func(t *assert.CollectT) {
				var received []string
				s.get("received", &received)
				assert.Subset(t, received, want)
			}, 30*time.Second, 50*time.Millisecond)
		})
	}
}
