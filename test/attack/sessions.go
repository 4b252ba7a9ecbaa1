package main

import (
	"encoding/json"
	"net/url"
	"os"
	"time"
)

// newKey replaces the site's key, as after a leak. Sessions and UserSigs of the old key
// must be refused.
func newKey(t *target, r *result) {
	dir, err := os.MkdirTemp("", "attack-key")
	if err != nil {
		r.skipped = err.Error()
		return
	}
	defer os.RemoveAll(dir)
	own, err := startWithKey(t.program, dir, "the key that leaks")
	if err != nil {
		r.skipped = err.Error()
		return
	}
	session := own.session("mallory")
	r.try(own.codeOf("openim/getmsg", session, `{"Cookie":""}`) == 0, "new session refused")
	old := own.sigs["mallory"]
	own.stop()
	if own, err = startWithKey(t.program, dir, "another key"); err != nil {
		r.skipped = err.Error()
		return
	}
	defer own.stop()
	code := own.codeOf("openim/getmsg", session, `{"Cookie":""}`)
	r.try(code > 0, "session of the old key: %d", code)
	r.try(own.code("mallory", "openim/getmsg", `{"Cookie":""}`) == 0, "UserSig of the new key refused")
	own.sigs["mallory"] = old
	code = own.code("mallory", "openim/getmsg", `{"Cookie":""}`)
	r.try(code > 0, "UserSig of the old key: %d", code)
}

// session signs in as a page of 1.7 and returns the parameters of its requests.
func (t *target) session(user string) url.Values {
	q := url.Values{"sdkappid": {"1400000001"}, "v": {"1.7.2"}}
	signIn := url.Values{"sdkappid": q["sdkappid"], "v": q["v"], "identifier": {user}, "usersig": {t.sigs[user]}}
	_, text := t.post("openim/login", signIn, `{"State":"Online"}`)
	var got struct{ TinyId, A2Key string }
	_ = json.Unmarshal([]byte(text), &got) // the server refuses a session without them
	q.Set("tinyid", got.TinyId)
	q.Set("a2", got.A2Key)
	return q
}

// futureSigs uses UserSigs with an issue time in the future, which a leaked key could
// sign for years ahead.
func futureSigs(t *target, r *result) {
	now := time.Now()
	for _, issued := range []time.Time{now.Add(time.Hour), now.AddDate(1, 0, 0), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)} {
		for _, command := range []string{"openim/getmsg", "openim/login"} {
			code := t.codeOf(command, url.Values{
				"sdkappid": {"1400000001"}, "identifier": {"mallory"}, "usersig": {t.sign("mallory", issued)},
			}, `{"Cookie":"","State":"Online"}`)
			r.try(code > 0, "%s with a UserSig issued at %v: %d", command, issued, code)
		}
	}
}
