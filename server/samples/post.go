package samples

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// origin is where the commands come to. No connection is made: the handler is
// called. What the server says of its own address is taken off again.
const origin = "http://localhost"

// post sends a command as a page of 1.3 does, whose every call is signed.
func (s *stage) post(user, command string, body m) ([]byte, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	sig := s.Sign(user)
	query := url.Values{
		"usersig": {sig}, "accesstoken": {sig}, "identifier": {user}, "sdkappid": {strconv.FormatInt(s.SDKAppID, 10)},
		"accounttype": {"1"}, "apn": {"1"}, "contenttype": {"json"},
	}
	r, err := http.NewRequestWithContext(s.ctx, http.MethodPost, origin+"/v4/"+command+"?"+query.Encode(), bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	r.RemoteAddr = "127.0.0.1:0"
	w := &answerWriter{header: http.Header{}, status: http.StatusOK}
	s.Server.ServeHTTP(w, r)
	if w.status != http.StatusOK {
		return nil, fmt.Errorf("samples: %s: HTTP status %d: %s", command, w.status, w.body.Bytes())
	}
	return w.body.Bytes(), nil
}

// answerWriter keeps what a handler writes.
type answerWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *answerWriter) Header() http.Header { return w.header }

func (w *answerWriter) WriteHeader(status int) { w.status = status }

func (w *answerWriter) Write(data []byte) (int, error) { return w.body.Write(data) }
