package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
)

// result is the outcome of one kind of attack.
type result struct {
	name      string
	mu        sync.Mutex
	tried     int
	successes []string // attacks that succeeded
	skipped   string   // reason if the attack was not tried
}

// try counts an attempt. If the server did not withstand it, try records the message.
func (r *result) try(held bool, format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.tried++; !held {
		r.successes = append(r.successes, fmt.Sprintf(format, args...))
	}
}

// attacks lists all attacks.
var attacks = []struct {
	name string
	run  func(*target, *result)
}{
	{"admin by host, proxy headers, other ports", adminWithoutToken},
	{"signatures for other hosts (DNS rebinding)", rebinding},
	{"every command without identity", anonymousCalls},
	{"commands on behalf of other users", impersonation},
	{"hostile bodies", hostileBodies},
	{"confusable account names", confusableNames},
	{"forged keys of big groups and downloads", forgedKeys},
	{"pages without a policy", policies},
	{"stalled bodies, others served", stalledBodies},
	{"bodies and heads outside of commands", outsideCommands},
	{"unread responses", slowReaders},
	{"messages that attack a page", hostileMessages},
	{"searches without identity", searches},
	{"group commands without permission", roles},
	{"exceeding quotas", quotas},
	{"a full disk", fullDisk},
	{"groups created and dissolved in parallel", busyWriter},
	{"dissolutions interrupted by kill -9", interruptedDissolutions},
	{"membership in more groups than a page lists", crowdedList},
	{"sessions after a new key", newKey},
	{"UserSigs of the future", futureSigs},
	{"file storage that does not respond", stalledStorage},
	{"exceeding rates", manyBytes},
	{"pictures that decode for long", slowPictures},
	{"forms beyond a quota", forms},
	{"archives with deeply nested messages", archives},
	{"admin and signatures through nginx", throughNginx},
}

// run starts a server and attacks it.
func run(program string) ([]*result, error) {
	t, err := start(program, "")
	if err != nil {
		return nil, err
	}
	defer t.stop()
	var results []*result
	for _, a := range attacks {
		r := &result{name: a.name}
		a.run(t, r)
		results = append(results, r)
	}
	return results, nil
}

// get sends a GET request, modified by change.
func get(address string, change func(*http.Request)) (status int, body string, h http.Header) {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return 0, "", nil
	}
	if change != nil {
		change(req)
	}
	return do(req)
}

func do(req *http.Request) (status int, body string, h http.Header) {
	client := &http.Client{Timeout: 20 * time.Second}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err.Error(), http.Header{}
	}
	defer resp.Body.Close()
	data, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<20)) // the first MiB suffices
	return resp.StatusCode, string(data), resp.Header
}

// noResponse is the code returned for a response without an ErrorCode.
const noResponse = -1

// code returns the ErrorCode of a command; user "" is a caller without identity.
func (t *target) code(user, command, body string) int {
	q := url.Values{"sdkappid": {"1400000001"}}
	if user != "" {
		q.Set("identifier", user)
		q.Set("usersig", t.sigs[user])
	}
	return t.codeOf(command, q, body)
}

// call is code and also returns the body of the response.
func (t *target) call(user, command, body string) (code int, text string) {
	return t.post(command, url.Values{"sdkappid": {"1400000001"}, "identifier": {user}, "usersig": {t.sigs[user]}}, body)
}

func (t *target) codeOf(command string, q url.Values, body string) int {
	code, _ := t.post(command, q, body)
	return code
}

func (t *target) post(command string, q url.Values, body string) (code int, text string) {
	req, err := http.NewRequest(http.MethodPost, t.url+"/v4/"+command+"?"+q.Encode(), bytes.NewReader([]byte(body)))
	if err != nil {
		return noResponse, ""
	}
	_, text, _ = do(req)
	var response struct{ ErrorCode int }
	if json.Unmarshal([]byte(text), &response) != nil {
		return noResponse, text
	}
	return response.ErrorCode, text
}

func adminWithoutToken(t *target, r *result) {
	var wg sync.WaitGroup
	for _, base := range []string{t.url, t.admin} {
		for _, path := range []string{"/admin/", "/admin/users", "/metrics", "/admin/debug/pprof/heap", "/debug/pprof/", "/admin/?token=x", "/admin/open?name=alice"} {
			for _, host := range []string{"127.0.0.1:8080", "localhost", "im.example"} {
				for _, header := range []string{"X-None", "X-Forwarded-For", "X-Forwarded-Host", "X-Original-URL"} {
					wg.Go(func() { // in parallel: the server delays wrong tokens
						status, body, _ := get(base+path, func(q *http.Request) {
							q.Host = host
							q.Header.Set(header, "127.0.0.1")
						})
						r.try(status != 200 && !strings.Contains(body, "webim_requests"), "%s%s as %s: %d", base, path, host, status)
					})
				}
			}
		}
	}
	wg.Wait()
	status, _, _ := get(t.admin+"/metrics", func(q *http.Request) { q.Header.Set("Authorization", "Bearer "+t.token) })
	r.try(status == 200, "the valid token is rejected: %d", status)
}

