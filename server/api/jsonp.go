package api

import (
	"bytes"
	"net/http"
	"regexp"
)

// Browsers without cross-origin requests (1.3 on old Internet Explorers) load a
// command as a script: the body is a query parameter, and the response is a
// script that calls a global function with the JSON.
const (
	jsonpCallback = "jsonpcallback"
	jsonpBody     = "jsonpbody"
)

// callbackName matches a function name, or names separated by dots. It prevents the
// parameter from injecting a script.
var callbackName = regexp.MustCompile(`^[A-Za-z_$][\w$]{0,63}(\.[A-Za-z_$][\w$]{0,63}){0,3}$`)

type jsonp struct{ callback string }

func (jsonp) read(call *Call, _ http.ResponseWriter, _ *http.Request, limit int64) error {
	body := call.Query.Get(jsonpBody)
	if int64(len(body)) > limit {
		return unreadable(&http.MaxBytesError{Limit: limit}, limit)
	}
	return call.setBody([]byte(body))
}

// lineBreaks are valid in JSON strings, but terminate string literals in the scripts
// of old browsers.
var lineBreaks = map[string]string{"\u2028": `\u2028`, "\u2029": `\u2029`}

func (j jsonp) wrap(h http.Header, response []byte) []byte {
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	for plain, escaped := range lineBreaks {
		response = bytes.ReplaceAll(response, []byte(plain), []byte(escaped))
	}
	// The comment prevents the name from being interpreted as the start of another file
	// format.
	return append(append([]byte("/**/"+j.callback+"("), response...), ");"...)
}
