package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// talk sends messages as the demo's users to the live room, as 1.3 pages would.
type talk struct {
	server string
	people []url.Values // each user's signed query
	sent   int
}

func newTalk(ctx context.Context, server string) (*talk, error) {
	resp, err := http.Get(server + "demo/users.json")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var users []struct {
		Identifier, UserSig string
		SDKAppID            int
	}
	if err := json.NewDecoder(resp.Body).Decode(&users); err != nil {
		return nil, err
	}
	t := &talk{server: server}
	for _, u := range users {
		t.people = append(t.people, url.Values{
			"usersig": {u.UserSig}, "accesstoken": {u.UserSig}, "identifier": {u.Identifier}, "sdkappid": {strconv.Itoa(u.SDKAppID)},
			"accounttype": {"1"}, "apn": {"1"}, "contenttype": {"json"},
		})
		if err := t.call(ctx, len(t.people)-1, "apply_join_group", map[string]any{"GroupId": "live", "ApplyMsg": ""}); err != nil && u.Identifier != "grace" {
			return nil, err // the owner is a member already
		}
	}
	return t, nil
}

// run sends roomRate messages a second for the given duration, users alternating.
func (t *talk) run(ctx context.Context, long time.Duration) error {
	ticker := time.NewTicker(time.Second / roomRate)
	defer ticker.Stop()
	for end := time.Now().Add(long); time.Now().Before(end); {
		t.sent++
		text := fmt.Sprintf("第 %d 条：大家晚上好，今天讲登录和会话", t.sent)
		body := map[string]any{"GroupId": "live", "Random": t.sent, "MsgBody": []any{map[string]any{"MsgType": "TIMTextElem", "MsgContent": map[string]any{"Text": text}}}}
		if err := t.call(ctx, t.sent%len(t.people), "send_group_msg", body); err != nil {
			return err
		}
		<-ticker.C
	}
	return nil
}

func (t *talk) call(ctx context.Context, who int, command string, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	address := t.server + "v4/group_open_http_svc/" + command + "?" + t.people[who].Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(data))
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	response, err := io.ReadAll(resp.Body)
	if err == nil && !bytes.Contains(response, []byte(`"ActionStatus":"OK"`)) {
		err = fmt.Errorf("%s: %s", command, response)
	}
	return err
}
