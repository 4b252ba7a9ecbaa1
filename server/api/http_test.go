package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"webim.js/server/api"
	"webim.js/server/clock/clocktest"
)

// anyone authenticates every caller as the given identifier.
type anyone struct{}

func (anyone) Authenticate(_ context.Context, c api.Credentials, _ api.Access) (api.Caller, error) {
	if c.UserSig == "bad" {
		return api.Caller{}, api.Errorf(api.CodeSigForged, "bad")
	}
	return api.Caller{Account: c.Identifier, Dialect: api.Dialect13}, nil
}

func respondWith(response any, err error) api.Handler {
	return func(context.Context, *api.Call) (any, error) { return response, err }
}

type ready string

func (r ready) AppendJSON(dst []byte) []byte { return append(dst, r...) }

// startEdge serves a table of commands, and returns its address and log.
func startEdge(t *testing.T) (address string, log *bytes.Buffer) {
	log = &bytes.Buffer{}
	e := &api.Edge{
		Clock: clocktest.New(1500000000),
		Log:   slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Auth:  anyone{},
		Commands: api.NewTable([]api.Command{
			{Service: "openim", Name: "nothing", Handler: respondWith(nil, nil)},
			{Service: "openim", Name: "fields", Handler: respondWith(map[string]any{"A": 1, "ErrorInfo": "own"}, nil)},
			{Service: "openim", Name: "ready", Handler: respondWith(ready(`{"B":[2]}`), nil)},
			{Service: "openim", Name: "empty", Handler: respondWith(struct{}{}, nil)},
			{Service: "openim", Name: "refuse", Handler: respondWith(nil, api.Errorf(20003, "no %q", "x"))},
			{Service: "openim", Name: "wrapped", Handler: respondWith(nil, fmt.Errorf("while: %w", api.Errorf(20003, "no")))},
			{Service: "openim", Name: "trouble", Handler: respondWith(nil, errors.New("disk full of secrets"))},
			{Service: "openim", Name: "unencodable", Handler: respondWith(map[string]any{"f": func() {}}, nil)},
			{Service: "group_open_http_svc", Name: "panic", Handler: func(context.Context, *api.Call) (any, error) { panic("oh") }},
			{Service: "openim", Name: "others", Handler: respondWith(nil, nil), FromOthers: true},
			{Service: "sns", Name: "own", Handler: respondWith(nil, nil)},
			{Service: "openim", Name: "typed", Handler: func(_ context.Context, c *api.Call) (any, error) {
				var req struct {
					Text api.Text
					Int  api.Int
					List api.List
					Flag bool
				}
				if err := c.Decode(&req, 10004); err != nil {
					return nil, err
				}
				return req, nil
			}},
		}),
		BodyLimit: 1000,
	}
	mux := http.NewServeMux()
	e.Routes(mux)
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	return web.URL, log
}

func post(t *testing.T, address, body string) (*http.Response, string) {
	t.Helper()
	resp, err := http.Post(address, "text/plain", strings.NewReader(body))
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp, string(data)
}

func TestEnvelopeHidesInternalErrors(t *testing.T) {
	address, log := startEdge(t)
	for command, want := range map[string]string{
		"openim/nothing":            `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`,
		"openim/empty":              `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":""}`,
		"openim/fields":             `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"own","A":1}`,
		"openim/ready":              `{"ActionStatus":"OK","ErrorCode":0,"ErrorInfo":"","B":[2]}`,
		"openim/refuse":             `{"ActionStatus":"FAIL","ErrorCode":20003,"ErrorInfo":"no \"x\""}`,
		"openim/wrapped":            `{"ActionStatus":"FAIL","ErrorCode":20003,"ErrorInfo":"no"}`,
		"openim/trouble":            `{"ActionStatus":"FAIL","ErrorCode":20005,"ErrorInfo":"internal server error"}`,
		"openim/unencodable":        `{"ActionStatus":"FAIL","ErrorCode":20005,"ErrorInfo":"internal server error"}`,
		"group_open_http_svc/panic": `{"ActionStatus":"FAIL","ErrorCode":10002,"ErrorInfo":"internal server error"}`,
		"openim/unknown":            `{"ActionStatus":"FAIL","ErrorCode":60004,"ErrorInfo":"no such command: openim/unknown"}`,
		"nothing/openim":            `{"ActionStatus":"FAIL","ErrorCode":60004,"ErrorInfo":"no such command: nothing/openim"}`,
	} {
		for _, version := range []string{"v1", "v3", "v4"} {
			resp, body := post(t, address+"/"+version+"/"+command+"?identifier=me&usersig=secret", "{}")
			assert.Equal(t, http.StatusOK, resp.StatusCode)
			assert.JSONEq(t, want, body, command)
			assert.Equal(t, "*", resp.Header.Get("Access-Control-Allow-Origin"))
			assert.Equal(t, "application/json; charset=utf-8", resp.Header.Get("Content-Type"))
			id := resp.Header.Get("X-Request-Id")
			require.NotEmpty(t, id)
			assert.Contains(t, log.String(), "request="+id)
		}
	}
	assert.NotContains(t, log.String(), "secret&", "credentials must not be logged")
	assert.NotContains(t, log.String(), "usersig")
	assert.Contains(t, log.String(), "disk full", "internal errors must be logged")
	assert.Contains(t, log.String(), "panic: oh")
}

