package samples

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// origin is the host of the requests. The handler is called directly, without a
// connection. Addresses in responses that begin with it are made relative.
const origin = "http://localhost"

// post sends a command like a 1.3 client, which signs every call.
func (s *client) post(user, command string, body m) ([]byte, error) {
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
	w := &responseRecorder{header: http.Header{}, status: http.StatusOK}
	s.Server.ServeHTTP(w, r)
	if w.status != http.StatusOK {
		return nil, fmt.Errorf("samples: %s: HTTP status %d: %s", command, w.status, w.body.Bytes())
	}
	return w.body.Bytes(), nil
}

// responseRecorder records the response of a handler.
type responseRecorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *responseRecorder) Header() http.Header { return w.header }

func (w *responseRecorder) WriteHeader(status int) { w.status = status }

func (w *responseRecorder) Write(data []byte) (int, error) { return w.body.Write(data) }