func rebinding(t *target, r *result) {
	for _, host := range []string{"evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "192.0.2.1", "0.0.0.0"} {
		for _, path := range []string{"/", "/demo/users.json", "/tls/login?url=/", "/tls/usersig?tmpsig=x"} {
			_, body, _ := get(t.url+path, func(q *http.Request) { q.Host = host })
			// Signatures begin with these characters: deflated data in base64.
			r.try(!strings.Contains(body, `"eJ`) && !strings.Contains(body, "tmpsig="), "%s%s", host, path)
		}
	}
}

// commands lists commands that require a signed-in user.
var commands = []string{
	"openim/sendmsg", "openim/getmsg", "openim/msgreaded", "openim/getroammsg", "openim/deletemsg", "openim/authkey", "openim/login",
	"openim/getlongpollingid", "openim/longpolling", "profile/portrait_get", "profile/portrait_set", "sns/friend_add", "sns/friend_get_all",
	"sns/black_list_get", "recentcontact/get", "group_open_http_svc/create_group", "group_open_http_svc/destroy_group",
	"group_open_http_svc/send_group_msg", "group_open_http_svc/get_joined_group_list", "group_open_http_svc/add_group_member", "openpic/pic_up",
}

func anonymousCalls(t *target, r *result) {
	for _, command := range commands {
		for name, q := range map[string]url.Values{
			"no identity": {}, "a forged UserSig": {"identifier": {"alice"}, "usersig": {"eJxx"}}, "another user's UserSig": {"identifier": {"alice"}, "usersig": {t.sigs["mallory"]}},
			"a forged session": {"tinyid": {"144115197276518800"}, "a2": {"x"}},
		} {
			q.Set("sdkappid", "1400000001")
			code := t.codeOf(command, q, "{}")
			r.try(code >= 60000 && code < 92000, "%s with %s: %d", command, name, code)
		}
	}
}

func impersonation(t *target, r *result) {
	for _, command := range commands {
		if command == "openim/login" {
			continue
		}
		for _, body := range []string{`{"From_Account":"alice"}`, `{"From_Account":"mallory","From_Account":"alice"}`, `{"From_Account":"mallory","from_account":"alice"}`} {
			r.try(t.code("mallory", command, body) > 0, "%s with %s", command, body)
		}
	}
}

func hostileBodies(t *target, r *result) {
	for _, command := range commands {
		for _, body := range []string{"", "[]", "null", "{", "\xff", strings.Repeat("[", 20000), `{"MsgBody":{"a":` + strings.Repeat("[", 9000)} {
			code := t.code("mallory", command, body)
			r.try(code > 0 && code != 20005 && code != 10002 && code != 30006 && code != 40006, "%s with %.20q: %d", command, body, code)
		}
	}
}

func confusableNames(t *target, r *result) {
	for _, name := range []string{"alice\u200b", "\u202ealice", "alice ", " alice", "ali\u00adce", "alice\u3164", "e\u0301"} {
		q := url.Values{"sdkappid": {"1400000001"}, "identifier": {name}, "usersig": {t.sigs["mallory"]}}
		r.try(t.codeOf("openim/getmsg", q, `{"Cookie":""}`) > 0, "%q", name)
	}
}

func forgedKeys(t *target, r *result) {
	for serial := range 50 {
		key := fmt.Sprintf(`{"Group":"g","Serial":%d,"From":0}`, serial)
		code := t.code("", "group_open_long_polling_http_noauth_svc/get_msg", `{"StartSeq":0,"HoldTime":1,"Key":"`+url.QueryEscape(key)+`"}`)
		r.try(code > 0, "serial %d", serial)
	}
	for _, key := range []string{"", "00", strings.Repeat("0", 80), strings.Repeat("f", 200), "null"} {
		status, _, _ := get(t.url+"/asn.com/stddownload_common_file?fileid=x&authkey="+key, nil)
		r.try(status == 403, "authkey %.10q: %d", key, status)
	}
}

func policies(t *target, r *result) {
	for _, path := range []string{"/", "/demo/", "/demo/open", "/tls/login?url=/"} {
		_, _, h := get(t.url+path, nil)
		policy := h.Get("Content-Security-Policy")
		r.try(strings.Contains(policy, "frame-ancestors") && !regexp.MustCompile(`script-src[^;]*'unsafe-inline'`).MatchString(policy), "%s: %s", path, policy)
	}
}

// stalledBodies opens connections whose bodies never end.
func stalledBodies(t *target, r *result) {
	var open []net.Conn
	for i := range 150 {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(t.url, "http://"), 5*time.Second)
		if err != nil {
			break
		}
		open = append(open, conn)
		_ = conn.SetDeadline(time.Now().Add(2 * time.Second))
		q := url.Values{"sdkappid": {"1400000001"}}
		if i%2 == 0 {
			q.Set("identifier", "mallory")
			q.Set("usersig", t.sigs["mallory"])
		}
		command := "imopenstat/web_report"
		if i%2 == 0 {
			command = commands[i/2%len(commands)]
		}
		if i%5 == 0 {
			command, q["contenttype"] = "openpic/pic_up", []string{"http"}
		}
		// Write errors are irrelevant: the test is whether other clients are served.
		_, _ = fmt.Fprintf(conn, "POST /v4/%s?%s HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 3000000\r\n\r\n{%s", command, q.Encode(), strings.Repeat(" ", 100_000))
	}
	for range 20 {
		r.try(t.code("alice", "openim/getmsg", `{"Cookie":""}`) == 0, "other clients not served")
	}
	for _, conn := range open {
		conn.Close()
	}
}