func TestInvalidBodiesAreRefused(t *testing.T) {
	address, _ := startEdge(t)
	for body, code := range map[string]int{
		``:                                   60003,
		`[]`:                                 60003,
		`"text"`:                             60003,
		`null`:                               60003,
		`{`:                                  60003,
		`{"a":1}}`:                           60003,
		"{\"a\":\"\xff\"}":                   60003,
		strings.Repeat(`{"a":`, 10_000):      60101, // larger than the limit
		strings.Repeat(`[`, 999):             60003,
		`{"a":"` + strings.Repeat("x", 1000): 60101,
		"\n {} \n":                           0,
	} {
		_, response := post(t, address+"/v4/openim/nothing", body)
		assert.Contains(t, response, fmt.Sprintf(`"ErrorCode":%d,`, code), "%.40q", body)
	}
}

func TestFromAccountMustBeCaller(t *testing.T) {
	address, _ := startEdge(t)
	for command, codes := range map[string][4]int{
		"openim/nothing": {0, 70013, 70013, 70013},
		"sns/own":        {0, 30004, 30004, 30004},
		"openim/others":  {0, 0, 0, 0},
	} {
		for i, body := range []string{`{"From_Account":"me"}`, `{"From_Account":"you"}`, `{"From_Account":["me"]}`, `{"From_Account":"me","from_account":"you"}`} {
			_, response := post(t, address+"/v4/"+command+"?identifier=me", body)
			assert.Contains(t, response, fmt.Sprintf(`"ErrorCode":%d,`, codes[i]), "%s %s", command, body)
		}
	}
	_, response := post(t, address+"/v4/openim/nothing?identifier=12", `{"From_Account":12}`)
	assert.Contains(t, response, `"OK"`, "a numeric id must be accepted")
	_, response = post(t, address+"/v4/openim/nothing?usersig=bad", `{}`)
	assert.Contains(t, response, "70009")
}

func TestOtherHTTPMethodsAreRefused(t *testing.T) {
	address, _ := startEdge(t)
	req, err := http.NewRequest(http.MethodOptions, address+"/v4/openim/nothing", nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, http.StatusNoContent, resp.StatusCode)
	assert.Equal(t, "*", resp.Header.Get("Access-Control-Allow-Origin"))
	assert.Contains(t, resp.Header.Get("Access-Control-Allow-Methods"), "POST")
	assert.Empty(t, resp.Header.Get("Access-Control-Allow-Credentials"))

	resp, err = http.Get(address + "/v4/openim/nothing")
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
	resp, err = http.Get(address + "/v9/openim/nothing")
	require.NoError(t, err)
	resp.Body.Close()
	assert.Equal(t, http.StatusNotFound, resp.StatusCode)
}

func TestFieldsAcceptVariants(t *testing.T) {
	address, _ := startEdge(t)
	for body, want := range map[string]string{
		`{"Text":12,"Int":"34","List":"a"}`:               `"Text":"12","Int":34,"List":["a"]`,
		`{"Text":"t","Int":5.9,"List":["a",7]}`:           `"Text":"t","Int":5,"List":["a","7"]`,
		`{"Text":null,"Int":null,"List":null}`:            `"Text":"","Int":0,"List":null`,
		`{"Int":"","List":[]}`:                            `"Text":"","Int":0,"List":[]`,
		`{"Text":{}}`:                                     `10004`,
		`{"Text":[1]}`:                                    `10004`,
		`{"Int":"x"}`:                                     `10004`,
		`{"Int":1e300}`:                                   `10004`,
		`{"Int":true}`:                                    `10004`,
		`{"List":[[]]}`:                                   `10004`,
		`{"List":{}}`:                                     `10004`,
		`{"Flag":"yes"}`:                                  `10004`,
		`{"Int":` + strings.Repeat("9", 100) + `}`:        `10004`,
		`{"Int":"` + strings.Repeat("9", 100) + `"}`:      `10004`,
		`{"Int":-9223372036854775808}`:                    `-9223372036854775808`,
		`{"Text":"` + strings.Repeat("\\u0000", 3) + `"}`: `\u0000`,
	} {
		_, response := post(t, address+"/v4/openim/typed", body)
		assert.Contains(t, response, want, body)
	}
}

func TestNewTablePanicsOnDuplicate(t *testing.T) {
	twice := []api.Command{{Service: "a", Name: "b"}, {Service: "a", Name: "b"}}
	assert.Panics(t, func() { api.NewTable(twice) })
}
