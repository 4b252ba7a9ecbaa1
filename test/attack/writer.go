package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// createAccounts creates accounts and returns their names.
func (t *target) createAccounts(n int) (names []string) {
	for i := range n {
		name := fmt.Sprintf("stranger%d", i)
		t.createAccount(name)
		names = append(names, name)
	}
	return names
}

// send sends a message and returns its duration.
func (t *target) send(from, to string, n int, text string) (code int, took time.Duration) {
	began := time.Now()
	code = t.code(from, "openim/sendmsg", fmt.Sprintf(`{"To_Account":%q,"MsgSeq":%d,"MsgRandom":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":%q}}]}`, to, n, n, text))
	return code, time.Since(began)
}

// latencyLimit limits the duration of other users' messages at the 99th percentile.
const latencyLimit = 250 * time.Millisecond

// busyWriter lets one account create and dissolve large groups in parallel while other
// users send messages, and the members read their lists of groups.
func busyWriter(t *target, r *result) {
	own, err := start(t.program, "", "-rate-address", "0", "-rate-user", "0") // the requests represent many users
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer own.stop()
	names := own.createAccounts(60)
	list, _ := json.Marshal(names) // encoding strings cannot fail
	var ended atomic.Bool
	var made atomic.Int64
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for !ended.Load() {
				id := fmt.Sprint("!", made.Add(1))
				if own.code("mallory", "group_open_http_svc/create_group", fmt.Sprintf(`{"Type":"ChatRoom","Name":"g","GroupId":%q,"MemberList":%s}`, id, list)) == 0 {
					own.code("mallory", "group_open_http_svc/destroy_group", fmt.Sprintf(`{"GroupId":%q}`, id))
				}
			}
		})
	}
	var took []time.Duration
	for i := range 150 {
		code, one := own.send("alice", "bob", i, "hello")
		r.try(code == 0, "message of another user: %d", code)
		took = append(took, one)
		if i%10 == 0 {
			name := names[i/10]
			r.try(own.code(name, "group_open_http_svc/get_joined_group_list", `{}`) == 0, "%s cannot sign in", name)
		}
	}
	ended.Store(true)
	wg.Wait()
	slices.Sort(took)
	worst := took[len(took)*99/100]
	r.try(worst < latencyLimit, "messages of other users took %v", worst)
}

// manyBytes sends messages of maximum length at full speed, to one group and to one
// peer.
func manyBytes(t *target, r *result) {
	q := func(user string) url.Values {
		return url.Values{"sdkappid": {"1400000001"}, "identifier": {user}, "usersig": {t.sigs[user]}}
	}
	text := strings.Repeat("x", 10_000)
	sent := 0
	for i := range 1000 {
		if code, _ := t.send("dave", "bob", i, text); code == 0 {
			sent += len(text)
		}
	}
	r.try(sent < 8<<20, "%d MB of messages", sent>>20)
	_, response := t.post("group_open_http_svc/create_group", q("carol"), `{"Type":"Public","Name":"busy"}`)
	var group struct {
		GroupID string `json:"GroupId"`
	}
	_ = json.Unmarshal([]byte(response), &group) // the server refuses an empty id below
	sent, refused := 0, 0
	began := time.Now()
	for i := range 600 {
		switch t.codeOf("group_open_http_svc/send_group_msg", q("carol"), fmt.Sprintf(`{"GroupId":%q,"Random":%d,"MsgBody":[{"MsgType":"TIMTextElem","MsgContent":{"Text":"hi"}}]}`, group.GroupID, i)) {
		case 0:
			sent++
		case 10006, 60007:
			refused++
		}
	}
	r.try(sent > 0, "no message sent to the group: %.100s", response)
	r.try(float64(sent) <= 160+60*time.Since(began).Seconds(), "%d messages into a group in %v", sent, time.Since(began))
}
