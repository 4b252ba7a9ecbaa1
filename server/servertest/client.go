package servertest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"webim.js/server"
)

// waitLimit is the timeout of responses that are expected at once.
const waitLimit = 15 * time.Second

// M is a JSON object, for bodies.
type M = map[string]any

// Client sends requests as the SDK does.
type Client struct {
	Name   string
	Query  url.Values // sent with every call; change it to test credentials
	Agent  string     // User-Agent; distinguishes 1.3 clients of different browsers
	PollID string     // 1.7's LongPollingId

	// NotifySeq and NoticeSeq are the client's cookie: the position up to which it has
	// acknowledged events. Poll advances it.
	NotifySeq, NoticeSeq int64

	server *Server
}

// Client13 returns a client of dialect 1.3.
func (s *Server) Client13(name string) *Client {
	return &Client{
		Name:   name,
		Agent:  "1.3 client of " + url.QueryEscape(name),
		server: s,
		Query: url.Values{
			"usersig": {s.UserSig(name)}, "accesstoken": {s.UserSig(name)}, "identifier": {name},
			"sdkappid": {strconv.Itoa(server.SDKAppID)}, "accounttype": {"1"}, "apn": {"1"}, "contenttype": {"json"},
		},
	}
}

// BackEnd returns a client of the REST API, acting as a site's back end.
func (s *Server) BackEnd(admin string) *Client {
	c := s.Client13(admin)
	c.Agent = "Go-http-client/1.1"
	for _, name := range []string{"accesstoken", "accounttype", "apn"} {
		c.Query.Del(name)
	}
	c.Query.Set("random", "99999999")
	return c
}

// Client17 returns a client of dialect 1.7.2 that has not signed in yet.
func (s *Server) Client17(name string) *Client {
	c := s.Client13(name)
	c.Agent = "1.7 client of " + url.QueryEscape(name)
	c.Query.Del("accesstoken")
	c.Query.Set("v", "1.7.2")
	return c
}

// Anonymous returns a client of dialect 1.7.2 without identity.
func (s *Server) Anonymous() *Client {
	c := s.Client17("")
	c.Query.Del("usersig")
	c.Query.Del("identifier")
	return c
}

// SignIn returns a client of dialect 1.7.2 that has signed in and may poll.
func (s *Server) SignIn(t testing.TB, name string) *Client {
	t.Helper()
	c := s.Client17(name)
	c.Login(t)
	return c
}

// Login signs a 1.7 client in.
func (c *Client) Login(t testing.TB) {
	t.Helper()
	c.Query.Del("tinyid")
	c.Query.Del("a2")
	c.Query.Set("usersig", c.server.UserSig(c.Name))
	c.Query.Set("identifier", c.Name)
	response := c.OK(t, "openim/login", M{"State": "Online"})
	c.Query.Del("usersig")
	c.Query.Del("identifier")
	c.Query.Set("tinyid", response.At("TinyId").(string))
	c.Query.Set("a2", response.At("A2Key").(string))
	c.NoticeSeq = 0
	c.PollID = c.OK(t, "openim/getlongpollingid", M{}).At("LongPollingId").(string)
}

// MoveTo makes the client send its requests to another server with the same data.
func (c *Client) MoveTo(s *Server) { c.server = s }

// Response is a decoded response.
type Response struct {
	ActionStatus string
	ErrorCode    int
	ErrorInfo    string
	Raw          string // the response body
	body         any
}

// At returns the value at a path of names and indices, or nil if there is none. Numbers
// are float64.
func (a Response) At(path ...any) any {
	v := a.body
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

// Len returns the length of the list at a path, or 0 if there is none.
func (a Response) Len(path ...any) int {
	l, _ := a.At(path...).([]any)
	return len(l)
}

// Call posts a body (a value to encode as JSON, or a string as is) to a
// "service/command" and returns the response.
func (c *Client) Call(t testing.TB, command string, body any) Response {
	t.Helper()
	response, err := c.Do(t.Context(), command, body)
	require.NoError(t, err)
	return response
}

// Do is Call for goroutines other than the test's.
func (c *Client) Do(ctx context.Context, command string, body any) (a Response, err error) {
	text, ok := body.(string)
	if !ok {
		data, err := json.Marshal(body)
		if err != nil {
			return a, err
		}
		text = string(data)
	}
	address := c.server.URL + "/v4/" + command + "?" + c.Query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(text))
	if err != nil {
		return a, err
	}
	req.Header.Set("User-Agent", c.Agent)
	resp, err := c.server.send(req)
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return a, err
	}
	if resp.StatusCode != http.StatusOK {
		return a, fmt.Errorf("%s: HTTP status %s: %s", command, resp.Status, data)
	}
	if err := json.Unmarshal(data, &a); err != nil {
		return a, fmt.Errorf("%s: %w: %s", command, err, data)
	}
	a.Raw = string(data)
	return a, json.Unmarshal(data, &a.body)
}

// OK is Call, and requires success.
func (c *Client) OK(t testing.TB, command string, body any) Response {
	t.Helper()
	a := c.Call(t, command, body)
	require.Equal(t, "OK", a.ActionStatus, "%s: %s", command, a.Raw)
	require.Zero(t, a.ErrorCode, "%s: %s", command, a.Raw)
	return a
}

// Refused is Call, and requires an error with a code and a text.
func (c *Client) Refused(t testing.TB, code int, command string, body any) {
	t.Helper()
	a := c.Call(t, command, body)
	require.Equal(t, "FAIL", a.ActionStatus, "%s: %s", command, a.Raw)
	require.Equal(t, code, a.ErrorCode, "%s: %s", command, a.Raw)
	require.NotEmpty(t, a.ErrorInfo, "%s: an error must have a text", command)
}

// Without returns a copy of the client without a query parameter or, if a value is
// given, with that value for it.
func (c *Client) Without(name string, value ...string) *Client {
	other := *c
	other.Query = maps.Clone(c.Query)
	other.Query.Del(name)
	if len(value) > 0 {
		other.Query[name] = value
	}
	return &other
}

// Text returns the body of an openim/sendmsg with one text. Sequence and random
// number are derived from the text: the same text is the same message.
func Text(to, text string) M {
	var n int
	for _, r := range text {
		n = (n*31 + int(r)) % 1_000_000_007
	}
	return M{"To_Account": to, "MsgTimeStamp": Epoch, "MsgSeq": n % 10_000_000, "MsgRandom": n, "MsgBody": TextBody(text)}
}

// TextBody returns a MsgBody with one text.
func TextBody(text string) []M {
	return []M{{"MsgType": "TIMTextElem", "MsgContent": M{"Text": text}}}
}
